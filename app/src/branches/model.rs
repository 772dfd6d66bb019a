//! A library.

use serde::{Deserialize, Serialize};

use crate::ids::BranchId;

/// A branch's name and number.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct BranchName {
    /// Its number.
    pub id: BranchId,
    /// Its name in addresses.
    pub slug: String,
    /// What it is called.
    pub name: String,
}

/// What sort of library it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BranchKind {
    /// A building that the library service runs.
    #[default]
    Static,
    /// A stop of a library on wheels.
    Mobile,
    /// A library that its community runs.
    Community,
}

impl BranchKind {
    /// Every kind, as the form lists them.
    pub const ALL: [Self; 3] = [Self::Static, Self::Mobile, Self::Community];

    /// The word used in the record and in forms.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Static => "static",
            Self::Mobile => "mobile",
            Self::Community => "community",
        }
    }

    /// The words as a page shows them.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Static => "Library building",
            Self::Mobile => "Mobile library stop",
            Self::Community => "Community-run library",
        }
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

impl TryFrom<String> for BranchKind {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        Self::from_word(&word).ok_or_else(|| format!("{word:?} is not a kind of library"))
    }
}

/// The days of the week, as hours are kept.
pub const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The hours of one day, in the words of whoever wrote them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OpeningHours {
    /// Monday to Sunday.
    pub day: String,
    /// When staff are there; empty when they are not.
    pub staffed: String,
    /// When members can let themselves in; empty when they cannot.
    pub unstaffed: String,
}

/// Seven days without hours.
pub fn no_hours() -> Vec<OpeningHours> {
    DAYS.into_iter().map(|day| OpeningHours { day: day.to_owned(), ..OpeningHours::default() }).collect()
}

/// Everything about a branch that staff can set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BranchDetails {
    /// What it is called.
    pub name: String,
    /// What sort it is.
    pub kind: BranchKind,
    /// Where it is, without the postcode.
    pub address: String,
    /// Its postcode; may be empty for a mobile stop.
    pub postcode: String,
    /// Whether it counts towards the library authority's duty.
    pub statutory: bool,
    /// Who shares its building; empty when nobody does.
    pub co_located_with: String,
    /// Seven days, Monday first.
    pub hours: Vec<OpeningHours>,
    /// Its own web page.
    pub url: String,
    /// Where to write to it.
    pub email: String,
    /// Anything else.
    pub notes: String,
    /// The year it opened.
    pub year_opened: Option<i64>,
    /// The year it closed for good.
    pub year_closed: Option<i64>,
}

/// A branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// Its number.
    pub id: BranchId,
    /// Its name in addresses; never changes.
    pub slug: String,
    /// Everything about it.
    pub about: BranchDetails,
}
