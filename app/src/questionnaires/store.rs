//! Questionnaires in the record: what staff write, and the versions that are published.

pub mod answers;
pub mod drafts;
pub mod equality;
pub mod files;
pub mod making;
pub mod tallies;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::definition::document;
use super::definition::key::Key;
use super::definition::question::Questionnaire;
use super::model::{QuestionnaireRecord, QuestionnaireVersion};
use crate::db::{DbError, On, Tx};
use crate::ids::{ConsultationId, QuestionnaireId};
use crate::time::Time;
use crate::{sql, sql_in};

/// The questionnaires of a consultation in their order.
///
/// # Errors
/// When the record cannot be reached.
pub async fn all(on: impl Into<On<'_>>, consultation: ConsultationId) -> Result<Vec<QuestionnaireRecord>, DbError> {
    sql!(
        "SELECT id, consultation_id, number, title, current_version, changes, updated_at FROM questionnaires \
         WHERE consultation_id = $1 ORDER BY number",
        consultation
    )
    .all(on)
    .await
}

/// One questionnaire of a consultation by its number in it.
///
/// # Errors
/// When the record cannot be reached.
pub async fn by_number(
    on: impl Into<On<'_>>,
    consultation: ConsultationId,
    number: i64,
) -> Result<Option<QuestionnaireRecord>, DbError> {
    sql!(
        "SELECT id, consultation_id, number, title, current_version, changes, updated_at FROM questionnaires \
         WHERE consultation_id = $1 AND number = $2",
        consultation,
        number
    )
    .maybe(on)
    .await
}

/// What staff write at the moment.
///
/// # Errors
/// When the record cannot be reached, or holds what is no questionnaire.
pub async fn draft(on: impl Into<On<'_>>, id: QuestionnaireId) -> Result<Questionnaire, DbError> {
    let (text,): (String,) = sql!("SELECT draft FROM questionnaires WHERE id = $1", id).one(on).await?;
    read(&text)
}

fn read(text: &str) -> Result<Questionnaire, DbError> {
    document::from_json(text).map_err(|why| DbError::Decode(Box::new(why)))
}

fn written(form: &Questionnaire) -> Result<String, DbError> {
    document::to_json(form).map_err(|why| DbError::Encode(Box::new(why)))
}

fn title(form: &Questionnaire) -> String {
    form.title.read(form.first_language(), &form.languages).to_owned()
}

#[derive(sqlx::FromRow)]
struct VersionRow {
    number: i64,
    definition: String,
    summary: String,
    published_at: Time,
    again: String,
}

impl VersionRow {
    fn read(self) -> Result<QuestionnaireVersion, DbError> {
        Ok(QuestionnaireVersion {
            number: self.number,
            form: Arc::new(read(&self.definition)?),
            summary: self.summary,
            published_at: Some(self.published_at),
            again: serde_json::from_str(&self.again).map_err(|why| DbError::Decode(Box::new(why)))?,
        })
    }
}

/// A version of a questionnaire.
///
/// # Errors
/// When the record cannot be reached.
pub async fn version(
    on: impl Into<On<'_>>,
    id: QuestionnaireId,
    number: i64,
) -> Result<Option<QuestionnaireVersion>, DbError> {
    let row: Option<VersionRow> = sql!(
        "SELECT number, definition, summary, published_at, again FROM questionnaire_versions \
         WHERE questionnaire_id = $1 AND number = $2",
        id,
        number
    )
    .maybe(on)
    .await?;
    row.map(VersionRow::read).transpose()
}

/// Every version of a questionnaire, the first one first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn versions(on: impl Into<On<'_>>, id: QuestionnaireId) -> Result<Vec<QuestionnaireVersion>, DbError> {
    let rows: Vec<VersionRow> = sql!(
        "SELECT number, definition, summary, published_at, again FROM questionnaire_versions \
         WHERE questionnaire_id = $1 ORDER BY number",
        id
    )
    .all(on)
    .await?;
    rows.into_iter().map(VersionRow::read).collect()
}

#[derive(sqlx::FromRow)]
struct AddedQuestionnaire {
    id: QuestionnaireId,
    number: i64,
}

/// Adds a questionnaire after the others and gives its number in the consultation.
///
/// # Errors
/// When the record refuses it.
pub async fn add(
    tx: &mut Tx,
    consultation: ConsultationId,
    form: &Questionnaire,
    now: Time,
) -> Result<(QuestionnaireId, i64), DbError> {
    let added: AddedQuestionnaire = sql!(
        "INSERT INTO questionnaires (consultation_id, number, title, draft, created_at, updated_at) \
         SELECT CAST($1 AS BIGINT), COALESCE(MAX(number), 0) + 1, $2, $3, CAST($4 AS BIGINT), CAST($4 AS BIGINT) \
         FROM questionnaires WHERE consultation_id = $1 RETURNING id, number",
        consultation,
        title(form),
        written(form)?,
        now
    )
    .one(tx)
    .await?;
    Ok((added.id, added.number))
}

/// Changes what staff write. False, and nothing changed, when somebody else changed it since it was seen.
///
/// # Errors
/// When the record refuses it.
pub async fn rewrite(
    tx: &mut Tx,
    id: QuestionnaireId,
    form: &Questionnaire,
    seen: Time,
    now: Time,
) -> Result<bool, DbError> {
    let changed = sql!(
        "UPDATE questionnaires SET title = CASE WHEN current_version IS NULL THEN $2 ELSE title END, draft = $3, \
                updated_at = CASE WHEN $4 > updated_at THEN $4 ELSE updated_at + 1 END \
         WHERE id = $1 AND updated_at = $5",
        id,
        title(form),
        written(form)?,
        now,
        seen
    )
    .run(tx)
    .await?;
    Ok(changed == 1)
}

/// Takes a questionnaire away for good, which only a draft allows. False, and nothing done, when somebody changed or
/// deleted it since it was seen.
///
/// # Errors
/// When the record refuses it, as when there are answers.
pub async fn delete(tx: &mut Tx, id: QuestionnaireId, seen: Time) -> Result<bool, DbError> {
    let deleted = sql!("DELETE FROM questionnaires WHERE id = $1 AND updated_at = $2", id, seen).run(tx).await?;
    Ok(deleted == 1)
}

/// Publishes what staff wrote as the next version, and gives its number. `again` are the questions that are asked again of
/// those who answered them before.
///
/// # Errors
/// When the record refuses it.
pub async fn publish(
    tx: &mut Tx,
    id: QuestionnaireId,
    summary: &str,
    again: &BTreeSet<Key>,
    now: Time,
) -> Result<i64, DbError> {
    let again = serde_json::to_string(again).map_err(|why| DbError::Encode(Box::new(why)))?;
    let (number,): (i64,) = sql!(
        "INSERT INTO questionnaire_versions (questionnaire_id, number, definition, summary, published_at, again) \
         SELECT id, COALESCE(current_version, 0) + 1, draft, $2, CAST($3 AS BIGINT), $4 FROM questionnaires WHERE id = $1 \
         RETURNING number",
        id,
        summary,
        now,
        again
    )
    .one(&mut *tx)
    .await?;
    let form = draft(&mut *tx, id).await?;
    sql!(
        "UPDATE questionnaires SET current_version = $2, title = $3, changes = changes + 1 WHERE id = $1",
        id,
        number,
        title(&form)
    )
    .run(tx)
    .await?;
    Ok(number)
}

/// A questionnaire as the writer has to know it.
#[derive(Clone, Debug)]
pub struct QuestionnaireFacts {
    /// The questionnaire.
    pub id: QuestionnaireId,
    /// Its consultation.
    pub consultation_id: ConsultationId,
    /// The version that residents are asked.
    pub current_version: Option<i64>,
}

/// These questionnaires, as the writer has to know them.
///
/// # Errors
/// When the record cannot be reached.
pub async fn facts_of(
    tx: &mut Tx,
    ids: impl IntoIterator<Item = QuestionnaireId>,
) -> Result<Vec<QuestionnaireFacts>, DbError> {
    let rows: Vec<(QuestionnaireId, ConsultationId, Option<i64>)> = sql_in!(
        "SELECT id, consultation_id, current_version FROM questionnaires WHERE id IN",
        ids.into_iter().map(|id| id.0),
        ""
    )
    .all(tx)
    .await?;
    let facts = rows.into_iter().map(|(id, consultation_id, current_version)| QuestionnaireFacts {
        id,
        consultation_id,
        current_version,
    });
    Ok(facts.collect())
}

/// What cannot be, each with a question that finds how many there are and the first of them.
pub fn impossible() -> Vec<(&'static str, crate::db::Statement)> {
    let mut all = super::writings::store::impossible();
    all.extend([
        (
            "answers to a questionnaire of another consultation, of none, or by nobody",
            sql!(
                "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(MIN(questionnaire_answers.id), 0) AS BIGINT) \
                 FROM questionnaire_answers LEFT JOIN questionnaires ON questionnaires.id = questionnaire_id \
                 LEFT JOIN responses ON responses.id = response_id \
                 WHERE questionnaires.id IS NULL OR responses.id IS NULL \
                    OR questionnaires.consultation_id <> responses.consultation_id"
            ),
        ),
        (
            "answers to a version of a questionnaire that was never published",
            sql!(
                "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(MIN(questionnaire_answers.id), 0) AS BIGINT) \
                 FROM questionnaire_answers LEFT JOIN questionnaire_versions \
                   ON questionnaire_versions.questionnaire_id = questionnaire_answers.questionnaire_id \
                  AND questionnaire_versions.number = questionnaire_answers.version \
                 WHERE questionnaire_versions.number IS NULL"
            ),
        ),
        (
            "files of answers that are of no draft and no response of their questionnaire, or of one that was withdrawn",
            sql!(
                "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(MIN(questionnaire_files.id), 0) AS BIGINT) \
                 FROM questionnaire_files \
                 LEFT JOIN questionnaire_drafts ON questionnaire_drafts.id = questionnaire_files.draft_id \
                  AND questionnaire_drafts.questionnaire_id = questionnaire_files.questionnaire_id \
                 LEFT JOIN questionnaire_answers ON questionnaire_answers.response_id = questionnaire_files.response_id \
                  AND questionnaire_answers.questionnaire_id = questionnaire_files.questionnaire_id \
                  AND superseded_at IS NULL \
                 LEFT JOIN responses ON responses.id = questionnaire_answers.response_id AND withdrawn_at IS NULL \
                 WHERE questionnaire_drafts.id IS NULL AND responses.id IS NULL"
            ),
        ),
    ]);
    all
}
