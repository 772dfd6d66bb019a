//! The addresses of this room.

use axum::Router;
use axum::routing::{get, post};

use super::{files, forms, ideas, pages, results, staff};
use crate::App;

/// The residents' pages, and the staff's.
pub fn routes() -> Router<App> {
    let staff_page = "/staff/consultations/{slug}/budget";
    Router::new()
        .route("/consultations/{slug}/budget", get(pages::show))
        .route("/consultations/{slug}/budget/vote", post(forms::vote))
        .route("/consultations/{slug}/budget/ideas", get(ideas::pages::show).post(ideas::forms::send))
        .route("/consultations/{slug}/budget/ideas/{number}/report", get(ideas::report::ask).post(ideas::report::send))
        .route("/consultations/{slug}/budget/results", get(results::show))
        .route(staff_page, get(staff::pages::show).post(staff::set_up::save))
        .route(&format!("{staff_page}/edit"), get(staff::set_up::edit).post(staff::set_up::save))
        .route(&format!("{staff_page}/delete"), get(staff::set_up::ask_to_delete).post(staff::set_up::delete))
        .route(&format!("{staff_page}/projects/new"), get(staff::projects::new).post(staff::projects::create))
        .route(&format!("{staff_page}/projects/{{number}}"), get(staff::projects::edit).post(staff::projects::save))
        .route(
            &format!("{staff_page}/projects/{{number}}/delete"),
            get(staff::projects::ask_to_delete).post(staff::projects::delete),
        )
        .route(
            &format!("{staff_page}/projects/{{number}}/withdraw"),
            get(staff::withdrawing::ask).post(staff::withdrawing::withdraw),
        )
        .route(&format!("{staff_page}/ideas/{{number}}"), get(staff::ideas::show).post(staff::ideas::decide))
        .route(&format!("{staff_page}/results"), get(results::staff))
        .route(&format!("{staff_page}/ballots.csv"), get(files::csv))
        .route(&format!("{staff_page}/election.pb"), get(files::pabulib))
}
