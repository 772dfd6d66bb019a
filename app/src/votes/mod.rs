//! Votes: one participant's answer to a proposal on a six-point scale. It can be changed while the
//! consultation is open, and it names the version it was given to.

pub mod model;

#[cfg(feature = "ssr")]
pub mod forms;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod view;
#[cfg(all(test, feature = "ssr"))]
mod tests;

#[cfg(feature = "ssr")]
pub use routes::routes;

#[cfg(feature = "ssr")]
mod routes {
    use axum::Router;
    use axum::routing::post;

    use super::forms;
    use crate::App;

    /// Voting.
    pub fn routes() -> Router<App> {
        Router::new().route("/consultations/{slug}/proposals/{number}/vote", post(forms::vote))
    }
}
