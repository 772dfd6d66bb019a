//! Branches: the libraries of the service, whether a building, a mobile stop or run by a community.

pub mod model;

#[cfg(feature = "ssr")]
mod cells;
#[cfg(feature = "ssr")]
pub mod import;
#[cfg(feature = "ssr")]
pub mod store;

#[cfg(feature = "ssr")]
pub use routes::routes;

#[cfg(feature = "ssr")]
mod routes {
    use axum::Router;

    use crate::App;

    /// The libraries' pages.
    pub fn routes() -> Router<App> {
        Router::new()
    }
}
