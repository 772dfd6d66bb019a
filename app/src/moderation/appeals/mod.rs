//! Appeals: whoever wrote something that a moderator hid or cut asks for somebody else to look again. The letter has a link to
//! it, and so has the author's own page. Somebody other than those who decided before decides, the author is told, and how
//! many were upheld can be read by everybody, year by year.

pub mod asking;
pub mod counted;
pub mod desk;
mod letter;
pub mod model;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;
