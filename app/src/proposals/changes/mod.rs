//! How a published proposal changes: by a new version beside the old ones, never in place. Staff see every
//! different word before they publish, and say whether people should look again (an amendment) or a slip of
//! the pen was put right (a correction). Everybody can compare the versions.

pub mod amend;
pub mod pages;
mod routes;
#[cfg(test)]
mod tests;
pub mod view;

pub use routes::routes;
