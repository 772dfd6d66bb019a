//! The addresses of this room.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use super::{
    confirming, first_administrator, forms, invite, pages, pending, people, person, presence, reset, unsubscribing,
};
use crate::App;
use crate::site::fields::FORM_LARGEST;

/// A form that waits is encoded twice on its way through the sign-in form, so those forms may be longer.
fn with_what_waits() -> DefaultBodyLimit {
    DefaultBodyLimit::max(4 * FORM_LARGEST)
}

/// Registering, confirming, signing in and out; answers that wait; the people an administrator manages.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/register", get(pages::register).post(forms::register).layer(with_what_waits()))
        .route("/registered", get(pages::registered))
        .route("/confirm/{token}", get(confirming::get).post(confirming::post))
        .route("/confirm/{token}/not-me", post(confirming::not_me))
        .route("/confirm-again", post(confirming::again))
        .route("/sign-in", get(pages::sign_in).post(forms::sign_in).layer(with_what_waits()))
        .route("/unsubscribe/{token}", get(unsubscribing::get).post(unsubscribing::post))
        .route("/sign-out", post(forms::sign_out))
        .route("/reset", get(reset::ask).post(reset::send).layer(with_what_waits()))
        .route("/reset/begin", post(reset::begin).layer(with_what_waits()))
        .route("/reset/{token}", get(reset::get).post(reset::post))
        .route("/invite/{token}", get(invite::get).post(invite::post))
        .route("/first-administrator/{token}", get(first_administrator::get).post(first_administrator::post))
        .route("/account/waiting", get(pending::pages::get))
        .route("/account/waiting/{id}/send", post(pending::pages::send))
        .route("/account/waiting/{id}/throw-away", post(pending::pages::throw_away))
        .route("/staff/people", get(people::get))
        .route("/staff/people/new", get(person::new).post(person::add))
        .route("/staff/people/{id}", get(person::get))
        .route("/staff/people/{id}/role", post(person::role))
        .route("/staff/people/{id}/close", get(person::ask_to_close).post(person::close))
        .route("/staff/people/{id}/reopen", post(person::reopen))
        .route("/staff/people/{id}/invite", post(person::invite_again))
        .route("/account/time-left", get(presence::time_left))
        .route("/account/still-here", get(presence::still_here))
}
