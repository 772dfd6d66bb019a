//! The addresses of this room.

use super::{forms, pages};
use crate::identity::rules::Permission;
use crate::site::Routes;
use crate::site::routes::Authority::Needs;

/// The staff's pages for writing proposals.
pub fn routes() -> Routes {
    Routes::new()
        .get("/staff/consultations/{slug}/proposals/new", Needs(Permission::RunConsultations), pages::new)
        .post("/staff/consultations/{slug}/proposals/new", Needs(Permission::RunConsultations), forms::create)
        .keeps_itself()
        .get("/staff/consultations/{slug}/proposals/{number}/edit", Needs(Permission::RunConsultations), pages::edit)
        .post("/staff/consultations/{slug}/proposals/{number}/edit", Needs(Permission::RunConsultations), forms::save)
        .keeps_itself()
        .get(
            "/staff/consultations/{slug}/proposals/{number}/preview",
            Needs(Permission::RunConsultations),
            pages::preview,
        )
        .get(
            "/staff/consultations/{slug}/proposals/{number}/delete",
            Needs(Permission::RunConsultations),
            pages::delete,
        )
        .post(
            "/staff/consultations/{slug}/proposals/{number}/delete",
            Needs(Permission::RunConsultations),
            forms::delete,
        )
        .get(
            "/staff/consultations/{slug}/proposals/{number}/discard",
            Needs(Permission::RunConsultations),
            pages::discard,
        )
        .post(
            "/staff/consultations/{slug}/proposals/{number}/discard",
            Needs(Permission::RunConsultations),
            forms::discard,
        )
}
