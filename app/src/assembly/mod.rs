//! Where the rooms are put together to one site: the router that every address hangs on, and what is worked out anew when
//! a new version of the program starts.

pub mod refresh;
pub mod router;

pub use router::router;
