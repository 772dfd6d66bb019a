//! The parts of a consultation's page for staff, as one works at it: what to do next, what is asked, what is around it, and
//! at the side who works on it and who can see it.

pub mod around;
pub mod next;
pub mod parts;
pub mod side;
#[cfg(test)]
mod tests;
