//! People who sign in: residents, and the staff, moderators, analysts, councillors and administrators of the
//! library service. What a role may do is asked of [`rules`] by the page that shows a button and by the
//! handler that does the act alike.

pub mod islands;

/// The password of every account of a demo installation, printed and shown for all to use.
pub const DEMO_PASSWORD: &str = "library-card-2026";

/// What is said once to somebody who begins by an invitation or as the first administrator (see
/// [`done_note`](crate::ui::done_note)).
#[cfg(feature = "ssr")]
pub const WELCOME: (&str, &str, &str) = (
    "welcome",
    "Your account is ready, and you are signed in.",
    "Next time, sign in with the password you just chose.",
);

#[cfg(feature = "ssr")]
pub mod address_change;
#[cfg(feature = "ssr")]
pub mod confirming;
#[cfg(feature = "ssr")]
pub mod first_administrator;
#[cfg(feature = "ssr")]
pub mod forms;
#[cfg(feature = "ssr")]
pub mod helping;
#[cfg(feature = "ssr")]
pub mod invite;
#[cfg(feature = "ssr")]
pub mod limits;
#[cfg(feature = "ssr")]
mod one_time_link;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod password;
#[cfg(feature = "ssr")]
pub mod pending;
#[cfg(feature = "ssr")]
pub mod people;
#[cfg(feature = "ssr")]
pub mod person;
#[cfg(feature = "ssr")]
pub mod presence;
#[cfg(feature = "ssr")]
pub mod reset;
#[cfg(feature = "ssr")]
mod seal;
#[cfg(feature = "ssr")]
pub mod second_factor;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(all(test, feature = "ssr"))]
pub(crate) mod tests;
#[cfg(feature = "ssr")]
pub mod unsubscribing;
#[cfg(feature = "ssr")]
pub mod waiting;

#[cfg(feature = "ssr")]
pub use routes::routes;

#[cfg(feature = "ssr")]
mod routes;
