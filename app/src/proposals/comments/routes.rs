//! The addresses of this room.

use axum::Router;
use axum::routing::{get, post};

use super::{forms, moderating, official};
use crate::App;

/// Commenting, agreeing, replying as the library service, and moderating.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/consultations/{slug}/proposals/{number}/comments", post(forms::comment))
        .route("/consultations/{slug}/proposals/{number}/comments/{id}/agree", post(forms::agree))
        .route("/consultations/{slug}/proposals/{number}/comments/{id}/reply", get(official::ask).post(official::send))
        .merge(moderating::routes::routes())
}
