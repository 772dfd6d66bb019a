//! Rankings: people put a few options in their own order, and one is chosen. The service says beforehand which way
//! of counting decides, instant-runoff or Schulze; the results page shows both, with every step, so that anybody can
//! follow it. An order is a *ballot*; it can be changed while the consultation is open.

pub mod count;
pub mod forms;
pub mod kept;
pub mod model;
pub mod pages;
pub mod results;
pub mod rules;
pub mod staff;
pub mod store;
#[cfg(test)]
mod tests;
pub mod view;
pub mod words;

use axum::Router;
use axum::routing::{get, post};

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
