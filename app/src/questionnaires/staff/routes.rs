//! The addresses of this room.

use super::{amend, bringing_in, files, forms, pages};
use crate::identity::rules::Permission;
use crate::site::Routes;
use crate::site::routes::Authority::Needs;

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
        .get(&format!("{ONE}/amend"), run, amend::ask)
        .post(&format!("{ONE}/amend"), run, amend::publish)
        .keeps_itself()
        .get(&format!("{ONE}/delete"), run, forms::delete_page)
        .post(&format!("{ONE}/delete"), run, forms::delete)
        .get(&format!("{ONE}/results"), Needs(Permission::SeeResults), pages::results)
        .get(&format!("{ONE}/files/{{file}}"), Needs(Permission::Export), files::send)
}
