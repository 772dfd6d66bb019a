//! Responses as results have them, whatever was asked. What people answered is read by each kind of thing.

use crate::db::{DbError, On};
use crate::ids::ConsultationId;
use crate::responses::model::Channel;
use crate::sql;
use crate::time::Time;

/// A response as an export has it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ExportedResponse {
    /// Its number in the record: only to find what belongs to it.
    pub id: i64,
    /// The way it came in.
    #[sqlx(try_from = "String")]
    pub channel: Channel,
    /// The library it is counted under.
    pub branch: Option<String>,
    /// When it began.
    pub received_at: Time,
    /// Withdrawn or superseded responses keep their number and are left out.
    pub live: crate::db::Flag,
}

/// Some responses of a consultation in the order they came, after one of them; those that no longer count included.
///
/// # Errors
/// When the record cannot be reached.
pub async fn exported_responses(
    on: impl Into<On<'_>>,
    consultation: ConsultationId,
    after: i64,
    most: i64,
) -> Result<Vec<ExportedResponse>, DbError> {
    sql!(
        "SELECT responses.id, channel, branches.name AS branch, received_at, \
                CAST(CASE WHEN withdrawn_at IS NULL AND superseded_by IS NULL THEN 1 ELSE 0 END AS BIGINT) AS live \
         FROM responses LEFT JOIN branches ON branches.id = branch_id \
         WHERE consultation_id = $1 AND responses.id > $2 ORDER BY responses.id LIMIT $3",
        consultation,
        after,
        most
    )
    .all(on)
    .await
}
