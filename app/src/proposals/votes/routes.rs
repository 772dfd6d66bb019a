//! The addresses of this room.

use axum::Router;
use axum::routing::{get, post};

use super::{forms, live};
use crate::App;

/// Voting, and counts as they come in.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/consultations/{slug}/proposals/{number}/vote", post(forms::vote))
        .route("/consultations/{slug}/proposals/{number}/live", get(live::live))
}
