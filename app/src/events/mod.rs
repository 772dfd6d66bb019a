//! Events: occasions at which staff meet people where they are, such as drop-in sessions, story times, school visits and
//! meetings. Each says when, where and how it can be reached, belongs to a consultation if people are asked something
//! there, and stands on its page, on the library's and in a calendar that people can follow.
//!
//! Each event has a short code on the sheet that lies on the table. Whoever begins to answer by it is counted with the
//! event, so that the service learns which occasions bring people in; of the person nothing is kept but their answer.

mod acts;
mod arriving;
mod asked;
mod calendar;
mod checks;
pub mod code;
pub mod coming;
mod editing;
pub mod form;
mod ical;
pub mod model;
mod pages;
mod routes;
pub mod rules;
pub mod shared;
mod sheet;
mod staff;
pub mod store;
#[cfg(test)]
mod tests;
mod words;

pub use routes::routes;
