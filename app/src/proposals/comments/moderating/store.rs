//! Reports of comments and decisions about them in the record. What is shown of a comment is changed by `shown`.

use crate::db::{DbError, Flag, On, Tx, dialect};
use crate::ids::{AccountId, CommentId};
use crate::moderation::model::State;
use crate::moderation::model::{Action, Reason};
use crate::moderation::rules;
use crate::moderation::store::{PAGE, Report};
use crate::proposals::comments::shown;
use crate::proposals::comments::shown::Kept;
use crate::time::Time;
use crate::ui::prose::{self, Author};
use crate::{sql, sql_in};

/// A report to make.
pub struct NewReport<'a> {
    /// The comment.
    pub comment: CommentId,
    /// Who reports, if signed in.
    pub account: Option<AccountId>,
    /// A reason's word, or "other".
    pub reason: &'a str,
    /// What the reporter adds.
    pub detail: &'a str,
    /// The place it comes from, hashed.
    pub source: &'a [u8],
}

/// Makes a report. The same form sent twice is one report.
///
/// # Errors
/// When the record refuses it.
pub async fn report(tx: &mut Tx, new: &NewReport<'_>, now: Time) -> Result<(), DbError> {
    let same: Option<(i64,)> = sql!(
        "SELECT id FROM reports WHERE source = $1 AND comment_id = $2 AND reason = $3 AND detail = $4 \
           AND resolved_at IS NULL LIMIT 1",
        new.source,
        new.comment,
        new.reason,
        new.detail
    )
    .maybe(&mut *tx)
    .await?;
    if same.is_none() {
        sql!(
            "INSERT INTO reports (comment_id, account_id, reason, detail, source, at) VALUES ($1, $2, $3, $4, $5, $6)",
            new.comment,
            new.account,
            new.reason,
            new.detail,
            new.source,
            now
        )
        .run(tx)
        .await?;
    }
    Ok(())
}

/// The reports of these comments that nobody has decided about yet, oldest first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn open_reports(on: impl Into<On<'_>>, comments: &[CommentId]) -> Result<Vec<Report>, DbError> {
    sql_in!(
        "SELECT comment_id AS about, reason, detail, at, resolved_at FROM reports WHERE resolved_at IS NULL AND comment_id IN",
        comments.iter().map(|id| id.0),
        "ORDER BY id LIMIT 500"
    )
    .all(on)
    .await
}

/// The latest reports of one comment, decided about or not, newest first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn reports_of(on: impl Into<On<'_>>, comment: CommentId) -> Result<Vec<Report>, DbError> {
    sql!(
        "SELECT comment_id AS about, reason, detail, at, resolved_at FROM reports WHERE comment_id = $1 ORDER BY id DESC LIMIT 100",
        comment
    )
    .all(on)
    .await
}

/// A comment that waits for a moderator.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Waiting {
    /// The comment.
    pub comment_id: CommentId,
    /// Since when: its first open report, or when it was posted if it is held.
    pub since: Time,
    /// Open reports. Several of one person, or from one network address on one day, count once.
    pub reports: i64,
}

/// A page of the comments that are reported or held, longest waiting first, and where the next begins.
///
/// # Errors
/// When the record cannot be reached.
pub async fn waiting(
    on: impl Into<On<'_>>,
    after: Option<(i64, i64)>,
) -> Result<(Vec<Waiting>, Option<(i64, i64)>), DbError> {
    let (since, id) = after.unwrap_or((i64::MIN, i64::MIN));
    let mut rows: Vec<Waiting> = sql!(
        "SELECT comment_id, CAST(since AS BIGINT) AS since, CAST(reports AS BIGINT) AS reports FROM ( \
             SELECT comment_id, MIN(at) AS since, \
                    COUNT(DISTINCT source) + SUM(CASE WHEN reported = 1 AND source IS NULL THEN 1 ELSE 0 END) AS reports \
             FROM ( \
                 SELECT comment_id, at, source, 1 AS reported FROM reports WHERE resolved_at IS NULL \
                 UNION ALL \
                 SELECT id AS comment_id, posted_at AS at, NULL AS source, 0 AS reported FROM comments \
                 WHERE state = 'held' \
             ) AS each_cause GROUP BY comment_id \
         ) AS each_comment WHERE since > $1 OR (since = $1 AND comment_id > $2) ORDER BY 2, 1 LIMIT 21",
        since,
        id
    )
    .all(on)
    .await?;
    let next = (rows.len() > PAGE).then(|| {
        rows.truncate(PAGE);
        rows.last().map(|last| (last.since.0, last.comment_id.0))
    });
    Ok((rows, next.flatten()))
}

/// What to look for among all comments.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// Words they have, or a comment's number.
    pub words: String,
    /// What has become of them.
    pub state: Option<State>,
    /// Only comments before this number.
    pub before: Option<i64>,
}

/// The numbers of comments found, newest first, and where the next page begins.
///
/// # Errors
/// When the record cannot be reached.
pub async fn find(on: impl Into<On<'_>>, search: &Search) -> Result<(Vec<CommentId>, Option<i64>), DbError> {
    let before = search.before.unwrap_or(i64::MAX);
    if let Ok(number) = search.words.trim_start_matches('#').parse::<i64>() {
        return Ok((vec![CommentId(number)], None));
    }
    if !search.words.is_empty() {
        // Held and removed words cannot be searched, so the state does not narrow this down further.
        let found = dialect::find_comments(on, &search.words, 100).await?;
        return Ok((found.into_iter().map(CommentId).collect(), None));
    }
    let statement = match search.state {
        None => sql!("SELECT id FROM comments WHERE id < $1 ORDER BY id DESC LIMIT 21", before),
        Some(state) => {
            sql!("SELECT id FROM comments WHERE state = $2 AND id < $1 ORDER BY id DESC LIMIT 21", before, state.word())
        }
    };
    let mut ids: Vec<CommentId> = statement.all::<(CommentId,)>(on).await?.into_iter().map(|row| row.0).collect();
    let next = (ids.len() > PAGE).then(|| {
        ids.truncate(PAGE);
        ids.last().map(|last| last.0)
    });
    Ok((ids, next.flatten()))
}

/// A comment as moderators see it: the text, where and when; never the author's name or vote.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Item {
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
    pub state: State,
    /// The branch its author agreed to show.
    pub branch: Option<String>,
    /// When it was posted.
    pub posted_at: Time,
    /// The number of the latest decision about it; 0 before the first.
    pub last_decision: i64,
}

/// These comments, in the order asked for; numbers that are no comment's are left out.
///
/// # Errors
/// When the record cannot be reached.
pub async fn items(on: impl Into<On<'_>>, ids: &[CommentId]) -> Result<Vec<Item>, DbError> {
    let mut items: Vec<Item> = sql_in!(
        "SELECT comments.id, consultations.slug, proposals.number, proposal_versions.title, comments.reply_to, \
                comments.official, \
                CASE WHEN comments.state IN ('published', 'held') THEN comments.body ELSE '' END AS body, \
                CAST(CASE WHEN comments.body = '' THEN 1 ELSE 0 END AS BIGINT) AS erased, \
                comments.html, comments.state, branches.name AS branch, comments.posted_at, \
                CAST(COALESCE((SELECT MAX(id) FROM moderation_decisions WHERE comment_id = comments.id), 0) AS BIGINT) \
                    AS last_decision \
         FROM comments \
         JOIN consultations ON consultations.id = comments.consultation_id \
         JOIN proposals ON proposals.id = comments.proposal_id \
         JOIN proposal_versions ON proposal_versions.id = proposals.current_version_id \
         LEFT JOIN branches ON branches.id = comments.branch_id \
         WHERE comments.id IN",
        ids.iter().map(|id| id.0),
        ""
    )
    .all(on)
    .await?;
    items.sort_by_key(|item| ids.iter().position(|id| *id == item.id));
    Ok(items)
}

/// A decision that was made.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Decision {
    /// Its number.
    pub id: i64,
    /// The comment.
    pub comment_id: CommentId,
    /// An action's word.
    pub action: String,
    /// A reason's word; empty when the comment was published.
    pub reason: String,
    /// What the author was told beside the reason.
    pub note: String,
    /// When.
    pub at: Time,
    /// The role of whoever decided; none once their account is gone.
    pub role: Option<String>,
}

/// The decisions about one comment, newest first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn decisions_of(on: impl Into<On<'_>>, comment: CommentId) -> Result<Vec<Decision>, DbError> {
    sql!(
        "SELECT moderation_decisions.id, comment_id, action, reason, note, at, role \
         FROM moderation_decisions LEFT JOIN accounts ON accounts.id = account_id \
         WHERE comment_id = $1 ORDER BY moderation_decisions.id DESC LIMIT 100",
        comment
    )
    .all(on)
    .await
}

/// A decision to make.
pub struct NewDecision<'a> {
    /// The comment.
    pub comment: CommentId,
    /// What to do; none leaves it as it is and closes the reports.
    pub action: Option<Action>,
    /// Why; needed unless it is published or stays as it is.
    pub reason: Option<Reason>,
    /// What the author is told beside the reason.
    pub note: &'a str,
    /// The text with words taken out, to redact.
    pub redacted: &'a str,
    /// The latest decision that was seen.
    pub seen: i64,
    /// Who decides.
    pub by: AccountId,
}

/// What came of a decision.
pub enum Outcome {
    /// It is made.
    Made {
        /// Its number.
        id: i64,
        /// What was done.
        action: Action,
        /// The comment as it was before.
        before: Box<Kept>,
        /// Whether the text that is shown stays the same.
        same_text: bool,
    },
    /// There is no such comment.
    Missing,
    /// Its author had it erased meanwhile.
    Erased,
    /// Somebody else decided meanwhile.
    Stale,
    /// The redacted text will not do; the sentence says why.
    Unfit(&'static str),
}

/// The HTML an action leaves, and the words the comment can then be found by.
fn show(kept: &Kept, action: Action, redacted: &str) -> Result<(String, Option<String>), &'static str> {
    Ok(match action {
        Action::Publish => (kept.original_html(), Some(prose::plain(&kept.body))),
        Action::Remove => (String::new(), None),
        // Moderators have to see what they hold.
        Action::Hold if kept.html.is_empty() => (kept.original_html(), None),
        Action::Hold => (kept.html.clone(), None),
        Action::Redact => {
            rules::redaction(&kept.body, redacted)?;
            let author = if kept.official { Author::Service } else { Author::Resident };
            let html = rules::set_marks_apart(prose::render(redacted, author).as_str());
            (html, Some(prose::plain(redacted)))
        }
    })
}

/// Makes a decision: changes what is shown, closes the open reports, and enters it in the log.
///
/// # Errors
/// When the record refuses it; the transaction should then be dropped, as for every outcome but `Made`.
pub async fn decide(tx: &mut Tx, new: &NewDecision<'_>, now: Time) -> Result<Outcome, DbError> {
    let Some(kept) = shown::keep(tx, new.comment).await? else { return Ok(Outcome::Missing) };
    if kept.body.is_empty() {
        return Ok(Outcome::Erased);
    }
    let last: Option<(i64, String)> =
        sql!("SELECT id, reason FROM moderation_decisions WHERE comment_id = $1 ORDER BY id DESC LIMIT 1", new.comment)
            .maybe(&mut *tx)
            .await?;
    let (last, last_reason) = last.unwrap_or_default();
    if last != new.seen {
        return Ok(Outcome::Stale);
    }
    let (action, reason, same_text) = match new.action {
        None => (Action::that_keeps(kept.state), last_reason, true),
        Some(action) => {
            let (html, words) = match show(&kept, action, new.redacted) {
                Ok(shown) => shown,
                Err(why) => return Ok(Outcome::Unfit(why)),
            };
            shown::show_as(tx, &kept, action.state(), &html, words.as_deref()).await?;
            (action, new.reason.map_or("", Reason::word).to_owned(), html == kept.html)
        }
    };
    sql!("UPDATE reports SET resolved_at = $2 WHERE comment_id = $1 AND resolved_at IS NULL", new.comment, now)
        .run(&mut *tx)
        .await?;
    let id = sql!(
        "INSERT INTO moderation_decisions (comment_id, action, reason, note, account_id, at) \
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
        new.comment,
        action.word(),
        reason,
        new.note,
        new.by,
        now
    )
    .number(tx)
    .await?;
    Ok(Outcome::Made { id, action, before: Box::new(kept), same_text })
}
