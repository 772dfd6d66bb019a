//! The addresses of this room.

use super::{files, forms, ideas, pages, results, staff};
use crate::identity::rules::Permission;
use crate::site::Routes;
use crate::site::routes::Authority::{Anyone, Needs, TakesPart};

/// The residents' pages, and the staff's.
pub fn routes() -> Routes {
    let staff_page = "/staff/consultations/{slug}/budget";
    Routes::new()
        .get("/consultations/{slug}/budget", Anyone, pages::show)
        .post_self_checked("/consultations/{slug}/budget/vote", TakesPart, forms::vote)
        .get("/consultations/{slug}/budget/ideas", Anyone, ideas::pages::show)
        .post_self_checked("/consultations/{slug}/budget/ideas", TakesPart, ideas::forms::send)
        .get("/consultations/{slug}/budget/ideas/{number}/report", Anyone, ideas::report::ask)
        .post("/consultations/{slug}/budget/ideas/{number}/report", Anyone, ideas::report::send)
        .get("/consultations/{slug}/budget/results", Anyone, results::show)
        .get(staff_page, Needs(Permission::RunConsultations), staff::pages::show)
        .post(staff_page, Needs(Permission::RunConsultations), staff::set_up::save)
        .keeps_itself()
        .get(&format!("{staff_page}/edit"), Needs(Permission::RunConsultations), staff::set_up::edit)
        .post(&format!("{staff_page}/edit"), Needs(Permission::RunConsultations), staff::set_up::save)
        .keeps_itself()
        .get(&format!("{staff_page}/delete"), Needs(Permission::RunConsultations), staff::set_up::ask_to_delete)
        .post(&format!("{staff_page}/delete"), Needs(Permission::RunConsultations), staff::set_up::delete)
        .get(&format!("{staff_page}/projects/new"), Needs(Permission::RunConsultations), staff::projects::new)
        .post(&format!("{staff_page}/projects/new"), Needs(Permission::RunConsultations), staff::projects::create)
        .keeps_itself()
        .get(&format!("{staff_page}/projects/{{number}}"), Needs(Permission::RunConsultations), staff::projects::edit)
        .post(&format!("{staff_page}/projects/{{number}}"), Needs(Permission::RunConsultations), staff::projects::save)
        .keeps_itself()
        .get(
            &format!("{staff_page}/projects/{{number}}/delete"),
            Needs(Permission::RunConsultations),
            staff::projects::ask_to_delete,
        )
        .post(
            &format!("{staff_page}/projects/{{number}}/delete"),
            Needs(Permission::RunConsultations),
            staff::projects::delete,
        )
        .get(
            &format!("{staff_page}/projects/{{number}}/withdraw"),
            Needs(Permission::RunConsultations),
            staff::withdrawing::ask,
        )
        .post(
            &format!("{staff_page}/projects/{{number}}/withdraw"),
            Needs(Permission::RunConsultations),
            staff::withdrawing::withdraw,
        )
        .get(&format!("{staff_page}/ideas/{{number}}"), Needs(Permission::Moderate), staff::ideas::show)
        .post(&format!("{staff_page}/ideas/{{number}}"), Needs(Permission::RunConsultations), staff::ideas::decide)
        .get(&format!("{staff_page}/results"), Needs(Permission::SeeResults), results::staff)
        .get(&format!("{staff_page}/ballots.csv"), Needs(Permission::Export), files::csv)
        .get(&format!("{staff_page}/election.pb"), Needs(Permission::Export), files::pabulib)
}
