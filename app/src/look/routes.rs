//! The addresses of this room.

use super::{pages, serve};
use crate::identity::rules::Permission;
use crate::site::Routes;
use crate::site::routes::Authority::{Anyone, Needs};

/// Where the look is chosen, and its files.
pub fn routes() -> Routes {
    Routes::new()
        .get("/staff/settings/look", Needs(Permission::ManagePeople), pages::show)
        .post_up_to(pages::LARGEST_BODY, "/staff/settings/look", Needs(Permission::ManagePeople), pages::save)
        .get("/look/{name}", Anyone, serve::file)
        .before_opening()
}
