//! The addresses of this room.

use axum::Router;
use axum::routing::{get, post};

use super::{account, data, delete, devices, password, receipt};
use crate::App;

/// A person's own account, what they said, and leaving.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/receipts", get(receipt::ask))
        .route("/receipts/{code}", get(receipt::show))
        .route("/account", get(account::get))
        .route("/account/name", post(account::name))
        .route("/account/confirm-again", post(account::confirm_again))
        .route("/account/branches", post(account::branches))
        .route("/account/messages", post(account::messages))
        .route("/account/password", post(password::post))
        .route("/account/sessions/others/end", post(devices::end_others))
        .route("/account/sessions/{id}/end", post(devices::end))
        .route("/account/data", get(data::get))
        .route("/account/delete", get(delete::get).post(delete::post))
}
