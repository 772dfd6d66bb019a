//! Conditions by picking: groups of lines, each "question, comparison, value", as boxes of a form without JavaScript carry
//! them. All or at least one of the groups have to hold, and in each group all or at least one of its lines.
//!
//! Most conditions of real questionnaires are like that. One that is deeper, or that says what no line says ("not less than
//! 18" holds for whoever gave no age, "18 or more" does not), is no picked condition: it is edited as text, whole.

mod fields;
mod offered;
#[cfg(test)]
mod tests;

use crate::questionnaires::definition::condition::{Bound, Condition, Measure, Operand, Subject, Test};
use crate::questionnaires::definition::question::{Question, QuestionKind};

pub use fields::{LineFields, join_field, line_fields};
pub use offered::{PickSubject, PickValues, pickable};

/// The most groups that are shown.
pub const MOST_GROUPS: usize = 6;
/// The most lines of a group that are shown.
pub const MOST_LINES: usize = 12;

/// Whether all have to hold, or one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PickJoin {
    /// All of them.
    All,
    /// At least one.
    Any,
}

impl PickJoin {
    /// The word for it in forms.
    pub const fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Any => "any",
        }
    }

    /// What staff choose.
    pub const fn words(self) -> &'static str {
        match self {
            Self::All => "all of these",
            Self::Any => "at least one of these",
        }
    }

    const fn turned(self) -> Self {
        match self {
            Self::All => Self::Any,
            Self::Any => Self::All,
        }
    }

    fn of(self, mut inner: Vec<Condition>) -> Option<Condition> {
        match (inner.len(), self) {
            (0 | 1, _) => inner.pop(),
            (_, Self::All) => Some(Condition::All(inner)),
            (_, Self::Any) => Some(Condition::Any(inner)),
        }
    }
}

/// How an answer is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PickComparison {
    /// It is this.
    Is,
    /// It is not this; also where there is no answer.
    IsNot,
    /// It is one of these.
    IsOneOf,
    /// It is none of these; also where there is no answer.
    IsNoneOf,
    /// This is among the ticks, the places or the parts.
    Includes,
    /// This is not among them; also where there is no answer.
    DoesNotInclude,
    /// It is less or more than this.
    Ordered(Bound),
    /// So many were ticked.
    Ticked(Bound),
    /// As many as this were ticked.
    TickedExactly,
    /// So many characters were written.
    Wrote(Bound),
    /// It was answered.
    Answered,
    /// It was not answered: left empty, or not asked.
    NotAnswered,
    /// It was asked.
    WasAsked,
    /// It was not asked.
    NotAsked,
}

impl PickComparison {
    /// All of them, each with the word for it in forms.
    pub const ALL: [(Self, &'static str); 23] = [
        (Self::Is, "is"),
        (Self::IsNot, "is-not"),
        (Self::IsOneOf, "is-one-of"),
        (Self::IsNoneOf, "is-none-of"),
        (Self::Includes, "includes"),
        (Self::DoesNotInclude, "does-not-include"),
        (Self::Ordered(Bound::Less), "less"),
        (Self::Ordered(Bound::AtMost), "at-most"),
        (Self::Ordered(Bound::More), "more"),
        (Self::Ordered(Bound::AtLeast), "at-least"),
        (Self::TickedExactly, "ticked"),
        (Self::Ticked(Bound::Less), "ticked-less"),
        (Self::Ticked(Bound::AtMost), "ticked-at-most"),
        (Self::Ticked(Bound::More), "ticked-more"),
        (Self::Ticked(Bound::AtLeast), "ticked-at-least"),
        (Self::Wrote(Bound::Less), "wrote-less"),
        (Self::Wrote(Bound::AtMost), "wrote-at-most"),
        (Self::Wrote(Bound::More), "wrote-more"),
        (Self::Wrote(Bound::AtLeast), "wrote-at-least"),
        (Self::Answered, "answered"),
        (Self::NotAnswered, "not-answered"),
        (Self::WasAsked, "asked"),
        (Self::NotAsked, "not-asked"),
    ];

    /// The word for it in forms.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(one, _)| *one == self).map_or("is", |(_, name)| name)
    }

    /// The comparison with this word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, one)| *one == name).map(|(one, _)| *one)
    }

    /// How many values it takes.
    pub const fn takes(self) -> PickTakes {
        match self {
            Self::IsOneOf | Self::IsNoneOf => PickTakes::Several,
            Self::Answered | Self::NotAnswered | Self::WasAsked | Self::NotAsked => PickTakes::None,
            _ => PickTakes::One,
        }
    }

    /// What staff choose, after the question: "is", "is before" for dates.
    pub const fn words(self, kind: &QuestionKind) -> &'static str {
        let date = matches!(kind, QuestionKind::Date { .. });
        match self {
            Self::Is => "is",
            Self::IsNot => "is not (or was not answered)",
            Self::IsOneOf => "is one of",
            Self::IsNoneOf => "is none of (or was not answered)",
            Self::Includes => match kind {
                QuestionKind::Rank { .. } => "has a place for",
                QuestionKind::Split { .. } => "gives something to",
                _ => "includes",
            },
            Self::DoesNotInclude => match kind {
                QuestionKind::Rank { .. } => "has no place for",
                QuestionKind::Split { .. } => "gives nothing to",
                _ => "does not include",
            },
            Self::Ordered(Bound::Less) if date => "is before",
            Self::Ordered(Bound::AtMost) if date => "is on or before",
            Self::Ordered(Bound::More) if date => "is after",
            Self::Ordered(Bound::AtLeast) if date => "is on or after",
            Self::Ordered(Bound::Less) => "is less than",
            Self::Ordered(Bound::AtMost) => "is at most",
            Self::Ordered(Bound::More) => "is more than",
            Self::Ordered(Bound::AtLeast) => "is at least",
            Self::TickedExactly => "has exactly so many ticks:",
            Self::Ticked(Bound::Less) => "has fewer ticks than",
            Self::Ticked(Bound::AtMost) => "has at most so many ticks:",
            Self::Ticked(Bound::More) => "has more ticks than",
            Self::Ticked(Bound::AtLeast) => "has at least so many ticks:",
            Self::Wrote(Bound::Less) => "has fewer characters than",
            Self::Wrote(Bound::AtMost) => "has at most so many characters:",
            Self::Wrote(Bound::More) => "has more characters than",
            Self::Wrote(Bound::AtLeast) => "has at least so many characters:",
            Self::Answered => "was answered",
            Self::NotAnswered => "was not answered",
            Self::WasAsked => "was asked",
            Self::NotAsked => "was not asked",
        }
    }
}

/// How many values a comparison takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PickTakes {
    /// None.
    None,
    /// One.
    One,
    /// One or several.
    Several,
}

/// What can be picked for a question; `part` where a row, a place or a part of it is looked at. None for what asks nothing.
pub fn comparisons_for(question: &Question, part: bool) -> Vec<PickComparison> {
    use PickComparison as Pick;
    if !question.asks() {
        return Vec::new();
    }
    let ordered = Bound::ALL.map(Pick::Ordered);
    let mut all = match (&question.kind, part) {
        (QuestionKind::OneOf(_), _) | (QuestionKind::Matrix { .. }, true) => {
            vec![Pick::Is, Pick::IsNot, Pick::IsOneOf, Pick::IsNoneOf]
        }
        (QuestionKind::Scale { .. }, _) => {
            [&[Pick::Is, Pick::IsNot, Pick::IsOneOf, Pick::IsNoneOf][..], &ordered[..]].concat()
        }
        (QuestionKind::SeveralOf { .. }, _) => {
            let counted = Bound::ALL.map(Pick::Ticked);
            [&[Pick::Includes, Pick::DoesNotInclude, Pick::TickedExactly][..], &counted[..]].concat()
        }
        (QuestionKind::Rank { .. } | QuestionKind::Split { .. }, true) => {
            [&[Pick::Is, Pick::IsNot][..], &ordered].concat()
        }
        (QuestionKind::Rank { .. } | QuestionKind::Split { .. }, false) => vec![Pick::Includes, Pick::DoesNotInclude],
        (QuestionKind::Number { .. } | QuestionKind::Money { .. } | QuestionKind::Date { .. }, _) => {
            [&[Pick::Is, Pick::IsNot][..], &ordered].concat()
        }
        (QuestionKind::Text { .. }, _) => [&[Pick::Is, Pick::IsNot][..], &Bound::ALL.map(Pick::Wrote)].concat(),
        (QuestionKind::Branch | QuestionKind::PostcodeArea, _) => {
            vec![Pick::Is, Pick::IsNot, Pick::IsOneOf, Pick::IsNoneOf]
        }
        (QuestionKind::Matrix { .. }, false) | (QuestionKind::File | QuestionKind::Information, _) => Vec::new(),
    };
    all.extend([Pick::Answered, Pick::NotAnswered]);
    if !part {
        all.extend([Pick::WasAsked, Pick::NotAsked]);
    }
    all
}

/// A line: a question, or a row, place or part of one; a comparison; values.
#[derive(Clone, Debug, PartialEq)]
pub struct PickedLine {
    /// What is looked at. Its measure is always the answer itself: the comparison says whether ticks or letters are counted.
    pub of: Subject,
    /// How it is compared.
    pub comparison: PickComparison,
    /// With what.
    pub values: Vec<Operand>,
}

/// Lines of which all or at least one have to hold.
#[derive(Clone, Debug, PartialEq)]
pub struct PickedGroup {
    /// Whether all or one.
    pub join: PickJoin,
    /// The lines.
    pub lines: Vec<PickedLine>,
}

/// A condition as it is picked.
#[derive(Clone, Debug, PartialEq)]
pub struct PickedCondition {
    /// Whether all of the groups have to hold, or one.
    pub join: PickJoin,
    /// The groups.
    pub groups: Vec<PickedGroup>,
}

impl PickedCondition {
    /// One group without lines: what a new condition begins as.
    pub fn empty() -> Self {
        Self { join: PickJoin::All, groups: vec![PickedGroup { join: PickJoin::All, lines: Vec::new() }] }
    }

    /// The condition; none without lines: then it is asked of everybody.
    pub fn condition(&self) -> Option<Condition> {
        let groups = self
            .groups
            .iter()
            .filter_map(|group| group.join.of(group.lines.iter().map(PickedLine::condition).collect()));
        self.join.of(groups.collect())
    }
}

impl PickedLine {
    /// The condition that a line is.
    pub fn condition(&self) -> Condition {
        use PickComparison as Pick;
        let of = |measure| Subject { measure, ..self.of.clone() };
        let own = || of(Measure::Itself);
        let first = || self.values.first().cloned().unwrap_or_else(|| Operand::Text(String::new()));
        let code = || match first() {
            Operand::Text(text) => text,
            Operand::Number(number) => number.to_string(),
        };
        match self.comparison {
            Pick::Is => Condition::test(own(), Test::Is(first())),
            Pick::IsNot => Condition::test(own(), Test::Is(first())).negated(),
            Pick::IsOneOf => Condition::test(own(), Test::IsOneOf(self.values.clone())),
            Pick::IsNoneOf => Condition::test(own(), Test::IsOneOf(self.values.clone())).negated(),
            Pick::Includes => Condition::test(own(), Test::Contains(code())),
            Pick::DoesNotInclude => Condition::test(own(), Test::Contains(code())).negated(),
            Pick::Ordered(bound) => Condition::test(own(), Test::Ordered(bound, first())),
            Pick::Ticked(bound) => Condition::test(of(Measure::Count), Test::Ordered(bound, first())),
            Pick::TickedExactly => Condition::test(of(Measure::Count), Test::Is(first())),
            Pick::Wrote(bound) => Condition::test(of(Measure::Length), Test::Ordered(bound, first())),
            Pick::Answered => Condition::test(own(), Test::Unanswered).negated(),
            Pick::NotAnswered => Condition::test(own(), Test::Unanswered),
            Pick::WasAsked => Condition::test(own(), Test::Unasked).negated(),
            Pick::NotAsked => Condition::test(own(), Test::Unasked),
        }
    }
}

/// A condition as lines and groups that mean the same; none if it is too deep or says what no line says.
pub fn picked(condition: &Condition) -> Option<PickedCondition> {
    let (join, parts) = parts(condition, false)?;
    let mut single: Vec<PickedLine> = Vec::new();
    let mut groups: Vec<PickedGroup> = Vec::new();
    for (part, not) in parts {
        match line(part, not) {
            Some(line) => single.push(line),
            None => {
                let (join, inner) = self::parts(part, not)?;
                let lines: Vec<PickedLine> =
                    inner.into_iter().map(|(one, not)| line(one, not)).collect::<Option<_>>()?;
                groups.push(PickedGroup { join, lines });
            }
        }
    }
    if !single.is_empty() {
        groups.insert(0, PickedGroup { join, lines: single });
    }
    let fits = (1..=MOST_GROUPS).contains(&groups.len())
        && groups.iter().all(|group| (1..=MOST_LINES).contains(&group.lines.len()));
    // One group alone says by itself how its lines are joined.
    let join = if groups.len() == 1 { PickJoin::All } else { join };
    fits.then_some(PickedCondition { join, groups })
}

/// What is joined, each with whether it is turned round: what is not all of them is not one of them, or not another. Those
/// joined in the same way inside are taken in.
fn parts(condition: &Condition, not: bool) -> Option<(PickJoin, Vec<(&Condition, bool)>)> {
    match condition {
        Condition::Always(_) => None,
        Condition::Not(inner) => parts(inner, !not),
        Condition::Test { .. } => Some((PickJoin::All, vec![(condition, not)])),
        Condition::All(inner) | Condition::Any(inner) => {
            let written = if matches!(condition, Condition::All(_)) { PickJoin::All } else { PickJoin::Any };
            let join = if not { written.turned() } else { written };
            let mut all = Vec::new();
            for one in inner {
                let (same, inner) = parts(one, not)?;
                if same == join || inner.len() == 1 {
                    all.extend(inner);
                } else {
                    all.push((one, not));
                }
            }
            // All of nothing, and any of nothing, are said of nobody's answers.
            (!all.is_empty()).then_some((join, all))
        }
    }
}

/// A test as a line; none if no line says it.
fn line(condition: &Condition, not: bool) -> Option<PickedLine> {
    use PickComparison as Pick;
    let (of, is) = match condition {
        Condition::Not(inner) => return line(inner, !not),
        Condition::Test { of, is } => (of, is),
        _ => return None,
    };
    let (comparison, values) = match (of.measure, is, not) {
        (Measure::Itself, Test::Is(value), false) => (Pick::Is, vec![value.clone()]),
        (Measure::Itself, Test::Is(value), true) => (Pick::IsNot, vec![value.clone()]),
        (Measure::Itself, Test::IsOneOf(values), false) if !values.is_empty() => (Pick::IsOneOf, values.clone()),
        (Measure::Itself, Test::IsOneOf(values), true) if !values.is_empty() => (Pick::IsNoneOf, values.clone()),
        (_, Test::Contains(code), false) => (Pick::Includes, vec![Operand::Text(code.clone())]),
        (_, Test::Contains(code), true) => (Pick::DoesNotInclude, vec![Operand::Text(code.clone())]),
        (Measure::Itself, Test::Ordered(bound, value), false) => (Pick::Ordered(*bound), vec![value.clone()]),
        (Measure::Count, Test::Is(value), false) => (Pick::TickedExactly, vec![value.clone()]),
        (Measure::Count, Test::Ordered(bound, value), false) => (Pick::Ticked(*bound), vec![value.clone()]),
        (Measure::Length, Test::Ordered(bound, value), false) => (Pick::Wrote(*bound), vec![value.clone()]),
        // A count is a number whatever was answered, so what is not less is as many or more.
        (Measure::Count, Test::Ordered(bound, value @ Operand::Number(_)), true) => {
            (Pick::Ticked(opposite(*bound)), vec![value.clone()])
        }
        (Measure::Length, Test::Ordered(bound, value @ Operand::Number(_)), true) => {
            (Pick::Wrote(opposite(*bound)), vec![value.clone()])
        }
        (_, Test::Unanswered, false) => (Pick::NotAnswered, Vec::new()),
        (_, Test::Unanswered, true) => (Pick::Answered, Vec::new()),
        (_, Test::Unasked, false) => (Pick::NotAsked, Vec::new()),
        (_, Test::Unasked, true) => (Pick::WasAsked, Vec::new()),
        _ => return None,
    };
    let of = Subject { measure: Measure::Itself, ..of.clone() };
    Some(PickedLine { of, comparison, values })
}

const fn opposite(bound: Bound) -> Bound {
    match bound {
        Bound::Less => Bound::AtLeast,
        Bound::AtMost => Bound::More,
        Bound::More => Bound::AtMost,
        Bound::AtLeast => Bound::Less,
    }
}
