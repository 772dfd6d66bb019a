//! Budget votes: the library service puts a sum of money and projects with costs to residents; they tick what they
//! would be glad to see (or share out points), and a published rule decides what the money buys. Residents may send
//! ideas of their own, which staff check and cost before they enter the vote. The outcome by equal shares stands
//! beside the outcome by most votes, so that everybody sees the difference, and why each project won or not.

#[cfg(feature = "ssr")]
pub mod instrument;
pub mod islands;
pub mod model;

#[cfg(feature = "ssr")]
pub mod desk;
#[cfg(feature = "ssr")]
pub mod files;
#[cfg(feature = "ssr")]
pub mod form;
#[cfg(feature = "ssr")]
pub mod forms;
#[cfg(feature = "ssr")]
pub mod ideas;
#[cfg(feature = "ssr")]
pub mod outcome;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod results;
#[cfg(feature = "ssr")]
pub mod rules;
#[cfg(feature = "ssr")]
pub mod staff;
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
pub mod view;

#[cfg(feature = "ssr")]
pub use routes::routes;

#[cfg(feature = "ssr")]
mod routes;
