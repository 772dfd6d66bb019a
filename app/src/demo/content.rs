//! What the demo library service is made of: files written by hand beside this one, read when it is filled.

use serde::Deserialize;

use crate::branches::import::{self, BranchRow, ImportedKind};
use crate::consultations::model::{Level, Showing};
use crate::identity::model::Role;
use crate::proposals::model::{Alternative, CostLine};
use crate::proposals::votes::model::Choice;

/// Somebody who can sign in to the demo.
#[derive(Debug, Deserialize)]
pub(super) struct DemoPerson {
    pub(super) role: Role,
    pub(super) name: String,
    pub(super) email: String,
}

/// A consultation of the demo. Days are counted from today, so negative ones have passed.
#[derive(Debug, Deserialize)]
pub(super) struct DemoConsultation {
    pub(super) slug: String,
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) background: String,
    pub(super) level: Level,
    pub(super) branch: Option<String>,
    pub(super) stage: crate::consultations::model::Stage,
    #[serde(rename = "opens_offset_days")]
    pub(super) opens: i32,
    #[serde(rename = "closes_offset_days")]
    pub(super) closes: i32,
    #[serde(rename = "decision_due_offset_days")]
    pub(super) decision_due: i32,
    pub(super) results: Showing,
    pub(super) withdrawn_reason: Option<String>,
    pub(super) proposals: Vec<DemoProposal>,
    pub(super) decision: Option<DemoDecision>,
}

/// A proposal of the demo.
#[derive(Debug, Deserialize)]
pub(super) struct DemoProposal {
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) body: String,
    pub(super) fixed: String,
    pub(super) open: String,
    pub(super) impact: String,
    pub(super) alternatives: Vec<Alternative>,
    pub(super) costs: Vec<CostLine>,
    /// From -2 (most are against) to 2 (most are for).
    pub(super) support_bias: i32,
    pub(super) amendment: Option<Amendment>,
}

/// What changed while the consultation was open.
#[derive(Debug, Deserialize)]
pub(super) struct Amendment {
    pub(super) day: i32,
    pub(super) summary: String,
    pub(super) body: String,
}

/// What was decided.
#[derive(Debug, Deserialize)]
pub(super) struct DemoDecision {
    pub(super) outcome: String,
    pub(super) we_asked: String,
    pub(super) you_said: String,
    pub(super) we_did: String,
    pub(super) reasons: String,
    pub(super) decided_by: String,
    /// What was made of the questionnaire, where there was one.
    #[serde(default)]
    pub(super) questionnaire: Option<String>,
    pub(super) themes: serde_json::Value,
    pub(super) promises: Vec<DemoPromise>,
}

/// What was promised with the decision.
#[derive(Debug, Deserialize)]
pub(super) struct DemoPromise {
    pub(super) text: String,
    #[serde(rename = "due_offset_days")]
    pub(super) due: i32,
    pub(super) kept: bool,
}

/// Something a resident wrote. Comments on one proposal stand in the order they were posted.
#[derive(Debug, Deserialize)]
pub(super) struct DemoComment {
    pub(super) consultation: String,
    pub(super) proposal: i64,
    pub(super) vote: Option<Choice>,
    pub(super) branch: Option<String>,
    pub(super) body: String,
    pub(super) replies: Vec<Reply>,
    #[serde(default)]
    pub(super) hold: bool,
    #[serde(default)]
    pub(super) reason: String,
}

/// A reply to a comment, by a resident or by the library service.
#[derive(Debug, Deserialize)]
pub(super) struct Reply {
    pub(super) body: String,
    pub(super) official: bool,
    pub(super) vote: Option<Choice>,
}

/// Everything, as written.
pub(super) struct DemoContent {
    pub(super) people: Vec<DemoPerson>,
    pub(super) branches: Vec<BranchRow>,
    pub(super) consultations: Vec<DemoConsultation>,
    pub(super) comments: Vec<DemoComment>,
}

/// Reads the files.
///
/// # Errors
/// When one of them is not what it should be, in a sentence.
pub(super) fn read() -> Result<DemoContent, String> {
    let mut branches = import::parse(include_bytes!("content/branches.csv"))
        .map_err(|problems| problems.first().map_or_else(String::new, |problem| format!("branches.csv: {problem}")))?
        .rows;
    for branch in &mut branches {
        // The open schema has no code for a stop of the mobile library.
        if branch.notes.as_deref().is_some_and(|notes| notes.starts_with("Mobile library stop")) {
            branch.kind = ImportedKind::Mobile;
        }
    }
    Ok(DemoContent {
        people: read_json("people.json", include_str!("content/people.json"))?,
        branches,
        consultations: read_json("consultations.json", include_str!("content/consultations.json"))?,
        comments: read_json("comments.json", include_str!("content/comments.json"))?,
    })
}

/// Reads one of the files.
///
/// # Errors
/// When it is not what it should be, in a sentence.
pub(super) fn read_json<T: serde::de::DeserializeOwned>(name: &str, text: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| format!("{name}: {error}"))
}
