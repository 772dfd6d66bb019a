//! Comments: what residents say about a proposal in their own words, with one level of replies. Nobody's name
//! is shown; a comment carries "Resident", the branch if its author agrees, and their vote.

pub mod islands;
pub mod model;

#[cfg(feature = "ssr")]
pub mod forms;
#[cfg(feature = "ssr")]
pub mod kept;
#[cfg(feature = "ssr")]
pub mod official;
#[cfg(feature = "ssr")]
pub mod rules;
#[cfg(feature = "ssr")]
pub mod shown;
#[cfg(feature = "ssr")]
pub mod similar;
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

    use super::{forms, official};
    use crate::App;

    /// Commenting, agreeing, and replying as the library service.
    pub fn routes() -> Router<App> {
        Router::new()
            .route("/consultations/{slug}/proposals/{number}/comments", post(forms::comment))
            .route("/consultations/{slug}/proposals/{number}/comments/{id}/agree", post(forms::agree))
            .route(
                "/consultations/{slug}/proposals/{number}/comments/{id}/reply",
                get(official::ask).post(official::send),
            )
    }
}
