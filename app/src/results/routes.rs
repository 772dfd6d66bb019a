//! The addresses of this room.

use axum::Router;
use axum::routing::get;

use super::{download, pages, signs, staff};
use crate::App;

/// The public page, the dashboard and the files.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/consultations/{slug}/results", get(pages::show))
        .route("/staff/consultations/{slug}/results", get(staff::dashboard))
        .route("/staff/consultations/{slug}/signs", get(signs::get))
        .route("/staff/consultations/{slug}/export.csv", get(download::csv))
        .route("/staff/consultations/{slug}/export.xlsx", get(download::xlsx))
}
