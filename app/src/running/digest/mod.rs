//! The message of the day: once each morning, everybody who works for the service and has something waiting is told what,
//! in counts and links. Who is told follows from what they do: moderators of what people wrote, the owner and the colleagues
//! of a consultation of what waits in it, administrators of what nobody looks after. When nothing waits, nothing is sent.

mod lines;
mod sending;
mod store;
#[cfg(test)]
mod tests;

pub use sending::{run, send_due};
