//! The six answers to a proposal, counted, and what they amount to in words.
//!
//! Shares are of the people who gave a view: one of the five answers from "strongly support" to "strongly
//! oppose". "Don't know" is an answer and is always counted, beside the shares and of all who answered, but it is not
//! a place on the scale. Every share is rounded on its own. The words lean to neither side: exchange the sides and the
//! same sentence comes back the other way round.

use std::cmp::Ordering::{Equal, Greater};

use crate::numbers::{Noun, grouped};
use crate::percent;

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

    /// The five answers on the scale, in its order.
    pub(super) fn scale(self) -> [u64; 5] {
        [self.strongly_support, self.support, self.neither, self.oppose, self.strongly_oppose]
    }
}

/// One row of the chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartRow {
    /// What it stands for: a proposal, a branch, an age.
    pub label: String,
    /// Where more about it is read.
    pub href: Option<String>,
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
        (views, _) if views < percent::FEWEST => {
            format!("Only {} gave a view: {}.", Noun::PERSON.count(views), in_counts(answers))
        }
        _ => in_percent(answers),
    };
    match answers.dont_know {
        0 => main,
        dont_know => {
            format!("{main} Of all {} who answered, {} chose “don’t know”.", grouped(answers.all()), grouped(dont_know))
        }
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
    let people = Noun::PERSON.count(views);
    let part = |count: u64, word: &str| format!("{} {word}", percent::words(count, views));
    let (pro, contra) = (part(supporting, "for"), part(opposing, "against"));
    let middle = if neither > 0 { format!(", {}", part(neither, "neither")) } else { String::new() };
    let half = |count: u64| (u128::from(count) * 2).cmp(&u128::from(views));
    let lead = |count: u64| {
        // Up to 55 in 100 "most" would sound like more than it is.
        let most = u128::from(count) * 100 > u128::from(views) * 55;
        format!("{} of the {people} who gave a view", if most { "Most" } else { "Just over half" })
    };
    // Where the sentence does not begin with them, the people whose shares these are come at its end.
    let of_them = format!("of the {people} who gave a view");
    match (half(supporting), half(opposing), half(neither)) {
        (Equal, Equal, _) => format!("The {people} who gave a view are evenly split: {pro}, {contra}."),
        (Greater, ..) if supporting == views => format!("All {people} who gave a view support this."),
        (_, Greater, _) if opposing == views => format!("All {people} who gave a view oppose this."),
        (Greater, ..) => format!("{} support this: {pro}, {contra}{middle}.", lead(supporting)),
        (_, Greater, _) => format!("{} oppose this: {contra}, {pro}{middle}.", lead(opposing)),
        (.., Greater) => format!("{} neither support nor oppose this: {pro}, {contra}{middle}.", lead(neither)),
        (Equal, ..) => format!("Half of the {people} who gave a view support this: {pro}, {contra}{middle}."),
        (_, Equal, _) => format!("Half of the {people} who gave a view oppose this: {contra}, {pro}{middle}."),
        _ if supporting == opposing => {
            format!("As many people support this as oppose it: {pro}, {contra}{middle}, {of_them}.")
        }
        _ if supporting > opposing => {
            format!("More people support this than oppose it, but fewer than half: {pro}, {contra}{middle}, {of_them}.")
        }
        _ => {
            format!("More people oppose this than support it, but fewer than half: {contra}, {pro}{middle}, {of_them}.")
        }
    }
}

/// What several rows amount to side by side: where support is lowest and highest, among those with enough
/// views to say so.
pub fn finding_of_rows(rows: &[ChartRow]) -> String {
    let comparable: Vec<&ChartRow> = rows.iter().filter(|row| row.answers.views() >= FEWEST_TO_COMPARE).collect();
    let by_support = |a: &&&ChartRow, b: &&&ChartRow| {
        let cross = |x: Answers, y: Answers| u128::from(x.for_it()) * u128::from(y.views());
        cross(a.answers, b.answers).cmp(&cross(b.answers, a.answers))
    };
    // The first of several equals at either end.
    let lowest = comparable.iter().min_by(by_support);
    let highest = comparable.iter().rev().max_by(by_support);
    let (Some(lowest), Some(highest), true) = (lowest, highest, comparable.len() > 1) else {
        return "There are too few answers to compare.".to_owned();
    };
    let rounded = |row: &ChartRow| percent::rounded(row.answers.for_it(), row.answers.views());
    let words = |row: &ChartRow| percent::words(row.answers.for_it(), row.answers.views());
    let compared = if comparable.len() < rows.len() {
        format!(", where at least {FEWEST_TO_COMPARE} people gave a view")
    } else {
        String::new()
    };
    let equal = by_support(&lowest, &highest) == Equal;
    if rounded(lowest) == rounded(highest) {
        let much = if equal { "" } else { "much " };
        return format!(
            "Support among people who gave a view is {much}the same throughout: {}{compared}.",
            words(highest)
        );
    }
    let lead = if rounded(highest) - rounded(lowest) < 5 {
        "Support among people who gave a view is much the same throughout: from"
    } else {
        "Support among people who gave a view runs from"
    };
    format!("{lead} {} ({}) to {} ({}){compared}.", words(lowest), lowest.label, words(highest), highest.label)
}

#[cfg(test)]
pub(super) mod tests;
