//! The addresses of this room.

use super::{acts, arriving, calendar, editing, pages, sheet, staff};
use crate::identity::rules::Permission;
use crate::site::Routes;
use crate::site::routes::Authority::{Anyone, Needs, TakesPart};

/// The public pages of events, the way in by a code, and where staff run them.
pub fn routes() -> Routes {
    const RUNS: Permission = Permission::RunConsultations;
    Routes::new()
        .get("/events", Anyone, pages::list)
        .get("/events.ics", Anyone, calendar::all)
        .get("/events/{slug}", Anyone, pages::show)
        .get("/e/{code}", Anyone, arriving::ask)
        .post_self_checked("/consultations/{slug}/event", TakesPart, arriving::arrive)
        .get("/staff/events", Needs(RUNS), staff::list)
        .get("/staff/events/new", Needs(RUNS), editing::new)
        .post("/staff/events/new", Needs(RUNS), editing::create)
        .keeps_itself()
        .get("/staff/events/{slug}", Needs(RUNS), staff::show)
        .get("/staff/events/{slug}/edit", Needs(RUNS), editing::edit)
        .post("/staff/events/{slug}/edit", Needs(RUNS), editing::save)
        .keeps_itself()
        .post("/staff/events/{slug}/announce", Needs(RUNS), acts::announce)
        .get("/staff/events/{slug}/cancel", Needs(RUNS), acts::cancel_page)
        .post("/staff/events/{slug}/cancel", Needs(RUNS), acts::cancel)
        .keeps_itself()
        .get("/staff/events/{slug}/delete", Needs(RUNS), acts::ask_delete)
        .post("/staff/events/{slug}/delete", Needs(RUNS), acts::delete)
        .get("/staff/events/{slug}/sheet", Needs(RUNS), sheet::show)
}
