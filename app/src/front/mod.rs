//! The pages that residents come in by, and the staff's first: they put together what the rooms below know. The front page,
//! the consultations, each library, and what everybody is promised.

pub mod consultation;
pub mod home;
#[cfg(feature = "ssr")]
pub mod library;
pub mod list;
#[cfg(feature = "ssr")]
mod routes;
pub mod sharing;
pub mod staff;

pub use routes::routes;
