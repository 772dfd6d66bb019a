//! Votes in the record. Written by the response writer alone, so that votes and counts never part.

use super::model::{Choice, Vote};
use crate::db::{DbError, On, Tx};
use crate::ids::{ProposalId, ResponseId, VersionId};
use crate::time::Time;
use crate::{sql, sql_rows};

/// A vote to write: new, or in place of the one the response had.
pub struct NewVote {
    /// The response.
    pub response: ResponseId,
    /// The proposal.
    pub proposal: ProposalId,
    /// The version it is given to.
    pub version: VersionId,
    /// The answer.
    pub choice: Choice,
    /// When the response first voted on it.
    pub first_cast_at: Time,
    /// When this answer arrived.
    pub cast_at: Time,
}

/// Writes votes; one for each response and proposal at most.
///
/// # Errors
/// When the record refuses one.
pub async fn write(tx: &mut Tx, votes: &[NewVote]) -> Result<(), DbError> {
    let mut rows = sql_rows!(
        "INSERT INTO votes (response_id, proposal_id, version_id, choice, first_cast_at, cast_at) VALUES",
        6,
        "ON CONFLICT (response_id, proposal_id) DO UPDATE \
         SET version_id = excluded.version_id, choice = excluded.choice, cast_at = excluded.cast_at"
    );
    for vote in votes {
        rows.push([
            vote.response.into(),
            vote.proposal.into(),
            vote.version.into(),
            vote.choice.word().into(),
            vote.first_cast_at.into(),
            vote.cast_at.into(),
        ]);
    }
    rows.run(tx).await
}

/// The vote a response has on a proposal now.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of(on: impl Into<On<'_>>, response: ResponseId, proposal: ProposalId) -> Result<Option<Vote>, DbError> {
    sql!(
        "SELECT choice, version_id, version, cast_at FROM votes \
         JOIN proposal_versions ON proposal_versions.id = version_id \
         WHERE response_id = $1 AND votes.proposal_id = $2",
        response,
        proposal
    )
    .maybe(on)
    .await
}
