//! Signing in on a device, and knowing the person again on the next page.
//!
//! The browser keeps a random token in one cookie; the record keeps only its hash. A session ends after 20
//! minutes unused, because many people share a library PC, or after 30 days on "my own device". Those who work for the
//! service can say that they sit at their own desk: then it is ten hours, and it ends when the browser closes.

use sha2::{Digest, Sha256};

use super::model::{Account, Session, SignedInBy};
use super::{browsers, rules, sign_ins};
use crate::db::{Db, DbError, Flag, On, Tx};
use crate::ids::{AccountId, SessionId};
use crate::random::Random;
use crate::sql;
use crate::time::Time;

/// The name of the cookie: bound to the host and to https where the site has it.
pub fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-session" } else { "session" }
}

/// Begins the mark of a browser that registered and is not signed in. The dot keeps marks and tokens apart.
const NEW_MARK: &str = "new.";
/// Begins the mark of a browser that signed out on its owner's own device.
const KNOWN_MARK: &str = "known.";
/// How long a browser that signed in before is known again, in milliseconds.
pub const KNOWN_LIFE: i64 = 180 * Time::DAY;
/// How many browsers are known of one account.
const KNOWN_MOST: i64 = 30;

/// A mark for a browser that registers: it can confirm without choosing a password again, and is not signed in by it.
pub fn new_mark(random: &Random) -> String {
    format!("{NEW_MARK}{}", random.token())
}

/// A mark for a browser that signs out on its owner's own device.
pub fn known_mark(random: &Random) -> String {
    format!("{KNOWN_MARK}{}", random.token())
}

/// Whether what a browser keeps is a mark, which signs nobody in.
pub fn is_mark(token: &str) -> bool {
    token.starts_with(NEW_MARK) || token.starts_with(KNOWN_MARK)
}

/// Notes that a browser belongs to somebody who knew the password of an account.
///
/// # Errors
/// When the record refuses it.
pub async fn know(tx: &mut Tx, account: AccountId, token: &str, now: Time) -> Result<(), DbError> {
    sql!("DELETE FROM known_devices WHERE at < $1", now.plus(-KNOWN_LIFE)).run(&mut *tx).await?;
    sql!(
        "DELETE FROM known_devices WHERE account_id = $1 AND id NOT IN \
           (SELECT id FROM known_devices WHERE account_id = $1 ORDER BY id DESC LIMIT $2)",
        account,
        KNOWN_MOST - 1
    )
    .run(&mut *tx)
    .await?;
    sql!(
        "INSERT INTO known_devices (account_id, token_hash, at) VALUES ($1, $2, $3) ON CONFLICT (token_hash) DO NOTHING",
        account,
        token_hash(token).as_slice(),
        now
    )
    .run(tx)
    .await
    .map(drop)
}

/// Whether a browser signed in to the account with this address before.
///
/// # Errors
/// When the record cannot be reached.
pub async fn knows(on: impl Into<On<'_>>, email: &str, browser: &[u8]) -> Result<bool, DbError> {
    let found: Option<(i64,)> = sql!(
        "SELECT known_devices.id FROM known_devices JOIN accounts ON accounts.id = account_id \
         WHERE email = $1 AND token_hash = $2",
        email,
        browser
    )
    .maybe(on)
    .await?;
    Ok(found.is_some())
}

/// Forgets every browser that signed in to an account before, because somebody else may know its password.
///
/// # Errors
/// When the record refuses it.
pub async fn forget_known(tx: &mut Tx, account: AccountId) -> Result<(), DbError> {
    sql!("DELETE FROM known_devices WHERE account_id = $1", account).run(tx).await.map(drop)
}

/// What is kept of a token.
pub fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

#[derive(sqlx::FromRow)]
struct SessionRow {
    session_id: SessionId,
    own_device: Flag,
    own_desk: Flag,
    factors: i64,
    how: String,
    begun_at: Time,
    seen_at: Time,
    expires_at: Time,
    #[sqlx(flatten)]
    account: Account,
}

/// The live session of a token, if it has one.
///
/// # Errors
/// When the record cannot be reached.
pub async fn find(db: &Db, token: &str, now: Time) -> Result<Option<Session>, DbError> {
    let row: Option<SessionRow> = sql!(
        "SELECT sessions.id AS session_id, own_device, own_desk, how, sessions.created_at AS begun_at, seen_at, expires_at, \
                (SELECT CAST(COUNT(*) AS BIGINT) FROM second_factors WHERE account_id = accounts.id) AS factors, \
                accounts.id, email, name, role, confirmed_at, disabled_at, accounts.created_at \
         FROM sessions JOIN accounts ON accounts.id = sessions.account_id \
         WHERE token_hash = $1 AND expires_at > $2 AND disabled_at IS NULL",
        token_hash(token).as_slice(),
        now,
    )
    .maybe(db)
    .await?;
    Ok(row.map(|row| Session {
        id: row.session_id,
        account: row.account,
        own_device: row.own_device.0,
        own_desk: row.own_desk.0,
        has_second_factor: row.factors > 0,
        second_step_at: SignedInBy::of_word(&row.how).filter(|how| how.has_second_step()).map(|_| row.begun_at),
        seen_at: row.seen_at,
        expires_at: row.expires_at,
    }))
}

/// Notes that a second factor was shown in a session that was begun without it.
///
/// # Errors
/// When the record refuses it.
pub async fn showed_second_factor(tx: &mut Tx, session: SessionId, how: SignedInBy) -> Result<(), DbError> {
    sql!("UPDATE sessions SET how = $2 WHERE id = $1", session, how.word()).run(tx).await.map(drop)
}

/// Begins a session and gives the token for the cookie. What the browser calls itself is kept as words that its owner
/// knows it by, and no more of it.
///
/// # Errors
/// When the record refuses it.
pub async fn begin(
    tx: &mut Tx,
    random: &Random,
    account: AccountId,
    own_device: bool,
    (agent, how): (&str, SignedInBy),
    now: Time,
) -> Result<String, DbError> {
    let token = random.token();
    let browser = browsers::in_words(agent);
    sql!(
        "INSERT INTO sessions (token_hash, account_id, own_device, agent, created_at, seen_at, expires_at, how) \
         VALUES ($1, $2, $3, $4, $5, $5, $6, $7)",
        token_hash(&token).as_slice(),
        account,
        own_device,
        &browser,
        now,
        now.plus(rules::idle_limit(own_device, false)),
        how.word(),
    )
    .run(&mut *tx)
    .await?;
    sign_ins::note(&mut *tx, account, &browser, sign_ins::SignInOutcome::In(how), now).await?;
    // One that has ended is known for a day longer: what was sent under it comes back to the same person as it stands.
    sql!("DELETE FROM sessions WHERE expires_at <= $1", now.plus(-Time::DAY)).run(&mut *tx).await?;
    know(tx, account, &token, now).await?;
    Ok(token)
}

/// Notes that somebody who works for the service sits at their own desk: the session then lasts a working day. Nothing
/// changes for residents, nor on a device that is somebody's own anyway.
///
/// # Errors
/// When the record refuses it.
pub async fn at_own_desk(tx: &mut Tx, token: &str, now: Time) -> Result<(), DbError> {
    sql!(
        "UPDATE sessions SET own_desk = 1, expires_at = $2 WHERE token_hash = $1 AND own_device = 0 \
         AND account_id IN (SELECT id FROM accounts WHERE role <> 'resident')",
        token_hash(token).as_slice(),
        now.plus(rules::DESK_LIFE),
    )
    .run(tx)
    .await
    .map(drop)
}

/// Whose session a token is or was, even if it has ended.
///
/// # Errors
/// When the record cannot be reached.
pub async fn whose(db: &Db, token: &str) -> Result<Option<AccountId>, DbError> {
    let row: Option<(AccountId,)> =
        sql!("SELECT account_id FROM sessions WHERE token_hash = $1", token_hash(token).as_slice()).maybe(db).await?;
    Ok(row.map(|(id,)| id))
}

/// Notes that a session was used, so that it does not end; called at most once a minute for each.
///
/// # Errors
/// When the record refuses it.
pub async fn touch(tx: &mut Tx, session: &Session, now: Time) -> Result<(), DbError> {
    sql!(
        "UPDATE sessions SET seen_at = $2, expires_at = $3 WHERE id = $1",
        session.id,
        now,
        now.plus(rules::idle_limit(session.own_device, session.own_desk)),
    )
    .run(tx)
    .await
    .map(drop)
}

/// Ends one session of an account.
///
/// # Errors
/// When the record refuses it.
pub async fn end(tx: &mut Tx, account: AccountId, session: SessionId) -> Result<bool, DbError> {
    Ok(sql!("DELETE FROM sessions WHERE id = $1 AND account_id = $2", session, account).run(tx).await? > 0)
}

/// Ends every session of an account, but for one to keep.
///
/// # Errors
/// When the record refuses it.
pub async fn end_all(tx: &mut Tx, account: AccountId, keep: Option<SessionId>) -> Result<(), DbError> {
    sql!("DELETE FROM sessions WHERE account_id = $1 AND id <> $2", account, keep.map_or(0, |id| id.0))
        .run(tx)
        .await
        .map(drop)
}
