//! Rankings: people put a few options in their own order, and one is chosen. The service says beforehand which way
//! of counting decides, instant-runoff or Schulze; the results page shows both, with every step, so that anybody can
//! follow it. An order is a *ballot*; it can be changed while the consultation is open.

pub mod cached;
pub mod count;
pub mod desk;
pub mod form;
pub mod forms;
pub mod instrument;
pub mod model;
pub mod pages;
pub mod results;
mod routes;
pub mod rules;
pub mod staff;
pub mod store;
mod tables;
mod template;
#[cfg(test)]
mod tests;
pub mod told;
mod view;
pub mod words;

pub use routes::routes;
