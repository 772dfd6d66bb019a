//! The answers to statements in the record, the counts beside statements, and counting them again.

use std::collections::BTreeMap;

use crate::db::{DbError, On, Tx};
use crate::ids::{ConsultationId, ResponseId, StatementId};
use crate::statements::model::Answer;
use crate::time::Time;
use crate::{sql, sql_in, sql_rows};

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

/// Some of those whose answers count in a consultation, in the order of their responses, after one of them.
///
/// # Errors
/// When the record cannot be reached.
pub async fn who_answered(
    on: impl Into<On<'_>>,
    consultation: ConsultationId,
    after: ResponseId,
    most: i64,
) -> Result<Vec<ResponseId>, DbError> {
    let found: Vec<(ResponseId,)> = sql!(
        "SELECT id FROM responses WHERE consultation_id = $1 AND id > $2 \
           AND withdrawn_at IS NULL AND superseded_by IS NULL \
           AND EXISTS (SELECT 1 FROM statement_answers WHERE response_id = responses.id) \
         ORDER BY id LIMIT $3",
        consultation,
        after,
        most
    )
    .all(on)
    .await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// An answer to a statement that is shown.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct ShownAnswer {
    /// The response.
    pub response_id: ResponseId,
    /// The statement's number in the consultation.
    pub number: i64,
    /// The answer.
    #[sqlx(try_from = "String")]
    pub answer: Answer,
}

/// What these responses answered to statements that are shown.
///
/// # Errors
/// When the record cannot be reached.
pub async fn to_shown(
    on: impl Into<On<'_>>,
    responses: impl Iterator<Item = ResponseId>,
) -> Result<Vec<ShownAnswer>, DbError> {
    sql_in!(
        "SELECT statement_answers.response_id, number, answer FROM statement_answers \
         JOIN statements ON statements.id = statement_id \
         WHERE state = 'published' AND statement_answers.response_id IN",
        responses.map(|id| id.0),
        ""
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
