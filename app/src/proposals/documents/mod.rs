//! Documents: the evidence behind a consultation or one of its proposals, as PDF or pictures. What is in a file
//! decides what it is, never its name, and it is served so that it cannot run script or pass as a page of ours.

pub mod forms;
pub mod model;
pub mod pages;
pub mod serve;
pub mod store;
#[cfg(test)]
mod tests;
pub mod view;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;

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
