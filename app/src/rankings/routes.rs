//! The addresses of this room.

use super::{forms, pages, results, staff};
use crate::site::Routes;
use crate::site::routes::Authority::{Anyone, TakesPart};

/// The residents' pages, and the staff's.
pub fn routes() -> Routes {
    Routes::new()
        .get("/consultations/{slug}/rankings", Anyone, pages::list)
        .get("/consultations/{slug}/rankings/{number}", Anyone, pages::show)
        .post_self_checked("/consultations/{slug}/rankings/{number}/vote", TakesPart, forms::vote)
        .get("/consultations/{slug}/rankings/{number}/results", Anyone, results::pages::show)
        .merge(staff::routes())
}
