//! How often something may be tried: passwords, registrations, messages to one mailbox. Each try is counted before the
//! work it costs, in the transaction that allows it, so that a hundred at the same moment are no more than a hundred
//! one after another. Nothing is kept of who tried but a keyed hash.

use sha2::{Digest, Sha256};

use super::store;
use crate::App;
use crate::db::{DbError, Tx, dialect};
use crate::identity::model::Account;
use crate::identity::{browsers, rules, sessions, sign_ins};
use crate::site::{Fault, Visit};
use crate::time::Time;

/// Wrong passwords for one account within [`FAILURE_WINDOW`] before it has to wait.
pub const ACCOUNT_FAILURES: i64 = 10;
/// How long wrong passwords count, in milliseconds.
pub const FAILURE_WINDOW: i64 = 15 * Time::MINUTE;

/// What tries are counted under: an account's address, or a network address; never kept as it is.
pub fn subject(visit: &Visit, kind: &str, value: &str) -> Vec<u8> {
    subject_in(&visit.app, kind, value)
}

fn subject_in(app: &App, kind: &str, value: &str) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(&app.secret);
    hash.update(kind);
    hash.update([0]);
    hash.update(value);
    hash.finalize().to_vec()
}

/// A keyed hash of the network a visitor comes from, to count accounts that were registered from one.
pub fn network(visit: &Visit) -> Vec<u8> {
    subject(visit, "network", &visit.address)
}

/// How long a visitor at a network address waits before a password is looked at, in milliseconds.
///
/// # Errors
/// When the record cannot be reached.
pub async fn address_wait(app: &App, address: &str, now: Time) -> Result<u64, DbError> {
    waited_for(app, "address", address, now).await
}

/// What registrations from a network address are counted under.
pub fn registering(app: &App, address: &str) -> Vec<u8> {
    subject_in(app, "registering", address)
}

/// How long somebody at a network address waits before a registration is looked at, in milliseconds.
///
/// # Errors
/// When the record cannot be reached.
pub async fn registering_wait(app: &App, address: &str, now: Time) -> Result<u64, DbError> {
    waited_for(app, "registering", address, now).await
}

async fn waited_for(app: &App, kind: &str, address: &str, now: Time) -> Result<u64, DbError> {
    let branch = crate::branches::store::is_branch_address(&app.db, address).await?;
    let tries = store::failures_since(&app.db, &subject_in(app, kind, address), now.plus(-FAILURE_WINDOW)).await?;
    Ok(rules::address_wait(tries, branch))
}

async fn wait(milliseconds: u64) {
    if milliseconds > 0 {
        tokio::time::sleep(std::time::Duration::from_millis(milliseconds)).await;
    }
}

/// Makes many wrong passwords from one network address slow, and never impossible: a branch shares one address.
pub async fn slow_down(visit: &Visit) -> Result<(), Fault> {
    wait(address_wait(&visit.app, &visit.address, visit.now).await?).await;
    Ok(())
}

/// Makes many registrations from one network address slow, as sign-in is. Each is counted before its work.
pub async fn slow_registering(visit: &Visit) -> Result<(), Fault> {
    let mut tx = visit.app.db.begin().await?;
    store::note_try(&mut tx, &registering(&visit.app, &visit.address), visit.now).await?;
    tx.commit().await?;
    wait(registering_wait(&visit.app, &visit.address, visit.now).await?).await;
    Ok(())
}

/// A try at a password that was allowed and is counted; to be taken back when it was right.
pub struct Try {
    by_account: Vec<u8>,
    at_address: i64,
    /// What is noted for the account's owner as long as the password is not known to be right.
    noted: Option<i64>,
}

/// Counts a try at the password of an address and says whether it may be made. A browser that signed in to the account
/// before is counted by itself: a stranger's guesses do not lock its owner out.
///
/// # Errors
/// When the record refuses it.
pub async fn try_password(visit: &Visit, email: &str) -> Result<Option<Try>, DbError> {
    try_it(visit, email, false).await
}

/// The same for somebody who is not signed in yet. That they tried is noted for the account's owner in the same change, so
/// that an address with an account takes no longer than one without.
///
/// # Errors
/// When the record refuses it.
pub async fn try_to_sign_in(visit: &Visit, email: &str) -> Result<Option<Try>, DbError> {
    try_it(visit, email, true).await
}

async fn try_it(visit: &Visit, email: &str, noting: bool) -> Result<Option<Try>, DbError> {
    let mut tx = visit.app.db.begin().await?;
    let known = match visit.browser {
        Some(browser) if sessions::knows(&mut tx, email, &browser).await? => Some(hex::encode(browser)),
        _ => None,
    };
    let by_account = match known {
        Some(browser) => subject(visit, "known device", &format!("{email} {browser}")),
        None => subject(visit, "account", email),
    };
    dialect::lock_tries(&mut tx, &by_account).await?;
    let since = visit.now.plus(-FAILURE_WINDOW);
    if store::failures_since(&mut tx, &by_account, since).await? >= ACCOUNT_FAILURES {
        tx.rollback().await?;
        return Ok(None);
    }
    store::note_try(&mut tx, &by_account, visit.now).await?;
    let at_address = store::note_try(&mut tx, &subject(visit, "address", &visit.address), visit.now).await?;
    let noted = if noting {
        sign_ins::note_try(&mut tx, email, &browsers::in_words(&visit.agent), visit.now).await?
    } else {
        None
    };
    tx.commit().await?;
    Ok(Some(Try { by_account, at_address, noted }))
}

impl Try {
    /// It was right: wrong ones before it are forgotten, and it does not count.
    ///
    /// # Errors
    /// When the record refuses it.
    pub async fn right(&self, tx: &mut Tx) -> Result<(), DbError> {
        store::forget_failures(&mut *tx, &self.by_account).await?;
        if let Some(noted) = self.noted {
            sign_ins::take_back(&mut *tx, noted).await?;
        }
        store::forget_try(tx, self.at_address).await
    }
}

/// Wrong codes (or passkeys) for one account within [`FAILURE_WINDOW`] before it has to wait. Whoever tries one knows the
/// password already, so they are fewer than wrong passwords.
pub const CODE_FAILURES: i64 = 5;
/// Wrong codes for one account within a day.
const CODE_FAILURES_A_DAY: i64 = 20;

/// A try at the second step of an account that was allowed and is counted.
pub struct CodeTry {
    by_account: Vec<u8>,
    /// Whether no more are left for a while if this one is wrong.
    pub last: bool,
}

/// Counts a try at the second step of an account and says whether it may be made. As with passwords a browser that signed in
/// to the account before is counted by itself, so that whoever learned a password cannot bar its owner.
///
/// # Errors
/// When the record refuses it.
pub async fn try_code(visit: &Visit, account: &Account) -> Result<Option<CodeTry>, DbError> {
    let mut tx = visit.app.db.begin().await?;
    let by_account = match visit.browser {
        Some(browser) if sessions::knows(&mut tx, &account.email, &browser).await? => {
            subject(visit, "code on a known device", &format!("{} {}", account.id, hex::encode(browser)))
        }
        _ => subject(visit, "code", &account.id.to_string()),
    };
    dialect::lock_tries(&mut tx, &by_account).await?;
    let lately = store::failures_since(&mut tx, &by_account, visit.now.plus(-FAILURE_WINDOW)).await?;
    let today = store::failures_since(&mut tx, &by_account, visit.now.plus(-Time::DAY)).await?;
    if lately >= CODE_FAILURES || today >= CODE_FAILURES_A_DAY {
        tx.rollback().await?;
        return Ok(None);
    }
    store::note_try(&mut tx, &by_account, visit.now).await?;
    tx.commit().await?;
    Ok(Some(CodeTry { by_account, last: lately + 1 == CODE_FAILURES || today + 1 == CODE_FAILURES_A_DAY }))
}

impl CodeTry {
    /// It was right: wrong ones before it are forgotten.
    ///
    /// # Errors
    /// When the record refuses it.
    pub async fn right(&self, tx: &mut Tx) -> Result<(), DbError> {
        store::forget_failures(tx, &self.by_account).await
    }
}

/// Counts a message with a one-time link to a mailbox, and says whether it may be written: whoever types somebody
/// else's address, under whatever name, sends them few.
///
/// # Errors
/// When the record refuses it.
pub async fn may_write(tx: &mut Tx, visit: &Visit, email: &str) -> Result<bool, DbError> {
    let mailbox = subject(visit, "messages", &rules::mailbox(email));
    dialect::lock_tries(&mut *tx, &mailbox).await?;
    let within_hour = store::failures_since(&mut *tx, &mailbox, visit.now.plus(-rules::MESSAGE_WINDOW)).await?;
    let within_day = store::failures_since(&mut *tx, &mailbox, visit.now.plus(-Time::DAY)).await?;
    if within_hour >= rules::MESSAGES_MOST || within_day >= rules::MESSAGES_A_DAY {
        return Ok(false);
    }
    store::note_try(tx, &mailbox, visit.now).await?;
    Ok(true)
}
