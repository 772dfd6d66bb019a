//! Residents' ideas as moderators find them in the record. Never who sent one.

use crate::budgets::model::ProjectState;
use crate::db::{DbError, On, Statement, Tx};
use crate::ids::{BudgetId, ResponseId};
use crate::moderation::store as moderation;
use crate::time::Time;
use crate::{sql, sql_in};

/// An idea as moderators see it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ModeratedIdea {
    /// Its number in the record.
    pub id: i64,
    /// Its number in the budget vote.
    pub number: i64,
    /// What has become of it.
    #[sqlx(try_from = "String")]
    pub state: ProjectState,
    /// Why, in a reason's word.
    pub reason: String,
    /// Whether everybody may read its words.
    pub words_shown: i64,
    /// Its title as its author wrote it; empty once they had it erased.
    pub idea_title: String,
    /// Its text, as it is shown.
    pub idea_html: String,
    /// The library it is for.
    pub branch: Option<String>,
    /// When it was sent.
    pub posted_at: Time,
    /// The consultation's address.
    pub slug: String,
    /// What the budget vote is called.
    pub title: String,
}

/// These ideas; projects of the service's own are none.
///
/// # Errors
/// When the record cannot be reached.
pub async fn these(on: impl Into<On<'_>>, ids: &[i64]) -> Result<Vec<ModeratedIdea>, DbError> {
    sql_in!(
        "SELECT budget_projects.id, budget_projects.number, state, reason, words_shown, idea_title, idea_html, \
                branches.name AS branch, posted_at, consultations.slug, budgets.title \
         FROM budget_projects JOIN budgets ON budgets.id = budget_id \
         JOIN consultations ON consultations.id = consultation_id \
         LEFT JOIN branches ON branches.id = branch_id \
         WHERE response_id IS NOT NULL AND budget_projects.id IN",
        ids.iter().copied(),
        ""
    )
    .all(on)
    .await
}

/// Where an idea stands: its budget vote, its number there, and the response it hangs on.
///
/// # Errors
/// When the record cannot be reached.
pub async fn place(tx: &mut Tx, id: i64) -> Result<Option<(BudgetId, i64, ResponseId)>, DbError> {
    sql!("SELECT budget_id, number, response_id FROM budget_projects WHERE id = $1 AND response_id IS NOT NULL", id)
        .maybe(tx)
        .await
}

/// An idea as it was written, its title above its text; none when there is no such one.
///
/// # Errors
/// When the record cannot be reached.
pub async fn as_written(on: impl Into<On<'_>>, id: i64) -> Result<Option<String>, DbError> {
    let found: Option<(String, String)> =
        sql!("SELECT idea_title, idea_text FROM budget_projects WHERE id = $1 AND response_id IS NOT NULL", id)
            .maybe(on)
            .await?;
    Ok(found.map(|(title, text)| format!("{title}\n\n{text}").trim().to_owned()))
}

/// What cannot be: reports of, or decisions about, ideas that are not there.
pub fn lost() -> (&'static str, Statement) {
    moderation::lost!("an idea", "idea", "budget_projects")
}
