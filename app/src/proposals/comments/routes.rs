//! The addresses of this room.

use super::{forms, moderating, official};
use crate::identity::rules::Permission;
use crate::site::Routes;
use crate::site::routes::Authority::{NeedsOneOf, TakesPart};

/// Commenting, agreeing, replying as the library service, and moderating.
pub fn routes() -> Routes {
    Routes::new()
        .post_self_checked("/consultations/{slug}/proposals/{number}/comments", TakesPart, forms::comment)
        .post_self_checked("/consultations/{slug}/proposals/{number}/comments/{id}/agree", TakesPart, forms::agree)
        .get(
            "/consultations/{slug}/proposals/{number}/comments/{id}/reply",
            NeedsOneOf(&[Permission::RunConsultations, Permission::Moderate]),
            official::ask,
        )
        .post(
            "/consultations/{slug}/proposals/{number}/comments/{id}/reply",
            NeedsOneOf(&[Permission::RunConsultations, Permission::Moderate]),
            official::send,
        )
        .keeps_itself()
        .merge(moderating::routes::routes())
}
