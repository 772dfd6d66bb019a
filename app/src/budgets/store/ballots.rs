//! What residents chose. Written by the response writer alone; read for the outcome and for the files.

use std::collections::{BTreeMap, BTreeSet};

use crate::budgets::model::{BallotKind, CastBallot, Project, ProjectState};
use crate::db::{DbError, On, Tx};
use crate::ids::{BranchId, BudgetId, ConsultationId, ProjectId, ResponseId};
use crate::moderation::earlier::forget_words;
use crate::time::Time;
use crate::{sql, sql_in, sql_rows};

/// What the writer has to know of a budget vote.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct BudgetFacts {
    /// The budget vote.
    pub id: BudgetId,
    /// Its consultation.
    pub consultation_id: ConsultationId,
    /// How residents vote.
    #[sqlx(try_from = "String")]
    pub ballot: BallotKind,
    /// How many projects may be ticked, or how many points there are.
    pub most: i64,
    /// Until when residents may send ideas.
    pub ideas_close_at: Option<Time>,
}

/// An idea that the author of a response has sent before.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct SentBefore {
    /// The response that is asked about.
    pub asked: ResponseId,
    /// The response it hangs on: the same, or one that its author has withdrawn.
    pub response_id: ResponseId,
    /// Its number.
    pub number: i64,
    /// Its title as written.
    pub idea_title: String,
    /// Its text as written.
    pub idea_text: String,
}

/// The ideas that the authors of these responses have sent before.
///
/// # Errors
/// When the record cannot be reached.
pub async fn sent_before(tx: &mut Tx, responses: impl Iterator<Item = ResponseId>) -> Result<Vec<SentBefore>, DbError> {
    sql_in!(
        "SELECT asked.id AS asked, response_id, number, idea_title, idea_text FROM responses AS asked \
         JOIN responses AS own ON own.participant_id = asked.participant_id \
         JOIN budget_projects ON budget_projects.response_id = own.id WHERE asked.id IN",
        responses.map(|id| id.0),
        "ORDER BY asked.id, number"
    )
    .all(tx)
    .await
}

/// How many projects and ideas these budget votes have.
///
/// # Errors
/// When the record cannot be reached.
pub async fn sizes(tx: &mut Tx, budgets: impl Iterator<Item = BudgetId>) -> Result<Vec<Size>, DbError> {
    sql_in!(
        "SELECT budget_id, CAST(COUNT(*) AS BIGINT) AS projects FROM budget_projects WHERE budget_id IN",
        budgets.map(|id| id.0),
        "GROUP BY budget_id"
    )
    .all(tx)
    .await
}

/// How many projects and ideas a budget vote has.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Size {
    /// The budget vote.
    pub budget_id: BudgetId,
    /// How many.
    pub projects: i64,
}

/// The budget votes of these consultations, as the writer has to know them.
///
/// # Errors
/// When the record cannot be reached.
pub async fn facts_of(
    tx: &mut Tx,
    consultations: impl Iterator<Item = ConsultationId>,
) -> Result<Vec<BudgetFacts>, DbError> {
    sql_in!(
        "SELECT id, consultation_id, ballot, most, ideas_close_at FROM budgets WHERE consultation_id IN",
        consultations.map(|id| id.0),
        ""
    )
    .all(tx)
    .await
}

/// What the writer has to know of a project.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct KnownProject {
    /// The project.
    pub id: ProjectId,
    /// Its budget vote.
    pub budget_id: BudgetId,
    /// What has become of it.
    #[sqlx(try_from = "String")]
    pub state: ProjectState,
}

/// These projects, as the writer has to know them.
///
/// # Errors
/// When the record cannot be reached.
pub async fn known_projects(
    tx: &mut Tx,
    projects: impl Iterator<Item = ProjectId>,
) -> Result<Vec<KnownProject>, DbError> {
    sql_in!("SELECT id, budget_id, state FROM budget_projects WHERE id IN", projects.map(|id| id.0), "").all(tx).await
}

/// A ballot to write.
#[derive(Clone, Debug)]
pub struct NewBudgetBallot {
    /// Its budget vote.
    pub budget: BudgetId,
    /// When it was sent, the first time in this batch.
    pub first_cast_at: Time,
    /// When it was last sent.
    pub cast_at: Time,
    /// The projects with their points. None takes the ballot back.
    pub marks: Vec<(ProjectId, i64)>,
}

/// Writes ballots, each in place of the one its response had.
///
/// # Errors
/// When the record refuses one of them; the transaction should then be dropped.
pub async fn write(tx: &mut Tx, ballots: &BTreeMap<ResponseId, NewBudgetBallot>) -> Result<(), DbError> {
    let taken_back = ballots.iter().filter(|(_, ballot)| ballot.marks.is_empty()).map(|(response, _)| response.0);
    sql_in!("DELETE FROM budget_marks WHERE response_id IN", ballots.keys().map(|response| response.0), "")
        .run(&mut *tx)
        .await?;
    sql_in!("DELETE FROM budget_ballots WHERE response_id IN", taken_back, "").run(&mut *tx).await?;
    let mut rows = sql_rows!(
        "INSERT INTO budget_ballots (response_id, budget_id, first_cast_at, cast_at) VALUES",
        4,
        "ON CONFLICT (response_id) DO UPDATE SET cast_at = excluded.cast_at"
    );
    let mut marks = sql_rows!("INSERT INTO budget_marks (response_id, project_id, points) VALUES", 3, "");
    for (response, ballot) in ballots.iter().filter(|(_, ballot)| !ballot.marks.is_empty()) {
        rows.push([(*response).into(), ballot.budget.into(), ballot.first_cast_at.into(), ballot.cast_at.into()]);
        for (project, points) in &ballot.marks {
            marks.push([(*response).into(), (*project).into(), (*points).into()]);
        }
    }
    rows.run(&mut *tx).await?;
    marks.run(tx).await
}

/// Notes that the outcomes of these budget votes have to be worked out again.
///
/// # Errors
/// When the record refuses it.
pub async fn note_changes(tx: &mut Tx, budgets: &BTreeSet<BudgetId>) -> Result<(), DbError> {
    sql_in!("UPDATE budgets SET changes = changes + 1 WHERE id IN", budgets.iter().map(|id| id.0), "").run(tx).await
}

/// Notes that a response with its ballot counts no more, so that the outcome is worked out again without it.
///
/// # Errors
/// When the record refuses it.
pub async fn uncount(tx: &mut Tx, response: ResponseId) -> Result<(), DbError> {
    sql!(
        "UPDATE budgets SET changes = changes + 1 \
         WHERE id IN (SELECT budget_id FROM budget_ballots WHERE response_id = $1)",
        response
    )
    .run(tx)
    .await
    .map(drop)
}

/// The ballot of a response; without marks when there is none.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of(on: impl Into<On<'_>>, response: ResponseId) -> Result<CastBallot, DbError> {
    #[derive(sqlx::FromRow)]
    struct MarkRow {
        cast_at: Time,
        project_id: ProjectId,
        points: i64,
    }
    let rows: Vec<MarkRow> = sql!(
        "SELECT cast_at, project_id, points FROM budget_ballots \
         JOIN budget_marks ON budget_marks.response_id = budget_ballots.response_id \
         WHERE budget_ballots.response_id = $1 ORDER BY project_id",
        response
    )
    .all(on)
    .await?;
    Ok(CastBallot {
        cast_at: rows.first().map(|row| row.cast_at),
        marks: rows.into_iter().map(|row| (row.project_id, row.points)).collect(),
    })
}

/// One mark on a ballot that counts.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct LiveMark {
    /// The response, which stands for the voter.
    pub response_id: ResponseId,
    /// The library the voter is counted under.
    pub branch_id: Option<BranchId>,
    /// The project.
    pub project_id: ProjectId,
    /// Its points; a tick is 1.
    pub points: i64,
}

/// Every mark that counts for a project in the vote, ballot by ballot in the order of responses.
///
/// # Errors
/// When the record cannot be reached.
pub async fn live(on: impl Into<On<'_>>, budget: BudgetId) -> Result<Vec<LiveMark>, DbError> {
    sql!(
        "SELECT budget_marks.response_id, responses.branch_id, project_id, points FROM budget_projects \
         JOIN budget_marks ON budget_marks.project_id = budget_projects.id \
         JOIN responses ON responses.id = budget_marks.response_id \
         WHERE budget_projects.budget_id = $1 AND state = 'entered' \
           AND withdrawn_at IS NULL AND superseded_by IS NULL \
         ORDER BY budget_marks.response_id, number",
        budget
    )
    .all(on)
    .await
}

/// How many ballots a budget vote has, whether they count or not.
///
/// # Errors
/// When the record cannot be reached.
pub async fn count(on: impl Into<On<'_>>, budget: BudgetId) -> Result<i64, DbError> {
    sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM budget_ballots WHERE budget_id = $1", budget).number(on).await
}

/// A ballot as its voter takes it away: a project and its points.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OwnMark {
    /// The response it hangs on.
    pub response_id: ResponseId,
    /// The project's number.
    pub number: i64,
    /// What it is called.
    pub title: String,
    /// The points; a tick is 1.
    pub points: i64,
    /// When the ballot was first sent.
    pub first_cast_at: Time,
    /// When it was last sent.
    pub cast_at: Time,
}

/// What some responses chose, for the person they belong to.
///
/// # Errors
/// When the record cannot be reached.
pub async fn own_marks(
    on: impl Into<On<'_>>,
    responses: impl IntoIterator<Item = ResponseId>,
) -> Result<Vec<OwnMark>, DbError> {
    sql_in!(
        "SELECT budget_marks.response_id, number, title, points, first_cast_at, cast_at FROM budget_marks \
         JOIN budget_ballots ON budget_ballots.response_id = budget_marks.response_id \
         JOIN budget_projects ON budget_projects.id = project_id WHERE budget_marks.response_id IN",
        responses.into_iter().map(|id| id.0),
        "ORDER BY budget_marks.response_id, number"
    )
    .all(on)
    .await
}

/// An idea as its author takes it away.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OwnIdea {
    /// Its number in the record.
    pub id: ProjectId,
    /// The response it hangs on.
    pub response_id: ResponseId,
    /// Its number.
    pub number: i64,
    /// Its title as written.
    pub idea_title: String,
    /// Its text as written.
    pub idea_text: String,
    /// What has become of it.
    pub state: String,
    /// Why, in a reason's word.
    pub reason: String,
    /// What staff said about it.
    pub note: String,
    /// When it was sent.
    pub posted_at: Time,
}

/// The ideas that some responses sent, for the person they belong to.
///
/// # Errors
/// When the record cannot be reached.
pub async fn own_ideas(
    on: impl Into<On<'_>>,
    responses: impl IntoIterator<Item = ResponseId>,
) -> Result<Vec<OwnIdea>, DbError> {
    sql_in!(
        "SELECT id, response_id, number, idea_title, idea_text, state, reason, note, posted_at FROM budget_projects \
         WHERE response_id IN",
        responses.into_iter().map(|id| id.0),
        "ORDER BY response_id, number"
    )
    .all(on)
    .await
}

/// The ideas that some responses sent, as pages say what became of them; without their texts.
///
/// # Errors
/// When the record cannot be reached.
pub async fn own_fates(
    on: impl Into<On<'_>>,
    responses: impl IntoIterator<Item = ResponseId>,
) -> Result<Vec<Project>, DbError> {
    sql_in!(
        "SELECT budget_projects.id, number, state, title, pence, category, branch_id, branches.name AS branch, response_id, \
                idea_title, words_shown, reason, note, merged_into, posted_at, entered_at, decided_at, \
                CAST(CASE WHEN EXISTS (SELECT 1 FROM budget_projects AS whole WHERE whole.budget_id = budget_projects.budget_id \
                    AND whole.number = budget_projects.merged_into AND whole.state = 'withdrawn') THEN 1 ELSE 0 END AS BIGINT) \
                    AS merged_gone \
         FROM budget_projects LEFT JOIN branches ON branches.id = branch_id WHERE response_id IN",
        responses.into_iter().map(|id| id.0),
        "ORDER BY response_id, number"
    )
    .all(on)
    .await
}

/// An idea to add.
pub struct NewIdea<'a> {
    /// Its budget vote.
    pub budget: BudgetId,
    /// The response it hangs on.
    pub response: ResponseId,
    /// Its title.
    pub title: &'a str,
    /// As written.
    pub text: &'a str,
    /// As shown.
    pub html: &'a str,
    /// The library it is for.
    pub branch: Option<BranchId>,
    /// Whether somebody reads it before it is shown.
    pub held: bool,
}

/// Adds an idea after the other projects, and gives its number in the budget.
///
/// # Errors
/// When the record refuses it.
pub async fn add_idea(tx: &mut Tx, idea: &NewIdea<'_>, now: Time) -> Result<i64, DbError> {
    let state = if idea.held { ProjectState::Held } else { ProjectState::Idea };
    sql!(
        "INSERT INTO budget_projects (budget_id, number, state, title, summary, summary_html, renderer, branch_id, \
             response_id, idea_title, idea_text, idea_html, posted_at, words_shown) \
         SELECT CAST($1 AS BIGINT), COALESCE(MAX(number), 0) + 1, $2, $3, $4, $5, CAST($6 AS BIGINT), CAST($7 AS BIGINT), \
             CAST($8 AS BIGINT), $3, $4, $5, CAST($9 AS BIGINT), CAST($10 AS BIGINT) FROM budget_projects WHERE budget_id = $1 RETURNING number",
        idea.budget,
        state.word(),
        idea.title,
        idea.text,
        idea.html,
        crate::ui::prose::RENDERER,
        idea.branch,
        idea.response,
        now,
        i64::from(!idea.held)
    )
    .number(tx)
    .await
}

/// Erases the ideas that some responses sent: the words their author wrote go from pages and from the record. What is
/// in the vote stays, because people have chosen it: its words are the library service's by then.
///
/// # Errors
/// When the record refuses it; the transaction should then be dropped.
pub async fn erase(tx: &mut Tx, responses: &BTreeSet<ResponseId>, now: Time) -> Result<(), DbError> {
    for response in responses {
        sql!(
            "UPDATE budget_projects SET idea_title = '', idea_text = '', idea_html = '' WHERE response_id = $1",
            *response
        )
        .run(&mut *tx)
        .await?;
        sql!(
            "UPDATE budget_projects SET title = '', summary = '', summary_html = '', pence = NULL, \
                 state = CASE WHEN state IN ('idea', 'held') THEN 'declined' ELSE state END, \
                 decided_at = COALESCE(decided_at, CAST($2 AS BIGINT)) \
             WHERE response_id = $1 AND state IN ('idea', 'held', 'declined', 'merged')",
            *response,
            now
        )
        .run(&mut *tx)
        .await?;
        let own: Vec<(i64,)> =
            sql!("SELECT id FROM budget_projects WHERE response_id = $1", *response).all(&mut *tx).await?;
        let own: Vec<i64> = own.into_iter().map(|(id,)| id).collect();
        forget_words(tx, "idea", &own, now).await?;
    }
    Ok(())
}
