//! Proposals: what is put to residents. A published version never changes; an amendment is a new version with
//! a summary of the change, and a vote names the version it was given to.

pub mod model;

#[cfg(feature = "ssr")]
pub mod changes;
pub mod comments;
#[cfg(feature = "ssr")]
pub mod costs;
#[cfg(feature = "ssr")]
pub mod desk;
#[cfg(feature = "ssr")]
pub mod diff;
#[cfg(feature = "ssr")]
pub mod documents;
#[cfg(feature = "ssr")]
pub mod editing;
#[cfg(feature = "ssr")]
mod instrument;
#[cfg(feature = "ssr")]
mod own;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
mod person;
#[cfg(feature = "ssr")]
mod put;
#[cfg(feature = "ssr")]
mod reader;
#[cfg(feature = "ssr")]
pub mod ready;
#[cfg(feature = "ssr")]
pub mod recount;
#[cfg(feature = "ssr")]
pub mod results;
#[cfg(feature = "ssr")]
pub mod search;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod sums;
#[cfg(feature = "ssr")]
mod tables;
#[cfg(feature = "ssr")]
mod template;
pub mod votes;

#[cfg(feature = "ssr")]
pub use routes::routes;

#[cfg(feature = "ssr")]
mod routes;
