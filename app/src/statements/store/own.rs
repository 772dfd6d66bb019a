//! What a resident answered and added, for them to take away with their data, and for the limits on adding.

use crate::db::{DbError, On};
use crate::ids::{ResponseId, StatementId};
use crate::sql_in;
use crate::time::Time;

/// An answer with the words it was given to, for its author to take away.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Worded {
    /// The response it belongs to.
    pub response_id: ResponseId,
    /// The statement's words; empty when somebody else's were taken down.
    pub text: String,
    /// The answer's word.
    pub answer: String,
    /// When it was first given.
    pub first_answered_at: Time,
    /// When it was last given.
    pub answered_at: Time,
}

/// What some responses answered, with the words, in the statements' order.
///
/// # Errors
/// When the record cannot be reached.
pub async fn answers_with_words(
    on: impl Into<On<'_>>,
    responses: impl Iterator<Item = ResponseId>,
) -> Result<Vec<Worded>, DbError> {
    sql_in!(
        "SELECT statement_answers.response_id, answer, first_answered_at, answered_at, \
                CASE WHEN state = 'published' OR statements.response_id = statement_answers.response_id THEN text ELSE '' END AS text \
         FROM statement_answers JOIN statements ON statements.id = statement_id WHERE statement_answers.response_id IN",
        responses.map(|id| id.0),
        "ORDER BY statement_answers.response_id, number"
    )
    .all(on)
    .await
}

/// How many statements were answered in each of some responses, where any were.
///
/// # Errors
/// When the record cannot be reached.
pub async fn answered(
    on: impl Into<On<'_>>,
    responses: impl Iterator<Item = ResponseId>,
) -> Result<Vec<(ResponseId, i64)>, DbError> {
    sql_in!(
        "SELECT response_id, CAST(COUNT(*) AS BIGINT) FROM statement_answers WHERE response_id IN",
        responses.map(|id| id.0),
        "GROUP BY response_id"
    )
    .all(on)
    .await
}

/// A statement that a resident added, for its author to take away.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct AddedBy {
    /// Its number in the record.
    pub id: StatementId,
    /// The response it belongs to.
    pub response_id: ResponseId,
    /// Its words.
    pub text: String,
    /// What has become of it.
    pub state: String,
    /// When it was added.
    pub posted_at: Time,
}

/// The statements that some responses added, oldest first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn added_in(
    on: impl Into<On<'_>>,
    responses: impl Iterator<Item = ResponseId>,
) -> Result<Vec<AddedBy>, DbError> {
    sql_in!(
        "SELECT id, response_id, text, state, posted_at FROM statements WHERE response_id IN",
        responses.map(|id| id.0),
        "ORDER BY id"
    )
    .all(on)
    .await
}
