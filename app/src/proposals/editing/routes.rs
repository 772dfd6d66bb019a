//! The addresses of this room.

use axum::Router;
use axum::routing::get;

use super::{forms, pages};
use crate::App;

/// The staff's pages for writing proposals.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/staff/consultations/{slug}/proposals/new", get(pages::new).post(forms::create))
        .route("/staff/consultations/{slug}/proposals/{number}/edit", get(pages::edit).post(forms::save))
        .route("/staff/consultations/{slug}/proposals/{number}/preview", get(pages::preview))
        .route("/staff/consultations/{slug}/proposals/{number}/delete", get(pages::delete).post(forms::delete))
        .route("/staff/consultations/{slug}/proposals/{number}/discard", get(pages::discard).post(forms::discard))
}
