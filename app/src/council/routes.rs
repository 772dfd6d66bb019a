//! The addresses of this room.

use super::pages;
use crate::identity::rules::Permission;
use crate::site::Routes;
use crate::site::routes::Authority::Needs;

/// The overview and the results.
pub fn routes() -> Routes {
    Routes::new()
        .get("/council", Needs(Permission::SeeCouncil), pages::overview)
        .get("/council/consultations/{slug}", Needs(Permission::SeeCouncil), pages::results)
        .get("/council/consultations/{slug}/turnout", Needs(Permission::SeeCouncil), pages::turnout)
}
