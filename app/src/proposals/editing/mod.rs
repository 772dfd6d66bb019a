//! How staff write proposals: a form that can be saved half-finished, a preview that looks as residents will
//! see it, and nothing published until they say so. A draft stands beside the published version, and the
//! published version never changes.

pub mod form;
pub mod forms;
pub mod pages;
mod routes;
pub mod store;
#[cfg(test)]
mod tests;

pub use routes::routes;
