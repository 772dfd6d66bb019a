//! What the groups of a map are called. A group has its letter, and a name: the one that the library's staff gave it, or else the
//! words of the statement that speaks for it most, as they are. Nothing here makes words up.

use soundings_analysis::groups::{BEYOND_CHANCE, Group, Report, Representative, Side};

use super::likeness::{Marks, groups_of};
use super::picture::letter;
use crate::statements::model::{Statement, StatementState};

/// The longest statement that is a name as it is, in characters. Of a longer one the name has its beginning.
const LONGEST: usize = 80;
/// The longest name in the head of a column.
const LONGEST_COLUMN: usize = 38;

/// A name that staff gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenName {
    /// The name.
    pub name: String,
    /// What told its group apart when it was given.
    pub marks: Marks,
}

/// A statement that speaks for a group, and the side the group takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StandsFor {
    /// The statement's number in the consultation.
    pub statement: i64,
    /// The side.
    pub side: Side,
    /// Its words.
    pub text: String,
}

impl StandsFor {
    /// “Open by eight on weekdays”, or: Against “Open by eight on weekdays”.
    fn name(&self, longest: usize) -> String {
        let words = beginning(self.text.trim().trim_end_matches('.'), longest);
        match self.side {
            Side::Agree => format!("“{words}”"),
            Side::Disagree => format!("Against “{words}”"),
        }
    }
}

/// What a group is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct GroupCalled {
    letter: char,
    /// The name that staff gave it.
    pub given: Option<String>,
    /// The statement that speaks for it most; none when nothing sets it clearly apart.
    pub stands_for: Option<StandsFor>,
}

impl GroupCalled {
    /// "A".
    pub(super) const fn letter(&self) -> char {
        self.letter
    }

    /// As a heading has it, after the letter: Early mornings, or “Open by eight on weekdays”. None when it has a letter alone.
    pub(super) fn name(&self) -> Option<String> {
        self.given.clone().or_else(|| Some(self.stands_for.as_ref()?.name(LONGEST)))
    }

    /// The letter and the name: "A. Early mornings".
    pub(super) fn heading(&self) -> String {
        self.name().map_or_else(|| format!("Group {}", self.letter), |name| format!("{}. {name}", self.letter))
    }

    /// At a bar, where there is room for one line: A. Early mornings, or Group A.
    pub(super) fn at_a_bar(&self) -> String {
        self.given.as_ref().map_or_else(|| format!("Group {}", self.letter), |name| format!("{}. {name}", self.letter))
    }

    /// In the head of a column, where there is little room; the letter stands above it.
    pub(super) fn column(&self) -> Option<String> {
        self.given.clone().or_else(|| Some(self.stands_for.as_ref()?.name(LONGEST_COLUMN)))
    }

    /// In a sentence that names several: “Early mornings”, or group A.
    pub(super) fn short(&self) -> String {
        self.given.as_ref().map_or_else(|| format!("group {}", self.letter), |name| format!("“{name}”"))
    }

    /// In a sentence about this group: “Early mornings”, or group A, “Open by eight on weekdays”.
    pub(super) fn in_full(&self) -> String {
        match (&self.given, &self.stands_for) {
            (None, Some(stands_for)) => format!("group {}, {}", self.letter, stands_for.name(LONGEST)),
            _ => self.short(),
        }
    }
}

/// The text, or its beginning where it is longer: without a reason given after the point, and otherwise as many whole words as fit.
fn beginning(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    // A condition or an "or" would change what is said; a reason does not.
    let reasons = [". ", ", so that ", " so that ", ", because ", " because ", "; "];
    let point = reasons.iter().filter_map(|reason| text.split_once(reason)).map(|(before, _)| before.trim());
    let point = point.min_by_key(|before| before.len()).filter(|before| before.split(' ').count() >= 3);
    if let Some(point) = point.filter(|point| point.chars().count() <= longest) {
        return point.to_owned();
    }
    let mut words = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        length += word.chars().count() + 1;
        if length > longest {
            break;
        }
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    if words.is_empty() {
        words = text.chars().take(longest.saturating_sub(1)).collect();
    }
    format!("{}…", words.trim_end_matches([',', ';', ':', '.']))
}

/// The statements that speak for a group in plain words: those on which more than half of it take the side, and more
/// than the others do by the two-proportion test. (Polis' choice of the statement a group agrees on best need not pass
/// that test: the others may agree on it even more.)
pub(super) fn speaking(group: &Group) -> impl Iterator<Item = &Representative> {
    group.representative.iter().filter(|Representative { figures, .. }| {
        2 * figures.count > figures.answers
            && figures.representativeness > 1.0
            && figures.representativeness_test > BEYOND_CHANCE
    })
}

/// The words of a statement that can be read.
pub(super) fn text_of(statements: &[Statement], number: i64) -> Option<&str> {
    let readable = |one: &&Statement| one.state == StatementState::Published && !one.text.is_empty();
    // In the order of their numbers.
    let place = statements.binary_search_by_key(&number, |statement| statement.number).ok()?;
    statements.get(place).filter(readable).map(|statement| statement.text.as_str())
}

/// What each group of a map is called, in their order, and the names that wait for a group. No two are called the same: where one
/// statement speaks for two groups alike, the first has it.
pub(super) fn called<'a>(
    report: &Report,
    statements: &[Statement],
    names: &'a [GivenName],
) -> (Vec<GroupCalled>, Vec<&'a GivenName>) {
    let marks: Vec<&Marks> = names.iter().map(|one| &one.marks).collect();
    let places = groups_of(&marks, report);
    let waiting = names.iter().zip(&places).filter(|(_, place)| place.is_none()).map(|(name, _)| name).collect();
    let given = |place: usize| names.iter().zip(&places).find(|(_, of)| **of == Some(place)).map(|(name, _)| name);
    let mut called: Vec<GroupCalled> = Vec::new();
    for (place, group) in report.groups.iter().enumerate() {
        let mut candidates: Vec<&Representative> = speaking(group).collect();
        candidates.sort_by(|one, other| other.figures.weight().total_cmp(&one.figures.weight()));
        let stands_for = candidates.into_iter().find_map(|one| {
            let text = text_of(statements, one.statement)?.to_owned();
            let taken = |other: &GroupCalled| {
                other.stands_for.as_ref().is_some_and(|had| (had.statement, had.side) == (one.statement, one.side))
            };
            let stands_for = StandsFor { statement: one.statement, side: one.side, text };
            (!called.iter().any(taken)).then_some(stands_for)
        });
        let given = given(place).map(|name| name.name.clone());
        called.push(GroupCalled { letter: letter(place), given, stands_for });
    }
    (called, waiting)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stands_for(side: Side, text: &str) -> GroupCalled {
        let stands_for = Some(StandsFor { statement: 1, side, text: text.to_owned() });
        GroupCalled { letter: 'B', given: None, stands_for }
    }

    #[test]
    fn a_group_is_called_as_its_statement_says_or_against_it() {
        let open = stands_for(Side::Agree, "Open by eight on weekdays.");
        assert_eq!(open.heading(), "B. “Open by eight on weekdays”");
        assert_eq!(open.in_full(), "group B, “Open by eight on weekdays”");
        assert_eq!(open.at_a_bar(), "Group B");
        assert_eq!(stands_for(Side::Disagree, "Close on Mondays").heading(), "B. Against “Close on Mondays”");
        let named = GroupCalled { given: Some("Early mornings".to_owned()), ..open };
        assert_eq!((named.heading(), named.short()), ("B. Early mornings".to_owned(), "“Early mornings”".to_owned()));
        assert_eq!(
            (named.in_full(), named.at_a_bar()),
            ("“Early mornings”".to_owned(), "B. Early mornings".to_owned())
        );
        let plain = GroupCalled { letter: 'C', given: None, stands_for: None };
        assert_eq!(
            (plain.heading(), plain.in_full(), plain.name()),
            ("Group C".to_owned(), "group C".to_owned(), None)
        );
    }

    #[test]
    fn a_long_statement_is_cut_where_its_sense_stays_or_between_words() {
        let cut = |text: &str| beginning(text, 40);
        assert_eq!(
            cut("Every branch keeps the same hours, so that people can remember them"),
            "Every branch keeps the same hours"
        );
        assert_eq!(cut("Open at seven. People go to work then, and the buses run"), "Open at seven");
        assert_eq!(
            cut("Open longer hours, but only where there is staff at the desk"),
            "Open longer hours, but only where there…"
        );
        assert_eq!(
            cut("Smaller branches can close if a larger one nearby is open"),
            "Smaller branches can close if a larger…"
        );
        assert_eq!(cut(&"x".repeat(60)), format!("{}…", "x".repeat(39)));
        assert_eq!(
            cut("No. Because it is far too expensive to do this every single year"),
            "No. Because it is far too expensive to…"
        );
    }
}
