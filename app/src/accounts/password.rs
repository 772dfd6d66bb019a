//! Telling that a password was changed, and proving with it that an act that cannot be undone is one's own.

use axum::http::StatusCode;

use super::limits::try_password;
use super::store;
use crate::identity::model::Account;
use crate::identity::rules;
use crate::notices::store::{Message, post as post_message};
use crate::site::{Fault, FormErrors, Visit};

/// Checks the password of whoever is signed in, counting wrong ones as sign-in does. Notes what is wrong under
/// `field`, and gives the status to answer with: 200 when the password is right.
///
/// # Errors
/// When the record cannot be reached.
pub async fn prove(
    visit: &Visit,
    account: &Account,
    field: &str,
    typed: &str,
    errors: &mut FormErrors,
) -> Result<StatusCode, Fault> {
    if typed.is_empty() {
        errors.add(field, "Enter the password you have now");
        return Ok(StatusCode::UNPROCESSABLE_ENTITY);
    }
    let Some(attempt) = try_password(visit, &account.email).await? else {
        errors.add(field, "There were several wrong passwords, so we ask you to wait 15 minutes and try again");
        return Ok(StatusCode::TOO_MANY_REQUESTS);
    };
    let kept = store::password_hash(&visit.app.db, account.id).await?;
    if visit.app.passwords.check(typed.chars().take(rules::PASSWORD_LONGEST).collect(), kept).await? {
        let mut tx = visit.app.db.begin().await?;
        attempt.right(&mut tx).await?;
        tx.commit().await?;
        return Ok(StatusCode::OK);
    }
    errors.add(field, "That is not the password you have now");
    Ok(StatusCode::UNPROCESSABLE_ENTITY)
}

/// Tells a person that their password was changed, so that they notice if it was somebody else.
///
/// # Errors
/// When the record refuses it.
pub async fn tell(tx: &mut crate::db::Tx, visit: &Visit, account: &Account) -> Result<(), Fault> {
    let body = format!(
        "Hello,\n\nThe password of your account with {} was changed, and every other device is signed out.\n\nIf it \
         was not you, set a new one now: {}\n",
        visit.service.name,
        visit.app.config.link("/reset"),
    );
    let subject = format!("Your password for {} was changed", visit.service.name);
    let message = Message { account: Some(account.id), recipient: &account.email, subject: &subject, body: &body };
    post_message(tx, &message, visit.now).await?;
    Ok(())
}
