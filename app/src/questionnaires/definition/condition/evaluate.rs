//! Whether a condition holds, given what was asked and answered.

use std::cmp::Ordering;

use super::super::answer::{Answer, PartialDate};
use super::super::blank::Blank;
use super::super::decimal::Decimal;
use super::super::key::Key;
use super::{Condition, Measure, Operand, Subject, Test};

/// What a condition sees of one question.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Standing<'a> {
    /// It was not asked.
    NotAsked,
    /// It was asked and left empty.
    Empty,
    /// It was answered.
    Answered(&'a Answer),
}

/// What was asked and answered, as a condition sees it.
pub trait Viewed {
    /// How a question stands. One that does not exist was not asked.
    fn standing(&self, key: &Key) -> Standing<'_>;
}

impl Condition {
    /// Whether it holds.
    pub fn holds(&self, viewed: &impl Viewed) -> bool {
        match self {
            Self::Always(always) => *always,
            Self::All(inner) => inner.iter().all(|one| one.holds(viewed)),
            Self::Any(inner) => inner.iter().any(|one| one.holds(viewed)),
            Self::Not(inner) => !inner.holds(viewed),
            Self::Test { of, is } => is.holds(of, viewed.standing(&of.key)),
        }
    }
}

/// What a test compares: an answer, or what was taken of it.
enum Compared<'a> {
    Nothing,
    Text(&'a str),
    Number(Decimal),
    Date(PartialDate),
}

impl Test {
    /// Whether it holds for a subject whose question stands so.
    pub fn holds(&self, of: &Subject, standing: Standing<'_>) -> bool {
        let answer = match standing {
            Standing::Answered(answer) => Some(answer),
            Standing::NotAsked | Standing::Empty => None,
        };
        match self {
            Self::Unasked => standing == Standing::NotAsked,
            Self::Unanswered => {
                answer.is_none_or(|answer| of.part.is_some() && matches!(taken(answer, of), Compared::Nothing))
            }
            Self::Contains(code) => answer.is_some_and(|answer| contains(answer, code)),
            Self::Is(operand) => is(compared(answer, of), operand),
            Self::IsOneOf(operands) => operands.iter().any(|operand| is(compared(answer, of), operand)),
            Self::Ordered(bound, operand) => {
                order(compared(answer, of), operand).is_some_and(|order| bound.holds(order))
            }
        }
    }
}

fn compared<'a>(answer: Option<&'a Answer>, of: &Subject) -> Compared<'a> {
    match (answer, of.measure) {
        (None, Measure::Itself) => Compared::Nothing,
        (None, Measure::Count | Measure::Length) => Compared::Number(Decimal::default()),
        (Some(answer), Measure::Itself) => taken(answer, of),
        (Some(answer), Measure::Count) => number(match answer {
            Answer::Ticks { codes, .. } | Answer::Order(codes) => codes.len(),
            Answer::Rows(rows) => rows.len(),
            _ => 0,
        }),
        (Some(answer), Measure::Length) => number(match answer {
            Answer::Text(text) => text.chars().count(),
            _ => 0,
        }),
    }
}

fn number(count: usize) -> Compared<'static> {
    // Nobody ticks or writes more than a thousand million.
    Compared::Number(i64::try_from(count).ok().and_then(Decimal::whole).unwrap_or_default())
}

fn taken<'a>(answer: &'a Answer, of: &Subject) -> Compared<'a> {
    if let Some(part) = &of.part {
        return match answer {
            Answer::Blank(blank) => Compared::Text(blank.code()),
            Answer::Rows(rows) => rows.get(part).map_or(Compared::Nothing, |code| Compared::Text(code)),
            Answer::Order(codes) => {
                codes.iter().position(|code| code == part).map_or(Compared::Nothing, |place| number(place + 1))
            }
            Answer::Shares { parts, money } => {
                let share = parts.get(part).copied().unwrap_or_default();
                let share = if *money { Decimal::pounds(share) } else { Decimal::whole(share) };
                share.map_or(Compared::Nothing, Compared::Number)
            }
            _ => Compared::Nothing,
        };
    }
    match answer {
        Answer::Blank(blank) => Compared::Text(blank.code()),
        Answer::Code { code, .. } => Compared::Text(code),
        Answer::Text(text) | Answer::Branch(text) | Answer::Area(text) => Compared::Text(text),
        Answer::Number(number) => Compared::Number(*number),
        Answer::Money(pence) => Decimal::pounds(*pence).map_or(Compared::Nothing, Compared::Number),
        Answer::Date(date) => Compared::Date(*date),
        // Several ticks, rows, places, parts or a file have no value of their own.
        Answer::Ticks { .. } | Answer::Rows(_) | Answer::Order(_) | Answer::Shares { .. } | Answer::File { .. } => {
            Compared::Nothing
        }
    }
}

fn is(compared: Compared<'_>, operand: &Operand) -> bool {
    match (compared, operand) {
        (Compared::Nothing, _) => false,
        (Compared::Text(text), Operand::Text(wanted)) => text == wanted,
        (compared, operand) => order(compared, operand) == Some(Ordering::Equal),
    }
}

/// How two things stand to each other; nothing if they have no order: words have none, unless they are numbers or dates.
fn order(compared: Compared<'_>, operand: &Operand) -> Option<Ordering> {
    match compared {
        Compared::Nothing => None,
        Compared::Number(number) => Some(number.cmp(&as_number(operand)?)),
        Compared::Text(text) if Blank::chosen(text).is_some() => None,
        Compared::Text(text) => Some(text.parse::<Decimal>().ok()?.cmp(&as_number(operand)?)),
        Compared::Date(date) => match operand {
            Operand::Text(text) => Some(date.compared(&text.parse().ok()?)),
            Operand::Number(_) => None,
        },
    }
}

fn as_number(operand: &Operand) -> Option<Decimal> {
    match operand {
        Operand::Number(number) => Some(*number),
        Operand::Text(text) => text.parse().ok(),
    }
}

fn contains(answer: &Answer, code: &str) -> bool {
    match answer {
        Answer::Ticks { codes, .. } | Answer::Order(codes) => codes.iter().any(|known| known == code),
        Answer::Code { code: known, .. } => known == code,
        Answer::Shares { parts, .. } => parts.get(code).is_some_and(|share| *share > 0),
        Answer::Rows(rows) => rows.contains_key(code),
        Answer::Blank(blank) => blank.code() == code,
        _ => false,
    }
}
