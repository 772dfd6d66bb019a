//! Keeping what somebody sent until their address is confirmed: sealed, for fourteen days, and not too much of it.

use std::time::Duration;

use super::seal::{self, PendingForm};
use super::store::{self, NewPending, PendingRow};
use crate::App;
use crate::accounts::waiting::AwaitingSignIn;
use crate::db::{DbError, Tx};
use crate::identity::sign_ins;
use crate::ids::AccountId;
use crate::site::{Onward, Visit};
use crate::time::Time;

/// How long a submission waits for its author's address to be confirmed, in milliseconds.
pub const KEPT: i64 = 14 * Time::DAY;
/// The longest form that is kept, in bytes: a comment of the longest kind in any script fits.
const LARGEST: usize = 100 * 1024;
/// How many wait for one account at the most.
const MOST: i64 = 20;
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

fn opened(secret: &[u8], rows: Vec<PendingRow>) -> Vec<Pending> {
    rows.into_iter()
        .filter_map(|row| {
            let content = seal::open(secret, row.account_id, &row.sealed);
            if content.is_none() {
                tracing::error!(id = row.id, "a pending submission cannot be opened with this installation's secret");
            }
            let PendingForm { path, body } = content?;
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
    waiting: &AwaitingSignIn,
    now: Time,
) -> Result<bool, DbError> {
    let Some(body) = waiting.body.clone().filter(|body| body.len() <= LARGEST) else { return Ok(false) };
    let Some(path) = Onward::form(&waiting.path).filter(|_| waiting.from_a_resident()) else { return Ok(false) };
    let content = PendingForm { path: path.as_str().to_owned(), body };
    let sealed = seal::seal(&app.secret, &app.random, account, &content).zip(seal::digest(&app.secret, &content));
    let Some((sealed, digest)) = sealed else { return Ok(false) };
    store::erase_old(&mut *tx, now).await?;
    if store::count(&mut *tx, account).await? >= MOST {
        return Ok(false);
    }
    let new = NewPending { account, browser, digest: &digest, sealed: &sealed, expires_at: now.plus(KEPT) };
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

/// Erases what waited too long, and sign-ins of long ago, every hour. Runs until dropped.
pub async fn tidy(app: App) {
    loop {
        let now = app.clock.now();
        let outcome = async {
            let mut tx = app.db.begin().await?;
            let erased = store::erase_old(&mut tx, now).await? + sign_ins::forget_old(&mut tx, now).await?;
            // A change that changes nothing would make every kept page stale.
            if erased > 0 { tx.commit().await } else { tx.rollback().await }
        };
        if let Err(error) = outcome.await {
            tracing::warn!(%error, "what waited too long could not be erased");
        }
        tokio::time::sleep(Duration::from_secs(3_600)).await;
    }
}
