//! Changing one's password, and proving with it that an act that cannot be undone is one's own.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::account::{self, Typed, own_account};
use super::limits::{subject, try_password};
use super::model::Account;
use super::{rules, sessions, store};
use crate::notices::store::{Message, post as post_message};
use crate::site::{Fault, Fields, FormErrors, Page, Visit};
use crate::ui::{Field, Kind};

/// The form on the account page.
pub(super) fn form(errors: &FormErrors) -> AnyView {
    view! {
        <section aria-labelledby="password-title">
            <h2 id="password-title">"Password"</h2>
            <form method="post" action="/account/password" novalidate>
                {Field::new("current_password", "The password you have now").kind(Kind::Password).autocomplete("current-password").show(errors)}
                {Field::new("new_password", "A new password").kind(Kind::Password).hint("At least 10 characters. Three or four words are easy to remember and hard to guess.").autocomplete("new-password").show(errors)}
                <p class="actions"><button class="button quiet">"Change my password"</button></p>
            </form>
            <p class="quiet">"Every other device is signed out, in case somebody else knows the old one. Forgot it? "<a href="/reset">"Set a new one by email"</a>"."</p>
        </section>
    }
    .into_any()
}

/// Checks the password of whoever is signed in, counting wrong ones as sign-in does. Notes what is wrong under
/// `field`, and gives the status to answer with: 200 when the password is right.
///
/// # Errors
/// When the record cannot be reached.
pub(super) async fn prove(
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

/// `POST /account/password`: the old one is asked, so that a computer left signed in is not enough.
pub async fn post(visit: Visit, fields: Fields) -> Page {
    let account = own_account(&visit)?.clone();
    let mut errors = FormErrors::none();
    fields.expect_only(&["current_password", "new_password"], &mut errors);
    let new = fields.raw_text("new_password").to_owned();
    errors.check("new_password", rules::password(&new, &account.email));
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    let proof = prove(&visit, &account, "current_password", fields.raw_text("current_password"), &mut errors).await?;
    if proof == StatusCode::TOO_MANY_REQUESTS {
        status = proof;
    }
    if !errors.is_empty() {
        return account::render(&visit, &Typed::default(), &errors, status).await;
    }
    let hash = visit.app.passwords.hash(new).await?;
    let this = visit.session.as_deref().map(|session| session.id);
    let mut tx = visit.app.db.begin().await?;
    store::set_password(&mut tx, account.id, &hash).await?;
    store::forget_failures(&mut tx, &subject(&visit, "account", &account.email)).await?;
    sessions::end_all(&mut tx, account.id, this).await?;
    sessions::forget_known(&mut tx, account.id).await?;
    tell(&mut tx, &visit, &account).await?;
    tx.commit().await?;
    visit.go("/account?done=password")
}

/// Tells a person that their password was changed, so that they notice if it was somebody else.
///
/// # Errors
/// When the record refuses it.
pub(super) async fn tell(tx: &mut crate::db::Tx, visit: &Visit, account: &Account) -> Result<(), Fault> {
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
