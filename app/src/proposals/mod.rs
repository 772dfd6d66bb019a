//! Proposals: what is put to residents. A published version never changes; an amendment is a new version with
//! a summary of the change, and a vote names the version it was given to.

pub mod model;

#[cfg(feature = "ssr")]
pub mod changes;
#[cfg(feature = "ssr")]
pub mod costs;
#[cfg(feature = "ssr")]
pub mod diff;
#[cfg(feature = "ssr")]
pub mod documents;
#[cfg(feature = "ssr")]
pub mod editing;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod sniff;
#[cfg(feature = "ssr")]
pub mod store;

#[cfg(feature = "ssr")]
pub use routes::routes;

#[cfg(feature = "ssr")]
mod routes {
    use axum::Router;
    use axum::routing::get;

    use super::{changes, documents, editing, pages};
    use crate::App;

    /// A proposal's page, its changes and its documents, and the staff's pages for writing it.
    pub fn routes() -> Router<App> {
        Router::new()
            .route("/consultations/{slug}/proposals/{number}", get(pages::show))
            .merge(editing::routes())
            .merge(changes::routes())
            .merge(documents::routes())
    }
}
