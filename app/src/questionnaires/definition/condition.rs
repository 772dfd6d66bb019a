//! Whom a question is asked of: a condition on what was answered before.
//!
//! What it means, once and for all. A question that was left empty or was not asked has no answer, and every comparison
//! with it is false: so is less and so is more. `not` turns that round: "not less than 18" holds for whoever gave no age.
//! "I don't know" and "I prefer not to say" are answers, by their codes; as numbers they are neither less nor more than
//! anything. A question that is off the route counts as not answered, whatever was kept of it while drafting: so hiding a
//! question hides what hangs on it.

mod evaluate;
mod parse;
#[cfg(test)]
mod tests;
mod write;

pub use evaluate::{Standing, Viewed};
pub use parse::{DEEPEST, LONGEST, NotACondition};

use super::decimal::Decimal;
use super::key::Key;

/// A condition.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// Always or never. Never written by staff; what an import may hold.
    Always(bool),
    /// All of them.
    All(Vec<Condition>),
    /// At least one of them.
    Any(Vec<Condition>),
    /// The opposite.
    Not(Box<Condition>),
    /// Something about one question.
    Test {
        /// What is looked at.
        of: Subject,
        /// What has to hold for it.
        is: Test,
    },
}

/// What a test looks at: a question, or a row, place or part of one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// The question.
    pub key: Key,
    /// A row of a matrix, an option of a rank (then its place, from 1) or of a split (then its part).
    pub part: Option<String>,
    /// What is taken of it.
    pub measure: Measure,
}

/// What is taken of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// The answer itself.
    Itself,
    /// How many options were ticked; nought if it was not answered.
    Count,
    /// How many characters were written; nought if it was not answered.
    Length,
}

/// What a test compares with.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// A code, a word, a date.
    Text(String),
    /// A number.
    Number(Decimal),
}

/// How an answer is compared with something that has an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// Less than.
    Less,
    /// At most.
    AtMost,
    /// More than.
    More,
    /// At least.
    AtLeast,
}

impl Bound {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Less, Self::AtMost, Self::More, Self::AtLeast];

    /// The sign.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
        }
    }

    /// Whether an order satisfies it.
    pub const fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::More => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }
}

/// What has to hold for a subject.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// It is this.
    Is(Operand),
    /// It is one of these.
    IsOneOf(Vec<Operand>),
    /// This option was ticked, or ranked, or given a part.
    Contains(String),
    /// It is less or more than something.
    Ordered(Bound, Operand),
    /// It was not answered: left empty, or not asked.
    Unanswered,
    /// It was not asked.
    Unasked,
}

impl Condition {
    /// A test.
    pub const fn test(of: Subject, is: Test) -> Self {
        Self::Test { of, is }
    }

    /// The question has this code or word for an answer.
    pub fn is(key: &Key, code: impl Into<String>) -> Self {
        Self::test(Subject::of(key), Test::Is(Operand::Text(code.into())))
    }

    /// The opposite.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::Not(inner) => *inner,
            Self::Always(always) => Self::Always(!always),
            other => Self::Not(Box::new(other)),
        }
    }

    /// Both, or the one that there is.
    pub fn both(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        match (one, other) {
            (Some(one), Some(other)) => Some(Self::All(vec![one, other])),
            (one, other) => one.or(other),
        }
    }

    /// Every test in it, with what it looks at.
    pub fn tests(&self) -> Vec<(&Subject, &Test)> {
        let mut found = Vec::new();
        self.gather(&mut found);
        found
    }

    fn gather<'a>(&'a self, into: &mut Vec<(&'a Subject, &'a Test)>) {
        match self {
            Self::Always(_) => {}
            Self::All(inner) | Self::Any(inner) => inner.iter().for_each(|one| one.gather(into)),
            Self::Not(inner) => inner.gather(into),
            Self::Test { of, is } => into.push((of, is)),
        }
    }

    /// The same with what each test looks at and asks changed.
    #[must_use]
    pub fn changed(self, with: &mut impl FnMut(Subject, Test) -> Self) -> Self {
        match self {
            Self::Always(_) => self,
            Self::All(inner) => Self::All(inner.into_iter().map(|one| one.changed(with)).collect()),
            Self::Any(inner) => Self::Any(inner.into_iter().map(|one| one.changed(with)).collect()),
            Self::Not(inner) => Self::Not(Box::new(inner.changed(with))),
            Self::Test { of, is } => with(of, is),
        }
    }
}

impl Subject {
    /// A question itself.
    pub fn of(key: &Key) -> Self {
        Self { key: key.clone(), part: None, measure: Measure::Itself }
    }

    /// A row, place or part of it.
    pub fn part(key: &Key, part: impl Into<String>) -> Self {
        Self { key: key.clone(), part: Some(part.into()), measure: Measure::Itself }
    }

    /// How many of it were ticked.
    pub fn count(key: &Key) -> Self {
        Self { key: key.clone(), part: None, measure: Measure::Count }
    }

    /// How long it is.
    pub fn length(key: &Key) -> Self {
        Self { key: key.clone(), part: None, measure: Measure::Length }
    }
}
