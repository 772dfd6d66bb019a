//! The addresses of this room.

use super::{contact, previews, team};
use crate::identity::rules::Permission;
use crate::site::Routes;
use crate::site::routes::Authority::{Anyone, Needs};

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
        .get("/staff/consultations/{slug}/previews", Needs(Permission::RunConsultations), previews::pages::show)
        .post("/staff/consultations/{slug}/previews", Needs(Permission::RunConsultations), previews::forms::make)
        .post(
            "/staff/consultations/{slug}/previews/{id}/end",
            Needs(Permission::RunConsultations),
            previews::forms::end,
        )
        // Most drafts are shown around before there is anything else to see.
        .get("/preview/{token}", Anyone, previews::opening::first)
        .before_opening()
        .get("/preview/{token}/{*rest}", Anyone, previews::opening::further)
        .before_opening()
}
