//! What people have not sent yet, in the record. A draft is opened by a secret, of which only the hash is kept; when it is
//! sent its answers go from it, and on the day that was told all of it.

use sha2::{Digest, Sha256};

use crate::db::{DbError, On, Tx};
use crate::ids::{QuestionnaireDraftId, QuestionnaireId, ResponseId};
use crate::notices::store as outbox;
use crate::questionnaires::definition::texts::Language;
use crate::questionnaires::model::AnswerDraft;
use crate::questionnaires::store::files;
use crate::time::Time;
use crate::{sql, sql_in};

/// What a secret opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPurpose {
    /// The pages of the draft, as long as somebody fills it in.
    Page,
    /// Going on with it later, by a link that was sent by mail.
    Link,
    /// Going on with it later, by a code that was written down.
    Code,
}

impl KeyPurpose {
    /// How the record writes it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Link => "link",
            Self::Code => "code",
        }
    }
}

/// What is kept of a secret.
pub fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

/// A draft that begins.
pub struct NewAnswerDraft<'a> {
    /// The questionnaire.
    pub questionnaire: QuestionnaireId,
    /// The version that is asked.
    pub version: i64,
    /// The language it is filled in in.
    pub language: &'a Language,
    /// What the order of options and pages is drawn from.
    pub order_seed: i64,
    /// Drawn by chance: under it its answers are recorded.
    pub send_key: i64,
    /// What is answered already, as JSON.
    pub answers: &'a str,
    /// The response whose answers it changes.
    pub changes: Option<ResponseId>,
    /// When it is erased.
    pub expires_at: Time,
}

/// Begins a draft.
///
/// # Errors
/// When the record refuses it.
pub async fn begin(tx: &mut Tx, new: &NewAnswerDraft<'_>, now: Time) -> Result<QuestionnaireDraftId, DbError> {
    let (id,): (QuestionnaireDraftId,) = sql!(
        "INSERT INTO questionnaire_drafts (questionnaire_id, version, language, order_seed, answers, send_key, \
             changes_response_id, started_at, saved_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9) RETURNING id",
        new.questionnaire,
        new.version,
        new.language.code(),
        new.order_seed,
        new.answers,
        new.send_key,
        new.changes,
        now,
        new.expires_at
    )
    .one(tx)
    .await?;
    Ok(id)
}

/// Lets a secret open a draft.
///
/// # Errors
/// When the record refuses it.
pub async fn add_key(
    tx: &mut Tx,
    draft: QuestionnaireDraftId,
    secret: &str,
    purpose: KeyPurpose,
    now: Time,
) -> Result<(), DbError> {
    sql!(
        "INSERT INTO questionnaire_draft_keys (key_hash, draft_id, purpose, created_at) VALUES ($1, $2, $3, $4)",
        hash(secret),
        draft,
        purpose.word(),
        now
    )
    .run(tx)
    .await
    .map(drop)
}

#[derive(sqlx::FromRow)]
struct DraftRow {
    id: QuestionnaireDraftId,
    questionnaire_id: QuestionnaireId,
    version: i64,
    language: String,
    order_seed: i64,
    answers: String,
    send_key: i64,
    changes_response_id: Option<ResponseId>,
    saved_at: Time,
    expires_at: Time,
    sent_at: Option<Time>,
    receipt: String,
}

impl From<DraftRow> for AnswerDraft {
    fn from(row: DraftRow) -> Self {
        Self {
            id: row.id,
            questionnaire_id: row.questionnaire_id,
            version: row.version,
            language: Language::new(&row.language).unwrap_or_else(Language::english),
            order_seed: row.order_seed,
            answers: row.answers,
            send_key: row.send_key,
            changes_response_id: row.changes_response_id,
            saved_at: row.saved_at,
            expires_at: row.expires_at,
            sent_at: row.sent_at,
            receipt: row.receipt,
        }
    }
}

/// The draft that a secret opens.
///
/// # Errors
/// When the record cannot be reached.
pub async fn by_key(
    on: impl Into<On<'_>>,
    secret: &str,
    purpose: KeyPurpose,
    now: Time,
) -> Result<Option<AnswerDraft>, DbError> {
    let row: Option<DraftRow> = sql!(
        "SELECT questionnaire_drafts.id, questionnaire_id, version, language, order_seed, answers, send_key, \
                changes_response_id, saved_at, expires_at, sent_at, receipt \
         FROM questionnaire_draft_keys JOIN questionnaire_drafts ON questionnaire_drafts.id = draft_id \
         WHERE key_hash = $1 AND purpose = $2 AND expires_at > $3",
        hash(secret),
        purpose.word(),
        now
    )
    .maybe(on)
    .await?;
    Ok(row.map(AnswerDraft::from))
}

/// Keeps what was answered so far, and until then at least. False, and nothing changed, when it was sent or changed since it
/// was seen.
///
/// # Errors
/// When the record refuses it.
pub async fn save(
    tx: &mut Tx,
    seen: &AnswerDraft,
    answers: &str,
    version: i64,
    expires_at: Time,
    now: Time,
) -> Result<bool, DbError> {
    let changed = sql!(
        "UPDATE questionnaire_drafts SET answers = $2, version = $3, saved_at = $4, \
                expires_at = CASE WHEN expires_at > $5 THEN expires_at ELSE $5 END \
         WHERE id = $1 AND sent_at IS NULL AND answers = $6",
        seen.id,
        answers,
        version,
        now,
        expires_at,
        &seen.answers
    )
    .run(tx)
    .await?;
    Ok(changed == 1)
}

/// What noting that a draft was sent came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SentDraft {
    /// It is noted.
    Noted,
    /// It was noted before.
    Before,
    /// It holds other answers than those that were sent: nothing was noted.
    ChangedMeanwhile,
}

/// Notes that it was sent as it was read, and takes its answers out of it: they are recorded elsewhere now. The address that
/// a link was sent to goes too; what opens it still leads to its receipt.
///
/// # Errors
/// When the record refuses it.
pub async fn sent(tx: &mut Tx, draft: &AnswerDraft, receipt: &str, now: Time) -> Result<SentDraft, DbError> {
    let noted = sql!(
        "UPDATE questionnaire_drafts SET sent_at = $2, answers = '{}', receipt = $3 \
         WHERE id = $1 AND sent_at IS NULL AND answers = $4",
        draft.id,
        now,
        receipt,
        draft.answers.as_str()
    )
    .run(&mut *tx)
    .await?;
    if noted == 1 {
        forget_address(&mut *tx, draft.id).await?;
        // What is left was chosen for questions that are not asked any more.
        files::erase_of_draft(&mut *tx, draft.id).await?;
        return Ok(SentDraft::Noted);
    }
    let unsent: Option<(i64,)> =
        sql!("SELECT CAST(1 AS BIGINT) FROM questionnaire_drafts WHERE id = $1 AND sent_at IS NULL", draft.id)
            .maybe(tx)
            .await?;
    Ok(if unsent.is_some() { SentDraft::ChangedMeanwhile } else { SentDraft::Before })
}

/// Makes a draft that was sent with other answers than it holds now a change of what was sent.
///
/// # Errors
/// When the record refuses it.
pub async fn go_on(tx: &mut Tx, draft: &AnswerDraft, send_key: i64) -> Result<(), DbError> {
    sql!(
        "UPDATE questionnaire_drafts SET send_key = $2, changes_response_id = ( \
             SELECT response_id FROM questionnaire_answers WHERE send_key = $3) WHERE id = $1",
        draft.id,
        send_key,
        draft.send_key
    )
    .run(tx)
    .await
    .map(drop)
}

/// Forgets the address that a link was sent to, with the messages to it.
///
/// # Errors
/// When the record refuses it.
pub async fn forget_address(tx: &mut Tx, draft: QuestionnaireDraftId) -> Result<(), DbError> {
    forget_messages(&mut *tx, [draft.0]).await?;
    sql!("DELETE FROM questionnaire_draft_addresses WHERE draft_id = $1", draft).run(tx).await.map(drop)
}

/// Takes the messages about some drafts out of the outbox, sent or not: their address goes nowhere but with the draft.
async fn forget_messages(tx: &mut Tx, drafts: impl IntoIterator<Item = i64>) -> Result<(), DbError> {
    let messages: Vec<(i64,)> =
        sql_in!("SELECT message_id FROM questionnaire_draft_messages WHERE draft_id IN", drafts, "")
            .all(&mut *tx)
            .await?;
    outbox::forget(tx, messages.into_iter().map(|(message,)| message)).await
}

/// Erases some drafts, with everything that opens them and the messages about them.
///
/// # Errors
/// When the record refuses it.
pub async fn erase_all(tx: &mut Tx, drafts: &[QuestionnaireDraftId]) -> Result<(), DbError> {
    forget_messages(&mut *tx, drafts.iter().map(|draft| draft.0)).await?;
    sql_in!("DELETE FROM questionnaire_drafts WHERE id IN", drafts.iter().map(|draft| draft.0), "").run(tx).await
}

/// Erases a draft.
///
/// # Errors
/// When the record refuses it.
pub async fn erase(tx: &mut Tx, draft: QuestionnaireDraftId) -> Result<(), DbError> {
    erase_all(tx, &[draft]).await
}

/// Erases every draft whose day has come, and says how many: by its own age, or because its consultation has been closed or
/// withdrawn for a day, so that it can never be sent.
///
/// # Errors
/// When the record refuses it.
pub async fn erase_old(tx: &mut Tx, now: Time) -> Result<usize, DbError> {
    let old: Vec<(QuestionnaireDraftId,)> = sql!(
        "SELECT id FROM questionnaire_drafts WHERE expires_at <= $1 OR questionnaire_id IN \
             (SELECT questionnaires.id FROM questionnaires \
              JOIN consultations ON consultations.id = questionnaires.consultation_id \
              WHERE closes_at <= $2 OR withdrawn_at <= $2)",
        now,
        now.plus(-Time::DAY)
    )
    .all(&mut *tx)
    .await?;
    let old: Vec<QuestionnaireDraftId> = old.into_iter().map(|(draft,)| draft).collect();
    erase_all(tx, &old).await?;
    Ok(old.len())
}

/// Erases the drafts in which somebody changes what a response holds.
///
/// # Errors
/// When the record refuses it.
pub async fn erase_changes(tx: &mut Tx, response: ResponseId) -> Result<(), DbError> {
    let changing: Vec<(QuestionnaireDraftId,)> =
        sql!("SELECT id FROM questionnaire_drafts WHERE changes_response_id = $1", response).all(&mut *tx).await?;
    erase_all(tx, &changing.into_iter().map(|(draft,)| draft).collect::<Vec<_>>()).await
}
