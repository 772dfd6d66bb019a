//! Decisions: what came of a consultation. Which version of each proposal was adopted, by whom and why, how
//! each theme in what people said was weighed, and what the service promises to do next. Everybody who took
//! part is told once it is published, and from then on it is only corrected: in public, with a date and the earlier text beside it.

pub mod came_of_it;
#[cfg(feature = "ssr")]
pub mod correcting;
pub mod editor;
pub mod forms;
pub mod model;
pub mod pages;
#[cfg(feature = "ssr")]
pub mod promises;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;
pub mod view;

pub use routes::routes;

mod routes;
