//! The addresses of this room.

use axum::Router;
use axum::routing::get;

use super::pages;
use crate::App;

/// Receipts.
pub fn routes() -> Router<App> {
    Router::new().route("/receipts", get(pages::ask)).route("/receipts/{code}", get(pages::show))
}
