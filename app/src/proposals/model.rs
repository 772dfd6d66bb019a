//! What a proposal says.

use serde::{Deserialize, Serialize};

use crate::ids::{ProposalId, VersionId};
use crate::money::Period;
use crate::time::Time;

/// The bit of proposals to vote and comment on, drafts too, in what a consultation asks.
pub const BIT: i64 = 8;

/// Everything a proposal says, as staff wrote it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProposalContent {
    /// What it is called.
    pub title: String,
    /// One or two sentences.
    pub summary: String,
    /// What is proposed and why.
    pub body: String,
    /// What is already decided.
    pub fixed: String,
    /// What can still change.
    pub open: String,
    /// Who is affected, and how.
    pub impact: String,
    /// What else was considered, and why not.
    pub alternatives: Vec<Alternative>,
    /// What it costs.
    pub costs: Vec<CostLine>,
}

impl ProposalContent {
    /// Everything it says, each with the field of its form where that is written, after `edit`.
    pub fn texts<'a>(&'a self, edit: &str) -> Vec<(String, &'a str)> {
        let mut texts: Vec<(String, &str)> = vec![
            (format!("{edit}title"), &self.title),
            (format!("{edit}summary"), &self.summary),
            (format!("{edit}body"), &self.body),
            (format!("{edit}fixed"), &self.fixed),
            (format!("{edit}open"), &self.open),
            (format!("{edit}impact"), &self.impact),
        ];
        for (index, other) in self.alternatives.iter().enumerate() {
            texts.push((format!("{edit}alternative_title_{index}"), &other.title));
            texts.push((format!("{edit}alternative_why_{index}"), &other.why_not));
        }
        for (index, cost) in self.costs.iter().enumerate() {
            texts.push((format!("{edit}cost_item_{index}"), &cost.item));
            texts.push((format!("{edit}cost_note_{index}"), &cost.note));
        }
        texts
    }

    /// How many letters its text has, more or less: what reading it takes.
    pub fn letters(&self) -> usize {
        let alternatives = self.alternatives.iter().map(|other| other.title.len() + other.why_not.len());
        [&self.summary, &self.body, &self.fixed, &self.open, &self.impact].map(String::len).into_iter().sum::<usize>()
            + alternatives.sum::<usize>()
    }
}

/// Something else that was considered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alternative {
    /// What it would be.
    pub title: String,
    /// Why it is not proposed.
    pub why_not: String,
}

/// A line of what it costs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostLine {
    /// What the money is for.
    pub item: String,
    /// Pence; negative for a saving.
    pub amount_pence: i64,
    /// How often it is paid.
    #[serde(default)]
    pub period: Period,
    /// A line of explanation.
    #[serde(default)]
    pub note: String,
}

/// The safe HTML of the longer parts, made when the version was published.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct RenderedProposal {
    /// What is proposed and why.
    pub body: String,
    /// What is already decided.
    pub fixed: String,
    /// What can still change.
    pub open: String,
    /// Who is affected.
    pub impact: String,
}

/// A proposal in a list.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct ListedProposal {
    /// Its number in the record.
    pub id: ProposalId,
    /// Its number in the consultation.
    pub number: i64,
    /// The version that stands.
    pub version_id: VersionId,
    /// Which version that is, from 1.
    pub version: i64,
    /// What it is called.
    pub title: String,
    /// One or two sentences.
    pub summary: String,
    /// How many letters its text has, more or less: what reading it takes.
    pub letters: i64,
    /// Published comments and replies.
    pub comments: i64,
}

/// How a version came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum VersionKind {
    /// The first.
    Original,
    /// Something changed that people should look at again.
    Amendment,
    /// A slip of the pen was put right; nobody is asked again.
    Correction,
}

impl VersionKind {
    /// The word used in the record.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Amendment => "amendment",
            Self::Correction => "correction",
        }
    }
}

impl TryFrom<String> for VersionKind {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        [Self::Original, Self::Amendment, Self::Correction]
            .into_iter()
            .find(|kind| kind.word() == word)
            .ok_or_else(|| format!("{word:?} is not a kind of version"))
    }
}

/// A published version.
#[derive(Clone, Debug)]
pub struct Version {
    /// Its number in the record.
    pub id: VersionId,
    /// The proposal.
    pub proposal_id: ProposalId,
    /// Which version it is, from 1.
    pub version: i64,
    /// How it came about.
    pub kind: VersionKind,
    /// What it says.
    pub content: ProposalContent,
    /// The longer parts as HTML.
    pub html: RenderedProposal,
    /// What changed from the version before.
    pub change_summary: String,
    /// When it was published.
    pub published_at: Time,
}
