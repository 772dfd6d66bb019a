//! The addresses of this room.

use axum::Router;
use axum::routing::get;

use super::{deciding, log, policy, queue};
use crate::App;

/// The policy, what waits, deciding about it, and the log of decisions.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/moderation-policy", get(policy::show))
        .route("/staff/moderation", get(queue::show))
        .route("/staff/moderation/{what}", get(deciding::first).post(deciding::decide_first))
        .route("/staff/moderation/{what}/{id}", get(deciding::other).post(deciding::decide_other))
        .route("/staff/moderation/log", get(log::show))
        .route("/staff/moderation/log.csv", get(log::csv))
}
