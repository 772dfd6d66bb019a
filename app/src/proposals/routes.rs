//! The addresses of this room.

use axum::Router;
use axum::routing::get;

use super::{changes, comments, documents, editing, pages, votes};
use crate::App;

/// A proposal's page, its changes, documents, votes and comments, and the staff's pages for writing it.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/consultations/{slug}/proposals/{number}", get(pages::show))
        .merge(editing::routes())
        .merge(changes::routes())
        .merge(documents::routes())
        .merge(votes::routes())
        .merge(comments::routes())
}
