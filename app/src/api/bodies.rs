//! What the API sends, as types. The description for programs is made from them.

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa::openapi::Object;

use crate::consultations::model::{Level, Stage};
use crate::money::Period;
use crate::proposals::model;
use crate::site::described::{address, one_of};

fn stages() -> Object {
    one_of(Stage::PUBLIC.map(Stage::word))
}

fn levels() -> Object {
    one_of(Level::ALL.map(Level::word))
}

fn periods() -> Object {
    let mut words = one_of(Period::ALL.map(Period::word));
    words.description = Some("How often it is paid; not-said in versions published before this was asked.".to_owned());
    words
}

/// A page of consultations.
#[derive(Serialize, ToSchema)]
pub(super) struct ConsultationList {
    /// The consultations.
    pub items: Vec<ConsultationSummary>,
    /// Pass it as “after” to read on; null on the last page. What it says may change: do not take it apart.
    #[schema(required)]
    pub next: Option<String>,
}

/// What a list and a page of a consultation both say.
#[derive(Serialize, ToSchema)]
pub(super) struct ConsultationSummary {
    /// Its name in addresses.
    pub slug: String,
    /// What it is called.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// How far it is.
    #[schema(schema_with = stages)]
    pub stage: &'static str,
    /// The first moment of taking part.
    #[schema(required, format = DateTime)]
    pub opens_at: Option<String>,
    /// The first moment after taking part. For what ends at midnight this is 00:00 of the day after its last day.
    #[schema(required, format = DateTime)]
    pub closes_at: Option<String>,
    /// When the service means to decide.
    #[schema(required, format = DateTime)]
    pub decision_due_at: Option<String>,
    /// When the decision was published.
    #[schema(required, format = DateTime)]
    pub decided_at: Option<String>,
    /// When it was withdrawn.
    #[schema(required, format = DateTime)]
    pub withdrawn_at: Option<String>,
    /// The libraries it is about; none when it is about all.
    pub branches: Vec<BranchName>,
    /// Its page.
    #[schema(schema_with = address)]
    pub url: String,
}

/// One consultation with its proposals.
#[derive(Serialize, ToSchema)]
pub(super) struct Consultation {
    /// What lists say of it too.
    #[serde(flatten)]
    pub summary: ConsultationSummary,
    /// Why the service asks, as it was written: a few marks make emphasis, lists and links.
    pub background: String,
    /// How much is promised.
    #[schema(schema_with = levels)]
    pub level: &'static str,
    /// What the service promises at this level.
    pub promise: &'static str,
    /// Whether it was run elsewhere and is only recorded here: then it has no results, and promised nothing here.
    pub run_elsewhere: bool,
    /// When the published decision was last corrected.
    #[schema(required, format = DateTime)]
    pub decision_corrected_at: Option<String>,
    /// What is proposed.
    pub proposals: Vec<Proposal>,
}

/// A proposal as it stands.
#[derive(Serialize, ToSchema)]
pub(super) struct Proposal {
    /// Its number in the consultation, from 1.
    #[schema(minimum = 1)]
    pub number: i64,
    /// What it is called.
    pub title: String,
    /// One or two sentences.
    pub summary: String,
    /// The version that stands, from 1.
    #[schema(minimum = 1)]
    pub version: i64,
    /// Published comments and replies.
    #[schema(minimum = 0)]
    pub comments: i64,
    /// What it costs.
    pub costs: Vec<Cost>,
    /// Its page.
    #[schema(schema_with = address)]
    pub url: String,
}

/// A line of what a proposal costs.
#[derive(Serialize, ToSchema)]
pub(super) struct Cost {
    /// What the money is for.
    pub item: String,
    /// Pence; negative for a saving. Amounts of different periods are not to be added up.
    pub amount_pence: i64,
    /// How often it is paid.
    #[schema(schema_with = periods)]
    pub period: &'static str,
    /// A line of explanation; empty if there is none.
    pub note: String,
}

impl From<&model::CostLine> for Cost {
    fn from(cost: &model::CostLine) -> Self {
        Self {
            item: cost.item.clone(),
            amount_pence: cost.amount_pence,
            period: cost.period.word(),
            note: cost.note.clone(),
        }
    }
}

/// What people answered, or why it is hidden.
#[derive(Serialize, ToSchema)]
pub(super) struct Results {
    /// The consultation's name in addresses.
    pub slug: String,
    /// What it is called.
    pub title: String,
    /// How far it is.
    #[schema(schema_with = stages)]
    pub stage: &'static str,
    /// Whether the votes are hidden now.
    pub hidden: bool,
    /// Why the votes are hidden, as a word that never changes (the documentation lists them); null when they are shown.
    #[schema(required)]
    pub reason_code: Option<&'static str>,
    /// The same in a sentence.
    #[schema(required)]
    pub reason: Option<String>,
    /// Its page.
    #[schema(schema_with = address)]
    pub url: String,
    /// What each kind of thing that is asked tells of itself, under its name; each kind describes it.
    #[serde(flatten)]
    #[schema(ignore)]
    pub asked: Map<String, Value>,
}

/// The libraries of the service.
#[derive(Serialize, ToSchema)]
pub(super) struct BranchList {
    /// Every library that is open.
    pub items: Vec<Branch>,
    /// Always null: they are all here.
    #[schema(required)]
    pub next: Option<String>,
}

/// A library by its name.
#[derive(Serialize, ToSchema)]
pub(super) struct BranchName {
    /// Its name in addresses.
    pub slug: String,
    /// What it is called.
    pub name: String,
}

/// A library.
#[derive(Serialize, ToSchema)]
pub(super) struct Branch {
    /// Its name in addresses.
    pub slug: String,
    /// What it is called.
    pub name: String,
    /// Its page.
    #[schema(schema_with = address)]
    pub url: String,
}
