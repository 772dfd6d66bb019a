//! The addresses of this room.

use super::{deciding, log, queue};
use crate::identity::rules::Permission;
use crate::site::Routes;
use crate::site::routes::Authority::Needs;

/// What waits, deciding about it, and the log of decisions.
pub fn routes() -> Routes {
    Routes::new()
        .get("/staff/moderation", Needs(Permission::Moderate), queue::show)
        .get("/staff/moderation/{what}", Needs(Permission::Moderate), deciding::first)
        .post("/staff/moderation/{what}", Needs(Permission::Moderate), deciding::decide_first)
        .get("/staff/moderation/{what}/{id}", Needs(Permission::Moderate), deciding::other)
        .post("/staff/moderation/{what}/{id}", Needs(Permission::Moderate), deciding::decide_other)
        .get("/staff/moderation/log", Needs(Permission::Moderate), log::show)
        .get("/staff/moderation/log.csv", Needs(Permission::Moderate), log::csv)
}
