//! The service's own legal texts: privacy, accessibility, moderation policy and terms. Each begins as ours, with gaps that
//! only the service can fill (who is responsible, for how long things are kept, what does not work yet), and becomes the
//! service's when somebody saves it. Versions are kept, with what changed between them; a text says that it was not reviewed
//! yet until a named person has done that. What the program knows better than any text, such as who sees what, is put in by
//! the kinds of things that are asked.

pub mod model;
pub mod pages;
mod routes;
pub mod staff;
pub mod standard;
pub mod store;
#[cfg(test)]
mod tests;
pub mod text;

pub use model::{Facts, LegalPage, LegalReview, LegalText};
pub use routes::routes;
