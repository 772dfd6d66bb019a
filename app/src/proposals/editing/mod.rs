//! How staff write proposals: a form that can be saved half-finished, a preview that looks as residents will
//! see it, and nothing published until they say so. A draft stands beside the published version, and the
//! published version never changes.

pub mod form;
pub mod forms;
pub mod money;
pub mod pages;
pub mod store;
#[cfg(test)]
mod tests;

use axum::Router;
use axum::routing::get;

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
