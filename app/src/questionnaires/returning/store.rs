//! Saved answers in the record: what opens them again, the address that a link was sent to, and who is to be reminded.

use crate::db::{DbError, On, Tx};
use crate::ids::{QuestionnaireDraftId, QuestionnaireId};
use crate::notices::store::{Message, post_numbered};
use crate::questionnaires::definition::texts::Language;
use crate::questionnaires::model::SAVED_DAYS;
use crate::questionnaires::store::drafts::{self, KeyPurpose};
use crate::sql;
use crate::time::Time;

/// How many addresses of its pages a draft has at the most: one for each time somebody came back, the latest of them.
const PAGES_MOST: i64 = 20;

/// Where a questionnaire is: the name of its consultation in addresses, and its number in it.
///
/// # Errors
/// When the record cannot be reached.
pub async fn place(on: impl Into<On<'_>>, questionnaire: QuestionnaireId) -> Result<Option<(String, i64)>, DbError> {
    sql!(
        "SELECT slug, number FROM questionnaires JOIN consultations ON consultations.id = consultation_id \
         WHERE questionnaires.id = $1",
        questionnaire
    )
    .maybe(on)
    .await
}

/// The address that a link to a draft was sent to.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct DraftAddress {
    /// The address.
    pub email: String,
    /// When it was given.
    pub given_at: Time,
    /// When the reminder was written.
    pub reminded_at: Option<Time>,
}

/// The address that a link to a draft was sent to, if one was.
///
/// # Errors
/// When the record cannot be reached.
pub async fn address(on: impl Into<On<'_>>, draft: QuestionnaireDraftId) -> Result<Option<DraftAddress>, DbError> {
    sql!("SELECT email, given_at, reminded_at FROM questionnaire_draft_addresses WHERE draft_id = $1", draft)
        .maybe(on)
        .await
}

/// Notes the address that a link goes to. One that was given before is forgotten, and the links that went there open nothing
/// any more: it may have been somebody else's, by a slip.
///
/// # Errors
/// When the record refuses it.
pub async fn note_address(tx: &mut Tx, draft: QuestionnaireDraftId, email: &str, now: Time) -> Result<(), DbError> {
    let before = address(&mut *tx, draft).await?;
    if before.as_ref().is_some_and(|before| before.email != email) {
        drafts::forget_address(&mut *tx, draft).await?;
        drop_keys(&mut *tx, draft, KeyPurpose::Link).await?;
    }
    // Whoever was reminded once is not reminded again, wherever the link goes now.
    let reminded = before.and_then(|before| before.reminded_at);
    sql!(
        "INSERT INTO questionnaire_draft_addresses (draft_id, email, given_at, reminded_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (draft_id) DO UPDATE SET given_at = $3",
        draft,
        email,
        now,
        reminded
    )
    .run(tx)
    .await
    .map(drop)
}

/// Keeps a draft for somebody who takes a link or a code: until its consultation has closed. False, and nothing done, when
/// it was sent or erased meanwhile.
///
/// # Errors
/// When the record refuses it.
pub async fn keep_for_later(tx: &mut Tx, draft: QuestionnaireDraftId, now: Time) -> Result<bool, DbError> {
    let kept = sql!(
        "UPDATE questionnaire_drafts SET expires_at = CASE WHEN expires_at > $2 THEN expires_at ELSE $2 END \
         WHERE id = $1 AND sent_at IS NULL",
        draft,
        now.plus(SAVED_DAYS * Time::DAY)
    )
    .run(tx)
    .await?;
    Ok(kept == 1)
}

/// Posts a message about a draft, which goes from the outbox with the address.
///
/// # Errors
/// When the record refuses it.
pub async fn post_about(
    tx: &mut Tx,
    draft: QuestionnaireDraftId,
    message: &Message<'_>,
    now: Time,
) -> Result<(), DbError> {
    let number = post_numbered(&mut *tx, message, now).await?;
    sql!("INSERT INTO questionnaire_draft_messages (message_id, draft_id) VALUES ($1, $2)", number, draft)
        .run(tx)
        .await
        .map(drop)
}

/// Makes everything that opens a draft in one way open nothing any more.
///
/// # Errors
/// When the record refuses it.
pub async fn drop_keys(tx: &mut Tx, draft: QuestionnaireDraftId, purpose: KeyPurpose) -> Result<(), DbError> {
    sql!("DELETE FROM questionnaire_draft_keys WHERE draft_id = $1 AND purpose = $2", draft, purpose.word())
        .run(tx)
        .await
        .map(drop)
}

/// When the code on paper was made that opens a draft; none if there is none.
///
/// # Errors
/// When the record cannot be reached.
pub async fn code_made_at(on: impl Into<On<'_>>, draft: QuestionnaireDraftId) -> Result<Option<Time>, DbError> {
    let (made,): (Option<Time>,) =
        sql!("SELECT MAX(created_at) FROM questionnaire_draft_keys WHERE draft_id = $1 AND purpose = 'code'", draft)
            .one(on)
            .await?;
    Ok(made)
}

/// Whether a link or a code opens a draft.
///
/// # Errors
/// When the record cannot be reached.
pub async fn has_way_back(on: impl Into<On<'_>>, draft: QuestionnaireDraftId) -> Result<bool, DbError> {
    let ways = sql!(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM questionnaire_draft_keys WHERE draft_id = $1 AND purpose <> 'page'",
        draft
    )
    .number(on)
    .await?;
    Ok(ways > 0)
}

/// Gives a draft another address for its pages. False, and nothing done, when it was erased meanwhile.
///
/// # Errors
/// When the record refuses it.
pub async fn open_pages(tx: &mut Tx, draft: QuestionnaireDraftId, secret: &str, now: Time) -> Result<bool, DbError> {
    let there: Option<(i64,)> =
        sql!("SELECT id FROM questionnaire_drafts WHERE id = $1", draft).maybe(&mut *tx).await?;
    if there.is_none() {
        return Ok(false);
    }
    drafts::add_key(&mut *tx, draft, secret, KeyPurpose::Page, now).await?;
    sql!(
        "DELETE FROM questionnaire_draft_keys WHERE draft_id = $1 AND purpose = 'page' AND key_hash NOT IN \
             (SELECT key_hash FROM questionnaire_draft_keys WHERE draft_id = $1 AND purpose = 'page' \
              ORDER BY created_at DESC, key_hash LIMIT $2)",
        draft,
        PAGES_MOST
    )
    .run(tx)
    .await?;
    Ok(true)
}

/// Somebody who is to be reminded of what they saved.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct DueReminder {
    /// What they saved.
    pub draft_id: QuestionnaireDraftId,
    /// The questionnaire.
    pub questionnaire_id: QuestionnaireId,
    /// The version it was last seen with.
    pub version: i64,
    /// The language it is filled in in.
    pub language: String,
    /// The address they gave.
    pub email: String,
    /// What the consultation is called.
    pub consultation: String,
    /// When it closes.
    pub closes_at: Time,
    /// When the draft is erased by its own age.
    pub expires_at: Time,
}

impl DueReminder {
    /// The language it is filled in in, read.
    pub fn language(&self) -> Language {
        Language::new(&self.language).unwrap_or_else(Language::english)
    }
}

/// The next of those who are to be reminded: of what is not sent, of a consultation that is open and closes within `before`
/// (in milliseconds), when they gave their address before that, and were not reminded yet.
///
/// # Errors
/// When the record cannot be reached.
pub async fn due(on: impl Into<On<'_>>, before: i64, now: Time) -> Result<Vec<DueReminder>, DbError> {
    sql!(
        "SELECT draft_id, questionnaire_id, version, language, email, consultations.title AS consultation, closes_at, \
                expires_at \
         FROM questionnaire_draft_addresses \
         JOIN questionnaire_drafts ON questionnaire_drafts.id = draft_id \
         JOIN questionnaires ON questionnaires.id = questionnaire_id \
         JOIN consultations ON consultations.id = consultation_id \
         WHERE reminded_at IS NULL AND sent_at IS NULL AND expires_at > $1 AND published_at <= $1 AND opens_at <= $1 \
           AND closes_at > $1 AND closes_at <= $2 AND given_at <= closes_at - $3 \
           AND (withdrawn_at IS NULL OR withdrawn_at > $1) AND (decided_at IS NULL OR decided_at > $1) \
         ORDER BY draft_id LIMIT 100",
        now,
        now.plus(before),
        before
    )
    .all(on)
    .await
}

/// Notes that somebody is reminded. False, and nothing done, when they were, or there is nothing left to remind them of.
///
/// # Errors
/// When the record refuses it.
pub async fn note_reminded(tx: &mut Tx, draft: QuestionnaireDraftId, now: Time) -> Result<bool, DbError> {
    let noted = sql!(
        "UPDATE questionnaire_draft_addresses SET reminded_at = $2 WHERE draft_id = $1 AND reminded_at IS NULL \
         AND EXISTS (SELECT 1 FROM questionnaire_drafts WHERE id = draft_id AND sent_at IS NULL)",
        draft,
        now
    )
    .run(tx)
    .await?;
    Ok(noted == 1)
}
