//! Building a questionnaire in the browser, as values: each thing that staff do is an edit that makes another questionnaire
//! of the one there is, or a sentence why not. Whoever keeps them keeps what was there before, for undo.
//!
//! An edit never leaves something that refers to what is not there, never gives a key twice, and never does to a published
//! questionnaire what an [amendment](super::amending) may not. What cannot be published yet for other reasons (a question
//! without options, a condition on a later question) can be drafted: the [proof](super::definition::proof) says so.

mod apply;
pub mod edit;
pub mod keys;
pub mod pasted;
pub mod picked;
pub mod references;
mod say;
pub mod templates;
#[cfg(test)]
mod tests;

pub use apply::{EditBounds, EditRefused, EditedForm};
pub use edit::{ConditionPlace, MoveTo, OptionsOf, QuestionMove, QuestionSpot, QuestionnaireEdit};
