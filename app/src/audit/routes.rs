//! The addresses of this room.

use super::pages;
use crate::identity::rules::Permission;
use crate::site::Routes;
use crate::site::routes::Authority::Needs;

/// Where staff read the record.
pub fn routes() -> Routes {
    Routes::new().get("/staff/audit", Needs(Permission::ReadAudit), pages::show)
}
