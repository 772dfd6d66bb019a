//! The opinion map: worked out beside the site when answers change, never while somebody waits for a page. The
//! last one stays on show, with its time, until the next is ready. While a consultation is open each run starts
//! where the one before ended, so that the map does not jump; after closing it is worked out once more from the
//! answers alone, so that anybody with the file of answers gets the very same groups.

mod called;
mod finding;
mod likeness;
mod model;
pub mod naming;
pub mod pages;
mod picture;
mod shares;
pub mod store;
mod view;
mod working_out;

pub use called::GivenName;
pub use likeness::Marks;
pub use model::{FEWEST_IN_A_GROUP, FEWEST_PLACED, Map};
pub use working_out::{MapError, Maps, catch_up, choice, last, run};
