//! The parts that pages share: form fields and their errors, the date slip, lists that go on, notes.

pub mod address_code;
pub mod charts;
pub mod colour;
pub mod contents;
pub mod errors;
pub mod first_letter;
pub mod flash;
pub mod form;
pub mod lines_of_a_file;
pub mod overtaken;
pub mod pager;
pub mod prose;
pub mod shortened;
pub mod worklist;

pub use flash::done_note;
pub use form::{Field, FieldKind, FieldOption, check, error_summary};
