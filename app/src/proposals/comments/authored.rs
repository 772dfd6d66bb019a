//! A comment for whoever wrote it: found again, put right, withdrawn, and with or without their vote beside it.

use futures::future::FutureExt;

use super::locked;
use super::model::LONGEST;
use super::moderating::writing::Comments;
use crate::consultations::instrument::Later;
use crate::db::{DbError, On, Tx, dialect};
use crate::ids::{AccountId, CommentId};
use crate::moderation::earlier::{forget_words, keep_earlier};
use crate::moderation::model::WritingState;
use crate::moderation::store::WritingRef;
use crate::proposals::sums::{self, ChangingComments};
use crate::responses::own_writing::{OwnPiece, OwnWriting};
use crate::sql;
use crate::time::Time;
use crate::ui::prose::{self, Author};

const KIND: &str = "comment";

impl OwnWriting for Comments {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn by<'a>(&'a self, on: On<'a>, account: AccountId, before: i64, only: Option<i64>) -> Later<'a, Vec<OwnPiece>> {
        by(on, account, before, only).boxed()
    }

    fn correctable(&self) -> Option<usize> {
        Some(LONGEST)
    }

    fn correct<'a>(&'a self, tx: &'a mut Tx, id: i64, words: &'a str, held: bool, now: Time) -> Later<'a, ()> {
        correct(tx, CommentId(id), words, held, now).boxed()
    }

    fn when_withdrawn(&self) -> &'static [&'static str] {
        &[
            "Your words go from every page, from the search and from our record. A line in their place says that a comment \
             was withdrawn by its author.",
            "Replies to it stay. Your vote stays too, and you can write another comment while the consultation is open.",
        ]
    }

    fn withdraw<'a>(&'a self, tx: &'a mut Tx, id: i64, now: Time) -> Later<'a, ()> {
        withdraw(tx, CommentId(id), now).boxed()
    }

    fn show_vote<'a>(&'a self, tx: &'a mut Tx, id: i64, shown: bool) -> Later<'a, ()> {
        show_vote(tx, CommentId(id), shown).boxed()
    }
}

/// The comments of an account, the newest first, before a number; or only one.
async fn by(on: On<'_>, account: AccountId, before: i64, only: Option<i64>) -> Result<Vec<OwnPiece>, DbError> {
    sql!(
        "SELECT comments.id, comments.body AS words, comments.state, proposal_versions.title, consultations.slug, \
                '/proposals/' || CAST(proposals.number AS TEXT) || '#c' || CAST(comments.id AS TEXT) AS place, \
                comments.posted_at, comments.corrected_at, comments.vote_shown, CAST(0 AS BIGINT) AS taken_up, \
                CAST(CASE WHEN comments.agrees > 0 OR EXISTS (SELECT 1 FROM comments reply \
                   WHERE reply.reply_to = comments.id AND reply.state IN ('published', 'redacted') \
                     AND (reply.response_id IS NULL OR reply.response_id <> comments.response_id)) \
                   THEN 1 ELSE 0 END AS BIGINT) AS answered, \
                consultations.published_at, consultations.opens_at, consultations.closes_at, \
                consultations.decision_due_at, consultations.withdrawn_at, consultations.decided_at \
         FROM account_participants \
         JOIN responses ON responses.participant_id = account_participants.participant_id \
         JOIN comments ON comments.response_id = responses.id \
         JOIN consultations ON consultations.id = comments.consultation_id \
         JOIN proposals ON proposals.id = comments.proposal_id \
         JOIN proposal_versions ON proposal_versions.id = proposals.current_version_id \
         WHERE account_participants.account_id = $1 AND comments.id < $2 \
           AND comments.id = COALESCE(CAST($3 AS BIGINT), comments.id) \
         ORDER BY comments.id DESC LIMIT 21",
        account,
        before,
        only
    )
    .all(on)
    .await
}

/// Puts a comment right: the words before are kept for moderators, and readers are told that it was corrected.
async fn correct(tx: &mut Tx, id: CommentId, words: &str, held: bool, now: Time) -> Result<(), DbError> {
    let Some(kept) = locked::keep(&mut *tx, id).await? else { return Ok(()) };
    keep_earlier(&mut *tx, WritingRef { kind: KIND, id: id.0 }, &kept.body, now).await?;
    sql!("UPDATE comments SET body = $2, corrected_at = $3 WHERE id = $1", id, words, now).run(&mut *tx).await?;
    let html = prose::render(words, Author::Resident).into_string();
    let (state, found_by) = match held {
        true => (WritingState::Held, None),
        false => (WritingState::Published, Some(prose::plain(words))),
    };
    locked::show_as(tx, &kept, state, &html, found_by.as_deref()).await
}

/// Takes a comment back: what is left is a line in its place, so that replies to it still make sense.
async fn withdraw(tx: &mut Tx, id: CommentId, now: Time) -> Result<(), DbError> {
    let Some(kept) = locked::keep(&mut *tx, id).await? else { return Ok(()) };
    locked::show_as(&mut *tx, &kept, WritingState::Removed, "", None).await?;
    sums::uncount_comments(&mut *tx, ChangingComments::One(id)).await?;
    sql!("UPDATE comments SET body = '', branch_id = NULL, choice = NULL, vote_shown = 0 WHERE id = $1", id)
        .run(&mut *tx)
        .await?;
    sums::count_comments(&mut *tx, ChangingComments::One(id)).await?;
    forget_words(tx, KIND, &[id.0], now).await
}

/// Puts the author's vote beside a comment, if they voted and it counts; or takes it away from there.
async fn show_vote(tx: &mut Tx, id: CommentId, shown: bool) -> Result<(), DbError> {
    dialect::lock_counts(&mut *tx).await?;
    sums::uncount_comments(&mut *tx, ChangingComments::One(id)).await?;
    sql!(
        "UPDATE comments SET vote_shown = CAST($2 AS BIGINT), choice = CASE WHEN $2 = 1 THEN (SELECT votes.choice FROM votes \
            JOIN responses ON responses.id = votes.response_id \
            WHERE votes.response_id = comments.response_id AND votes.proposal_id = comments.proposal_id \
              AND responses.withdrawn_at IS NULL) END \
         WHERE id = $1",
        id,
        i64::from(shown)
    )
    .run(&mut *tx)
    .await?;
    sums::count_comments(tx, ChangingComments::One(id)).await
}
