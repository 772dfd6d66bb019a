//! Responses, receipts and counts in the record.

use std::collections::BTreeMap;

use super::model::Channel;
use crate::consultations::instrument::Instruments;
use crate::db::{DbError, On, Tx, dialect};
use crate::ids::{AccountId, BranchId, ConsultationId, ProposalId, ResponseId, VersionId};
use crate::proposals::comments;
use crate::proposals::votes::model::{Choice, Counts};
use crate::time::Time;
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

/// The live response of an account in a consultation.
///
/// # Errors
/// When the record cannot be reached.
pub async fn live(
    on: impl Into<On<'_>>,
    account: AccountId,
    consultation: ConsultationId,
) -> Result<Option<ResponseId>, DbError> {
    let found: Option<(ResponseId,)> = sql!(
        "SELECT responses.id FROM account_participants \
         JOIN responses ON responses.participant_id = account_participants.participant_id \
         WHERE account_id = $1 AND account_participants.consultation_id = $2 \
           AND withdrawn_at IS NULL AND superseded_by IS NULL",
        account,
        consultation
    )
    .maybe(on)
    .await?;
    Ok(found.map(|row| row.0))
}

/// What a receipt proves.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Receipt {
    /// The consultation.
    pub consultation_id: ConsultationId,
    /// The way the response came in.
    #[sqlx(try_from = "String")]
    pub channel: Channel,
    /// When it began.
    pub received_at: Time,
    /// When it was withdrawn, so that it counts no more.
    pub withdrawn_at: Option<Time>,
    /// The response that took its place.
    pub superseded_by: Option<ResponseId>,
}

/// The response a receipt was given for.
///
/// # Errors
/// When the record cannot be reached.
pub async fn by_code(on: impl Into<On<'_>>, code: &str) -> Result<Option<Receipt>, DbError> {
    sql!(
        "SELECT consultation_id, channel, received_at, withdrawn_at, superseded_by \
         FROM receipts JOIN responses ON responses.id = response_id WHERE code = $1",
        code
    )
    .maybe(on)
    .await
}

#[derive(sqlx::FromRow)]
struct WithdrawnRow {
    #[sqlx(try_from = "String")]
    channel: Channel,
    branch_id: Option<BranchId>,
}

#[derive(sqlx::FromRow)]
struct VoteRow {
    proposal_id: ProposalId,
    version_id: VersionId,
    #[sqlx(try_from = "String")]
    choice: Choice,
}

/// Withdraws a response: its votes, answers and agreements are counted no more, and its comments no longer carry a vote.
/// The receipt stays and says so. Gives false, and changes nothing, when the response does not count already.
///
/// # Errors
/// When the record refuses it; the transaction should then be dropped.
pub async fn withdraw(tx: &mut Tx, instruments: Instruments, response: ResponseId, now: Time) -> Result<bool, DbError> {
    dialect::lock_counts(&mut *tx).await?;
    let withdrawn: Option<WithdrawnRow> = sql!(
        "UPDATE responses SET withdrawn_at = $2 WHERE id = $1 AND withdrawn_at IS NULL AND superseded_by IS NULL \
         RETURNING channel, branch_id",
        response,
        now
    )
    .maybe(&mut *tx)
    .await?;
    let Some(WithdrawnRow { channel, branch_id: branch }) = withdrawn else { return Ok(false) };
    let votes: Vec<VoteRow> =
        sql!("SELECT proposal_id, version_id, choice FROM votes WHERE response_id = $1", response)
            .all(&mut *tx)
            .await?;
    let lowered = votes.into_iter().map(|vote| {
        let VoteRow { proposal_id: proposal, version_id: version, choice } = vote;
        (TallyKey { proposal, version, choice, channel, branch }, -1)
    });
    change_tallies(tx, lowered.collect()).await?;
    for instrument in instruments.all() {
        instrument.person().withdraw(tx, response).await?;
    }
    comments::store::forget_agreements(tx, response).await?;
    comments::store::forget_vote(tx, response).await?;
    Ok(true)
}

/// Deletes every link between an account and what it took part in. What was said stays, and is nobody's.
///
/// # Errors
/// When the record refuses it.
pub async fn unlink(tx: &mut Tx, account: AccountId) -> Result<(), DbError> {
    sql!("DELETE FROM account_participants WHERE account_id = $1", account).run(tx).await.map(drop)
}
