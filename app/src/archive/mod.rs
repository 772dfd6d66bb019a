//! The memory of the service: consultations that were run elsewhere, on paper or with another system, are entered here
//! afterwards, one by one or from a spreadsheet, so that people find in one place everything they were ever asked and
//! what came of it. They stand in the same lists as all others, and their pages say that what people wrote is not here.

mod dates;
mod form;
mod forms;
mod import;
mod intake;
mod pages;
mod routes;
mod store;
#[cfg(test)]
mod tests;
pub mod view;

pub use import::{MAX_BYTES, parse};
pub use intake::{ArchiveError, BroughtIn, import_file};
pub use routes::routes;
