//! What a batch has to know before it can be judged, read with one statement for each kind of thing.

use std::collections::{BTreeSet, HashMap};

use super::{About, Act, Submission};
use crate::consultations::model::Dates;
use crate::db::{DbError, Tx};
use crate::ids::{AccountId, BranchId, CommentId, ConsultationId, ParticipantId, ProposalId, ResponseId, VersionId};
use crate::proposals::votes::model::Choice;
use crate::responses::model::Channel;
use crate::sql_in;
use crate::time::Time;

/// Somebody who may take part, and the branch their responses are counted under.
#[derive(sqlx::FromRow)]
struct AccountRow {
    id: AccountId,
    branch_id: Option<BranchId>,
}

/// A proposal and the dates of its consultation.
#[derive(Clone, sqlx::FromRow)]
pub(super) struct Proposal {
    id: ProposalId,
    pub consultation_id: ConsultationId,
    pub current_version_id: Option<VersionId>,
    #[sqlx(flatten)]
    pub dates: Dates,
}

/// A consultation with its dates, for what is not about a proposal.
#[derive(Clone, sqlx::FromRow)]
struct Place {
    id: ConsultationId,
    #[sqlx(flatten)]
    dates: Dates,
}

/// A version somebody saw.
#[derive(Clone, sqlx::FromRow)]
pub(super) struct Seen {
    id: VersionId,
    pub proposal_id: ProposalId,
    /// Amendments since. A correction does not ask anybody again.
    pub amended: i64,
}

/// A comment somebody replies to or agrees with.
#[derive(Clone, sqlx::FromRow)]
pub(super) struct Comment {
    id: CommentId,
    pub proposal_id: ProposalId,
    pub reply_to: Option<CommentId>,
    pub state: String,
    pub response_id: Option<ResponseId>,
}

/// A response somebody has in a consultation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Live {
    pub id: ResponseId,
    pub channel: Channel,
    pub branch: Option<BranchId>,
    /// Made by this batch, so nothing hangs on it yet.
    pub new: bool,
}

#[derive(sqlx::FromRow)]
struct ParticipantRow {
    account_id: AccountId,
    consultation_id: ConsultationId,
    participant_id: ParticipantId,
    response_id: Option<ResponseId>,
    channel: Option<String>,
    branch_id: Option<BranchId>,
}

/// A vote as it stands.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub(super) struct Vote {
    pub response_id: ResponseId,
    pub proposal_id: ProposalId,
    pub version_id: VersionId,
    #[sqlx(try_from = "String")]
    pub choice: Choice,
    pub first_cast_at: Time,
}

/// Everything read for a batch.
pub(super) struct Book {
    pub accounts: HashMap<AccountId, Option<BranchId>>,
    pub proposals: HashMap<ProposalId, Proposal>,
    places: HashMap<ConsultationId, Dates>,
    pub seen: HashMap<VersionId, Seen>,
    pub comments: HashMap<CommentId, Comment>,
    pub participants: HashMap<(AccountId, ConsultationId), ParticipantId>,
    pub live: HashMap<ParticipantId, Live>,
    pub votes: HashMap<(ResponseId, ProposalId), Vote>,
}

impl Book {
    /// Reads what a batch has to know, inside its transaction.
    pub async fn read(tx: &mut Tx, batch: &[Submission]) -> Result<Self, DbError> {
        let accounts: BTreeSet<i64> = batch.iter().map(|one| one.account.0).collect();
        let mut proposals = BTreeSet::new();
        let mut places = BTreeSet::new();
        for one in batch {
            match one.about {
                About::Proposal(proposal) => proposals.insert(proposal.0),
                About::Consultation(consultation) => places.insert(consultation.0),
            };
        }
        let versions = batch.iter().filter_map(|one| match one.act {
            Act::Vote { version: Some(version), .. } => Some(version.0),
            _ => None,
        });
        let comments = batch.iter().filter_map(|one| match one.act {
            Act::Comment { reply_to: Some(comment), .. } | Act::Agree { comment, .. } => Some(comment.0),
            _ => None,
        });
        let account_rows: Vec<AccountRow> = sql_in!(
            "SELECT accounts.id, account_branches.branch_id FROM accounts \
             LEFT JOIN account_branches ON account_id = accounts.id AND main = 1 \
             WHERE role = 'resident' AND confirmed_at IS NOT NULL AND disabled_at IS NULL AND accounts.id IN",
            accounts.iter().copied(),
            ""
        )
        .all(&mut *tx)
        .await?;
        let proposal_rows: Vec<Proposal> = sql_in!(
            "SELECT proposals.id, consultation_id, current_version_id, published_at, opens_at, closes_at, \
                    decision_due_at, withdrawn_at, decided_at \
             FROM proposals JOIN consultations ON consultations.id = consultation_id WHERE proposals.id IN",
            proposals,
            ""
        )
        .all(&mut *tx)
        .await?;
        let place_rows: Vec<Place> = sql_in!(
            "SELECT id, published_at, opens_at, closes_at, decision_due_at, withdrawn_at, decided_at \
             FROM consultations WHERE id IN",
            places,
            ""
        )
        .all(&mut *tx)
        .await?;
        let seen_rows: Vec<Seen> = sql_in!(
            "SELECT id, proposal_id, CAST((SELECT COUNT(*) FROM proposal_versions AS later \
                WHERE later.proposal_id = proposal_versions.proposal_id AND later.version > proposal_versions.version \
                AND later.kind = 'amendment') AS BIGINT) AS amended \
             FROM proposal_versions WHERE id IN",
            versions,
            ""
        )
        .all(&mut *tx)
        .await?;
        let comment_rows: Vec<Comment> =
            sql_in!("SELECT id, proposal_id, reply_to, state, response_id FROM comments WHERE id IN", comments, "")
                .all(&mut *tx)
                .await?;
        let participant_rows: Vec<ParticipantRow> = sql_in!(
            "SELECT account_id, account_participants.consultation_id, account_participants.participant_id, \
                    responses.id AS response_id, channel, branch_id \
             FROM account_participants LEFT JOIN responses \
               ON responses.participant_id = account_participants.participant_id \
              AND withdrawn_at IS NULL AND superseded_by IS NULL \
             WHERE account_id IN",
            accounts,
            ""
        )
        .all(&mut *tx)
        .await?;
        let mut book = Self {
            accounts: account_rows.into_iter().map(|row| (row.id, row.branch_id)).collect(),
            proposals: proposal_rows.into_iter().map(|row| (row.id, row)).collect(),
            places: place_rows.into_iter().map(|row| (row.id, row.dates)).collect(),
            seen: seen_rows.into_iter().map(|row| (row.id, row)).collect(),
            comments: comment_rows.into_iter().map(|row| (row.id, row)).collect(),
            participants: HashMap::new(),
            live: HashMap::new(),
            votes: HashMap::new(),
        };
        for row in participant_rows {
            book.participants.insert((row.account_id, row.consultation_id), row.participant_id);
            if let (Some(id), Some(channel)) = (row.response_id, row.channel) {
                let channel = Channel::try_from(channel).map_err(|error| DbError::Decode(error.into()))?;
                book.live.insert(row.participant_id, Live { id, channel, branch: row.branch_id, new: false });
            }
        }
        Ok(book)
    }

    /// The consultation that a submission is about, with its dates.
    pub fn place(&self, about: About) -> Option<(ConsultationId, &Dates)> {
        match about {
            About::Proposal(proposal) => {
                self.proposals.get(&proposal).map(|proposal| (proposal.consultation_id, &proposal.dates))
            }
            About::Consultation(id) => self.places.get(&id).map(|dates| (id, dates)),
        }
    }

    /// The response that somebody has in a consultation.
    pub fn response_of(&self, key: &(AccountId, ConsultationId)) -> Option<Live> {
        self.participants.get(key).and_then(|participant| self.live.get(participant)).copied()
    }

    /// Reads the votes that these responses have now.
    pub async fn read_votes(&mut self, tx: &mut Tx, responses: BTreeSet<i64>) -> Result<(), DbError> {
        let rows: Vec<Vote> = sql_in!(
            "SELECT response_id, proposal_id, version_id, choice, first_cast_at FROM votes WHERE response_id IN",
            responses,
            ""
        )
        .all(tx)
        .await?;
        self.votes.extend(rows.into_iter().map(|vote| ((vote.response_id, vote.proposal_id), vote)));
        Ok(())
    }
}
