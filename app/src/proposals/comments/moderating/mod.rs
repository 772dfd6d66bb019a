//! The moderation of comments: anybody may report one; a moderator publishes it, holds it, removes it or takes words out of
//! it, with a reason from the policy, and the author is told. What every kind has in common is the room `moderation`.

pub mod original;
pub mod pages;
pub mod report;
pub mod routes;
pub mod store;
#[cfg(test)]
mod tests;
pub mod writing;
