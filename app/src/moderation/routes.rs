//! The addresses of this room.

use axum::Router;
use axum::routing::get;

use super::{log, policy};
use crate::App;

/// The policy, and the log of decisions.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/moderation-policy", get(policy::show))
        .route("/staff/moderation/log", get(log::show))
        .route("/staff/moderation/log.csv", get(log::csv))
}
