//! The addresses of this room.

use super::{answering, changes, pages, results, staff};
use crate::site::Routes;
use crate::site::routes::Authority::{Anyone, TakesPart};

/// The residents' pages, and the staff's.
pub fn routes() -> Routes {
    const ONE: &str = "/consultations/{slug}/questionnaires/{number}";
    const DRAFT: &str = "/consultations/{slug}/questionnaires/{number}/answers/{key}";
    Routes::new()
        .get("/consultations/{slug}/questionnaires", Anyone, pages::list)
        .get(ONE, Anyone, pages::show)
        .get(&format!("{ONE}/questions"), Anyone, pages::questions)
        .post(&format!("{ONE}/begin"), Anyone, answering::begin)
        .post_self_checked(&format!("{ONE}/answers"), TakesPart, answering::send_all)
        .get(DRAFT, Anyone, answering::enter)
        .get(&format!("{DRAFT}/pages/{{page}}"), Anyone, answering::page)
        .post(&format!("{DRAFT}/pages/{{page}}"), Anyone, answering::save_page)
        .get(&format!("{DRAFT}/check"), Anyone, answering::check)
        .post_self_checked(&format!("{DRAFT}/send"), TakesPart, answering::send)
        .get(&format!("{DRAFT}/sent"), Anyone, answering::sent)
        .get(&format!("{DRAFT}/delete"), Anyone, answering::delete_page)
        .post(&format!("{DRAFT}/delete"), Anyone, answering::delete)
        .get(&format!("{ONE}/changes"), Anyone, changes::show)
        .get(&format!("{ONE}/results"), Anyone, results::show)
        .merge(staff::routes())
}
