//! What an amendment may do to a questionnaire that people have answered already.
//!
//! A published version never changes. The next one may reword, add and retire; it may not do what would make an answer that
//! was sent mean something else, or leave it without a column. The law behind each rule: whatever somebody could answer
//! yesterday is still an answer today, and still says the same; but for options that are retired. What is retired keeps its
//! key, its words and its column, and is asked of nobody new.
//!
//! Questions and pages may be moved and conditions changed, because no answer changes its meaning by it. But the route
//! changes: other people are asked, or the same people in another order, and who compares the versions has to know. So each
//! is listed as a change.

pub mod again;
pub mod changes;
mod kinds;
pub mod refused;
#[cfg(test)]
mod tests;
pub mod text_place;

pub use again::to_ask_again;
pub use changes::{ChangedPart, FormChange, HowChanged, changes, is_reworded};
pub use refused::{AmendmentRefusal, refused};
pub use text_place::TextPlace;
