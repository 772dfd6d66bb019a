//! What people sent, in the record: written by the response writer alone, and each person's own.

use std::collections::HashMap;

use crate::db::{DbError, Flag, On, Tx};
use crate::ids::{BranchId, ConsultationId, QuestionnaireId, ResponseId};
use crate::responses::model::Channel;
use crate::time::Time;
use crate::{sql, sql_in, sql_rows};

/// Answers to write: the first of a response, or in place of those it had.
#[derive(Clone, Debug)]
pub struct NewAnswers {
    /// The response.
    pub response: ResponseId,
    /// The questionnaire.
    pub questionnaire: QuestionnaireId,
    /// The version that was answered.
    pub version: i64,
    /// By key, as JSON.
    pub answers: String,
    /// The language they were given in.
    pub language: String,
    /// What the order of options and pages was drawn from.
    pub order_seed: Option<i64>,
    /// Under which they are recorded, once.
    pub send_key: i64,
    /// When the response first answered.
    pub first_sent_at: Time,
    /// When they arrived.
    pub sent_at: Time,
    /// When later ones took their place, should that be known already.
    pub superseded_at: Option<Time>,
}

/// Answers that count.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct LiveAnswers {
    /// Their number in the record.
    pub id: i64,
    /// The response.
    pub response_id: ResponseId,
    /// The questionnaire.
    pub questionnaire_id: QuestionnaireId,
    /// The version that was answered.
    pub version: i64,
    /// By key, as JSON.
    pub answers: String,
    /// When the response first answered.
    pub first_sent_at: Time,
}

/// The responses that were recorded under some keys.
///
/// # Errors
/// When the record cannot be reached.
pub async fn recorded(
    on: impl Into<On<'_>>,
    keys: impl IntoIterator<Item = i64>,
) -> Result<HashMap<i64, ResponseId>, DbError> {
    let rows: Vec<(i64, ResponseId)> =
        sql_in!("SELECT send_key, response_id FROM questionnaire_answers WHERE send_key IN", keys, "").all(on).await?;
    Ok(rows.into_iter().collect())
}

/// The answers that some responses have and that count.
///
/// # Errors
/// When the record cannot be reached.
pub async fn live(
    on: impl Into<On<'_>>,
    responses: impl IntoIterator<Item = ResponseId>,
) -> Result<Vec<LiveAnswers>, DbError> {
    sql_in!(
        "SELECT id, response_id, questionnaire_id, version, answers, first_sent_at FROM questionnaire_answers \
         WHERE superseded_at IS NULL AND response_id IN",
        responses.into_iter().map(|id| id.0),
        "ORDER BY id"
    )
    .all(on)
    .await
}

/// Writes answers in the order in which they came; those that later ones take the place of are marked so.
///
/// # Errors
/// When the record refuses them.
pub async fn write(tx: &mut Tx, answers: &[NewAnswers], superseded: &[(i64, Time)]) -> Result<(), DbError> {
    // Few people change what they sent, and each at a moment of their own.
    for (id, at) in superseded {
        sql!("UPDATE questionnaire_answers SET superseded_at = $2 WHERE id = $1", *id, *at).run(&mut *tx).await?;
    }
    let mut rows = sql_rows!(
        "INSERT INTO questionnaire_answers (response_id, questionnaire_id, version, answers, language, order_seed, \
             send_key, first_sent_at, sent_at, superseded_at) VALUES",
        10,
        ""
    );
    for new in answers {
        rows.push([
            new.response.into(),
            new.questionnaire.into(),
            new.version.into(),
            new.answers.as_str().into(),
            new.language.as_str().into(),
            new.order_seed.into(),
            new.send_key.into(),
            new.first_sent_at.into(),
            new.sent_at.into(),
            new.superseded_at.map(|at| at.0).into(),
        ]);
    }
    rows.run(&mut *tx).await?;
    let touched = answers.iter().map(|new| new.questionnaire.0);
    sql_in!("UPDATE questionnaires SET changes = changes + 1 WHERE id IN", touched, "").run(tx).await
}

/// Answers that some responses gave at any time.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct AnswersEver {
    /// Their number in the record.
    pub id: i64,
    /// The questionnaire.
    pub questionnaire_id: QuestionnaireId,
    /// The version that was answered.
    pub version: i64,
    /// By key, as JSON.
    pub answers: String,
    /// The way they came in.
    #[sqlx(try_from = "String")]
    pub channel: Channel,
    /// The library they are counted under.
    #[sqlx(rename = "branch_id")]
    pub branch: Option<BranchId>,
    /// Whether they are counted now.
    pub counts: Flag,
}

/// All that some responses ever answered, whether it counts or not.
///
/// # Errors
/// When the record cannot be reached.
pub async fn ever(
    on: impl Into<On<'_>>,
    responses: impl IntoIterator<Item = ResponseId>,
) -> Result<Vec<AnswersEver>, DbError> {
    sql_in!(
        "SELECT questionnaire_answers.id, questionnaire_id, version, answers, channel, branch_id, \
             CAST(CASE WHEN superseded_at IS NULL AND withdrawn_at IS NULL AND superseded_by IS NULL THEN 1 ELSE 0 END \
                  AS BIGINT) AS counts \
         FROM questionnaire_answers JOIN responses ON responses.id = response_id WHERE response_id IN",
        responses.into_iter().map(|id| id.0),
        "ORDER BY questionnaire_answers.id"
    )
    .all(on)
    .await
}

/// Puts other words into answers: those that are left once what somebody wrote is erased.
///
/// # Errors
/// When the record refuses it.
pub async fn reword(tx: &mut Tx, id: i64, answers: &str) -> Result<(), DbError> {
    sql!("UPDATE questionnaire_answers SET answers = $2 WHERE id = $1", id, answers).run(tx).await.map(drop)
}

/// Answers of a person, for their own page and download.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OwnAnswers {
    /// The response they hang on.
    pub response_id: ResponseId,
    /// The questionnaire.
    pub questionnaire_id: QuestionnaireId,
    /// Its number in the consultation.
    pub number: i64,
    /// What it is called.
    pub title: String,
    /// The version that was answered.
    pub version: i64,
    /// By key, as JSON.
    pub answers: String,
    /// When they were first sent.
    pub first_sent_at: Time,
    /// When they were last sent.
    pub sent_at: Time,
}

/// The answers that some responses hold.
///
/// # Errors
/// When the record cannot be reached.
pub async fn own(
    on: impl Into<On<'_>>,
    responses: impl IntoIterator<Item = ResponseId>,
) -> Result<Vec<OwnAnswers>, DbError> {
    sql_in!(
        "SELECT response_id, questionnaire_id, number, title, version, answers, first_sent_at, sent_at \
         FROM questionnaire_answers JOIN questionnaires ON questionnaires.id = questionnaire_id \
         WHERE superseded_at IS NULL AND response_id IN",
        responses.into_iter().map(|id| id.0),
        "ORDER BY response_id, number"
    )
    .all(on)
    .await
}

/// How many people have answered each questionnaire of a consultation.
///
/// # Errors
/// When the record cannot be reached.
pub async fn people(
    on: impl Into<On<'_>>,
    consultation: ConsultationId,
) -> Result<Vec<(QuestionnaireId, i64)>, DbError> {
    sql!(
        "SELECT questionnaires.id, CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM questionnaires \
         LEFT JOIN questionnaire_tallies ON questionnaire_tallies.questionnaire_id = questionnaires.id \
           AND question = '' AND part = '' AND code = '' \
         WHERE consultation_id = $1 GROUP BY questionnaires.id",
        consultation
    )
    .all(on)
    .await
}

/// Answers that count, with what they are counted under.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct CountedAnswers {
    /// Their number in the record, by which the next ones are asked for.
    pub id: i64,
    /// The response.
    pub response_id: ResponseId,
    /// The version that was answered.
    pub version: i64,
    /// By key, as JSON.
    pub answers: String,
    /// The way they came in.
    #[sqlx(try_from = "String")]
    pub channel: Channel,
    /// The library they are counted under.
    #[sqlx(rename = "branch_id")]
    pub branch: Option<BranchId>,
}

/// The next answers that count, after a number in the record; at most so many.
///
/// # Errors
/// When the record cannot be reached.
pub async fn counted_after(
    on: impl Into<On<'_>>,
    questionnaire: QuestionnaireId,
    after: i64,
    most: i64,
) -> Result<Vec<CountedAnswers>, DbError> {
    sql!(
        "SELECT questionnaire_answers.id, response_id, version, answers, channel, branch_id FROM questionnaire_answers \
         JOIN responses ON responses.id = response_id \
         WHERE questionnaire_id = $1 AND questionnaire_answers.id > $2 AND superseded_at IS NULL \
           AND withdrawn_at IS NULL AND superseded_by IS NULL \
         ORDER BY questionnaire_answers.id LIMIT $3",
        questionnaire,
        after,
        most
    )
    .all(on)
    .await
}

/// The responses whose answers to a questionnaire count, with the library each is counted under.
///
/// # Errors
/// When the record cannot be reached.
pub async fn counted_responses(
    on: impl Into<On<'_>>,
    questionnaire: QuestionnaireId,
) -> Result<Vec<(ResponseId, Option<String>)>, DbError> {
    sql!(
        "SELECT response_id, branches.slug FROM questionnaire_answers \
         JOIN responses ON responses.id = response_id LEFT JOIN branches ON branches.id = branch_id \
         WHERE questionnaire_id = $1 AND superseded_at IS NULL AND withdrawn_at IS NULL AND superseded_by IS NULL",
        questionnaire
    )
    .all(on)
    .await
}

/// Answers to take away in a file.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ExportedAnswers {
    /// The questionnaire.
    pub questionnaire_id: QuestionnaireId,
    /// The response, which stays out of the file.
    pub response_id: ResponseId,
    /// The version that was answered.
    pub version: i64,
    /// By key, as JSON.
    pub answers: String,
    /// The language they were given in.
    pub language: String,
    /// What the order of options and pages was drawn from.
    pub order_seed: Option<i64>,
    /// When they were last sent.
    pub sent_at: Time,
    /// The word of the channel.
    pub channel: String,
    /// The word of the assurance.
    pub assurance: String,
    /// The word of the kind of respondent.
    pub kind: String,
}

/// The answers of some responses to a questionnaire, as files have them.
///
/// # Errors
/// When the record cannot be reached.
pub async fn exported(
    on: impl Into<On<'_>>,
    questionnaire: QuestionnaireId,
    responses: impl IntoIterator<Item = ResponseId>,
) -> Result<Vec<ExportedAnswers>, DbError> {
    let all: Vec<ExportedAnswers> = sql_in!(
        "SELECT questionnaire_id, response_id, version, answers, questionnaire_answers.language AS language, order_seed, \
                sent_at, channel, assurance, kind \
         FROM questionnaire_answers JOIN responses ON responses.id = response_id \
         WHERE superseded_at IS NULL AND withdrawn_at IS NULL AND superseded_by IS NULL AND response_id IN",
        responses.into_iter().map(|id| id.0),
        ""
    )
    .all(on)
    .await?;
    Ok(all.into_iter().filter(|answers| answers.questionnaire_id == questionnaire).collect())
}
