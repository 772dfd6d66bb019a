//! What a person took part in, in the record.

use crate::consultations::model::Dates;
use crate::db::{DbError, On};
use crate::ids::{AccountId, CommentId, ConsultationId, ResponseId};
use crate::proposals::votes::model::Choice;
use crate::responses::model::Channel;
use crate::time::Time;
use crate::{sql, sql_in};

/// A response of a person, with the consultation it belongs to.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OwnResponse {
    /// The response.
    pub response_id: ResponseId,
    /// The consultation.
    pub consultation_id: ConsultationId,
    /// Its name in addresses.
    pub slug: String,
    /// What it is called.
    pub title: String,
    /// Its dates.
    #[sqlx(flatten)]
    pub dates: Dates,
    /// The way the response came in.
    #[sqlx(try_from = "String")]
    pub channel: Channel,
    /// The branch it is counted under.
    pub branch: Option<String>,
    /// When it began.
    pub received_at: Time,
    /// When it was withdrawn, so that it counts no more.
    pub response_withdrawn_at: Option<Time>,
    /// The response that took its place.
    pub superseded_by: Option<ResponseId>,
}

impl OwnResponse {
    /// Whether it counts.
    pub const fn live(&self) -> bool {
        self.response_withdrawn_at.is_none() && self.superseded_by.is_none()
    }
}

/// Everything a person took part in, the latest first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn responses(on: impl Into<On<'_>>, account: AccountId) -> Result<Vec<OwnResponse>, DbError> {
    sql!(
        "SELECT responses.id AS response_id, consultations.id AS consultation_id, consultations.slug, \
                consultations.title, consultations.published_at, consultations.opens_at, consultations.closes_at, \
                consultations.decision_due_at, consultations.withdrawn_at, consultations.decided_at, \
                responses.channel, branches.name AS branch, responses.received_at, \
                responses.withdrawn_at AS response_withdrawn_at, responses.superseded_by \
         FROM account_participants \
         JOIN responses ON responses.participant_id = account_participants.participant_id \
         JOIN consultations ON consultations.id = account_participants.consultation_id \
         LEFT JOIN branches ON branches.id = responses.branch_id \
         WHERE account_participants.account_id = $1 ORDER BY responses.id DESC",
        account
    )
    .all(on)
    .await
}

/// A vote of a person.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OwnVote {
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
pub async fn votes(
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
pub struct OwnComment {
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
}

/// The comments that some responses hold, oldest first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn comments(
    on: impl Into<On<'_>>,
    responses: impl IntoIterator<Item = ResponseId>,
) -> Result<Vec<OwnComment>, DbError> {
    sql_in!(
        "SELECT comments.id, comments.response_id, proposals.number, comments.reply_to, comments.body, comments.state, \
                branches.name AS branch, comments.agrees, comments.posted_at \
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
pub struct OwnAgreement {
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
pub async fn agreements(
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

/// What a moderator decided about a person's comment.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OwnModeration {
    /// The comment.
    pub comment_id: CommentId,
    /// `publish`, `hold`, `remove` or `redact`.
    pub action: String,
    /// The reason, from the published policy.
    pub reason: String,
    /// When.
    pub at: Time,
}

/// What moderators decided about the comments of some responses.
///
/// # Errors
/// When the record cannot be reached.
pub async fn moderation(
    on: impl Into<On<'_>>,
    responses: impl IntoIterator<Item = ResponseId>,
) -> Result<Vec<OwnModeration>, DbError> {
    sql_in!(
        "SELECT moderation_decisions.comment_id, moderation_decisions.action, moderation_decisions.reason, \
                moderation_decisions.at \
         FROM moderation_decisions JOIN comments ON comments.id = moderation_decisions.comment_id \
         WHERE comments.response_id IN",
        responses.into_iter().map(|id| id.0),
        "ORDER BY moderation_decisions.id"
    )
    .all(on)
    .await
}

/// A comment a person reported to the moderators.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OwnReport {
    /// The comment.
    pub comment_id: CommentId,
    /// Why, in the policy's word.
    pub reason: String,
    /// What they added.
    pub detail: String,
    /// When.
    pub at: Time,
    /// When a moderator had looked at it.
    pub resolved_at: Option<Time>,
}

/// What a person reported, oldest first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn reports(on: impl Into<On<'_>>, account: AccountId) -> Result<Vec<OwnReport>, DbError> {
    sql!("SELECT comment_id, reason, detail, at, resolved_at FROM reports WHERE account_id = $1 ORDER BY id", account)
        .all(on)
        .await
}
