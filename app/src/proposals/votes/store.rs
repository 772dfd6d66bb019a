//! Votes in the record. Written by the response writer alone, so that votes and counts never part.

use super::model::Choice;
use crate::db::{DbError, Tx};
use crate::ids::{ProposalId, ResponseId, VersionId};
use crate::sql_rows;
use crate::time::Time;

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
