//! What was read of a form before it is known what its names stand for: questions whose words and conditions are still as
//! the cells have them.

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::definition::key::{Key, LONGEST_KEY};
use super::super::super::definition::question::{Question, QuestionKind};
use super::super::super::definition::texts::{Language, Wording};
use super::super::imported::{Dropped, NotImported};
use super::choices::numbered;
use super::extra::LineExtra;
use super::languages::FormLanguages;
use super::meaning::FormNames;
use super::table::{SheetLine, SheetTable};
use super::texts;

/// Words as the cells have them, by language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct FormText {
    cells: BTreeMap<Language, String>,
    exact: BTreeMap<Language, (String, String)>,
}

impl FormText {
    /// A text in one language.
    pub(super) fn plain(language: &Language, text: &str) -> Self {
        Self { cells: BTreeMap::from([(language.clone(), text.to_owned())]), exact: BTreeMap::new() }
    }

    /// Whether there is no text in any language.
    pub(super) fn is_empty(&self) -> bool {
        self.cells.values().all(|text| texts::is_missing(text)) && self.exact.is_empty()
    }

    /// Whether the cells say the same.
    pub(super) fn says_as(&self, other: &Self) -> bool {
        self.cells == other.cells
    }

    /// The words, with what they refer to.
    pub(super) fn settled(&self, refers: &mut BTreeSet<String>, key: impl Fn(&str) -> Option<String>) -> Wording {
        let mut wording = Wording::default();
        for language in self.cells.keys().chain(self.exact.keys()) {
            let cell = self.cells.get(language).map_or("", String::as_str);
            match self.exact.get(language) {
                Some((written, exact)) if written == cell => wording.set(language, exact.clone()),
                _ if texts::is_missing(cell) => {}
                _ => wording.set(language, texts::decoded(cell, refers, &key)),
            }
        }
        wording
    }
}

/// What is read, what it is called and what became of it.
pub(super) struct FormSource {
    languages: FormLanguages,
    order: Vec<Language>,
    keys: BTreeSet<String>,
    page_keys: BTreeSet<String>,
    /// The names of lines that ask something, which no page takes from them.
    pub(super) asked_names: BTreeSet<String>,
    /// What each name stands for.
    pub(super) names: FormNames,
    /// What was left out.
    pub(super) dropped: Vec<Dropped>,
    /// What was changed.
    pub(super) warnings: Vec<String>,
    /// Options with pictures or sounds.
    pub(super) media: BTreeSet<String>,
}

/// A page.
#[derive(Debug)]
pub(super) struct DraftPage {
    /// Its key.
    pub(super) key: Key,
    /// Its heading.
    pub(super) title: FormText,
    /// The conditions of the groups in which it stands.
    pub(super) conditions: Vec<DraftCondition>,
    /// Whether it changes its place.
    pub(super) shuffled: bool,
    /// What it asks.
    pub(super) questions: Vec<DraftQuestion>,
}

/// A condition, as the cell has it.
#[derive(Clone, Debug, Default)]
pub(super) struct DraftCondition {
    /// The cell.
    pub(super) cell: String,
    /// What the column of ours says.
    pub(super) extra: LineExtra,
}

/// A question.
#[derive(Debug)]
pub(super) struct DraftQuestion {
    /// What the form calls it.
    pub(super) name: String,
    /// The question, so far without words and conditions.
    pub(super) question: Question,
    /// Its words.
    pub(super) label: FormText,
    /// The words below it.
    pub(super) help: FormText,
    /// The words when something is wrong.
    pub(super) error: FormText,
    /// The words for staff.
    pub(super) note: FormText,
    /// Its conditions: its own, and of groups within its page.
    pub(super) conditions: Vec<DraftCondition>,
    /// Its options, points or rows.
    pub(super) options: Vec<DraftOption>,
    /// The points of a matrix.
    pub(super) columns: Vec<DraftOption>,
    /// What filters the options.
    pub(super) filter: String,
    /// The check on the answer.
    pub(super) check: String,
    /// What the column of ours says.
    pub(super) extra: LineExtra,
}

/// An option, a point or a row.
#[derive(Clone, Debug, Default)]
pub(super) struct DraftOption {
    /// What the form calls it.
    pub(super) raw: String,
    /// Its code here.
    pub(super) code: String,
    /// What people read.
    pub(super) label: FormText,
    /// The columns of the choice by which it may be filtered.
    pub(super) columns: BTreeMap<String, String>,
    /// The condition of a row.
    pub(super) relevant: String,
    /// Whether it asks "please say".
    pub(super) write_in: bool,
    /// What the column of ours says.
    pub(super) extra: LineExtra,
}

impl DraftQuestion {
    /// One of a kind.
    pub(super) fn new(name: &str, key: Key, kind: QuestionKind) -> Self {
        Self {
            name: name.to_owned(),
            question: Question::new(key, kind),
            label: FormText::default(),
            help: FormText::default(),
            error: FormText::default(),
            note: FormText::default(),
            conditions: Vec::new(),
            options: Vec::new(),
            columns: Vec::new(),
            filter: String::new(),
            check: String::new(),
            extra: LineExtra::default(),
        }
    }
}

impl FormSource {
    /// With the languages of a form: those of its headings, and the one that its settings name.
    pub(super) fn new(survey: &SheetTable, choices: &SheetTable, default: &str) -> Self {
        let mut languages = FormLanguages::default();
        let mut order = Vec::new();
        let named = |table: &SheetTable| -> Vec<String> {
            table.headings.values().filter_map(|heading| heading.language.clone()).collect()
        };
        let of_survey: Vec<Language> = named(survey).iter().map(|name| languages.code(name)).collect();
        // The choices may call the same language otherwise: "English" and "English (en)".
        let of_choices: Vec<Language> = named(choices).iter().map(|name| languages.meant(name)).collect();
        for language in of_survey.into_iter().chain(of_choices) {
            if !order.contains(&language) {
                order.push(language);
            }
        }
        if !matches!(default.to_lowercase().as_str(), "" | "default") {
            let first = languages.meant(default);
            order.retain(|language| *language != first);
            order.insert(0, first);
        }
        let mut warnings = std::mem::take(&mut languages.warnings);
        if order.is_empty() {
            order.push(Language::english());
            warnings.push("The file does not say which language it is in; it was taken for English.".to_owned());
        }
        Self {
            languages,
            order,
            keys: BTreeSet::new(),
            page_keys: BTreeSet::new(),
            asked_names: BTreeSet::new(),
            names: FormNames::default(),
            dropped: Vec::new(),
            warnings,
            media: BTreeSet::new(),
        }
    }

    /// The languages, the first one first.
    pub(super) fn languages(&self) -> &[Language] {
        &self.order
    }

    /// The first language: words without one are in it.
    pub(super) fn first(&self) -> &Language {
        static ENGLISH: std::sync::LazyLock<Language> = std::sync::LazyLock::new(Language::english);
        self.order.first().unwrap_or(&ENGLISH)
    }

    /// The words of a field.
    pub(super) fn text(&self, table: &SheetTable, line: &SheetLine, field: &str, extra: &LineExtra) -> FormText {
        let mut text = FormText { exact: extra.texts.get(field).cloned().unwrap_or_default(), ..FormText::default() };
        // What names its language comes before what does not.
        for (language, words) in table.texts(line, field) {
            if let Some(language) = language.and_then(|name| self.languages.known(name)) {
                text.cells.insert(language.clone(), words.to_owned());
            }
        }
        if let Some((_, words)) = table.texts(line, field).find(|(language, _)| language.is_none()) {
            let before = text.cells.entry(self.first().clone()).or_default();
            if texts::is_missing(before) {
                words.clone_into(before);
            }
        }
        text.cells.retain(|_, words| !words.is_empty());
        text
    }

    /// What the column of ours says; nothing if it is not ours.
    pub(super) fn extra(&mut self, table: &SheetTable, line: &SheetLine, of: &str) -> LineExtra {
        let cell = table.get(line, super::extra::COLUMN);
        LineExtra::read(cell).unwrap_or_else(|error| {
            self.warnings
                .push(format!("The column “soundings” of {of} is not as it was written and is left out ({error})."));
            LineExtra::default()
        })
    }

    /// A key that is free, as near to the form's name as can be.
    ///
    /// # Errors
    /// When there is none: a fault of the program.
    pub(super) fn key(&mut self, name: &str, own: Option<&str>) -> Result<Key, NotImported> {
        if let Some(key) = own.and_then(|own| Key::new(own).ok()).filter(|key| !self.keys.contains(key.as_str())) {
            self.keys.insert(key.to_string());
            return Ok(key);
        }
        let key = fitting(name, |key| self.keys.contains(key))?;
        if key.as_str() != name && !name.is_empty() {
            self.warnings.push(if Key::new(name).is_ok() {
                format!("Two questions are called {name}; the second was given the key {key}.")
            } else {
                format!("“{name}” cannot be the key of a question; it became {key}.")
            });
        }
        self.keys.insert(key.to_string());
        Ok(key)
    }

    /// A key for a page that no question has.
    ///
    /// # Errors
    /// When there is none: a fault of the program.
    pub(super) fn page_key(&mut self, name: &str, own: Option<&str>) -> Result<Key, NotImported> {
        let key = match own.and_then(|own| Key::new(own).ok()).filter(|key| !self.page_keys.contains(key.as_str())) {
            Some(key) => key,
            None if name.is_empty() || self.asked_names.contains(name) => {
                fitting(&format!("page-{name}"), |key| self.page_keys.contains(key) || self.asked_names.contains(key))?
            }
            None => fitting(name, |key| self.page_keys.contains(key) || self.asked_names.contains(key))?,
        };
        self.page_keys.insert(key.to_string());
        Ok(key)
    }
}

fn fitting(name: &str, taken: impl Fn(&str) -> bool) -> Result<Key, NotImported> {
    let fits = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.');
    let mut plain: String = name.trim().chars().map(|letter| if fits(letter) { letter } else { '_' }).collect();
    if !plain.chars().next().is_some_and(|first| first.is_alphabetic() || first == '_') {
        plain.insert(0, '_');
    }
    let plain: String = plain.chars().take(LONGEST_KEY).collect();
    Key::new(&numbered(&plain, LONGEST_KEY, taken)).map_err(NotImported::because)
}
