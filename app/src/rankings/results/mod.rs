//! What came of a ranking: the finding in a sentence, instant-runoff round by round, or every two options compared,
//! and one fold with how it was counted and how to check that. The public page and the staff's show the same.

pub mod checking;
pub mod pages;
pub mod view;
