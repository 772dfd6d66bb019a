//! What waits for a moderator, in the record.

use super::rules::{PAGE, Urgency};
use crate::db::{DbError, On};
use crate::moderation::model::harmful_reasons;
use crate::time::Time;
use crate::{sql, sql_in};

/// Where something stands in the queue: how urgent it is, since when it waits, and which it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuePosition {
    /// The number of its urgency.
    pub urgency: i64,
    /// Since when.
    pub since: Time,
    /// Its kind.
    pub kind: String,
    /// Its number.
    pub id: i64,
}

impl std::fmt::Display for QueuePosition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}-{}-{}", self.urgency, self.since.0, self.kind, self.id)
    }
}

impl std::str::FromStr for QueuePosition {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.splitn(4, '-');
        let mut next = || parts.next().ok_or(());
        let urgency = next()?.parse().map_err(drop)?;
        let since = next()?.parse().map_err(drop)?;
        let kind = next()?.to_owned();
        Ok(Self { urgency, since: Time(since), kind, id: next()?.parse().map_err(drop)? })
    }
}

/// Something that waits for a moderator.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct QueuedWriting {
    /// Its kind.
    pub kind: String,
    /// Its number.
    pub subject_id: i64,
    /// Since when: its first open report, or when it was sent if it is held.
    pub since: Time,
    /// Open reports. Several of one person, or from one network address on one day, count once.
    pub reports: i64,
    /// The number of its urgency.
    pub urgency: i64,
}

impl QueuedWriting {
    /// How urgent it is.
    pub fn urgency(&self) -> Urgency {
        Urgency::from_number(self.urgency)
    }
}

/// What of all that waits is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct WaitingFilter<'a> {
    /// Only of this kind; empty for every kind.
    pub kind: &'a str,
    /// Only in the consultation with this number; 0 for all.
    pub consultation: i64,
}

/// A page of what is reported or held, the most urgent first and of those what waits longest; and where the next begins.
///
/// # Errors
/// When the record cannot be reached.
pub async fn waiting(
    on: impl Into<On<'_>>,
    only: WaitingFilter<'_>,
    after: Option<&QueuePosition>,
) -> Result<(Vec<QueuedWriting>, Option<QueuePosition>), DbError> {
    let first = QueuePosition { urgency: -1, since: Time(i64::MIN), kind: String::new(), id: 0 };
    let after = after.unwrap_or(&first);
    let mut rows: Vec<QueuedWriting> = sql!(
        // Much may be held and little is reported: only the reports are put together. What is held waits since it was
        // written, which is before anybody could report it. The urgency is what `Urgency::of` says.
        concat!(
            "WITH reported AS ( \
                 SELECT kind, subject_id, MIN(at) AS since, \
                        COUNT(DISTINCT source) + SUM(CASE WHEN source IS NULL THEN 1 ELSE 0 END) AS reports, \
                        MAX(CASE WHEN reason IN ",
            harmful_reasons!(),
            " THEN 1 ELSE 0 END) AS harms \
                 FROM reports WHERE resolved_at IS NULL GROUP BY kind, subject_id) \
             SELECT kind, subject_id, CAST(since AS BIGINT) AS since, CAST(reports AS BIGINT) AS reports, \
                    CAST(urgency AS BIGINT) AS urgency FROM ( \
                 SELECT held_writing.kind, held_writing.subject_id, held_writing.since, COALESCE(reports, 0) AS reports, \
                     CASE WHEN COALESCE((SELECT action FROM moderation_decisions AS made \
                         WHERE made.kind = held_writing.kind AND made.subject_id = held_writing.subject_id \
                         ORDER BY id DESC LIMIT 1), '') = 'hold' THEN 3 ELSE 1 END AS urgency \
                 FROM held_writing LEFT JOIN reported \
                   ON reported.kind = held_writing.kind AND reported.subject_id = held_writing.subject_id \
                 UNION ALL \
                 SELECT kind, subject_id, since, reports, CASE WHEN harms = 1 THEN 0 ELSE 2 END AS urgency FROM reported \
                 WHERE NOT EXISTS (SELECT 1 FROM held_writing \
                     WHERE held_writing.kind = reported.kind AND held_writing.subject_id = reported.subject_id) \
             ) AS each_one \
             WHERE (urgency > $1 OR (urgency = $1 AND (since > $2 OR (since = $2 AND (kind > $3 OR (kind = $3 AND subject_id > $4)))))) \
               AND ($5 = '' OR kind = $5) \
               AND ($6 = 0 OR EXISTS (SELECT 1 FROM writing_places WHERE writing_places.kind = each_one.kind \
                   AND writing_places.subject_id = each_one.subject_id AND writing_places.consultation_id = $6)) \
             ORDER BY 5, 3, 1, 2 LIMIT 21"
        ),
        after.urgency,
        after.since,
        &after.kind,
        after.id,
        only.kind,
        only.consultation
    )
    .all(on)
    .await?;
    let next = (rows.len() > PAGE).then(|| {
        rows.truncate(PAGE);
        rows.last().map(|last| QueuePosition {
            urgency: last.urgency,
            since: last.since,
            kind: last.kind.clone(),
            id: last.subject_id,
        })
    });
    Ok((rows, next.flatten()))
}

/// A consultation in which something waits.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct WaitingPlace {
    /// Its number.
    pub id: i64,
    /// Its name in addresses.
    pub slug: String,
    /// What it is called.
    pub title: String,
}

/// The consultations in which something waits, by title; at most a hundred.
///
/// # Errors
/// When the record cannot be reached.
pub async fn places(on: impl Into<On<'_>>) -> Result<Vec<WaitingPlace>, DbError> {
    let mut on = on.into();
    let ids: Vec<(Option<i64>,)> = sql!(
        "SELECT DISTINCT (SELECT consultation_id FROM writing_places \
             WHERE writing_places.kind = waiting_ones.kind AND writing_places.subject_id = waiting_ones.subject_id) AS id \
         FROM (SELECT kind, subject_id FROM held_writing \
             UNION SELECT kind, subject_id FROM reports WHERE resolved_at IS NULL) AS waiting_ones LIMIT 100"
    )
    .all(on.again())
    .await?;
    let ids = ids.into_iter().filter_map(|(id,)| id);
    sql_in!("SELECT id, slug, title FROM consultations WHERE id IN", ids, "ORDER BY title, id").all(on).await
}
