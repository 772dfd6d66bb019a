//! The addresses of this room.

use super::{consultation, home, library, list, sharing, staff};
use crate::identity::rules::Permission;
use crate::site::Routes;
use crate::site::routes::Authority::{Anyone, Needs};

/// The pages that people come in by.
pub fn routes() -> Routes {
    Routes::new()
        .get("/", Anyone, home::home)
        .get("/consultations", Anyone, list::list)
        .get("/consultations/{slug}", Anyone, consultation::show)
        .get("/branches", Anyone, library::list)
        .get("/branches/{slug}", Anyone, library::show)
        .get("/staff", Needs(Permission::SeeResults), staff::show)
        .merge(sharing::routes())
}
