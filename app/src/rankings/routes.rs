//! The addresses of this room.

use axum::Router;
use axum::routing::{get, post};

use super::{forms, pages, results, staff};
use crate::App;

/// The residents' pages, and the staff's.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/consultations/{slug}/rankings", get(pages::list))
        .route("/consultations/{slug}/rankings/{number}", get(pages::show))
        .route("/consultations/{slug}/rankings/{number}/vote", post(forms::vote))
        .route("/consultations/{slug}/rankings/{number}/results", get(results::pages::show))
        .merge(staff::routes())
}
