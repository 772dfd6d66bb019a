//! The daily message of each colleague, in the record.

use crate::db::{DbError, Flag, On, Tx};
use crate::identity::model::Account;
use crate::ids::AccountId;
use crate::sql;

/// Whether somebody wants the daily message. Everybody does until they say otherwise.
///
/// # Errors
/// When the record cannot be reached.
pub async fn wants(on: impl Into<On<'_>>, account: AccountId) -> Result<bool, DbError> {
    let found: Option<(Flag,)> =
        sql!("SELECT wanted FROM daily_messages WHERE account_id = $1", account).maybe(on).await?;
    Ok(found.is_none_or(|(wanted,)| wanted.0))
}

/// Notes whether somebody wants it.
///
/// # Errors
/// When the record refuses it.
pub async fn set_wants(tx: &mut Tx, account: AccountId, wants: bool) -> Result<(), DbError> {
    sql!(
        "INSERT INTO daily_messages (account_id, wanted) VALUES ($1, $2) \
         ON CONFLICT (account_id) DO UPDATE SET wanted = excluded.wanted",
        account,
        wants
    )
    .run(tx)
    .await
    .map(drop)
}

/// Colleagues who want it and were not thought of on this day (or a later one) yet, by number, from one after `after` on.
///
/// # Errors
/// When the record cannot be reached.
pub async fn not_told_on(
    on: impl Into<On<'_>>,
    day: &str,
    after: AccountId,
    most: i64,
) -> Result<Vec<Account>, DbError> {
    sql!(
        "SELECT id, email, name, role, confirmed_at, disabled_at, created_at FROM accounts \
         LEFT JOIN daily_messages ON account_id = id \
         WHERE role <> 'resident' AND confirmed_at IS NOT NULL AND disabled_at IS NULL \
           AND COALESCE(wanted, 1) = 1 AND COALESCE(day, '') < $1 AND id > $2 ORDER BY id LIMIT $3",
        day,
        after,
        most
    )
    .all(on)
    .await
}

/// Notes that somebody was thought of on a day. False when another program did so first.
///
/// # Errors
/// When the record refuses it.
pub async fn take(tx: &mut Tx, account: AccountId, day: &str) -> Result<bool, DbError> {
    let taken: Option<(AccountId,)> = sql!(
        "INSERT INTO daily_messages (account_id, day) VALUES ($1, $2) \
         ON CONFLICT (account_id) DO UPDATE SET day = excluded.day WHERE daily_messages.day < excluded.day \
         RETURNING account_id",
        account,
        day
    )
    .maybe(tx)
    .await?;
    Ok(taken.is_some())
}
