//! Moderation: what people wrote is shown by the published policy and nothing else. Anybody may report it; a moderator
//! decides with a reason from the policy, and the author is told. Every decision stays in a log that names nobody. Here is
//! what every kind of writing has in common: the policy and its reasons, what waits before it is shown, reports, the queue,
//! deciding, the letter to the author, the log. What a kind is, and how its words are shown or hidden, it says itself
//! ([`writing`]).

pub mod model;

#[cfg(feature = "ssr")]
pub mod appeals;
#[cfg(feature = "ssr")]
pub mod backlog;
#[cfg(feature = "ssr")]
pub mod deciding;
#[cfg(feature = "ssr")]
pub mod earlier;
#[cfg(feature = "ssr")]
mod letter;
#[cfg(feature = "ssr")]
pub mod log;
#[cfg(feature = "ssr")]
pub mod place;
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
#[cfg(feature = "ssr")]
pub mod view;
#[cfg(feature = "ssr")]
pub mod waiting;
#[cfg(feature = "ssr")]
pub mod writing;

#[cfg(feature = "ssr")]
pub use routes::routes;

#[cfg(feature = "ssr")]
mod routes;
