//! What happens to somebody's second factors, and how they hear of it: each change is mailed to its owner, so that they
//! notice if it was somebody else, and of people who work for the service it stands in the record of acts.

use super::model::{FactorKind, NewFactor};
use super::{recovery, store};
use crate::audit::store::{NewEntry, append};
use crate::db::{DbError, Tx, is_duplicate};
use crate::identity::model::{Account, Role};
use crate::identity::sessions;
use crate::ids::AccountId;
use crate::notices::store::{Message, post};
use crate::site::{Fault, Visit};

/// How many second factors somebody can have.
pub(super) const MOST: usize = 10;
/// Longest name of one, in characters.
pub(super) const NAME_LONGEST: usize = 60;

/// Writes to somebody about their second factors, and says what to do if it was not them.
async fn write(tx: &mut Tx, visit: &Visit, account: &Account, subject: &str, said: &str) -> Result<(), Fault> {
    let service = &visit.service.name;
    let body = format!(
        "Hello,\n\n{said}\n\nIf it was not you, set a new password at once ({}), look at how you sign in ({}), and tell \
         the people who run the site.\n",
        visit.app.config.link("/reset"),
        visit.app.config.link("/account/second-factor"),
    );
    let subject = format!("{subject} ({service})");
    let message = Message { account: Some(account.id), recipient: &account.email, subject: &subject, body: &body };
    post(tx, &message, visit.now).await?;
    Ok(())
}

/// Notes in the record of acts what was done to the second factors of somebody who works for the service.
pub(super) async fn record(
    tx: &mut Tx,
    visit: &Visit,
    account: &Account,
    (actor, action): (AccountId, &str),
    detail: &[(&str, String)],
) -> Result<(), Fault> {
    if account.role != Role::Resident {
        let entry = NewEntry { actor: Some(actor), action, subject_kind: "account", subject_id: account.id.0, detail };
        append(tx, &entry, visit.now).await?;
    }
    Ok(())
}

/// New recovery codes in the place of those before; only their hashes are kept.
async fn new_codes(tx: &mut Tx, visit: &Visit, account: &Account) -> Result<Vec<String>, Fault> {
    let codes = recovery::new(&visit.app.random);
    let hashes: Option<Vec<[u8; 32]>> = codes.iter().map(|code| recovery::hash(&visit.app, account.id, code)).collect();
    let hashes = hashes.ok_or_else(|| Fault::broken("recovery codes cannot be hashed"))?;
    store::set_codes(tx, account.id, &hashes).await?;
    Ok(codes)
}

/// Why a second factor was not added.
pub(super) enum NotAdded {
    /// It is one of an account already.
    Known,
    /// The record refused it.
    Fault(Fault),
}

impl From<Fault> for NotAdded {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<DbError> for NotAdded {
    fn from(error: DbError) -> Self {
        Self::Fault(error.into())
    }
}

/// Adds a second factor. With the first come recovery codes, to be shown once; and every other sign-in ends, because it was
/// begun with the password alone, so that from then on whoever is signed in has shown a second step.
///
/// # Errors
/// When it is known already, or the record refuses it.
pub(super) async fn add(
    tx: &mut Tx,
    visit: &Visit,
    account: &Account,
    new: &NewFactor,
) -> Result<Option<Vec<String>>, NotAdded> {
    let first = !store::has(&mut *tx, account.id).await?;
    let no_codes = store::codes_left(&mut *tx, account.id).await? == 0;
    match store::add(&mut *tx, new, visit.now).await {
        Err(error) if is_duplicate(&error) => return Err(NotAdded::Known),
        added => added?,
    };
    if first {
        let this = visit.session.as_deref().map(|session| session.id);
        sessions::end_all(&mut *tx, account.id, this).await?;
        if let Some(this) = this {
            sessions::showed_second_factor(&mut *tx, this, new.kind.shown()).await?;
        }
    }
    let elsewhere = if first { " On every other device you are signed out." } else { "" };
    let codes = if no_codes { Some(new_codes(&mut *tx, visit, account).await?) } else { None };
    let said = format!(
        "A second step for signing in was added to your account with {}: {} “{}”. From now on you are asked for it \
         after your password.{elsewhere}",
        visit.service.name,
        new.kind.title().to_lowercase(),
        new.name
    );
    write(&mut *tx, visit, account, "A second step was added", &said).await?;
    let detail = [("kind", new.kind.word().to_owned())];
    record(tx, visit, account, (account.id, "second-factor.add"), &detail).await?;
    Ok(codes)
}

/// Takes a second factor off. With the last go the recovery codes.
///
/// # Errors
/// When the record refuses it.
pub(super) async fn remove(
    tx: &mut Tx,
    visit: &Visit,
    account: &Account,
    (id, kind, name): (i64, FactorKind, &str),
) -> Result<(), Fault> {
    if !store::remove(&mut *tx, account.id, id).await? {
        return Ok(());
    }
    let last = !store::has(&mut *tx, account.id).await?;
    if last {
        store::remove_all(&mut *tx, account.id).await?;
    }
    let rest =
        if last { " You sign in with your password alone again, and your recovery codes no longer work." } else { "" };
    let said = format!(
        "A second step for signing in was taken off your account with {}: {} “{name}”.{rest}",
        visit.service.name,
        kind.title().to_lowercase()
    );
    write(&mut *tx, visit, account, "A second step was taken off", &said).await?;
    let detail = [("kind", kind.word().to_owned())];
    record(tx, visit, account, (account.id, "second-factor.remove"), &detail).await
}

/// Gives somebody new recovery codes, to be shown once.
///
/// # Errors
/// When the record refuses it.
pub(super) async fn renew_codes(tx: &mut Tx, visit: &Visit, account: &Account) -> Result<Vec<String>, Fault> {
    let codes = new_codes(&mut *tx, visit, account).await?;
    let said = format!(
        "New recovery codes were made for your account with {}. The old ones no longer work.",
        visit.service.name
    );
    write(&mut *tx, visit, account, "New recovery codes", &said).await?;
    record(tx, visit, account, (account.id, "second-factor.codes"), &[]).await?;
    Ok(codes)
}

/// Tells somebody that one of their recovery codes was used.
///
/// # Errors
/// When the record refuses it.
pub(super) async fn tell_of_recovery(tx: &mut Tx, visit: &Visit, account: &Account) -> Result<(), Fault> {
    let left = store::codes_left(&mut *tx, account.id).await?;
    let said = format!(
        "One of your recovery codes was used for your account with {}. You have {left} left; you can make new ones on \
         your account page.",
        visit.service.name
    );
    write(&mut *tx, visit, account, "A recovery code was used", &said).await?;
    record(tx, visit, account, (account.id, "second-factor.recovery"), &[("left", left.to_string())]).await
}

/// Tells somebody that their password was typed right and the second step was wrong several times.
///
/// # Errors
/// When the record refuses it.
pub(super) async fn warn(tx: &mut Tx, visit: &Visit, account: &Account) -> Result<(), Fault> {
    let said = format!(
        "Somebody typed several wrong codes for your account with {}. Nobody was signed in by them. Whoever it was knows \
         your password, so if you did not mistype a code yourself, your password is no longer a secret.",
        visit.service.name
    );
    write(tx, visit, account, "Somebody may know your password", &said).await
}

/// Takes every second factor off somebody who lost theirs, by somebody else's hand. They are told why.
///
/// # Errors
/// When the record refuses it.
pub async fn take_off_all(tx: &mut Tx, visit: &Visit, account: &Account, reason: &str) -> Result<(), Fault> {
    store::remove_all(&mut *tx, account.id).await?;
    let said = format!(
        "An administrator of {} took the second step for signing in off your account, and signed you out everywhere. Why: \
         {reason}\n\nYou sign in with your password, and can set up a new second step then.",
        visit.service.name
    );
    write(tx, visit, account, "Your second step was taken off", &said).await
}
