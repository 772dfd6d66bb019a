//! The addresses of this room.

use super::forms;
use crate::identity::rules::Permission;
use crate::site::Routes;
use crate::site::routes::Authority::Needs;

/// Where staff say what became of a promise.
pub fn routes() -> Routes {
    Routes::new()
        .post("/staff/consultations/{slug}/promises/{id}", Needs(Permission::RunConsultations), forms::keep)
        .post("/staff/consultations/{slug}/promises/{id}/decline", Needs(Permission::RunConsultations), forms::decline)
}
