//! What the message of the day reads that no other page asks for.

use super::lines::DuePromise;
use crate::db::{DbError, On};
use crate::sql;
use crate::time::Time;

/// The most promises that are told of.
const MOST: i64 = 500;

/// Promises that are still to be kept and due before a moment, the longest due first.
///
/// # Errors
/// When the record cannot be reached.
pub(super) async fn promises_due(on: impl Into<On<'_>>, before: Time) -> Result<Vec<DuePromise>, DbError> {
    sql!(
        "SELECT consultation_id, slug, title, due_at FROM promises \
         JOIN consultations ON consultations.id = consultation_id \
         WHERE kept_at IS NULL AND declined_at IS NULL AND due_at IS NOT NULL AND due_at < $1 \
         ORDER BY due_at, promises.id LIMIT $2",
        before,
        MOST
    )
    .all(on)
    .await
}
