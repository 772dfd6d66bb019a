//! The addresses of this room.

use super::{files, forms, pages};
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
        .post(&format!("{ALL}/new"), run, forms::create)
        .keeps_itself()
        .get(ONE, run, pages::show)
        .get(&format!("{ONE}/edit"), run, pages::edit)
        .post(&format!("{ONE}/edit"), run, forms::save)
        .keeps_itself()
        .get(&format!("{ONE}/delete"), run, forms::delete_page)
        .post(&format!("{ONE}/delete"), run, forms::delete)
        .get(&format!("{ONE}/results"), Needs(Permission::SeeResults), pages::results)
        .get(&format!("{ONE}/files/{{file}}"), Needs(Permission::Export), files::send)
}
