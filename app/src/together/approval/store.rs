//! Requests for approval, in the record. Each is kept with its answer, so that who stood by which words can be told later.

use crate::db::{DbError, Flag, On, Tx};
use crate::ids::{AccountId, ConsultationId};
use crate::time::Time;
use crate::{sql, sql_in};

/// A request for approval, with what came of it. The names are those of the people's accounts now.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ApprovalRequest {
    /// Its number.
    pub id: i64,
    /// Who asked; none when their account is gone.
    pub asked_by: Option<AccountId>,
    /// What they are called.
    pub asked_name: Option<String>,
    /// When.
    pub asked_at: Time,
    /// What they said beside it.
    pub note: String,
    /// The words that it is about.
    pub fingerprint: String,
    /// Who answered; none before that, and when their account is gone.
    pub answered_by: Option<AccountId>,
    /// What they are called.
    pub answered_name: Option<String>,
    /// When.
    pub answered_at: Option<Time>,
    /// Whether they approved it.
    pub approved: Flag,
    /// What they said.
    pub answer: String,
}

impl ApprovalRequest {
    /// Whether it was sent back.
    pub const fn sent_back(&self) -> bool {
        self.answered_at.is_some() && !self.approved.0
    }
}

/// The latest request of a consultation.
///
/// # Errors
/// When the record cannot be reached.
pub async fn latest(on: impl Into<On<'_>>, consultation: ConsultationId) -> Result<Option<ApprovalRequest>, DbError> {
    sql!(
        "SELECT approval_requests.id, asked_by, askers.name AS asked_name, asked_at, note, fingerprint, answered_by, \
                answerers.name AS answered_name, answered_at, approved, answer \
         FROM approval_requests \
         LEFT JOIN accounts AS askers ON askers.id = asked_by \
         LEFT JOIN accounts AS answerers ON answerers.id = answered_by \
         WHERE consultation_id = $1 ORDER BY approval_requests.id DESC LIMIT 1",
        consultation
    )
    .maybe(on)
    .await
}

/// Asks for an approval.
///
/// # Errors
/// When the record refuses it.
pub async fn ask(
    tx: &mut Tx,
    consultation: ConsultationId,
    by: AccountId,
    (fingerprint, note): (&str, &str),
    now: Time,
) -> Result<(), DbError> {
    sql!(
        "INSERT INTO approval_requests (consultation_id, asked_by, asked_at, note, fingerprint) \
         VALUES ($1, $2, $3, $4, $5)",
        consultation,
        by,
        now,
        note,
        fingerprint
    )
    .run(tx)
    .await
    .map(drop)
}

/// Answers a request. False when somebody else has answered it meanwhile.
///
/// # Errors
/// When the record refuses it.
pub async fn answer(
    tx: &mut Tx,
    request: i64,
    by: AccountId,
    (approved, words): (bool, &str),
    now: Time,
) -> Result<bool, DbError> {
    sql!(
        "UPDATE approval_requests SET answered_by = $2, answered_at = $3, approved = $4, answer = $5 \
         WHERE id = $1 AND answered_at IS NULL",
        request,
        by,
        now,
        approved,
        words
    )
    .run(tx)
    .await
    .map(|answered| answered == 1)
}

/// Which drafts among some wait for an answer to a request, each with who asked.
///
/// # Errors
/// When the record cannot be reached.
pub async fn waiting(
    on: impl Into<On<'_>>,
    consultations: impl IntoIterator<Item = ConsultationId>,
) -> Result<Vec<(ConsultationId, Option<AccountId>)>, DbError> {
    sql_in!(
        "SELECT consultation_id, asked_by FROM approval_requests \
         WHERE answered_at IS NULL AND NOT EXISTS (SELECT 1 FROM approval_requests AS later \
             WHERE later.consultation_id = approval_requests.consultation_id AND later.id > approval_requests.id) \
         AND consultation_id IN",
        consultations.into_iter().map(|id| id.0),
        "ORDER BY consultation_id"
    )
    .all(on)
    .await
}

/// What somebody asked and answered, for the data they take away: the consultation, when they asked, what they said beside
/// it, and the same of their answers.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of_person(
    on: impl Into<On<'_>>,
    account: AccountId,
) -> Result<Vec<(String, Time, String, Option<Time>, String)>, DbError> {
    sql!(
        "SELECT slug, asked_at, CASE WHEN asked_by = $1 THEN note ELSE '' END AS note, \
                CASE WHEN answered_by = $1 THEN answered_at END AS answered_at, \
                CASE WHEN answered_by = $1 THEN answer ELSE '' END AS answer \
         FROM approval_requests JOIN consultations ON consultations.id = consultation_id \
         WHERE asked_by = $1 OR answered_by = $1 ORDER BY approval_requests.id",
        account
    )
    .all(on)
    .await
}
