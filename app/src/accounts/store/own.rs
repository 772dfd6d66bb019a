//! What a person sees and changes about their own account, in the record.

use crate::db::{DbError, Flag, On, Tx};
use crate::ids::{AccountId, BranchId, SessionId};
use crate::sql;
use crate::time::Time;

/// Whether a person wants mail about the consultations they took part in.
///
/// # Errors
/// When the record cannot be reached, or there is no such account.
pub async fn wants_mail(on: impl Into<On<'_>>, account: AccountId) -> Result<bool, DbError> {
    let (notify,): (Flag,) = sql!("SELECT notify FROM accounts WHERE id = $1", account).one(on).await?;
    Ok(notify.0)
}

/// Notes whether a person wants mail. Notices that wait for somebody who wants none are not sent any more.
///
/// # Errors
/// When the record refuses it.
pub async fn set_wants_mail(tx: &mut Tx, account: AccountId, wants: bool) -> Result<(), DbError> {
    if !wants {
        crate::notices::store::drop_notices(tx, account).await?;
    }
    sql!("UPDATE accounts SET notify = $2 WHERE id = $1", account, wants).run(tx).await.map(drop)
}

/// Changes a person's name.
///
/// # Errors
/// When the record refuses it.
pub async fn set_name(tx: &mut Tx, account: AccountId, name: &str) -> Result<(), DbError> {
    sql!("UPDATE accounts SET name = $2 WHERE id = $1", account, name).run(tx).await.map(drop)
}

/// A branch that a person uses.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OwnBranch {
    /// Its number.
    pub id: BranchId,
    /// What it is called.
    pub name: String,
    /// Whether their responses are counted under it.
    pub main: Flag,
}

/// The branches a person uses, by name.
///
/// # Errors
/// When the record cannot be reached.
pub async fn branches(on: impl Into<On<'_>>, account: AccountId) -> Result<Vec<OwnBranch>, DbError> {
    sql!(
        "SELECT branches.id, branches.name, main FROM account_branches JOIN branches ON branches.id = branch_id \
         WHERE account_id = $1 ORDER BY branches.name, branches.id",
        account
    )
    .all(on)
    .await
}

/// Replaces the branches a person uses. The main one must be among them.
///
/// # Errors
/// When the record refuses it; the transaction should then be dropped.
pub async fn set_branches(
    tx: &mut Tx,
    account: AccountId,
    branches: &[BranchId],
    main: Option<BranchId>,
) -> Result<(), DbError> {
    sql!("DELETE FROM account_branches WHERE account_id = $1", account).run(&mut *tx).await?;
    for branch in branches {
        sql!(
            "INSERT INTO account_branches (account_id, branch_id, main) VALUES ($1, $2, $3)",
            account,
            *branch,
            main == Some(*branch)
        )
        .run(&mut *tx)
        .await?;
    }
    Ok(())
}

/// A device a person is signed in on.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Device {
    /// The session's number.
    pub id: SessionId,
    /// What the browser is called, in words; of older sign-ins, what it called itself.
    pub agent: String,
    /// What the person showed to sign in, by its word.
    pub how: String,
    /// Whether the person said that the device is their own.
    pub own_device: Flag,
    /// When they signed in.
    pub created_at: Time,
    /// When it was last used, to the minute.
    pub seen_at: Time,
}

/// The devices a person is signed in on, the latest first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn devices(on: impl Into<On<'_>>, account: AccountId, now: Time) -> Result<Vec<Device>, DbError> {
    sql!(
        "SELECT id, agent, how, own_device, created_at, seen_at FROM sessions \
         WHERE account_id = $1 AND expires_at > $2 ORDER BY seen_at DESC, id DESC LIMIT 100",
        account,
        now
    )
    .all(on)
    .await
}

/// A message to a person.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OwnMail {
    /// Where it went.
    pub recipient: String,
    /// Its subject line.
    pub subject: String,
    /// Its text.
    pub body: String,
    /// When it was written.
    pub created_at: Time,
    /// When it was sent.
    pub sent_at: Option<Time>,
}

/// The messages written to a person, oldest first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn mail(on: impl Into<On<'_>>, account: AccountId) -> Result<Vec<OwnMail>, DbError> {
    sql!("SELECT recipient, subject, body, created_at, sent_at FROM outbox WHERE account_id = $1 ORDER BY id", account)
        .all(on)
        .await
}
