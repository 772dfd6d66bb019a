//! Statements: short sentences that residents answer one at a time with agree, disagree or pass. From the answers
//! an opinion map is worked out: who thinks alike, what sets the groups apart, and what they all agree on. The
//! library service writes the first statements; residents may add their own if the service lets them.

#[cfg(feature = "ssr")]
pub mod instrument;
pub mod islands;
pub mod model;

#[cfg(feature = "ssr")]
mod authored;
#[cfg(feature = "ssr")]
pub mod desk;
#[cfg(feature = "ssr")]
pub mod editing;
#[cfg(feature = "ssr")]
pub mod export;
#[cfg(feature = "ssr")]
pub mod form;
#[cfg(feature = "ssr")]
pub mod forms;
#[cfg(feature = "ssr")]
pub mod map;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod report;
#[cfg(feature = "ssr")]
pub mod rules;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
mod tables;
#[cfg(feature = "ssr")]
mod template;
#[cfg(all(test, feature = "ssr"))]
mod tests;
#[cfg(feature = "ssr")]
pub mod told;
#[cfg(feature = "ssr")]
pub mod turns;
#[cfg(feature = "ssr")]
mod view;
#[cfg(feature = "ssr")]
pub mod writing;

#[cfg(feature = "ssr")]
pub use routes::routes;

#[cfg(feature = "ssr")]
mod routes;
