//! The addresses of this room.

use axum::Router;
use axum::routing::post;

use super::forms;
use crate::App;

/// Where staff say what became of a promise.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/staff/consultations/{slug}/promises/{id}", post(forms::keep))
        .route("/staff/consultations/{slug}/promises/{id}/decline", post(forms::decline))
}
