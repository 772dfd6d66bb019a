//! Unsent text in the record.

use super::rules::{LIFE, MOST};
use crate::db::{Db, DbError, On, Tx};
use crate::ids::AccountId;
use crate::sql;
use crate::time::Time;

/// What somebody typed in a form and has not sent.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Unsent {
    /// The address of the form.
    pub form: String,
    /// The fields as the browser would send them.
    pub body: String,
    /// When it was kept.
    pub kept_at: Time,
}

/// Keeps what is typed in a form now. What is too old goes.
///
/// # Errors
/// When the record refuses it.
pub async fn keep(tx: &mut Tx, account: AccountId, form: &str, body: &str, now: Time) -> Result<(), DbError> {
    sql!(
        "INSERT INTO unsent_forms (account_id, form, body, kept_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (account_id, form) DO UPDATE SET body = excluded.body, kept_at = excluded.kept_at",
        account,
        form,
        body,
        now
    )
    .run(&mut *tx)
    .await?;
    sql!("DELETE FROM unsent_forms WHERE kept_at <= $1", now.plus(-LIFE)).run(&mut *tx).await?;
    sql!(
        "DELETE FROM unsent_forms WHERE account_id = $1 AND kept_at < (SELECT MIN(kept_at) FROM \
             (SELECT kept_at FROM unsent_forms WHERE account_id = $1 ORDER BY kept_at DESC LIMIT $2) AS newest)",
        account,
        MOST
    )
    .run(tx)
    .await
    .map(drop)
}

/// What somebody typed in a form, if it is kept still.
///
/// # Errors
/// When the record cannot be reached.
pub async fn one(on: impl Into<On<'_>>, account: AccountId, form: &str, now: Time) -> Result<Option<Unsent>, DbError> {
    sql!(
        "SELECT form, body, kept_at FROM unsent_forms WHERE account_id = $1 AND form = $2 AND kept_at > $3",
        account,
        form,
        now.plus(-LIFE)
    )
    .maybe(on)
    .await
}

/// Everything somebody typed and did not send, the latest first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn all(on: impl Into<On<'_>>, account: AccountId, now: Time) -> Result<Vec<Unsent>, DbError> {
    sql!(
        "SELECT form, body, kept_at FROM unsent_forms WHERE account_id = $1 AND kept_at > $2 ORDER BY kept_at DESC",
        account,
        now.plus(-LIFE)
    )
    .all(on)
    .await
}

/// Forgets what somebody typed in a form: it was taken, or they threw it away.
///
/// # Errors
/// When the record refuses it.
pub async fn forget(db: &Db, account: AccountId, form: &str) -> Result<(), DbError> {
    let there = sql!("SELECT kept_at FROM unsent_forms WHERE account_id = $1 AND form = $2", account, form);
    if there.maybe::<(Time,)>(db).await?.is_none() {
        return Ok(());
    }
    let mut tx = db.begin().await?;
    sql!("DELETE FROM unsent_forms WHERE account_id = $1 AND form = $2", account, form).run(&mut tx).await?;
    tx.commit().await
}

/// Forgets what anybody typed in forms whose address begins so.
async fn forget_under(tx: &mut Tx, beginning: &str) -> Result<(), DbError> {
    sql!("DELETE FROM unsent_forms WHERE substr(form, 1, CAST($2 AS INTEGER)) = $1", beginning, letters(beginning))
        .run(tx)
        .await
        .map(drop)
}

/// Lets what anybody typed follow forms whose addresses now begin otherwise. Under an address that nothing has any more
/// it is still found among a person's unsent text.
///
/// # Errors
/// When the record refuses it.
pub async fn follow(tx: &mut Tx, from: &str, to: &str) -> Result<(), DbError> {
    forget_under(tx, to).await?;
    sql!(
        "UPDATE unsent_forms SET form = $3 || substr(form, CAST($2 AS INTEGER) + 1) \
         WHERE substr(form, 1, CAST($2 AS INTEGER)) = $1",
        from,
        letters(from),
        to
    )
    .run(tx)
    .await
    .map(drop)
}

fn letters(text: &str) -> i64 {
    i64::try_from(text.chars().count()).unwrap_or(i64::MAX)
}
