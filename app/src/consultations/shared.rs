//! What is told of published consultations to programs: readers that follow the news, and search engines.

use super::model::{Dates, Parts, Stage};
use super::rules;
use crate::db::{DbError, On};
use crate::ids::ConsultationId;
use crate::sql;
use crate::time::Time;

/// A published consultation, as programs are told of it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct SharedConsultation {
    /// Its number.
    pub id: ConsultationId,
    /// Its name in addresses.
    pub slug: String,
    /// What it is called.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// Its dates.
    #[sqlx(flatten)]
    pub dates: Dates,
    /// When staff last changed it.
    pub updated_at: Time,
    /// When the public was last told something of it: amended, corrected, extended.
    pub noticed_at: Option<Time>,
    /// What it asks.
    pub parts: Parts,
}

impl SharedConsultation {
    /// Where it stands.
    pub fn stage(&self, now: Time) -> Stage {
        rules::stage(&self.dates, now)
    }

    /// When something about it last became otherwise: staff changed it or told something of it, or it opened, closed or was
    /// decided. One that was withdrawn never opens or closes afterwards.
    pub fn touched(&self, now: Time) -> Time {
        let Dates { published_at, opens_at, closes_at, withdrawn_at, decided_at, decision_due_at: _ } = self.dates;
        let happened = |at: &Time| withdrawn_at.is_none_or(|withdrawn| *at <= withdrawn);
        let [opens_at, closes_at] = [opens_at, closes_at].map(|at| at.filter(happened));
        let moments =
            [Some(self.updated_at), self.noticed_at, published_at, opens_at, closes_at, withdrawn_at, decided_at];
        moments.into_iter().flatten().filter(|at| *at <= now).max().unwrap_or(self.updated_at)
    }
}

/// Those published last.
///
/// # Errors
/// When the record cannot be reached.
pub async fn newest(on: impl Into<On<'_>>, now: Time, most: i64) -> Result<Vec<SharedConsultation>, DbError> {
    sql!(
        "SELECT id, slug, title, summary, published_at, opens_at, closes_at, decision_due_at, withdrawn_at, decided_at, \
                updated_at, \
                (SELECT MAX(at) FROM consultation_notices WHERE consultation_id = consultations.id AND at <= $1) AS noticed_at, \
                CAST(0 AS BIGINT) AS parts \
         FROM consultations WHERE published_at <= $1 ORDER BY published_at DESC, id DESC LIMIT $2",
        now,
        most
    )
    .all(on)
    .await
}

/// Those decided last.
///
/// # Errors
/// When the record cannot be reached.
pub async fn decided(on: impl Into<On<'_>>, now: Time, most: i64) -> Result<Vec<SharedConsultation>, DbError> {
    sql!(
        "SELECT id, slug, title, summary, published_at, opens_at, closes_at, decision_due_at, withdrawn_at, decided_at, \
                updated_at, \
                (SELECT MAX(at) FROM consultation_notices WHERE consultation_id = consultations.id AND at <= $1) AS noticed_at, \
                CAST(0 AS BIGINT) AS parts \
         FROM consultations WHERE published_at <= $1 AND decided_at <= $1 AND withdrawn_at IS NULL \
         ORDER BY decided_at DESC, id DESC LIMIT $2",
        now,
        most
    )
    .all(on)
    .await
}

/// Those with numbers above the first of these and up to the second, in the order in which they were begun.
///
/// # Errors
/// When the record cannot be reached.
pub async fn between(
    on: impl Into<On<'_>>,
    (after, last): (i64, i64),
    now: Time,
) -> Result<Vec<SharedConsultation>, DbError> {
    sql!(
        "SELECT id, slug, title, summary, published_at, opens_at, closes_at, decision_due_at, withdrawn_at, decided_at, \
                updated_at, \
                (SELECT MAX(at) FROM consultation_notices WHERE consultation_id = consultations.id AND at <= $3) AS noticed_at, \
                CAST(bits AS BIGINT) AS parts \
         FROM consultations JOIN consultation_asks ON consultation_asks.consultation_id = consultations.id \
         WHERE id > $1 AND id <= $2 AND published_at <= $3 ORDER BY id",
        after,
        last,
        now
    )
    .all(on)
    .await
}

/// Which groups of so many numbers have a published consultation: 0 for the first so many, then 1.
///
/// # Errors
/// When the record cannot be reached.
pub async fn groups(on: impl Into<On<'_>>, many: i64, now: Time) -> Result<Vec<i64>, DbError> {
    let rows: Vec<(i64,)> = sql!(
        "SELECT DISTINCT CAST((id - 1) / $1 AS BIGINT) AS part FROM consultations WHERE published_at <= $2 ORDER BY 1",
        many,
        now
    )
    .all(on)
    .await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}
