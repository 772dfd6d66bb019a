//! The addresses of this room.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;

use super::{forms, pages, serve};
use crate::App;

/// The documents' own address, and the staff's pages for adding and removing them.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/documents/{id}/{file_name}", get(serve::get))
        .route(
            "/staff/consultations/{slug}/documents",
            get(pages::show).post(forms::add).layer(DefaultBodyLimit::max(forms::LARGEST_BODY)),
        )
        .route("/staff/consultations/{slug}/documents/{id}/remove", get(forms::ask_to_remove).post(forms::remove))
}
