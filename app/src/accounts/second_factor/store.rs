//! Second factors, recovery codes and half sign-ins in the record.

use std::collections::BTreeSet;

use super::model::{FactorKey, FactorKind, HalfSignIn, NewFactor, SecondFactor};
use crate::db::{DbError, On, Tx};
use crate::identity::sessions::token_hash;
use crate::ids::AccountId;
use crate::random::Random;
use crate::time::Time;
use crate::{sql, sql_in};

/// How long the second step may take after the first, in milliseconds.
pub(super) const HALF_LIFE: i64 = 10 * Time::MINUTE;
/// How long making a passkey may take, in milliseconds.
const PASSKEY_BEGUN_LIFE: i64 = 10 * Time::MINUTE;

/// The second factors of an account, oldest first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn all(on: impl Into<On<'_>>, account: AccountId) -> Result<Vec<SecondFactor>, DbError> {
    sql!("SELECT id, kind, name, created_at, used_at FROM second_factors WHERE account_id = $1 ORDER BY id", account)
        .all(on)
        .await
}

/// Whether an account has a second factor.
///
/// # Errors
/// When the record cannot be reached.
pub async fn has(on: impl Into<On<'_>>, account: AccountId) -> Result<bool, DbError> {
    let found: Option<(i64,)> =
        sql!("SELECT id FROM second_factors WHERE account_id = $1 LIMIT 1", account).maybe(on).await?;
    Ok(found.is_some())
}

/// Which of these accounts have a second factor.
///
/// # Errors
/// When the record cannot be reached.
pub async fn who_has(
    on: impl Into<On<'_>>,
    accounts: impl IntoIterator<Item = AccountId>,
) -> Result<BTreeSet<AccountId>, DbError> {
    let found: Vec<(AccountId,)> = sql_in!(
        "SELECT DISTINCT account_id FROM second_factors WHERE account_id IN",
        accounts.into_iter().map(|id| id.0),
        ""
    )
    .all(on)
    .await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// What the factors of a kind of an account are checked by.
///
/// # Errors
/// When the record cannot be reached.
pub(super) async fn keys(
    on: impl Into<On<'_>>,
    account: AccountId,
    kind: FactorKind,
) -> Result<Vec<FactorKey>, DbError> {
    sql!(
        "SELECT id, sealed, used_up_to FROM second_factors WHERE account_id = $1 AND kind = $2 ORDER BY id",
        account,
        kind.word()
    )
    .all(on)
    .await
}

/// Keeps a second factor.
///
/// # Errors
/// A duplicate when the passkey is known already.
pub(super) async fn add(tx: &mut Tx, new: &NewFactor, now: Time) -> Result<i64, DbError> {
    sql!(
        "INSERT INTO second_factors (account_id, kind, name, sealed, credential, used_up_to, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        new.account,
        new.kind.word(),
        &new.name,
        new.sealed.as_slice(),
        new.credential.clone(),
        new.used_up_to,
        now
    )
    .number(tx)
    .await
}

/// Notes that a factor was used up to a step or count. Of two uses of the same one, only one is told that it may be.
///
/// # Errors
/// When the record refuses it.
pub(super) async fn use_up_to(tx: &mut Tx, factor: i64, up_to: i64, now: Time) -> Result<bool, DbError> {
    let used = sql!(
        "UPDATE second_factors SET used_up_to = $2, used_at = $3 WHERE id = $1 AND used_up_to < $2",
        factor,
        up_to,
        now
    )
    .run(tx)
    .await?;
    Ok(used == 1)
}

/// The same for a passkey that counts nothing, with what it is checked by from now on.
///
/// # Errors
/// When the record refuses it.
pub(super) async fn use_passkey(tx: &mut Tx, factor: i64, sealed: &[u8], now: Time) -> Result<(), DbError> {
    sql!("UPDATE second_factors SET sealed = $2, used_at = $3 WHERE id = $1", factor, sealed, now)
        .run(tx)
        .await
        .map(drop)
}

/// Takes a factor off an account.
///
/// # Errors
/// When the record refuses it.
pub(super) async fn remove(tx: &mut Tx, account: AccountId, factor: i64) -> Result<bool, DbError> {
    let gone = sql!("DELETE FROM second_factors WHERE id = $1 AND account_id = $2", factor, account).run(tx).await?;
    Ok(gone == 1)
}

/// Takes every factor off an account, with its recovery codes and what was begun with them.
///
/// # Errors
/// When the record refuses it.
pub async fn remove_all(tx: &mut Tx, account: AccountId) -> Result<u64, DbError> {
    sql!("DELETE FROM recovery_codes WHERE account_id = $1", account).run(&mut *tx).await?;
    sql!("DELETE FROM half_sign_ins WHERE account_id = $1", account).run(&mut *tx).await?;
    sql!("DELETE FROM second_factors WHERE account_id = $1", account).run(tx).await
}

/// Keeps new recovery codes in the place of those before.
///
/// # Errors
/// When the record refuses it.
pub(super) async fn set_codes(tx: &mut Tx, account: AccountId, hashes: &[[u8; 32]]) -> Result<(), DbError> {
    sql!("DELETE FROM recovery_codes WHERE account_id = $1", account).run(&mut *tx).await?;
    for hash in hashes {
        sql!("INSERT INTO recovery_codes (account_id, code_hash) VALUES ($1, $2)", account, hash.as_slice())
            .run(&mut *tx)
            .await?;
    }
    Ok(())
}

/// Uses a recovery code. Of two at the same moment, one finds it good.
///
/// # Errors
/// When the record refuses it.
pub(super) async fn use_code(tx: &mut Tx, account: AccountId, hash: &[u8], now: Time) -> Result<bool, DbError> {
    let used = sql!(
        "UPDATE recovery_codes SET used_at = $3 WHERE account_id = $1 AND code_hash = $2 AND used_at IS NULL",
        account,
        hash,
        now
    )
    .run(tx)
    .await?;
    Ok(used == 1)
}

/// How many recovery codes of an account are left.
///
/// # Errors
/// When the record cannot be reached.
pub async fn codes_left(on: impl Into<On<'_>>, account: AccountId) -> Result<i64, DbError> {
    sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM recovery_codes WHERE account_id = $1 AND used_at IS NULL", account)
        .number(on)
        .await
}

/// A half sign-in to begin.
pub(super) struct NewHalf {
    /// Whose it is.
    pub account: AccountId,
    /// The hash of the browser's cookie.
    pub browser: [u8; 32],
    /// Whether they said that the device is their own.
    pub own_device: bool,
    /// Whether they said that they sit at their own desk.
    pub own_desk: bool,
    /// What its owner is told of it as long as it is not finished.
    pub noted: i64,
}

/// Begins a half sign-in and gives its token, which the form of the second step carries.
///
/// # Errors
/// When the record refuses it.
pub(super) async fn begin_half(tx: &mut Tx, random: &Random, new: &NewHalf, now: Time) -> Result<String, DbError> {
    let token = random.token();
    sql!("DELETE FROM half_sign_ins WHERE expires_at <= $1", now).run(&mut *tx).await?;
    sql!(
        "INSERT INTO half_sign_ins (token_hash, account_id, browser, own_device, own_desk, noted, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        token_hash(&token).as_slice(),
        new.account,
        new.browser.as_slice(),
        new.own_device,
        new.own_desk,
        new.noted,
        now,
        now.plus(HALF_LIFE)
    )
    .run(tx)
    .await?;
    Ok(token)
}

/// The half sign-in of a token, if it has one that is not too old and whose account is open.
///
/// # Errors
/// When the record cannot be reached.
pub(super) async fn half(on: impl Into<On<'_>>, token: &str, now: Time) -> Result<Option<HalfSignIn>, DbError> {
    sql!(
        "SELECT half_sign_ins.id, account_id, browser, own_device, own_desk, challenge, noted \
         FROM half_sign_ins JOIN accounts ON accounts.id = account_id \
         WHERE token_hash = $1 AND expires_at > $2 AND disabled_at IS NULL",
        token_hash(token).as_slice(),
        now
    )
    .maybe(on)
    .await
}

/// Keeps what a passkey is asked for a half sign-in, in the place of what was asked before.
///
/// # Errors
/// When the record refuses it.
pub(super) async fn set_challenge(tx: &mut Tx, half: i64, challenge: &[u8]) -> Result<(), DbError> {
    sql!("UPDATE half_sign_ins SET challenge = $2 WHERE id = $1", half, challenge).run(tx).await.map(drop)
}

/// Takes what a passkey was asked: it may answer once, whatever it answers.
///
/// # Errors
/// When the record refuses it.
pub(super) async fn take_challenge(tx: &mut Tx, half: i64) -> Result<bool, DbError> {
    let taken =
        sql!("UPDATE half_sign_ins SET challenge = NULL WHERE id = $1 AND challenge IS NOT NULL", half).run(tx).await?;
    Ok(taken == 1)
}

/// Ends a half sign-in. Of two that finish it at the same moment, one is told that it did.
///
/// # Errors
/// When the record refuses it.
pub(super) async fn end_half(tx: &mut Tx, half: i64) -> Result<bool, DbError> {
    Ok(sql!("DELETE FROM half_sign_ins WHERE id = $1", half).run(tx).await? == 1)
}

/// Ends every half sign-in of an account, as when its password was changed.
///
/// # Errors
/// When the record refuses it.
pub async fn end_halves(tx: &mut Tx, account: AccountId) -> Result<(), DbError> {
    sql!("DELETE FROM half_sign_ins WHERE account_id = $1", account).run(tx).await.map(drop)
}

/// Keeps what a new passkey of an account is asked, in the place of what was asked before.
///
/// # Errors
/// When the record refuses it.
pub(super) async fn begin_passkey(tx: &mut Tx, account: AccountId, sealed: &[u8], now: Time) -> Result<(), DbError> {
    sql!(
        "INSERT INTO passkeys_begun (account_id, challenge, expires_at) VALUES ($1, $2, $3) \
         ON CONFLICT (account_id) DO UPDATE SET challenge = excluded.challenge, expires_at = excluded.expires_at",
        account,
        sealed,
        now.plus(PASSKEY_BEGUN_LIFE)
    )
    .run(tx)
    .await
    .map(drop)
}

/// Takes what a new passkey was asked: it may answer once, whatever it answers.
///
/// # Errors
/// When the record refuses it.
pub(super) async fn take_passkey_begun(tx: &mut Tx, account: AccountId, now: Time) -> Result<Option<Vec<u8>>, DbError> {
    let found: Option<(Vec<u8>, Time)> =
        sql!("DELETE FROM passkeys_begun WHERE account_id = $1 RETURNING challenge, expires_at", account)
            .maybe(tx)
            .await?;
    Ok(found.filter(|(_, expires)| *expires > now).map(|(sealed, _)| sealed))
}
