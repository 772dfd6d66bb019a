//! The addresses of this room.

use super::{amend, bringing_in, build, equality, equality_counts, files, findings, forms, pages, sent_files};
use crate::identity::rules::Permission;
use crate::questionnaires::writings::staff as words;
use crate::site::Routes;
use crate::site::routes::Authority::Needs;

/// Where a questionnaire is built.
fn building() -> Routes {
    const BUILD: &str = "/staff/consultations/{slug}/questionnaires/{number}/build";
    const QUESTION: &str = "/staff/consultations/{slug}/questionnaires/{number}/build/questions/{key}";
    const PAGE: &str = "/staff/consultations/{slug}/questionnaires/{number}/build/pages/{key}";
    const TRY: &str = "/staff/consultations/{slug}/questionnaires/{number}/try";
    let run = Needs(Permission::RunConsultations);
    Routes::new()
        .get(BUILD, run, build::outline::outline)
        .post(BUILD, run, build::outline::act_on)
        .get(&format!("{BUILD}/history"), run, build::history::list)
        .post(&format!("{BUILD}/undo"), run, build::history::undo)
        .get(&format!("{BUILD}/about"), run, build::page::about)
        .post(&format!("{BUILD}/about"), run, build::page::save_about)
        .keeps_itself()
        .get(&format!("{BUILD}/add"), run, build::add::ask)
        .post(&format!("{BUILD}/add"), run, build::add::add)
        .keeps_itself()
        .get(QUESTION, run, build::question::edit)
        .post(QUESTION, run, build::question::save)
        .keeps_itself()
        .get(&format!("{QUESTION}/condition"), run, build::condition::of_question)
        .post(&format!("{QUESTION}/condition"), run, build::condition::save_question)
        .keeps_itself()
        .post(&format!("{QUESTION}/remarks"), run, build::remarks::say)
        .post(&format!("{QUESTION}/bank"), run, build::bank::keep)
        .get(PAGE, run, build::page::edit)
        .post(PAGE, run, build::page::save)
        .keeps_itself()
        .get(&format!("{PAGE}/condition"), run, build::condition::of_page)
        .post(&format!("{PAGE}/condition"), run, build::condition::save_page)
        .keeps_itself()
        .get("/staff/question-bank", run, build::bank::list)
        .post("/staff/question-bank", run, build::bank::throw_out)
        .get(TRY, run, build::trying::begin)
        .post_up_to(bringing_in::LARGEST_TEXT, TRY, run, build::trying::on)
}

/// The staff's pages of questionnaires.
pub fn routes() -> Routes {
    const ALL: &str = "/staff/consultations/{slug}/questionnaires";
    const ONE: &str = "/staff/consultations/{slug}/questionnaires/{number}";
    let run = Needs(Permission::RunConsultations);
    Routes::new()
        .get(ALL, run, pages::list)
        .get(&format!("{ALL}/new"), run, pages::new)
        .post_up_to(bringing_in::LARGEST_TEXT, &format!("{ALL}/new"), run, forms::create)
        .keeps_itself()
        .get(&format!("{ALL}/import"), run, bringing_in::ask)
        .post_up_to(bringing_in::LARGEST_UPLOAD, &format!("{ALL}/import"), run, bringing_in::try_out)
        .get(ONE, run, pages::show)
        .get(&format!("{ONE}/definition/{{file}}"), run, bringing_in::send)
        .get(&format!("{ONE}/edit"), run, pages::edit)
        .post_up_to(bringing_in::LARGEST_TEXT, &format!("{ONE}/edit"), run, forms::save)
        .keeps_itself()
        .get(&format!("{ONE}/reason"), run, findings::ask)
        .post(&format!("{ONE}/reason"), run, findings::give)
        .get(&format!("{ONE}/amend"), run, amend::ask)
        .post(&format!("{ONE}/amend"), run, amend::publish)
        .keeps_itself()
        .get(&format!("{ONE}/delete"), run, forms::delete_page)
        .post(&format!("{ONE}/delete"), run, forms::delete)
        .get(&format!("{ONE}/results"), Needs(Permission::SeeResults), pages::results)
        .get(&format!("{ONE}/results/{{key}}"), Needs(Permission::SeeResults), pages::result)
        .get(&format!("{ONE}/words"), Needs(Permission::SeeResults), words::list)
        .post(&format!("{ONE}/words"), Needs(Permission::Moderate), words::publish)
        .merge(building())
        .get(&format!("{ONE}/equality"), run, equality::show)
        .post(&format!("{ONE}/equality"), run, equality::choose)
        .get(&format!("{ONE}/equality/counts"), Needs(Permission::SeeResults), equality_counts::show)
        .get(&format!("{ONE}/equality/counts.csv"), Needs(Permission::Export), equality_counts::file)
        .get(&format!("{ONE}/files/{{file}}"), Needs(Permission::Export), files::send)
        .get(&format!("{ONE}/files-sent"), Needs(Permission::SeeResults), sent_files::list)
        .get(&format!("{ONE}/files-sent/{{file}}/{{name}}"), Needs(Permission::SeeResults), sent_files::open)
}
