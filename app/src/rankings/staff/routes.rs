//! The addresses of this room.

use super::{files, forms, pages, removing, results};
use crate::identity::rules::Permission;
use crate::site::Routes;
use crate::site::routes::Authority::Needs;

/// The staff's pages of rankings.
pub fn routes() -> Routes {
    Routes::new()
        .get("/staff/consultations/{slug}/rankings", Needs(Permission::RunConsultations), pages::list)
        .get("/staff/consultations/{slug}/rankings/new", Needs(Permission::RunConsultations), pages::new)
        .post("/staff/consultations/{slug}/rankings/new", Needs(Permission::RunConsultations), forms::create)
        .keeps_itself()
        .get("/staff/consultations/{slug}/rankings/{number}/edit", Needs(Permission::RunConsultations), pages::edit)
        .post("/staff/consultations/{slug}/rankings/{number}/edit", Needs(Permission::RunConsultations), forms::save)
        .keeps_itself()
        .get(
            "/staff/consultations/{slug}/rankings/{number}/delete",
            Needs(Permission::RunConsultations),
            removing::delete_page,
        )
        .post(
            "/staff/consultations/{slug}/rankings/{number}/delete",
            Needs(Permission::RunConsultations),
            removing::delete,
        )
        .get(
            "/staff/consultations/{slug}/rankings/{number}/options/{option}/withdraw",
            Needs(Permission::RunConsultations),
            removing::withdraw_page,
        )
        .post(
            "/staff/consultations/{slug}/rankings/{number}/options/{option}/withdraw",
            Needs(Permission::RunConsultations),
            removing::withdraw,
        )
        .get("/staff/consultations/{slug}/rankings/{number}/results", Needs(Permission::SeeResults), results::show)
        .get("/staff/consultations/{slug}/rankings/{number}/ballots.csv", Needs(Permission::Export), files::csv)
}
