//! Which texts were put to residents while they could answer: a decision can adopt one of these, and nothing else.

use std::collections::BTreeMap;

use crate::consultations::instrument::Put;
use crate::db::{DbError, On};
use crate::ids::{ConsultationId, ProposalId};
use crate::time::Time;
use crate::{sql, sql_in};

/// A proposal with the versions of it that were put to residents.
pub(super) struct PutToPeople {
    /// The proposal.
    pub id: ProposalId,
    /// Its number in the consultation.
    pub number: i64,
    /// What it was called when the consultation closed.
    pub title: String,
    /// The versions published before closing, oldest first; at least one.
    pub versions: Vec<Put>,
}

#[derive(sqlx::FromRow)]
struct PutVersionRow {
    proposal_id: ProposalId,
    version: i64,
    title: String,
    published_at: Time,
}

/// The proposals of a consultation with the versions that were put to residents before it closed. A proposal that was
/// never published was put to nobody, and nothing is decided about it.
///
/// # Errors
/// When the record cannot be reached.
pub(super) async fn to_people(
    on: impl Into<On<'_>>,
    consultation: ConsultationId,
    closed: Time,
) -> Result<Vec<PutToPeople>, DbError> {
    let mut on = on.into();
    let places: Vec<(ProposalId, i64)> =
        sql!("SELECT id, number FROM proposals WHERE consultation_id = $1 ORDER BY number", consultation)
            .all(on.again())
            .await?;
    let rows: Vec<PutVersionRow> = sql_in!(
        "SELECT proposal_id, version, title, published_at FROM proposal_versions WHERE proposal_id IN",
        places.iter().map(|(id, _)| id.0),
        "ORDER BY proposal_id, version"
    )
    .all(on)
    .await?;
    let mut by_proposal: BTreeMap<ProposalId, Vec<Put>> = BTreeMap::new();
    for PutVersionRow { proposal_id, version, title, published_at } in rows {
        if published_at < closed {
            by_proposal.entry(proposal_id).or_default().push(Put { version, title, published_at });
        }
    }
    let put = places.into_iter().filter_map(|(id, number)| {
        let versions = by_proposal.remove(&id)?;
        let title = versions.last()?.title.clone();
        Some(PutToPeople { id, number, title, versions })
    });
    Ok(put.collect())
}
