//! Counts of equality answers in which nobody can be found.
//!
//! A count of one to four is not shown, and neither is a nought, which would say that the others are not noughts: all of
//! them are "fewer than five". Where what is hidden could be worked out from the total, the next smallest count is hidden
//! as well, by the rule that holds for libraries, and with it any other that is as large. Then the hidden counts could
//! stand in any order, so that even somebody who knows the rule cannot tell whose is which. Three more ways are closed:
//!
//! - those who skipped, would not say and were not asked are one row, or the number of those too young for a question
//!   could be taken from another topic;
//! - a list that follows an answer ("White: Irish …") is shown only where that answer's count is, since it adds up to it;
//! - a table is drawn once, after closing, for everybody together: two tables of different days, or one for a part of the
//!   people, could be taken from each other.

use std::collections::BTreeMap;
use std::fmt;

use super::super::definition::blank::Blank;
use super::super::definition::question::Question;
use super::REFUSED;
use super::block::{EqualityBlock, EqualityTopic, TopicBlock};
use super::file::follows;
use super::filing::FiledTopic;
use crate::responses::suppression::{FEWEST_FOR_A_LIBRARY, Named, named};

/// The code of the row of those who gave no answer, for whatever reason.
pub const NO_ANSWER: &str = "no-answer";

/// A count as it may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ShownCount {
    /// So many people.
    People(u64),
    /// Not shown: it is smaller than five, or would give away one that is.
    Hidden,
}

/// One row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedRow {
    /// The options of the row; more than one where they had to be put together.
    pub codes: Vec<String>,
    /// How many people chose them.
    pub people: ShownCount,
}

/// The counts of one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionCounts {
    /// Its topic.
    pub topic: EqualityTopic,
    /// Its key.
    pub question: String,
    /// How many people it is about; none if fewer than five, and then there are no rows.
    pub people: Option<u64>,
    /// Its rows, in the order of its options and then those who gave no answer.
    pub rows: Vec<CountedRow>,
}

/// Why tables cannot be drawn yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotYetDrawn {
    /// People can still answer.
    Open,
    /// So many papers wait to be entered.
    Paper(u64),
}

impl fmt::Display for NotYetDrawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open => f.write_str(
                "Equality answers are counted once, after the consultation has closed. Counts from two days could be \
                 compared, and would show what the people in between answered.",
            ),
            Self::Paper(1) => {
                f.write_str("Equality answers are counted once. One paper form waits to be entered first.")
            }
            Self::Paper(papers) => {
                write!(f, "Equality answers are counted once. {papers} paper forms wait to be entered first.")
            }
        }
    }
}

impl std::error::Error for NotYetDrawn {}

/// Whether the tables may be drawn. What was drawn is kept and shown from then on, and no record is added to it.
///
/// # Errors
/// What has to happen first.
pub const fn may_be_drawn(closed: bool, papers_waiting: u64) -> Result<(), NotYetDrawn> {
    if !closed {
        return Err(NotYetDrawn::Open);
    }
    if papers_waiting > 0 { Err(NotYetDrawn::Paper(papers_waiting)) } else { Ok(()) }
}

/// Counts as they may be shown beside their total; none if the total itself is too small. Each person is in one of the
/// counts.
pub fn suppressed_table<C: Clone>(counts: &[(C, u64)]) -> Option<Vec<(C, ShownCount)>> {
    let people: Vec<u64> = counts.iter().map(|(_, people)| *people).collect();
    if people.iter().sum::<u64>() < FEWEST_FOR_A_LIBRARY {
        return None;
    }
    let Named { alone, together, joined } = named(&people);
    let of = |places: &[usize]| -> Vec<u64> { places.iter().filter_map(|at| people.get(*at).copied()).collect() };
    // If every hidden count is as large as a small one can be, their sum says so: one more has to join them.
    let all_largest = alone.len() < people.len()
        && (0..people.len())
            .filter(|at| !alone.contains(at))
            .all(|at| people.get(at).is_some_and(|people| *people + 1 == FEWEST_FOR_A_LIBRARY));
    let next = if joined {
        of(&together).into_iter().max()
    } else if all_largest {
        of(&alone).into_iter().min()
    } else {
        None
    };
    // Whatever is as large as the count that joined is hidden with it. So it does not matter which hidden count is whose:
    // the same numbers in any other order make the same table.
    let shown: Vec<usize> = alone
        .into_iter()
        .filter(|at| people.get(*at).is_some_and(|people| next.is_none_or(|next| *people > next)))
        .collect();
    let row = |(at, (what, people)): (usize, &(C, u64))| {
        let people = if shown.contains(&at) { ShownCount::People(*people) } else { ShownCount::Hidden };
        (what.clone(), people)
    };
    Some(counts.iter().enumerate().map(row).collect())
}

impl EqualityBlock {
    /// The tables of what was filed in one consultation, by topic and question in the order of the block. All of it has
    /// to be given, and [`may_be_drawn`] has to allow it.
    pub fn counts<'a>(&self, filed: impl IntoIterator<Item = &'a FiledTopic>) -> Vec<QuestionCounts> {
        let mut of_topic: BTreeMap<EqualityTopic, Vec<&FiledTopic>> = BTreeMap::new();
        for record in filed {
            of_topic.entry(record.topic).or_default().push(record);
        }
        let mut all = Vec::new();
        for topic in self.askable() {
            if let Some(records) = of_topic.get(&topic.topic) {
                self.count_topic(topic, records, &mut all);
            }
        }
        all
    }

    fn count_topic(&self, topic: &TopicBlock, records: &[&FiledTopic], into: &mut Vec<QuestionCounts>) {
        let begins = into.len();
        for question in &topic.questions {
            let counts = match question.when.as_ref().and_then(follows) {
                None => self.count_question(topic.topic, question, records),
                Some((key, code)) => {
                    let alone = into.iter().skip(begins).any(|counts| {
                        counts.question == key
                            && counts
                                .rows
                                .iter()
                                .any(|row| row.codes.iter().eq([code]) && matches!(row.people, ShownCount::People(_)))
                    });
                    if !alone {
                        continue;
                    }
                    let asked: Vec<&FiledTopic> = records
                        .iter()
                        .copied()
                        .filter(|record| record.codes.get(key).is_some_and(|chosen| chosen == code))
                        .collect();
                    self.count_question(topic.topic, question, &asked)
                }
            };
            into.push(counts);
        }
    }

    fn count_question(&self, topic: EqualityTopic, question: &Question, records: &[&FiledTopic]) -> QuestionCounts {
        let key = question.key.as_str();
        let mut counted: BTreeMap<&str, u64> = BTreeMap::new();
        for record in records {
            let code = record.codes.get(key).map_or(NO_ANSWER, String::as_str);
            let code = if Blank::from_code(code).is_some() || code == REFUSED { NO_ANSWER } else { code };
            *counted.entry(code).or_default() += 1;
        }
        let no_answer = counted.remove(NO_ANSWER).unwrap_or_default();
        let options = question.options().iter().map(|option| option.code.as_str()).filter(|code| *code != REFUSED);
        let mut counts: Vec<(Vec<String>, u64)> = Vec::new();
        for code in options {
            counts.push((vec![code.to_owned()], counted.remove(code).unwrap_or_default()));
        }
        // What an earlier edition of the block offered and this one does not.
        counts.extend(counted.into_iter().map(|(code, people)| (vec![code.to_owned()], people)));
        if topic == EqualityTopic::Age {
            counts = with_the_young_together(counts, &self.screen.under);
        }
        counts.push((vec![NO_ANSWER.to_owned()], no_answer));
        let people: u64 = counts.iter().map(|(_, people)| *people).sum();
        let table = suppressed_table(&counts);
        QuestionCounts {
            topic,
            question: key.to_owned(),
            people: table.is_some().then_some(people),
            rows: table.into_iter().flatten().map(|(codes, people)| CountedRow { codes, people }).collect(),
        }
    }
}

/// The bands of age with those who are too young for some questions put together with the next band, if they are few. Other
/// topics say how many people at least were old enough, so that hiding their count is not enough.
fn with_the_young_together(counts: Vec<(Vec<String>, u64)>, under: &[String]) -> Vec<(Vec<String>, u64)> {
    let is_young = |codes: &[String]| codes.iter().all(|code| under.contains(code));
    let young: u64 = counts.iter().filter(|(codes, _)| is_young(codes)).map(|(_, people)| *people).sum();
    if !(1..FEWEST_FOR_A_LIBRARY).contains(&young) {
        return counts;
    }
    let (mut together, mut rest): (Vec<_>, Vec<_>) = counts.into_iter().partition(|(codes, _)| is_young(codes));
    if !rest.is_empty() {
        together.push(rest.remove(0));
    }
    let people = together.iter().map(|(_, people)| *people).sum();
    let codes = together.into_iter().flat_map(|(codes, _)| codes).collect();
    std::iter::once((codes, people)).chain(rest).collect()
}

#[cfg(test)]
mod tests;
