//! A page of comments as everybody reads them, kept until the record changes. Only what a visitor has a part in
//! (their own comments, those they agree with) has to be written anew for them.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use axum::body::Bytes;

use super::model::Comment;
use super::store::{self, CommentFilter};
use super::written::{Looking, thread_item};
use crate::App;
use crate::db::{Db, DbError, Scope};
use crate::ids::{CommentId, ConsultationId, ProposalId, ResponseId};
use crate::proposals::store as proposals;
use crate::site::Cached;
use crate::site::app::Warm;

/// How many pages of comments are kept; a long one takes about 100 kB.
const PAGES: usize = 100;

/// A comment with its replies.
pub struct CommentWithReplies {
    /// The comment.
    pub comment: Comment,
    /// The replies to it, oldest first.
    pub replies: Vec<Comment>,
    /// Where both stand in the page as everybody reads it.
    pub at: Range<usize>,
}

impl CommentWithReplies {
    /// Whether a visitor has a part in the comment or its replies, and so reads them otherwise than everybody.
    pub fn concerns(&self, own: Option<ResponseId>, agreed: &BTreeSet<CommentId>) -> bool {
        std::iter::once(&self.comment).chain(&self.replies).any(|comment| {
            (comment.response_id.is_some() && comment.response_id == own) || agreed.contains(&comment.id)
        })
    }
}

/// A page of comments.
pub struct CommentsPage {
    /// How many comments and replies there are on all pages.
    pub total: i64,
    /// The comments in the order asked for.
    pub items: Vec<CommentWithReplies>,
    /// All of them, one after the other, as somebody reads them who has no part in any.
    pub html: Bytes,
    /// Where the next page begins.
    pub next: Option<(i64, i64)>,
    /// Whether votes are shown beside comments.
    pub votes_shown: bool,
    /// Whether anybody may still answer.
    pub open: bool,
}

/// Pages of comments by proposal and what was asked for; and by what the calendar says, which changes without
/// the record: whether votes are shown, and whether anybody may still answer.
pub struct Threads(Cached<(ConsultationId, ProposalId, CommentFilter, bool, bool), Arc<CommentsPage>>);

impl Warm for Threads {
    fn open(app: &App) -> Self {
        Self::new(app.config.parts_cache)
    }
}

impl Threads {
    /// No page of comments yet; never any when it is off.
    pub fn new(on: bool) -> Self {
        Self(Cached::new(on, PAGES).about(|key, _| Scope::Consultation(key.0.0)))
    }
}

impl Threads {
    /// A page of the comments on a proposal, whose address is `base`.
    ///
    /// # Errors
    /// When the record cannot be reached.
    pub async fn page(
        &self,
        db: &Db,
        (consultation, proposal): (ConsultationId, ProposalId),
        filter: &CommentFilter,
        base: &str,
        (votes_shown, open): (bool, bool),
    ) -> Result<Arc<CommentsPage>, DbError> {
        let key = (consultation, proposal, filter.clone(), votes_shown, open);
        self.0.of(db, key, async || read(db, proposal, filter, base, votes_shown, open).await).await
    }
}

async fn read(
    db: &Db,
    proposal: ProposalId,
    filter: &CommentFilter,
    base: &str,
    votes_shown: bool,
    open: bool,
) -> Result<Arc<CommentsPage>, DbError> {
    let (comments, next) = store::page(db, proposal, filter).await?;
    let mut replies = store::replies(db, comments.iter().map(|comment| comment.id)).await?;
    let total = proposals::comments(db, proposal).await?;
    let nothing = BTreeSet::new();
    let everybody = Looking { base, own: None, agreed: &nothing, resident: true, official: false, votes_shown, open };
    let mut html = String::new();
    let items = comments
        .into_iter()
        .map(|comment| {
            let own = replies.extract_if(.., |reply| reply.reply_to == Some(comment.id)).collect::<Vec<_>>();
            let begun = html.len();
            thread_item(&mut html, &everybody, &comment, &own);
            CommentWithReplies { comment, replies: own, at: begun..html.len() }
        })
        .collect();
    html.shrink_to_fit();
    Ok(Arc::new(CommentsPage { total, items, html: html.into(), next, votes_shown, open }))
}
