//! Budget votes in the record: what they are and what they could pay for. [`editing`] changes them; [`ballots`] holds
//! what residents chose, which the response writer alone writes; [`filed`] reads it for files.

pub mod ballots;
pub mod editing;
pub mod filed;
pub mod moderated;

use super::model::{Budget, Cap, Project};
use crate::branches::model::BranchName;
use crate::db::{DbError, On};
use crate::ids::{AccountId, BudgetId, ConsultationId, ProjectId};
use crate::time::Time;
use crate::{sql, sql_in};

/// The budget vote of a consultation, if it has one.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of(on: impl Into<On<'_>>, consultation: ConsultationId) -> Result<Option<Budget>, DbError> {
    sql!(
        "SELECT id, consultation_id, title, about, about_html, total, ballot, most, caps, completion, ties, seed, \
                ideas_close_at, changes, updated_at FROM budgets WHERE consultation_id = $1",
        consultation
    )
    .maybe(on)
    .await
}

/// The projects in the vote, and those withdrawn from it, by number; not ideas on their way, and not their authors' words.
///
/// # Errors
/// When the record cannot be reached.
pub async fn in_vote(on: impl Into<On<'_>>, budget: BudgetId) -> Result<Vec<Project>, DbError> {
    sql!(
        "SELECT budget_projects.id, number, state, title, summary, summary_html, pence, category, branch_id, \
                branches.name AS branch, response_id, words_shown, reason, note, merged_into, posted_at, entered_at, decided_at \
         FROM budget_projects LEFT JOIN branches ON branches.id = branch_id \
         WHERE budget_id = $1 AND state IN ('entered', 'withdrawn') ORDER BY number",
        budget
    )
    .all(on)
    .await
}

/// How many projects a ballot has.
///
/// # Errors
/// When the record cannot be reached.
pub async fn ready_to_vote(on: impl Into<On<'_>>, budget: BudgetId) -> Result<i64, DbError> {
    let (projects,): (i64,) =
        sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM budget_projects WHERE budget_id = $1 AND state = 'entered'", budget)
            .one(on)
            .await?;
    Ok(projects)
}

/// A category as a limit or a project spells it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct CategorySpelling {
    /// The category.
    pub category: String,
    /// The project; none for a limit.
    pub project: Option<ProjectId>,
}

/// The categories that limits and projects of a budget vote name: limits first, then projects by number.
///
/// # Errors
/// When the record cannot be reached.
pub async fn categories(on: impl Into<On<'_>>, budget: BudgetId) -> Result<Vec<CategorySpelling>, DbError> {
    sql!(
        "SELECT category, project FROM ( \
             SELECT 0 AS part, id AS place, CAST(NULL AS BIGINT) AS project, category FROM budget_caps WHERE budget_id = $1 \
             UNION ALL \
             SELECT 1, number, id, category FROM budget_projects \
             WHERE budget_id = $1 AND state IN ('entered', 'withdrawn', 'idea', 'held') \
         ) AS named WHERE category <> '' ORDER BY part, place",
        budget
    )
    .all(on)
    .await
}

/// The projects that can be voted for, by number: the number, the title and the cost of each.
///
/// # Errors
/// When the record cannot be reached.
pub async fn entered(on: impl Into<On<'_>>, budget: BudgetId) -> Result<Vec<(i64, String, i64)>, DbError> {
    sql!(
        "SELECT number, title, pence FROM budget_projects WHERE budget_id = $1 AND state = 'entered' ORDER BY number",
        budget
    )
    .all(on)
    .await
}

/// One project or idea by its number.
///
/// # Errors
/// When the record cannot be reached.
pub async fn project(on: impl Into<On<'_>>, budget: BudgetId, number: i64) -> Result<Option<Project>, DbError> {
    sql!(
        "SELECT budget_projects.id, number, state, title, summary, summary_html, pence, category, branch_id, \
                branches.name AS branch, response_id, idea_title, idea_text, idea_html, words_shown, reason, note, merged_into, \
                posted_at, entered_at, decided_at, \
                CAST(CASE WHEN EXISTS (SELECT 1 FROM budget_projects AS whole WHERE whole.budget_id = budget_projects.budget_id \
                    AND whole.number = budget_projects.merged_into AND whole.state = 'withdrawn') THEN 1 ELSE 0 END AS BIGINT) \
                    AS merged_gone \
         FROM budget_projects LEFT JOIN branches ON branches.id = branch_id WHERE budget_id = $1 AND number = $2",
        budget,
        number
    )
    .maybe(on)
    .await
}

/// The limits beside the total.
///
/// # Errors
/// When the record cannot be reached.
pub async fn caps(on: impl Into<On<'_>>, budget: BudgetId) -> Result<Vec<Cap>, DbError> {
    sql!(
        "SELECT branch_id, branches.name AS branch, category, pence FROM budget_caps \
         LEFT JOIN branches ON branches.id = branch_id WHERE budget_id = $1 ORDER BY budget_caps.id",
        budget
    )
    .all(on)
    .await
}

/// How many ideas an account has sent to a consultation's budget vote.
///
/// # Errors
/// When the record cannot be reached.
pub async fn ideas_by(on: impl Into<On<'_>>, account: AccountId, consultation: ConsultationId) -> Result<i64, DbError> {
    sql!(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM account_participants \
         JOIN responses ON responses.participant_id = account_participants.participant_id \
         JOIN budget_projects ON budget_projects.response_id = responses.id \
         WHERE account_participants.account_id = $1 AND account_participants.consultation_id = $2",
        account,
        consultation
    )
    .number(on)
    .await
}

/// Whether an account has sent the same idea to a consultation's budget vote: the form was sent twice.
///
/// # Errors
/// When the record cannot be reached.
pub async fn sent_same_idea(
    on: impl Into<On<'_>>,
    account: AccountId,
    consultation: ConsultationId,
    (title, text): (&str, &str),
) -> Result<bool, DbError> {
    let same: Option<(i64,)> = sql!(
        "SELECT number FROM account_participants \
         JOIN responses ON responses.participant_id = account_participants.participant_id \
         JOIN budget_projects ON budget_projects.response_id = responses.id \
         WHERE account_participants.account_id = $1 AND account_participants.consultation_id = $2 \
           AND idea_title = $3 AND idea_text = $4 LIMIT 1",
        account,
        consultation,
        title,
        text
    )
    .maybe(on)
    .await?;
    Ok(same.is_some())
}

/// How many ideas stand on a page.
pub const IDEAS_ON_A_PAGE: usize = 20;

/// One more than stand on a page, so that it shows whether there is another.
const AND_ONE: i64 = IDEAS_ON_A_PAGE as i64 + 1;

/// A page of ideas, and the number of its last one if there are more after it.
pub type IdeasPage = (Vec<Project>, Option<i64>);

fn cut(mut ideas: Vec<Project>) -> IdeasPage {
    let more = ideas.len() > IDEAS_ON_A_PAGE;
    ideas.truncate(IDEAS_ON_A_PAGE);
    let last = ideas.last().map(|idea| idea.number);
    (ideas, last.filter(|_| more))
}

/// Residents' ideas with what became of each, the newest first, from below a number.
///
/// # Errors
/// When the record cannot be reached.
pub async fn ideas(on: impl Into<On<'_>>, budget: BudgetId, before: i64) -> Result<IdeasPage, DbError> {
    sql!(
        "SELECT budget_projects.id, number, state, title, pence, category, branch_id, branches.name AS branch, response_id, \
                idea_title, idea_text, idea_html, words_shown, reason, note, merged_into, posted_at, entered_at, decided_at, \
                CAST(CASE WHEN EXISTS (SELECT 1 FROM budget_projects AS whole WHERE whole.budget_id = budget_projects.budget_id \
                    AND whole.number = budget_projects.merged_into AND whole.state = 'withdrawn') THEN 1 ELSE 0 END AS BIGINT) \
                    AS merged_gone \
         FROM budget_projects LEFT JOIN branches ON branches.id = branch_id \
         WHERE budget_id = $1 AND number < $2 AND response_id IS NOT NULL ORDER BY number DESC LIMIT $3",
        budget,
        before,
        AND_ONE
    )
    .all(on)
    .await
    .map(cut)
}

/// Ideas that wait to be checked, the longest waiting first, from after a number; without their texts.
///
/// # Errors
/// When the record cannot be reached.
pub async fn waiting_ideas(on: impl Into<On<'_>>, budget: BudgetId, after: i64) -> Result<IdeasPage, DbError> {
    sql!(
        "SELECT budget_projects.id, number, state, title, pence, category, branch_id, branches.name AS branch, response_id, \
                words_shown, reason, note, merged_into, posted_at, entered_at, decided_at \
         FROM budget_projects LEFT JOIN branches ON branches.id = branch_id \
         WHERE budget_id = $1 AND number > $2 AND state IN ('idea', 'held') ORDER BY number LIMIT $3",
        budget,
        after,
        AND_ONE
    )
    .all(on)
    .await
    .map(cut)
}

/// Ideas that did not enter the vote, the newest first, from below a number; without their texts.
///
/// # Errors
/// When the record cannot be reached.
pub async fn ended_ideas(on: impl Into<On<'_>>, budget: BudgetId, before: i64) -> Result<IdeasPage, DbError> {
    sql!(
        "SELECT budget_projects.id, number, state, title, pence, category, branch_id, branches.name AS branch, response_id, \
                words_shown, reason, note, merged_into, posted_at, entered_at, decided_at, \
                CAST(CASE WHEN EXISTS (SELECT 1 FROM budget_projects AS whole WHERE whole.budget_id = budget_projects.budget_id \
                    AND whole.number = budget_projects.merged_into AND whole.state = 'withdrawn') THEN 1 ELSE 0 END AS BIGINT) \
                    AS merged_gone \
         FROM budget_projects LEFT JOIN branches ON branches.id = branch_id \
         WHERE budget_id = $1 AND number < $2 AND state IN ('declined', 'merged') ORDER BY number DESC LIMIT $3",
        budget,
        before,
        AND_ONE
    )
    .all(on)
    .await
    .map(cut)
}

/// How many residents' ideas wait to be checked, in those of these consultations where any do.
///
/// # Errors
/// When the record cannot be reached.
pub async fn waiting(
    on: impl Into<On<'_>>,
    ids: impl IntoIterator<Item = ConsultationId>,
) -> Result<Vec<(ConsultationId, i64)>, DbError> {
    sql_in!(
        "SELECT consultation_id, CAST(COUNT(*) AS BIGINT) FROM budget_projects JOIN budgets ON budgets.id = budget_id \
         WHERE state IN ('idea', 'held') AND consultation_id IN",
        ids.into_iter().map(|id| id.0),
        "GROUP BY consultation_id"
    )
    .all(on)
    .await
}

/// Every library, those that have closed too: their users' ballots still count under them.
///
/// # Errors
/// When the record cannot be reached.
pub async fn libraries(on: impl Into<On<'_>>) -> Result<Vec<BranchName>, DbError> {
    sql!("SELECT id, slug, name FROM branches ORDER BY name, id").all(on).await
}

/// What cannot be, each with a question that finds how many there are and the first of them.
pub fn impossible() -> Vec<(&'static str, crate::db::Statement)> {
    vec![
        (
            "a ballot in a budget vote of another consultation, in none, or by nobody",
            sql!(
                "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(MIN(response_id), 0) AS BIGINT) FROM budget_ballots \
                 LEFT JOIN budgets ON budgets.id = budget_id LEFT JOIN responses ON responses.id = response_id \
                 WHERE budgets.id IS NULL OR responses.id IS NULL \
                    OR budgets.consultation_id <> responses.consultation_id"
            ),
        ),
        (
            "a mark for a project of another budget vote, or of none",
            sql!(
                "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(MIN(budget_marks.response_id), 0) AS BIGINT) \
                 FROM budget_marks LEFT JOIN budget_ballots ON budget_ballots.response_id = budget_marks.response_id \
                 LEFT JOIN budget_projects ON budget_projects.id = project_id \
                 WHERE budget_ballots.response_id IS NULL OR budget_projects.id IS NULL \
                    OR budget_projects.budget_id <> budget_ballots.budget_id"
            ),
        ),
    ]
}

/// The next end of taking ideas after now, at which pages change by themselves.
///
/// # Errors
/// When the record cannot be reached.
pub async fn next_change(on: impl Into<On<'_>>, now: Time) -> Result<Option<Time>, DbError> {
    let next =
        sql!("SELECT CAST(COALESCE(MIN(ideas_close_at), -1) AS BIGINT) FROM budgets WHERE ideas_close_at > $1", now)
            .number(on)
            .await?;
    Ok((next >= 0).then_some(Time(next)))
}
