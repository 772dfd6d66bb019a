//! Proving the counts: counts every vote again and compares with the counts that are shown.

use crate::db::{DbError, On};
use crate::sql;

/// A count that is not what the votes say.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Difference {
    /// The proposal.
    pub proposal_id: i64,
    /// The version.
    pub version_id: i64,
    /// The answer.
    pub choice: String,
    /// The way they came in.
    pub channel: String,
    /// The branch, 0 for none.
    pub branch_id: i64,
    /// What is shown.
    pub kept: i64,
    /// What the votes say.
    pub counted: i64,
}

/// Counts every live vote again. An empty list is the proof that the counts are right.
///
/// # Errors
/// When the record cannot be reached.
pub async fn recount(on: impl Into<On<'_>>) -> Result<Vec<Difference>, DbError> {
    sql!(
        "SELECT proposal_id, version_id, choice, channel, branch_id, \
                CAST(SUM(kept) AS BIGINT) AS kept, CAST(SUM(counted) AS BIGINT) AS counted \
         FROM (SELECT proposal_id, version_id, choice, channel, branch_id, votes AS kept, 0 AS counted FROM tallies \
               UNION ALL \
               SELECT proposal_id, version_id, choice, channel, COALESCE(branch_id, 0), 0, 1 FROM votes \
               JOIN responses ON responses.id = response_id \
               WHERE withdrawn_at IS NULL AND superseded_by IS NULL) AS both_sides \
         GROUP BY proposal_id, version_id, choice, channel, branch_id \
         HAVING SUM(kept) <> SUM(counted) ORDER BY 1, 2, 3, 4, 5"
    )
    .all(on)
    .await
}

/// How many live votes there are.
///
/// # Errors
/// When the record cannot be reached.
pub async fn votes_counted(on: impl Into<On<'_>>) -> Result<i64, DbError> {
    sql!(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM votes JOIN responses ON responses.id = response_id \
         WHERE withdrawn_at IS NULL AND superseded_by IS NULL"
    )
    .number(on)
    .await
}
