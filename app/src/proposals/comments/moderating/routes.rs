//! The addresses of this room.

use axum::Router;
use axum::routing::{get, post};

use super::{original, pages, report};
use crate::App;

/// Reporting a comment, finding them all, and looking at words that were taken down.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/consultations/{slug}/proposals/{number}/comments/{id}/report", get(report::ask).post(report::send))
        .route("/staff/moderation/comments", get(pages::all))
        .route("/staff/moderation/{what}/original", post(original::see_original))
}
