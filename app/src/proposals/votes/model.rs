//! A vote: one participant's answer to a proposal.

use serde::{Deserialize, Serialize};

use crate::ids::VersionId;
use crate::time::Time;

/// The six answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Choice {
    /// All for it.
    StronglySupport,
    /// For it.
    Support,
    /// In between.
    Neither,
    /// Against it.
    Oppose,
    /// All against it.
    StronglyOppose,
    /// Has no view; not a point on the scale.
    DontKnow,
}

impl Choice {
    /// Every answer, as it is asked.
    pub const ALL: [Self; 6] =
        [Self::StronglySupport, Self::Support, Self::Neither, Self::Oppose, Self::StronglyOppose, Self::DontKnow];

    /// The word used in the record, in forms and in the API.
    pub const fn word(self) -> &'static str {
        match self {
            Self::StronglySupport => "strongly-support",
            Self::Support => "support",
            Self::Neither => "neither",
            Self::Oppose => "oppose",
            Self::StronglyOppose => "strongly-oppose",
            Self::DontKnow => "dont-know",
        }
    }

    /// The words as a page shows them.
    pub const fn title(self) -> &'static str {
        match self {
            Self::StronglySupport => "Strongly support",
            Self::Support => "Support",
            Self::Neither => "Neither",
            Self::Oppose => "Oppose",
            Self::StronglyOppose => "Strongly oppose",
            Self::DontKnow => "Don’t know",
        }
    }

    /// Its place in [`Choice::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }
}

impl TryFrom<String> for Choice {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        Self::from_word(&word).ok_or_else(|| format!("{word:?} is not an answer"))
    }
}

impl Choice {
    /// The answer of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.word() == word)
    }
}

/// How many gave each answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts(pub [i64; 6]);

impl Counts {
    /// How many gave this answer.
    pub const fn of(&self, choice: Choice) -> i64 {
        self.0[choice.index()]
    }

    /// Adds some answers.
    pub const fn add(&mut self, choice: Choice, votes: i64) {
        self.0[choice.index()] += votes;
    }

    /// Everybody who answered.
    pub fn total(&self) -> i64 {
        self.0.iter().sum()
    }

    /// Everybody who gave one of the five answers on the scale.
    pub fn on_scale(&self) -> i64 {
        self.total() - self.of(Choice::DontKnow)
    }
}

/// The counts of a proposal at a moment, as everybody may see them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// How many gave each answer.
    pub counts: Counts,
    /// Everybody who answered.
    pub total: i64,
    /// When, as a page says it: "10:42am".
    pub at: String,
}

/// The vote a participant has now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Vote {
    /// The answer.
    #[cfg_attr(feature = "ssr", sqlx(try_from = "String"))]
    pub choice: Choice,
    /// The version it was given to.
    pub version_id: VersionId,
    /// Which version that is, from 1.
    pub version: i64,
    /// When it was last given.
    pub cast_at: Time,
}
