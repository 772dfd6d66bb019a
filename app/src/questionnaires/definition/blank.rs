//! Blank is four things, each with a code of its own in every file.

use serde::{Deserialize, Serialize};

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Blank {
    /// The question was not on this person's route.
    NotAsked,
    /// It was asked, and left empty.
    Skipped,
    /// "I don't know".
    DontKnow,
    /// "I prefer not to say".
    PreferNotToSay,
}

impl Blank {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::NotAsked, Self::Skipped, Self::DontKnow, Self::PreferNotToSay];
    /// The kinds that somebody chooses: they are answers.
    pub const CHOSEN: [Self; 2] = [Self::DontKnow, Self::PreferNotToSay];

    /// Its code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotAsked => "not-asked",
            Self::Skipped => "skipped",
            Self::DontKnow => "dont-know",
            Self::PreferNotToSay => "prefer-not-to-say",
        }
    }

    /// What a codebook calls it, and what residents choose where they do.
    pub const fn label(self) -> &'static str {
        match self {
            Self::NotAsked => "Not asked",
            Self::Skipped => "Skipped",
            Self::DontKnow => "I don’t know",
            Self::PreferNotToSay => "I prefer not to say",
        }
    }

    /// What residents choose, in their language as far as we have it.
    pub fn words(self, language: &super::texts::Language) -> &'static str {
        match (self, language.code()) {
            (Self::DontKnow, "cy") => "Dydw i ddim yn gwybod",
            (Self::PreferNotToSay, "cy") => "Mae’n well gen i beidio â dweud",
            _ => self.label(),
        }
    }

    /// The kind with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|blank| blank.code() == code)
    }

    /// The kind that somebody chooses, with this code.
    pub fn chosen(code: &str) -> Option<Self> {
        Self::CHOSEN.into_iter().find(|blank| blank.code() == code)
    }
}
