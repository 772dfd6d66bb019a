//! What somebody answered: one value for each kind of question, and all of them by key.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::blank::Blank;
use super::decimal::Decimal;
use super::key::Key;

/// What somebody answered, by the keys of the questions. What is not in it was left out.
pub type Given = BTreeMap<Key, Answer>;

/// One answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// "I don't know" or "I prefer not to say", whatever was asked.
    Blank(Blank),
    /// An option or a point, by its code; and what was written where it asks "please say".
    Code {
        /// The code.
        code: String,
        /// What was written.
        other: Option<String>,
    },
    /// The options that were ticked, by their codes in the order of the question, with what was written beside some.
    Ticks {
        /// The codes. Never empty.
        codes: Vec<String>,
        /// What was written, by code.
        other: BTreeMap<String, String>,
    },
    /// A point for each row, by codes. Rows may say "don't know" as a point would be said. Never empty.
    Rows(BTreeMap<String, String>),
    /// Options from the best down, by their codes. Never empty, none twice.
    Order(Vec<String>),
    /// A number.
    Number(Decimal),
    /// Pence.
    Money(i64),
    /// A part for each option: nought where it is not named.
    Shares {
        /// Points, or pence, by code.
        parts: BTreeMap<String, i64>,
        /// Whether they are pence.
        money: bool,
    },
    /// Words, with line breaks as they count.
    Text(String),
    /// A date.
    Date(PartialDate),
    /// A library, by its name in addresses.
    Branch(String),
    /// A postcode area.
    Area(String),
    /// A file, by what it is called in the record.
    File {
        /// Where it is kept.
        id: i64,
        /// What it was called.
        name: String,
    },
}

impl Answer {
    /// An option with nothing written.
    pub fn code(code: impl Into<String>) -> Self {
        Self::Code { code: code.into(), other: None }
    }

    /// Ticks with nothing written.
    pub fn ticks<'a>(codes: impl IntoIterator<Item = &'a str>) -> Self {
        Self::Ticks { codes: codes.into_iter().map(str::to_owned).collect(), other: BTreeMap::new() }
    }
}

/// A year, a month of it, or a day: what somebody remembers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    /// The year, 1 to 9999.
    pub year: i16,
    /// The month, from 1.
    pub month: Option<i8>,
    /// The day, from 1; only with a month.
    pub day: Option<i8>,
}

impl PartialDate {
    /// A date, if the calendar has it.
    pub fn new(year: i16, month: Option<i8>, day: Option<i8>) -> Option<Self> {
        let fits = (1..=9999).contains(&year)
            && month.is_none_or(|month| (1..=12).contains(&month))
            && day.is_none_or(|day| month.is_some_and(|month| (1..=days(year, month)).contains(&day)));
        fits.then_some(Self { year, month, day })
    }

    /// Whether it names a day.
    pub const fn is_whole(&self) -> bool {
        self.day.is_some()
    }

    /// How it stands to another, as far as both are known: two dates in the same year are equal if one is only a year.
    pub fn compared(&self, other: &Self) -> std::cmp::Ordering {
        let month = self.month.zip(other.month).map_or(std::cmp::Ordering::Equal, |(own, other)| own.cmp(&other));
        let day = self.day.zip(other.day).map_or(std::cmp::Ordering::Equal, |(own, other)| own.cmp(&other));
        self.year.cmp(&other.year).then(month).then(day)
    }
}

/// The days of a month.
const fn days(year: i16, month: i8) -> i8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

impl FromStr for PartialDate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is not a date such as 2027-03-01, a month such as 2027-03 or a year");
        let mut parts = text.split('-');
        let mut next = |length: usize| -> Result<Option<i16>, String> {
            match parts.next() {
                None => Ok(None),
                Some(part) if part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()) => {
                    part.parse().map(Some).map_err(|_| wrong())
                }
                Some(_) => Err(wrong()),
            }
        };
        let (year, month, day) = (next(4)?.ok_or_else(wrong)?, next(2)?, next(2)?);
        if parts.next().is_some() {
            return Err(wrong());
        }
        let small = |number: Option<i16>| number.map(i8::try_from).transpose().map_err(|_| wrong());
        Self::new(year, small(month)?, small(day)?).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_may_be_known_in_part_and_has_to_be_in_the_calendar() {
        for text in ["2027", "2027-03", "2027-03-01", "2024-02-29", "0001"] {
            assert_eq!(text.parse::<PartialDate>().map(|date| date.to_string()).as_deref(), Ok(text));
        }
        for text in ["", "27", "2027-13", "2027-02-29", "2027-3-1", "2027-03-01-01", "-2027", "2027-00", "٢٠٢٧"] {
            assert!(text.parse::<PartialDate>().is_err(), "{text}");
        }
    }

    #[test]
    fn dates_are_compared_as_far_as_both_are_known() {
        let date = |text: &str| text.parse::<PartialDate>().expect(text);
        use std::cmp::Ordering::{Equal, Greater, Less};
        for (one, other, order) in [
            ("2027", "2028-01-01", Less),
            ("2027", "2027-06-01", Equal),
            ("2027-07", "2027-06-30", Greater),
            ("2027-06-30", "2027-06", Equal),
        ] {
            assert_eq!(date(one).compared(&date(other)), order, "{one} {other}");
        }
    }
}
