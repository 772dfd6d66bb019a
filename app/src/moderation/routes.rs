//! The addresses of this room.

use super::appeals::{asking, desk};
use super::waiting::{queue, several};
use super::{deciding, log};
use crate::identity::rules::Permission;
use crate::site::Routes;
use crate::site::routes::Authority::{Anyone, Needs, SignedIn};

/// What waits, deciding about it, and the log of decisions.
pub fn routes() -> Routes {
    Routes::new()
        .get("/staff/moderation", Needs(Permission::Moderate), queue::show)
        .post("/staff/moderation", Needs(Permission::Moderate), several::decide)
        .get("/staff/moderation/{what}", Needs(Permission::Moderate), deciding::first)
        .post("/staff/moderation/{what}", Needs(Permission::Moderate), deciding::decide_first)
        .get("/staff/moderation/{what}/{id}", Needs(Permission::Moderate), deciding::other)
        .post("/staff/moderation/{what}/{id}", Needs(Permission::Moderate), deciding::decide_other)
        .get("/staff/moderation/appeals", Needs(Permission::Moderate), desk::list)
        .get("/staff/moderation/appeals/{id}", Needs(Permission::Moderate), desk::one)
        .post("/staff/moderation/appeals/{id}", Needs(Permission::Moderate), desk::decide)
        .post("/staff/moderation/appeals/{id}/original", Needs(Permission::Moderate), desk::original)
        .get("/appeals/{key}", Anyone, asking::ask)
        .post("/appeals/{key}", Anyone, asking::send)
        .get("/account/appeals/{decision}", SignedIn, asking::ask_own)
        .post("/account/appeals/{decision}", SignedIn, asking::send_own)
        .get("/staff/moderation/log", Needs(Permission::Moderate), log::show)
        .get("/staff/moderation/log.csv", Needs(Permission::Moderate), log::csv)
}
