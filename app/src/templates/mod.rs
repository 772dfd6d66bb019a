//! Templates: nobody has to begin a consultation at an empty page. There are six that come with the program, with advice in
//! the margin; a service makes its own of what it has asked; and any earlier consultation can be begun again. A template
//! keeps what staff wrote and nothing that anybody answered.

mod content;
mod forms;
mod ours;
mod pages;
mod routes;
mod store;
#[cfg(test)]
mod tests;

pub use routes::routes;
