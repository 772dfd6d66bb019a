//! The words that a piece of writing had before its author put it right, in the record: kept for moderators, because somebody
//! may have reported them, and gone once the author has the words erased.

use super::appeals;
use super::store::{self, WritingRef};
use crate::db::{DbError, On, Tx};
use crate::time::Time;
use crate::{sql, sql_in};

/// Words that stood in a piece of writing before its author put it right.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct EarlierWords {
    /// As they were written.
    pub words: String,
    /// Until when they stood.
    pub at: Time,
}

/// Keeps words that their author puts right, for moderators: somebody may have reported them, or answered them.
///
/// # Errors
/// When the record refuses it.
pub async fn keep_earlier(tx: &mut Tx, about: WritingRef<'_>, words: &str, now: Time) -> Result<(), DbError> {
    sql!(
        "INSERT INTO earlier_words (kind, subject_id, words, at) VALUES ($1, $2, $3, $4)",
        about.kind,
        about.id,
        words,
        now
    )
    .run(tx)
    .await
    .map(drop)
}

/// The words that stood in one before, the latest first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn earlier_of(on: impl Into<On<'_>>, about: WritingRef<'_>) -> Result<Vec<EarlierWords>, DbError> {
    sql!(
        "SELECT words, at FROM earlier_words WHERE kind = $1 AND subject_id = $2 ORDER BY id DESC LIMIT 20",
        about.kind,
        about.id
    )
    .all(on)
    .await
}

/// The mark of what a moderator has read: the latest decision about it, or while there is none, how often its author has put
/// it right, below nothing. So a decision is never taken about words that nobody has read: once something is decided, its
/// author changes it no more.
pub const fn mark(last_decision: i64, corrections: i64) -> i64 {
    if last_decision > 0 { last_decision } else { -corrections }
}

/// How often the authors of these have put them right; those that never were are left out.
///
/// # Errors
/// When the record cannot be reached.
pub async fn corrections(on: impl Into<On<'_>>, kind: &str, ids: &[i64]) -> Result<Vec<(i64, i64)>, DbError> {
    let on = on.into();
    let counted = sql_in!(
        "SELECT subject_id, CAST(COUNT(*) AS BIGINT) FROM earlier_words WHERE subject_id IN",
        ids.iter().copied(),
        "AND kind = $2 GROUP BY subject_id"
    );
    match counted.statement(&on) {
        Some(counted) => counted.bind(kind).all(on).await,
        None => Ok(Vec::new()),
    }
}

/// Forgets what moderation keeps beside these, once their words are erased: nothing is left to look at.
///
/// # Errors
/// When the record refuses it.
pub async fn forget_words(tx: &mut Tx, kind: &str, ids: &[i64], now: Time) -> Result<(), DbError> {
    store::close_reports(&mut *tx, kind, ids, now).await?;
    appeals::store::end(&mut *tx, kind, ids, now).await?;
    let earlier = sql_in!("DELETE FROM earlier_words WHERE kind = $2 AND subject_id IN", ids.iter().copied(), "");
    match earlier.statement(&On::Tx(tx)) {
        Some(earlier) => earlier.bind(kind).run(tx).await.map(drop),
        None => Ok(()),
    }
}
