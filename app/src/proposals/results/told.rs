//! What the read API tells of proposals: the answers to each, by version and by library, or that they are hidden.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::model::ResultsRow;
use super::{figures, model, store};
use crate::db::{Db, DbError};
use crate::ids::ConsultationId;
use crate::proposals::store as proposals;
use crate::proposals::votes::model::{Choice, Counts};

/// What people answered to one proposal.
#[derive(Serialize, ToSchema)]
pub struct ProposalResults {
    /// Its number in the consultation, from 1.
    #[schema(minimum = 1)]
    pub number: i64,
    /// What it is called.
    pub title: String,
    /// How many people gave each answer, each person once with their latest; null while hidden.
    #[schema(required)]
    pub votes: Option<Votes>,
    /// Why the votes are hidden; absent when they are shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub reason: Option<String>,
    /// Published comments and replies.
    #[schema(minimum = 0)]
    pub comments: i64,
    /// What the answers amount to, in words; absent while hidden.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub finding: Option<String>,
    /// The answers by the version they were given to; absent while hidden.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub versions: Option<Vec<VersionVotes>>,
    /// The answers by library; absent while hidden, and while answers come in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub branches: Option<Vec<BranchVotes>>,
}

/// The answers to one version of a proposal.
#[derive(Serialize, ToSchema)]
pub struct VersionVotes {
    /// The version the answers were given to, from 1.
    #[schema(minimum = 1)]
    pub version: i64,
    /// How many people gave each answer.
    pub votes: Votes,
}

/// The answers of those who use one library.
#[derive(Serialize, ToSchema)]
pub struct BranchVotes {
    /// The library, or “Libraries with fewer than 5 answers” for those put together.
    pub name: String,
    /// How many people gave each answer.
    pub votes: Votes,
}

/// How many people gave each answer, by its word.
pub struct Votes(Counts);

impl Serialize for Votes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(Choice::ALL.len()))?;
        for choice in Choice::ALL {
            map.serialize_entry(choice.word(), &self.0.of(choice))?;
        }
        map.end()
    }
}

impl PartialSchema for Votes {
    fn schema() -> RefOr<Schema> {
        let count = |choice: Choice| {
            ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).description(Some(choice.title())).build()
        };
        let words = ObjectBuilder::new().description(Some("How many people gave each answer, by its word."));
        let all = Choice::ALL
            .into_iter()
            .fold(words, |object, choice| object.property(choice.word(), count(choice)).required(choice.word()));
        all.build().into()
    }
}

impl ToSchema for Votes {}

/// What people answered to the proposals of a consultation.
///
/// # Errors
/// When the record cannot be reached.
pub async fn shown(db: &Db, consultation: ConsultationId, by_library: bool) -> Result<Vec<ProposalResults>, DbError> {
    Ok(store::results(db, consultation).await?.iter().map(|one| counted(one, by_library)).collect())
}

/// The proposals while their counts are hidden, with the reason. The counts are not even read.
///
/// # Errors
/// When the record cannot be reached.
pub async fn hidden(db: &Db, consultation: ConsultationId, reason: &str) -> Result<Vec<ProposalResults>, DbError> {
    let told = proposals::listed(db, consultation).await?.into_iter().map(|proposal| ProposalResults {
        number: proposal.number,
        title: proposal.title,
        votes: None,
        reason: Some(reason.to_owned()),
        comments: proposal.comments,
        finding: None,
        versions: None,
        branches: None,
    });
    Ok(told.collect())
}

fn counted(proposal: &model::ProposalResults, by_library: bool) -> ProposalResults {
    let versions = proposal.versions.iter();
    let branches = figures::grouped(&proposal.branches).into_iter();
    ProposalResults {
        number: proposal.number,
        title: proposal.title.clone(),
        votes: Some(Votes(proposal.counts)),
        reason: None,
        comments: proposal.comments,
        finding: Some(figures::finding(&proposal.counts)),
        versions: Some(
            versions.map(|version| VersionVotes { version: version.version, votes: Votes(version.counts) }).collect(),
        ),
        branches: by_library.then(|| {
            branches.map(|ResultsRow { label, counts }| BranchVotes { name: label, votes: Votes(counts) }).collect()
        }),
    }
}
