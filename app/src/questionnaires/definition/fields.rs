//! An answer as the fields of a form: what each field is called, what was filled in, and what it means. The same fields
//! stand on a resident's page, in a preview and on the page on which paper is keyed in.

#[cfg(test)]
pub(crate) mod tests;

use std::collections::BTreeMap;

use super::answer::{Answer, PartialDate};
use super::blank::Blank;
use super::checking::AnswerRefused;
use super::decimal::{Decimal, NotDecimal};
use super::question::{AnswerOption, Question, QuestionKind};
use crate::branches::postcodes;
use crate::clock;
use crate::money::amounts;

/// What was filled in.
pub trait FilledIn {
    /// The first value of a field, without spaces around it; empty when it was not sent.
    fn value(&self, name: &str) -> &str;
    /// Every value of a field.
    fn values(&self, name: &str) -> Vec<&str>;
}

impl Question {
    /// The name of its field, or what the names of its fields begin with.
    pub fn field(&self) -> String {
        format!("q-{}", self.key)
    }

    /// The field of a row, an option or a part of a date.
    pub fn field_of(&self, part: &str) -> String {
        format!("q-{}/{part}", self.key)
    }

    /// The field in which "please say" is said.
    pub fn field_beside(&self, code: &str) -> String {
        format!("q-{}/{code}/text", self.key)
    }

    /// The field of "I don't know" and "I prefer not to say", for kinds that have no options to put them among.
    pub fn field_of_blank(&self) -> String {
        format!("q-{}/blank", self.key)
    }

    /// Whether "I don't know" and "I prefer not to say" are among its options.
    pub const fn blanks_are_options(&self) -> bool {
        matches!(self.kind, QuestionKind::OneOf(_) | QuestionKind::Scale { .. })
    }

    /// The names of all its fields.
    pub fn field_names(&self) -> Vec<String> {
        let parts = |options: &[AnswerOption]| options.iter().map(|option| self.field_of(&option.code)).collect();
        let mut names = match &self.kind {
            QuestionKind::Information => return Vec::new(),
            QuestionKind::OneOf(_) | QuestionKind::SeveralOf { .. } => {
                let beside = self.options().iter().filter(|option| option.write_in);
                let beside = beside.map(|option| self.field_beside(&option.code));
                std::iter::once(self.field()).chain(beside).collect()
            }
            QuestionKind::Matrix { rows: options, .. } | QuestionKind::Split { options, .. } => parts(options),
            QuestionKind::Rank { list, .. } => parts(&list.options),
            QuestionKind::Date { .. } => ["day", "month", "year"].map(|part| self.field_of(part)).to_vec(),
            // The box that takes away the file that is kept.
            QuestionKind::File => vec![self.field(), self.field_of("remove")],
            _ => vec![self.field()],
        };
        if !self.blanks_are_options() {
            names.push(self.field_of_blank());
        }
        names
    }

    /// Refuses two different values where one is asked for: neither is taken for the answer.
    fn said_once(&self, filled: &impl FilledIn) -> Result<(), AnswerRefused> {
        let ticks = matches!(self.kind, QuestionKind::SeveralOf { .. }).then(|| self.field());
        for name in self.field_names().into_iter().filter(|name| Some(name) != ticks.as_ref()) {
            let mut said = filled.values(&name).into_iter().map(str::trim).filter(|value| !value.is_empty());
            if let Some(first) = said.next()
                && said.any(|other| other != first)
            {
                return Err(AnswerRefused::SaidTwice);
            }
        }
        Ok(())
    }

    /// The field to which a complaint about it leads: the first one.
    pub fn first_field(&self) -> String {
        match &self.kind {
            QuestionKind::Rank { list, .. } => list
                .options
                .iter()
                .find(|option| !option.retired)
                .map_or_else(|| self.field(), |one| self.field_of(&one.code)),
            QuestionKind::Split { options, .. } | QuestionKind::Matrix { rows: options, .. } => options
                .iter()
                .find(|option| !option.retired)
                .map_or_else(|| self.field(), |one| self.field_of(&one.code)),
            QuestionKind::Date { .. } => self.field_of("day"),
            _ => self.field(),
        }
    }

    /// What was filled in; nothing where it was left empty.
    ///
    /// # Errors
    /// What cannot be understood at all. What is understood and cannot be taken, [`Question::check`] says.
    pub fn read_fields(&self, filled: &impl FilledIn) -> Result<Option<Answer>, AnswerRefused> {
        self.said_once(filled)?;
        let field = self.field();
        let answer = match &self.kind {
            QuestionKind::Information => return Ok(None),
            QuestionKind::OneOf(_) | QuestionKind::Scale { .. } => self.read_one(filled)?,
            QuestionKind::SeveralOf { .. } => self.read_several(filled),
            QuestionKind::Matrix { rows, .. } => {
                let chosen: BTreeMap<String, String> = rows
                    .iter()
                    .map(|row| (row.code.clone(), filled.value(&self.field_of(&row.code)).to_owned()))
                    .filter(|(_, code)| !code.is_empty())
                    .collect();
                (!chosen.is_empty()).then_some(Answer::Rows(chosen))
            }
            QuestionKind::Rank { .. } => self.read_rank(filled)?,
            QuestionKind::Number { places, .. } => {
                let typed = filled.value(&field);
                if typed.is_empty() { None } else { Some(Answer::Number(number(typed, *places)?)) }
            }
            QuestionKind::Money { .. } => {
                let typed = filled.value(&field);
                if typed.is_empty() { None } else { Some(Answer::Money(money(typed)?)) }
            }
            QuestionKind::Split { options, money: pence, .. } => {
                let mut parts = BTreeMap::new();
                for option in options {
                    let typed = filled.value(&self.field_of(&option.code));
                    if !typed.is_empty() {
                        let part = if *pence {
                            money(typed)?
                        } else {
                            number(typed, 0)?.as_whole().ok_or(AnswerRefused::TooFine(0))?
                        };
                        parts.insert(option.code.clone(), part);
                    }
                }
                // Nought is the same as nothing, unless there is nothing else.
                let any = !parts.is_empty();
                parts.retain(|_, part| *part != 0);
                any.then_some(Answer::Shares { parts, money: *pence })
            }
            QuestionKind::Text { .. } => {
                let text = filled.value(&field);
                (!text.is_empty()).then(|| Answer::Text(text.to_owned()))
            }
            QuestionKind::Date { .. } => {
                let [day, month, year] = ["day", "month", "year"].map(|part| filled.value(&self.field_of(part)));
                if [day, month, year].iter().all(|part| part.is_empty()) {
                    None
                } else {
                    Some(Answer::Date(date(day, month, year)?))
                }
            }
            QuestionKind::Branch => {
                let slug = filled.value(&field);
                (!slug.is_empty()).then(|| Answer::Branch(slug.to_owned()))
            }
            QuestionKind::PostcodeArea => {
                let typed = filled.value(&field);
                if typed.is_empty() { None } else { Some(Answer::Area(area(typed)?)) }
            }
            QuestionKind::File => file(filled.value(&field)),
        };
        if self.blanks_are_options() {
            return Ok(answer);
        }
        match (answer, Blank::chosen(filled.value(&self.field_of_blank()))) {
            (Some(_), Some(_)) => Err(AnswerRefused::AnsweredAndBlank),
            (None, Some(blank)) => Ok(Some(Answer::Blank(blank))),
            (answer, None) => Ok(answer),
        }
    }

    fn read_one(&self, filled: &impl FilledIn) -> Result<Option<Answer>, AnswerRefused> {
        let code = filled.value(&self.field());
        let beside = self.options().iter().filter(|option| option.write_in).find_map(|option| {
            let text = filled.value(&self.field_beside(&option.code));
            (!text.is_empty()).then_some((option, text))
        });
        match (code, beside) {
            ("", None) => Ok(None),
            // What was written says what was meant.
            ("", Some((option, text))) => {
                Ok(Some(Answer::Code { code: option.code.clone(), other: Some(text.to_owned()) }))
            }
            (code, Some((option, text))) if option.code == code => {
                Ok(Some(Answer::Code { code: code.to_owned(), other: Some(text.to_owned()) }))
            }
            (_, Some((option, _))) => {
                let label = option.label.all().next().map_or(option.code.as_str(), |(_, text)| text);
                Err(AnswerRefused::WrittenBeside(label.to_owned()))
            }
            (code, None) => Ok(Some(match Blank::chosen(code).filter(|blank| self.offers_blank(*blank)) {
                Some(blank) => Answer::Blank(blank),
                None => Answer::code(code),
            })),
        }
    }

    fn read_several(&self, filled: &impl FilledIn) -> Option<Answer> {
        let field = self.field();
        let ticked = filled.values(&field);
        let other: BTreeMap<String, String> = self
            .options()
            .iter()
            .filter(|option| option.write_in)
            .map(|option| (option.code.clone(), filled.value(&self.field_beside(&option.code)).to_owned()))
            .filter(|(_, text)| !text.is_empty())
            .collect();
        let known = self.options().iter().map(|option| option.code.as_str());
        // In the order of the question, each once; what is written beside an option ticks it.
        let mut codes: Vec<String> =
            known.filter(|code| ticked.contains(code) || other.contains_key(*code)).map(str::to_owned).collect();
        for code in ticked {
            if !code.is_empty() && !codes.iter().any(|known| known == code) {
                codes.push(code.to_owned());
            }
        }
        (!codes.is_empty()).then_some(Answer::Ticks { codes, other })
    }

    fn read_rank(&self, filled: &impl FilledIn) -> Result<Option<Answer>, AnswerRefused> {
        let options = self.options();
        let last = options.iter().filter(|option| !option.retired).count();
        let mut places: BTreeMap<usize, &str> = BTreeMap::new();
        for option in options {
            let typed = filled.value(&self.field_of(&option.code));
            if typed.is_empty() {
                continue;
            }
            let place = typed.trim_end_matches(['.', ')']).parse::<usize>().ok();
            let Some(place) = place.filter(|place| (1..=last).contains(place)) else {
                return Err(AnswerRefused::NoSuchPlace { typed: short(typed), last });
            };
            if places.insert(place, &option.code).is_some() {
                return Err(AnswerRefused::SamePlace(place.to_string()));
            }
        }
        if let Some(missing) = (1..=places.len()).find(|place| !places.contains_key(place)) {
            return Err(AnswerRefused::PlaceLeftOut(missing));
        }
        Ok((!places.is_empty()).then(|| Answer::Order(places.into_values().map(str::to_owned).collect())))
    }

    /// The fields that say an answer: what a form holds again.
    pub fn written_fields(&self, answer: &Answer) -> Vec<(String, String)> {
        match answer {
            Answer::Blank(blank) if self.blanks_are_options() => vec![(self.field(), blank.code().to_owned())],
            Answer::Blank(blank) => vec![(self.field_of_blank(), blank.code().to_owned())],
            Answer::Code { code, other } => {
                let beside = other.iter().map(|text| (self.field_beside(code), text.clone()));
                std::iter::once((self.field(), code.clone())).chain(beside).collect()
            }
            Answer::Ticks { codes, other } => {
                let beside = other.iter().map(|(code, text)| (self.field_beside(code), text.clone()));
                codes.iter().map(|code| (self.field(), code.clone())).chain(beside).collect()
            }
            Answer::Rows(rows) => rows.iter().map(|(row, code)| (self.field_of(row), code.clone())).collect(),
            Answer::Order(codes) => codes
                .iter()
                .zip(1..)
                .map(|(code, place): (_, usize)| (self.field_of(code), place.to_string()))
                .collect(),
            Answer::Number(number) => vec![(self.field(), number.to_string())],
            Answer::Money(pence) => vec![(self.field(), amounts::typed(*pence))],
            Answer::Shares { parts, money } => {
                let typed = |part: i64| if *money { amounts::typed(part) } else { part.to_string() };
                parts.iter().map(|(code, part)| (self.field_of(code), typed(*part))).collect()
            }
            Answer::Text(text) | Answer::Branch(text) | Answer::Area(text) => vec![(self.field(), text.clone())],
            Answer::Date(date) => {
                let day = date.day.map(|day| (self.field_of("day"), day.to_string()));
                let month = date.month.map(|month| (self.field_of("month"), month.to_string()));
                let year = Some((self.field_of("year"), date.year.to_string()));
                [day, month, year].into_iter().flatten().collect()
            }
            Answer::File { id, name } => vec![(self.field(), format!("{id} {name}"))],
        }
    }
}

/// What was typed, as far as a sentence about it needs.
fn short(typed: &str) -> String {
    let mut said: String = typed.chars().take(30).collect();
    if said.len() < typed.len() {
        said.push('…');
    }
    said
}

/// A number as people type it: spaces around and within, commas at the thousands.
fn number(typed: &str, places: u32) -> Result<Decimal, AnswerRefused> {
    let plain: String = typed.chars().filter(|letter| !letter.is_whitespace()).map(ascii_sign).collect();
    let (whole, part) = plain.split_once('.').map_or((plain.as_str(), None), |(whole, part)| (whole, Some(part)));
    let thousands = whole.trim_start_matches(['-', '+']);
    let grouped = thousands.split(',').skip(1).all(|group| group.len() == 3)
        && (!thousands.contains(',') || (1..=3).contains(&thousands.split(',').next().unwrap_or_default().len()));
    if !grouped {
        return Err(AnswerRefused::NotANumber(short(typed)));
    }
    let digits = match part {
        Some(part) => format!("{}.{part}", whole.replace(',', "")),
        None => whole.replace(',', ""),
    };
    digits.parse().map_err(|why| match why {
        NotDecimal::NotANumber => AnswerRefused::NotANumber(short(typed)),
        NotDecimal::TooFine => AnswerRefused::TooFine(places),
        NotDecimal::TooLarge => AnswerRefused::TooLarge("999,999,999".to_owned()),
    })
}

const fn ascii_sign(letter: char) -> char {
    match letter {
        '−' | '–' => '-',
        other => other,
    }
}

/// An amount, as amounts are read everywhere; not so much a week.
fn money(typed: &str) -> Result<i64, AnswerRefused> {
    let amount = amounts::amount(typed).map_err(AnswerRefused::NotMoney)?;
    match amount.period {
        None => Ok(amount.pence),
        Some(_) => Err(AnswerRefused::NotMoney("Enter one amount in pounds, such as 12.50".to_owned())),
    }
}

/// A day, a month of a year or a year, of three boxes.
fn date(day: &str, month: &str, year: &str) -> Result<PartialDate, AnswerRefused> {
    let whole = |text: &str| -> Result<Option<i16>, AnswerRefused> {
        if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| AnswerRefused::NotADate) }
    };
    let month = match clock::named_month(month) {
        Some(month) => Some(month),
        None => whole(month)?,
    };
    let (day, year) = (whole(day)?, whole(year)?.filter(|year| *year >= 1000));
    let small = |number: Option<i16>| number.map(i8::try_from).transpose().map_err(|_| AnswerRefused::NotADate);
    let (day, month) = (small(day)?, small(month)?);
    year.and_then(|year| PartialDate::new(year, month, day)).ok_or(AnswerRefused::NotADate)
}

/// The first half of a postcode. Whoever enters a whole one is not asked again: the second half is not kept.
fn area(typed: &str) -> Result<String, AnswerRefused> {
    let plain: String = typed.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>().to_uppercase();
    if postcodes::is_outward(&plain) {
        return Ok(plain);
    }
    let whole = postcodes::postcode_of(&plain);
    let half = whole.as_deref().and_then(|whole| whole.split(' ').next());
    half.map(str::to_owned).ok_or_else(|| AnswerRefused::NotAnArea(short(typed)))
}

/// A file that is kept already: its number and its name.
fn file(kept: &str) -> Option<Answer> {
    let (id, name) = kept.split_once(' ')?;
    Some(Answer::File { id: id.parse().ok()?, name: name.to_owned() })
}
