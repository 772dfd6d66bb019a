//! Statements in the record; the answers to them are in [`answers`]. Answers, counts and residents' own statements are
//! written by the response writer alone.

pub mod answers;
pub mod moderated;
pub mod own;

use std::collections::BTreeSet;

pub use answers::{
    AnswerCountDifference, Given, Mine, answers_at, answers_counted, answers_of, change_counts, impossible,
    live_answers, recount, uncount, write_answers,
};

use super::model::{OwnStatementsRule, Set, Statement, StatementState};
use crate::db::{DbError, On, Tx};
use crate::ids::{ConsultationId, ResponseId, StatementId};
use crate::time::Time;
use crate::{sql, sql_in};

/// The statements of a consultation as a whole, if it has any.
///
/// # Errors
/// When the record cannot be reached.
pub async fn set(on: impl Into<On<'_>>, consultation: ConsultationId) -> Result<Option<Set>, DbError> {
    sql!("SELECT consultation_id, question, own, changes FROM statement_sets WHERE consultation_id = $1", consultation)
        .maybe(on)
        .await
}

/// Begins the statements of a consultation, or changes what they answer and whether residents may add their own.
///
/// # Errors
/// When the record refuses it.
pub async fn set_up(
    tx: &mut Tx,
    consultation: ConsultationId,
    question: &str,
    own: OwnStatementsRule,
    now: Time,
) -> Result<(), DbError> {
    sql!(
        "INSERT INTO statement_sets (consultation_id, question, own, created_at, updated_at) VALUES ($1, $2, $3, $4, $4) \
         ON CONFLICT (consultation_id) DO UPDATE SET question = excluded.question, own = excluded.own, \
            updated_at = excluded.updated_at",
        consultation,
        question,
        own.word(),
        now
    )
    .run(tx)
    .await
    .map(drop)
}

/// Ends the statements of a draft, with all there are.
///
/// # Errors
/// When the record refuses it.
pub async fn take_down(tx: &mut Tx, consultation: ConsultationId) -> Result<(), DbError> {
    sql!("DELETE FROM statement_sets WHERE consultation_id = $1", consultation).run(tx).await.map(drop)
}

/// Every statement of a consultation in its order, whatever has become of it.
///
/// # Errors
/// When the record cannot be reached.
pub async fn all(on: impl Into<On<'_>>, consultation: ConsultationId) -> Result<Vec<Statement>, DbError> {
    sql!(
        "SELECT id, number, response_id, text, state, agree, disagree, pass, extremity, posted_at \
         FROM statements WHERE consultation_id = $1 ORDER BY number",
        consultation
    )
    .all(on)
    .await
}

/// How many statements of a consultation are shown to be answered.
///
/// # Errors
/// When the record cannot be reached.
pub async fn shown(on: impl Into<On<'_>>, consultation: ConsultationId) -> Result<i64, DbError> {
    let (statements,): (i64,) = sql!(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM statements WHERE consultation_id = $1 AND state = 'published'",
        consultation
    )
    .one(on)
    .await?;
    Ok(statements)
}

/// One statement of a consultation by its number in it.
///
/// # Errors
/// When the record cannot be reached.
pub async fn by_number(
    on: impl Into<On<'_>>,
    consultation: ConsultationId,
    number: i64,
) -> Result<Option<Statement>, DbError> {
    sql!(
        "SELECT id, number, response_id, text, state, agree, disagree, pass, extremity, posted_at \
         FROM statements WHERE consultation_id = $1 AND number = $2",
        consultation,
        number
    )
    .maybe(on)
    .await
}

/// Where a new statement stands.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Added {
    /// Its number in the record.
    pub id: StatementId,
    /// Its number in the consultation.
    pub number: i64,
}

/// Adds a statement after the others; no response means that the library service wrote it.
///
/// # Errors
/// When the record refuses it.
pub async fn add(
    tx: &mut Tx,
    consultation: ConsultationId,
    response: Option<ResponseId>,
    text: &str,
    state: StatementState,
    now: Time,
) -> Result<Added, DbError> {
    sql!(
        "INSERT INTO statements (consultation_id, number, response_id, text, state, posted_at) \
         SELECT CAST($1 AS BIGINT), COALESCE(MAX(number), 0) + 1, CAST($2 AS BIGINT), $3, $4, CAST($5 AS BIGINT) \
         FROM statements WHERE consultation_id = $1 RETURNING id, number",
        consultation,
        response,
        text,
        state.word(),
        now
    )
    .one(tx)
    .await
}

/// Changes the words of a statement, which only a draft allows: gives false, and changes nothing, when the consultation
/// is published.
///
/// # Errors
/// When the record refuses it.
pub async fn rewrite(tx: &mut Tx, statement: StatementId, text: &str) -> Result<bool, DbError> {
    let changed = sql!(
        "UPDATE statements SET text = $2 WHERE id = $1 \
           AND consultation_id IN (SELECT id FROM consultations WHERE published_at IS NULL)",
        statement,
        text
    )
    .run(tx)
    .await?;
    Ok(changed == 1)
}

/// Takes a statement away for good, which only a draft allows: gives false, and changes nothing, when the consultation
/// is published.
///
/// # Errors
/// When the record refuses it.
pub async fn delete(tx: &mut Tx, statement: StatementId) -> Result<bool, DbError> {
    let gone = sql!(
        "DELETE FROM statements WHERE id = $1 \
           AND consultation_id IN (SELECT id FROM consultations WHERE published_at IS NULL)",
        statement
    )
    .run(tx)
    .await?;
    Ok(gone == 1)
}

/// Shows a statement, holds it or takes it out. The map has to be worked out again.
///
/// # Errors
/// When the record refuses it.
pub async fn show_as(tx: &mut Tx, statement: StatementId, state: StatementState) -> Result<(), DbError> {
    sql!("UPDATE statements SET state = $2 WHERE id = $1", statement, state.word()).run(&mut *tx).await?;
    sql!(
        "UPDATE statement_sets SET changes = changes + 1 \
         WHERE consultation_id = (SELECT consultation_id FROM statements WHERE id = $1)",
        statement
    )
    .run(tx)
    .await
    .map(drop)
}

/// What the writer has to know of a statement.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct StatementFacts {
    /// The statement.
    pub id: StatementId,
    /// Its consultation.
    pub consultation_id: ConsultationId,
    /// What has become of it.
    #[sqlx(try_from = "String")]
    pub state: StatementState,
}

/// These statements, as the writer has to know them.
///
/// # Errors
/// When the record cannot be reached.
pub async fn facts_of(tx: &mut Tx, ids: impl Iterator<Item = StatementId>) -> Result<Vec<StatementFacts>, DbError> {
    sql_in!("SELECT id, consultation_id, state FROM statements WHERE id IN", ids.map(|id| id.0), "").all(tx).await
}

/// What the writer has to know of a consultation's statements before one is added.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Room {
    /// The consultation.
    pub consultation_id: ConsultationId,
    /// Whether residents may add their own.
    #[sqlx(try_from = "String")]
    pub own: OwnStatementsRule,
    /// How many there are, whatever has become of them.
    pub statements: i64,
}

/// The room for statements in these consultations; those without statements are left out.
///
/// # Errors
/// When the record cannot be reached.
pub async fn rooms(tx: &mut Tx, ids: impl Iterator<Item = ConsultationId>) -> Result<Vec<Room>, DbError> {
    sql_in!(
        "SELECT consultation_id, own, CAST((SELECT COUNT(*) FROM statements \
            WHERE statements.consultation_id = statement_sets.consultation_id) AS BIGINT) AS statements \
         FROM statement_sets WHERE consultation_id IN",
        ids.map(|id| id.0),
        ""
    )
    .all(tx)
    .await
}

/// Notes that the maps of these consultations have to be worked out again.
///
/// # Errors
/// When the record refuses it.
pub async fn note_changes(tx: &mut Tx, consultations: BTreeSet<ConsultationId>) -> Result<(), DbError> {
    sql_in!(
        "UPDATE statement_sets SET changes = changes + 1 WHERE consultation_id IN",
        consultations.into_iter().map(|id| id.0),
        ""
    )
    .run(tx)
    .await
}

/// Erases the words of the statements that some responses added. Where people can still answer, the statements are
/// taken out and count nothing; in consultations that have closed they stay counted, without their words, because
/// results that were read and decided on must not change.
///
/// # Errors
/// When the record refuses it; the transaction should then be dropped.
pub async fn erase(tx: &mut Tx, responses: &BTreeSet<ResponseId>, now: Time) -> Result<(), DbError> {
    for response in responses {
        sql!(
            "UPDATE statements SET state = 'removed' WHERE response_id = $1 \
               AND consultation_id IN (SELECT id FROM consultations WHERE closes_at IS NULL OR closes_at > $2)",
            *response,
            now
        )
        .run(&mut *tx)
        .await?;
        sql!(
            "UPDATE statement_sets SET changes = changes + 1 \
             WHERE consultation_id IN (SELECT consultation_id FROM statements WHERE response_id = $1 AND state = 'removed' \
                AND text <> '')",
            *response
        )
        .run(&mut *tx)
        .await?;
        let own: Vec<(i64,)> =
            sql!("SELECT id FROM statements WHERE response_id = $1", *response).all(&mut *tx).await?;
        let own: Vec<i64> = own.into_iter().map(|(id,)| id).collect();
        crate::moderation::earlier::forget_words(tx, "statement", &own, now).await?;
        sql!("UPDATE statements SET text = '' WHERE response_id = $1", *response).run(&mut *tx).await?;
    }
    Ok(())
}
