//! Changing what is shown of a comment, once moderators have decided, and speaking under it as the library service.
//! Everything that hangs on the text changes with it: the words it is found by and the number of comments.

use crate::db::{Db, DbError, Flag, Tx, dialect};
use crate::ids::{AccountId, CommentId, ConsultationId, ProposalId, ResponseId};
use crate::moderation::model::WritingState;
use crate::proposals::sums::{self, ChangingComments};
use crate::time::Time;
use crate::ui::prose::{self, Author};
use crate::{proposals, sql};

/// A comment that nobody else changes until the transaction ends.
#[derive(Debug)]
pub struct LockedComment {
    /// Its number.
    pub id: CommentId,
    /// The consultation.
    pub consultation: ConsultationId,
    /// The proposal.
    pub proposal: ProposalId,
    /// The comment it replies to.
    pub reply_to: Option<CommentId>,
    /// Whether the library service wrote it.
    pub official: bool,
    /// As written.
    pub body: String,
    /// As shown.
    pub html: String,
    /// What has become of it.
    pub state: WritingState,
    /// When it was posted.
    pub posted_at: Time,
}

#[derive(sqlx::FromRow)]
struct LockedCommentRow {
    consultation_id: ConsultationId,
    proposal_id: ProposalId,
    reply_to: Option<CommentId>,
    official: Flag,
    body: String,
    html: String,
    #[sqlx(try_from = "String")]
    state: WritingState,
    posted_at: Time,
}

impl LockedComment {
    /// The HTML of the text as it was written.
    pub fn original_html(&self) -> String {
        let author = if self.official { Author::Service } else { Author::Resident };
        prose::render(&self.body, author).into_string()
    }
}

/// Reads a comment and keeps others from changing it until the transaction ends.
///
/// # Errors
/// When the record cannot be reached.
pub async fn keep(tx: &mut Tx, id: CommentId) -> Result<Option<LockedComment>, DbError> {
    // What is counted of comments changes with them, and whoever changes counts waits for each other first.
    dialect::lock_counts(&mut *tx).await?;
    // A write that changes nothing: PostgreSQL then lets nobody else at the row; SQLite has one writer anyway.
    sql!("UPDATE comments SET state = state WHERE id = $1", id).run(&mut *tx).await?;
    let row: Option<LockedCommentRow> = sql!(
        "SELECT consultation_id, proposal_id, reply_to, official, body, html, state, posted_at \
         FROM comments WHERE id = $1",
        id
    )
    .maybe(tx)
    .await?;
    Ok(row.map(|row| LockedComment {
        id,
        consultation: row.consultation_id,
        proposal: row.proposal_id,
        reply_to: row.reply_to,
        official: row.official.0,
        body: row.body,
        html: row.html,
        state: row.state,
        posted_at: row.posted_at,
    }))
}

/// Shows a comment in another way: its state, its HTML, and the words it can be found by (none: it cannot be).
///
/// # Errors
/// When the record refuses it.
pub async fn show_as(
    tx: &mut Tx,
    kept: &LockedComment,
    state: WritingState,
    html: &str,
    words: Option<&str>,
) -> Result<(), DbError> {
    let which = ChangingComments::One(kept.id);
    sums::uncount_comments(&mut *tx, which).await?;
    sql!(
        "UPDATE comments SET state = $2, html = $3, renderer = $4 WHERE id = $1",
        kept.id,
        state.word(),
        html,
        prose::RENDERER
    )
    .run(&mut *tx)
    .await?;
    sums::count_comments(&mut *tx, which).await?;
    match words {
        Some(words) => dialect::index_comment(tx, kept.id.0, kept.proposal.0, words).await?,
        None => dialect::forget_comment(tx, kept.id.0).await?,
    }
    let change = i64::from(state.shown()) - i64::from(kept.state.shown());
    if change != 0 {
        proposals::store::add_comments(tx, kept.proposal, change).await?;
    }
    Ok(())
}

/// The response that a comment hangs on; none for an official reply.
///
/// # Errors
/// When the record cannot be reached.
pub async fn response_of(tx: &mut Tx, comment: CommentId) -> Result<Option<ResponseId>, DbError> {
    let found: Option<(Option<ResponseId>,)> =
        sql!("SELECT response_id FROM comments WHERE id = $1 AND official = 0", comment).maybe(tx).await?;
    Ok(found.and_then(|(response,)| response))
}

/// What came of an official reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replied {
    /// It is posted, as this comment.
    Posted(CommentId),
    /// The same reply stood there already: the form was sent twice.
    Already(CommentId),
}

/// Posts a reply as the library service.
///
/// # Errors
/// When the record refuses it.
pub async fn reply_officially(
    tx: &mut Tx,
    to: &LockedComment,
    account: AccountId,
    body: &str,
    now: Time,
) -> Result<Replied, DbError> {
    let same: Option<(CommentId,)> = sql!(
        "SELECT id FROM comments WHERE reply_to = $1 AND official = 1 AND state = 'published' AND body = $2 LIMIT 1",
        to.id,
        body
    )
    .maybe(&mut *tx)
    .await?;
    if let Some((id,)) = same {
        return Ok(Replied::Already(id));
    }
    let id = sql!(
        "INSERT INTO comments (consultation_id, proposal_id, reply_to, account_id, official, body, html, renderer, \
                               state, posted_at) \
         VALUES ($1, $2, $3, $4, 1, $5, $6, $7, 'published', $8) RETURNING id",
        to.consultation,
        to.proposal,
        to.id,
        account,
        body,
        prose::render(body, Author::Service).into_string(),
        prose::RENDERER,
        now
    )
    .number(&mut *tx)
    .await?;
    dialect::index_comment(tx, id, to.proposal.0, &prose::plain(body)).await?;
    proposals::store::add_comments(tx, to.proposal, 1).await?;
    Ok(Replied::Posted(CommentId(id)))
}

#[derive(sqlx::FromRow)]
struct StaleComment {
    id: CommentId,
    official: Flag,
    body: String,
    state: String,
    redacted: Flag,
}

/// Renders what was stored by an older renderer again, and says how many there were. Where words were taken out, what
/// is shown stays as it is: the text without them is kept nowhere else.
///
/// # Errors
/// When the record refuses it.
pub async fn render_again(db: &Db) -> Result<u64, DbError> {
    let mut done = 0;
    loop {
        let mut tx = db.begin().await?;
        let rows: Vec<StaleComment> = sql!(
            "SELECT id, official, body, state, \
                    CAST(CASE WHEN EXISTS (SELECT 1 FROM moderation_decisions \
                                           WHERE kind = 'comment' AND subject_id = comments.id AND action = 'redact') \
                         THEN 1 ELSE 0 END AS BIGINT) AS redacted \
             FROM comments WHERE renderer < $1 ORDER BY id LIMIT 500",
            prose::RENDERER
        )
        .all(&mut tx)
        .await?;
        if rows.is_empty() {
            tx.rollback().await?;
            return Ok(done);
        }
        for row in rows {
            let whole = match row.state.as_str() {
                "published" => true,
                "held" => !row.redacted.0,
                _ => false,
            };
            let author = if row.official.0 { Author::Service } else { Author::Resident };
            let html = whole.then(|| prose::render(&row.body, author).into_string());
            sql!(
                "UPDATE comments SET html = COALESCE(CAST($2 AS TEXT), html), renderer = $3 WHERE id = $1",
                row.id,
                html,
                prose::RENDERER
            )
            .run(&mut tx)
            .await?;
            done += 1;
        }
        tx.commit().await?;
    }
}
