//! Questionnaires: questions that residents answer one after the other, with conditions on who is asked what. A
//! questionnaire is written in the draft of a consultation, proved to have no dead ends, and published as a version that
//! never changes. What residents answer is kept as a draft of theirs until they send it, once; they may change it while the
//! consultation is open. Sums are kept as answers come in, so results never count through them all.

pub mod again;
pub mod amending;
pub mod answering;
pub mod building;
pub mod changes;
pub mod definition;
pub mod desk;
pub mod equality;
pub mod files;
pub mod form;
pub mod instrument;
pub mod intake;
pub mod interchange;
pub mod linter;
pub mod model;
pub mod pages;
pub mod reading_over;
pub mod results;
pub mod returning;
mod routes;
pub mod rules;
pub mod sent_files;
pub mod staff;
pub mod store;
mod tables;
pub mod tally;
mod template;
#[cfg(test)]
mod tests;
pub mod told;
pub mod versions;
pub mod view;
mod worded;
pub mod words;
pub mod writings;

pub use routes::routes;
#[cfg(test)]
pub(crate) use tests::{EXAMPLE, publish_example};
