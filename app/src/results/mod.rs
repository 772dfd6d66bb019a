//! Results: what people answered, shown to everybody once it may be seen, to staff as a dashboard at any time,
//! and as files to take away. A result is a headline (each participant's latest answer, whichever version it was
//! given to), with the split by version, by library and by channel beside it, and the comments that most people
//! agreed with.

pub mod beside;
pub mod cache;
pub mod download;
pub mod export;
pub mod figures;
pub mod model;
pub mod pages;
pub mod rules;
pub mod signs;
pub mod spreadsheet;
pub mod staff;
pub mod store;
#[cfg(test)]
mod tests;
pub mod view;

use axum::Router;
use axum::routing::get;

use crate::App;

/// The public page, the dashboard and the files.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/consultations/{slug}/results", get(pages::show))
        .route("/staff/consultations/{slug}/results", get(staff::dashboard))
        .route("/staff/consultations/{slug}/signs", get(signs::get))
        .route("/staff/consultations/{slug}/export.csv", get(download::csv))
        .route("/staff/consultations/{slug}/export.xlsx", get(download::xlsx))
}
