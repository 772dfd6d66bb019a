//! The addresses of this room.

use axum::Router;
use axum::routing::get;

use super::{forms, pages, promises};
use crate::App;

/// The public page, where staff write the decision, and the promises in it.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/consultations/{slug}/decision", get(pages::show))
        .route("/staff/consultations/{slug}/decision", get(pages::edit).post(forms::save))
        .route("/staff/consultations/{slug}/decision/preview", get(pages::preview))
        .merge(promises::routes())
}
