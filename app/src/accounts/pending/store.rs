//! Pending submissions and unfinished registrations in the record.

use crate::db::{DbError, Flag, On, Tx};
use crate::ids::AccountId;
use crate::sql;
use crate::time::Time;

/// A pending submission as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct PendingRow {
    /// Its number.
    pub id: i64,
    /// Whose account it waits for.
    pub account_id: AccountId,
    /// The hash of the cookie of the browser it came from.
    pub browser: Vec<u8>,
    /// Its content, sealed.
    pub sealed: Vec<u8>,
    /// When it was sent.
    pub created_at: Time,
    /// When it is erased.
    pub expires_at: Time,
}

/// A pending submission to keep.
pub struct NewPending<'a> {
    /// Whose account it waits for.
    pub account: AccountId,
    /// The hash of the cookie of the browser it came from.
    pub browser: &'a [u8],
    /// Tells the same thing sent twice.
    pub digest: &'a [u8],
    /// Its content, sealed.
    pub sealed: &'a [u8],
    /// When it is erased.
    pub expires_at: Time,
}

/// Keeps a pending submission; the same sent again is kept once.
///
/// # Errors
/// When the record refuses it.
pub async fn keep(tx: &mut Tx, new: &NewPending<'_>, now: Time) -> Result<(), DbError> {
    sql!(
        "INSERT INTO pending_submissions (account_id, browser, digest, sealed, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (account_id, digest) DO UPDATE SET browser = excluded.browser, expires_at = excluded.expires_at",
        new.account,
        new.browser,
        new.digest,
        new.sealed,
        now,
        new.expires_at
    )
    .run(tx)
    .await
    .map(drop)
}

/// How many wait for an account.
///
/// # Errors
/// When the record cannot be reached.
pub async fn count(on: impl Into<On<'_>>, account: AccountId) -> Result<i64, DbError> {
    sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM pending_submissions WHERE account_id = $1", account).number(on).await
}

/// What waits for an account, oldest first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of_account(on: impl Into<On<'_>>, account: AccountId, now: Time) -> Result<Vec<PendingRow>, DbError> {
    sql!(
        "SELECT id, account_id, browser, sealed, created_at, expires_at FROM pending_submissions \
         WHERE account_id = $1 AND expires_at > $2 ORDER BY id",
        account,
        now
    )
    .all(on)
    .await
}

/// What came from a browser since a moment, oldest first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of_browser(on: impl Into<On<'_>>, browser: &[u8], since: Time) -> Result<Vec<PendingRow>, DbError> {
    sql!(
        "SELECT id, account_id, browser, sealed, created_at, expires_at FROM pending_submissions \
         WHERE browser = $1 AND created_at > $2 ORDER BY id",
        browser,
        since
    )
    .all(on)
    .await
}

/// Takes a pending submission to hand it on. Of two who try at the same moment, one gets it.
///
/// # Errors
/// When the record refuses it.
pub async fn take(tx: &mut Tx, account: AccountId, id: i64, now: Time, stale: Time) -> Result<bool, DbError> {
    sql!(
        "UPDATE pending_submissions SET sent_at = $3 \
         WHERE id = $1 AND account_id = $2 AND (sent_at IS NULL OR sent_at < $4)",
        id,
        account,
        now,
        stale
    )
    .run(tx)
    .await
    .map(|changed| changed == 1)
}

/// Puts back what could not be recorded.
///
/// # Errors
/// When the record refuses it.
pub async fn put_back(tx: &mut Tx, account: AccountId, id: i64) -> Result<(), DbError> {
    sql!("UPDATE pending_submissions SET sent_at = NULL WHERE id = $1 AND account_id = $2", id, account)
        .run(tx)
        .await
        .map(drop)
}

/// Erases one.
///
/// # Errors
/// When the record refuses it.
pub async fn erase(tx: &mut Tx, account: AccountId, id: i64) -> Result<(), DbError> {
    sql!("DELETE FROM pending_submissions WHERE id = $1 AND account_id = $2", id, account).run(tx).await.map(drop)
}

/// Erases what waited too long.
///
/// # Errors
/// When the record refuses it.
pub async fn erase_old(tx: &mut Tx, now: Time) -> Result<u64, DbError> {
    sql!("DELETE FROM pending_submissions WHERE expires_at <= $1", now).run(tx).await
}

/// A registration whose address is not confirmed yet.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Unconfirmed {
    /// The hash of the cookie of the browser that registered.
    pub browser: Vec<u8>,
    /// Whether that is the person's own device.
    pub own_device: Flag,
    /// The page to lead back to.
    pub onward: String,
    /// When it was made.
    pub registered_at: Time,
}

/// Notes from which browser an account was registered; a later registration takes the place of an earlier one.
///
/// # Errors
/// When the record refuses it.
pub async fn note_registration(
    tx: &mut Tx,
    account: AccountId,
    browser: &[u8],
    own_device: bool,
    onward: &str,
    now: Time,
) -> Result<(), DbError> {
    sql!(
        "INSERT INTO registrations (account_id, browser, own_device, onward, registered_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (account_id) DO UPDATE SET browser = excluded.browser, own_device = excluded.own_device, \
             onward = excluded.onward, registered_at = excluded.registered_at",
        account,
        browser,
        own_device,
        onward,
        now
    )
    .run(tx)
    .await
    .map(drop)
}

/// The unfinished registration of an account.
///
/// # Errors
/// When the record cannot be reached.
pub async fn registration(on: impl Into<On<'_>>, account: AccountId) -> Result<Option<Unconfirmed>, DbError> {
    sql!("SELECT browser, own_device, onward, registered_at FROM registrations WHERE account_id = $1", account)
        .maybe(on)
        .await
}
