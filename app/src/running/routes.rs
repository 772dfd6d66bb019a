//! The addresses of this room.

use super::{after_publishing, approval, as_read, deleting, forms, manage, notes, pages, publish};
use crate::identity::rules::Permission;
use crate::site::Routes;
use crate::site::routes::Authority::{Colleague, Needs};

/// The staff's pages of consultations.
pub fn routes() -> Routes {
    Routes::new()
        .get("/staff/consultations/new", Needs(Permission::RunConsultations), pages::new)
        .post("/staff/consultations/new", Needs(Permission::RunConsultations), forms::create)
        .keeps_itself()
        .get("/staff/consultations/{slug}", Needs(Permission::RunConsultations), manage::show)
        .get("/staff/consultations/{slug}/edit", Needs(Permission::RunConsultations), pages::edit)
        .post("/staff/consultations/{slug}/edit", Needs(Permission::RunConsultations), forms::save)
        .keeps_itself()
        .post("/staff/as-read", Colleague, as_read::show)
        .post("/staff/consultations/{slug}/publish", Needs(Permission::RunConsultations), publish::publish)
        .post("/staff/consultations/{slug}/ask-approval", Needs(Permission::RunConsultations), approval::forms::ask)
        .post("/staff/consultations/{slug}/approve", Needs(Permission::RunConsultations), approval::forms::answer)
        .get("/staff/consultations/{slug}/notes", Needs(Permission::RunConsultations), notes::pages::show)
        .post("/staff/consultations/{slug}/notes", Needs(Permission::RunConsultations), notes::forms::write)
        .post("/staff/consultations/{slug}/notes/{id}", Needs(Permission::RunConsultations), notes::forms::change)
        .get("/staff/consultations/{slug}/extend", Needs(Permission::RunConsultations), after_publishing::extend_page)
        .post("/staff/consultations/{slug}/extend", Needs(Permission::RunConsultations), after_publishing::extend)
        .keeps_itself()
        .get(
            "/staff/consultations/{slug}/withdraw",
            Needs(Permission::RunConsultations),
            after_publishing::withdraw_page,
        )
        .post("/staff/consultations/{slug}/withdraw", Needs(Permission::RunConsultations), after_publishing::withdraw)
        .keeps_itself()
        .get("/staff/consultations/{slug}/delete", Needs(Permission::RunConsultations), deleting::ask)
        .post("/staff/consultations/{slug}/delete", Needs(Permission::RunConsultations), deleting::delete)
        .get("/staff/consultations/{slug}/showing", Needs(Permission::RunConsultations), after_publishing::showing_page)
        .post(
            "/staff/consultations/{slug}/showing",
            Needs(Permission::RunConsultations),
            after_publishing::show_or_hide,
        )
}
