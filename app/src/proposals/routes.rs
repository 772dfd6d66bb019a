//! The addresses of this room.

use super::{changes, comments, documents, editing, pages, votes};
use crate::site::Routes;
use crate::site::routes::Authority::Anyone;

/// A proposal's page, its changes, documents, votes and comments, and the staff's pages for writing it.
pub fn routes() -> Routes {
    Routes::new()
        .get("/consultations/{slug}/proposals/{number}", Anyone, pages::show)
        .merge(editing::routes())
        .merge(changes::routes())
        .merge(documents::routes())
        .merge(votes::routes())
        .merge(comments::routes())
}
