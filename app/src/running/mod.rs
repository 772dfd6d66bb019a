//! How staff run a consultation: start it, write it, check it, publish it, and do what may still be done while
//! it runs: correct, extend, withdraw, show or hide the counts. Every act that matters goes into the record of
//! acts, and whatever changes for residents is told to them.

pub mod after_publishing;
pub mod approval;
pub mod as_read;
#[cfg(test)]
mod checklist_tests;
pub mod checks;
pub mod deleting;
pub mod digest;
pub mod forms;
pub mod manage;
pub mod notes;
pub mod pages;
pub mod publish;
pub mod readiness;
mod routes;
pub mod tasks;
pub mod telling;
#[cfg(test)]
mod tests;
pub mod workbench;

pub use routes::routes;
