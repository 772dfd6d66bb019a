//! The addresses of this room.

use axum::Router;
use axum::routing::get;

use super::pages;
use crate::App;

/// Where staff read the record.
pub fn routes() -> Router<App> {
    Router::new().route("/staff/audit", get(pages::show))
}
