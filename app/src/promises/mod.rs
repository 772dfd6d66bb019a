//! Promises: what the service said it would do after a decision, by when, and whether it did.

pub mod forms;
pub mod model;
pub mod store;
pub mod view;

pub use routes::routes;

mod routes {
    use axum::Router;
    use axum::routing::post;

    use super::forms;
    use crate::App;

    /// Where staff say what became of a promise.
    pub fn routes() -> Router<App> {
        Router::new()
            .route("/staff/consultations/{slug}/promises/{id}", post(forms::keep))
            .route("/staff/consultations/{slug}/promises/{id}/decline", post(forms::decline))
    }
}
