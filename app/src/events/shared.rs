//! What other pages and programs are told of events: when a list changes by itself, what can be filtered by, and which
//! pages there are.

use crate::db::{DbError, On};
use crate::sql;
use crate::time::Time;

/// The next moment after now at which an event is over, so that pages list it elsewhere.
///
/// # Errors
/// When the record cannot be reached.
pub async fn next_change(on: impl Into<On<'_>>, now: Time) -> Result<Option<Time>, DbError> {
    let next = sql!("SELECT CAST(COALESCE(MIN(ends_at), -1) AS BIGINT) FROM events WHERE ends_at > $1", now)
        .number(on)
        .await?;
    Ok((next >= 0).then_some(Time(next)))
}

/// Published consultations that have an announced event, for a filter: names in addresses and titles.
///
/// # Errors
/// When the record cannot be reached.
pub async fn consultations_with(on: impl Into<On<'_>>, now: Time) -> Result<Vec<(String, String)>, DbError> {
    sql!(
        "SELECT slug, title FROM consultations WHERE published_at <= $1 \
             AND EXISTS (SELECT 1 FROM events WHERE consultation_id = consultations.id AND events.published_at <= $1) \
         ORDER BY published_at DESC, id DESC LIMIT 100",
        now
    )
    .all(on)
    .await
}

/// Announced events with numbers above the first of these and up to the second, by their names in addresses, each with
/// when it was last changed: for programs that read every page.
///
/// # Errors
/// When the record cannot be reached.
pub async fn between(on: impl Into<On<'_>>, (after, last): (i64, i64)) -> Result<Vec<(String, Time)>, DbError> {
    sql!(
        "SELECT slug, updated_at FROM events WHERE id > $1 AND id <= $2 AND published_at IS NOT NULL ORDER BY id",
        after,
        last
    )
    .all(on)
    .await
}

/// Which groups of so many numbers have an announced event: 0 for the first so many, then 1.
///
/// # Errors
/// When the record cannot be reached.
pub async fn groups(on: impl Into<On<'_>>, many: i64) -> Result<Vec<i64>, DbError> {
    let rows: Vec<(i64,)> = sql!(
        "SELECT DISTINCT CAST((id - 1) / $1 AS BIGINT) AS part FROM events WHERE published_at IS NOT NULL ORDER BY 1",
        many
    )
    .all(on)
    .await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}
