//! What waits for a moderator: in which order, where it stands, and the page on which it is decided, as a list beside the one
//! that is open.

pub mod beside;
mod desk;
pub(super) mod queue;
pub mod rules;
pub(super) mod several;
pub mod store;
#[cfg(test)]
mod tests;
