//! What came of a ranking: the finding in a sentence, instant-runoff round by round, every two options compared, and
//! how ties were settled. The public page and the staff's show the same.

pub mod pages;
pub mod view;
