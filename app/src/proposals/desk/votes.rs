//! The votes of a batch and what they do to the counts.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::db::{DbError, Tx};
use crate::ids::{ProposalId, ResponseId, VersionId};
use crate::proposals::comments;
use crate::proposals::votes::model::Choice;
use crate::proposals::votes::store;
use crate::proposals::votes::tallies::{TallyKey, change_tallies};
use crate::responses::writer::desk::LiveResponse;
use crate::sql_in;
use crate::time::Time;

/// A vote as it stands.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub(super) struct StandingVote {
    pub response_id: ResponseId,
    pub proposal_id: ProposalId,
    pub version_id: VersionId,
    #[sqlx(try_from = "String")]
    pub choice: Choice,
    pub first_cast_at: Time,
}

/// The votes that these responses have now.
pub(super) async fn standing(
    tx: &mut Tx,
    responses: BTreeSet<i64>,
) -> Result<HashMap<(ResponseId, ProposalId), StandingVote>, DbError> {
    let rows: Vec<StandingVote> = sql_in!(
        "SELECT response_id, proposal_id, version_id, choice, first_cast_at FROM votes WHERE response_id IN",
        responses,
        ""
    )
    .all(tx)
    .await?;
    Ok(rows.into_iter().map(|vote| ((vote.response_id, vote.proposal_id), vote)).collect())
}

/// The votes of a batch: the last one each, and what they do to the counts.
#[derive(Default)]
pub(super) struct VotesBatch {
    changed: BTreeMap<(ResponseId, ProposalId), (StandingVote, Time)>,
    tallies: BTreeMap<TallyKey, i64>,
    /// Responses that voted before, whose comments carry the vote.
    revoted: BTreeSet<i64>,
}

impl VotesBatch {
    /// Notes a vote.
    pub(super) fn cast(
        &mut self,
        votes: &mut HashMap<(ResponseId, ProposalId), StandingVote>,
        live: LiveResponse,
        (proposal, version_id): (ProposalId, VersionId),
        choice: Choice,
        received_at: Time,
    ) {
        let key = (live.id, proposal);
        let tally = |version_id, choice| TallyKey {
            proposal,
            version: version_id,
            choice,
            channel: live.channel,
            branch: live.branch,
        };
        let before = votes.get(&key).copied();
        if let Some(before) = before {
            *self.tallies.entry(tally(before.version_id, before.choice)).or_default() -= 1;
        }
        *self.tallies.entry(tally(version_id, choice)).or_default() += 1;
        if !live.new {
            self.revoted.insert(live.id.0);
        }
        let vote = StandingVote {
            response_id: live.id,
            proposal_id: proposal,
            version_id,
            choice,
            first_cast_at: before.map_or(received_at, |before| before.first_cast_at),
        };
        votes.insert(key, vote);
        self.changed.insert(key, (vote, received_at));
    }

    /// Writes every vote noted, and what they do to the counts.
    pub(super) async fn write(self, tx: &mut Tx) -> Result<(), DbError> {
        let rows: Vec<store::NewVote> = self
            .changed
            .into_values()
            .map(|(vote, cast_at)| store::NewVote {
                response: vote.response_id,
                proposal: vote.proposal_id,
                version: vote.version_id,
                choice: vote.choice,
                first_cast_at: vote.first_cast_at,
                cast_at,
            })
            .collect();
        store::write(tx, &rows).await?;
        change_tallies(tx, self.tallies).await?;
        comments::store::carry_votes(tx, self.revoted).await
    }
}
