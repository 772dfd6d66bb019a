//! How people who are not on the site find what is on it: the picture that stands beside an address somebody shares, a
//! poster for the wall of a library with a code for the telephone, a small card for the web page of a parish, news for
//! those who follow it with a reader of their own, and the list of pages for search engines.
//!
//! Nothing here knows who looks. It is the same for everybody, kept until what it shows changes, and never shows a draft.

mod card;
mod drawing;
mod embed;
mod feeds;
mod icon;
mod layout;
mod letters;
mod poster;
mod poster_sheet;
mod published;
mod robots;
mod routes;
mod sitemap;
#[cfg(test)]
mod tests;

pub use routes::routes;
