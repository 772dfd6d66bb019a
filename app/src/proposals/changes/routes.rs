//! The addresses of this room.

use axum::Router;
use axum::routing::get;

use super::{amend, pages};
use crate::App;

/// Comparing versions, and making a new one.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/consultations/{slug}/proposals/{number}/changes", get(pages::show))
        .route("/staff/consultations/{slug}/proposals/{number}/amend", get(amend::show).post(amend::publish))
}
