//! What a decision says.

use serde::{Deserialize, Serialize};

use crate::consultations::instrument::Finding;
use crate::ids::ConsultationId;
use crate::time::Time;
use crate::ui::first_letter::capitalised;

/// What was decided about one thing that was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RulingOutcome {
    /// Taken as it was put to residents.
    Adopted,
    /// Taken, with changes that the decision names.
    AdoptedWithChanges,
    /// Not taken.
    NotAdopted,
    /// Put off to a later decision.
    Deferred,
    /// Taken into account, where there is nothing to adopt: the decision says what was made of it.
    Considered,
}

impl RulingOutcome {
    /// What can be decided about something that can be adopted, as the form lists it.
    pub const ALL: [Self; 4] = [Self::Adopted, Self::AdoptedWithChanges, Self::NotAdopted, Self::Deferred];

    /// The word used in the record and in forms.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Adopted => "adopted",
            Self::AdoptedWithChanges => "adopted-with-changes",
            Self::NotAdopted => "not-adopted",
            Self::Deferred => "deferred",
            Self::Considered => "considered",
        }
    }

    /// The words as a page shows them.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Adopted => "Adopted",
            Self::AdoptedWithChanges => "Adopted with changes",
            Self::NotAdopted => "Not adopted",
            Self::Deferred => "Deferred",
            Self::Considered => "Taken into account",
        }
    }

    /// What it means, in a line.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Adopted => "We will do it as it was put to residents.",
            Self::AdoptedWithChanges => "We will do it, changed by what people said.",
            Self::Considered => "We weighed what people answered.",
            Self::NotAdopted => "We will not do it.",
            Self::Deferred => "We have not decided yet.",
        }
    }

    /// What it means for the outcome of a ballot, which people made themselves.
    pub const fn meaning_of_outcome(self) -> &'static str {
        match self {
            Self::Adopted => "We will do what people chose.",
            Self::AdoptedWithChanges => "We will do what people chose, with changes.",
            Self::NotAdopted => "We will not do what people chose.",
            Self::Deferred | Self::Considered => self.meaning(),
        }
    }

    /// Whether something was adopted: of a text that was put in versions, the decision then has to name one.
    pub const fn adopts(self) -> bool {
        matches!(self, Self::Adopted | Self::AdoptedWithChanges)
    }

    /// The outcome of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().chain([Self::Considered]).find(|outcome| outcome.word() == word)
    }
}

impl TryFrom<String> for RulingOutcome {
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

/// What is decided about one thing that was asked, as it is written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Ruling {
    /// The key of its kind.
    pub kind: String,
    /// Its number among those of its kind in the consultation.
    pub number: i64,
    /// What was decided, once somebody chose.
    pub outcome: Option<RulingOutcome>,
    /// Which version was adopted, from 1.
    pub version: Option<i64>,
    /// What is different from what was adopted; or what was made of it.
    pub changes: String,
}

impl Default for Ruling {
    /// Decisions that were written before there was a choice were about proposals, and do not say so.
    fn default() -> Self {
        Self { kind: "proposals".to_owned(), number: 0, outcome: None, version: None, changes: String::new() }
    }
}

impl Ruling {
    /// Nothing decided yet.
    pub fn about(finding: &Finding) -> Self {
        Self {
            kind: finding.key.to_owned(),
            number: finding.number,
            version: finding.put.last().map(|put| put.version),
            ..Self::default()
        }
    }

    /// Whether it is about this.
    pub fn is_about(&self, finding: &Finding) -> bool {
        self.kind == finding.key && self.number == finding.number
    }
}

/// How the fields about one thing end: a number for what is put in versions and known by it, else its kind and number.
pub fn ending(finding: &Finding) -> String {
    if finding.put.is_empty() { format!("{}-{}", finding.key, finding.number) } else { finding.number.to_string() }
}

/// What one thing is called in the middle of a sentence: "proposal 2", "the budget vote".
pub fn called(finding: &Finding, among: &[Finding]) -> String {
    let kind = finding.kind.to_lowercase();
    let many = among.iter().filter(|other| other.key == finding.key).count() > 1;
    match many || !finding.put.is_empty() {
        true => format!("{kind} {}", finding.number),
        false => format!("the {kind}"),
    }
}

/// Everything a decision says, as staff wrote it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DecisionContent {
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
    /// What was decided about each thing that was asked.
    pub rulings: Vec<Ruling>,
    /// What the service will do by when.
    pub promises: Vec<Pledge>,
}

impl DecisionContent {
    /// Every field of the form by its label, as people read it, for whoever has to compare two of them.
    pub fn read(&self, asked: &[Finding]) -> Vec<crate::ui::overtaken::ReadField> {
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
            let Some(about) = asked.iter().find(|finding| ruling.is_about(finding)) else { continue };
            let outcome = ruling.outcome.map_or("", RulingOutcome::title);
            let version = ruling.version.map(|version| format!("Version {version}")).unwrap_or_default();
            all.push((capitalised(&called(about, asked)), [outcome, &version, &ruling.changes].join("\n")));
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
pub struct RenderedDecision {
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
    pub content: DecisionContent,
    /// The longer parts as HTML.
    pub html: RenderedDecision,
    /// The day it was decided; set by the time it is published.
    pub decided_on: Option<Time>,
    /// When it was published.
    pub published_at: Option<Time>,
    /// When it was last saved.
    pub updated_at: Time,
    /// When it was last corrected, after it was published.
    pub corrected_at: Option<Time>,
}

/// What a published decision says about one thing that was asked.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Ruled {
    /// The key of its kind.
    pub kind: String,
    /// Its number among those of its kind in the consultation.
    pub number: i64,
    /// What was decided.
    #[sqlx(try_from = "String")]
    pub outcome: RulingOutcome,
    /// Which version was adopted, from 1.
    pub version: Option<i64>,
}

/// A decision that passed every check and may be published.
#[derive(Clone, Debug)]
pub struct PublishableDecision {
    /// The consultation.
    pub consultation: ConsultationId,
    /// What it says.
    pub content: DecisionContent,
    /// The day it was decided.
    pub decided_on: Time,
    /// What was decided about each thing that was asked.
    pub rulings: Vec<Ruled>,
    /// What the service will do by when.
    pub promises: Vec<(String, Time)>,
}
