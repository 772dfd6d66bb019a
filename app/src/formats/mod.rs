//! The same consultation in another format: in easy words with pictures, in large print, in British Sign Language, to
//! listen to, or in another language. Each is a link or one of the consultation's documents, and stands at the top of its
//! page, where somebody who needs it finds it before everything else.

mod forms;
mod model;
mod pages;
mod routes;
mod store;
#[cfg(test)]
mod tests;
pub mod view;

pub use routes::routes;
