//! People who sign in: residents, and the staff, moderators, analysts, councillors and administrators of the
//! library service. What a role may do is asked of [`rules`] by the page that shows a button and by the
//! handler that does the act alike.

pub mod model;

/// The password of every account of a demo installation, printed and shown for all to use.
pub const DEMO_PASSWORD: &str = "library-card-2026";

#[cfg(feature = "ssr")]
pub mod forms;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod passwords;
#[cfg(feature = "ssr")]
pub mod rules;
#[cfg(feature = "ssr")]
pub mod sessions;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(all(test, feature = "ssr"))]
mod tests;

#[cfg(feature = "ssr")]
pub use routes::routes;

#[cfg(feature = "ssr")]
mod routes {
    use axum::Router;
    use axum::routing::{get, post};

    use super::{forms, pages};
    use crate::App;

    /// Registering, confirming, signing in and out.
    pub fn routes() -> Router<App> {
        Router::new()
            .route("/register", get(pages::register).post(forms::register))
            .route("/registered", get(pages::registered))
            .route("/confirm/{token}", get(pages::confirm).post(forms::confirm))
            .route("/sign-in", get(pages::sign_in).post(forms::sign_in))
            .route("/sign-out", post(forms::sign_out))
    }
}
