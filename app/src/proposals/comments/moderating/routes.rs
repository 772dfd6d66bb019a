//! The addresses of this room.

use super::{forms, pages, report};
use crate::identity::rules::Act as Permission;
use crate::site::Routes;
use crate::site::routes::Authority::{Anyone, Needs};

/// Reporting a comment, and deciding about it.
pub fn routes() -> Routes {
    Routes::new()
        .get("/consultations/{slug}/proposals/{number}/comments/{id}/report", Anyone, report::ask)
        .post("/consultations/{slug}/proposals/{number}/comments/{id}/report", Anyone, report::send)
        .get("/staff/moderation", Needs(Permission::Moderate), pages::queue)
        .get("/staff/moderation/comments", Needs(Permission::Moderate), pages::all)
        .get("/staff/moderation/{id}", Needs(Permission::Moderate), pages::one)
        .post("/staff/moderation/{id}", Needs(Permission::Moderate), forms::decide)
        .post("/staff/moderation/{id}/original", Needs(Permission::Moderate), forms::see_original)
}
