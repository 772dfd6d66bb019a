//! The addresses of this room.

use axum::Router;
use axum::routing::get;

use super::pages;
use crate::App;

/// The overview and the results.
pub fn routes() -> Router<App> {
    Router::new().route("/council", get(pages::overview)).route("/council/consultations/{slug}", get(pages::results))
}
