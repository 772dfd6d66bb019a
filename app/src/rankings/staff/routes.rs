//! The addresses of this room.

use axum::Router;
use axum::routing::get;

use super::{afterwards, forms, pages, results};
use crate::App;

/// The staff's pages of rankings.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/staff/consultations/{slug}/rankings", get(pages::list))
        .route("/staff/consultations/{slug}/rankings/new", get(pages::new).post(forms::create))
        .route("/staff/consultations/{slug}/rankings/{number}/edit", get(pages::edit).post(forms::save))
        .route(
            "/staff/consultations/{slug}/rankings/{number}/delete",
            get(afterwards::delete_page).post(afterwards::delete),
        )
        .route(
            "/staff/consultations/{slug}/rankings/{number}/options/{option}/withdraw",
            get(afterwards::withdraw_page).post(afterwards::withdraw),
        )
        .route("/staff/consultations/{slug}/rankings/{number}/results", get(results::show))
        .route("/staff/consultations/{slug}/rankings/{number}/ballots.csv", get(results::csv))
}
