//! What a statement is: a short sentence that residents answer with agree, disagree or pass.

use serde::{Deserialize, Serialize};

use crate::ids::{ConsultationId, ResponseId, StatementId};
use crate::time::Time;

/// Its bit among what a consultation asks ([`Parts`](crate::consultations::model::Parts)).
pub const BIT: i64 = 1;

/// The longest statement, in characters: short enough to be about one thing.
pub const LONGEST: usize = 140;
/// The longest question that the statements answer, in characters.
pub const QUESTION_LONGEST: usize = 200;

/// The three answers to a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// That is so.
    Agree,
    /// That is not so.
    Disagree,
    /// No view, or not clear enough to say.
    Pass,
}

impl Answer {
    /// Every answer, as it is asked.
    pub const ALL: [Self; 3] = [Self::Agree, Self::Disagree, Self::Pass];

    /// The word used in the record and in forms.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Agree => "agree",
            Self::Disagree => "disagree",
            Self::Pass => "pass",
        }
    }

    /// The words on its button.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Agree => "Agree",
            Self::Disagree => "Disagree",
            Self::Pass => "Pass",
        }
    }

    /// "You agree", "You disagree", "You passed".
    pub const fn yours(self) -> &'static str {
        match self {
            Self::Agree => "You agree",
            Self::Disagree => "You disagree",
            Self::Pass => "You passed",
        }
    }

    /// The answer of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.word() == word)
    }
}

impl TryFrom<String> for Answer {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        Self::from_word(&word).ok_or_else(|| format!("{word:?} is not an answer to a statement"))
    }
}

/// Whether residents may add statements of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OwnStatementsRule {
    /// No.
    Off,
    /// Yes; each is shown once a moderator has read it.
    Before,
    /// Yes, and each is shown at once; moderators read it afterwards.
    After,
}

impl OwnStatementsRule {
    /// Every policy.
    pub const ALL: [Self; 3] = [Self::Before, Self::After, Self::Off];

    /// The word used in the record and in forms.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Before => "before",
            Self::After => "after",
        }
    }

    /// The policy of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|own| own.word() == word)
    }
}

impl TryFrom<String> for OwnStatementsRule {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        Self::from_word(&word).ok_or_else(|| format!("{word:?} is not a policy about statements"))
    }
}

/// What has become of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StatementState {
    /// Shown, and asked.
    Published,
    /// Waiting for a moderator.
    Held,
    /// Taken out; it counts nothing.
    Removed,
}

impl StatementState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Published, Self::Held, Self::Removed];

    /// The word used in the record.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Held => "held",
            Self::Removed => "removed",
        }
    }
}

impl TryFrom<String> for StatementState {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|state| state.word() == word)
            .ok_or_else(|| format!("{word:?} is not a state of a statement"))
    }
}

/// The statements of one consultation, as a whole.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Set {
    /// The consultation.
    pub consultation_id: ConsultationId,
    /// What the statements answer.
    pub question: String,
    /// Whether residents may add their own.
    #[cfg_attr(feature = "ssr", sqlx(try_from = "String"))]
    pub own: OwnStatementsRule,
    /// Goes up with everything the opinion map depends on.
    pub changes: i64,
}

/// A statement.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Statement {
    /// Its number in the record.
    pub id: StatementId,
    /// Its number in the consultation, from 1.
    pub number: i64,
    /// The response it belongs to; none when the library service wrote it.
    pub response_id: Option<ResponseId>,
    /// As written. Empty once its author had the words erased; what was answered in a consultation that has closed
    /// stays counted.
    pub text: String,
    /// What has become of it.
    #[cfg_attr(feature = "ssr", sqlx(try_from = "String"))]
    pub state: StatementState,
    /// How many agree.
    pub agree: i64,
    /// How many disagree.
    pub disagree: i64,
    /// How many passed.
    pub pass: i64,
    /// How far agreeing takes somebody from the middle of the last map, in millionths.
    pub extremity: i64,
    /// When it was added.
    pub posted_at: Time,
}

impl Statement {
    /// Who wrote it, as pages say it.
    pub const fn author(&self) -> &'static str {
        if self.response_id.is_none() { "From the library service" } else { "From a resident" }
    }

    /// Its words as pages show them.
    pub fn words(&self) -> String {
        if self.text.is_empty() { "(words erased at their author’s wish)".to_owned() } else { self.text.clone() }
    }

    /// How many gave any answer.
    pub const fn answers(&self) -> i64 {
        self.agree + self.disagree + self.pass
    }
}
