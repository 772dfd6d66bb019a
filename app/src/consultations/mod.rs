//! Consultations: what the service asks, from when to when, and what it promises to do with the answers. The
//! stage (draft, upcoming, open, closed, decided, withdrawn) follows from the dates and the decision.

pub mod model;

#[cfg(feature = "ssr")]
pub mod checks;
#[cfg(feature = "ssr")]
pub mod editing;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod part;
#[cfg(feature = "ssr")]
pub mod rules;
#[cfg(feature = "ssr")]
pub mod slip;
#[cfg(feature = "ssr")]
pub mod store;

#[cfg(feature = "ssr")]
pub use routes::routes;

#[cfg(feature = "ssr")]
mod routes {
    use axum::Router;
    use axum::routing::get;

    use super::{editing, pages};
    use crate::App;

    /// The public pages, and the staff's.
    pub fn routes() -> Router<App> {
        Router::new()
            .route("/consultations", get(pages::list))
            .route("/consultations/{slug}", get(pages::show))
            .merge(editing::routes())
    }
}
