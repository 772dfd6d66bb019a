//! Setting a service up: the list of what stands between an empty installation and a site that is open to the public, how
//! far each thing is, and the switch that opens it. Until then nobody but colleagues sees anything of the site but a page
//! that says so (`site::opening`).
//!
//! Some of the list has to be done: without a name, reviewed legal texts and mail that arrives, the site would promise what
//! nobody agreed to. The rest is what a careful service does; it can be set aside, with a reason that is kept.

mod pages;
mod routes;
pub mod safekeeping;
pub mod steps;
#[cfg(test)]
mod tests;

pub use routes::routes;
