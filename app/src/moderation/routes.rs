//! The addresses of this room.

use axum::Router;
use axum::routing::{get, post};

use super::{forms, log, pages, policy, report};
use crate::App;

/// The policy, reporting, and the moderators' pages.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/moderation-policy", get(policy::show))
        .route("/consultations/{slug}/proposals/{number}/comments/{id}/report", get(report::ask).post(report::send))
        .route("/staff/moderation", get(pages::queue))
        .route("/staff/moderation/comments", get(pages::all))
        .route("/staff/moderation/log", get(log::show))
        .route("/staff/moderation/log.csv", get(log::csv))
        .route("/staff/moderation/{id}", get(pages::one).post(forms::decide))
        .route("/staff/moderation/{id}/original", post(forms::see_original))
}
