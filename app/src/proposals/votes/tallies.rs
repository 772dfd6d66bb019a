//! How many gave each answer: counts that change in the transaction that changes the votes.

use std::collections::BTreeMap;

use super::model::{Choice, Counts};
use crate::db::{DbError, On, Tx};
use crate::ids::{BranchId, ProposalId, VersionId};
use crate::responses::model::Channel;
use crate::responses::person::Withdrawn;
use crate::{sql, sql_in, sql_rows};

/// What a count is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TallyKey {
    /// The proposal.
    pub proposal: ProposalId,
    /// The version the votes were given to.
    pub version: VersionId,
    /// The answer.
    pub choice: Choice,
    /// The way they came in.
    pub channel: Channel,
    /// The branch they are counted under.
    pub branch: Option<BranchId>,
}

/// Changes counts by so much each, in key order so that two programs cannot wait for each other.
///
/// # Errors
/// When the record refuses it; a count below nothing is refused.
pub async fn change_tallies(tx: &mut Tx, changes: BTreeMap<TallyKey, i64>) -> Result<(), DbError> {
    // Rows must be there before they are lowered: the check on an insert sees the change, not the sum.
    let mut rows = sql_rows!(
        "INSERT INTO tallies (proposal_id, version_id, choice, channel, branch_id, votes) VALUES",
        6,
        "ON CONFLICT (proposal_id, version_id, choice, channel, branch_id) DO UPDATE SET votes = tallies.votes + excluded.votes"
    );
    let mut lowered = Vec::new();
    for (key, change) in changes {
        match change {
            0 => {}
            1.. => rows.push([
                key.proposal.into(),
                key.version.into(),
                key.choice.word().into(),
                key.channel.word().into(),
                key.branch.map_or(0, |branch| branch.0).into(),
                change.into(),
            ]),
            _ => lowered.push((key, change)),
        }
    }
    rows.run(tx).await?;
    for (key, change) in lowered {
        let changed = sql!(
            "UPDATE tallies SET votes = votes + $6 \
             WHERE proposal_id = $1 AND version_id = $2 AND choice = $3 AND channel = $4 AND branch_id = $5",
            key.proposal,
            key.version,
            key.choice.word(),
            key.channel.word(),
            key.branch.map_or(0, |branch| branch.0),
            change
        )
        .run(tx)
        .await?;
        if changed != 1 {
            return Err(DbError::RowNotFound);
        }
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct CountRow {
    proposal_id: ProposalId,
    #[sqlx(try_from = "String")]
    choice: Choice,
    votes: i64,
}

/// The counts of some proposals, whichever version and channel.
///
/// # Errors
/// When the record cannot be reached.
pub async fn counts(
    on: impl Into<On<'_>>,
    proposals: impl IntoIterator<Item = ProposalId>,
) -> Result<BTreeMap<ProposalId, Counts>, DbError> {
    let rows: Vec<CountRow> = sql_in!(
        "SELECT proposal_id, choice, CAST(SUM(votes) AS BIGINT) AS votes FROM tallies WHERE proposal_id IN",
        proposals.into_iter().map(|id| id.0),
        "GROUP BY proposal_id, choice"
    )
    .all(on)
    .await?;
    let mut counts: BTreeMap<ProposalId, Counts> = BTreeMap::new();
    for row in rows {
        counts.entry(row.proposal_id).or_default().add(row.choice, row.votes);
    }
    Ok(counts)
}

#[derive(sqlx::FromRow)]
struct VoteRow {
    proposal_id: ProposalId,
    version_id: VersionId,
    #[sqlx(try_from = "String")]
    choice: Choice,
}

/// Takes the votes of a withdrawn response out of the counts.
///
/// # Errors
/// When the record refuses it.
pub async fn uncount(tx: &mut Tx, Withdrawn { response, channel, branch, .. }: Withdrawn) -> Result<(), DbError> {
    let votes: Vec<VoteRow> =
        sql!("SELECT proposal_id, version_id, choice FROM votes WHERE response_id = $1", response)
            .all(&mut *tx)
            .await?;
    let lowered = votes.into_iter().map(|vote| {
        let VoteRow { proposal_id: proposal, version_id: version, choice } = vote;
        (TallyKey { proposal, version, choice, channel, branch }, -1)
    });
    change_tallies(tx, lowered.collect()).await
}
