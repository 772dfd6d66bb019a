//! What XLSForm has no column for, in a column of ours called `soundings`: one JSON object a line. What a standard column
//! can say is read from there, since somebody may have changed it in a spreadsheet; where we say here what a standard cell
//! means exactly, it counts only as long as that cell is as we wrote it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::super::definition::condition::Condition;
use super::super::super::definition::decimal::Decimal;
use super::super::super::definition::question::{DateLimit, QuestionKind};
use super::super::super::definition::texts::{Language, Wording};

/// The column.
pub(super) const COLUMN: &str = "soundings";

/// A group that is a page of ours.
pub(super) const PAGE: &str = "page";
/// A group that is a matrix.
pub(super) const MATRIX: &str = "matrix";
/// A group that is something shared out.
pub(super) const SPLIT: &str = "split";
/// A line of words that belongs to an option.
pub(super) const WRITE_IN: &str = "write-in";
/// What is said before everything.
pub(super) const INTRODUCTION: &str = "introduction";
/// What is said when it was sent.
pub(super) const THANKS: &str = "thanks";

/// What a line says beside its standard columns.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub(super) struct LineExtra {
    /// What the line is for.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) role: String,
    /// Its key or code, where a name of the form cannot be the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) key: Option<String>,
    /// Its kind, where the form has one for several of ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<String>,
    /// The cell with its condition, and the condition exactly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) when: Option<(String, Condition)>,
    /// The cell with its check, and its limits exactly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) limits: Option<(String, ExactLimits)>,
    /// By field and language: the cell, and the text exactly.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) texts: BTreeMap<String, BTreeMap<Language, (String, String)>>,
    /// What is counted or measured.
    #[serde(skip_serializing_if = "Wording::is_empty")]
    pub(super) unit: Wording,
    /// Decimal places.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) places: Option<u32>,
    /// What is shared out: points, or pence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) total: Option<i64>,
    /// Whether it has to be answered, where no standard cell says so.
    #[serde(skip_serializing_if = "is_false")]
    pub(super) required: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub(super) every_row: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub(super) dont_know: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub(super) prefer_not_to_say: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub(super) retired: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub(super) shuffled: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub(super) partial: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub(super) published: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub(super) exclusive: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub(super) write_in: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub(super) fixed: bool,
    /// Whether a choice is an option although it is called like a blank.
    #[serde(skip_serializing_if = "is_false")]
    pub(super) option: bool,
}

/// The limits of a question.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub(super) struct ExactLimits {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) least: Option<Decimal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) most: Option<Decimal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) earliest: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) latest: Option<String>,
    /// The codes of the exclusive options.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) exclusive: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_false(yes: &bool) -> bool {
    !*yes
}

impl LineExtra {
    /// Reads a cell; an empty one says nothing.
    ///
    /// # Errors
    /// When it is not what we write.
    pub(super) fn read(cell: &str) -> Result<Self, serde_json::Error> {
        if cell.is_empty() { Ok(Self::default()) } else { serde_json::from_str(cell) }
    }

    /// The cell; empty if there is nothing to say.
    ///
    /// # Errors
    /// When it cannot be written: a fault of the program.
    pub(super) fn written(&self) -> Result<String, serde_json::Error> {
        if *self == Self::default() {
            return Ok(String::new());
        }
        // Programs for forms look for references in every column; a dollar can be written so that it is none.
        Ok(serde_json::to_string(self)?.replace("${", "\\u0024{"))
    }

    /// The exact condition, if the cell is still as we wrote it.
    pub(super) fn exact_when(&self, cell: &str) -> Option<&Condition> {
        self.when.as_ref().filter(|(written, _)| written == cell).map(|(_, when)| when)
    }

    /// The exact limits, if the cell is still as we wrote it.
    pub(super) fn exact_limits(&self, cell: &str) -> Option<&ExactLimits> {
        self.limits.as_ref().filter(|(written, _)| written == cell).map(|(_, limits)| limits)
    }
}

impl ExactLimits {
    /// The limits of a question.
    pub(super) fn of(kind: &QuestionKind) -> Self {
        let whole = |number: &Option<u32>| number.and_then(|number| Decimal::whole(i64::from(number)));
        let words = |limit: &Option<DateLimit>| {
            limit.map(|limit| match limit {
                DateLimit::Today => "today".to_owned(),
                DateLimit::On(date) => date.to_string(),
            })
        };
        match kind {
            QuestionKind::SeveralOf { list, least, most } => Self {
                least: whole(least),
                most: whole(most),
                exclusive: list
                    .options
                    .iter()
                    .filter(|option| option.exclusive)
                    .map(|option| option.code.clone())
                    .collect(),
                ..Self::default()
            },
            QuestionKind::Rank { most, .. } | QuestionKind::Text { most, .. } => {
                Self { most: whole(most), ..Self::default() }
            }
            QuestionKind::Number { least, most, .. } => Self { least: *least, most: *most, ..Self::default() },
            QuestionKind::Money { least, most } => {
                Self { least: least.and_then(Decimal::pounds), most: most.and_then(Decimal::pounds), ..Self::default() }
            }
            QuestionKind::Date { earliest, latest, .. } => {
                Self { earliest: words(earliest), latest: words(latest), ..Self::default() }
            }
            _ => Self::default(),
        }
    }

    /// Puts them into a question.
    pub(super) fn put(&self, kind: &mut QuestionKind) {
        let whole =
            |number: Option<Decimal>| number.and_then(Decimal::as_whole).and_then(|number| u32::try_from(number).ok());
        let limit = |words: &Option<String>| {
            words.as_deref().and_then(|words| match words {
                "today" => Some(DateLimit::Today),
                date => date.parse().ok().map(DateLimit::On),
            })
        };
        match kind {
            QuestionKind::SeveralOf { list, least, most } => {
                (*least, *most) = (whole(self.least), whole(self.most));
                for option in &mut list.options {
                    option.exclusive = self.exclusive.contains(&option.code);
                }
            }
            QuestionKind::Rank { most, .. } | QuestionKind::Text { most, .. } => *most = whole(self.most),
            QuestionKind::Number { least, most, .. } => (*least, *most) = (self.least, self.most),
            QuestionKind::Money { least, most } => {
                (*least, *most) = (self.least.and_then(Decimal::pence), self.most.and_then(Decimal::pence));
            }
            QuestionKind::Date { earliest, latest, .. } => {
                (*earliest, *latest) = (limit(&self.earliest), limit(&self.latest));
            }
            _ => {}
        }
    }
}
