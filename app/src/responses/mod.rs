//! Responses: everything one participant submits to one consultation, with the channel it came by and the
//! receipt that proves it. Other features hand a submission to the [`writer`]; it alone changes the counts.

pub mod model;
pub mod receipt;

#[cfg(feature = "ssr")]
pub mod answering;
#[cfg(feature = "ssr")]
pub mod arrivals;
#[cfg(feature = "ssr")]
pub mod code;
#[cfg(feature = "ssr")]
pub mod form;
#[cfg(feature = "ssr")]
pub mod own_writing;
#[cfg(feature = "ssr")]
pub mod path;
#[cfg(feature = "ssr")]
pub mod person;
#[cfg(feature = "ssr")]
pub mod recount;
#[cfg(feature = "ssr")]
pub mod shuffle;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod sums;
#[cfg(feature = "ssr")]
pub mod suppression;
#[cfg(feature = "ssr")]
pub mod taking_part;
#[cfg(feature = "ssr")]
pub mod writer;
