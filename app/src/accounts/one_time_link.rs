//! What the pages behind one-time links share: choosing a password, and what is said about a link that does
//! not work.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::store::TokenState;
use crate::site::{FormErrors, Page, Visit};
use crate::ui::{Field, Kind};

/// What somebody can do whose link does not work any more.
#[derive(Clone, Copy)]
pub(super) struct WayOn {
    /// A sentence: how to get another link.
    pub sentence: &'static str,
    /// Where to go.
    pub href: &'static str,
    /// What the button there says.
    pub label: &'static str,
}

/// The page for a link that was used, is too old, or was never ours.
pub(super) fn spent(visit: &Visit, state: TokenState, way_on: WayOn) -> Page {
    let (status, title, lede) = match state {
        TokenState::Good(_) | TokenState::Unknown => (
            StatusCode::NOT_FOUND,
            "We do not know this link",
            "It may be cut short (some mail programs break long links), or a newer message replaced it.",
        ),
        TokenState::Used(_) => (
            StatusCode::GONE,
            "This link was used already",
            "Each link works once, so that nobody can use it after you.",
        ),
        TokenState::Expired => (
            StatusCode::GONE,
            "This link is too old",
            "Links work for a limited time, so that an old message in the wrong hands does no harm.",
        ),
    };
    visit.page(title).status(status).private().show(|| {
        view! {
            <header class="title"><h1>{title}</h1><p class="lede">{lede}</p></header>
            <p>{way_on.sentence}</p>
            <p class="actions"><a class="button" href=way_on.href>{way_on.label}</a></p>
        }
        .into_any()
    })
}

/// The page after a registration was erased that somebody else had made.
pub(super) fn erased(visit: &Visit) -> Page {
    visit.page("The registration is erased").private().show(|| {
        view! {
            <header class="title"><h1>"The registration is erased"</h1>
                <p class="lede">"Your address takes no part in anything, and whatever was sent with it is gone. Thank you for telling us."</p>
            </header>
            <p class="actions"><a class="button quiet" href="/consultations">"See what is being decided"</a></p>
        }
        .into_any()
    })
}

/// The field for a new password.
pub(super) fn new_password(errors: &FormErrors) -> AnyView {
    Field::new("password", "A new password")
        .kind(Kind::Password)
        .hint("At least 10 characters. Three or four words are easy to remember and hard to guess.")
        .autocomplete("new-password")
        .show(errors)
}

/// The box that shows which address a password will belong to, so that a password store keeps both together.
pub(super) fn address(email: &str) -> AnyView {
    view! {
        <p>"For the account of "<strong>{email.to_owned()}</strong>"."</p>
        <input type="hidden" name="email" value=email.to_owned() autocomplete="username"/>
    }
    .into_any()
}
