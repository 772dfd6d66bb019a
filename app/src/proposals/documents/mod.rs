//! Documents: the evidence behind a consultation or one of its proposals, as PDF or pictures. What is in a file
//! decides what it is, never its name, and it is served so that it cannot run script or pass as a page of ours.

pub mod forms;
pub mod model;
pub mod pages;
mod routes;
pub mod serve;
pub mod store;
#[cfg(test)]
mod tests;
pub mod view;

pub use routes::routes;
