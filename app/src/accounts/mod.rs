//! People who sign in: residents, and the staff, moderators, analysts, councillors and administrators of the
//! library service. What a role may do is asked of [`rules`] by the page that shows a button and by the
//! handler that does the act alike.

pub mod islands;
pub mod model;

/// The password of every account of a demo installation, printed and shown for all to use.
pub const DEMO_PASSWORD: &str = "library-card-2026";

#[cfg(feature = "ssr")]
pub mod account;
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
mod one_time_link;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod password;
#[cfg(feature = "ssr")]
pub mod passwords;
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
mod tests;

#[cfg(feature = "ssr")]
pub use routes::routes;

#[cfg(feature = "ssr")]
mod routes {
    use axum::Router;
    use axum::routing::{get, post};

    use super::{
        account, data, delete, devices, first_administrator, forms, invite, pages, password, people, person, presence,
        reset,
    };
    use crate::App;

    /// Registering, confirming, signing in and out; a person's own account; the people an administrator manages.
    pub fn routes() -> Router<App> {
        Router::new()
            .route("/register", get(pages::register).post(forms::register))
            .route("/registered", get(pages::registered))
            .route("/confirm/{token}", get(pages::confirm).post(forms::confirm))
            .route("/sign-in", get(pages::sign_in).post(forms::sign_in))
            .route("/sign-out", post(forms::sign_out))
            .route("/reset", get(reset::ask).post(reset::send))
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
