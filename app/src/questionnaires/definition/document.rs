//! A questionnaire as a document: the same fields in our TOML files, in the record (as JSON) and in a service's bank of
//! questions. Every field that a kind of question does not have is an error, not silence.

mod options;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use super::condition::Condition;
use super::decimal::{Decimal, PLACES};
use super::key::Key;
use super::question::{
    DateLimit, KINDS, OptionList, Question, QuestionKind, QuestionPage, Questionnaire, USUAL_POINTS,
};
use super::texts::{Language, Wording};
use options::{OptionDocument, documents, read_options};

/// Why a document is not a questionnaire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAQuestionnaire {
    /// The question, if one is at fault.
    pub question: Option<String>,
    /// In a sentence.
    pub why: String,
}

impl std::fmt::Display for NotAQuestionnaire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.question {
            Some(question) => write!(f, "Question {question}: {}", self.why),
            None => f.write_str(&self.why),
        }
    }
}

impl std::error::Error for NotAQuestionnaire {}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct WholeDocument {
    #[serde(default = "english")]
    languages: Vec<Language>,
    #[serde(default)]
    title: Wording,
    #[serde(default, skip_serializing_if = "Wording::is_empty")]
    introduction: Wording,
    #[serde(default, skip_serializing_if = "Wording::is_empty")]
    thanks: Wording,
    #[serde(default, rename = "page")]
    pages: Vec<PageDocument>,
}

fn english() -> Vec<Language> {
    vec![Language::english()]
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct PageDocument {
    key: Key,
    #[serde(default, skip_serializing_if = "Wording::is_empty")]
    title: Wording,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    when: Option<Condition>,
    #[serde(default, skip_serializing_if = "is_false")]
    shuffled: bool,
    #[serde(default, rename = "question")]
    questions: Vec<QuestionDocument>,
}

/// One question as a document: what a service keeps in its bank of questions.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct QuestionDocument {
    key: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    label: Wording,
    #[serde(default, skip_serializing_if = "Wording::is_empty")]
    help: Wording,
    #[serde(default, skip_serializing_if = "Wording::is_empty")]
    error: Wording,
    #[serde(default, skip_serializing_if = "Wording::is_empty")]
    note: Wording,
    #[serde(default, skip_serializing_if = "is_false")]
    required: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    dont_know: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    prefer_not_to_say: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    when: Option<Condition>,
    #[serde(default, skip_serializing_if = "is_false")]
    retired: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    shuffled: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    every_row: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    partial: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    published: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    least: Option<Decimal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    most: Option<Decimal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    total: Option<Decimal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    places: Option<u32>,
    #[serde(default, skip_serializing_if = "Wording::is_empty")]
    unit: Wording,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    earliest: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    latest: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    points: Option<Vec<Wording>>,
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "option")]
    options: Option<Vec<OptionDocument>>,
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "column")]
    columns: Option<Vec<OptionDocument>>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_false(yes: &bool) -> bool {
    !*yes
}

fn whole(number: u32) -> Option<Decimal> {
    Decimal::whole(i64::from(number))
}

impl From<&Question> for QuestionDocument {
    fn from(question: &Question) -> Self {
        let mut document = Self {
            key: question.key.to_string(),
            kind: question.kind.word().to_owned(),
            label: question.label.clone(),
            help: question.help.clone(),
            error: question.error.clone(),
            note: question.note.clone(),
            required: question.required,
            dont_know: question.dont_know,
            prefer_not_to_say: question.prefer_not_to_say,
            when: question.when.clone(),
            retired: question.retired,
            ..Self::default()
        };
        match &question.kind {
            QuestionKind::OneOf(list) => {
                document.options = Some(documents(&list.options));
                document.shuffled = list.shuffled;
            }
            QuestionKind::SeveralOf { list, least, most } => {
                document.options = Some(documents(&list.options));
                document.shuffled = list.shuffled;
                document.least = least.and_then(whole);
                document.most = most.and_then(whole);
            }
            QuestionKind::Scale { points } => document.points = Some(points.clone()),
            QuestionKind::Matrix { rows, columns, every_row } => {
                document.options = Some(documents(rows));
                document.columns = Some(documents(columns));
                document.every_row = *every_row;
            }
            QuestionKind::Rank { list, most } => {
                document.options = Some(documents(&list.options));
                document.shuffled = list.shuffled;
                document.most = most.and_then(whole);
            }
            QuestionKind::Number { places, least, most, unit } => {
                document.places = (*places > 0).then_some(*places);
                document.least = *least;
                document.most = *most;
                document.unit = unit.clone();
            }
            QuestionKind::Money { least, most } => {
                document.least = least.and_then(Decimal::pounds);
                document.most = most.and_then(Decimal::pounds);
            }
            QuestionKind::Split { options, total, money } => {
                document.options = Some(documents(options));
                document.total = if *money { Decimal::pounds(*total) } else { Decimal::whole(*total) };
            }
            QuestionKind::Text { most, published, .. } => {
                document.most = most.and_then(whole);
                document.published = *published;
            }
            QuestionKind::Date { partial, earliest, latest } => {
                document.partial = *partial;
                document.earliest = earliest.map(limit_words);
                document.latest = latest.map(limit_words);
            }
            QuestionKind::Branch | QuestionKind::PostcodeArea | QuestionKind::Information | QuestionKind::File => {}
        }
        document
    }
}

fn limit_words(limit: DateLimit) -> String {
    match limit {
        DateLimit::On(date) => date.to_string(),
        DateLimit::Today => "today".to_owned(),
    }
}

fn read_limit(text: &str) -> Result<DateLimit, String> {
    if text == "today" { Ok(DateLimit::Today) } else { text.parse().map(DateLimit::On) }
}

impl QuestionDocument {
    /// The question it is, its plain texts in this language.
    ///
    /// # Errors
    /// What does not fit its kind.
    pub fn read(self, first: &Language) -> Result<Question, NotAQuestionnaire> {
        let key = self.key.clone();
        self.question(first).map_err(|why| NotAQuestionnaire { question: Some(key), why })
    }

    fn question(mut self, first: &Language) -> Result<Question, String> {
        let kind = self.take_kind(first)?;
        self.nothing_left(kind.word())?;
        let mut question = Question {
            key: Key::new(&self.key)?,
            label: self.label,
            help: self.help,
            error: self.error,
            note: self.note,
            required: self.required,
            dont_know: self.dont_know,
            prefer_not_to_say: self.prefer_not_to_say,
            when: self.when,
            retired: self.retired,
            kind,
        };
        for wording in [&mut question.label, &mut question.help, &mut question.error, &mut question.note] {
            wording.settle(first);
        }
        Ok(question)
    }

    /// Takes what makes its kind, so that what is left fits no kind.
    fn take_kind(&mut self, first: &Language) -> Result<QuestionKind, String> {
        let kind = match self.kind.as_str() {
            "one-of" => QuestionKind::OneOf(self.take_list(first)?),
            "several-of" => QuestionKind::SeveralOf {
                list: self.take_list(first)?,
                least: count(self.least.take(), "least")?,
                most: count(self.most.take(), "most")?,
            },
            "scale" => {
                let mut points = self.points.take().unwrap_or_else(|| vec![Wording::default(); USUAL_POINTS]);
                points.iter_mut().for_each(|point| point.settle(first));
                QuestionKind::Scale { points }
            }
            "matrix" => QuestionKind::Matrix {
                rows: read_options(self.options.take().unwrap_or_default(), first)?,
                columns: read_options(self.columns.take().unwrap_or_default(), first)?,
                every_row: std::mem::take(&mut self.every_row),
            },
            "rank" => QuestionKind::Rank { list: self.take_list(first)?, most: count(self.most.take(), "most")? },
            word @ ("whole-number" | "decimal-number") => {
                let places = match (word, self.places.take()) {
                    ("whole-number", None | Some(0)) => 0,
                    ("whole-number", Some(_)) => return Err("a whole number has no decimal places".to_owned()),
                    (_, None) => 2,
                    (_, Some(places)) if (1..=PLACES).contains(&places) => places,
                    (_, Some(places)) => {
                        return Err(format!("a number can have 1 to {PLACES} decimal places, not {places}"));
                    }
                };
                let unit = std::mem::take(&mut self.unit);
                let mut unit = unit;
                unit.settle(first);
                QuestionKind::Number { places, least: self.least.take(), most: self.most.take(), unit }
            }
            "money" => QuestionKind::Money {
                least: pence(self.least.take(), "least")?,
                most: pence(self.most.take(), "most")?,
            },
            word @ ("split-points" | "split-money") => {
                let money = word == "split-money";
                let total = self.total.take().ok_or("it needs a `total` that is shared out")?;
                let total = if money { total.pence() } else { total.as_whole() };
                QuestionKind::Split {
                    options: read_options(self.options.take().unwrap_or_default(), first)?,
                    total: total.ok_or("the `total` has to be whole points, or pounds and pence")?,
                    money,
                }
            }
            word @ ("short-text" | "long-text") => QuestionKind::Text {
                long: word == "long-text",
                most: count(self.most.take(), "most")?,
                published: std::mem::take(&mut self.published),
            },
            "date" => QuestionKind::Date {
                partial: std::mem::take(&mut self.partial),
                earliest: self.earliest.take().as_deref().map(read_limit).transpose()?,
                latest: self.latest.take().as_deref().map(read_limit).transpose()?,
            },
            "branch" => QuestionKind::Branch,
            "postcode-area" => QuestionKind::PostcodeArea,
            "information" => QuestionKind::Information,
            "file" => QuestionKind::File,
            other => {
                let known: Vec<&str> = KINDS.iter().map(|(word, _)| *word).collect();
                return Err(format!("“{other}” is no type of question. The types are {}", known.join(", ")));
            }
        };
        Ok(kind)
    }

    fn take_list(&mut self, first: &Language) -> Result<OptionList, String> {
        Ok(OptionList {
            options: read_options(self.options.take().unwrap_or_default(), first)?,
            shuffled: std::mem::take(&mut self.shuffled),
        })
    }

    fn nothing_left(&self, kind: &str) -> Result<(), String> {
        let left = [
            ("shuffled", self.shuffled),
            ("every-row", self.every_row),
            ("partial", self.partial),
            ("published", self.published),
            ("least", self.least.is_some()),
            ("most", self.most.is_some()),
            ("total", self.total.is_some()),
            ("places", self.places.is_some()),
            ("unit", !self.unit.is_empty()),
            ("earliest", self.earliest.is_some()),
            ("latest", self.latest.is_some()),
            ("points", self.points.is_some()),
            ("option", self.options.is_some()),
            ("column", self.columns.is_some()),
        ];
        match left.iter().find(|(_, there)| *there) {
            Some((field, _)) => Err(format!("a question of the type {kind} has no `{field}`")),
            None => Ok(()),
        }
    }
}

fn count(number: Option<Decimal>, field: &str) -> Result<Option<u32>, String> {
    let Some(number) = number else { return Ok(None) };
    let whole = number.as_whole().and_then(|whole| u32::try_from(whole).ok());
    whole.map(Some).ok_or_else(|| format!("`{field}` has to be a whole number that is not negative, not {number}"))
}

fn pence(number: Option<Decimal>, field: &str) -> Result<Option<i64>, String> {
    let Some(number) = number else { return Ok(None) };
    number.pence().map(Some).ok_or_else(|| format!("`{field}` has to be pounds and pence, not {number}"))
}

impl From<&Questionnaire> for WholeDocument {
    fn from(whole: &Questionnaire) -> Self {
        let pages = whole.pages.iter().map(|page| PageDocument {
            key: page.key.clone(),
            title: page.title.clone(),
            when: page.when.clone(),
            shuffled: page.shuffled,
            questions: page.questions.iter().map(QuestionDocument::from).collect(),
        });
        Self {
            languages: whole.languages.clone(),
            title: whole.title.clone(),
            introduction: whole.introduction.clone(),
            thanks: whole.thanks.clone(),
            pages: pages.collect(),
        }
    }
}

impl WholeDocument {
    fn read(self) -> Result<Questionnaire, NotAQuestionnaire> {
        let Some(first) = self.languages.first().cloned() else {
            return Err(NotAQuestionnaire { question: None, why: "It names no language.".to_owned() });
        };
        let mut whole = Questionnaire {
            title: self.title,
            introduction: self.introduction,
            thanks: self.thanks,
            pages: Vec::with_capacity(self.pages.len()),
            languages: self.languages,
        };
        for wording in [&mut whole.title, &mut whole.introduction, &mut whole.thanks] {
            wording.settle(&first);
        }
        for page in self.pages {
            let mut title = page.title;
            title.settle(&first);
            let questions: Result<Vec<Question>, _> =
                page.questions.into_iter().map(|question| question.read(&first)).collect();
            whole.pages.push(QuestionPage {
                key: page.key,
                title,
                when: page.when,
                shuffled: page.shuffled,
                questions: questions?,
            });
        }
        Ok(whole)
    }
}

/// Reads our TOML.
///
/// # Errors
/// What is wrong with it, with the line where a line is at fault.
pub fn from_toml(text: &str) -> Result<Questionnaire, NotAQuestionnaire> {
    let document: WholeDocument = toml::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| NotAQuestionnaire { question: None, why: error.to_string().trim_end().to_owned() })?;
    document.read()
}

/// Writes our TOML.
///
/// # Errors
/// When it cannot be written: a fault of the program.
pub fn to_toml(whole: &Questionnaire) -> Result<String, toml::ser::Error> {
    toml::to_string_pretty(&WholeDocument::from(whole))
}

/// Reads what the record holds.
///
/// # Errors
/// What is wrong with it.
pub fn from_json(text: &str) -> Result<Questionnaire, NotAQuestionnaire> {
    let document: WholeDocument =
        serde_json::from_str(text).map_err(|error| NotAQuestionnaire { question: None, why: error.to_string() })?;
    document.read()
}

/// Writes what the record holds: the same questionnaire is always the same text.
///
/// # Errors
/// When it cannot be written: a fault of the program.
pub fn to_json(whole: &Questionnaire) -> Result<String, serde_json::Error> {
    serde_json::to_string(&WholeDocument::from(whole))
}
