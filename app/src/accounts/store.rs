//! Accounts and one-time links in the record.

pub mod own;
pub mod people;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::db::{Db, DbError, On, Tx, dialect};
use crate::identity::model::{Account, Role};
use crate::identity::rules;
use crate::identity::sessions::token_hash;
use crate::ids::AccountId;
use crate::random::Random;
use crate::sql;
use crate::time::Time;

/// The account with this address.
///
/// # Errors
/// When the record cannot be reached.
pub async fn by_email(on: impl Into<On<'_>>, email: &str) -> Result<Option<Account>, DbError> {
    sql!("SELECT id, email, name, role, confirmed_at, disabled_at, created_at FROM accounts WHERE email = $1", email)
        .maybe(on)
        .await
}

/// The account with this number.
///
/// # Errors
/// When the record cannot be reached.
pub async fn by_id(on: impl Into<On<'_>>, id: AccountId) -> Result<Option<Account>, DbError> {
    sql!("SELECT id, email, name, role, confirmed_at, disabled_at, created_at FROM accounts WHERE id = $1", id)
        .maybe(on)
        .await
}

/// The kept password hash of an address, and whose it is.
///
/// # Errors
/// When the record cannot be reached.
pub async fn password_of(on: impl Into<On<'_>>, email: &str) -> Result<Option<(AccountId, String)>, DbError> {
    sql!("SELECT id, password_hash FROM accounts WHERE email = $1 AND disabled_at IS NULL", email).maybe(on).await
}

/// What is needed to make an account. The address is folded and the password hashed already.
pub struct NewAccount<'a> {
    /// Folded to lower case.
    pub email: &'a str,
    /// As typed.
    pub name: &'a str,
    /// An argon2id hash.
    pub password_hash: &'a str,
    /// What they are to the service.
    pub role: Role,
    /// When the address was confirmed, if it need not be.
    pub confirmed_at: Option<Time>,
}

/// Makes an account.
///
/// # Errors
/// A duplicate when the address has one already (see [`crate::db::is_duplicate`]).
pub async fn create(tx: &mut Tx, new: &NewAccount<'_>, now: Time) -> Result<AccountId, DbError> {
    sql!(
        "INSERT INTO accounts (email, name, password_hash, role, confirmed_at, created_at, mailbox, mail_domain) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
        new.email,
        new.name,
        new.password_hash,
        new.role.word(),
        new.confirmed_at,
        now,
        rules::mailbox(new.email),
        rules::mail_domain(new.email),
    )
    .number(tx)
    .await
    .map(AccountId)
}

/// What a one-time link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Proves that the address is the person's.
    Confirm,
    /// Sets a new password.
    Reset,
    /// Sets the first password of an account that an administrator made.
    Invite,
    /// Makes the first administrator of an empty installation.
    FirstAdministrator,
}

impl Purpose {
    const fn word(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Reset => "reset",
            Self::Invite => "invite",
            Self::FirstAdministrator => "first-administrator",
        }
    }
}

/// Makes a one-time link's token; earlier ones for the same purpose stop working.
///
/// # Errors
/// When the record refuses it.
pub async fn issue_token(
    tx: &mut Tx,
    random: &Random,
    purpose: Purpose,
    account: Option<AccountId>,
    now: Time,
    life: i64,
) -> Result<String, DbError> {
    let token = random.token();
    keep_token(tx, &token, purpose, account, now, life).await?;
    Ok(token)
}

/// Keeps the fingerprint of a token, in the place of those before it.
async fn keep_token(
    tx: &mut Tx,
    token: &str,
    purpose: Purpose,
    account: Option<AccountId>,
    now: Time,
    life: i64,
) -> Result<(), DbError> {
    sql!(
        "DELETE FROM tokens WHERE purpose = $1 AND COALESCE(account_id, 0) = $2",
        purpose.word(),
        account.map_or(0, |id| id.0)
    )
    .run(tx)
    .await?;
    sql!(
        "INSERT INTO tokens (token_hash, account_id, purpose, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
        token_hash(token).as_slice(),
        account,
        purpose.word(),
        now,
        now.plus(life),
    )
    .run(tx)
    .await
    .map(drop)
}

/// What became of a one-time link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenState {
    /// It works, for this account (none for the first administrator).
    Good(Option<AccountId>),
    /// It was used before, by this account.
    Used(Option<AccountId>),
    /// It is too old.
    Expired,
    /// There is no such link.
    Unknown,
}

#[derive(sqlx::FromRow)]
struct TokenRow {
    account_id: Option<AccountId>,
    expires_at: Time,
    used_at: Option<Time>,
}

/// Looks at a one-time link without using it.
///
/// # Errors
/// When the record cannot be reached.
pub async fn look_at_token(
    on: impl Into<On<'_>>,
    purpose: Purpose,
    token: &str,
    now: Time,
) -> Result<TokenState, DbError> {
    let row: Option<TokenRow> = sql!(
        "SELECT account_id, expires_at, used_at FROM tokens WHERE token_hash = $1 AND purpose = $2",
        token_hash(token).as_slice(),
        purpose.word()
    )
    .maybe(on)
    .await?;
    Ok(match row {
        None => TokenState::Unknown,
        Some(row) if row.used_at.is_some() => TokenState::Used(row.account_id),
        Some(row) if row.expires_at <= now => TokenState::Expired,
        Some(row) => TokenState::Good(row.account_id),
    })
}

/// Uses a one-time link up. Of two at the same moment, one finds it good.
///
/// # Errors
/// When the record refuses it.
pub async fn use_token(tx: &mut Tx, purpose: Purpose, token: &str, now: Time) -> Result<TokenState, DbError> {
    let state = look_at_token(&mut *tx, purpose, token, now).await?;
    if !matches!(state, TokenState::Good(_)) {
        return Ok(state);
    }
    let used = sql!(
        "UPDATE tokens SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL",
        token_hash(token).as_slice(),
        now
    )
    .run(tx)
    .await?;
    Ok(if used == 1 { state } else { TokenState::Unknown })
}

/// Notes that an address is confirmed. Links that could have confirmed it are used up with it, and the registration is
/// finished.
///
/// # Errors
/// When the record refuses it.
pub async fn confirm(tx: &mut Tx, account: AccountId, now: Time) -> Result<(), DbError> {
    sql!("UPDATE accounts SET confirmed_at = COALESCE(confirmed_at, $2) WHERE id = $1", account, now)
        .run(&mut *tx)
        .await?;
    sql!(
        "UPDATE tokens SET used_at = $2 WHERE account_id = $1 AND purpose = 'confirm' AND used_at IS NULL",
        account,
        now
    )
    .run(&mut *tx)
    .await?;
    sql!("DELETE FROM registrations WHERE account_id = $1", account).run(tx).await.map(drop)
}

/// Registers an address again that nobody has confirmed yet: what was typed last counts.
///
/// # Errors
/// When the record refuses it.
pub async fn register_again(tx: &mut Tx, account: AccountId, name: &str, password_hash: &str) -> Result<(), DbError> {
    sql!(
        "UPDATE accounts SET name = $2, password_hash = $3 WHERE id = $1 AND confirmed_at IS NULL",
        account,
        name,
        password_hash
    )
    .run(tx)
    .await
    .map(drop)
}

/// Notes the network (as a keyed hash) that an account was registered from.
///
/// # Errors
/// When the record refuses it.
pub async fn set_network(tx: &mut Tx, account: AccountId, network: &[u8]) -> Result<(), DbError> {
    sql!("UPDATE accounts SET network = $2 WHERE id = $1", account, network).run(tx).await.map(drop)
}

/// The kept password hash of an account.
///
/// # Errors
/// When the record cannot be reached.
pub async fn password_hash(on: impl Into<On<'_>>, account: AccountId) -> Result<Option<String>, DbError> {
    let found: Option<(String,)> =
        sql!("SELECT password_hash FROM accounts WHERE id = $1 AND disabled_at IS NULL", account).maybe(on).await?;
    Ok(found.map(|row| row.0))
}

/// Keeps a new password's hash. Links that could have set another one stop working.
///
/// # Errors
/// When the record refuses it.
pub async fn set_password(tx: &mut Tx, account: AccountId, hash: &str) -> Result<(), DbError> {
    sql!("UPDATE accounts SET password_hash = $2 WHERE id = $1", account, hash).run(&mut *tx).await?;
    sql!("DELETE FROM tokens WHERE account_id = $1 AND purpose IN ('reset', 'invite') AND used_at IS NULL", account)
        .run(tx)
        .await
        .map(drop)
}

/// Deletes an account with everything that hangs on it: sessions, links, branches, mail. What it said in
/// consultations is dealt with before (see [`delete`](crate::mine::delete)).
///
/// # Errors
/// When the record refuses it.
pub async fn delete(tx: &mut Tx, account: AccountId) -> Result<(), DbError> {
    sql!("DELETE FROM accounts WHERE id = $1", account).run(tx).await.map(drop)
}

/// The link that makes the first administrator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstAdministratorLink {
    /// What stands at its end.
    pub token: String,
    /// When it stops working.
    pub until: Time,
}

/// How long the same link is given again, so that several servers that start on one database print the same.
const SAME_LINK: i64 = Time::HOUR;

/// The link that makes the first administrator, to be printed when the program starts; none when there is an
/// administrator already. A link printed more than an hour before stops working.
///
/// # Errors
/// When the record refuses it.
pub async fn first_administrator_link(
    db: &Db,
    secret: &[u8],
    now: Time,
) -> Result<Option<FirstAdministratorLink>, DbError> {
    let mut tx = dialect::begin_setting_up(db).await?;
    if people::administrators(&mut tx).await? > 0 {
        return Ok(None);
    }
    // Worked out from the moment it was made, since of the link itself only a fingerprint is kept.
    let token_of = |made: Time| {
        let mut hash = Sha256::new();
        hash.update(b"the first administrator");
        hash.update(Sha256::digest(secret));
        hash.update(made.0.to_be_bytes());
        URL_SAFE_NO_PAD.encode(hash.finalize())
    };
    let life = rules::FIRST_ADMINISTRATOR_LIFE;
    let purpose = Purpose::FirstAdministrator;
    let known: Option<(Vec<u8>, Time)> = sql!(
        "SELECT token_hash, created_at FROM tokens WHERE purpose = $1 AND used_at IS NULL AND created_at > $2",
        purpose.word(),
        now.plus(-SAME_LINK)
    )
    .maybe(&mut tx)
    .await?;
    if let Some((hash, made)) = known
        && hash == token_hash(&token_of(made)).as_slice()
    {
        return Ok(Some(FirstAdministratorLink { token: token_of(made), until: made.plus(life) }));
    }
    let token = token_of(now);
    keep_token(&mut tx, &token, purpose, None, now, life).await?;
    tx.commit().await?;
    Ok(Some(FirstAdministratorLink { token, until: now.plus(life) }))
}

/// Counts a try under a subject, and gives its number.
///
/// # Errors
/// When the record refuses it.
pub async fn note_try(tx: &mut Tx, subject: &[u8], now: Time) -> Result<i64, DbError> {
    sql!("DELETE FROM sign_in_failures WHERE at < $1", now.plus(-Time::DAY)).run(&mut *tx).await?;
    sql!("INSERT INTO sign_in_failures (subject, at) VALUES ($1, $2) RETURNING id", subject, now).number(tx).await
}

/// Takes one try back.
///
/// # Errors
/// When the record refuses it.
pub async fn forget_try(tx: &mut Tx, id: i64) -> Result<(), DbError> {
    sql!("DELETE FROM sign_in_failures WHERE id = $1", id).run(tx).await.map(drop)
}

/// How many tries there were under a subject since a moment.
///
/// # Errors
/// When the record cannot be reached.
pub async fn failures_since(on: impl Into<On<'_>>, subject: &[u8], since: Time) -> Result<i64, DbError> {
    sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM sign_in_failures WHERE subject = $1 AND at > $2", subject, since)
        .number(on)
        .await
}

/// Forgets the tries of a subject after a right one.
///
/// # Errors
/// When the record refuses it.
pub async fn forget_failures(tx: &mut Tx, subject: &[u8]) -> Result<(), DbError> {
    sql!("DELETE FROM sign_in_failures WHERE subject = $1", subject).run(tx).await.map(drop)
}

/// A sign-in per role of a demo installation.
#[derive(sqlx::FromRow)]
pub struct DemoSignIn {
    /// The role's word.
    pub role: String,
    /// The address.
    pub email: String,
}

/// One sign-in per role of a demo installation: the first account of each role.
///
/// # Errors
/// When the record cannot be reached.
pub async fn demo_sign_ins(on: impl Into<On<'_>>) -> Result<Vec<DemoSignIn>, DbError> {
    sql!(
        "SELECT role, email FROM accounts \
         WHERE id IN (SELECT MIN(id) FROM accounts WHERE confirmed_at IS NOT NULL GROUP BY role) ORDER BY id"
    )
    .all(on)
    .await
}
