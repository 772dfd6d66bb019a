//! Statements: short sentences that residents answer one at a time with agree, disagree or pass. From the answers
//! an opinion map is worked out: who thinks alike, what sets the groups apart, and what they all agree on. The
//! library service writes the first statements; residents may add their own if the service lets them.

pub mod islands;
pub mod model;

#[cfg(feature = "ssr")]
pub mod editing;
#[cfg(feature = "ssr")]
pub mod export;
#[cfg(feature = "ssr")]
pub mod forms;
#[cfg(feature = "ssr")]
pub mod map;
#[cfg(feature = "ssr")]
pub mod moderating;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod report;
#[cfg(feature = "ssr")]
pub mod rules;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(all(test, feature = "ssr"))]
mod tests;
#[cfg(feature = "ssr")]
pub mod turns;
#[cfg(feature = "ssr")]
mod view;

#[cfg(feature = "ssr")]
pub use routes::routes;

#[cfg(feature = "ssr")]
mod routes {
    use axum::Router;
    use axum::routing::{get, post};

    use super::{editing, export, forms, map, moderating, pages, report};
    use crate::App;

    /// Reading, answering and adding statements; the opinion map; and the staff's and moderators' pages.
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
            .route("/staff/moderation/statements", get(moderating::queue))
            .route("/staff/moderation/statements/{id}", get(moderating::one).post(moderating::decide))
    }
}
