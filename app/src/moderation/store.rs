//! What every kind of report has in common, in the record.

use crate::db::{DbError, On};
use crate::sql;
use crate::time::Time;

/// How many comments or log lines a page shows.
pub const PAGE: usize = 20;

/// How many reports, of comments and of statements, came from a place since a moment.
///
/// # Errors
/// When the record cannot be reached.
pub async fn reports_since(on: impl Into<On<'_>>, source: &[u8], since: Time) -> Result<i64, DbError> {
    sql!(
        "SELECT CAST((SELECT COUNT(*) FROM reports WHERE source = $1 AND at > $2) \
                   + (SELECT COUNT(*) FROM statement_reports WHERE source = $1 AND at > $2) AS BIGINT)",
        source,
        since
    )
    .number(on)
    .await
}

/// A report, as moderators see it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Report {
    /// The number of the comment, or of the statement.
    pub about: i64,
    /// A reason's word, or "other".
    pub reason: String,
    /// What the reporter added.
    pub detail: String,
    /// When.
    pub at: Time,
    /// When a moderator decided about it.
    pub resolved_at: Option<Time>,
}
