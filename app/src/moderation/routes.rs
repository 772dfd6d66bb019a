//! The addresses of this room.

use super::{log, policy};
use crate::identity::rules::Act as Permission;
use crate::site::Routes;
use crate::site::routes::Authority::{Anyone, Needs};

/// The policy, and the log of decisions.
pub fn routes() -> Routes {
    Routes::new()
        .get("/moderation-policy", Anyone, policy::show)
        .get("/staff/moderation/log", Needs(Permission::Moderate), log::show)
        .get("/staff/moderation/log.csv", Needs(Permission::Moderate), log::csv)
}
