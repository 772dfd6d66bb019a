//! What somebody sent before their address was confirmed. It goes with them into their account: kept sealed for
//! fourteen days, recorded with its receipt once the address is confirmed (if the consultation still takes answers),
//! and erased then. What came from another browser than the one that confirms is shown first and recorded only when the
//! owner of the address says so: anybody can type somebody else's address.

mod handing_on;
mod keeping;
pub mod pages;
mod seal;
pub mod store;
#[cfg(test)]
mod tests;

pub use handing_on::{Arrived, hand_on, record, send_on};
pub use keeping::{KEPT, Pending, SHOWN, keep, of_account, of_browser, tidy};
