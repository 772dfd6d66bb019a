//! The addresses of this room.

use super::{forms, import, intake, staff};
use crate::identity::rules::Permission;
use crate::site::Routes;
use crate::site::routes::Authority::Needs;

/// Where an administrator keeps the libraries; their pages for residents are in the room `front`.
pub fn routes() -> Routes {
    // A file may be as large as the reader takes, and a form has a little around it.
    let room = import::MAX_BYTES + 64 * 1024;
    Routes::new()
        .get("/staff/branches", Needs(Permission::ManageBranches), staff::list)
        .get("/staff/branches/new", Needs(Permission::ManageBranches), staff::new)
        .post("/staff/branches/new", Needs(Permission::ManageBranches), forms::add)
        .keeps_itself()
        .get("/staff/branches/import", Needs(Permission::ManageBranches), intake::ask)
        .post_up_to(room, "/staff/branches/import", Needs(Permission::ManageBranches), intake::take)
        .get("/staff/branches/{slug}", Needs(Permission::ManageBranches), staff::edit)
        .post("/staff/branches/{slug}", Needs(Permission::ManageBranches), forms::change)
        .keeps_itself()
        .post("/staff/branches/{slug}/addresses", Needs(Permission::ManageBranches), forms::add_address)
        .post("/staff/branches/{slug}/addresses/{id}/remove", Needs(Permission::ManageBranches), forms::remove_address)
}
