//! The addresses of this room.

use super::{contact, team};
use crate::identity::rules::Permission;
use crate::site::Routes;
use crate::site::routes::Authority::Needs;

/// Who looks after a consultation, and whom the public can ask.
pub fn routes() -> Routes {
    Routes::new()
        .get("/staff/consultations/{slug}/people", Needs(Permission::RunConsultations), team::pages::show)
        .post("/staff/consultations/{slug}/people/owner", Needs(Permission::RunConsultations), team::forms::hand_over)
        .post("/staff/consultations/{slug}/people/add", Needs(Permission::RunConsultations), team::forms::add)
        .post(
            "/staff/consultations/{slug}/people/{account}/remove",
            Needs(Permission::RunConsultations),
            team::forms::remove,
        )
        .get("/staff/consultations/{slug}/contact", Needs(Permission::RunConsultations), contact::pages::show)
        .post("/staff/consultations/{slug}/contact", Needs(Permission::RunConsultations), contact::pages::save)
        .keeps_itself()
}
