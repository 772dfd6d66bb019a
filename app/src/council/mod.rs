//! The councillors' side: what is open, what waits for a decision, what was decided, and what people said.
//! The figures are the ones staff see, without anything personal.

pub mod pages;
mod routes;
pub mod rules;
#[cfg(test)]
mod tests;

pub use routes::routes;
