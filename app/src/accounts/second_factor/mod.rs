//! The second step of signing in: beside the password, a code of an app on one's telephone, or a passkey. Whoever learns a
//! password then still stands outside.
//!
//! Anybody may have one; an administrator can ask it of people who work for the service ([`required`]). With the first of
//! them come ten recovery codes for paper. After a right password [`signing_in`] asks for the second step; until it is right
//! there is no session.

mod app;
mod codes;
mod factors;
pub mod model;
pub mod pages;
pub mod passkey_pages;
mod passkeys;
mod recovery;
pub mod required;
pub mod setting_up;
pub mod signing_in;
pub mod store;
pub mod taking_off;
#[cfg(test)]
mod tests;

pub use codes::{must_show, prove};
pub use factors::take_off_all;
