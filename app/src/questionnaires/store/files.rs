//! Files that people send with their answers, in the record: who holds each, and its content. Nothing here gives out a file
//! by its number alone: it is always asked for together with whose it is.

use std::collections::{BTreeSet, HashMap};

use sha2::{Digest, Sha256};

use crate::db::{DbError, On, Tx};
use crate::files::sniff::FileKind;
use crate::ids::{QuestionnaireDraftId, QuestionnaireFileId, QuestionnaireId, ResponseId};
use crate::questionnaires::model::{AnswerDraft, KeptFile};
use crate::time::Time;
use crate::{sql, sql_in};

/// A file to keep with a draft.
pub struct NewFile<'a> {
    /// The draft.
    pub draft: &'a AnswerDraft,
    /// The key of the question it answers.
    pub question: &'a str,
    /// A name that is safe to save it under.
    pub name: &'a str,
    /// What it is.
    pub kind: FileKind,
    /// What is in it.
    pub bytes: &'a [u8],
}

/// Keeps a file with a draft.
///
/// # Errors
/// When the record refuses it.
pub async fn keep(tx: &mut Tx, new: &NewFile<'_>, now: Time) -> Result<QuestionnaireFileId, DbError> {
    sql!(
        "INSERT INTO questionnaire_files (questionnaire_id, draft_id, question, name, kind, size, sha256, arrived_at, bytes) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id",
        new.draft.questionnaire_id,
        new.draft.id,
        new.question,
        new.name,
        new.kind.word(),
        i64::try_from(new.bytes.len()).unwrap_or(i64::MAX),
        Sha256::digest(new.bytes).to_vec(),
        now,
        new.bytes.to_vec()
    )
    .number(tx)
    .await
    .map(QuestionnaireFileId)
}

/// The files that a draft may name: its own, and those of the response whose answers it changes.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of_draft(on: impl Into<On<'_>>, draft: &AnswerDraft) -> Result<Vec<KeptFile>, DbError> {
    sql!(
        "SELECT id, question, name, kind, size FROM questionnaire_files \
         WHERE questionnaire_id = $1 AND (draft_id = $2 OR response_id = $3) ORDER BY id",
        draft.questionnaire_id,
        draft.id,
        draft.changes_response_id
    )
    .all(on)
    .await
}

/// Erases the files of a draft that its answers do not name any more. What it only borrows from a response stays.
///
/// # Errors
/// When the record refuses it.
pub async fn keep_only(
    tx: &mut Tx,
    draft: QuestionnaireDraftId,
    named: &BTreeSet<QuestionnaireFileId>,
) -> Result<(), DbError> {
    let all: Vec<(QuestionnaireFileId,)> =
        sql!("SELECT id FROM questionnaire_files WHERE draft_id = $1", draft).all(&mut *tx).await?;
    erase(tx, all.into_iter().map(|(id,)| id).filter(|id| !named.contains(id))).await
}

/// Erases all files that are still a draft's: what it named for its answers has gone over to the response by then.
///
/// # Errors
/// When the record refuses it.
pub async fn erase_of_draft(tx: &mut Tx, draft: QuestionnaireDraftId) -> Result<(), DbError> {
    sql!("DELETE FROM questionnaire_files WHERE draft_id = $1", draft).run(tx).await.map(drop)
}

/// Erases the files of some responses.
///
/// # Errors
/// When the record refuses it.
pub async fn erase_of_responses(tx: &mut Tx, responses: impl IntoIterator<Item = ResponseId>) -> Result<(), DbError> {
    sql_in!("DELETE FROM questionnaire_files WHERE response_id IN", responses.into_iter().map(|id| id.0), "")
        .run(tx)
        .await
}

async fn erase(tx: &mut Tx, files: impl IntoIterator<Item = QuestionnaireFileId>) -> Result<(), DbError> {
    sql_in!("DELETE FROM questionnaire_files WHERE id IN", files.into_iter().map(|id| id.0), "").run(tx).await
}

/// Whose a file is, as the writer has to know it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct FileHolder {
    /// The file.
    pub id: QuestionnaireFileId,
    /// The questionnaire.
    pub questionnaire_id: QuestionnaireId,
    /// The draft that has it.
    pub draft_id: Option<QuestionnaireDraftId>,
    /// The response that has it.
    pub response_id: Option<ResponseId>,
    /// The key of the question it answers.
    pub question: String,
}

/// Whose some files are; those that are not there are left out.
///
/// # Errors
/// When the record cannot be reached.
pub async fn holders(
    tx: &mut Tx,
    files: impl IntoIterator<Item = QuestionnaireFileId>,
) -> Result<HashMap<QuestionnaireFileId, FileHolder>, DbError> {
    let found: Vec<FileHolder> = sql_in!(
        "SELECT id, questionnaire_id, draft_id, response_id, question FROM questionnaire_files WHERE id IN",
        files.into_iter().map(|id| id.0),
        ""
    )
    .all(tx)
    .await?;
    Ok(found.into_iter().map(|one| (one.id, one)).collect())
}

/// Gives a response the files that its answers name, out of the draft they were sent from, and erases those it had that they
/// do not name any more.
///
/// # Errors
/// When the record refuses it; also when one of them is neither the draft's nor the response's any more, so that whoever
/// sent them can be told.
pub async fn hand_over(
    tx: &mut Tx,
    draft: Option<QuestionnaireDraftId>,
    (response, questionnaire): (ResponseId, QuestionnaireId),
    named: &BTreeSet<QuestionnaireFileId>,
) -> Result<(), DbError> {
    // One person has a handful at the most.
    for id in named {
        let moved = sql!(
            "UPDATE questionnaire_files SET draft_id = NULL, response_id = $2 \
             WHERE id = $1 AND questionnaire_id = $3 AND (draft_id = $4 OR response_id = $2)",
            *id,
            response,
            questionnaire,
            draft
        )
        .run(&mut *tx)
        .await?;
        if moved != 1 {
            return Err(DbError::RowNotFound);
        }
    }
    let all: Vec<(QuestionnaireFileId,)> = sql!(
        "SELECT id FROM questionnaire_files WHERE response_id = $1 AND questionnaire_id = $2",
        response,
        questionnaire
    )
    .all(&mut *tx)
    .await?;
    erase(tx, all.into_iter().map(|(id,)| id).filter(|id| !named.contains(id))).await
}

/// A file with what is in it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct FileContent {
    /// The name to save it under.
    pub name: String,
    /// What it is.
    #[sqlx(try_from = "String")]
    pub kind: FileKind,
    /// What its content is known by.
    pub sha256: Vec<u8>,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// A file that a draft may name.
///
/// # Errors
/// When the record cannot be reached.
pub async fn content_in_draft(
    on: impl Into<On<'_>>,
    draft: &AnswerDraft,
    file: QuestionnaireFileId,
) -> Result<Option<FileContent>, DbError> {
    sql!(
        "SELECT name, kind, sha256, bytes FROM questionnaire_files \
         WHERE id = $1 AND questionnaire_id = $2 AND (draft_id = $3 OR response_id = $4)",
        file,
        draft.questionnaire_id,
        draft.id,
        draft.changes_response_id
    )
    .maybe(on)
    .await
}

/// The file that a response has for a question.
///
/// # Errors
/// When the record cannot be reached.
pub async fn content_of_response(
    on: impl Into<On<'_>>,
    (response, questionnaire): (ResponseId, QuestionnaireId),
    question: &str,
) -> Result<Option<FileContent>, DbError> {
    sql!(
        "SELECT name, kind, sha256, bytes FROM questionnaire_files \
         WHERE response_id = $1 AND questionnaire_id = $2 AND question = $3",
        response,
        questionnaire,
        question
    )
    .maybe(on)
    .await
}

/// A file of answers to a questionnaire that count.
///
/// # Errors
/// When the record cannot be reached.
pub async fn content_counted(
    on: impl Into<On<'_>>,
    questionnaire: QuestionnaireId,
    file: QuestionnaireFileId,
) -> Result<Option<FileContent>, DbError> {
    sql!(
        "SELECT name, questionnaire_files.kind AS kind, sha256, bytes FROM questionnaire_files \
         JOIN responses ON responses.id = response_id \
         WHERE questionnaire_files.id = $1 AND questionnaire_id = $2 AND withdrawn_at IS NULL AND superseded_by IS NULL",
        file,
        questionnaire
    )
    .maybe(on)
    .await
}

/// The next files that came in answer to a question with answers that count, after a number in the record; so many at most.
///
/// # Errors
/// When the record cannot be reached.
pub async fn counted_after(
    on: impl Into<On<'_>>,
    questionnaire: QuestionnaireId,
    question: &str,
    after: i64,
    most: i64,
) -> Result<Vec<KeptFile>, DbError> {
    sql!(
        "SELECT questionnaire_files.id AS id, question, name, questionnaire_files.kind AS kind, size \
         FROM questionnaire_files JOIN responses ON responses.id = response_id \
         WHERE questionnaire_id = $1 AND question = $2 AND questionnaire_files.id > $3 AND withdrawn_at IS NULL \
           AND superseded_by IS NULL \
         ORDER BY questionnaire_files.id LIMIT $4",
        questionnaire,
        question,
        after,
        most
    )
    .all(on)
    .await
}

/// A file of a person, for their own data.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OwnFile {
    /// The response that has it.
    pub response_id: ResponseId,
    /// The questionnaire.
    pub questionnaire_id: QuestionnaireId,
    /// The consultation's name in addresses.
    pub slug: String,
    /// The number of the questionnaire in it.
    pub number: i64,
    /// The key of the question it answers.
    pub question: String,
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: i64,
}

/// The files that some responses have.
///
/// # Errors
/// When the record cannot be reached.
pub async fn own(
    on: impl Into<On<'_>>,
    responses: impl IntoIterator<Item = ResponseId>,
) -> Result<Vec<OwnFile>, DbError> {
    sql_in!(
        "SELECT response_id, questionnaire_id, slug, number, question, name, size FROM questionnaire_files \
         JOIN questionnaires ON questionnaires.id = questionnaire_id \
         JOIN consultations ON consultations.id = consultation_id WHERE response_id IN",
        responses.into_iter().map(|id| id.0),
        "ORDER BY questionnaire_files.id"
    )
    .all(on)
    .await
}

/// The files that are kept with some drafts, by name and size.
///
/// # Errors
/// When the record cannot be reached.
pub async fn kept_with(
    on: impl Into<On<'_>>,
    drafts: impl IntoIterator<Item = QuestionnaireDraftId>,
) -> Result<Vec<(QuestionnaireDraftId, String, i64)>, DbError> {
    sql_in!(
        "SELECT draft_id, name, size FROM questionnaire_files WHERE draft_id IN",
        drafts.into_iter().map(|id| id.0),
        "ORDER BY id"
    )
    .all(on)
    .await
}
