//! Save and return: somebody stops in the middle of a questionnaire and goes on another day, on another device if they like.
//! What opens their answers again is a link by mail or a code on paper. They are told beforehand when the answers are erased
//! and that nothing is counted which was not sent; whoever took a link is reminded once, shortly before it closes. The address
//! is kept for that alone, and goes when the answers are sent or erased.

pub mod code;
mod letters;
pub mod limits;
pub mod opening;
pub mod own;
pub mod reminding;
pub mod saving;
pub mod store;
#[cfg(test)]
mod tests;
