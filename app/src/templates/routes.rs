//! The addresses of this room.

use super::{forms, pages};
use crate::identity::rules::Permission;
use crate::site::Routes;
use crate::site::routes::Authority::Needs;

/// Where staff start from something, and make something to start from.
pub fn routes() -> Routes {
    const RUNS: Permission = Permission::RunConsultations;
    Routes::new()
        .get("/staff/templates", Needs(RUNS), pages::list)
        .get("/staff/templates/use", Needs(RUNS), pages::ask)
        .post("/staff/templates/use", Needs(RUNS), forms::begin)
        .get("/staff/templates/{id}/delete", Needs(RUNS), forms::ask_to_delete)
        .post("/staff/templates/{id}/delete", Needs(RUNS), forms::delete)
        .get("/staff/consultations/{slug}/template", Needs(RUNS), pages::ask_to_keep)
        .post("/staff/consultations/{slug}/template", Needs(RUNS), forms::keep)
        .keeps_itself()
}
