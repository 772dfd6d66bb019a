//! Changes of address under way, in the record.

use crate::db::{DbError, On, Tx};
use crate::identity::rules;
use crate::identity::sessions::token_hash;
use crate::ids::AccountId;
use crate::sql;
use crate::time::Time;

/// How long both ends have, in milliseconds.
pub const LIFE: i64 = 3 * Time::DAY;

/// A change to begin.
pub(super) struct NewChange<'a> {
    /// Whose address it is.
    pub account: AccountId,
    /// The new one, folded.
    pub email: &'a str,
    /// The token of the old address.
    pub old: &'a str,
    /// The token of the new one.
    pub new: &'a str,
    /// Whether somebody agreed in place of the old one.
    pub old_agrees: bool,
}

/// A change under way.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct AddressChange {
    /// Its number.
    pub id: i64,
    /// Whose address it is.
    pub account_id: AccountId,
    /// The new one.
    pub email: String,
    /// The hash of the old address's token.
    pub old_token_hash: Vec<u8>,
    /// When the old address agreed.
    pub old_agreed_at: Option<Time>,
    /// When the new one agreed.
    pub new_agreed_at: Option<Time>,
    /// When it is over.
    pub expires_at: Time,
}

/// One of the two ends of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AddressEnd {
    /// The address it has.
    Old,
    /// The address it is to have.
    New,
}

/// Begins a change, in the place of one that was under way.
///
/// # Errors
/// When the record refuses it.
pub(super) async fn begin(tx: &mut Tx, change: &NewChange<'_>, now: Time) -> Result<(), DbError> {
    sql!("DELETE FROM address_changes WHERE expires_at <= $1", now).run(&mut *tx).await?;
    sql!("DELETE FROM address_changes WHERE account_id = $1", change.account).run(&mut *tx).await?;
    sql!(
        "INSERT INTO address_changes \
           (account_id, email, old_token_hash, new_token_hash, old_agreed_at, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        change.account,
        change.email,
        token_hash(change.old).as_slice(),
        token_hash(change.new).as_slice(),
        change.old_agrees.then_some(now),
        now,
        now.plus(LIFE)
    )
    .run(tx)
    .await
    .map(drop)
}

/// The change of a link, and which end the link was sent to.
///
/// # Errors
/// When the record cannot be reached.
pub(super) async fn of_token(
    on: impl Into<On<'_>>,
    token: &str,
    now: Time,
) -> Result<Option<(AddressChange, AddressEnd)>, DbError> {
    let hash = token_hash(token);
    let found: Option<AddressChange> = sql!(
        "SELECT id, account_id, email, old_token_hash, old_agreed_at, new_agreed_at, expires_at FROM address_changes \
         WHERE (old_token_hash = $1 OR new_token_hash = $1) AND expires_at > $2",
        hash.as_slice(),
        now
    )
    .maybe(on)
    .await?;
    Ok(found.map(|change| {
        let end = if change.old_token_hash == hash.as_slice() { AddressEnd::Old } else { AddressEnd::New };
        (change, end)
    }))
}

/// The change of an account that is under way.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of_account(
    on: impl Into<On<'_>>,
    account: AccountId,
    now: Time,
) -> Result<Option<AddressChange>, DbError> {
    sql!(
        "SELECT id, account_id, email, old_token_hash, old_agreed_at, new_agreed_at, expires_at FROM address_changes \
         WHERE account_id = $1 AND expires_at > $2",
        account,
        now
    )
    .maybe(on)
    .await
}

/// Notes that one end agrees. Gives whether both have now; nothing when the change is over meanwhile.
///
/// # Errors
/// When the record refuses it.
pub(super) async fn agree(tx: &mut Tx, change: i64, end: AddressEnd, now: Time) -> Result<Option<bool>, DbError> {
    let noted = match end {
        AddressEnd::Old => {
            sql!("UPDATE address_changes SET old_agreed_at = COALESCE(old_agreed_at, $2) WHERE id = $1", change, now)
        }
        AddressEnd::New => {
            sql!("UPDATE address_changes SET new_agreed_at = COALESCE(new_agreed_at, $2) WHERE id = $1", change, now)
        }
    }
    .run(&mut *tx)
    .await?;
    if noted == 0 {
        return Ok(None);
    }
    let both: Option<(i64,)> = sql!(
        "SELECT id FROM address_changes WHERE id = $1 AND old_agreed_at IS NOT NULL AND new_agreed_at IS NOT NULL",
        change
    )
    .maybe(tx)
    .await?;
    Ok(Some(both.is_some()))
}

/// Gives up the change of an account.
///
/// # Errors
/// When the record refuses it.
pub(super) async fn stop(tx: &mut Tx, account: AccountId) -> Result<bool, DbError> {
    Ok(sql!("DELETE FROM address_changes WHERE account_id = $1", account).run(tx).await? > 0)
}

/// Gives an account its new address. Links that were mailed to the old one stop working.
///
/// # Errors
/// A duplicate when the address has an account by now.
pub(super) async fn take_place(tx: &mut Tx, change: &AddressChange, now: Time) -> Result<(), DbError> {
    sql!("DELETE FROM address_changes WHERE id = $1", change.id).run(&mut *tx).await?;
    sql!("DELETE FROM tokens WHERE account_id = $1 AND used_at IS NULL", change.account_id).run(&mut *tx).await?;
    sql!(
        "UPDATE accounts SET email = $2, mailbox = $3, mail_domain = $4, confirmed_at = COALESCE(confirmed_at, $5) \
         WHERE id = $1",
        change.account_id,
        &change.email,
        rules::mailbox(&change.email),
        rules::mail_domain(&change.email),
        now
    )
    .run(tx)
    .await
    .map(drop)
}
