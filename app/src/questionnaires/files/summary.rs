//! What people answered, as sums: counts of options, points and places, sums of numbers and parts. A response adds its
//! tallies when it is sent and takes the same ones away when it is withdrawn or superseded, so that a page of results reads
//! a few hundred sums and never the responses themselves.
//!
//! Tallies are kept by version: an option that a version does not have was not offered to those who answered it, and no
//! share is counted of people who could not choose.
//!
//! Everything is a whole number, so that taking away is exact: a number is summed in whole ones and millionths, and its
//! square in pieces of nine digits. 300,000 responses of the largest numbers stay far below what 64 bits hold.

pub mod bins;
pub mod few;
pub mod figures;

use std::collections::BTreeMap;

use self::bins::bin_of;
use crate::questionnaires::definition::answer::{Answer, Given};
use crate::questionnaires::definition::blank::Blank;
use crate::questionnaires::definition::condition::{Standing, Viewed};
use crate::questionnaires::definition::decimal::Decimal;
use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::question::{AnswerOption, Question, QuestionKind, Questionnaire};
use crate::questionnaires::definition::route::Route;

/// How many were asked. No code of an option begins with a slash.
pub const ASKED: &str = "/asked";
/// How many answered, "I don't know" and the like not counted.
pub const ANSWERED: &str = "/answered";
/// How many were asked the question but not offered this option or row.
pub const NOT_OFFERED: &str = "/not-offered";
/// How many answered a rank or a split without being offered this option.
pub const ANSWERED_WITHOUT: &str = "/answered-without";
/// A sum: of numbers without what is behind the point, of points or pence of a part.
pub const SUM: &str = "/sum";
/// The sum of what is behind the point, in millionths.
pub const SUM_MILLIONTHS: &str = "/sum-millionths";
/// The sums of squares, in millionths of millionths: nine digits each, from the last.
pub const SQUARES: [&str; 4] = ["/squares-0", "/squares-1", "/squares-2", "/squares-3"];

/// Nine digits.
const PIECE: u128 = 1_000_000_000;
const MILLION: i64 = 1_000_000;

/// What is counted or summed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnswerTally {
    /// The version that was answered.
    pub version: i64,
    /// The question.
    pub question: Key,
    /// A row of a matrix, or an option.
    pub part: Option<String>,
    /// The code of an option, point or blank (that with a slash in front), a place, a year, a library, an area, a bin of
    /// numbers, or one of the marks of this module.
    pub code: String,
}

/// The mark for a kind of blank.
pub fn blank_mark(blank: Blank) -> &'static str {
    match blank {
        Blank::NotAsked => "/not-asked",
        Blank::Skipped => "/skipped",
        Blank::DontKnow => "/dont-know",
        Blank::PreferNotToSay => "/prefer-not-to-say",
    }
}

/// What a response adds to the sums.
pub fn tally_keys(version: i64, whole: &Questionnaire, given: &Given) -> Vec<(AnswerTally, i64)> {
    let route = Route::of(whole, given);
    let mut tallies = Vec::new();
    for (_, question) in route.asked().filter(|(_, question)| question.asks()) {
        let mut add = |part: Option<&str>, code: &str, amount: i64| {
            if amount != 0 {
                let (question, part) = (question.key.clone(), part.map(str::to_owned));
                tallies.push((AnswerTally { version, question, part, code: code.to_owned() }, amount));
            }
        };
        add(None, ASKED, 1);
        for option in question.options().iter().filter(|option| !route.offers(option)) {
            add(Some(&option.code), NOT_OFFERED, 1);
        }
        match route.standing(&question.key) {
            Standing::NotAsked => {}
            Standing::Empty => add(None, blank_mark(Blank::Skipped), 1),
            Standing::Answered(answer) => {
                let (offered, others): (Vec<&AnswerOption>, Vec<&AnswerOption>) =
                    question.options().iter().partition(|option| route.offers(option));
                answered(question, answer, &offered, &others, &mut add);
            }
        }
    }
    tallies
}

fn answered(
    question: &Question,
    answer: &Answer,
    offered: &[&AnswerOption],
    others: &[&AnswerOption],
    add: &mut impl FnMut(Option<&str>, &str, i64),
) {
    add(None, if let Answer::Blank(blank) = answer { blank_mark(*blank) } else { ANSWERED }, 1);
    if matches!(answer, Answer::Order(_) | Answer::Shares { .. }) {
        others.iter().for_each(|option| add(Some(&option.code), ANSWERED_WITHOUT, 1));
    }
    match answer {
        // Each row of a matrix has a base of its own.
        Answer::Blank(blank) if matches!(question.kind, QuestionKind::Matrix { .. }) => {
            offered.iter().for_each(|row| add(Some(&row.code), blank_mark(*blank), 1));
        }
        Answer::Code { code, .. } | Answer::Branch(code) | Answer::Area(code) => add(None, code, 1),
        Answer::Ticks { codes, .. } => codes.iter().for_each(|code| add(None, code, 1)),
        Answer::Rows(rows) => {
            let points = match &question.kind {
                QuestionKind::Matrix { columns, .. } => columns.as_slice(),
                _ => &[],
            };
            for row in offered.iter().map(|row| row.code.as_str()) {
                match rows.get(row) {
                    None => add(Some(row), blank_mark(Blank::Skipped), 1),
                    Some(point) => match Blank::chosen(point) {
                        Some(blank) if !points.iter().any(|own| own.code == *point) => {
                            add(Some(row), blank_mark(blank), 1);
                        }
                        _ => add(Some(row), point, 1),
                    },
                }
            }
        }
        Answer::Order(codes) => {
            for (place, code) in codes.iter().enumerate() {
                add(Some(code), &(place + 1).to_string(), 1);
            }
        }
        Answer::Shares { parts, .. } => parts.iter().for_each(|(code, part)| add(Some(code), SUM, *part)),
        Answer::Number(number) => summed(question, *number, add),
        // Pounds that no answer may have are answered, and not summed.
        Answer::Money(pence) => {
            if let Some(pounds) = Decimal::pounds(*pence) {
                summed(question, pounds, add);
            }
        }
        Answer::Date(date) => add(None, &format!("{:04}", date.year), 1),
        Answer::Text(_) | Answer::File { .. } | Answer::Blank(_) => {}
    }
}

fn summed(question: &Question, number: Decimal, add: &mut impl FnMut(Option<&str>, &str, i64)) {
    let millionths = number.millionths();
    add(None, SUM, millionths / MILLION);
    add(None, SUM_MILLIONTHS, millionths % MILLION);
    let mut square = u128::from(millionths.unsigned_abs()).pow(2);
    for mark in SQUARES {
        add(None, mark, i64::try_from(square % PIECE).unwrap_or_default());
        square /= PIECE;
    }
    if let Some(bin) = bin_of(&question.kind, number) {
        add(None, &bin.code(), 1);
    }
}

/// Sums of many responses. A sum of nought is not held, so that two that are the same are equal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnswerSums(BTreeMap<AnswerTally, i64>);

impl AnswerSums {
    /// Adds what a response adds.
    pub fn add(&mut self, tallies: impl IntoIterator<Item = (AnswerTally, i64)>) {
        for (tally, amount) in tallies {
            self.change(tally, amount);
        }
    }

    /// Takes away what a response added.
    pub fn subtract(&mut self, tallies: impl IntoIterator<Item = (AnswerTally, i64)>) {
        for (tally, amount) in tallies {
            self.change(tally, amount.wrapping_neg());
        }
    }

    fn change(&mut self, tally: AnswerTally, amount: i64) {
        use std::collections::btree_map::Entry;
        // What goes over comes back over: nothing is lost whatever the order.
        match self.0.entry(tally) {
            Entry::Vacant(place) if amount != 0 => {
                place.insert(amount);
            }
            Entry::Vacant(_) => {}
            Entry::Occupied(mut place) => {
                *place.get_mut() = place.get().wrapping_add(amount);
                if *place.get() == 0 {
                    place.remove();
                }
            }
        }
    }

    /// A sum.
    pub fn of(&self, version: i64, question: &Key, part: Option<&str>, code: &str) -> i64 {
        let part = part.map(str::to_owned);
        let tally = AnswerTally { version, question: question.clone(), part, code: code.to_owned() };
        self.0.get(&tally).copied().unwrap_or_default()
    }

    /// The sums of one question alone.
    #[must_use]
    pub fn of_question(&self, question: &Key) -> Self {
        Self(
            self.0
                .iter()
                .filter(|(tally, _)| tally.question == *question)
                .map(|(tally, sum)| (tally.clone(), *sum))
                .collect(),
        )
    }

    /// Every sum.
    pub fn all(&self) -> impl Iterator<Item = (&AnswerTally, i64)> {
        self.0.iter().map(|(tally, amount)| (tally, *amount))
    }

    /// The codes that are not marks, with their sums over all versions, for one question as a whole.
    pub fn codes(&self, question: &Key) -> BTreeMap<&str, i64> {
        let mut codes: BTreeMap<&str, i64> = BTreeMap::new();
        for (tally, amount) in &self.0 {
            if tally.question == *question && tally.part.is_none() && !tally.code.starts_with('/') {
                *codes.entry(&tally.code).or_default() += amount;
            }
        }
        codes
    }
}

impl FromIterator<(AnswerTally, i64)> for AnswerSums {
    fn from_iter<I: IntoIterator<Item = (AnswerTally, i64)>>(tallies: I) -> Self {
        let mut sums = Self::default();
        sums.add(tallies);
        sums
    }
}

#[cfg(test)]
mod tests;
