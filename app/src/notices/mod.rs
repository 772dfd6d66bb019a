//! Mail to people who take part. A message is written to the outbox in the transaction that it speaks of, so
//! none is sent about something that did not happen, and none is lost when the program stops.

pub mod store;
pub mod voters;
