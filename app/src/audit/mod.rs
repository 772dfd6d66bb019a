//! The record of acts: every act by staff that matters, in one chain in which each entry vouches for the one
//! before. Entries hold numbers and hashes, never names, addresses or text, so that erasing a person never
//! breaks the chain.

pub mod chain;
pub mod history;
pub mod overtaken;
pub mod pages;
pub mod read;
pub mod store;
#[cfg(test)]
mod tests;
pub mod words;

pub use routes::routes;

mod routes;
