//! The addresses of this room.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use super::{forms, import, intake, staff};
use crate::App;

/// Where an administrator keeps the libraries; their pages for residents are in the room `front`.
pub fn routes() -> Router<App> {
    // A file may be as large as the reader takes, and a form has a little around it.
    let room = DefaultBodyLimit::max(import::MAX_BYTES + 64 * 1024);
    Router::new()
        .route("/staff/branches", get(staff::list))
        .route("/staff/branches/new", get(staff::new).post(forms::add))
        .route("/staff/branches/import", get(intake::ask).post(intake::take).layer(room))
        .route("/staff/branches/{slug}", get(staff::edit).post(forms::change))
        .route("/staff/branches/{slug}/addresses", post(forms::add_address))
        .route("/staff/branches/{slug}/addresses/{id}/remove", post(forms::remove_address))
}
