//! Whether an answer can be taken: the same rules for a page, a program and a sheet of paper that is keyed in.

use std::collections::BTreeSet;

use super::answer::{Answer, PartialDate};
use super::blank::Blank;
use super::decimal::Decimal;
use super::question::{AnswerOption, DateLimit, Question, QuestionKind};
use super::texts::Language;
use crate::branches::postcodes;

/// The longest text that is taken where a question says nothing else: a line.
pub const LINE_MOST: u32 = 200;
/// The same for a question with room.
pub const ROOM_MOST: u32 = 5_000;
/// The longest text beside an option that asks "please say".
pub const WRITE_IN_MOST: u32 = 200;

/// What has to be known beside the question: which options are offered, which libraries there are, and the day.
pub struct Around<'a> {
    /// Whether an option is offered to this person.
    pub offers: &'a dyn Fn(&AnswerOption) -> bool,
    /// Whether there is a library of this name in addresses.
    pub branch: &'a dyn Fn(&str) -> bool,
    /// The day on which it is answered.
    pub today: PartialDate,
}

/// Why an answer cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerRefused {
    /// It has to be answered.
    Missing,
    /// A row has to be answered, by its label or code.
    RowMissing(String),
    /// It is not an option of the question, or one that is not offered.
    NoSuchOption(String),
    /// An option excludes the others that were chosen.
    Excludes(String),
    /// Fewer than have to be ticked.
    TooFew(u32),
    /// More than may be ticked.
    TooMany(u32),
    /// Two options at the same place.
    SamePlace(String),
    /// A place that is none.
    NoSuchPlace {
        /// What was typed.
        typed: String,
        /// The last place.
        last: usize,
    },
    /// A place is left out before others that are given.
    PlaceLeftOut(usize),
    /// It is not a number.
    NotANumber(String),
    /// More decimal places than are asked for.
    TooFine(u32),
    /// Less than the smallest.
    TooSmall(String),
    /// More than the largest.
    TooLarge(String),
    /// Not an amount of money, and why not in a sentence.
    NotMoney(String),
    /// The parts are not the whole.
    NotTheWhole {
        /// What they are, in words.
        sum: String,
        /// What they should be, in words.
        total: String,
    },
    /// Longer than is taken.
    TooLong {
        /// The most.
        most: u32,
        /// How many too many.
        over: usize,
    },
    /// Two values for what is asked once.
    SaidTwice,
    /// Something was written beside an option that was not chosen.
    WrittenBeside(String),
    /// Not a day in the calendar.
    NotADate,
    /// A day is wanted, and only a part was given.
    DateInPart,
    /// Before the first day.
    TooEarly(PartialDate),
    /// After the last day.
    TooLate(PartialDate),
    /// No library of the service.
    NoSuchBranch,
    /// Not the first half of a postcode.
    NotAnArea(String),
    /// An answer and "I don't know" or "I prefer not to say" as well.
    AnsweredAndBlank,
    /// It is of another kind than the question.
    OtherKind,
}

impl AnswerRefused {
    /// What is said about it, in a sentence that says what to do.
    pub fn words(&self) -> String {
        match self {
            Self::Missing => "Give an answer to this question".to_owned(),
            Self::RowMissing(row) => format!("Choose an answer for “{row}”"),
            Self::NoSuchOption(code) => format!("“{code}” is not one of the options. Choose one of those below"),
            Self::Excludes(label) => format!("Choose “{label}” alone, or the other options without it"),
            Self::TooFew(least) => format!("Choose at least {least}"),
            Self::TooMany(most) => format!("Choose at most {most}"),
            Self::SamePlace(place) => format!("Two options have the place {place}. Give each place once"),
            Self::NoSuchPlace { typed, last } => format!("“{typed}” is not a place. Use the numbers 1 to {last}"),
            Self::PlaceLeftOut(place) => format!("No option has the place {place}. Begin with 1 and leave none out"),
            Self::NotANumber(typed) => format!("Enter a number in figures, such as 12. “{typed}” is not one"),
            Self::TooFine(0) => "Enter a whole number, without a decimal point".to_owned(),
            Self::TooFine(places) => format!("Enter at most {places} figures after the point"),
            Self::TooSmall(least) => format!("Enter {least} or more"),
            Self::TooLarge(most) => format!("Enter {most} or less"),
            Self::NotMoney(why) => why.clone(),
            Self::NotTheWhole { sum, total } => format!("Share out {total} in all. What you entered comes to {sum}"),
            Self::TooLong { most, over } => {
                format!("Use at most {} characters. There are {} too many", grouped(*most), grouped(*over as u64))
            }
            Self::SaidTwice => "Give one answer: two were sent for the same thing".to_owned(),
            Self::WrittenBeside(label) => format!("Choose “{label}” as well, or clear what you wrote beside it"),
            Self::NotADate => "Enter a date that is in the calendar, such as 27 3 2026".to_owned(),
            Self::DateInPart => "Enter the day, the month and the year".to_owned(),
            Self::TooEarly(date) => format!("Enter a date that is not before {date}"),
            Self::TooLate(date) => format!("Enter a date that is not after {date}"),
            Self::NoSuchBranch => "Choose one of the libraries in the list".to_owned(),
            Self::NotAnArea(typed) => {
                format!("Enter the first half of your postcode, such as LL57. “{typed}” is not one")
            }
            Self::AnsweredAndBlank => {
                "Give an answer, or choose one of the boxes beside it: not both at once".to_owned()
            }
            Self::OtherKind => "This answer does not fit the question".to_owned(),
        }
    }
}

fn grouped(number: impl Into<i128>) -> String {
    crate::numbers::grouped(number)
}

/// What an option is called, or its code where it has no words.
pub fn called(option: &AnswerOption, language: &Language) -> String {
    let label = option.label.read(language, &[]);
    if label.is_empty() { option.code.clone() } else { label.to_owned() }
}

impl Question {
    /// The most characters a text may have.
    pub fn longest(&self) -> u32 {
        match self.kind {
            QuestionKind::Text { most: Some(most), .. } => most,
            QuestionKind::Text { long: true, .. } => ROOM_MOST,
            _ => LINE_MOST,
        }
    }

    /// Whether an answer can be taken. That it is missing is not asked here: that hangs on the route.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn check(&self, answer: &Answer, language: &Language, around: &Around<'_>) -> Result<(), AnswerRefused> {
        let offered = |code: &str| {
            self.option(code)
                .filter(|option| (around.offers)(option))
                .ok_or_else(|| AnswerRefused::NoSuchOption(code.to_owned()))
        };
        match (&self.kind, answer) {
            (_, Answer::Blank(Blank::DontKnow)) if self.dont_know => Ok(()),
            (_, Answer::Blank(Blank::PreferNotToSay)) if self.prefer_not_to_say => Ok(()),
            (_, Answer::Blank(blank)) => Err(AnswerRefused::NoSuchOption(blank.code().to_owned())),
            (QuestionKind::OneOf(_), Answer::Code { code, other }) => {
                written(offered(code)?, other.as_deref(), language)
            }
            (QuestionKind::SeveralOf { least, most, .. }, Answer::Ticks { codes, other }) => {
                self.check_ticks(codes, other, language, around)?;
                let alone = codes.iter().any(|code| self.option(code).is_some_and(|option| option.exclusive));
                match (count(codes.len()), least, most) {
                    (ticked, Some(least), _) if ticked < *least && !alone => Err(AnswerRefused::TooFew(*least)),
                    (ticked, _, Some(most)) if ticked > *most => Err(AnswerRefused::TooMany(*most)),
                    _ => Ok(()),
                }
            }
            (QuestionKind::Scale { points }, Answer::Code { code, other: None }) => {
                let fits = code.parse::<usize>().is_ok_and(|point| (1..=points.len()).contains(&point))
                    && !code.starts_with(['0', '+']);
                if fits { Ok(()) } else { Err(AnswerRefused::NoSuchOption(code.clone())) }
            }
            (QuestionKind::Matrix { columns, every_row, .. }, Answer::Rows(rows)) => {
                for (row, code) in rows {
                    offered(row)?;
                    let blank = Blank::chosen(code).is_some_and(|blank| self.offers_blank(blank));
                    if !blank && !columns.iter().any(|column| column.code == *code && !column.retired) {
                        return Err(AnswerRefused::NoSuchOption(code.clone()));
                    }
                }
                let missing = self.options().iter().find(|row| (around.offers)(row) && !rows.contains_key(&row.code));
                match missing {
                    Some(row) if *every_row && self.required => Err(AnswerRefused::RowMissing(called(row, language))),
                    _ if rows.is_empty() => Err(AnswerRefused::Missing),
                    _ => Ok(()),
                }
            }
            (QuestionKind::Rank { most, .. }, Answer::Order(codes)) => {
                let mut seen = BTreeSet::new();
                for (place, code) in codes.iter().enumerate() {
                    offered(code)?;
                    if !seen.insert(code) {
                        return Err(AnswerRefused::SamePlace((place + 1).to_string()));
                    }
                }
                match most {
                    _ if codes.is_empty() => Err(AnswerRefused::Missing),
                    Some(most) if count(codes.len()) > *most => Err(AnswerRefused::TooMany(*most)),
                    _ => Ok(()),
                }
            }
            (QuestionKind::Number { places, least, most, .. }, Answer::Number(number)) => {
                if number.places() > *places {
                    return Err(AnswerRefused::TooFine(*places));
                }
                within(number, least.as_ref(), most.as_ref(), Decimal::to_string)
            }
            // More could not be kept as a number that every program reads.
            (QuestionKind::Money { .. }, Answer::Money(pence)) if Decimal::pounds(*pence).is_none() => {
                Err(AnswerRefused::TooLarge("£999,999,999".to_owned()))
            }
            (QuestionKind::Money { least, most }, Answer::Money(pence)) => {
                within(pence, least.as_ref(), most.as_ref(), |pence| crate::money::pounds(*pence))
            }
            (QuestionKind::Split { total, money, .. }, Answer::Shares { parts, money: pence }) if money == pence => {
                for (code, part) in parts {
                    offered(code)?;
                    if *part < 0 {
                        return Err(AnswerRefused::TooSmall("0".to_owned()));
                    }
                }
                let words = |amount: i128| match i64::try_from(amount) {
                    Ok(pence) if *money => crate::money::pounds(pence),
                    _ => grouped(amount),
                };
                let sum: i128 = parts.values().map(|part| i128::from(*part)).sum();
                if sum == i128::from(*total) {
                    return Ok(());
                }
                Err(AnswerRefused::NotTheWhole { sum: words(sum), total: words(i128::from(*total)) })
            }
            (QuestionKind::Text { .. }, Answer::Text(text)) => length(text, self.longest()),
            (QuestionKind::Date { partial, earliest, latest }, Answer::Date(date)) => {
                if !partial && !date.is_whole() {
                    return Err(AnswerRefused::DateInPart);
                }
                let day = |limit: &DateLimit| match limit {
                    DateLimit::On(date) => *date,
                    DateLimit::Today => around.today,
                };
                match (earliest.as_ref().map(day), latest.as_ref().map(day)) {
                    (Some(first), _) if date.compared(&first).is_lt() => Err(AnswerRefused::TooEarly(first)),
                    (_, Some(last)) if date.compared(&last).is_gt() => Err(AnswerRefused::TooLate(last)),
                    _ => Ok(()),
                }
            }
            (QuestionKind::Branch, Answer::Branch(slug)) if (around.branch)(slug) => Ok(()),
            (QuestionKind::Branch, Answer::Branch(_)) => Err(AnswerRefused::NoSuchBranch),
            (QuestionKind::PostcodeArea, Answer::Area(area)) if postcodes::is_outward(area) => Ok(()),
            (QuestionKind::PostcodeArea, Answer::Area(area)) => Err(AnswerRefused::NotAnArea(area.clone())),
            (QuestionKind::File, Answer::File { .. }) => Ok(()),
            _ => Err(AnswerRefused::OtherKind),
        }
    }

    /// Whether "I don't know" or "I prefer not to say" can be chosen.
    pub const fn offers_blank(&self, blank: Blank) -> bool {
        match blank {
            Blank::DontKnow => self.dont_know,
            Blank::PreferNotToSay => self.prefer_not_to_say,
            Blank::NotAsked | Blank::Skipped => false,
        }
    }

    fn check_ticks(
        &self,
        codes: &[String],
        other: &std::collections::BTreeMap<String, String>,
        language: &Language,
        around: &Around<'_>,
    ) -> Result<(), AnswerRefused> {
        if codes.is_empty() {
            return Err(AnswerRefused::Missing);
        }
        for code in codes {
            let option = self.option(code).filter(|option| (around.offers)(option));
            let option = option.ok_or_else(|| AnswerRefused::NoSuchOption(code.clone()))?;
            if option.exclusive && codes.len() > 1 {
                return Err(AnswerRefused::Excludes(called(option, language)));
            }
            written(option, other.get(code).map(String::as_str), language)?;
        }
        match other.keys().find(|code| !codes.contains(code)) {
            Some(code) => {
                let label = self.option(code).map_or_else(|| code.clone(), |option| called(option, language));
                Err(AnswerRefused::WrittenBeside(label))
            }
            None => Ok(()),
        }
    }
}

fn written(option: &AnswerOption, said: Option<&str>, language: &Language) -> Result<(), AnswerRefused> {
    match said {
        Some(_) if !option.write_in => Err(AnswerRefused::WrittenBeside(called(option, language))),
        Some(text) => length(text, WRITE_IN_MOST),
        // "Other" says something by itself, so nobody is held up for not saying more.
        None => Ok(()),
    }
}

fn length(text: &str, most: u32) -> Result<(), AnswerRefused> {
    let over = text.chars().count().saturating_sub(most as usize);
    if over > 0 { Err(AnswerRefused::TooLong { most, over }) } else { Ok(()) }
}

fn within<T: Ord>(
    value: &T,
    least: Option<&T>,
    most: Option<&T>,
    words: impl Fn(&T) -> String,
) -> Result<(), AnswerRefused> {
    match (least, most) {
        (Some(least), _) if value < least => Err(AnswerRefused::TooSmall(words(least))),
        (_, Some(most)) if value > most => Err(AnswerRefused::TooLarge(words(most))),
        _ => Ok(()),
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
