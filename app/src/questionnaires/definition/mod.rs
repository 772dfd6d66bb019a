//! A questionnaire as it is written down: pages with questions, when each is asked, and what answers mean for what comes
//! next. Nothing here reads the record or a page; a file, a form of the staff and the record all hold the same thing, and
//! what a condition means is settled here, once.
//!
//! The words: a *key* names a question and never changes; a *code* names an option of its question; the *route* is what one
//! person is asked, given what they answered so far.

pub mod answer;
#[cfg(test)]
pub(crate) mod arbitrary;
pub mod blank;
pub mod checking;
pub mod condition;
pub mod decimal;
pub mod document;
pub mod fields;
pub mod key;
pub mod logic;
pub mod order;
pub mod piping;
pub mod proof;
pub mod question;
pub mod reading;
pub mod route;
pub mod texts;
