//! The councillors' side: what is open, what waits for a decision, what was decided, and what people said.
//! The figures are the ones staff see, without anything personal.

pub mod pages;
pub mod rules;
#[cfg(test)]
mod tests;

use axum::Router;
use axum::routing::get;

use crate::App;

/// The overview and the results.
pub fn routes() -> Router<App> {
    Router::new().route("/council", get(pages::overview)).route("/council/consultations/{slug}", get(pages::results))
}
