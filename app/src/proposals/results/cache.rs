//! Dashboards kept warm: a dashboard is worked out once for each version of the record, however many people
//! look at it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use quick_cache::sync::Cache;

use super::model::{Dashboard, Registrations};
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

/// How long the number of residents who registered is good. It goes through every account of that time, so it is not counted
/// again for each answer that comes in; what people answered never waits for it.
const REGISTERED_FOR: Duration = Duration::from_secs(60);

/// Dashboards by consultation, each good until something comes in to its consultation or changes for all.
pub struct Dashboards {
    on: bool,
    dashboards: Cached<ConsultationId, Arc<Dashboard>>,
    registered: Cache<(ConsultationId, Time, Time), (Instant, Registrations)>,
}

impl Warm for Dashboards {
    fn open(app: &App) -> Self {
        Self::new(app.config.parts_cache)
    }
}

impl Dashboards {
    /// No dashboard yet; never any when it is off.
    pub fn new(on: bool) -> Self {
        let dashboards = Cached::new(on, DASHBOARDS).about(|id: &ConsultationId, _| Scope::Consultation(id.0));
        Self { on, dashboards, registered: Cache::new(DASHBOARDS) }
    }
}

impl Dashboards {
    /// The dashboard of a consultation, as the record is now.
    ///
    /// # Errors
    /// When the record cannot be reached.
    pub async fn of(&self, db: &Db, consultation: &Consultation) -> Result<Arc<Dashboard>, DbError> {
        let work_out = async || {
            let registered = self.registered(db, consultation).await?;
            work_out(db, consultation, registered).await.map(Arc::new)
        };
        self.dashboards.of(db, consultation.id, work_out).await
    }

    /// Who registered while the consultation was open, as it was at most a minute before the dashboard was worked out.
    async fn registered(&self, db: &Db, consultation: &Consultation) -> Result<Registrations, DbError> {
        let never = Time(i64::MAX);
        let opened = consultation.dates.opens_at.unwrap_or(never);
        let closed = consultation.dates.closes_at.unwrap_or(never);
        let key = (consultation.id, opened, closed);
        let good = |(at, _): &(Instant, Registrations)| self.on && at.elapsed() < REGISTERED_FOR;
        if let Some((_, registered)) = self.registered.get(&key).filter(good) {
            return Ok(registered);
        }
        let registered = store::registered(db, consultation.id, opened, closed).await?;
        self.registered.insert(key, (Instant::now(), registered));
        Ok(registered)
    }
}

async fn work_out(db: &Db, consultation: &Consultation, registered: Registrations) -> Result<Dashboard, DbError> {
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
    Ok(Dashboard {
        costs: crate::proposals::store::costs(db, id).await?,
        comments_by_vote: store::comments_by_vote(db, id).await?,
        votes_by_day: by_day(|one| one.votes),
        comments_by_day: by_day(|one| one.comments),
        funnel: store::funnel(db, id, proposals.len() as i64).await?,
        registered,
        proposals,
        top,
        marks,
    })
}
