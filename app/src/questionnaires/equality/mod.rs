//! Equality monitoring: the questions on age, sex, ethnic group and so on that a public service asks to see whom it has not
//! heard from, and the rules by which the answers are kept.
//!
//! There is no one set of questions that the government has settled: for sex there is no standard at the moment, the
//! guidance on gender identity is interim, two more standards are being redone, and several topics differ by nation. So
//! the questions are dated data, one file for each nation, each topic with its source, its date, its standing in a
//! sentence for staff and the census categories that its options belong to; and the program says when what it asks is
//! old.
//!
//! The answers are of a special category. They are filed without the response, by topic and without anything finer than a
//! week (`filing`), and are shown only in tables in which nobody can be found (`tables`).

pub mod asked;
mod block;
mod census;
pub mod drawn;
mod file;
mod filing;
pub mod keeping;
pub mod rules;
mod tables;
mod warnings;
mod weeks;

use std::sync::LazyLock;

pub use block::{EqualityBlock, EqualityTopic, Nation, StandardStatus, TopicBlock};
pub use census::{CensusCategory, CensusPart};
pub use file::NotAnEqualityBlock;
pub use filing::{FiledTopic, filed};
pub use tables::{CountedRow, NO_ANSWER, NotYetDrawn, QuestionCounts, ShownCount, may_be_drawn, suppressed_table};
pub use warnings::{EqualityConcern, EqualityWarning};
pub use weeks::{EqualityWeek, SettledWeeks, file_under, settled};

/// The code by which staff who ask at the desk or by phone note that somebody would not answer. It is not read out.
pub const REFUSED: &str = "refused";

/// The files, by the names that errors give them.
const FILES: [(&str, &str); 4] = [
    ("england.toml", include_str!("blocks/england.toml")),
    ("wales.toml", include_str!("blocks/wales.toml")),
    ("scotland.toml", include_str!("blocks/scotland.toml")),
    ("northern-ireland.toml", include_str!("blocks/northern-ireland.toml")),
];

/// The equality questions of every nation, in the order of [`Nation::ALL`].
///
/// # Errors
/// What is wrong in which file: a fault of the program, which a test would have found.
pub fn blocks() -> Result<Vec<EqualityBlock>, NotAnEqualityBlock> {
    FILES.iter().map(|(name, text)| file::read(name, text)).collect()
}

/// The questions of one nation, read once; none if its file cannot be used, which a test would have found.
pub fn of_nation(nation: Nation) -> Option<&'static EqualityBlock> {
    static READ: LazyLock<Vec<EqualityBlock>> = LazyLock::new(|| {
        blocks().unwrap_or_else(|why| {
            tracing::error!(%why, "no equality questions can be asked");
            Vec::new()
        })
    });
    READ.iter().find(|block| block.nation == nation)
}

#[cfg(test)]
mod tests;
