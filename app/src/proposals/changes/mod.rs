//! How a published proposal changes: by a new version beside the old ones, never in place. Staff see every
//! different word before they publish, and say whether people should look again (an amendment) or a slip of
//! the pen was put right (a correction). Everybody can compare the versions.

pub mod amend;
pub mod pages;
#[cfg(test)]
mod tests;
pub mod view;

use axum::Router;
use axum::routing::get;

use crate::App;

/// Comparing versions, and making a new one.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/consultations/{slug}/proposals/{number}/changes", get(pages::show))
        .route("/staff/consultations/{slug}/proposals/{number}/amend", get(amend::show).post(amend::publish))
}
