//! Comments in the record. Residents' comments are posted by the response writer alone; what their authors do with them
//! later is in `authored`.

use std::collections::BTreeSet;

use super::model::{Comment, CommentOrder};
use crate::db::{DbError, Flag, On, Statement, Tx, dialect};
use crate::ids::{AccountId, BranchId, CommentId, ConsultationId, ProposalId, ResponseId};
use crate::moderation::earlier::forget_words;
use crate::moderation::model::{PolicyReason, WritingState, shown_states};
use crate::proposals;
use crate::proposals::sums::{self, ChangingComments};
use crate::proposals::votes::model::Choice;
use crate::time::Time;
use crate::ui::prose;
use crate::{sql, sql_in};

/// How many comments a page shows, replies apart.
pub const PAGE: usize = 50;

/// A comment to post.
pub struct NewComment<'a> {
    /// The response it becomes part of.
    pub response: ResponseId,
    /// The consultation.
    pub consultation: ConsultationId,
    /// The proposal.
    pub proposal: ProposalId,
    /// The comment it replies to.
    pub reply_to: Option<CommentId>,
    /// As written.
    pub body: &'a str,
    /// As shown.
    pub html: &'a str,
    /// Whether a moderator looks before it is shown.
    pub held: bool,
    /// The branch its author agreed to show.
    pub branch: Option<BranchId>,
    /// The author's vote.
    pub choice: Option<Choice>,
    /// Whether the vote may stand beside it.
    pub vote_shown: bool,
}

/// Posts a comment.
///
/// # Errors
/// When the record refuses it.
pub async fn post(tx: &mut Tx, new: &NewComment<'_>, now: Time) -> Result<CommentId, DbError> {
    let state = if new.held { WritingState::Held } else { WritingState::Published };
    let id = sql!(
        "INSERT INTO comments (response_id, consultation_id, proposal_id, reply_to, body, html, renderer, state, \
                               branch_id, choice, vote_shown, posted_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id",
        new.response,
        new.consultation,
        new.proposal,
        new.reply_to,
        new.body,
        new.html,
        prose::RENDERER,
        state.word(),
        new.branch,
        new.choice.filter(|_| new.vote_shown).map(Choice::word),
        i64::from(new.vote_shown),
        now
    )
    .number(&mut *tx)
    .await?;
    if !new.held {
        dialect::index_comment(tx, id, new.proposal.0, &prose::plain(new.body)).await?;
    }
    Ok(CommentId(id))
}

/// Notes that a response agrees with a comment, or no longer; twice is the same as once.
///
/// # Errors
/// When the record refuses it.
pub async fn agree(
    tx: &mut Tx,
    comment: CommentId,
    response: ResponseId,
    agree: bool,
    now: Time,
) -> Result<(), DbError> {
    let changed = if agree {
        sql!(
            "INSERT INTO agreements (comment_id, response_id, at) VALUES ($1, $2, $3) \
             ON CONFLICT (comment_id, response_id) DO NOTHING",
            comment,
            response,
            now
        )
        .run(&mut *tx)
        .await? as i64
    } else {
        -(sql!("DELETE FROM agreements WHERE comment_id = $1 AND response_id = $2", comment, response)
            .run(&mut *tx)
            .await? as i64)
    };
    if changed != 0 {
        sql!("UPDATE comments SET agrees = agrees + $2 WHERE id = $1", comment, changed).run(tx).await?;
    }
    Ok(())
}

/// Puts the votes of some responses beside their comments, but for those whose author leaves it out.
///
/// # Errors
/// When the record refuses it.
pub async fn carry_votes(tx: &mut Tx, responses: BTreeSet<i64>) -> Result<(), DbError> {
    let of: Vec<i64> = responses.iter().copied().collect();
    sums::uncount_comments(&mut *tx, ChangingComments::Of(&of)).await?;
    sql_in!(
        "UPDATE comments SET choice = (SELECT votes.choice FROM votes \
            WHERE votes.response_id = comments.response_id AND votes.proposal_id = comments.proposal_id) \
         WHERE response_id IN",
        responses,
        "AND vote_shown = 1"
    )
    .run(&mut *tx)
    .await?;
    sums::count_comments(tx, ChangingComments::Of(&of)).await
}

#[derive(sqlx::FromRow)]
struct CommentRow {
    id: CommentId,
    response_id: Option<ResponseId>,
    reply_to: Option<CommentId>,
    official: Flag,
    html: String,
    state: String,
    reason: Option<String>,
    branch: Option<String>,
    choice: Option<String>,
    agrees: i64,
    posted_at: Time,
    corrected_at: Option<Time>,
}

impl TryFrom<CommentRow> for Comment {
    type Error = DbError;

    fn try_from(row: CommentRow) -> Result<Self, DbError> {
        let broken = |error: String| DbError::Decode(error.into());
        Ok(Self {
            state: WritingState::try_from(row.state).map_err(broken)?,
            choice: row.choice.map(Choice::try_from).transpose().map_err(broken)?,
            // A word that the policy does not know (any more) is not shown.
            reason: row.reason.as_deref().and_then(PolicyReason::from_word),
            id: row.id,
            response_id: row.response_id,
            reply_to: row.reply_to,
            official: row.official.0,
            html: row.html,
            branch: row.branch,
            agrees: row.agrees,
            posted_at: row.posted_at,
            corrected_at: row.corrected_at,
        })
    }
}

/// What a list of comments is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct CommentFilter {
    /// The order.
    pub order: CommentOrder,
    /// Only comments whose author gave this vote.
    pub choice: Option<Choice>,
    /// The last one of the page before: its agreements and its number.
    pub after: Option<(i64, i64)>,
}

/// A page of a proposal's comments, and where the next begins. Held ones are left out, except (without their
/// text) where replies hang on them.
///
/// # Errors
/// When the record cannot be reached.
pub async fn page(
    on: impl Into<On<'_>>,
    proposal: ProposalId,
    filter: &CommentFilter,
) -> Result<(Vec<Comment>, Option<(i64, i64)>), DbError> {
    let (agrees, id) = filter.after.unwrap_or((i64::MAX, i64::MAX));
    macro_rules! listing {
        ($rest:literal $(, $value:expr)*) => {
            sql!(
                concat!(
                    "SELECT comments.id, response_id, reply_to, official, CASE WHEN state = 'held' THEN '' ELSE html END AS html, state, \
                            CASE WHEN state IN ('removed', 'redacted') AND body <> '' THEN (SELECT reason FROM moderation_decisions \
                               WHERE kind = 'comment' AND subject_id = comments.id ORDER BY moderation_decisions.id DESC LIMIT 1) END AS reason, \
                            branches.name AS branch, choice, agrees, posted_at, corrected_at \
                     FROM comments LEFT JOIN branches ON branches.id = branch_id \
                     WHERE proposal_id = $1 AND reply_to IS NULL AND (state <> 'held' \
                        OR EXISTS (SELECT 1 FROM comments AS replies WHERE replies.reply_to = comments.id)) AND ", $rest
                ),
                proposal $(, $value)*
            )
        };
    }
    let statement = match (filter.order, filter.choice) {
        (CommentOrder::Newest, None) => listing!("comments.id < $2 ORDER BY comments.id DESC LIMIT 51", id),
        (CommentOrder::Newest, Some(choice)) => {
            listing!("comments.id < $2 AND choice = $3 ORDER BY comments.id DESC LIMIT 51", id, choice.word())
        }
        (CommentOrder::Agreed, None) => listing!(
            "(agrees < $2 OR (agrees = $2 AND comments.id < $3)) ORDER BY agrees DESC, comments.id DESC LIMIT 51",
            agrees,
            id
        ),
        (CommentOrder::Agreed, Some(choice)) => listing!(
            "(agrees < $2 OR (agrees = $2 AND comments.id < $3)) AND choice = $4 \
             ORDER BY agrees DESC, comments.id DESC LIMIT 51",
            agrees,
            id,
            choice.word()
        ),
    };
    let rows: Vec<CommentRow> = statement.all(on).await?;
    let mut comments: Vec<Comment> = rows.into_iter().map(Comment::try_from).collect::<Result<_, _>>()?;
    let next = (comments.len() > PAGE).then(|| {
        comments.truncate(PAGE);
        comments.last().map(|last| (last.agrees, last.id.0))
    });
    Ok((comments, next.flatten()))
}

/// The replies to some comments (held ones left out), oldest first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn replies(
    on: impl Into<On<'_>>,
    comments: impl IntoIterator<Item = CommentId>,
) -> Result<Vec<Comment>, DbError> {
    let rows: Vec<CommentRow> = sql_in!(
        "SELECT comments.id, response_id, reply_to, official, html, state, \
                CASE WHEN state IN ('removed', 'redacted') AND body <> '' THEN (SELECT reason FROM moderation_decisions \
                   WHERE kind = 'comment' AND subject_id = comments.id ORDER BY moderation_decisions.id DESC LIMIT 1) END AS reason, \
                branches.name AS branch, choice, agrees, posted_at, corrected_at \
         FROM comments LEFT JOIN branches ON branches.id = branch_id \
         WHERE state <> 'held' AND reply_to IN",
        comments.into_iter().map(|id| id.0),
        "ORDER BY comments.id LIMIT 1000"
    )
    .all(on)
    .await?;
    rows.into_iter().map(Comment::try_from).collect()
}

/// Comments of one response that wait for a moderator: shown to their author alone.
///
/// # Errors
/// When the record cannot be reached.
pub async fn held_of(
    on: impl Into<On<'_>>,
    proposal: ProposalId,
    response: ResponseId,
) -> Result<Vec<Comment>, DbError> {
    let rows: Vec<CommentRow> = sql!(
        "SELECT comments.id, response_id, reply_to, official, html, state, \
                CASE WHEN state IN ('removed', 'redacted') AND body <> '' THEN (SELECT reason FROM moderation_decisions \
                   WHERE kind = 'comment' AND subject_id = comments.id ORDER BY moderation_decisions.id DESC LIMIT 1) END AS reason, \
                branches.name AS branch, choice, agrees, posted_at, corrected_at \
         FROM comments LEFT JOIN branches ON branches.id = branch_id \
         WHERE response_id = $1 AND proposal_id = $2 AND state = 'held' ORDER BY comments.id DESC LIMIT 50",
        response,
        proposal
    )
    .all(on)
    .await?;
    rows.into_iter().map(Comment::try_from).collect()
}

/// One comment on a proposal, whatever has become of it.
///
/// # Errors
/// When the record cannot be reached.
pub async fn one(on: impl Into<On<'_>>, proposal: ProposalId, id: CommentId) -> Result<Option<Comment>, DbError> {
    let row: Option<CommentRow> = sql!(
        "SELECT comments.id, response_id, reply_to, official, html, state, \
                CASE WHEN state IN ('removed', 'redacted') AND body <> '' THEN (SELECT reason FROM moderation_decisions \
                   WHERE kind = 'comment' AND subject_id = comments.id ORDER BY moderation_decisions.id DESC LIMIT 1) END AS reason, \
                branches.name AS branch, choice, agrees, posted_at, corrected_at \
         FROM comments LEFT JOIN branches ON branches.id = branch_id WHERE comments.id = $1 AND proposal_id = $2",
        id,
        proposal
    )
    .maybe(on)
    .await?;
    row.map(Comment::try_from).transpose()
}

/// A comment that somebody posted a short while ago.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Recent {
    /// Who posted it.
    pub account_id: AccountId,
    /// The comment.
    pub id: CommentId,
    /// What it is about.
    pub proposal_id: ProposalId,
    /// The comment it replies to.
    pub reply_to: Option<CommentId>,
    /// As written.
    pub body: String,
    /// What has become of it.
    pub state: String,
    /// When.
    pub posted_at: Time,
}

/// Asks for the comments that some accounts posted since a moment, on any proposal, the oldest first: each is a [`Recent`].
pub fn recent_by(on: &On<'_>, accounts: impl Iterator<Item = AccountId>, since: Time) -> Option<Statement> {
    sql_in!(
        "SELECT account_participants.account_id, comments.id, proposal_id, reply_to, body, state, posted_at \
         FROM account_participants \
         JOIN responses ON responses.participant_id = account_participants.participant_id \
         JOIN comments ON comments.response_id = responses.id WHERE account_participants.account_id IN",
        accounts.map(|id| id.0),
        "AND posted_at > $2 ORDER BY comments.id"
    )
    .statement(on)
    .map(|statement| statement.bind(since))
}

/// Which of a proposal's comments a response agrees with.
///
/// # Errors
/// When the record cannot be reached.
pub async fn agreed_by(
    on: impl Into<On<'_>>,
    proposal: ProposalId,
    response: ResponseId,
) -> Result<BTreeSet<CommentId>, DbError> {
    let rows: Vec<(CommentId,)> = sql!(
        "SELECT comment_id FROM agreements JOIN comments ON comments.id = comment_id \
         WHERE agreements.response_id = $1 AND proposal_id = $2",
        response,
        proposal
    )
    .all(on)
    .await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// Takes back every agreement of a response, and lowers the counts beside the comments.
///
/// # Errors
/// When the record refuses it.
pub async fn forget_agreements(tx: &mut Tx, response: ResponseId) -> Result<(), DbError> {
    sql!(
        "UPDATE comments SET agrees = agrees - 1 \
         WHERE id IN (SELECT comment_id FROM agreements WHERE response_id = $1)",
        response
    )
    .run(&mut *tx)
    .await?;
    sql!("DELETE FROM agreements WHERE response_id = $1", response).run(tx).await.map(drop)
}

/// Takes the vote away from beside a response's comments, once the vote counts no more.
///
/// # Errors
/// When the record refuses it.
pub async fn forget_vote(tx: &mut Tx, response: ResponseId) -> Result<(), DbError> {
    let of = [response.0];
    sums::uncount_comments(&mut *tx, ChangingComments::Of(&of)).await?;
    sql!("UPDATE comments SET choice = NULL WHERE response_id = $1", response).run(&mut *tx).await?;
    sums::count_comments(tx, ChangingComments::Of(&of)).await
}

/// Erases what some responses said: the text goes from pages, from the search and from the record. A line in
/// its place says that a comment was removed, so that replies to it still make sense.
///
/// # Errors
/// When the record refuses it; the transaction should then be dropped.
pub async fn erase(tx: &mut Tx, responses: &BTreeSet<ResponseId>, now: Time) -> Result<(), DbError> {
    for response in responses {
        let of = [response.0];
        sums::uncount_comments(&mut *tx, ChangingComments::Of(&of)).await?;
        // Only what was shown is counted; what is held or removed already is erased without a count.
        let shown: Vec<(CommentId, ProposalId)> = sql!(
            concat!(
                "UPDATE comments SET state = 'removed', body = '', html = '', branch_id = NULL \
                 WHERE response_id = $1 AND state IN ",
                shown_states!(),
                " RETURNING id, proposal_id"
            ),
            *response
        )
        .all(&mut *tx)
        .await?;
        for (comment, proposal) in shown {
            dialect::forget_comment(&mut *tx, comment.0).await?;
            proposals::store::add_comments(&mut *tx, proposal, -1).await?;
        }
        sql!(
            "UPDATE comments SET state = 'removed', body = '', html = '', branch_id = NULL WHERE response_id = $1",
            *response
        )
        .run(&mut *tx)
        .await?;
        sums::count_comments(&mut *tx, ChangingComments::Of(&of)).await?;
        // Nothing is left for a moderator to look at, nor of the words that stood there before.
        let own: Vec<(i64,)> = sql!("SELECT id FROM comments WHERE response_id = $1", *response).all(&mut *tx).await?;
        let own: Vec<i64> = own.into_iter().map(|(id,)| id).collect();
        forget_words(tx, "comment", &own, now).await?;
    }
    Ok(())
}
