//! The columns of a file of responses, the same whatever version somebody answered and whatever they were asked.
//!
//! They stand in the order of the questionnaire. What was retired keeps its column, what came later stands where it stands
//! in the version that has it, and what a version no longer has at all stays behind what came before it there. So a column
//! that once was in a file is in every later one.
//!
//! The names: the key of the question; `key/CODE` for an option, a row, a place or a part; `key/CODE/text` for what was
//! written beside an option. Keys and codes have no slash, so no two names are the same; a question whose key is the name
//! of one of the fixed columns is called `key//answer`, which no option can be.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::Hash;

use super::response::FiledResponse;
use super::writer::FileFault;
use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::question::{AnswerOption, Question, QuestionKind, Questionnaire};
use crate::questionnaires::definition::texts::{Language, Wording};

/// What is told of a response beside what was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FactColumn {
    /// Its number in the file.
    Response,
    /// The version that was answered.
    Version,
    /// How it came.
    Channel,
    /// The language it was answered in.
    Language,
    /// The day it was received.
    ReceivedOn,
    /// The library it came through.
    Branch,
    /// How sure it is that one person answered once.
    Assurance,
    /// What kind of respondent it is.
    Kind,
    /// The order this person saw.
    OrderShown,
}

impl FactColumn {
    /// Those that stand before the answers.
    pub const BEFORE: [Self; 8] = [
        Self::Response,
        Self::Version,
        Self::Channel,
        Self::Language,
        Self::ReceivedOn,
        Self::Branch,
        Self::Assurance,
        Self::Kind,
    ];
    /// Those that stand after them.
    pub const AFTER: [Self; 1] = [Self::OrderShown];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Response => "response",
            Self::Version => "version",
            Self::Channel => "channel",
            Self::Language => "language",
            Self::ReceivedOn => "received_on",
            Self::Branch => "branch",
            Self::Assurance => "assurance",
            Self::Kind => "kind",
            Self::OrderShown => "order_shown",
        }
    }

    /// What it is called for people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Response => "Response",
            Self::Version => "Version of the questionnaire",
            Self::Channel => "How it came",
            Self::Language => "Language",
            Self::ReceivedOn => "Received on",
            Self::Branch => "Library it came through",
            Self::Assurance => "How sure it is that one person answered once",
            Self::Kind => "Kind of respondent",
            Self::OrderShown => "Order shown",
        }
    }

    fn named(name: &str) -> bool {
        Self::BEFORE.iter().chain(&Self::AFTER).any(|fact| fact.name() == name)
    }
}

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ColumnMeaning {
    /// Something about the response.
    Fact(FactColumn),
    /// The answer to a question that has one value, or the codes that were ticked.
    Whole(Key),
    /// A part of the answer to a question.
    Piece {
        /// The question.
        key: Key,
        /// Its option or row.
        code: String,
        /// What is told of it.
        piece: ColumnPiece,
    },
}

/// What a column tells of one option or row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ColumnPiece {
    /// Whether it was ticked: 1, 0, or nothing where it was not asked.
    Tick,
    /// What was written beside it.
    WriteIn,
    /// The point that was chosen for this row of a matrix.
    MatrixRow,
    /// Its place in a rank, from 1.
    Place,
    /// Its part of what was shared out.
    Part,
}

impl ColumnMeaning {
    /// The question it belongs to.
    pub const fn key(&self) -> Option<&Key> {
        match self {
            Self::Fact(_) => None,
            Self::Whole(key) | Self::Piece { key, .. } => Some(key),
        }
    }

    /// The option or row it is about.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Piece { code, .. } => Some(code),
            _ => None,
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Fact(fact) => fact.name().to_owned(),
            Self::Whole(key) if FactColumn::named(key.as_str()) => format!("{key}//answer"),
            Self::Whole(key) => key.to_string(),
            Self::Piece { key, code, piece: ColumnPiece::WriteIn } => format!("{key}/{code}/text"),
            Self::Piece { key, code, .. } => format!("{key}/{code}"),
        }
    }
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileColumn {
    /// Its name, which never changes.
    pub name: String,
    /// What it holds.
    pub meaning: ColumnMeaning,
    /// The first version that has it.
    pub first: i64,
    /// The version from which on it is asked no longer.
    pub retired_in: Option<i64>,
}

/// An option or a point as all versions together have it.
#[derive(Clone, Debug, PartialEq)]
pub struct CodeChoice<'a> {
    /// Its code.
    pub code: String,
    /// What the latest version that has it calls it.
    pub label: &'a Wording,
}

/// How codes are written: as they are, or as people read them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellsAs {
    /// Codes, and names of columns: for programs, and for reading back.
    Codes,
    /// Labels in a language.
    Labels(Language),
}

/// Where a column stands in one version.
#[derive(Clone, Copy, Debug)]
pub(super) struct ColumnSpot<'a> {
    pub(super) question: &'a Question,
    pub(super) option: Option<&'a AnswerOption>,
}

/// All columns of a questionnaire's files, and what they mean in each version.
#[derive(Clone, Debug)]
pub struct ColumnPlan<'a> {
    versions: Vec<(i64, &'a Questionnaire)>,
    columns: Vec<FileColumn>,
    /// For each version, a spot for each column.
    spots: Vec<Vec<Option<ColumnSpot<'a>>>>,
    latest: HashMap<&'a Key, &'a Question>,
    choices: HashMap<&'a Key, Vec<CodeChoice<'a>>>,
    branches: BTreeMap<String, String>,
}

impl<'a> ColumnPlan<'a> {
    /// The columns for these versions, the oldest first. `branches` has what libraries are called, by their names in
    /// addresses; it is used for labels only.
    ///
    /// # Errors
    /// When there is no version at all, or two have the same number.
    pub fn of(versions: &'a [(i64, Questionnaire)], branches: BTreeMap<String, String>) -> Result<Self, FileFault> {
        let numbers: HashSet<i64> = versions.iter().map(|(number, _)| *number).collect();
        if versions.is_empty() || numbers.len() != versions.len() {
            return Err(FileFault::Versions);
        }
        let facts =
            |facts: &[FactColumn]| -> Vec<ColumnMeaning> { facts.iter().copied().map(ColumnMeaning::Fact).collect() };
        let by_version: Vec<HashMap<ColumnMeaning, ColumnSpot<'a>>> =
            versions.iter().map(|(_, whole)| meanings(whole).into_iter().collect()).collect();
        let answers: Vec<Vec<ColumnMeaning>> = versions
            .iter()
            .map(|(_, whole)| meanings(whole).into_iter().map(|(meaning, _)| meaning).collect())
            .collect();
        let mut all = facts(&FactColumn::BEFORE);
        all.extend(merged(&answers));
        all.extend(facts(&FactColumn::AFTER));
        let numbers: Vec<i64> = versions.iter().map(|(number, _)| *number).collect();
        let columns: Vec<FileColumn> = all.into_iter().map(|meaning| column(meaning, &numbers, &by_version)).collect();
        let spots = by_version
            .iter()
            .map(|version| columns.iter().map(|column| version.get(&column.meaning).copied()).collect())
            .collect();
        let mut latest = HashMap::new();
        for (_, whole) in versions {
            latest.extend(whole.questions().map(|question| (&question.key, question)));
        }
        let choices = latest.keys().map(|key| (*key, choices(versions, key))).collect();
        let versions = versions.iter().map(|(number, whole)| (*number, whole)).collect();
        Ok(Self { versions, columns, spots, latest, choices, branches })
    }

    /// The columns, in order.
    pub fn columns(&self) -> &[FileColumn] {
        &self.columns
    }

    /// The versions with their numbers, the oldest first.
    pub fn versions(&self) -> &[(i64, &'a Questionnaire)] {
        &self.versions
    }

    /// The latest version.
    pub fn newest(&self) -> &'a Questionnaire {
        // There is at least one: the plan is not made without.
        static NOTHING: std::sync::LazyLock<Questionnaire> =
            std::sync::LazyLock::new(|| Questionnaire::empty(Language::english()));
        self.versions.last().map_or(&*NOTHING, |(_, whole)| whole)
    }

    /// Every language that some version has, the latest version's first.
    pub fn languages(&self) -> Vec<&'a Language> {
        let mut all: Vec<&Language> = Vec::new();
        for language in self.versions.iter().rev().flat_map(|(_, whole)| &whole.languages) {
            if !all.contains(&language) {
                all.push(language);
            }
        }
        all
    }

    /// A question as the latest version that has it asks it.
    pub fn question(&self, key: &Key) -> Option<&'a Question> {
        self.latest.get(key).copied()
    }

    /// Every question that has columns, once, in their order.
    pub fn questions(&self) -> Vec<&'a Question> {
        let mut seen = HashSet::new();
        self.columns
            .iter()
            .filter_map(|column| self.question(column.meaning.key()?))
            .filter(|question| seen.insert(&question.key))
            .collect()
    }

    /// The options of a question, or the points of its scale, as all versions together have them.
    pub fn choices(&self, key: &Key) -> &[CodeChoice<'a>] {
        self.choices.get(key).map_or(&[], Vec::as_slice)
    }

    /// The row, option or part that the column at a place is about, as the latest version that has it calls it.
    pub fn piece_label(&self, place: usize) -> Option<&'a Wording> {
        let spot = self.spots.iter().rev().find_map(|spots| spots.get(place).copied().flatten())?;
        Some(&spot.option?.label)
    }

    /// What a wording says in a language, or in the first that has it.
    pub fn words(&self, wording: &'a Wording, language: &Language) -> &'a str {
        wording.read(language, &self.newest().languages)
    }

    /// What a code of a question is called; the code itself where it has no words.
    pub(super) fn choice_label(&self, key: &Key, code: &str, language: &Language) -> Option<&'a str> {
        let choice = self.choices(key).iter().find(|choice| choice.code == code)?;
        Some(self.words(choice.label, language)).filter(|label| !label.is_empty())
    }

    /// What a library is called.
    pub(super) fn branch_name(&self, slug: &str) -> Option<&str> {
        self.branches.get(slug).map(String::as_str)
    }

    /// The place of a version among the versions, with the version.
    pub(super) fn version_of(&self, response: &FiledResponse) -> Result<(usize, &'a Questionnaire), FileFault> {
        let place = self.versions.iter().position(|(number, _)| *number == response.version);
        place
            .and_then(|place| Some((place, self.versions.get(place)?.1)))
            .ok_or(FileFault::UnknownVersion { response: response.number, version: response.version })
    }

    /// Where the columns stand in a version.
    pub(super) fn spots(&self, version: usize) -> &[Option<ColumnSpot<'a>>] {
        self.spots.get(version).map_or(&[], Vec::as_slice)
    }

    /// What stands above each column.
    pub fn headings(&self, shown: &CellsAs) -> Vec<String> {
        let CellsAs::Labels(language) = shown else {
            return self.columns.iter().map(|column| column.name.clone()).collect();
        };
        let plain: Vec<String> = (0..self.columns.len()).map(|place| self.label(place, language)).collect();
        let mut times: HashMap<&str, u32> = HashMap::new();
        for heading in &plain {
            *times.entry(heading).or_default() += 1;
        }
        // Two columns of the same words are told apart by their names.
        let told = plain.iter().zip(&self.columns).map(|(heading, column)| {
            if times.get(heading.as_str()) == Some(&1) {
                heading.clone()
            } else {
                format!("{heading} ({})", column.name)
            }
        });
        told.collect()
    }

    /// What the column at a place is called for people: the question, and the option or row.
    pub fn label(&self, place: usize, language: &Language) -> String {
        let Some(column) = self.columns.get(place) else { return String::new() };
        let key = match &column.meaning {
            ColumnMeaning::Fact(fact) => return fact.label().to_owned(),
            ColumnMeaning::Whole(key) | ColumnMeaning::Piece { key, .. } => key,
        };
        let question = self.question(key).map(|question| self.words(&question.label, language)).unwrap_or_default();
        let question = if question.is_empty() { key.as_str() } else { question };
        let Some(code) = column.meaning.code() else { return question.to_owned() };
        let piece = self.piece_label(place).map(|label| self.words(label, language)).unwrap_or_default();
        let piece = if piece.is_empty() { code } else { piece };
        match &column.meaning {
            ColumnMeaning::Piece { piece: ColumnPiece::WriteIn, .. } => format!("{question}: {piece}: in words"),
            _ => format!("{question}: {piece}"),
        }
    }
}

/// The columns of one version, in order, with where they stand in it.
fn meanings(whole: &Questionnaire) -> Vec<(ColumnMeaning, ColumnSpot<'_>)> {
    let mut all = Vec::new();
    for question in whole.questions() {
        let key = &question.key;
        let whole = (ColumnMeaning::Whole(key.clone()), ColumnSpot { question, option: None });
        let pieces = |piece: ColumnPiece| {
            question.options().iter().map(move |option| {
                let meaning = ColumnMeaning::Piece { key: key.clone(), code: option.code.clone(), piece };
                (meaning, ColumnSpot { question, option: Some(option) })
            })
        };
        match &question.kind {
            QuestionKind::Information => {}
            QuestionKind::Matrix { .. } => all.extend(pieces(ColumnPiece::MatrixRow)),
            QuestionKind::Rank { .. } => all.extend(pieces(ColumnPiece::Place)),
            QuestionKind::Split { .. } => all.extend(pieces(ColumnPiece::Part)),
            QuestionKind::SeveralOf { list, .. } => {
                all.push(whole);
                for (tick, option) in pieces(ColumnPiece::Tick).zip(&list.options) {
                    all.push(tick);
                    all.extend(written(question, option));
                }
            }
            QuestionKind::OneOf(list) => {
                all.push(whole);
                all.extend(list.options.iter().filter_map(|option| written(question, option)));
            }
            _ => all.push(whole),
        }
    }
    all
}

/// The column for what is written beside an option, if something can be.
fn written<'a>(question: &'a Question, option: &'a AnswerOption) -> Option<(ColumnMeaning, ColumnSpot<'a>)> {
    let (key, code) = (question.key.clone(), option.code.clone());
    let meaning = ColumnMeaning::Piece { key, code, piece: ColumnPiece::WriteIn };
    option.write_in.then_some((meaning, ColumnSpot { question, option: Some(option) }))
}

fn column(
    meaning: ColumnMeaning,
    versions: &[i64],
    by_version: &[HashMap<ColumnMeaning, ColumnSpot<'_>>],
) -> FileColumn {
    let name = meaning.name();
    if let ColumnMeaning::Fact(_) = meaning {
        return FileColumn { name, meaning, first: versions.first().copied().unwrap_or_default(), retired_in: None };
    }
    let first = by_version.iter().position(|version| version.contains_key(&meaning)).unwrap_or_default();
    let asked = |version: &HashMap<ColumnMeaning, ColumnSpot<'_>>| {
        version
            .get(&meaning)
            .is_some_and(|spot| !spot.question.retired && spot.option.is_none_or(|option| !option.retired))
    };
    // A column that was never asked was retired where it first stood.
    let retired = by_version.iter().rposition(asked).map_or(first, |last| last + 1);
    FileColumn {
        name,
        first: versions.get(first).copied().unwrap_or_default(),
        retired_in: versions.get(retired).copied(),
        meaning,
    }
}

/// Options or points, merged over the versions.
fn choices<'a>(versions: &'a [(i64, Questionnaire)], key: &Key) -> Vec<CodeChoice<'a>> {
    let of_version = |(_, whole): &'a (i64, Questionnaire)| -> Vec<(String, &'a Wording)> {
        let Some(question) = whole.question(key.as_str()) else { return Vec::new() };
        let options =
            |options: &'a [AnswerOption]| options.iter().map(|option| (option.code.clone(), &option.label)).collect();
        match &question.kind {
            QuestionKind::Scale { points } => {
                points.iter().enumerate().map(|(place, label)| ((place + 1).to_string(), label)).collect()
            }
            QuestionKind::Matrix { columns, .. } => options(columns),
            _ => options(question.options()),
        }
    };
    let all: Vec<Vec<(String, &Wording)>> = versions.iter().map(of_version).collect();
    let codes: Vec<Vec<String>> =
        all.iter().map(|version| version.iter().map(|(code, _)| code.clone()).collect()).collect();
    let labels: HashMap<&str, &'a Wording> =
        all.iter().flatten().map(|(code, label)| (code.as_str(), *label)).collect();
    merged(&codes).into_iter().filter_map(|code| Some(CodeChoice { label: labels.get(code.as_str())?, code })).collect()
}

/// The things of all versions (the oldest first) in one order: that of the latest, and what it no longer has behind what
/// came before it in the latest version that had it.
fn merged<T: Clone + Eq + Hash>(versions: &[Vec<T>]) -> Vec<T> {
    let mut list: Vec<T> = Vec::new();
    let mut held: HashSet<&T> = HashSet::new();
    for version in versions.iter().rev() {
        let mut before: Option<&T> = None;
        for item in version {
            if held.insert(item) {
                let after = before.and_then(|before| list.iter().rposition(|other| other == before));
                list.insert(after.map_or(0, |after| after + 1), item.clone());
            }
            before = Some(item);
        }
    }
    list
}

#[cfg(test)]
mod tests;
