//! The addresses of this room.

use axum::Router;
use axum::routing::get;

use super::{about, consultation, home, library, list, staff};
use crate::App;

/// The pages that people come in by.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(home::home))
        .route("/privacy", get(about::privacy))
        .route("/accessibility", get(about::accessibility))
        .route("/consultations", get(list::list))
        .route("/consultations/{slug}", get(consultation::show))
        .route("/branches", get(library::list))
        .route("/branches/{slug}", get(library::show))
        .route("/staff", get(staff::show))
}
