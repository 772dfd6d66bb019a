//! What the read API tells of proposals: the answers to each, by version and by library, or that they are hidden.

use serde_json::{Value, json};

use super::figures;
use super::model::{ProposalResults, Row};
use super::store;
use crate::db::{Db, DbError};
use crate::ids::ConsultationId;
use crate::proposals::store as proposals;
use crate::proposals::votes::model::{Choice, Counts};

/// What people answered to the proposals of a consultation.
///
/// # Errors
/// When the record cannot be reached.
pub async fn shown(db: &Db, consultation: ConsultationId) -> Result<Value, DbError> {
    Ok(store::results(db, consultation).await?.iter().map(counted).collect::<Vec<_>>().into())
}

/// The proposals while their counts are hidden, with the reason. The counts are not even read.
///
/// # Errors
/// When the record cannot be reached.
pub async fn hidden(db: &Db, consultation: ConsultationId, reason: &str) -> Result<Value, DbError> {
    let listed = proposals::listed(db, consultation).await?;
    let told = listed.iter().map(|proposal| {
        json!({
            "number": proposal.number,
            "title": proposal.title,
            "votes": null,
            "reason": reason,
            "comments": proposal.comments,
        })
    });
    Ok(told.collect::<Vec<_>>().into())
}

/// The votes of every answer by its word.
fn votes(counts: &Counts) -> Value {
    Value::Object(Choice::ALL.into_iter().map(|choice| (choice.word().to_owned(), counts.of(choice).into())).collect())
}

fn counted(proposal: &ProposalResults) -> Value {
    let versions: Vec<Value> = proposal
        .versions
        .iter()
        .map(|version| json!({ "version": version.version, "votes": votes(&version.counts) }))
        .collect();
    let branches: Vec<Value> = figures::grouped(&proposal.branches)
        .iter()
        .map(|Row { label, counts }| json!({ "name": label, "votes": votes(counts) }))
        .collect();
    json!({
        "number": proposal.number,
        "title": proposal.title,
        "votes": votes(&proposal.counts),
        "comments": proposal.comments,
        "finding": figures::finding(&proposal.counts),
        "versions": versions,
        "branches": branches,
    })
}
