//! The outbox.

use crate::db::{DbError, Tx};
use crate::ids::AccountId;
use crate::sql;
use crate::time::Time;

/// A message to one person, in plain text.
pub struct Message<'a> {
    /// Whose account it is about; the message goes with the account.
    pub account: Option<AccountId>,
    /// Where it goes.
    pub recipient: &'a str,
    /// Its subject line.
    pub subject: &'a str,
    /// Its text.
    pub body: &'a str,
}

/// Puts a message in the outbox.
///
/// # Errors
/// When the record refuses it.
pub async fn post(tx: &mut Tx, message: &Message<'_>, now: Time) -> Result<(), DbError> {
    sql!(
        "INSERT INTO outbox (account_id, recipient, subject, body, created_at, due_at) VALUES ($1, $2, $3, $4, $5, $5)",
        message.account,
        message.recipient,
        message.subject,
        message.body,
        now,
    )
    .run(tx)
    .await
    .map(drop)
}
