//! The addresses of this room.

use super::model::LegalPage;
use super::{pages, staff};
use crate::identity::rules::Permission;
use crate::site::routes::Authority::{Anyone, Needs};
use crate::site::{Routes, Visit};

/// The public pages, and where administrators make them theirs.
pub fn routes() -> Routes {
    LegalPage::ALL
        .into_iter()
        .fold(Routes::new(), |routes, page| {
            routes.get(&format!("/{}", page.word()), Anyone, move |visit: Visit| pages::show(visit, page)).get(
                &format!("/{}/versions", page.word()),
                Anyone,
                move |visit: Visit| pages::versions(visit, page),
            )
        })
        .get("/staff/legal", Needs(Permission::ManagePeople), staff::list)
        .get("/staff/legal/{page}", Needs(Permission::ManagePeople), staff::show)
        .post("/staff/legal/{page}", Needs(Permission::ManagePeople), staff::save)
        .keeps_itself()
        .post("/staff/legal/{page}/review", Needs(Permission::ManagePeople), staff::review)
}
