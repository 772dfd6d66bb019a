//! Moderation: which comments are shown, by the published policy and nothing else. Anybody may report a comment;
//! a moderator publishes it, holds it, removes it or takes words out of it, gives a reason from the policy, and
//! the author is told. Every moderation decision stays in a log that names nobody.

pub mod model;

#[cfg(feature = "ssr")]
pub mod backlog;
#[cfg(feature = "ssr")]
pub mod forms;
#[cfg(feature = "ssr")]
pub mod log;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod policy;
#[cfg(feature = "ssr")]
pub mod report;
#[cfg(feature = "ssr")]
pub mod rules;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(test)]
mod tests;
#[cfg(feature = "ssr")]
pub mod view;

#[cfg(feature = "ssr")]
pub use routes::routes;

#[cfg(feature = "ssr")]
mod routes {
    use axum::Router;
    use axum::routing::{get, post};

    use super::{forms, log, pages, policy, report};
    use crate::App;

    /// The policy, reporting, and the moderators' pages.
    pub fn routes() -> Router<App> {
        Router::new()
            .route("/moderation-policy", get(policy::show))
            .route("/consultations/{slug}/proposals/{number}/comments/{id}/report", get(report::ask).post(report::send))
            .route("/staff/moderation", get(pages::queue))
            .route("/staff/moderation/comments", get(pages::all))
            .route("/staff/moderation/log", get(log::show))
            .route("/staff/moderation/log.csv", get(log::csv))
            .route("/staff/moderation/{id}", get(pages::one).post(forms::decide))
            .route("/staff/moderation/{id}/original", post(forms::see_original))
    }
}
