//! Statements as moderators find them in the record. Never who wrote one, or how anybody answered.

use crate::db::{DbError, Flag, On, Statement, Tx};
use crate::ids::ResponseId;
use crate::moderation::store as moderation;
use crate::statements::model::StatementState;
use crate::time::Time;
use crate::{sql, sql_in};

/// A statement as moderators see it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ModeratedStatement {
    /// Its number in the record.
    pub id: i64,
    /// The consultation's address.
    pub slug: String,
    /// The consultation's title.
    pub title: String,
    /// Its words; empty once its author had it erased.
    pub text: String,
    /// What has become of it.
    #[sqlx(try_from = "String")]
    pub state: StatementState,
    /// Whether a resident wrote it.
    pub by_resident: Flag,
    /// When it was added.
    pub posted_at: Time,
}

/// These statements; none of a draft, whose statements staff reword or delete themselves.
///
/// # Errors
/// When the record cannot be reached.
pub async fn these(on: impl Into<On<'_>>, ids: &[i64]) -> Result<Vec<ModeratedStatement>, DbError> {
    sql_in!(
        "SELECT statements.id, consultations.slug, consultations.title, statements.text, statements.state, \
                CAST(CASE WHEN statements.response_id IS NULL THEN 0 ELSE 1 END AS BIGINT) AS by_resident, \
                statements.posted_at \
         FROM statements JOIN consultations ON consultations.id = statements.consultation_id \
         WHERE consultations.published_at IS NOT NULL AND statements.id IN",
        ids.iter().copied(),
        ""
    )
    .all(on)
    .await
}

#[derive(sqlx::FromRow)]
struct StatementStateRow {
    #[sqlx(try_from = "String")]
    state: StatementState,
    text: String,
}

/// Takes hold of a statement, so that nobody else decides about it meanwhile: its state, and whether it has words left.
///
/// # Errors
/// When the record cannot be reached.
pub async fn hold(tx: &mut Tx, id: i64) -> Result<Option<(StatementState, bool)>, DbError> {
    // A write that changes nothing: PostgreSQL then lets nobody else at the row; SQLite has one writer anyway.
    sql!("UPDATE statements SET state = state WHERE id = $1", id).run(&mut *tx).await?;
    let found: Option<StatementStateRow> =
        sql!("SELECT state, text FROM statements WHERE id = $1", id).maybe(tx).await?;
    Ok(found.map(|StatementStateRow { state, text }| (state, !text.is_empty())))
}

/// A statement as it was written; none when there is no such one.
///
/// # Errors
/// When the record cannot be reached.
pub async fn as_written(on: impl Into<On<'_>>, id: i64) -> Result<Option<String>, DbError> {
    let found: Option<(String,)> = sql!("SELECT text FROM statements WHERE id = $1", id).maybe(on).await?;
    Ok(found.map(|(text,)| text))
}

/// The response that a statement hangs on; none for one of the service's own.
///
/// # Errors
/// When the record cannot be reached.
pub async fn response_of(tx: &mut Tx, id: i64) -> Result<Option<ResponseId>, DbError> {
    let found: Option<(Option<ResponseId>,)> =
        sql!("SELECT response_id FROM statements WHERE id = $1", id).maybe(tx).await?;
    Ok(found.and_then(|(response,)| response))
}

/// What cannot be: reports of, or decisions about, statements that are not there.
pub fn lost() -> (&'static str, Statement) {
    moderation::lost!("a statement", "statement", "statements")
}
