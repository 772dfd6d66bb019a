//! The addresses of this room.

use axum::Router;
use axum::routing::get;

use super::{editing, pages};
use crate::App;

/// The public pages, and the staff's.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/consultations", get(pages::list))
        .route("/consultations/{slug}", get(pages::show))
        .merge(editing::routes())
}
