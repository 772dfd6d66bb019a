//! Sends what waits in the outbox, several messages at a time, so that one that stalls holds up nobody. A message
//! that cannot be sent is tried again after 1, 5 and 30 minutes and then every 2 hours; after a day it is given up,
//! and the log says so. One that the mail server refuses for good (an address that does not exist) is given up at
//! once.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use futures::stream::{FuturesUnordered, StreamExt};

use super::store::{self, QueuedMessage};
use super::unsubscribe;
use crate::App;
use crate::db::DbError;
use crate::mail::letter::Letter;
use crate::mail::letter::one_line;
use crate::mail::transport::{MailError, Transport};
use crate::site::Service;
use crate::time::Time;

/// How long a message is kept from other programs while this one sends it. Longer than a handful can take.
const HELD: i64 = 10 * Time::MINUTE;
/// How long sending is tried before a message is given up.
const GIVE_UP_AFTER: i64 = Time::DAY;
/// How often the outbox is looked at when nothing changes.
const EVERY: Duration = Duration::from_secs(60);
/// How long a run of changes is left to gather before the outbox is looked at again.
const GATHER: Duration = Duration::from_millis(250);
/// How many messages are on their way at the same time.
const LANES: usize = 8;
/// How often the outbox is looked at while messages are on their way and there is room for more.
const MEANWHILE: Duration = Duration::from_millis(500);

/// When to try again after this many attempts; none when the message is to be given up.
fn again(message: &QueuedMessage, now: Time) -> Option<Time> {
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
    let mut next = VecDeque::new();
    let mut service = app.settings.now(&app.db).await;
    let mut under_way = FuturesUnordered::new();
    loop {
        if next.is_empty() {
            next = take(app).await?;
            service = app.settings.now(&app.db).await;
        }
        while under_way.len() < LANES
            && let Some(message) = next.pop_front()
        {
            under_way.push(deliver(app, transport, service.clone(), message));
        }
        let room = under_way.len() < LANES;
        // Nothing on its way reads or writes the record, for it would hold a connection while nobody goes on with it:
        // what came of a message is written down here, one after another.
        tokio::select! {
            done = under_way.next() => match done {
                None => return Ok(sent),
                Some((message, outcome)) => {
                    note(app, &message, &outcome).await?;
                    sent += usize::from(outcome.is_ok());
                }
            },
            () = tokio::time::sleep(MEANWHILE), if room && !under_way.is_empty() => {}
        }
    }
}

async fn take(app: &App) -> Result<VecDeque<QueuedMessage>, DbError> {
    let now = app.clock.now();
    if !store::anything_due(&app.db, now).await? {
        return Ok(VecDeque::new());
    }
    let mut tx = app.db.begin().await?;
    let taken = store::take_due(&mut tx, now, now.plus(HELD)).await?;
    tx.commit().await?;
    Ok(taken.into())
}

async fn deliver(
    app: &App,
    transport: &Transport,
    service: Arc<Service>,
    message: QueuedMessage,
) -> (QueuedMessage, Result<String, MailError>) {
    let letter = letter(&message, app, &service);
    let outcome = transport.send(&letter, &service.name, app.clock.now()).await;
    (message, outcome)
}

/// What is kept of why a message did not go: never to whom.
fn reason(error: &MailError, recipient: &str) -> String {
    let (words, recipient) = (error.to_string(), recipient.to_lowercase());
    let mut kept = String::with_capacity(words.len());
    let mut rest = words.as_str();
    // Compared letter by letter: a mail server may repeat the address in other letters.
    while let Some(at) = rest.char_indices().map(|(at, _)| at).find(|at| begins_with(&rest[*at..], &recipient)) {
        kept.push_str(&rest[..at]);
        kept.push_str("(the address)");
        rest = &rest[at + recipient.len()..];
    }
    kept.push_str(rest);
    kept
}

fn begins_with(text: &str, lower: &str) -> bool {
    !lower.is_empty() && text.get(..lower.len()).is_some_and(|start| start.to_lowercase() == lower)
}

async fn note(app: &App, message: &QueuedMessage, outcome: &Result<String, MailError>) -> Result<(), DbError> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    match outcome {
        Ok(_) => store::note_sent(&mut tx, message, now).await?,
        Err(error) => {
            let again = if error.may_pass() { again(message, now) } else { None };
            let why = reason(error, &message.recipient);
            // The log names the message, never the person.
            if again.is_some() {
                tracing::warn!(
                    message = message.id,
                    attempts = message.attempts,
                    why,
                    "mail was not sent; it will be tried again"
                );
            } else {
                tracing::error!(message = message.id, attempts = message.attempts, why, "mail was given up");
            }
            store::note_not_sent(&mut tx, message, &why, again, now).await?;
        }
    }
    tx.commit().await
}

/// Sends mail for as long as the program runs: whenever the record changes, and once a minute for what is to
/// be tried again.
pub async fn run(app: App) {
    let mut changes = app.db.changes();
    loop {
        // Seen before looking: a message written while we look wakes us again.
        changes.borrow_and_update();
        if let Err(error) = send_due(&app, &app.mail).await {
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

/// A message from the outbox. A notice gets its last lines here and not in the outbox: they hold a key of the
/// recipient's own.
fn letter(waiting: &QueuedMessage, app: &App, service: &Service) -> Letter {
    let stop = waiting
        .account_id
        .filter(|_| waiting.notice.0)
        .map(|account| app.config.link(&unsubscribe::path(&app.secret, account)));
    let body = match &stop {
        None => waiting.body.clone(),
        Some(stop) => format!(
            "{}\n\nThank you for taking part.\n\n{}\n\n--\nYou get this message because you took part in a \
             consultation of {}. To get no more messages about consultations, open this link and press the \
             button (no password is needed):\n{stop}\n",
            waiting.body.trim_end(),
            one_line(&service.name),
            one_line(&service.name),
        ),
    };
    Letter {
        id: format!("{}.{}", waiting.id, waiting.created_at.0),
        recipient: waiting.recipient.clone(),
        subject: waiting.subject.clone(),
        body,
        written: waiting.created_at,
        stop,
    }
}
