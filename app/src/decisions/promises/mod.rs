//! Promises: what the service said it would do after a decision, by when, and whether it did.

pub mod forms;
pub mod model;
pub mod store;
pub mod view;

pub use routes::routes;

mod routes;
