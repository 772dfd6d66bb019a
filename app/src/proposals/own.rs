//! What a person said on proposals, in the record.

use super::votes::model::{Choice, Vote};
use crate::db::{DbError, On};
use crate::ids::{AccountId, CommentId, ConsultationId, ProposalId, ResponseId, VersionId};
use crate::time::Time;
use crate::{sql, sql_in};

/// What somebody did on one proposal, as far as its page shows it.
#[derive(Clone, Copy, Debug)]
pub(super) struct OwnAnswers {
    /// Their response in the consultation.
    pub response: ResponseId,
    /// Their vote.
    pub vote: Option<Vote>,
    /// How often the proposal was amended since. Corrections do not count: nobody is asked again.
    pub amendments: i64,
    /// How many of their comments wait for a moderator.
    pub held: i64,
    /// How many comments they agree with, on any proposal of the consultation.
    pub agreements: i64,
}

#[derive(sqlx::FromRow)]
struct PartRow {
    response_id: ResponseId,
    choice: Option<String>,
    version_id: Option<VersionId>,
    version: Option<i64>,
    cast_at: Option<Time>,
    amendments: i64,
    held: i64,
    agreements: i64,
}

/// What somebody did on a proposal; nothing if they have no response in its consultation.
///
/// # Errors
/// When the record cannot be reached.
pub(super) async fn part(
    on: impl Into<On<'_>>,
    account: AccountId,
    consultation: ConsultationId,
    proposal: ProposalId,
) -> Result<Option<OwnAnswers>, DbError> {
    let row: Option<PartRow> = sql!(
        "SELECT responses.id AS response_id, votes.choice, votes.version_id, version, votes.cast_at, \
                CAST((SELECT COUNT(*) FROM proposal_versions later WHERE later.proposal_id = $3 \
                   AND later.version > proposal_versions.version AND later.kind = 'amendment') AS BIGINT) AS amendments, \
                CAST((SELECT COUNT(*) FROM comments WHERE comments.response_id = responses.id \
                   AND comments.proposal_id = $3 AND state = 'held') AS BIGINT) AS held, \
                CAST((SELECT COUNT(*) FROM agreements WHERE agreements.response_id = responses.id) AS BIGINT) AS agreements \
         FROM account_participants \
         JOIN responses ON responses.participant_id = account_participants.participant_id \
         LEFT JOIN votes ON votes.response_id = responses.id AND votes.proposal_id = $3 \
         LEFT JOIN proposal_versions ON proposal_versions.id = votes.version_id \
         WHERE account_id = $1 AND account_participants.consultation_id = $2 \
           AND withdrawn_at IS NULL AND superseded_by IS NULL",
        account,
        consultation,
        proposal
    )
    .maybe(on)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let PartRow { response_id: response, choice, version_id, version, cast_at, amendments, held, agreements } = row;
    let choice = choice.map(Choice::try_from).transpose().map_err(|error| DbError::Decode(error.into()))?;
    let vote = match (choice, version_id, version, cast_at) {
        (Some(choice), Some(version_id), Some(version), Some(cast_at)) => {
            Some(Vote { choice, version_id, version, cast_at })
        }
        _ => None,
    };
    Ok(Some(OwnAnswers { response, vote, amendments, held, agreements }))
}

/// A vote of a person.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct OwnVote {
    /// The response it hangs on.
    pub response_id: ResponseId,
    /// The proposal's number in its consultation.
    pub number: i64,
    /// What the version voted on is called.
    pub title: String,
    /// Which version that is, from 1.
    pub version: i64,
    /// The answer.
    #[sqlx(try_from = "String")]
    pub choice: Choice,
    /// When it was first given.
    pub first_cast_at: Time,
    /// When it was last given.
    pub cast_at: Time,
}

/// The votes that some responses hold, in the proposals' order.
///
/// # Errors
/// When the record cannot be reached.
pub(super) async fn votes(
    on: impl Into<On<'_>>,
    responses: impl IntoIterator<Item = ResponseId>,
) -> Result<Vec<OwnVote>, DbError> {
    sql_in!(
        "SELECT votes.response_id, proposals.number, proposal_versions.title, proposal_versions.version, \
                votes.choice, votes.first_cast_at, votes.cast_at \
         FROM votes JOIN proposals ON proposals.id = votes.proposal_id \
         JOIN proposal_versions ON proposal_versions.id = votes.version_id \
         WHERE votes.response_id IN",
        responses.into_iter().map(|id| id.0),
        "ORDER BY votes.response_id, proposals.number"
    )
    .all(on)
    .await
}

/// A comment of a person.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct OwnComment {
    /// The comment.
    pub id: CommentId,
    /// The response it hangs on.
    pub response_id: ResponseId,
    /// The proposal's number in its consultation.
    pub number: i64,
    /// The comment it replies to.
    pub reply_to: Option<CommentId>,
    /// As written.
    pub body: String,
    /// What has become of it.
    pub state: String,
    /// The branch shown beside it.
    pub branch: Option<String>,
    /// How many agree with it.
    pub agrees: i64,
    /// When it was posted.
    pub posted_at: Time,
    /// When its author last put it right.
    pub corrected_at: Option<Time>,
}

/// The comments that some responses hold, oldest first.
///
/// # Errors
/// When the record cannot be reached.
pub(super) async fn comments(
    on: impl Into<On<'_>>,
    responses: impl IntoIterator<Item = ResponseId>,
) -> Result<Vec<OwnComment>, DbError> {
    sql_in!(
        "SELECT comments.id, comments.response_id, proposals.number, comments.reply_to, comments.body, comments.state, \
                branches.name AS branch, comments.agrees, comments.posted_at, comments.corrected_at \
         FROM comments JOIN proposals ON proposals.id = comments.proposal_id \
         LEFT JOIN branches ON branches.id = comments.branch_id \
         WHERE comments.response_id IN",
        responses.into_iter().map(|id| id.0),
        "ORDER BY comments.id"
    )
    .all(on)
    .await
}

/// A comment of somebody else that a person agrees with.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct OwnAgreement {
    /// The response it hangs on.
    pub response_id: ResponseId,
    /// The comment.
    pub comment_id: CommentId,
    /// When.
    pub at: Time,
}

/// The comments that some responses agree with.
///
/// # Errors
/// When the record cannot be reached.
pub(super) async fn agreements(
    on: impl Into<On<'_>>,
    responses: impl IntoIterator<Item = ResponseId>,
) -> Result<Vec<OwnAgreement>, DbError> {
    sql_in!(
        "SELECT response_id, comment_id, at FROM agreements WHERE response_id IN",
        responses.into_iter().map(|id| id.0),
        "ORDER BY response_id, comment_id"
    )
    .all(on)
    .await
}
