//! Residents' own ideas for a budget vote: sent with a form, shown to everybody with what became of each.

mod authored;
pub mod form;
pub mod forms;
pub mod pages;
pub mod report;
pub mod writing;
