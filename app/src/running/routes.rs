//! The addresses of this room.

use axum::Router;
use axum::routing::{get, post};

use super::{afterwards, deleting, forms, manage, pages, publish};
use crate::App;

/// The staff's pages of consultations.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/staff/consultations/new", get(pages::new).post(forms::create))
        .route("/staff/consultations/{slug}", get(manage::show))
        .route("/staff/consultations/{slug}/edit", get(pages::edit).post(forms::save))
        .route("/staff/consultations/{slug}/publish", post(publish::publish))
        .route("/staff/consultations/{slug}/extend", get(afterwards::extend_page).post(afterwards::extend))
        .route("/staff/consultations/{slug}/withdraw", get(afterwards::withdraw_page).post(afterwards::withdraw))
        .route("/staff/consultations/{slug}/delete", get(deleting::ask).post(deleting::delete))
        .route("/staff/consultations/{slug}/showing", get(afterwards::showing_page).post(afterwards::show_or_hide))
}
