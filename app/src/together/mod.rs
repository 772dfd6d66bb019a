//! Staff who work together: who looks after a consultation and who works on it with them, and whom the public can ask about
//! it. None of this locks anybody out. Whoever may run consultations may run every one of them, so that nothing waits for
//! somebody who is ill; it says who is told, whom colleagues ask, and who is named.

pub mod approval;
pub mod contact;
pub mod daily;
pub mod previews;
mod routes;
pub mod team;
#[cfg(test)]
mod tests;

pub use routes::routes;
