//! Adding a passkey. The browser makes it, so this is one of the few things that need JavaScript; the page says so, and what
//! to use in its place.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::model::{FactorKind, NewFactor};
use super::passkeys::RelyingParty;
use super::{factors, pages, setting_up, store};
use crate::accounts::password;
use crate::site::fields::length;
use crate::site::{Fault, Fields, FormErrors, Page, Visit};
use crate::ui::{Field, FieldKind, error_summary};

/// `GET /account/second-factor/passkey`
pub async fn get(visit: Visit) -> Page {
    form(&visit, "This device", &FormErrors::none(), StatusCode::OK).await
}

/// The page, with a question to the passkey that is to be made; asked anew each time.
async fn form(visit: &Visit, name: &str, errors: &FormErrors, status: StatusCode) -> Page {
    let account = visit.own_account()?;
    let keys = store::keys(&visit.app.db, account.id, FactorKind::Passkey).await?;
    let asked = RelyingParty::of(visit).and_then(|party| party.ask_new(account, &keys)).ok_or(Fault::Missing)?;
    let mut tx = visit.app.db.begin().await?;
    store::begin_passkey(&mut tx, account.id, &asked.sealed, visit.now).await?;
    tx.commit().await?;
    visit.page("Add a passkey").status(status).private().show(|| {
        view! {
            {error_summary(errors)}
            {pages::crumbs("Passkey")}
            <header class="title"><h1>"Add a passkey"</h1>
                <p class="lede">"Your device keeps a key for this site alone, behind your fingerprint, your face or a PIN. A security key works too."</p>
            </header>
            <p data-passkey-without="">"Passkeys need JavaScript, and a browser that knows them. Here they do not work. "<a href="/account/second-factor/app">"An authenticator app"</a>" works everywhere."</p>
            <form method="post" action="/account/second-factor/passkey" data-passkey="create" data-options=asked.options hidden novalidate>
                <input type="hidden" name="passkey_token" value=""/>
                {Field::new("name", "What you call it").hint("So that you can tell it from others, such as “Work laptop”.").value(name).show(errors)}
                {Field::new("current_password", "Your password").kind(FieldKind::Password).hint("So that nobody can do this on a computer you left.").autocomplete("current-password").show(errors)}
                <p class="error" role="alert" data-passkey-said="" hidden></p>
                <p class="actions"><button class="button">"Make a passkey"</button> <a href="/account/second-factor">"Not now"</a></p>
            </form>
            <details class="why"><summary>"Not on a library computer"</summary>
                <p>"A passkey stays on the device that makes it, so make it on one that is yours. To sign in on a computer that others use, take an authenticator app."</p>
            </details>
            {visit.app.assets.url("passkey.js").map(|url| view! { <script r#type="module" src=url></script> })}
        }
        .into_any()
    })
}

/// `POST /account/second-factor/passkey`
pub async fn post(visit: Visit, fields: Fields) -> Page {
    let account = visit.own_account()?.clone();
    let mut errors = FormErrors::none();
    fields.expect_only(&["passkey_token", "name", "current_password"], &mut errors);
    let name = fields.line("name");
    errors.check("name", length(&name, "what you call it", true, factors::NAME_LONGEST));
    let answer = fields.text("passkey_token");
    if answer.is_empty() {
        errors.add("form", "No passkey was made: this needs JavaScript, and a browser that knows passkeys");
    }
    if let Some(full) = setting_up::full(&visit, &account).await? {
        errors.add("form", full);
    }
    let typed = fields.raw_text("current_password");
    let proof = password::prove(&visit, &account, "current_password", typed, &mut errors).await?;
    if !errors.is_empty() {
        let status = if proof == StatusCode::OK { StatusCode::UNPROCESSABLE_ENTITY } else { proof };
        return form(&visit, &name, &errors, status).await;
    }
    let party = RelyingParty::of(&visit).ok_or(Fault::Missing)?;
    // Taken first, in a change of its own: it is answered once, whatever the answer is.
    let mut tx = visit.app.db.begin().await?;
    let begun = store::take_passkey_begun(&mut tx, account.id, visit.now).await?;
    tx.commit().await?;
    let made = begun.and_then(|begun| party.judge_new(account.id, &begun, answer).ok());
    let Some(made) = made else {
        errors.add(
            "form",
            "That passkey does not fit: it is of another site, or it was not asked for just now. Please try again.",
        );
        return form(&visit, &name, &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let new = NewFactor {
        account: account.id,
        kind: FactorKind::Passkey,
        name: name.clone(),
        sealed: made.sealed,
        credential: Some(made.credential),
        used_up_to: made.counter,
    };
    let mut tx = visit.app.db.begin().await?;
    let codes = match factors::add(&mut tx, &visit, &account, &new).await {
        Ok(codes) => codes,
        Err(factors::NotAdded::Known) => {
            drop(tx);
            errors.add("form", "This passkey has an account already. Make another one for this account.");
            return form(&visit, &name, &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
        Err(factors::NotAdded::Fault(fault)) => return Err(fault),
    };
    tx.commit().await?;
    match codes {
        Some(codes) => pages::show_codes(&visit, &codes),
        None => visit.go("/account/second-factor?done=added"),
    }
}
