//! What the service looks like: its logo and its accent. A logo is taken as a drawing made harmless ([`svg`]) or as a PNG
//! written anew; an accent only if it is read well enough on our paper, in light and in dark (`ui::colour`). Both are files
//! of their own, named after what is in them, so that a browser keeps them for good: the Content-Security-Policy allows no
//! style on the page itself.

mod pages;
mod routes;
mod serve;
pub mod store;
pub mod svg;
#[cfg(test)]
mod tests;

pub use routes::routes;
