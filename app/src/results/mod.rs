//! Results: what people answered, shown to everybody once it may be seen, to staff as a dashboard at any time, and as files
//! to take away. What came of each thing is worked out by its own kind; this room puts it together.

pub mod download;
pub mod export;
#[cfg(test)]
mod exporting;
pub mod findings;
pub mod overview;
pub mod pages;
mod routes;
pub mod signs;
pub mod staff;
pub mod store;
#[cfg(test)]
mod tests;
pub mod turnout;

pub use routes::routes;
