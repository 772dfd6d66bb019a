//! Moderation: which comments are shown, by the published policy and nothing else. Anybody may report a comment;
//! a moderator publishes it, holds it, removes it or takes words out of it, gives a reason from the policy, and
//! the author is told. Every moderation decision stays in a log that names nobody.

pub mod model;

#[cfg(feature = "ssr")]
pub mod backlog;
#[cfg(feature = "ssr")]
pub mod forms;
#[cfg(feature = "ssr")]
pub mod log;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod policy;
#[cfg(feature = "ssr")]
pub mod report;
#[cfg(feature = "ssr")]
pub mod rules;
#[cfg(feature = "ssr")]
pub mod screening;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(test)]
mod tests;
#[cfg(feature = "ssr")]
pub mod view;

#[cfg(feature = "ssr")]
pub use routes::routes;

#[cfg(feature = "ssr")]
mod routes;
