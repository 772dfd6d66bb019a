//! What one person did here, for themselves: what they said and what came of it, all of it to take away, and leaving.

pub mod account;
pub mod data;
pub mod delete;
pub mod devices;
pub mod password;
#[cfg(feature = "ssr")]
pub mod receipt;
mod routes;
pub mod store;
pub mod writing;

pub use routes::routes;
