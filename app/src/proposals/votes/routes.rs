//! The addresses of this room.

use super::{forms, live};
use crate::site::Routes;
use crate::site::routes::Authority::{Anyone, TakesPart};

/// Voting, and counts as they come in.
pub fn routes() -> Routes {
    Routes::new().post_self_checked("/consultations/{slug}/proposals/{number}/vote", TakesPart, forms::vote).get(
        "/consultations/{slug}/proposals/{number}/live",
        Anyone,
        live::live,
    )
}
