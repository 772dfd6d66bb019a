//! Statements and the answers to them in the record. Answers, counts and residents' own statements are written
//! by the response writer alone.

pub mod moderated;
pub mod own;

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Answer, OwnStatementsRule, Set, Statement, StatementState};
use crate::db::{DbError, On, Tx};
use crate::ids::{ConsultationId, ResponseId, StatementId};
use crate::time::Time;
use crate::{sql, sql_in, sql_rows};

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

/// An answer as it stands.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Given {
    /// The response it belongs to.
    pub response_id: ResponseId,
    /// The statement.
    pub statement_id: StatementId,
    /// The answer.
    #[sqlx(try_from = "String")]
    pub answer: Answer,
    /// When it was first given.
    pub first_answered_at: Time,
    /// When it was last given.
    pub answered_at: Time,
}

/// The answers at these places, where there are any.
///
/// # Errors
/// When the record cannot be reached.
pub async fn answers_at(
    tx: &mut Tx,
    places: impl Iterator<Item = (ResponseId, StatementId)>,
) -> Result<Vec<Given>, DbError> {
    // The engines call the columns of a list of values column1 and column2.
    let mut rows = sql_rows!(
        "SELECT response_id, statement_id, answer, first_answered_at, answered_at FROM (VALUES",
        2,
        ") AS wanted JOIN statement_answers \
           ON response_id = CAST(column1 AS BIGINT) AND statement_id = CAST(column2 AS BIGINT)"
    );
    for (response, statement) in places {
        rows.push([response.into(), statement.into()]);
    }
    rows.returning(tx).await
}

/// Writes answers, in place of earlier ones.
///
/// # Errors
/// When the record refuses one of them.
pub async fn write_answers<'a>(tx: &mut Tx, answers: impl Iterator<Item = &'a Given>) -> Result<(), DbError> {
    let mut rows = sql_rows!(
        "INSERT INTO statement_answers (response_id, statement_id, answer, first_answered_at, answered_at) VALUES",
        5,
        "ON CONFLICT (response_id, statement_id) DO UPDATE SET answer = excluded.answer, answered_at = excluded.answered_at"
    );
    for given in answers {
        rows.push([
            given.response_id.into(),
            given.statement_id.into(),
            given.answer.word().into(),
            given.first_answered_at.into(),
            given.answered_at.into(),
        ]);
    }
    rows.run(tx).await
}

/// Changes the counts beside statements by so much each, in order so that two programs cannot wait for each other.
///
/// # Errors
/// When the record refuses it; a count below nothing is refused.
pub async fn change_counts(tx: &mut Tx, changes: &BTreeMap<(StatementId, Answer), i64>) -> Result<(), DbError> {
    let mut by_statement: BTreeMap<StatementId, [i64; 3]> = BTreeMap::new();
    for ((statement, answer), change) in changes {
        by_statement.entry(*statement).or_default()[*answer as usize] += change;
    }
    for (statement, [agree, disagree, pass]) in by_statement {
        if [agree, disagree, pass] != [0; 3] {
            sql!(
                "UPDATE statements SET agree = agree + $2, disagree = disagree + $3, pass = pass + $4 WHERE id = $1",
                statement,
                agree,
                disagree,
                pass
            )
            .run(&mut *tx)
            .await?;
        }
    }
    Ok(())
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

/// An answer with the statement it was given to, for its author.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Mine {
    /// The statement.
    pub statement_id: StatementId,
    /// The answer.
    #[sqlx(try_from = "String")]
    pub answer: Answer,
    /// When it was last given.
    pub answered_at: Time,
}

/// What a response answered, the latest first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn answers_of(on: impl Into<On<'_>>, response: ResponseId) -> Result<Vec<Mine>, DbError> {
    sql!(
        "SELECT statement_id, answer, answered_at FROM statement_answers WHERE response_id = $1 \
         ORDER BY answered_at DESC, statement_id DESC",
        response
    )
    .all(on)
    .await
}

/// Takes a response's answers out of the counts once it counts no more; the answers stay with the response.
///
/// # Errors
/// When the record refuses it; the transaction should then be dropped.
pub async fn uncount(tx: &mut Tx, response: ResponseId) -> Result<(), DbError> {
    let answers = answers_of(&mut *tx, response).await?;
    if answers.is_empty() {
        return Ok(());
    }
    let lowered = answers.iter().map(|mine| ((mine.statement_id, mine.answer), -1)).collect();
    change_counts(tx, &lowered).await?;
    sql!(
        "UPDATE statement_sets SET changes = changes + 1 \
         WHERE consultation_id = (SELECT consultation_id FROM responses WHERE id = $1)",
        response
    )
    .run(tx)
    .await
    .map(drop)
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

/// A count beside a statement that is not what the answers say.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct AnswerCountDifference {
    /// The statement.
    pub statement_id: i64,
    /// The answer.
    pub answer: String,
    /// What is shown.
    pub kept: i64,
    /// What the answers say.
    pub counted: i64,
}

/// Counts every live answer again. An empty list is the proof that the counts are right.
///
/// # Errors
/// When the record cannot be reached.
pub async fn recount(on: impl Into<On<'_>>) -> Result<Vec<AnswerCountDifference>, DbError> {
    sql!(
        "SELECT statement_id, answer, CAST(SUM(kept) AS BIGINT) AS kept, CAST(SUM(counted) AS BIGINT) AS counted \
         FROM (SELECT id AS statement_id, 'agree' AS answer, agree AS kept, 0 AS counted FROM statements \
               UNION ALL SELECT id, 'disagree', disagree, 0 FROM statements \
               UNION ALL SELECT id, 'pass', pass, 0 FROM statements \
               UNION ALL \
               SELECT statement_id, answer, 0, 1 FROM statement_answers \
               JOIN responses ON responses.id = statement_answers.response_id \
               WHERE withdrawn_at IS NULL AND superseded_by IS NULL) AS both_sides \
         GROUP BY statement_id, answer HAVING SUM(kept) <> SUM(counted) ORDER BY 1, 2"
    )
    .all(on)
    .await
}

/// How many live answers there are.
///
/// # Errors
/// When the record cannot be reached.
pub async fn answers_counted(on: impl Into<On<'_>>) -> Result<i64, DbError> {
    sql!(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM statement_answers JOIN responses ON responses.id = response_id \
         WHERE withdrawn_at IS NULL AND superseded_by IS NULL"
    )
    .number(on)
    .await
}

/// A live answer, for the opinion map and for exports: the response stands for its participant.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct LiveAnswer {
    /// The response.
    pub response_id: ResponseId,
    /// The statement's number in the consultation.
    pub number: i64,
    /// The answer.
    #[sqlx(try_from = "String")]
    pub answer: Answer,
    /// When it was last given.
    pub answered_at: Time,
}

/// Every answer that counts in a consultation, in the order of responses and statements.
///
/// # Errors
/// When the record cannot be reached.
pub async fn live_answers(on: impl Into<On<'_>>, consultation: ConsultationId) -> Result<Vec<LiveAnswer>, DbError> {
    sql!(
        "SELECT statement_answers.response_id, number, answer, answered_at FROM statement_answers \
         JOIN statements ON statements.id = statement_id \
         JOIN responses ON responses.id = statement_answers.response_id \
         WHERE statements.consultation_id = $1 AND withdrawn_at IS NULL AND superseded_by IS NULL \
         ORDER BY statement_answers.response_id, number",
        consultation
    )
    .all(on)
    .await
}

/// What cannot be, each with a question that finds how many there are and the first of them.
pub fn impossible() -> Vec<(&'static str, crate::db::Statement)> {
    vec![(
        "an answer to a statement of another consultation, to none, or by nobody",
        sql!(
            "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(MIN(statement_answers.response_id), 0) AS BIGINT) \
             FROM statement_answers LEFT JOIN statements ON statements.id = statement_id \
             LEFT JOIN responses ON responses.id = statement_answers.response_id \
             WHERE statements.id IS NULL OR responses.id IS NULL \
                OR statements.consultation_id <> responses.consultation_id"
        ),
    )]
}
