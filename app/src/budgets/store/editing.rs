//! What staff change: the set-up, the projects, and what becomes of ideas.

use crate::budgets::model::{BallotKind, Budget, Cap, Caps, Completion, Project, ProjectState, Ties};
use crate::db::{Db, DbError, Tx};
use crate::ids::{BranchId, BudgetId, ConsultationId, ProjectId, ResponseId};
use crate::time::Time;
use crate::ui::prose::{self, Author, RENDERER};
use crate::{sql, sql_rows};

/// Everything that staff decide when they set a budget vote up.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SetUp {
    /// What it is called.
    pub title: String,
    /// What it is about, as written.
    pub about: String,
    /// How much there is, in pence.
    pub total: i64,
    /// How residents vote.
    pub ballot: BallotKind,
    /// How many projects, or how many points.
    pub most: i64,
    /// What limits there are.
    pub caps: Caps,
    /// The limits by library.
    pub branch_caps: Vec<(BranchId, i64)>,
    /// The limits by category.
    pub category_caps: Vec<(String, i64)>,
    /// What happens with what is left.
    pub completion: Completion,
    /// How a tie is decided.
    pub ties: Ties,
    /// Until when residents may send ideas.
    pub ideas_close_at: Option<Time>,
}

impl SetUp {
    /// How a budget vote is set up now.
    pub fn of(budget: &Budget, caps: &[Cap]) -> Self {
        Self {
            title: budget.title.clone(),
            about: budget.about.clone(),
            total: budget.total,
            ballot: budget.ballot,
            most: budget.most,
            caps: budget.caps,
            branch_caps: caps.iter().filter_map(|cap| Some((cap.branch_id?, cap.pence))).collect(),
            category_caps: caps
                .iter()
                .filter(|cap| cap.branch_id.is_none())
                .map(|cap| (cap.category.clone(), cap.pence))
                .collect(),
            completion: budget.completion,
            ties: budget.ties,
            ideas_close_at: budget.ideas_close_at,
        }
    }

    /// Whether it says the same as another one, in whatever order the limits stand.
    #[must_use]
    pub fn says_the_same_as(&self, other: &Self) -> bool {
        let in_order = |set_up: &Self| {
            let mut set_up = set_up.clone();
            set_up.branch_caps.sort_unstable_by_key(|(branch, _)| branch.0);
            set_up.category_caps.sort_unstable();
            set_up
        };
        in_order(self) == in_order(other)
    }
}

/// Begins the budget vote of a consultation, or changes it. It has no lot yet: see [`draw`].
///
/// # Errors
/// When the record refuses it; the transaction should then be dropped.
pub async fn set_up(tx: &mut Tx, consultation: ConsultationId, set_up: &SetUp, now: Time) -> Result<BudgetId, DbError> {
    let id = sql!(
        "INSERT INTO budgets (consultation_id, title, about, about_html, renderer, total, ballot, most, caps, completion, \
             ties, seed, ideas_close_at, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', $12, $13, $13) \
         ON CONFLICT (consultation_id) DO UPDATE SET title = excluded.title, about = excluded.about, \
             about_html = excluded.about_html, renderer = excluded.renderer, total = excluded.total, \
             ballot = excluded.ballot, most = excluded.most, caps = excluded.caps, completion = excluded.completion, \
             ties = excluded.ties, ideas_close_at = excluded.ideas_close_at, changes = budgets.changes + 1, \
             updated_at = CASE WHEN excluded.updated_at > budgets.updated_at THEN excluded.updated_at \
                 ELSE budgets.updated_at + 1 END RETURNING id",
        consultation,
        &set_up.title,
        &set_up.about,
        prose::render(&set_up.about, Author::Service).into_string(),
        RENDERER,
        set_up.total,
        set_up.ballot.word(),
        set_up.most,
        set_up.caps.word(),
        set_up.completion.word(),
        set_up.ties.word(),
        set_up.ideas_close_at,
        now
    )
    .number(&mut *tx)
    .await?;
    let id = BudgetId(id);
    sql!("DELETE FROM budget_caps WHERE budget_id = $1", id).run(&mut *tx).await?;
    let mut rows = sql_rows!("INSERT INTO budget_caps (budget_id, branch_id, category, pence) VALUES", 4, "");
    match set_up.caps {
        Caps::None => {}
        Caps::Branch => {
            for (branch, pence) in &set_up.branch_caps {
                rows.push([id.into(), (*branch).into(), "".into(), (*pence).into()]);
            }
        }
        Caps::Category => {
            for (category, pence) in &set_up.category_caps {
                rows.push([id.into(), None::<BranchId>.into(), category.into(), (*pence).into()]);
            }
        }
    }
    rows.run(tx).await?;
    Ok(id)
}

/// Gives the budget vote of a consultation the seed of its lot: when it is published, and not before, so that nobody who
/// numbers the projects can know whom the lot prefers. False when there is no budget vote.
///
/// # Errors
/// When the record refuses it.
pub async fn draw(tx: &mut Tx, consultation: ConsultationId, seed: &str) -> Result<bool, DbError> {
    let drawn =
        sql!("UPDATE budgets SET seed = $2, changes = changes + 1 WHERE consultation_id = $1", consultation, seed)
            .run(tx)
            .await?;
    Ok(drawn == 1)
}

/// Takes a budget vote away with its projects, which only a draft allows.
///
/// # Errors
/// When the record refuses it, as when somebody has voted.
pub async fn delete(tx: &mut Tx, budget: BudgetId) -> Result<(), DbError> {
    sql!("DELETE FROM budgets WHERE id = $1", budget).run(tx).await.map(drop)
}

/// What a project is, as staff write it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ProjectText {
    /// What it is called.
    pub title: String,
    /// What it is, as written.
    pub summary: String,
    /// What it costs, in pence.
    pub pence: i64,
    /// What kind of thing it is.
    pub category: String,
    /// The library it is for.
    pub branch: Option<BranchId>,
}

impl ProjectText {
    /// What a project says now.
    pub fn of(project: &Project) -> Self {
        Self {
            title: project.title.clone(),
            summary: project.summary.clone(),
            pence: project.cost(),
            category: project.category.clone(),
            branch: project.branch_id,
        }
    }
}

/// Adds a project of the service's own to the vote, and gives its number.
///
/// # Errors
/// When the record refuses it.
pub async fn add(tx: &mut Tx, budget: BudgetId, words: &ProjectText, now: Time) -> Result<i64, DbError> {
    let number = sql!(
        "INSERT INTO budget_projects (budget_id, number, state, title, summary, summary_html, renderer, pence, category, \
             branch_id, posted_at, entered_at) \
         SELECT CAST($1 AS BIGINT), COALESCE(MAX(number), 0) + 1, 'entered', $2, $3, $4, CAST($5 AS BIGINT), \
             CAST($6 AS BIGINT), $7, CAST($8 AS BIGINT), CAST($9 AS BIGINT), CAST($9 AS BIGINT) \
         FROM budget_projects WHERE budget_id = $1 RETURNING number",
        budget,
        &words.title,
        &words.summary,
        prose::render(&words.summary, Author::Service).into_string(),
        RENDERER,
        words.pence,
        &words.category,
        words.branch,
        now
    )
    .number(&mut *tx)
    .await?;
    touch(tx, budget).await?;
    Ok(number)
}

/// Changes what a project or an idea says and costs.
///
/// # Errors
/// When the record refuses it.
pub async fn rewrite(tx: &mut Tx, budget: BudgetId, project: ProjectId, words: &ProjectText) -> Result<(), DbError> {
    sql!(
        "UPDATE budget_projects SET title = $2, summary = $3, summary_html = $4, renderer = $5, pence = $6, \
             category = $7, branch_id = $8 WHERE id = $1",
        project,
        &words.title,
        &words.summary,
        prose::render(&words.summary, Author::Service).into_string(),
        RENDERER,
        words.pence,
        &words.category,
        words.branch
    )
    .run(&mut *tx)
    .await?;
    touch(tx, budget).await
}

/// Takes a project away for good, which only a draft allows.
///
/// # Errors
/// When the record refuses it, as when somebody chose it.
pub async fn remove(tx: &mut Tx, budget: BudgetId, project: ProjectId) -> Result<(), DbError> {
    sql!("DELETE FROM budget_projects WHERE id = $1", project).run(&mut *tx).await?;
    touch(tx, budget).await
}

/// Puts a costed idea into the vote.
///
/// # Errors
/// When the record refuses it.
pub async fn enter(tx: &mut Tx, budget: BudgetId, project: ProjectId, now: Time) -> Result<(), DbError> {
    sql!(
        "UPDATE budget_projects SET state = 'entered', entered_at = $2, decided_at = $2, reason = '', note = '' WHERE id = $1",
        project,
        now
    )
    .run(&mut *tx)
    .await?;
    touch(tx, budget).await
}

/// Shows the words of an idea that were held back or hidden.
///
/// # Errors
/// When the record refuses it.
pub async fn show(tx: &mut Tx, budget: BudgetId, project: ProjectId) -> Result<(), DbError> {
    sql!(
        "UPDATE budget_projects SET words_shown = 1, state = CASE WHEN state = 'held' THEN 'idea' ELSE state END \
         WHERE id = $1",
        project
    )
    .run(&mut *tx)
    .await?;
    touch(tx, budget).await
}

/// Hides the words of an idea from everybody but its author and staff, whatever has become of it.
///
/// # Errors
/// When the record refuses it.
pub async fn hide(tx: &mut Tx, budget: BudgetId, project: ProjectId) -> Result<(), DbError> {
    // One that was held is read by then: what becomes of it is still to be decided.
    sql!(
        "UPDATE budget_projects SET words_shown = 0, state = CASE WHEN state = 'held' THEN 'idea' ELSE state END \
         WHERE id = $1",
        project
    )
    .run(&mut *tx)
    .await?;
    touch(tx, budget).await
}

/// Ends a project's or an idea's way: declined, merged into another, or withdrawn from the vote.
///
/// # Errors
/// When the record refuses it.
pub async fn end(
    tx: &mut Tx,
    budget: BudgetId,
    project: ProjectId,
    (state, reason, merged_into): (ProjectState, &str, Option<i64>),
    note: &str,
    now: Time,
) -> Result<(), DbError> {
    sql!(
        "UPDATE budget_projects SET state = $2, reason = $3, merged_into = $4, note = $5, decided_at = $6 WHERE id = $1",
        project,
        state.word(),
        reason,
        merged_into,
        note,
        now
    )
    .run(&mut *tx)
    .await?;
    touch(tx, budget).await
}

async fn touch(tx: &mut Tx, budget: BudgetId) -> Result<(), DbError> {
    sql!("UPDATE budgets SET changes = changes + 1 WHERE id = $1", budget).run(tx).await.map(drop)
}

/// An idea whose author is told something.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct IdeaNotice {
    /// Its number.
    pub number: i64,
    /// The response it hangs on.
    pub response_id: ResponseId,
    /// Its title as its author wrote it.
    pub idea_title: String,
}

/// The ideas that are part of a project: the one it was made of, if a resident had it, and those merged into it.
///
/// # Errors
/// When the record cannot be reached.
pub async fn ideas_within(tx: &mut Tx, budget: BudgetId, number: i64) -> Result<Vec<IdeaNotice>, DbError> {
    sql!(
        "SELECT number, response_id, idea_title FROM budget_projects \
         WHERE budget_id = $1 AND response_id IS NOT NULL \
           AND (number = $2 OR (state = 'merged' AND merged_into = $2)) ORDER BY number",
        budget,
        number
    )
    .all(tx)
    .await
}

/// Puts one notice in the outbox for everybody whose ballot names a project, who has a confirmed address and wants
/// mail. Returns how many.
///
/// # Errors
/// When the record refuses it.
pub async fn tell_supporters(
    tx: &mut Tx,
    project: ProjectId,
    subject: &str,
    body: &str,
    now: Time,
) -> Result<u64, DbError> {
    sql!(
        "INSERT INTO outbox (account_id, recipient, subject, body, created_at, due_at, notice) \
         SELECT accounts.id, accounts.email, CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS BIGINT), CAST($4 AS BIGINT), 1 \
         FROM budget_marks JOIN responses ON responses.id = budget_marks.response_id \
             JOIN account_participants ON account_participants.participant_id = responses.participant_id \
             JOIN accounts ON accounts.id = account_participants.account_id \
         WHERE budget_marks.project_id = $1 AND responses.withdrawn_at IS NULL AND responses.superseded_by IS NULL \
             AND accounts.notify = 1 AND accounts.confirmed_at IS NOT NULL AND accounts.disabled_at IS NULL",
        project,
        subject,
        body,
        now
    )
    .run(tx)
    .await
}

#[derive(sqlx::FromRow)]
struct StaleIdea {
    id: i64,
    state: String,
    summary: String,
    idea_text: String,
    response_id: Option<i64>,
}

/// Renders what was stored by an older renderer again, and says how many there were.
///
/// # Errors
/// When the record refuses it.
pub async fn render_again(db: &Db) -> Result<u64, DbError> {
    let mut tx = db.begin().await?;
    let budgets: Vec<(i64, String)> =
        sql!("SELECT id, about FROM budgets WHERE renderer < $1", RENDERER).all(&mut tx).await?;
    let projects: Vec<StaleIdea> =
        sql!("SELECT id, state, summary, idea_text, response_id FROM budget_projects WHERE renderer < $1", RENDERER)
            .all(&mut tx)
            .await?;
    let done = (budgets.len() + projects.len()) as u64;
    let html = |text: &str, author| prose::render(text, author).into_string();
    for (id, about) in budgets {
        let html = html(&about, Author::Service);
        sql!("UPDATE budgets SET about_html = $2, renderer = $3 WHERE id = $1", id, html, RENDERER)
            .run(&mut tx)
            .await?;
    }
    for one in projects {
        // What is in the vote is in the service's words; an idea is in its author's.
        let own = one.response_id.is_none() || matches!(one.state.as_str(), "entered" | "withdrawn");
        let author = if own { Author::Service } else { Author::Resident };
        sql!(
            "UPDATE budget_projects SET summary_html = $2, idea_html = $3, renderer = $4 WHERE id = $1",
            one.id,
            html(&one.summary, author),
            html(&one.idea_text, Author::Resident),
            RENDERER
        )
        .run(&mut tx)
        .await?;
    }
    tx.commit().await?;
    Ok(done)
}
