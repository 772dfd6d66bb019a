//! The addresses of this room.

use axum::Router;
use axum::routing::{get, post};

use super::pages;
use crate::App;

/// How mail stands and what did not go out, for the staff.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/staff/mail", get(pages::get))
        .route("/staff/mail/test", post(pages::test))
        .route("/staff/mail/again", post(pages::all_again))
        .route("/staff/mail/{id}/again", post(pages::again))
}
