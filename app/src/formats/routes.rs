//! The addresses of this room.

use super::{forms, pages};
use crate::identity::rules::Permission;
use crate::site::Routes;
use crate::site::routes::Authority::Needs;

/// Where staff offer a consultation in other formats.
pub fn routes() -> Routes {
    const RUNS: Permission = Permission::RunConsultations;
    Routes::new()
        .get("/staff/consultations/{slug}/formats", Needs(RUNS), pages::show)
        .post("/staff/consultations/{slug}/formats", Needs(RUNS), forms::add)
        .post("/staff/consultations/{slug}/formats/{id}/remove", Needs(RUNS), forms::remove)
}
