//! Promises in the record.

use super::model::Promise;
use crate::db::{DbError, On, Tx};
use crate::ids::ConsultationId;
use crate::sql;
use crate::time::Time;

/// The promises of a consultation, in the order they were made.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of(on: impl Into<On<'_>>, consultation: ConsultationId) -> Result<Vec<Promise>, DbError> {
    sql!(
        "SELECT id, text, due_at, kept_at, kept_note, declined_at, declined_because FROM promises \
         WHERE consultation_id = $1 ORDER BY id",
        consultation
    )
    .all(on)
    .await
}

/// Makes a promise.
///
/// # Errors
/// When the record refuses it.
pub async fn make(tx: &mut Tx, consultation: ConsultationId, text: &str, due: Time, now: Time) -> Result<(), DbError> {
    sql!(
        "INSERT INTO promises (consultation_id, text, due_at, created_at) VALUES ($1, $2, $3, $4)",
        consultation,
        text,
        due,
        now
    )
    .run(tx)
    .await
    .map(drop)
}

/// Marks a promise as kept. Says whether it was still open.
///
/// # Errors
/// When the record refuses it.
pub async fn keep(
    tx: &mut Tx,
    consultation: ConsultationId,
    id: i64,
    kept_on: Time,
    note: &str,
) -> Result<bool, DbError> {
    let changed = sql!(
        "UPDATE promises SET kept_at = $3, kept_note = $4 \
         WHERE id = $1 AND consultation_id = $2 AND kept_at IS NULL AND declined_at IS NULL",
        id,
        consultation,
        kept_on,
        note
    )
    .run(tx)
    .await?;
    Ok(changed == 1)
}

/// Notes that a promise will not be kept, and why. Says whether it was still open.
///
/// # Errors
/// When the record refuses it.
pub async fn decline(
    tx: &mut Tx,
    consultation: ConsultationId,
    id: i64,
    because: &str,
    now: Time,
) -> Result<bool, DbError> {
    let changed = sql!(
        "UPDATE promises SET declined_at = $3, declined_because = $4 \
         WHERE id = $1 AND consultation_id = $2 AND kept_at IS NULL AND declined_at IS NULL",
        id,
        consultation,
        now,
        because
    )
    .run(tx)
    .await?;
    Ok(changed == 1)
}

/// How many promises are still to be kept although their day has gone by.
///
/// # Errors
/// When the record cannot be reached.
pub async fn many_overdue(on: impl Into<On<'_>>, now: Time) -> Result<i64, DbError> {
    sql!(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM promises WHERE kept_at IS NULL AND declined_at IS NULL AND due_at < $1",
        crate::clock::start_of_day(now)
    )
    .number(on)
    .await
}

/// The end of the next last day of a promise that is still to be kept, at which pages begin to say that it is overdue.
///
/// # Errors
/// When the record cannot be reached.
pub async fn next_change(on: impl Into<On<'_>>, now: Time) -> Result<Option<Time>, DbError> {
    let next = sql!(
        "SELECT CAST(COALESCE(MIN(due_at + 86400000), -1) AS BIGINT) FROM promises \
         WHERE kept_at IS NULL AND declined_at IS NULL AND due_at + 86400000 > $1",
        now
    )
    .number(on)
    .await?;
    Ok((next >= 0).then_some(Time(next)))
}
