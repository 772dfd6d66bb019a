//! Setting up an authenticator app: its secret is shown as a picture and as text, and counts once a code of it was typed.
//! Until then it waits, sealed, in the form.

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use leptos::prelude::*;

use super::app::{AppSecret, as_code};
use super::codes::SEAL;
use super::model::{FactorKind, NewFactor};
use super::{factors, pages, store};
use crate::accounts::password;
use crate::accounts::seal;
use crate::accounts::seal::keyed;
use crate::identity::model::Account;
use crate::site::fields::length;
use crate::site::{Fault, Fields, FormErrors, Page, Visit};
use crate::time::Time;
use crate::ui::address_code::AddressCode;
use crate::ui::{Field, FieldKind, error_summary};

/// What secrets that wait in a form are sealed for.
const WAITING: &str = "seal of an app being set up";
/// What the secret of an app is known by.
const KNOWN_BY: &str = "what an app is known by";
/// How long setting one up may take, in milliseconds.
const LIFE: i64 = 30 * Time::MINUTE;

/// The secret and the moment it was made, sealed for whoever sets it up.
fn to_form(visit: &Visit, account: &Account, secret: &AppSecret) -> Result<String, Fault> {
    let plain = [visit.now.0.to_be_bytes().as_slice(), secret.bytes()].concat();
    seal::seal(&visit.app.secret, &visit.app.random, WAITING, account.id, plain)
        .map(|sealed| URL_SAFE_NO_PAD.encode(sealed))
        .ok_or_else(|| Fault::broken("an app cannot be set up"))
}

/// The secret that waited in a form; nothing when it is too old or not of this account.
fn from_form(visit: &Visit, account: &Account, waiting: &str) -> Option<AppSecret> {
    let sealed = URL_SAFE_NO_PAD.decode(waiting).ok()?;
    let plain = seal::open(&visit.app.secret, WAITING, account.id, &sealed)?;
    let (made, secret) = plain.split_first_chunk::<8>()?;
    let age = visit.now.0.checked_sub(i64::from_be_bytes(*made))?;
    if (0..LIFE).contains(&age) { AppSecret::of_bytes(secret) } else { None }
}

/// Why no more can be added, if so.
pub(super) async fn full(visit: &Visit, account: &Account) -> Result<Option<String>, Fault> {
    let many = store::all(&visit.app.db, account.id).await?.len();
    Ok((many >= factors::MOST)
        .then(|| format!("You have {many} second steps, as many as one can have: take one off that you do not use")))
}

/// `GET /account/second-factor/app`
pub async fn get(visit: Visit) -> Page {
    let account = visit.own_account()?;
    form(&visit, account, &AppSecret::new(&visit.app.random), "My telephone", &FormErrors::none(), StatusCode::OK)
}

fn form(
    visit: &Visit,
    account: &Account,
    secret: &AppSecret,
    name: &str,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let waiting = to_form(visit, account, secret)?;
    let code = AddressCode::of(&secret.address(&visit.service.name, &account.email)).map_err(Fault::broken)?;
    let side = code.side();
    visit.page("Set up an authenticator app").status(status).private().show(|| {
        view! {
            {error_summary(errors)}
            {pages::crumbs("Authenticator app")}
            <header class="title"><h1>"Set up an authenticator app"</h1>
                <p class="lede">"An app on your telephone that shows six digits, new ones every 30 seconds. Any such app will do; many telephones have one built in."</p>
            </header>
            <h2>"1. Let the app read this picture"</h2>
            <svg class="qr" viewBox=format!("0 0 {side} {side}") role="img" shape-rendering="crispEdges" aria-label="Picture for your authenticator app; the same as text is below it">
                <rect width="100%" height="100%" fill="#fff"></rect>
                <path d=code.path() fill="#000"></path>
            </svg>
            <details><summary>"I cannot scan it"</summary>
                <p>"Choose “enter a key” in the app, and type this. The account is "<strong>{account.email.clone()}</strong>"; the kind is “time-based”."</p>
                <p><code>{secret.typed()}</code></p>
            </details>
            <h2>"2. Type what the app shows now"</h2>
            <form method="post" action="/account/second-factor/app" autocomplete="off" novalidate>
                <input type="hidden" name="setup_token" value=waiting/>
                {Field::new("one_time_code", "The six digits").autocomplete("one-time-code").short().show(errors)}
                {Field::new("name", "What you call it").hint("So that you can tell it from others, such as “My telephone”.").value(name).show(errors)}
                {Field::new("current_password", "Your password").kind(FieldKind::Password).hint("So that nobody can do this on a computer you left.").autocomplete("current-password").show(errors)}
                <p class="actions"><button class="button">"Turn it on"</button> <a href="/account/second-factor">"Not now"</a></p>
            </form>
        }
        .into_any()
    })
}

/// `POST /account/second-factor/app`
pub async fn post(visit: Visit, fields: Fields) -> Page {
    let account = visit.own_account()?.clone();
    let mut errors = FormErrors::none();
    fields.expect_only(&["setup_token", "one_time_code", "name", "current_password"], &mut errors);
    let name = fields.line("name");
    let Some(secret) = from_form(&visit, &account, fields.text("setup_token")) else {
        errors.add("form", "This page was open for too long. Let the app read the new picture below, and remove the old entry from it.");
        let secret = AppSecret::new(&visit.app.random);
        return form(&visit, &account, &secret, &name, &errors, StatusCode::UNPROCESSABLE_ENTITY);
    };
    errors.check("name", length(&name, "what you call it", true, factors::NAME_LONGEST));
    let typed = fields.text("one_time_code");
    let step = as_code(typed).and_then(|code| secret.step_of(&code, visit.now));
    match step {
        _ if typed.is_empty() => errors.add("one_time_code", "Enter the six digits that the app shows"),
        None => errors.add(
            "one_time_code",
            "That is not what the app should show now. Wait for the next six digits; if they do not fit either, check that \
             the clock of your telephone is right.",
        ),
        Some(_) => {}
    }
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if errors.is_empty() {
        if let Some(full) = full(&visit, &account).await? {
            errors.add("form", full);
        }
        let typed = fields.raw_text("current_password");
        let proof = password::prove(&visit, &account, "current_password", typed, &mut errors).await?;
        if proof != StatusCode::OK {
            status = proof;
        }
    } else if fields.raw_text("current_password").is_empty() {
        errors.add("current_password", "Enter the password you have now");
    }
    let (Some(step), true) = (step, errors.is_empty()) else {
        return form(&visit, &account, &secret, &name, &errors, status);
    };
    let sealed = seal::seal(&visit.app.secret, &visit.app.random, SEAL, account.id, secret.bytes().to_vec())
        .ok_or_else(|| Fault::broken("an app cannot be set up"))?;
    // Pressed twice, the same secret would be kept twice, and each code of it would be good twice.
    let credential = keyed(&visit.app.secret, KNOWN_BY, secret.bytes()).map(|hash| hash.to_vec());
    // The code that was shown is used up: nobody who looked on signs in with it.
    let new = NewFactor { account: account.id, kind: FactorKind::App, name, sealed, credential, used_up_to: step };
    let mut tx = visit.app.db.begin().await?;
    let codes = match factors::add(&mut tx, &visit, &account, &new).await {
        Ok(codes) => codes,
        Err(factors::NotAdded::Known) => {
            tx.rollback().await?;
            return visit.go("/account/second-factor?done=known");
        }
        Err(factors::NotAdded::Fault(fault)) => return Err(fault),
    };
    tx.commit().await?;
    match codes {
        Some(codes) => pages::show_codes(&visit, &codes),
        None => visit.go("/account/second-factor?done=added"),
    }
}
