//! Changing one's password.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::account::{self, AccountForm};
use crate::accounts::limits::subject;
use crate::accounts::password::{prove, tell};
use crate::accounts::second_factor;
use crate::accounts::store;
use crate::identity::{rules, sessions};
use crate::site::{Fields, FormErrors, Page, Visit};
use crate::ui::{Field, FieldKind};

/// The form on the account page.
pub(super) fn form(errors: &FormErrors) -> AnyView {
    view! {
        <section aria-labelledby="password-title">
            <h2 id="password-title">"Password"</h2>
            <form method="post" action="/account/password" novalidate>
                {Field::new("current_password", "The password you have now").kind(FieldKind::Password).autocomplete("current-password").show(errors)}
                {Field::new("new_password", "A new password").kind(FieldKind::Password).hint("At least 10 characters. Three or four words are easy to remember and hard to guess.").autocomplete("new-password").show(errors)}
                <p class="actions"><button class="button quiet">"Change my password"</button></p>
            </form>
            <p class="quiet">"Every other device is signed out, in case somebody else knows the old one. Forgot it? "<a href="/reset">"Set a new one by email"</a>"."</p>
        </section>
    }
    .into_any()
}

/// `POST /account/password`: the old one is asked, so that a computer left signed in is not enough.
pub async fn post(visit: Visit, fields: Fields) -> Page {
    let account = visit.own_account()?.clone();
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
        return account::render(&visit, &AccountForm::default(), &errors, status).await;
    }
    let hash = visit.app.passwords.hash(new).await?;
    let this = visit.session.as_deref().map(|session| session.id);
    let mut tx = visit.app.db.begin().await?;
    store::set_password(&mut tx, account.id, &hash).await?;
    store::forget_failures(&mut tx, &subject(&visit, "account", &account.email)).await?;
    sessions::end_all(&mut tx, account.id, this).await?;
    second_factor::store::end_halves(&mut tx, account.id).await?;
    sessions::forget_known(&mut tx, account.id).await?;
    tell(&mut tx, &visit, &account).await?;
    tx.commit().await?;
    visit.go("/account?done=password")
}
