//! Reading Polis' exported files: the votes, and the comments with what moderators decided about each.
//!
//! In these files agree is 1, disagree −1 and pass 0. Columns are found by name, in capitals or not, so their order
//! does not matter and others may stand between them. Whatever is wrong is told with the file and the line.
//!
//! Files that have been through a spreadsheet are read where nothing is lost by it: with semicolons or tabs between
//! the fields, a first line `sep=,`, a byte-order mark, UTF-16, `1.0` for 1. What was lost, such as the last digits of
//! `1.79586E+12`, is told in a note if it makes no difference, and is an error if it does.

mod comments;
mod matrix;
mod numbers;
mod order;
mod table;
mod votes;

use std::fmt;

pub use comments::parse_comments;
pub use votes::parse_votes;

use super::votes::{Statement, Vote};

/// A file of votes, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VotesFile {
    /// Where somebody voted on a statement more than once, the last one listed is the one that stands, as
    /// [`super::VoteMatrix::new`] expects.
    pub votes: Vec<Vote>,
    /// How the file was understood where that is not plain, each with the file and the line.
    pub notes: Vec<String>,
}

/// A file of comments, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommentsFile {
    /// What moderators decided about each comment, in the order of the file, each comment once.
    pub statements: Vec<Statement>,
    /// How the file was understood where that is not plain, each with the file and the line.
    pub notes: Vec<String>,
}

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileError {
    /// The file as the caller called it.
    pub file: String,
    /// The line, counted from 1; none when the file as a whole is meant.
    pub line: Option<u64>,
    /// What is wrong, in a few words that can follow "line 17:".
    pub what: String,
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}: line {line}: {}", self.file, self.what),
            None => write!(f, "{}: {}", self.file, self.what),
        }
    }
}

impl std::error::Error for FileError {}

/// What was found, short enough for one line and with nothing unprintable in it.
fn quoted(text: &str) -> String {
    const LONGEST: usize = 40;
    let mut shown: String = text.chars().take(LONGEST).flat_map(char::escape_debug).collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    format!("'{shown}'")
}
