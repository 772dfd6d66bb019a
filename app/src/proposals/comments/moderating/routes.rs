//! The addresses of this room.

use axum::Router;
use axum::routing::{get, post};

use super::{forms, pages, report};
use crate::App;

/// Reporting a comment, and deciding about it.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/consultations/{slug}/proposals/{number}/comments/{id}/report", get(report::ask).post(report::send))
        .route("/staff/moderation", get(pages::queue))
        .route("/staff/moderation/comments", get(pages::all))
        .route("/staff/moderation/{id}", get(pages::one).post(forms::decide))
        .route("/staff/moderation/{id}/original", post(forms::see_original))
}
