//! The addresses of this room.

use super::{forms, pages, serve};
use crate::identity::rules::Permission;
use crate::site::Routes;
use crate::site::routes::Authority::{Anyone, Needs};

/// The pictures, and where staff choose them.
pub fn routes() -> Routes {
    const RUNS: Permission = Permission::RunConsultations;
    const LIBRARIES: Permission = Permission::ManageBranches;
    Routes::new()
        .get("/pictures/{name}", Anyone, serve::file)
        .get("/staff/consultations/{slug}/picture", Needs(RUNS), pages::of_consultation)
        .post_up_to(
            forms::LARGEST_BODY,
            "/staff/consultations/{slug}/picture",
            Needs(RUNS),
            forms::keep_of_consultation,
        )
        .post("/staff/consultations/{slug}/picture/remove", Needs(RUNS), forms::remove_of_consultation)
        .get("/staff/branches/{slug}/picture", Needs(LIBRARIES), pages::of_library)
        .post_up_to(forms::LARGEST_BODY, "/staff/branches/{slug}/picture", Needs(LIBRARIES), forms::keep_of_library)
        .post("/staff/branches/{slug}/picture/remove", Needs(LIBRARIES), forms::remove_of_library)
}
