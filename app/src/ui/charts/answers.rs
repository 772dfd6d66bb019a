//! The six answers to a proposal, counted, and what they amount to in words.
//!
//! Shares are of the people who gave a view: one of the five answers from "strongly support" to "strongly
//! oppose". "Don't know" is an answer and is always counted, but it is not a place on the scale. The words
//! lean to neither side: exchange the sides and the same sentence comes back the other way round.

use std::cmp::Ordering::{Equal, Greater};

use super::Noun;
use super::share::{FEWEST_FOR_PERCENT, apportion, percent_words, percentage, percentages, thousands};

/// Rows with fewer views than this are drawn, but not named as the highest or lowest: by chance alone they
/// would nearly always be both.
pub const FEWEST_TO_COMPARE: u64 = 10;

/// How many gave each of the six answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Answers {
    /// Strongly support.
    pub strongly_support: u64,
    /// Support.
    pub support: u64,
    /// Neither support nor oppose.
    pub neither: u64,
    /// Oppose.
    pub oppose: u64,
    /// Strongly oppose.
    pub strongly_oppose: u64,
    /// Don't know.
    pub dont_know: u64,
}

impl Answers {
    /// From stored counts, in the order strongly support, support, neither, oppose, strongly oppose, don't
    /// know. A count below zero cannot be and is taken as none.
    pub fn from_counts(counts: [i64; 6]) -> Self {
        let [strongly_support, support, neither, oppose, strongly_oppose, dont_know] =
            counts.map(|count| u64::try_from(count).unwrap_or(0));
        Self { strongly_support, support, neither, oppose, strongly_oppose, dont_know }
    }

    /// Those who support it, strongly or not.
    pub fn for_it(self) -> u64 {
        self.strongly_support.saturating_add(self.support)
    }

    /// Those who oppose it, strongly or not.
    pub fn against_it(self) -> u64 {
        self.strongly_oppose.saturating_add(self.oppose)
    }

    /// Those who gave a view: everybody but the don't-knows.
    pub fn views(self) -> u64 {
        self.for_it().saturating_add(self.neither).saturating_add(self.against_it())
    }

    /// Everybody who answered.
    pub fn all(self) -> u64 {
        self.views().saturating_add(self.dont_know)
    }

    /// Whole per cents of the views, in scale order from strongly support to strongly oppose.
    ///
    /// They are shared out in two steps, so that "for", "neither" and "against" in a sentence are exactly
    /// the sums of what the chart and the table show.
    pub fn percentages(self) -> [u64; 5] {
        let sides = self.sides();
        let (supporting, opposing) = (
            apportion(sides[0], &[self.strongly_support, self.support]),
            apportion(sides[2], &[self.strongly_oppose, self.oppose]),
        );
        [supporting[0], supporting[1], sides[1], opposing[1], opposing[0]]
    }

    /// Whole per cents of the views for it, neither, and against it. Equal numbers for and against always
    /// have equal per cents, so an odd one left over goes to neither.
    fn sides(self) -> [u64; 3] {
        let shares = percentages(&[self.for_it(), self.neither, self.against_it()]);
        let least = shares[0].min(shares[2]);
        if self.for_it() == self.against_it() && self.views() > 0 {
            [least, 100 - 2 * least, least]
        } else {
            [shares[0], shares[1], shares[2]]
        }
    }

    /// The five answers on the scale, in its order.
    pub(super) fn scale(self) -> [u64; 5] {
        [self.strongly_support, self.support, self.neither, self.oppose, self.strongly_oppose]
    }
}

/// One row of the chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it stands for: a proposal, a branch, an age.
    pub label: String,
    /// Its answers.
    pub answers: Answers,
}

/// What the answers to one proposal amount to, in one or two sentences.
///
/// "Most" is said only of more than half of the people who gave a view, and percentages only from five
/// people on.
pub fn finding(answers: Answers) -> String {
    let main = match (answers.views(), answers.dont_know) {
        (0, 0) => return "There are no answers.".to_owned(),
        (0, 1) => return "The one person who answered chose “don’t know”.".to_owned(),
        (0, dont_know) => {
            return format!(
                "Nobody gave a view: all {} who answered chose “don’t know”.",
                Noun::PERSON.count(dont_know)
            );
        }
        (1, _) => format!("Only 1 person gave a view, and {}.", one_view(answers)),
        (views, _) if views < FEWEST_FOR_PERCENT => {
            format!("Only {} gave a view: {}.", Noun::PERSON.count(views), in_counts(answers))
        }
        (views, _) => format!("{}, of {}.", in_percent(answers), Noun::PERSON.count(views)),
    };
    match answers.dont_know {
        0 => main,
        1 => format!("{main} 1 more person answered “don’t know”."),
        dont_know => format!("{main} {} more people answered “don’t know”.", thousands(dont_know)),
    }
}

fn one_view(answers: Answers) -> &'static str {
    match (answers.for_it(), answers.against_it()) {
        (1, _) => "supports this",
        (_, 1) => "opposes this",
        _ => "neither supports nor opposes this",
    }
}

fn in_counts(answers: Answers) -> String {
    let mut parts = vec![format!("{} for", answers.for_it()), format!("{} against", answers.against_it())];
    if answers.neither > 0 {
        parts.push(format!("{} neither", answers.neither));
    }
    parts.join(", ")
}

fn in_percent(answers: Answers) -> String {
    let (views, supporting, opposing, neither) =
        (answers.views(), answers.for_it(), answers.against_it(), answers.neither);
    let sides = answers.sides();
    let part = |percent: u64, count: u64, word: &str| format!("{} {word}", percent_words(percent, count, views));
    let (pro, contra) = (part(sides[0], supporting, "for"), part(sides[2], opposing, "against"));
    let middle = if neither > 0 { format!(", {}", part(sides[1], neither, "neither")) } else { String::new() };
    let half = |count: u64| (u128::from(count) * 2).cmp(&u128::from(views));
    let lead = |count: u64| {
        // Up to 55 in 100 "most" would sound like more than it is.
        if u128::from(count) * 100 <= u128::from(views) * 55 { "Just over half of the people" } else { "Most people" }
    };
    match (half(supporting), half(opposing), half(neither)) {
        (Equal, Equal, _) => format!("People who gave a view are evenly split: {pro}, {contra}"),
        (Greater, ..) if supporting == views => {
            format!("Everybody who gave a view supports this: {pro}")
        }
        (_, Greater, _) if opposing == views => {
            format!("Everybody who gave a view opposes this: {contra}")
        }
        (Greater, ..) => format!("{} who gave a view support this: {pro}, {contra}{middle}", lead(supporting)),
        (_, Greater, _) => format!("{} who gave a view oppose this: {contra}, {pro}{middle}", lead(opposing)),
        (.., Greater) => {
            format!("{} who gave a view neither support nor oppose this: {pro}, {contra}{middle}", lead(neither))
        }
        (Equal, ..) => {
            format!("Half of the people who gave a view support this: {pro}, {contra}{middle}")
        }
        (_, Equal, _) => {
            format!("Half of the people who gave a view oppose this: {contra}, {pro}{middle}")
        }
        _ if supporting == opposing => {
            format!("As many people support this as oppose it: {pro}, {contra}{middle}")
        }
        _ if supporting > opposing => {
            format!("More people support this than oppose it, but fewer than half: {pro}, {contra}{middle}")
        }
        _ => format!("More people oppose this than support it, but fewer than half: {contra}, {pro}{middle}"),
    }
}

/// What several rows amount to side by side: where support is lowest and highest, among those with enough
/// views to say so.
pub fn finding_of_rows(rows: &[Row]) -> String {
    let comparable: Vec<&Row> = rows.iter().filter(|row| row.answers.views() >= FEWEST_TO_COMPARE).collect();
    let by_support = |a: &&&Row, b: &&&Row| {
        let cross = |x: Answers, y: Answers| u128::from(x.for_it()) * u128::from(y.views());
        cross(a.answers, b.answers).cmp(&cross(b.answers, a.answers))
    };
    // The first of several equals at either end.
    let lowest = comparable.iter().min_by(by_support);
    let highest = comparable.iter().rev().max_by(by_support);
    let (Some(lowest), Some(highest), true) = (lowest, highest, comparable.len() > 1) else {
        return "There are too few answers to compare.".to_owned();
    };
    let percent = |row: &Row| percentage(row.answers.for_it(), row.answers.views());
    let words = |row: &Row| percent_words(percent(row), row.answers.for_it(), row.answers.views());
    let compared = if comparable.len() < rows.len() {
        format!(", where at least {FEWEST_TO_COMPARE} people gave a view")
    } else {
        String::new()
    };
    if percent(lowest) == percent(highest) {
        return format!("Support is the same throughout: {}{compared}.", words(highest));
    }
    let lead = if percent(highest) - percent(lowest) < 5 {
        "Support is much the same throughout: from"
    } else {
        "Support runs from"
    };
    format!("{lead} {} ({}) to {} ({}){compared}.", words(lowest), lowest.label, words(highest), highest.label)
}

#[cfg(test)]
pub(super) mod tests;
