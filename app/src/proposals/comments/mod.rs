//! Comments: what residents say about a proposal in their own words, with one level of replies. Nobody's name
//! is shown; a comment carries "Resident", the branch if its author agrees, and their vote.

pub mod islands;
pub mod model;

#[cfg(feature = "ssr")]
mod authored;
#[cfg(feature = "ssr")]
pub mod cached;
#[cfg(feature = "ssr")]
pub mod form;
#[cfg(feature = "ssr")]
pub mod forms;
#[cfg(feature = "ssr")]
pub mod locked;
#[cfg(feature = "ssr")]
pub mod moderating;
#[cfg(feature = "ssr")]
pub mod official;
#[cfg(feature = "ssr")]
pub mod rules;
#[cfg(feature = "ssr")]
pub mod similar;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(test)]
mod tests;
#[cfg(feature = "ssr")]
pub mod view;
#[cfg(feature = "ssr")]
mod written;

#[cfg(feature = "ssr")]
pub use routes::routes;

#[cfg(feature = "ssr")]
mod routes;
