//! The addresses of this room.

use super::returning::{opening, saving};
use super::writings::{public, report};
use super::{answering, changes, pages, results, staff};
use crate::site::Routes;
use crate::site::routes::Authority::{Anyone, SignedIn, TakesPart};

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
        .post_up_to(answering::LARGEST_PAGE, &format!("{DRAFT}/pages/{{page}}"), Anyone, answering::save_page)
        .get(&format!("{DRAFT}/files/{{question}}"), Anyone, answering::of_draft)
        .get(&format!("{ONE}/files-of-mine/{{question}}"), SignedIn, answering::of_mine)
        .get(&format!("{DRAFT}/check"), Anyone, answering::check)
        .post_self_checked(&format!("{DRAFT}/send"), TakesPart, answering::send)
        .get(&format!("{DRAFT}/sent"), Anyone, answering::sent)
        .get(&format!("{DRAFT}/save"), Anyone, saving::show)
        .post(&format!("{DRAFT}/save/link"), Anyone, saving::send_link)
        .post(&format!("{DRAFT}/save/code"), Anyone, saving::make_code)
        .post(&format!("{DRAFT}/save/leave"), Anyone, saving::leave)
        .get("/saved-answers", Anyone, opening::ask)
        .post("/saved-answers", Anyone, opening::by_code)
        .get("/saved-answers/{token}", Anyone, opening::show)
        .post("/saved-answers/{token}", Anyone, opening::by_link)
        .post("/saved-answers/{token}/forget", Anyone, opening::forget_address)
        .get(&format!("{DRAFT}/about-you"), Anyone, answering::offer)
        .post(&format!("{DRAFT}/about-you"), Anyone, answering::choose_equality)
        .get(&format!("{DRAFT}/about-you/questions"), Anyone, answering::equality_questions)
        .post(&format!("{DRAFT}/about-you/questions"), Anyone, answering::answer_equality)
        .get(&format!("{DRAFT}/delete"), Anyone, answering::delete_page)
        .post(&format!("{DRAFT}/delete"), Anyone, answering::delete)
        .get(&format!("{ONE}/changes"), Anyone, changes::show)
        .get(&format!("{ONE}/results"), Anyone, results::show)
        .get(&format!("{ONE}/results/{{key}}"), Anyone, results::question)
        .get(&format!("{ONE}/words"), Anyone, public::list)
        .get(&format!("{ONE}/words/{{id}}/report"), Anyone, report::ask)
        .post(&format!("{ONE}/words/{{id}}/report"), Anyone, report::send)
        .merge(staff::routes())
}
