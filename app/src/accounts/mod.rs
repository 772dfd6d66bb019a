//! People who sign in: residents, and the staff, moderators, analysts, councillors and administrators of the
//! library service. What a role may do is asked of [`rules`] by the page that shows a button and by the
//! handler that does the act alike.

pub mod islands;
pub mod model;

/// The password of every account of a demo installation, printed and shown for all to use.
pub const DEMO_PASSWORD: &str = "library-card-2026";

/// What is said once to somebody who begins by an invitation or as the first administrator (see
/// [`done_note`](crate::ui::done_note)).
#[cfg(feature = "ssr")]
pub const WELCOME: (&str, &str, &str) = (
    "welcome",
    "Your account is ready, and you are signed in.",
    "Next time, sign in with the password you just chose.",
);

#[cfg(feature = "ssr")]
pub mod account;
#[cfg(feature = "ssr")]
pub mod confirming;
#[cfg(feature = "ssr")]
pub mod data;
#[cfg(feature = "ssr")]
pub mod delete;
#[cfg(feature = "ssr")]
pub mod devices;
#[cfg(feature = "ssr")]
pub mod first_administrator;
#[cfg(feature = "ssr")]
pub mod forms;
#[cfg(feature = "ssr")]
pub mod invite;
#[cfg(feature = "ssr")]
mod limits;
#[cfg(feature = "ssr")]
mod one_time_link;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod password;
#[cfg(feature = "ssr")]
pub mod passwords;
#[cfg(feature = "ssr")]
pub mod pending;
#[cfg(feature = "ssr")]
pub mod people;
#[cfg(feature = "ssr")]
pub mod person;
#[cfg(feature = "ssr")]
pub mod presence;
#[cfg(feature = "ssr")]
pub mod reset;
#[cfg(feature = "ssr")]
pub mod rules;
#[cfg(feature = "ssr")]
pub mod sessions;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(all(test, feature = "ssr"))]
pub(crate) mod tests;
#[cfg(feature = "ssr")]
pub mod waiting;

#[cfg(feature = "ssr")]
pub use routes::routes;

#[cfg(feature = "ssr")]
mod routes {
    use axum::Router;
    use axum::extract::DefaultBodyLimit;
    use axum::routing::{get, post};

    use super::{
        account, confirming, data, delete, devices, first_administrator, forms, invite, pages, password, pending,
        people, person, presence, reset,
    };
    use crate::App;
    use crate::site::fields::FORM_LARGEST;

    /// A form that waits is encoded twice on its way through the sign-in form, so those forms may be longer.
    fn with_what_waits() -> DefaultBodyLimit {
        DefaultBodyLimit::max(4 * FORM_LARGEST)
    }

    /// Registering, confirming, signing in and out; a person's own account; the people an administrator manages.
    pub fn routes() -> Router<App> {
        Router::new()
            .route("/register", get(pages::register).post(forms::register).layer(with_what_waits()))
            .route("/registered", get(pages::registered))
            .route("/confirm/{token}", get(confirming::get).post(confirming::post))
            .route("/confirm/{token}/not-me", post(confirming::not_me))
            .route("/confirm-again", post(confirming::again))
            .route("/sign-in", get(pages::sign_in).post(forms::sign_in).layer(with_what_waits()))
            .route("/sign-out", post(forms::sign_out))
            .route("/reset", get(reset::ask).post(reset::send).layer(with_what_waits()))
            .route("/reset/begin", post(reset::begin).layer(with_what_waits()))
            .route("/reset/{token}", get(reset::get).post(reset::post))
            .route("/invite/{token}", get(invite::get).post(invite::post))
            .route("/first-administrator/{token}", get(first_administrator::get).post(first_administrator::post))
            .route("/account", get(account::get))
            .route("/account/name", post(account::name))
            .route("/account/confirm-again", post(account::confirm_again))
            .route("/account/branches", post(account::branches))
            .route("/account/messages", post(account::messages))
            .route("/account/password", post(password::post))
            .route("/account/sessions/others/end", post(devices::end_others))
            .route("/account/sessions/{id}/end", post(devices::end))
            .route("/account/waiting", get(pending::pages::get))
            .route("/account/waiting/{id}/send", post(pending::pages::send))
            .route("/account/waiting/{id}/throw-away", post(pending::pages::throw_away))
            .route("/account/data", get(data::get))
            .route("/account/delete", get(delete::get).post(delete::post))
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
}
