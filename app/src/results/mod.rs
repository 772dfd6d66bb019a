//! Results: what people answered, shown to everybody once it may be seen, to staff as a dashboard at any time,
//! and as files to take away. A result is a headline (each participant's latest answer, whichever version it was
//! given to), with the split by version, by library and by channel beside it, and the comments that most people
//! agreed with.

pub mod cache;
pub mod download;
pub mod export;
pub mod figures;
pub mod findings;
pub mod model;
pub mod pages;
mod routes;
pub mod signs;
pub mod staff;
pub mod store;
#[cfg(test)]
mod tests;
pub mod view;

pub use routes::routes;
