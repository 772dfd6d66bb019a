//! Mail to people who take part. A message is written to the outbox in the transaction that it speaks of, so
//! none is sent about something that did not happen, and none is lost when the program stops. The [`mailer`]
//! sends what waits there, by way of a [`transport`]: files in a folder, or a mail server.

pub mod mailer;
pub mod pages;
pub mod participants;
pub mod store;
#[cfg(test)]
mod tests;
pub mod transport;
pub mod voters;

use axum::Router;
use axum::routing::{get, post};

use crate::App;

/// What an administrator sees of mail that did not go out.
pub fn routes() -> Router<App> {
    Router::new().route("/staff/mail", get(pages::get)).route("/staff/mail/{id}/again", post(pages::again))
}
