//! Dashboards kept warm: a dashboard is worked out once for each version of the record, however many people
//! look at it.

use std::sync::Arc;

use super::model::Dashboard;
use super::store::ProposalHour;
use super::{figures, store};
use crate::App;
use crate::clock;
use crate::consultations::model::Consultation;
use crate::consultations::store as consultations;
use crate::db::{Db, DbError, Scope};
use crate::ids::ConsultationId;
use crate::site::Cached;
use crate::site::app::Warm;
use crate::time::Time;
use crate::ui::charts::timeline::TimelineMark;

/// How many dashboards are kept.
const DASHBOARDS: usize = 100;

/// Dashboards by consultation, each good until something comes in to its consultation or changes for all.
pub struct Dashboards(Cached<ConsultationId, Arc<Dashboard>>);

impl Warm for Dashboards {
    fn open(app: &App) -> Self {
        Self::new(app.config.parts_cache)
    }
}

impl Dashboards {
    /// No dashboard yet; never any when it is off.
    pub fn new(on: bool) -> Self {
        Self(Cached::new(on, DASHBOARDS).about(|consultation, _| Scope::Consultation(consultation.0)))
    }
}

impl Dashboards {
    /// The dashboard of a consultation, as the record is now.
    ///
    /// # Errors
    /// When the record cannot be reached.
    pub async fn of(&self, db: &Db, consultation: &Consultation) -> Result<Arc<Dashboard>, DbError> {
        self.0.of(db, consultation.id, async || work_out(db, consultation).await.map(Arc::new)).await
    }
}

async fn work_out(db: &Db, consultation: &Consultation) -> Result<Dashboard, DbError> {
    let id = consultation.id;
    let proposals = store::results(db, id).await?;
    let top = store::top_comments(db, &proposals).await?;
    let marks = consultations::notices(db, id)
        .await?
        .into_iter()
        .filter_map(|notice| {
            let label = match notice.kind.as_str() {
                "amended" => "Amended",
                "corrected" => "Corrected",
                "extended" => "Extended",
                _ => return None,
            };
            Some(TimelineMark { date: clock::day(notice.at).parse().ok()?, label: label.to_owned() })
        })
        .collect();
    let hours = store::by_hour(db, id).await?;
    let by_day = |count: fn(&ProposalHour) -> i64| {
        let counted: Vec<(i64, i64)> =
            hours.iter().map(|one| (one.hour, count(one))).filter(|one| one.1 != 0).collect();
        figures::by_day(&counted)
    };
    let never = Time(i64::MAX);
    let opened = consultation.dates.opens_at.unwrap_or(never);
    let closed = consultation.dates.closes_at.unwrap_or(never);
    Ok(Dashboard {
        costs: crate::proposals::store::costs(db, id).await?,
        comments_by_vote: store::comments_by_vote(db, id).await?,
        votes_by_day: by_day(|one| one.votes),
        comments_by_day: by_day(|one| one.comments),
        funnel: store::funnel(db, id, proposals.len() as i64).await?,
        registered: store::registered(db, id, opened, closed).await?,
        proposals,
        top,
        marks,
    })
}
