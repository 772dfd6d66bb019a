//! The addresses of this room.

use super::{MAX_BYTES, forms, pages};
use crate::identity::rules::Permission;
use crate::site::Routes;
use crate::site::routes::Authority::Needs;

/// Where staff enter what was run elsewhere.
pub fn routes() -> Routes {
    const RUNS: Permission = Permission::RunConsultations;
    Routes::new()
        .get("/staff/archive", Needs(RUNS), pages::list)
        .get("/staff/archive/new", Needs(RUNS), pages::new)
        .post("/staff/archive/new", Needs(RUNS), forms::enter)
        .keeps_itself()
        .get("/staff/archive/import", Needs(RUNS), forms::ask_for_list)
        .post_up_to(2 * MAX_BYTES, "/staff/archive/import", Needs(RUNS), forms::take_list)
        .get("/staff/archive/{slug}", Needs(RUNS), pages::edit)
        .post("/staff/archive/{slug}", Needs(RUNS), forms::save)
        .keeps_itself()
        .get("/staff/archive/{slug}/delete", Needs(RUNS), forms::ask_to_delete)
        .post("/staff/archive/{slug}/delete", Needs(RUNS), forms::delete)
}
