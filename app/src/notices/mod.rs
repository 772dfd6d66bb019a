//! Mail to people who take part. A message is written to the outbox in the transaction that it speaks of, so
//! none is sent about something that did not happen, and none is lost when the program stops. The [`mailer`]
//! sends what waits there, by way of a [`transport`]: files in a folder, or a mail server.
//!
//! There are two kinds: messages about an account itself, which nobody can switch off (`store::post`), and notices
//! about consultations, which people can stop with one press (`store::post_notice`, [`unsubscribe`]). Pages that
//! promise a message ask [`delivery()`] whether one can come.

pub mod delivery;
pub mod mailer;
pub mod pages;
pub mod participants;
mod routes;
pub mod store;
#[cfg(test)]
mod tests;
pub mod unsubscribe;
pub mod voters;

pub use delivery::{Delivery, delivery, no_mail_note};

pub use routes::routes;
