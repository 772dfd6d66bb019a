//! The addresses of this room.

use super::{changes, comments, documents, editing, pages, results, votes};
use crate::identity::rules::Permission;
use crate::site::Routes;
use crate::site::routes::Authority::{Anyone, Needs};

/// A proposal's page, its changes, documents, votes and comments, and the staff's pages for writing it.
pub fn routes() -> Routes {
    Routes::new()
        .get("/consultations/{slug}/proposals/{number}", Anyone, pages::show)
        .get("/consultations/{slug}/results/proposals/{number}", Anyone, results::pages::public)
        .get(
            "/staff/consultations/{slug}/results/proposals/{number}",
            Needs(Permission::SeeResults),
            results::pages::staff,
        )
        .get("/council/consultations/{slug}/proposals/{number}", Needs(Permission::SeeCouncil), results::pages::council)
        .merge(editing::routes())
        .merge(changes::routes())
        .merge(documents::routes())
        .merge(votes::routes())
        .merge(comments::routes())
}
