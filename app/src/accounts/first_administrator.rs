//! The first administrator of an empty installation, made behind a link that the program prints when it starts.
//! The link works once, and only while there is no administrator.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;

use super::forms::{sign_in_cookie, with_cookie};
use super::one_time_link::{self, WayOn};
use super::pages::Registration;
use super::store::{self, NewAccount, Purpose, TokenState, people};
use crate::audit::store::{NewEntry, append};
use crate::db::is_duplicate;
use crate::identity::model::{Role, SignedInBy};
use crate::identity::{rules, sessions};
use crate::site::{Fault, Fields, FormErrors, Page, Path, Visit};
use crate::ui::{Field, FieldKind, error_summary};

const WAY_ON: WayOn = WayOn {
    sentence: "Start the program again: while there is no administrator it prints a new link.",
    href: "/",
    label: "Go to the first page",
};

/// Whether the link works; if not, why.
async fn state(visit: &Visit, token: &str) -> Result<TokenState, Fault> {
    let state = store::look_at_token(&visit.app.db, Purpose::FirstAdministrator, token, visit.now).await?;
    let taken = matches!(state, TokenState::Good(_)) && people::administrators(&visit.app.db).await? > 0;
    Ok(if taken { TokenState::Used(None) } else { state })
}

/// `GET /first-administrator/{token}`
pub async fn get(visit: Visit, Path(token): Path<String>) -> Page {
    match state(&visit, &token).await? {
        TokenState::Good(_) => form(&visit, &token, &Registration::default(), &FormErrors::none()),
        state => one_time_link::spent(&visit, state, WAY_ON),
    }
}

fn form(visit: &Visit, token: &str, typed: &Registration, errors: &FormErrors) -> Page {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let action = format!("/first-administrator/{token}");
    visit.page("The first administrator").status(status).private().show(|| {
        view! {
            {error_summary(errors)}
            <header class="title"><h1>"The first administrator"</h1>
                <p class="lede">"There is nobody here yet. The account you make now can add people, give them their roles, and set up the libraries."</p>
            </header>
            <form method="post" action=action novalidate>
                {Field::new("name", "Your name").value(&typed.name).autocomplete("name").show(errors)}
                {Field::new("email", "Email address").kind(FieldKind::Email).hint("You sign in with it.").value(&typed.email).autocomplete("username").show(errors)}
                {one_time_link::new_password(errors)}
                <p class="actions"><button class="button">"Make me the administrator"</button></p>
            </form>
            <details class="why"><summary>"Why only once?"</summary>
                <p>"Whoever opens this link first runs the installation. So it works once, for a day, and only while there is no administrator. Add a second administrator soon, so that the service does not depend on one person."</p>
            </details>
        }
        .into_any()
    })
}

/// `POST /first-administrator/{token}`
pub async fn post(visit: Visit, Path(token): Path<String>, fields: Fields) -> Page {
    let before = state(&visit, &token).await?;
    if !matches!(before, TokenState::Good(_)) {
        return one_time_link::spent(&visit, before, WAY_ON);
    }
    let mut errors = FormErrors::none();
    fields.expect_only(&["name", "email", "password"], &mut errors);
    let typed = Registration { name: fields.line("name"), email: fields.text("email").to_owned() };
    let name = errors.check("name", rules::name(&typed.name));
    let email = errors.check("email", rules::email(&typed.email));
    let password = fields.raw_text("password").to_owned();
    errors.check("password", rules::password(&password, email.as_deref().unwrap_or("")));
    let (Some(name), Some(email), true) = (name, email, errors.is_empty()) else {
        return form(&visit, &token, &typed, &errors);
    };
    let hash = visit.app.passwords.hash(password).await?;
    let mut tx = visit.app.db.begin().await?;
    let state = store::use_token(&mut tx, Purpose::FirstAdministrator, &token, visit.now).await?;
    let good = matches!(state, TokenState::Good(_)) && people::administrators(&mut tx).await? == 0;
    if !good {
        drop(tx);
        return one_time_link::spent(&visit, TokenState::Used(None), WAY_ON);
    }
    let new = NewAccount {
        email: &email,
        name: &name,
        password_hash: &hash,
        role: Role::Administrator,
        confirmed_at: Some(visit.now),
    };
    let account = match store::create(&mut tx, &new, visit.now).await {
        Ok(account) => account,
        Err(error) if is_duplicate(&error) => {
            drop(tx);
            errors.add("email", "This address is registered as a resident already: use another one for this account");
            return form(&visit, &token, &typed, &errors);
        }
        Err(error) => return Err(error.into()),
    };
    // Nobody is signed in: it is the operator who holds the link.
    let entry = NewEntry {
        actor: None,
        action: "account.add",
        subject_kind: "account",
        subject_id: account.0,
        detail: &[("role", Role::Administrator.word().to_owned())],
    };
    let token =
        sessions::begin(&mut tx, &visit.app.random, account, false, (&visit.agent, SignedInBy::Link), visit.now)
            .await?;
    append(&mut tx, &entry, visit.now).await?;
    tx.commit().await?;
    let answer = Redirect::to(&format!("{}?done=welcome", rules::home(Role::Administrator))).into_response();
    Ok(with_cookie(answer, &sign_in_cookie(&visit, &token, false)))
}
