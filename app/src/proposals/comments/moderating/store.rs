//! Comments as moderators find them in the record. What is shown of a comment is changed by `shown`.

use crate::db::{DbError, Flag, On, Statement, dialect};
use crate::ids::CommentId;
use crate::moderation::model::WritingState;
use crate::moderation::store::{self as moderation, PAGE};
use crate::time::Time;
use crate::{sql, sql_in};

/// What to look for among all comments.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// Words they have, or a comment's number.
    pub words: String,
    /// What has become of them.
    pub state: Option<WritingState>,
    /// Only comments before this number.
    pub before: Option<i64>,
}

/// The numbers of comments found, newest first, and where the next page begins.
///
/// # Errors
/// When the record cannot be reached.
pub async fn find(on: impl Into<On<'_>>, search: &Search) -> Result<(Vec<i64>, Option<i64>), DbError> {
    let before = search.before.unwrap_or(i64::MAX);
    if let Ok(number) = search.words.trim_start_matches('#').parse::<i64>() {
        return Ok((vec![number], None));
    }
    if !search.words.is_empty() {
        // Held and removed words cannot be searched, so the state does not narrow this down further.
        let found = dialect::find_comments(on, &search.words, 100).await?;
        return Ok((found, None));
    }
    let statement = match search.state {
        None => sql!("SELECT id FROM comments WHERE id < $1 ORDER BY id DESC LIMIT 21", before),
        Some(state) => {
            sql!("SELECT id FROM comments WHERE state = $2 AND id < $1 ORDER BY id DESC LIMIT 21", before, state.word())
        }
    };
    let mut ids: Vec<i64> = statement.all::<(i64,)>(on).await?.into_iter().map(|row| row.0).collect();
    let next = (ids.len() > PAGE).then(|| {
        ids.truncate(PAGE);
        ids.last().copied()
    });
    Ok((ids, next.flatten()))
}

/// What cannot be: reports of, or decisions about, comments that are not there.
pub fn lost() -> (&'static str, Statement) {
    moderation::lost!("a comment", "comment", "comments")
}

/// A comment as moderators see it: the text, where and when; never the author's name or vote.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ModeratedComment {
    /// Its number.
    pub id: CommentId,
    /// The consultation's address.
    pub slug: String,
    /// The proposal's number in it.
    pub number: i64,
    /// The proposal's title.
    pub title: String,
    /// The comment it replies to.
    pub reply_to: Option<CommentId>,
    /// Whether the library service wrote it.
    pub official: Flag,
    /// As written; empty once it is removed or redacted, since seeing it then is recorded.
    pub body: String,
    /// Whether its author had it erased: there are no words left to decide about.
    pub erased: Flag,
    /// As shown, or as it would be.
    pub html: String,
    /// What has become of it.
    #[sqlx(try_from = "String")]
    pub state: WritingState,
    /// The branch its author agreed to show.
    pub branch: Option<String>,
    /// When it was posted.
    pub posted_at: Time,
    /// What is shown of the comment it replies to; empty when it replies to none.
    pub answers: String,
}

/// A comment as it was written; none when there is no such one.
///
/// # Errors
/// When the record cannot be reached.
pub async fn as_written(on: impl Into<On<'_>>, id: CommentId) -> Result<Option<String>, DbError> {
    let found: Option<(String,)> = sql!("SELECT body FROM comments WHERE id = $1", id).maybe(on).await?;
    Ok(found.map(|(body,)| body))
}

/// These comments, in the order asked for; numbers that are no comment's are left out.
///
/// # Errors
/// When the record cannot be reached.
pub async fn rows(on: impl Into<On<'_>>, ids: &[i64]) -> Result<Vec<ModeratedComment>, DbError> {
    let mut items: Vec<ModeratedComment> = sql_in!(
        "SELECT comments.id, consultations.slug, proposals.number, proposal_versions.title, comments.reply_to, \
                comments.official, \
                CASE WHEN comments.state IN ('published', 'held') THEN comments.body ELSE '' END AS body, \
                CAST(CASE WHEN comments.body = '' THEN 1 ELSE 0 END AS BIGINT) AS erased, \
                comments.html, comments.state, branches.name AS branch, comments.posted_at, \
                COALESCE(answered.html, '') AS answers \
         FROM comments \
         LEFT JOIN comments AS answered ON answered.id = comments.reply_to \
         JOIN consultations ON consultations.id = comments.consultation_id \
         JOIN proposals ON proposals.id = comments.proposal_id \
         JOIN proposal_versions ON proposal_versions.id = proposals.current_version_id \
         LEFT JOIN branches ON branches.id = comments.branch_id \
         WHERE comments.id IN",
        ids.iter().copied(),
        ""
    )
    .all(on)
    .await?;
    items.sort_by_key(|item| ids.iter().position(|id| *id == item.id.0));
    Ok(items)
}
