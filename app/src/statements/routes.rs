//! The addresses of this room.

use axum::Router;
use axum::routing::{get, post};

use super::{editing, export, forms, map, pages, report};
use crate::App;

/// Reading, answering and adding statements; the opinion map; and the staff's pages.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/consultations/{slug}/statements", get(pages::deck).post(forms::add))
        .route("/consultations/{slug}/statements/all", get(pages::all))
        .route("/consultations/{slug}/statements/new", get(pages::new))
        .route("/consultations/{slug}/statements/map", get(map::pages::show))
        .route("/consultations/{slug}/statements/{number}/answer", post(forms::answer))
        .route("/consultations/{slug}/statements/{number}/report", get(report::ask).post(report::send))
        .route("/staff/consultations/{slug}/statements", get(editing::show).post(editing::set_up))
        .route("/staff/consultations/{slug}/statements/add", post(editing::add))
        .route("/staff/consultations/{slug}/statements/stop", get(editing::ask_to_stop).post(editing::stop))
        .route("/staff/consultations/{slug}/statements/{number}", get(editing::one).post(editing::reword))
        .route(
            "/staff/consultations/{slug}/statements/{number}/delete",
            get(editing::ask_to_delete).post(editing::delete),
        )
        .route("/staff/consultations/{slug}/statements/map", get(map::pages::staff))
        .route("/staff/consultations/{slug}/statements/votes.csv", get(export::votes))
        .route("/staff/consultations/{slug}/statements/comments.csv", get(export::comments))
}
