//! The votes of a batch and what they do to the counts.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::db::{DbError, Flag, Tx};
use crate::ids::{ProposalId, ResponseId, VersionId};
use crate::proposals::comments;
use crate::proposals::sums::Reach;
use crate::proposals::votes::model::Choice;
use crate::proposals::votes::store;
use crate::proposals::votes::tallies::{TallyKey, change_tallies};
use crate::responses::writer::desk::LiveResponse;
use crate::sql_in;
use crate::time::Time;

/// A vote as it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct StandingVote {
    pub response_id: ResponseId,
    pub proposal_id: ProposalId,
    pub version_id: VersionId,
    pub choice: Choice,
    pub first_cast_at: Time,
}

/// A response with one of its votes, if it has any.
#[derive(sqlx::FromRow)]
struct AnsweredRow {
    id: ResponseId,
    wrote: Flag,
    proposal_id: Option<ProposalId>,
    version_id: Option<VersionId>,
    choice: Option<String>,
    first_cast_at: Option<Time>,
}

/// Votes by response and proposal.
pub(super) type Standing = HashMap<(ResponseId, ProposalId), StandingVote>;

/// The votes that these responses have now, and how far each came.
pub(super) async fn standing(
    tx: &mut Tx,
    responses: BTreeSet<i64>,
) -> Result<(Standing, HashMap<ResponseId, Reach>), DbError> {
    let rows: Vec<AnsweredRow> = sql_in!(
        "SELECT responses.id, proposal_id, version_id, choice, first_cast_at, \
                CAST(CASE WHEN EXISTS (SELECT 1 FROM comments WHERE comments.response_id = responses.id) \
                     THEN 1 ELSE 0 END AS BIGINT) AS wrote \
         FROM responses LEFT JOIN votes ON votes.response_id = responses.id WHERE responses.id IN",
        responses,
        ""
    )
    .all(tx)
    .await?;
    let (mut votes, mut reached): (Standing, HashMap<ResponseId, Reach>) = Default::default();
    for row in rows {
        let reach = reached.entry(row.id).or_default();
        reach.wrote = row.wrote.0;
        let (Some(proposal_id), Some(version_id), Some(choice), Some(first_cast_at)) =
            (row.proposal_id, row.version_id, row.choice, row.first_cast_at)
        else {
            continue;
        };
        reach.voted += 1;
        let choice = Choice::try_from(choice).map_err(|error| DbError::Decode(error.into()))?;
        let vote = StandingVote { response_id: row.id, proposal_id, version_id, choice, first_cast_at };
        votes.insert((row.id, proposal_id), vote);
    }
    Ok((votes, reached))
}

/// The votes of a batch: the last one each, and what they do to the counts.
#[derive(Default)]
pub(super) struct VotesBatch {
    changed: BTreeMap<(ResponseId, ProposalId), (StandingVote, Time)>,
    tallies: BTreeMap<TallyKey, i64>,
    /// Responses that wrote before, whose comments carry the vote.
    carried: BTreeSet<i64>,
}

impl VotesBatch {
    /// Notes a vote, and says whether it is the first of its response on the proposal.
    pub(super) fn cast(
        &mut self,
        (votes, reached): (&mut Standing, &mut Reach),
        live: LiveResponse,
        (proposal, version_id): (ProposalId, VersionId),
        choice: Choice,
        received_at: Time,
    ) -> bool {
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
        if reached.wrote {
            self.carried.insert(live.id.0);
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
        if before.is_none() {
            reached.voted += 1;
        }
        before.is_none()
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
        comments::store::carry_votes(tx, self.carried).await
    }
}
