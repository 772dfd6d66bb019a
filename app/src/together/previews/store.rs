//! Private links in the record.

use crate::db::{DbError, On, Tx};
use crate::identity::sessions::token_hash;
use crate::ids::{AccountId, ConsultationId};
use crate::sql;
use crate::time::Time;

/// How many links a page lists, the newest.
const LISTED: i64 = 100;
/// How often it is noted that a link was opened, in milliseconds.
const NOTED: i64 = Time::MINUTE;

/// A private link as staff see it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct PreviewLink {
    /// Its number.
    pub id: i64,
    /// For whom it is, as staff wrote it.
    pub label: String,
    /// Who made it; none when their account is gone.
    pub made_by: Option<String>,
    /// When.
    pub made_at: Time,
    /// When it ends by itself.
    pub expires_at: Time,
    /// When staff ended it.
    pub ended_at: Option<Time>,
    /// When it was last opened.
    pub opened_at: Option<Time>,
}

impl PreviewLink {
    /// Whether it opens anything at a moment.
    pub fn works(&self, now: Time) -> bool {
        self.ended_at.is_none() && now < self.expires_at
    }
}

/// What is known of the link that somebody opens.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OpenedLink {
    /// Its number.
    pub id: i64,
    /// The consultation that it leads to.
    pub consultation_id: ConsultationId,
    /// When it ends by itself.
    pub expires_at: Time,
    /// When staff ended it.
    pub ended_at: Option<Time>,
    /// When it was last opened.
    pub opened_at: Option<Time>,
}

/// The links of a consultation, the newest first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of(on: impl Into<On<'_>>, consultation: ConsultationId) -> Result<Vec<PreviewLink>, DbError> {
    sql!(
        "SELECT preview_links.id, label, accounts.name AS made_by, made_at, expires_at, ended_at, opened_at \
         FROM preview_links LEFT JOIN accounts ON accounts.id = account_id \
         WHERE consultation_id = $1 ORDER BY preview_links.id DESC LIMIT $2",
        consultation,
        LISTED
    )
    .all(on)
    .await
}

/// How many links of a consultation work now.
///
/// # Errors
/// When the record cannot be reached.
pub async fn working(on: impl Into<On<'_>>, consultation: ConsultationId, now: Time) -> Result<i64, DbError> {
    sql!(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM preview_links \
         WHERE consultation_id = $1 AND ended_at IS NULL AND expires_at > $2",
        consultation,
        now
    )
    .number(on)
    .await
}

/// Makes a link, and gives its number.
///
/// # Errors
/// When the record refuses it.
pub async fn make(
    tx: &mut Tx,
    consultation: ConsultationId,
    token: &str,
    (by, label): (AccountId, &str),
    expires_at: Time,
    now: Time,
) -> Result<i64, DbError> {
    sql!(
        "INSERT INTO preview_links (consultation_id, token_hash, label, account_id, made_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
        consultation,
        token_hash(token).as_slice(),
        label,
        by,
        now,
        expires_at
    )
    .number(tx)
    .await
}

/// How long after a press another is taken for the same one pressed twice, in milliseconds.
const BREATH: i64 = 5_000;

/// Ends what somebody made by the press before, if that was a breath ago and nobody opened it.
///
/// # Errors
/// When the record refuses it.
pub async fn end_unseen(
    tx: &mut Tx,
    consultation: ConsultationId,
    (by, label): (AccountId, &str),
    now: Time,
) -> Result<(), DbError> {
    sql!(
        "UPDATE preview_links SET ended_at = $4 WHERE consultation_id = $1 AND account_id = $2 AND label = $3 \
           AND ended_at IS NULL AND opened_at IS NULL AND made_at > $5",
        consultation,
        by,
        label,
        now,
        now.plus(-BREATH)
    )
    .run(tx)
    .await
    .map(drop)
}

/// Ends a link. False when it had ended, or is of another consultation.
///
/// # Errors
/// When the record refuses it.
pub async fn end(tx: &mut Tx, consultation: ConsultationId, id: i64, now: Time) -> Result<bool, DbError> {
    sql!(
        "UPDATE preview_links SET ended_at = $3 WHERE id = $1 AND consultation_id = $2 AND ended_at IS NULL",
        id,
        consultation,
        now
    )
    .run(tx)
    .await
    .map(|ended| ended == 1)
}

/// The link with this key, whether it works or not.
///
/// # Errors
/// When the record cannot be reached.
pub async fn by_token(on: impl Into<On<'_>>, token: &str) -> Result<Option<OpenedLink>, DbError> {
    sql!(
        "SELECT id, consultation_id, expires_at, ended_at, opened_at FROM preview_links WHERE token_hash = $1",
        token_hash(token).as_slice()
    )
    .maybe(on)
    .await
}

/// Whether it is time to note once more that a link was opened.
pub fn to_be_noted(link: &OpenedLink, now: Time) -> bool {
    link.opened_at.is_none_or(|at| now.0 - at.0 >= NOTED)
}

/// Notes that a link was opened. Nothing else is shown otherwise by it.
///
/// # Errors
/// When the record refuses it.
pub async fn note_opened(tx: &mut Tx, id: i64, now: Time) -> Result<(), DbError> {
    sql!("UPDATE preview_links SET opened_at = $2 WHERE id = $1", id, now).run(&mut *tx).await?;
    tx.touches_only([]);
    Ok(())
}
