//! What a decision says.

use serde::{Deserialize, Serialize};

use crate::ids::{ConsultationId, ProposalId, VersionId};
use crate::time::Time;

/// What was decided about one proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Taken as it was put to residents.
    Adopted,
    /// Taken, with changes that the decision names.
    AdoptedWithChanges,
    /// Not taken.
    NotAdopted,
    /// Put off to a later decision.
    Deferred,
}

impl Outcome {
    /// Every outcome, as the form lists them.
    pub const ALL: [Self; 4] = [Self::Adopted, Self::AdoptedWithChanges, Self::NotAdopted, Self::Deferred];

    /// The word used in the record and in forms.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Adopted => "adopted",
            Self::AdoptedWithChanges => "adopted-with-changes",
            Self::NotAdopted => "not-adopted",
            Self::Deferred => "deferred",
        }
    }

    /// The words as a page shows them.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Adopted => "Adopted",
            Self::AdoptedWithChanges => "Adopted with changes",
            Self::NotAdopted => "Not adopted",
            Self::Deferred => "Deferred",
        }
    }

    /// What it means, in a line.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Adopted => "We will do it as it was put to residents.",
            Self::AdoptedWithChanges => "We will do it, changed by what people said.",
            Self::NotAdopted => "We will not do it.",
            Self::Deferred => "We have not decided yet.",
        }
    }

    /// Whether a version was adopted, so that the decision has to name it.
    pub const fn adopts(self) -> bool {
        matches!(self, Self::Adopted | Self::AdoptedWithChanges)
    }

    /// The outcome of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.word() == word)
    }
}

impl TryFrom<String> for Outcome {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        Self::from_word(&word).ok_or_else(|| format!("{word:?} is not an outcome"))
    }
}

/// Something many people said, and how it counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Theme {
    /// What they said, in a few words.
    pub theme: String,
    /// How it was weighed.
    pub weight_given: String,
}

/// A promise being written; it becomes one when the decision is published.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Pledge {
    /// What the service will do.
    pub text: String,
    /// By when, as typed: `2026-06-01`.
    pub due: String,
}

/// What is decided about one proposal, as it is written down.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Ruling {
    /// The proposal's number in the consultation.
    pub number: i64,
    /// What was decided, once somebody chose.
    pub outcome: Option<Outcome>,
    /// Which version was adopted, from 1.
    pub version: Option<i64>,
    /// What is different from that version.
    pub changes: String,
}

/// Everything a decision says, as staff wrote it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Content {
    /// The decision in a sentence or two.
    pub outcome: String,
    /// What the service asked.
    pub we_asked: String,
    /// What residents said.
    pub you_said: String,
    /// What the service did about it.
    pub we_did: String,
    /// Why.
    pub reasons: String,
    /// The body or the person in office who decided.
    pub decided_by: String,
    /// The day it was decided, as typed: `2026-05-21`.
    pub decided_on: String,
    /// What many people said, and how each was weighed.
    pub themes: Vec<Theme>,
    /// What was decided about each proposal.
    pub rulings: Vec<Ruling>,
    /// What the service will do by when.
    pub promises: Vec<Pledge>,
}

impl Content {
    /// Every field of the form by its label, as people read it, for whoever has to compare two of them.
    pub fn read(&self) -> Vec<crate::ui::overtaken::Read> {
        let mut all: Vec<(String, String)> = [
            ("The decision in a sentence or two", &self.outcome),
            ("Decided by", &self.decided_by),
            ("Decided on", &self.decided_on),
            ("We asked", &self.we_asked),
            ("You said", &self.you_said),
            ("We did", &self.we_did),
            ("Why this was decided", &self.reasons),
        ]
        .map(|(label, value)| (label.to_owned(), value.clone()))
        .into();
        for ruling in &self.rulings {
            let outcome = ruling.outcome.map_or("", Outcome::title);
            let version = ruling.version.map(|version| format!("Version {version}")).unwrap_or_default();
            all.push((format!("Proposal {}", ruling.number), [outcome, &version, &ruling.changes].join("\n")));
        }
        for (number, theme) in (1..).zip(&self.themes) {
            all.push((format!("Theme {number}"), format!("{}\n{}", theme.theme, theme.weight_given)));
        }
        for (number, promise) in (1..).zip(&self.promises) {
            all.push((format!("Promise {number}"), format!("{}\n{}", promise.text, promise.due)));
        }
        all
    }
}

/// The safe HTML of the longer parts.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Rendered {
    /// What the service asked.
    pub we_asked: String,
    /// What residents said.
    pub you_said: String,
    /// What the service did about it.
    pub we_did: String,
    /// Why.
    pub reasons: String,
}

/// A decision, written or published.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Its number.
    pub id: i64,
    /// What it says.
    pub content: Content,
    /// The longer parts as HTML.
    pub html: Rendered,
    /// The day it was decided; set by the time it is published.
    pub decided_on: Option<Time>,
    /// When it was published.
    pub published_at: Option<Time>,
    /// When it was last saved.
    pub updated_at: Time,
}

/// What a published decision says about one proposal.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Ruled {
    /// The proposal.
    pub proposal_id: ProposalId,
    /// Its number in the consultation.
    pub number: i64,
    /// What it was called.
    pub title: String,
    /// What was decided.
    #[sqlx(try_from = "String")]
    pub outcome: Outcome,
    /// Which version was adopted, from 1.
    pub version: Option<i64>,
}

/// A proposal and the versions of it that were put to residents.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The proposal.
    pub id: ProposalId,
    /// Its number in the consultation.
    pub number: i64,
    /// What it was called when the consultation closed.
    pub title: String,
    /// The versions published before closing, oldest first.
    pub versions: Vec<AskedVersion>,
}

/// A version that was put to residents.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct AskedVersion {
    /// The version.
    pub id: VersionId,
    /// The proposal.
    pub proposal_id: ProposalId,
    /// Which version it is, from 1.
    pub version: i64,
    /// What it was called.
    pub title: String,
    /// When it was published.
    pub published_at: Time,
}

/// A decision that passed every check and may be published.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The consultation.
    pub consultation: ConsultationId,
    /// What it says.
    pub content: Content,
    /// The day it was decided.
    pub decided_on: Time,
    /// What was decided about each proposal, with the version adopted.
    pub rulings: Vec<(ProposalId, Option<VersionId>, Outcome)>,
    /// What the service will do by when.
    pub promises: Vec<(String, Time)>,
}
