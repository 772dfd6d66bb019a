//! The outbox.

use crate::db::{DbError, Flag, On, Tx};
use crate::ids::AccountId;
use crate::time::Time;
use crate::{sql, sql_in};

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

/// Puts a message about an account itself in the outbox: one that nobody can switch off.
///
/// # Errors
/// When the record refuses it.
pub async fn post(tx: &mut Tx, message: &Message<'_>, now: Time) -> Result<(), DbError> {
    put(tx, message, false, now).await.map(drop)
}

/// The same, giving the message's number: for one that goes with something else than an account (see [`forget`]).
///
/// # Errors
/// When the record refuses it.
pub async fn post_numbered(tx: &mut Tx, message: &Message<'_>, now: Time) -> Result<i64, DbError> {
    put(tx, message, false, now).await
}

/// Takes messages out of the outbox, sent or not, with the addresses they went to.
///
/// # Errors
/// When the record refuses it.
pub async fn forget(tx: &mut Tx, messages: impl IntoIterator<Item = i64>) -> Result<(), DbError> {
    sql_in!("DELETE FROM outbox WHERE id IN", messages, "").run(tx).await
}

/// Puts a notice in the outbox: a message about consultations, to somebody who wants them. The text is what there is
/// to say; thanks, the service's name and how to stop such messages are added when it is sent.
///
/// # Errors
/// When the record refuses it.
pub async fn post_notice(tx: &mut Tx, message: &Message<'_>, now: Time) -> Result<(), DbError> {
    put(tx, message, true, now).await.map(drop)
}

async fn put(tx: &mut Tx, message: &Message<'_>, notice: bool, now: Time) -> Result<i64, DbError> {
    sql!(
        "INSERT INTO outbox (account_id, recipient, subject, body, created_at, due_at, notice) \
         VALUES ($1, $2, $3, $4, $5, $5, $6) RETURNING id",
        message.account,
        message.recipient,
        message.subject,
        message.body,
        now,
        notice,
    )
    .number(tx)
    .await
}

/// Takes the notices to a person who wants no more of them out of the outbox, as far as they are not sent yet.
///
/// # Errors
/// When the record refuses it.
pub async fn drop_notices(tx: &mut Tx, account: AccountId) -> Result<(), DbError> {
    sql!("DELETE FROM outbox WHERE account_id = $1 AND notice = 1 AND sent_at IS NULL", account).run(tx).await.map(drop)
}

/// The paths that links begin with which work like a key: most of them once, one to saved answers as long as they are kept.
const ONE_TIME: [&str; 6] =
    ["/confirm/", "/reset/", "/invite/", "/first-administrator/", "/saved-answers/", "/appeals/"];

/// A message's text with the keys taken out of its one-time links: what is kept once it is sent, and what a
/// person takes away with their data.
pub fn without_links(body: &str) -> String {
    let mut kept = String::with_capacity(body.len());
    let mut rest = body;
    while let Some((at, path)) =
        ONE_TIME.iter().filter_map(|path| rest.find(path).map(|at| (at, *path))).min_by_key(|(at, _)| *at)
    {
        let (before, after) = rest.split_at(at + path.len());
        kept.push_str(before);
        kept.push('…');
        rest = after.trim_start_matches(|letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'));
    }
    kept.push_str(rest);
    kept
}

/// A message that is waiting to be sent.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct QueuedMessage {
    /// Its number.
    pub id: i64,
    /// Whose account it is about.
    pub account_id: Option<AccountId>,
    /// Where it goes.
    pub recipient: String,
    /// Its subject line.
    pub subject: String,
    /// Its text.
    pub body: String,
    /// When it was written.
    pub created_at: Time,
    /// When it is to be sent.
    pub due_at: Time,
    /// How often sending it was tried.
    pub attempts: i64,
    /// Whether it is a notice, which people can stop.
    pub notice: Flag,
}

/// Whether any message is due. Asked of the readers' side, so that looking never holds up a vote.
///
/// # Errors
/// When the record cannot be reached.
pub async fn anything_due(on: impl Into<On<'_>>, now: Time) -> Result<bool, DbError> {
    let found: Option<(i64,)> =
        sql!("SELECT id FROM outbox WHERE sent_at IS NULL AND failed_at IS NULL AND due_at <= $1 LIMIT 1", now)
            .maybe(on)
            .await?;
    Ok(found.is_some())
}

/// Takes some of the messages that are due, the longest waiting first, and puts each off until `until`, so
/// that another program does not send it at the same time. If this one stops half way, it is due again then.
///
/// # Errors
/// When the record refuses it.
pub async fn take_due(tx: &mut Tx, now: Time, until: Time) -> Result<Vec<QueuedMessage>, DbError> {
    let due: Vec<QueuedMessage> = sql!(
        "SELECT id, account_id, recipient, subject, body, created_at, due_at, attempts, notice FROM outbox \
         WHERE sent_at IS NULL AND failed_at IS NULL AND due_at <= $1 ORDER BY due_at, id LIMIT 20",
        now
    )
    .all(&mut *tx)
    .await?;
    let mut taken = Vec::with_capacity(due.len());
    for mut message in due {
        // Of two programs that found the same message, one finds it still due.
        let mine = sql!(
            "UPDATE outbox SET due_at = $3, attempts = attempts + 1 \
             WHERE id = $1 AND due_at = $2 AND sent_at IS NULL AND failed_at IS NULL",
            message.id,
            message.due_at,
            until
        )
        .run(&mut *tx)
        .await?;
        if mine == 1 {
            message.attempts += 1;
            taken.push(message);
        }
    }
    Ok(taken)
}

/// Notes that a message was sent. The keys in its links are not kept.
///
/// # Errors
/// When the record refuses it.
pub async fn note_sent(tx: &mut Tx, message: &QueuedMessage, now: Time) -> Result<(), DbError> {
    sql!(
        "UPDATE outbox SET sent_at = $2, body = $3, last_error = '' WHERE id = $1",
        message.id,
        now,
        without_links(&message.body)
    )
    .run(tx)
    .await
    .map(drop)
}

/// Notes why a message was not sent, and when to try again; or that it is given up.
///
/// # Errors
/// When the record refuses it.
pub async fn note_not_sent(
    tx: &mut Tx,
    message: &QueuedMessage,
    why: &str,
    again: Option<Time>,
    now: Time,
) -> Result<(), DbError> {
    sql!(
        "UPDATE outbox SET due_at = $2, failed_at = $3, last_error = $4 WHERE id = $1",
        message.id,
        again.unwrap_or(now),
        if again.is_none() { Some(now) } else { None },
        why
    )
    .run(tx)
    .await
    .map(drop)
}

/// A message that did not go out when it should have.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct UnsentMessage {
    /// Its number.
    pub id: i64,
    /// Its subject line.
    pub subject: String,
    /// When it was written.
    pub created_at: Time,
    /// When it is tried again, if it was not given up.
    pub due_at: Time,
    /// When it was given up.
    pub failed_at: Option<Time>,
    /// How often sending it was tried.
    pub attempts: i64,
    /// Why it did not go.
    pub last_error: String,
}

/// Messages that were tried and did not go out, the newest first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn troubles(on: impl Into<On<'_>>) -> Result<Vec<UnsentMessage>, DbError> {
    sql!(
        "SELECT id, subject, created_at, due_at, failed_at, attempts, last_error FROM outbox \
         WHERE sent_at IS NULL AND attempts > 0 AND last_error <> '' ORDER BY id DESC LIMIT 100"
    )
    .all(on)
    .await
}

/// How many messages wait to be sent.
///
/// # Errors
/// When the record cannot be reached.
pub async fn waiting(on: impl Into<On<'_>>) -> Result<i64, DbError> {
    sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM outbox WHERE sent_at IS NULL AND failed_at IS NULL").number(on).await
}

/// Makes a message that was given up due once more.
///
/// # Errors
/// When the record refuses it.
pub async fn try_again(tx: &mut Tx, id: i64, now: Time) -> Result<(), DbError> {
    sql!("UPDATE outbox SET failed_at = NULL, due_at = $2 WHERE id = $1 AND failed_at IS NOT NULL", id, now)
        .run(tx)
        .await
        .map(drop)
}

/// Makes every message that was given up due once more.
///
/// # Errors
/// When the record refuses it.
pub async fn try_all_again(tx: &mut Tx, now: Time) -> Result<(), DbError> {
    sql!("UPDATE outbox SET failed_at = NULL, due_at = $1 WHERE sent_at IS NULL AND failed_at IS NOT NULL", now)
        .run(tx)
        .await
        .map(drop)
}

/// A test message that somebody on the staff asked for.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Tested {
    /// When.
    pub at: Time,
    /// Whether the mail server took it.
    pub taken: Flag,
    /// What the mail server answered, or why it did not go.
    pub answer: String,
}

/// Notes what came of a test message.
///
/// # Errors
/// When the record refuses it.
pub async fn note_test(tx: &mut Tx, by: AccountId, server: &str, tested: &Tested) -> Result<(), DbError> {
    sql!(
        "INSERT INTO mail_tests (at, account_id, server, taken, answer) VALUES ($1, $2, $3, $4, $5)",
        tested.at,
        by,
        server,
        tested.taken.0,
        &tested.answer,
    )
    .run(tx)
    .await
    .map(drop)
}

/// What came of the last test message by way of a mail server; one by way of another says nothing.
///
/// # Errors
/// When the record cannot be reached.
pub async fn last_test(on: impl Into<On<'_>>, server: &str) -> Result<Option<Tested>, DbError> {
    sql!("SELECT at, taken, answer FROM mail_tests WHERE server = $1 ORDER BY id DESC LIMIT 1", server).maybe(on).await
}

#[cfg(test)]
mod tests {
    use super::without_links;

    #[test]
    fn the_keys_of_one_time_links_are_not_kept() {
        let body =
            "Open https://a.example/confirm/AbC-_9 now, or https://a.example/reset/xyz.\nhttps://a.example/reset\n";
        assert_eq!(
            without_links(body),
            "Open https://a.example/confirm/… now, or https://a.example/reset/….\nhttps://a.example/reset\n"
        );
    }
}
