//! A picture for a consultation or a library, with words for those who do not see it. What is sent is made smaller and
//! written anew, so that nothing of where and when it was taken goes on.

mod forms;
mod model;
mod pages;
mod routes;
mod serve;
mod store;
#[cfg(test)]
mod tests;
pub mod view;

pub use model::{Picture, Pictured};
pub use routes::routes;
