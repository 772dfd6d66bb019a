//! The addresses of this room.

use super::pages;
use crate::identity::rules::Permission;
use crate::site::Routes;
use crate::site::routes::Authority::Needs;

/// How mail stands and what did not go out, for the staff.
pub fn routes() -> Routes {
    Routes::new()
        .get("/staff/mail", Needs(Permission::RunConsultations), pages::get)
        .post("/staff/mail/test", Needs(Permission::RunConsultations), pages::test)
        .post("/staff/mail/again", Needs(Permission::ManagePeople), pages::all_again)
        .post("/staff/mail/{id}/again", Needs(Permission::ManagePeople), pages::again)
}
