//! What somebody sent before their address was confirmed. It goes with them into their account: kept sealed for
//! fourteen days, recorded with its receipt once the address is confirmed (if the consultation still takes answers),
//! and erased then. What came from another browser than the one that confirms is shown first and recorded only when the
//! owner of the address says so: anybody can type somebody else's address.

pub mod pages;
mod seal;
pub mod store;
#[cfg(test)]
mod tests;

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, header};
use axum::response::{IntoResponse, Redirect, Response};
use tower::ServiceExt;

use self::seal::Content;
use self::store::{New, Row};
use super::forms::with_cookie;
use super::waiting::Waiting;
use crate::App;
use crate::db::{DbError, Tx};
use crate::identity::sessions;
use crate::ids::AccountId;
use crate::site::visit::OnBehalf;
use crate::site::{Fault, Onward, Page, Visit};
use crate::time::Time;

/// How long a submission waits for its author's address to be confirmed, in milliseconds.
pub const KEPT: i64 = 14 * Time::DAY;
/// The longest form that is kept, in bytes: a comment of the longest kind in any script fits.
const LARGEST: usize = 100 * 1024;
/// How many wait for one account at the most.
const MOST: i64 = 20;
/// How long one that was handed on may take before it may be handed on again, in milliseconds.
const UNDER_WAY: i64 = 5 * Time::MINUTE;
/// How long a browser that nobody is signed in on is shown what it sent: others may sit down at it.
pub const SHOWN: i64 = 20 * Time::MINUTE;

/// A submission that waits.
#[derive(Clone, Debug)]
pub struct Pending {
    /// Its number.
    pub id: i64,
    /// Whose account it waits for.
    pub account: AccountId,
    /// The hash of the cookie of the browser it came from.
    pub browser: Vec<u8>,
    /// When it was sent.
    pub created_at: Time,
    /// When it is erased.
    pub expires_at: Time,
    /// The address it is for.
    pub path: String,
    /// Its fields as they were sent.
    pub body: String,
}

fn opened(secret: &[u8], rows: Vec<Row>) -> Vec<Pending> {
    rows.into_iter()
        .filter_map(|row| {
            let content = seal::open(secret, row.account_id, &row.sealed);
            if content.is_none() {
                tracing::error!(id = row.id, "a pending submission cannot be opened with this installation's secret");
            }
            let Content { path, body } = content?;
            Some(Pending {
                id: row.id,
                account: row.account_id,
                browser: row.browser,
                created_at: row.created_at,
                expires_at: row.expires_at,
                path,
                body,
            })
        })
        .collect()
}

/// Keeps a form that waits for an account. Says whether it could be kept: it must be one a resident sends to a
/// consultation, of a reasonable length, and there must not be too many.
///
/// # Errors
/// When the record refuses it.
pub async fn keep(
    tx: &mut Tx,
    app: &App,
    account: AccountId,
    browser: &[u8],
    waiting: &Waiting,
    now: Time,
) -> Result<bool, DbError> {
    let Some(body) = waiting.body.clone().filter(|body| body.len() <= LARGEST) else { return Ok(false) };
    let Some(path) = Onward::form(&waiting.path).filter(|_| waiting.from_a_resident()) else { return Ok(false) };
    let content = Content { path: path.as_str().to_owned(), body };
    let sealed = seal::seal(&app.secret, &app.random, account, &content).zip(seal::digest(&app.secret, &content));
    let Some((sealed, digest)) = sealed else { return Ok(false) };
    store::erase_old(&mut *tx, now).await?;
    if store::count(&mut *tx, account).await? >= MOST {
        return Ok(false);
    }
    let new = New { account, browser, digest: &digest, sealed: &sealed, expires_at: now.plus(KEPT) };
    store::keep(tx, &new, now).await?;
    Ok(true)
}

/// What waits for an account.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of_account(app: &App, account: AccountId, now: Time) -> Result<Vec<Pending>, DbError> {
    Ok(opened(&app.secret, store::of_account(&app.db, account, now).await?))
}

/// What this browser sent a short while ago and nobody has answered for yet.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of_browser(visit: &Visit) -> Result<Vec<Pending>, DbError> {
    let Some(browser) = visit.browser else { return Ok(Vec::new()) };
    let rows = store::of_browser(&visit.app.db, &browser, visit.now.plus(-SHOWN)).await?;
    Ok(opened(&visit.app.secret, rows))
}

/// Somebody who has just shown who they are: the session they have now.
pub struct Arrived {
    /// Their account.
    pub account: AccountId,
    /// The session's token.
    pub token: String,
    /// The `Set-Cookie` line that gives it to the browser.
    pub cookie: String,
}

/// Records what waits for somebody who has just arrived, and leads them to what came of it; to another page when
/// nothing waits. What is not theirs for sure is shown to them first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn record(visit: &Visit, arrived: &Arrived, theirs: impl Fn(&Pending) -> bool, otherwise: &str) -> Page {
    let waiting = of_account(&visit.app, arrived.account, visit.now).await?;
    let (theirs, unsure): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|pending| theirs(pending));
    let mut answers = Vec::new();
    for pending in &theirs {
        if let Some(answer) = hand_on(visit, arrived, pending).await? {
            answers.push(answer);
        }
    }
    let recorded = answers.iter().filter(|answer| answer.status().is_redirection()).count();
    let answer = match (answers.pop(), answers.len(), unsure.is_empty()) {
        // One answer, and nothing else to look at: they see what came of it.
        (Some(only), 0, true) => only,
        (None, _, true) => Redirect::to(otherwise).into_response(),
        (_, _, _) if recorded > 0 => Redirect::to("/account/waiting?done=recorded").into_response(),
        (_, _, _) => Redirect::to("/account/waiting").into_response(),
    };
    Ok(with_cookie(answer, &arrived.cookie))
}

/// Hands one on to be recorded and erases it when it is; nothing when another hand has it at this moment.
pub async fn hand_on(visit: &Visit, arrived: &Arrived, pending: &Pending) -> Result<Option<Response>, Fault> {
    let mut tx = visit.app.db.begin().await?;
    let stale = visit.now.plus(-UNDER_WAY);
    let taken = store::take(&mut tx, pending.account, pending.id, visit.now, stale).await?;
    tx.commit().await?;
    if !taken {
        return Ok(None);
    }
    let waiting = Waiting { path: pending.path.clone(), body: Some(pending.body.clone()) };
    let answer = send_on(visit, &waiting, &arrived.token).await?;
    let mut tx = visit.app.db.begin().await?;
    if answer.status().is_redirection() {
        store::erase(&mut tx, pending.account, pending.id).await?;
    } else {
        store::put_back(&mut tx, pending.account, pending.id).await?;
    }
    tx.commit().await?;
    Ok(Some(answer))
}

/// Sends a form on that waited for its author, and answers with what came of it. It goes once: the addresses that a
/// form can wait for sign nobody in, so none of them sends another form on.
///
/// # Errors
/// [`Fault::Missing`] when it waits for no address of ours.
pub async fn send_on(visit: &Visit, waiting: &Waiting, token: &str) -> Result<Response, Fault> {
    let address = Onward::form(&waiting.path).ok_or(Fault::Missing)?;
    let (Some(router), Some(body)) = (visit.app.router.get().cloned(), waiting.body.clone()) else {
        return Err(Fault::Missing);
    };
    let request = Request::post(address.as_str())
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::CONTENT_LENGTH, body.len())
        .header(header::COOKIE, format!("{}={token}", sessions::cookie_name(visit.app.config.https())))
        .extension(OnBehalf { address: visit.address.clone(), agent: visit.agent.clone() })
        .body(Body::from(body))
        .map_err(|_| Fault::Missing)?;
    // On a task of its own: it passes the whole site once more, and both on one stack are deep. What was begun is also
    // brought to its end when whoever asked for it goes away meanwhile.
    let answer = tokio::spawn(router.oneshot(request)).await.map_err(Fault::broken)?;
    answer.map_err(Fault::broken)
}

/// Erases what waited too long, every hour. Runs until dropped.
pub async fn tidy(app: App) {
    loop {
        let now = app.clock.now();
        let outcome = async {
            let mut tx = app.db.begin().await?;
            let erased = store::erase_old(&mut tx, now).await?;
            // A change that changes nothing would make every kept page stale.
            if erased > 0 { tx.commit().await } else { tx.rollback().await }
        };
        if let Err(error) = outcome.await {
            tracing::warn!(%error, "what waited too long could not be erased");
        }
        tokio::time::sleep(Duration::from_secs(3_600)).await;
    }
}
