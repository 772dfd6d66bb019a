//! The addresses of this room.

use super::{editing, export, forms, map, pages, report};
use crate::identity::rules::Permission;
use crate::site::Routes;
use crate::site::routes::Authority::{Anyone, Needs, TakesPart};

/// Reading, answering and adding statements; the opinion map; and the staff's pages.
pub fn routes() -> Routes {
    Routes::new()
        .get("/consultations/{slug}/statements", Anyone, pages::deck)
        .post_self_checked("/consultations/{slug}/statements", TakesPart, forms::add)
        .get("/consultations/{slug}/statements/all", Anyone, pages::all)
        .get("/consultations/{slug}/statements/new", Anyone, pages::new)
        .get("/consultations/{slug}/statements/map", Anyone, map::pages::show)
        .post_self_checked("/consultations/{slug}/statements/{number}/answer", TakesPart, forms::answer)
        .get("/consultations/{slug}/statements/{number}/report", Anyone, report::ask)
        .post("/consultations/{slug}/statements/{number}/report", Anyone, report::send)
        .get("/staff/consultations/{slug}/statements", Needs(Permission::RunConsultations), editing::show)
        .post("/staff/consultations/{slug}/statements", Needs(Permission::RunConsultations), editing::set_up)
        .keeps_itself()
        .post("/staff/consultations/{slug}/statements/add", Needs(Permission::RunConsultations), editing::add)
        .keeps_itself_on("/staff/consultations/{slug}/statements")
        .get("/staff/consultations/{slug}/statements/stop", Needs(Permission::RunConsultations), editing::ask_to_stop)
        .post("/staff/consultations/{slug}/statements/stop", Needs(Permission::RunConsultations), editing::stop)
        .get("/staff/consultations/{slug}/statements/{number}", Needs(Permission::RunConsultations), editing::one)
        .post("/staff/consultations/{slug}/statements/{number}", Needs(Permission::RunConsultations), editing::reword)
        .get(
            "/staff/consultations/{slug}/statements/{number}/delete",
            Needs(Permission::RunConsultations),
            editing::ask_to_delete,
        )
        .post(
            "/staff/consultations/{slug}/statements/{number}/delete",
            Needs(Permission::RunConsultations),
            editing::delete,
        )
        .get("/staff/consultations/{slug}/statements/map", Needs(Permission::SeeResults), map::pages::staff)
        .post(
            "/staff/consultations/{slug}/statements/map/names",
            Needs(Permission::RunConsultations),
            map::naming::save,
        )
        .get("/staff/consultations/{slug}/statements/votes.csv", Needs(Permission::Export), export::votes)
        .get("/staff/consultations/{slug}/statements/comments.csv", Needs(Permission::Export), export::comments)
}
