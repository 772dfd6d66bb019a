//! The addresses of this room.

use axum::Router;
use axum::routing::get;

use super::{consultations, openapi};
use crate::App;

/// Every address of the API.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/openapi.json", get(openapi::show))
        .route("/api/v1/branches", get(consultations::branches))
        .route("/api/v1/consultations", get(consultations::list))
        .route("/api/v1/consultations/{slug}", get(consultations::show))
        .route("/api/v1/consultations/{slug}/results", get(consultations::results))
}
