//! The pages that belong to no feature: what is shown when something goes wrong, and what the operator's machines ask.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;

use super::fault::{Fault, Page};
use super::visit::Visit;
use crate::App;
use crate::db::NotReady;

/// Alive.
pub async fn healthz() -> &'static str {
    "ok"
}

/// Whether the record can be read and written and its tables are up to date.
pub async fn readyz(State(app): State<App>) -> Response {
    match app.db.is_ready().await {
        Ok(()) => "ready".into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            // The cause in full is in the log: it may name files.
            let words = match error {
                NotReady::Unreadable => "the database is out of reach or not up to date",
                NotReady::Unwritable(_) => "the database cannot be written",
            };
            (StatusCode::SERVICE_UNAVAILABLE, words).into_response()
        }
    }
}

/// A fault as a page, with a way on; and what was sent and could not be recorded, to be sent again.
pub fn fault(visit: &Visit, fault: &Fault, sent: Option<AnyView>) -> Page {
    let (title, detail) = fault.words();
    visit.page(title).status(fault.status()).private().show(|| {
        view! {
            // After a form was sent, the page begins with why it was not taken.
            <header class="title" tabindex=visit.posted.then_some("-1") autofocus=visit.posted><h1>{title}</h1><p class="lede">{detail}</p></header>
            {sent}
            <p class="actions"><a class="button quiet" href="/consultations">"See all consultations"</a> <a href="/">"Go to the front page"</a></p>
        }
        .into_any()
    })
}

/// All that everybody sees before the site is open to the public. There is nothing else, so every other address is missing.
pub fn not_open(visit: &Visit) -> Page {
    let status = if visit.path == "/" && !visit.posted { StatusCode::OK } else { Fault::NotOpen.status() };
    let service = &visit.service;
    let (who, ask) = if service.has_its_own_words() {
        (service.name.clone(), Some(format!("If you have a question before that, ask {}.", service.contact)))
    } else {
        ("The library service".to_owned(), None)
    };
    visit.page("Not open yet").status(status).private().show(|| {
        view! {
            <header class="title"><h1>"This site is not open yet"</h1>
                <p class="lede" dir="auto">{format!("{who} will ask people here before it changes something about its libraries. It is still setting the site up, so there is nothing to read or to answer yet.")}</p></header>
            {ask.map(|ask| view! { <p dir="auto">{ask}</p> })}
            <p class="meta">"Do you work for the service? "<a href="/sign-in">"Sign in"</a></p>
        }
        .into_any()
    })
}

/// What somebody was led to from another site, as a link to follow if they want it.
pub fn go_on(visit: &Visit, fault: &Fault) -> Page {
    let (title, detail) = fault.words();
    let here = if visit.query.is_empty() { visit.path.clone() } else { format!("{}?{}", visit.path, visit.query) };
    visit.page(title).status(fault.status()).private().show(|| {
        view! {
            <header class="title"><h1>{title}</h1><p class="lede">{detail}</p></header>
            <p class="actions"><a class="button" href=here>"Go on"</a> <a href="/">"Go to the front page"</a></p>
        }
        .into_any()
    })
}

/// A form of the staff's that was sent under one sign-in and comes on under another: whoever signed in now looks at it
/// first, and sends it themselves.
pub fn look_again(visit: &Visit, path: &str, form: Option<AnyView>) -> Page {
    visit.page("Look at this before you send it").status(StatusCode::CONFLICT).private().show(|| {
        view! {
            <header class="title"><h1>"Look at this before you send it"</h1>
                <p class="lede">"This form was sent before you signed in, perhaps by somebody else. Nothing is done yet. Send it only if you mean it."</p></header>
            <p>"It is for the address "<code>{path.to_owned()}</code></p>
            {form}
            <p class="actions"><a class="button quiet" href="/staff">"Go to the staff pages instead"</a></p>
        }
        .into_any()
    })
}
