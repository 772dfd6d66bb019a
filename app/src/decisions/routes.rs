//! The addresses of this room.

use super::{correcting, forms, pages, promises};
use crate::identity::rules::Permission;
use crate::site::Routes;
use crate::site::routes::Authority::{Anyone, Needs};

/// The public page, where staff write the decision, and the promises in it.
pub fn routes() -> Routes {
    Routes::new()
        .get("/consultations/{slug}/decision", Anyone, pages::show)
        .get("/staff/consultations/{slug}/decision", Needs(Permission::RunConsultations), pages::edit)
        .post("/staff/consultations/{slug}/decision", Needs(Permission::RunConsultations), forms::save)
        .keeps_itself()
        .get("/staff/consultations/{slug}/decision/preview", Needs(Permission::RunConsultations), pages::preview)
        .get("/consultations/{slug}/decision/changes", Anyone, correcting::pages::changes)
        .get("/consultations/{slug}/decision/versions/{version}", Anyone, correcting::pages::version)
        .get(
            "/staff/consultations/{slug}/decision/correct",
            Needs(Permission::RunConsultations),
            correcting::forms::ask,
        )
        .post(
            "/staff/consultations/{slug}/decision/correct",
            Needs(Permission::RunConsultations),
            correcting::forms::save,
        )
        .keeps_itself()
        .merge(promises::routes())
}
