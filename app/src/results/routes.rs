//! The addresses of this room.

use super::{download, pages, signs, staff, turnout};
use crate::identity::rules::Permission;
use crate::site::Routes;
use crate::site::routes::Authority::{Anyone, Needs};

/// The public page, the dashboard and the files.
pub fn routes() -> Routes {
    Routes::new()
        .get("/consultations/{slug}/results", Anyone, pages::show)
        .get("/consultations/{slug}/results/turnout", Anyone, turnout::show)
        .get("/staff/consultations/{slug}/results", Needs(Permission::SeeResults), staff::dashboard)
        .get("/staff/consultations/{slug}/results/turnout", Needs(Permission::SeeResults), staff::turnout)
        .get("/staff/consultations/{slug}/signs", Needs(Permission::SeeResults), signs::get)
        .get("/staff/consultations/{slug}/export.csv", Needs(Permission::Export), download::csv)
        .get("/staff/consultations/{slug}/export.xlsx", Needs(Permission::Export), download::xlsx)
}
