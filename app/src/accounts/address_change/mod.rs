//! Changing the address of an account: it takes place when both ends have agreed. The old address says "this was me" or stops
//! it; the new one shows that it is theirs. So nobody takes an account over by a computer that was left signed in, and nobody
//! loses theirs by a slip of the keys.
//!
//! Where the old address is gone, an administrator can stand in for it for people who work for the service
//! ([`helping`](super::helping)).

pub mod answering;
pub mod asking;
pub mod store;
#[cfg(test)]
mod tests;

use crate::db::Tx;
use crate::identity::model::Account;
use crate::notices::store::{Message, post};
use crate::site::{Fault, Visit};
use store::NewChange;

/// Begins a change that both ends have to agree to. Whether the new address has an account already is not told to whoever
/// asks: its owner is.
///
/// # Errors
/// When the record refuses it.
async fn begin(tx: &mut Tx, visit: &Visit, account: &Account, new: &str) -> Result<(), Fault> {
    let tokens = (visit.app.random.token(), visit.app.random.token());
    let change = NewChange { account: account.id, email: new, old: &tokens.0, new: &tokens.1, old_agrees: false };
    store::begin(&mut *tx, &change, visit.now).await?;
    let said = format!(
        "Somebody, we hope you, asked to change the address of your account with {} to {new}.\n\nIf it was you, open this \
         link and say so. The change takes place when the new address has agreed too. If it was not you, open it and stop \
         the change, and then set a new password:",
        visit.service.name
    );
    write_old(&mut *tx, visit, account, &said, &tokens.0).await?;
    write_new(tx, visit, account, new, &tokens.1).await
}

/// Begins a change for somebody whose old address is gone: an administrator agrees in its place.
///
/// # Errors
/// When the record refuses it.
pub async fn begin_for(tx: &mut Tx, visit: &Visit, account: &Account, new: &str, reason: &str) -> Result<(), Fault> {
    let tokens = (visit.app.random.token(), visit.app.random.token());
    let change = NewChange { account: account.id, email: new, old: &tokens.0, new: &tokens.1, old_agrees: true };
    store::begin(&mut *tx, &change, visit.now).await?;
    let said = format!(
        "An administrator of {} is changing the address of your account to {new}, because this one does not seem to work any \
         more. Why: {reason}\n\nIf that is right, there is nothing to do. If it is not, open this link and stop the change:",
        visit.service.name
    );
    write_old(&mut *tx, visit, account, &said, &tokens.0).await?;
    write_new(tx, visit, account, new, &tokens.1).await
}

async fn write_old(tx: &mut Tx, visit: &Visit, account: &Account, said: &str, token: &str) -> Result<(), Fault> {
    let body = format!(
        "Hello,\n\n{said}\n\n{}\n\nThe link works for three days.\n",
        visit.app.config.link(&format!("/address/{token}"))
    );
    let subject = format!("The address of your account with {}", visit.service.name);
    let message = Message { account: Some(account.id), recipient: &account.email, subject: &subject, body: &body };
    post(tx, &message, visit.now).await?;
    Ok(())
}

async fn write_new(tx: &mut Tx, visit: &Visit, account: &Account, new: &str, token: &str) -> Result<(), Fault> {
    let service = &visit.service.name;
    let owner = super::store::by_email(&mut *tx, new).await?;
    let (subject, body) = match &owner {
        Some(_) => (
            format!("You already have an account with {service}"),
            format!(
                "Hello,\n\nSomebody, perhaps you, tried to give this address to another account with {service}. It has \
                 an account already, so nothing changes.\n\nTo sign in: {}\n\nIf it was not you, there is nothing to do.\n",
                visit.app.config.link("/sign-in")
            ),
        ),
        None => (
            format!("Confirm your new email address for {service}"),
            format!(
                "Hello,\n\nSomebody, we hope you, wants to use this address for their account with {service}.\n\nTo \
                 confirm that it is yours, open this link and press the button:\n\n{}\n\nThe link works for three days. If \
                 it was not you, do nothing.\n",
                visit.app.config.link(&format!("/address/{token}"))
            ),
        ),
    };
    let id = owner.map_or(account.id, |owner| owner.id);
    let message = Message { account: Some(id), recipient: new, subject: &subject, body: &body };
    post(tx, &message, visit.now).await?;
    Ok(())
}
