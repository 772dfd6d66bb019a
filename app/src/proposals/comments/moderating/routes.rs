//! The addresses of this room.

use super::{original, pages, report};
use crate::identity::rules::Permission;
use crate::site::Routes;
use crate::site::routes::Authority::{Anyone, Needs};

/// Reporting a comment, finding them all, and looking at words that were taken down.
pub fn routes() -> Routes {
    Routes::new()
        .get("/consultations/{slug}/proposals/{number}/comments/{id}/report", Anyone, report::ask)
        .post("/consultations/{slug}/proposals/{number}/comments/{id}/report", Anyone, report::send)
        .get("/staff/moderation/comments", Needs(Permission::Moderate), pages::all)
        .post("/staff/moderation/{what}/original", Needs(Permission::Moderate), original::see_original)
}
