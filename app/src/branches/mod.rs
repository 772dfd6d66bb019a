//! Branches: the libraries of the service, whether a building, a mobile stop or run by a community.

pub mod model;

#[cfg(feature = "ssr")]
pub mod choice;
#[cfg(feature = "ssr")]
mod columns;
#[cfg(feature = "ssr")]
mod contacts;
#[cfg(feature = "ssr")]
pub mod forms;
#[cfg(feature = "ssr")]
pub mod import;
#[cfg(feature = "ssr")]
pub mod intake;
#[cfg(feature = "ssr")]
mod naming;
#[cfg(feature = "ssr")]
pub mod postcodes;
#[cfg(feature = "ssr")]
mod schemas;
#[cfg(feature = "ssr")]
pub mod staff;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(all(test, feature = "ssr"))]
mod tests;
#[cfg(feature = "ssr")]
mod values;

#[cfg(feature = "ssr")]
pub use routes::routes;

#[cfg(feature = "ssr")]
mod routes;
