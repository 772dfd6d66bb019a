//! The addresses of this room.

use super::{amend, pages};
use crate::identity::rules::Permission;
use crate::site::Routes;
use crate::site::routes::Authority::{Anyone, Needs};

/// Comparing versions, and making a new one.
pub fn routes() -> Routes {
    Routes::new()
        .get("/consultations/{slug}/proposals/{number}/changes", Anyone, pages::show)
        .get("/staff/consultations/{slug}/proposals/{number}/amend", Needs(Permission::RunConsultations), amend::show)
        .post(
            "/staff/consultations/{slug}/proposals/{number}/amend",
            Needs(Permission::RunConsultations),
            amend::publish,
        )
        .keeps_itself()
}
