//! The addresses of this room.

use super::pages;
use crate::identity::rules::Permission;
use crate::site::Routes;
use crate::site::routes::Authority::Needs;

/// The set-up list, and the switch at its end.
pub fn routes() -> Routes {
    Routes::new()
        .get("/staff/set-up", Needs(Permission::ManagePeople), pages::show)
        .post("/staff/set-up/open", Needs(Permission::ManagePeople), pages::open)
        .post("/staff/set-up/close", Needs(Permission::ManagePeople), pages::close)
}
