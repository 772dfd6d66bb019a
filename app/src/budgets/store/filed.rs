//! What the files of ballots are written from, some at a time: whose ballots count, what they chose, and how many chose each
//! project.

use crate::db::{DbError, On};
use crate::ids::{BranchId, BudgetId, ProjectId, ResponseId};
use crate::{sql, sql_in};

/// Whose ballot counts, and the library they are counted under.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct LiveVoter {
    /// The response, which stands for the voter.
    pub response_id: ResponseId,
    /// The library the voter is counted under.
    pub branch_id: Option<BranchId>,
}

/// The voters whose ballot names a project in the vote, in the order of their responses: so many at most, after one.
///
/// # Errors
/// When the record cannot be reached.
pub async fn voters(
    on: impl Into<On<'_>>,
    budget: BudgetId,
    after: ResponseId,
    most: i64,
) -> Result<Vec<LiveVoter>, DbError> {
    sql!(
        "SELECT response_id, branch_id FROM budget_ballots JOIN responses ON responses.id = response_id \
         WHERE budget_id = $1 AND response_id > $2 AND withdrawn_at IS NULL AND superseded_by IS NULL \
           AND EXISTS (SELECT 1 FROM budget_marks JOIN budget_projects ON budget_projects.id = project_id \
                       WHERE budget_marks.response_id = budget_ballots.response_id AND state = 'entered') \
         ORDER BY response_id LIMIT $3",
        budget,
        after,
        most
    )
    .all(on)
    .await
}

/// The marks that these voters gave to projects in the vote, each voter's in the order of the projects.
///
/// # Errors
/// When the record cannot be reached.
pub async fn marks_of(
    on: impl Into<On<'_>>,
    responses: impl IntoIterator<Item = ResponseId>,
) -> Result<Vec<(ResponseId, ProjectId, i64)>, DbError> {
    sql_in!(
        "SELECT budget_marks.response_id, project_id, points FROM budget_marks \
         JOIN budget_projects ON budget_projects.id = project_id \
         WHERE state = 'entered' AND budget_marks.response_id IN",
        responses.into_iter().map(|id| id.0),
        "ORDER BY budget_marks.response_id, number"
    )
    .all(on)
    .await
}

/// How many of the ballots that count name each project in the vote.
///
/// # Errors
/// When the record cannot be reached.
pub async fn supporters(on: impl Into<On<'_>>, budget: BudgetId) -> Result<Vec<(ProjectId, i64)>, DbError> {
    sql!(
        "SELECT project_id, CAST(COUNT(*) AS BIGINT) FROM budget_projects \
         JOIN budget_marks ON budget_marks.project_id = budget_projects.id \
         JOIN responses ON responses.id = budget_marks.response_id \
         WHERE budget_projects.budget_id = $1 AND state = 'entered' \
           AND withdrawn_at IS NULL AND superseded_by IS NULL \
         GROUP BY project_id",
        budget
    )
    .all(on)
    .await
}
