//! The four pages, and a version of one.

use std::collections::BTreeMap;

use crate::time::Time;

/// A page on which the service says what it promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LegalPage {
    /// What is kept about people, why, and for how long.
    Privacy,
    /// How the site works for everybody, and what to do when it does not.
    Accessibility,
    /// What is not shown and why, who decides, and how to appeal.
    Moderation,
    /// Who may take part, and what becomes of what they send.
    Terms,
}

impl LegalPage {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 4] = [Self::Privacy, Self::Accessibility, Self::Moderation, Self::Terms];

    /// Its word in addresses and in the record.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Privacy => "privacy",
            Self::Accessibility => "accessibility",
            Self::Moderation => "moderation-policy",
            Self::Terms => "terms",
        }
    }

    /// The page with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|page| page.word() == word)
    }

    /// Its number in the record of acts.
    pub const fn number(self) -> i64 {
        match self {
            Self::Privacy => 1,
            Self::Accessibility => 2,
            Self::Moderation => 3,
            Self::Terms => 4,
        }
    }

    /// What it is called.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Privacy => "Privacy",
            Self::Accessibility => "Accessibility",
            Self::Moderation => "Moderation policy",
            Self::Terms => "Terms",
        }
    }
}

/// What fills the gaps of a text, by their names.
pub type Facts = BTreeMap<String, String>;

/// A version of a page. Published as it stands, and never changed but for who reviewed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegalText {
    /// From 1 for the first that the service saved; 0 for ours.
    pub version: i64,
    /// The text, with its gaps.
    pub body: String,
    /// What fills them.
    pub facts: Facts,
    /// What changed, in the service's words.
    pub change: String,
    /// When it was saved; none for ours.
    pub created_at: Option<Time>,
    /// Who reviewed it, if somebody did.
    pub review: Option<LegalReview>,
}

/// That a named person has read a text and stands for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegalReview {
    /// Their name.
    pub by: String,
    /// What they are in the service.
    pub role: String,
    /// When.
    pub at: Time,
}

impl LegalReview {
    /// Who it was, with what they are in the service where that is told: "Jo Marsh, head of libraries".
    pub fn who(&self) -> String {
        if self.role.is_empty() { self.by.clone() } else { format!("{}, {}", self.by, self.role) }
    }
}
