//! Sends what waits in the outbox. A message that cannot be sent is tried again after 1, 5 and 30 minutes and
//! then every 2 hours; after a day it is given up, and the log says so.

use std::time::Duration;

use super::store::{self, Waiting};
use super::transport::{MailError, Transport};
use crate::App;
use crate::db::DbError;
use crate::time::Time;

/// How long a message is kept from other programs while this one sends it.
const HELD: i64 = 10 * Time::MINUTE;
/// How long sending is tried before a message is given up.
const GIVE_UP_AFTER: i64 = Time::DAY;
/// How often the outbox is looked at when nothing changes.
const EVERY: Duration = Duration::from_secs(60);
/// How long a run of changes is left to gather before the outbox is looked at again.
const GATHER: Duration = Duration::from_millis(250);

/// When to try again after this many attempts; none when the message is to be given up.
fn again(message: &Waiting, now: Time) -> Option<Time> {
    let wait = match message.attempts {
        0 | 1 => Time::MINUTE,
        2 => 5 * Time::MINUTE,
        3 => 30 * Time::MINUTE,
        _ => 2 * Time::HOUR,
    };
    (now.0 - message.created_at.0 < GIVE_UP_AFTER).then(|| now.plus(wait))
}

/// Sends every message that is due, and says how many went out. Each is noted as sent in a transaction of its
/// own, so that a stop in between sends one message twice at the most, and none never.
///
/// # Errors
/// When the record cannot be reached; what was sent before is noted.
pub async fn send_due(app: &App, transport: &Transport) -> Result<usize, DbError> {
    let mut sent = 0;
    loop {
        let now = app.clock.now();
        if !store::anything_due(&app.db, now).await? {
            return Ok(sent);
        }
        let mut tx = app.db.begin().await?;
        let taken = store::take_due(&mut tx, now, now.plus(HELD)).await?;
        tx.commit().await?;
        for message in &taken {
            // Nothing but SQL may be awaited inside a transaction, so the mail goes before it begins.
            let outcome = transport.send(message).await;
            note(app, message, &outcome).await?;
            sent += usize::from(outcome.is_ok());
        }
    }
}

async fn note(app: &App, message: &Waiting, outcome: &Result<(), MailError>) -> Result<(), DbError> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    match outcome {
        Ok(()) => store::note_sent(&mut tx, message, now).await?,
        Err(error) => {
            let again = if error.may_pass() { again(message, now) } else { None };
            // The log names the message, never the person.
            if again.is_some() {
                tracing::warn!(message = message.id, attempts = message.attempts, %error, "mail was not sent; it will be tried again");
            } else {
                tracing::error!(message = message.id, attempts = message.attempts, %error, "mail was given up");
            }
            store::note_not_sent(&mut tx, message, &error.to_string(), again, now).await?;
        }
    }
    tx.commit().await
}

/// Sends mail for as long as the program runs: whenever the record changes, and once a minute for what is to
/// be tried again.
pub async fn run(app: App, transport: Transport) {
    let mut changes = app.db.changes();
    loop {
        // Seen before looking: a message written while we look wakes us again.
        changes.borrow_and_update();
        if let Err(error) = send_due(&app, &transport).await {
            tracing::warn!(%error, "the outbox is out of reach");
        }
        tokio::select! {
            changed = changes.changed() => {
                if changed.is_err() {
                    return;
                }
                tokio::time::sleep(GATHER).await;
            }
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}
