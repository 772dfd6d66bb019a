//! The addresses of this room.

use super::{forms, pages, serve};
use crate::identity::rules::Permission;
use crate::site::Routes;
use crate::site::routes::Authority::{Anyone, Needs};

/// The documents' own address, and the staff's pages for adding and removing them.
pub fn routes() -> Routes {
    Routes::new()
        .get("/documents/{id}/{file_name}", Anyone, serve::get)
        .get("/staff/consultations/{slug}/documents", Needs(Permission::RunConsultations), pages::show)
        .post_self_checked_up_to(
            forms::LARGEST_BODY,
            "/staff/consultations/{slug}/documents",
            Needs(Permission::RunConsultations),
            forms::add,
        )
        .get(
            "/staff/consultations/{slug}/documents/{id}/remove",
            Needs(Permission::RunConsultations),
            forms::ask_to_remove,
        )
        .post("/staff/consultations/{slug}/documents/{id}/remove", Needs(Permission::RunConsultations), forms::remove)
}
