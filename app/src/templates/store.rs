//! The service's own templates in the record.

use super::content::TemplateContent;
use crate::db::{DbError, On, Tx};
use crate::ids::AccountId;
use crate::sql;
use crate::time::Time;

/// The most that a service keeps.
pub(super) const MOST: i64 = 200;

/// One in a list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct OwnTemplate {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) about: String,
    pub(super) created_at: Time,
}

/// Every one, by name.
///
/// # Errors
/// When the record cannot be reached.
pub(super) async fn all(on: impl Into<On<'_>>) -> Result<Vec<OwnTemplate>, DbError> {
    sql!("SELECT id, name, about, created_at FROM templates ORDER BY name, id LIMIT 200").all(on).await
}

/// How many there are.
///
/// # Errors
/// When the record cannot be reached.
pub(super) async fn count(on: impl Into<On<'_>>) -> Result<i64, DbError> {
    sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM templates").number(on).await
}

/// One by its number.
///
/// # Errors
/// When the record cannot be reached.
pub(super) async fn one(on: impl Into<On<'_>>, id: i64) -> Result<Option<OwnTemplate>, DbError> {
    sql!("SELECT id, name, about, created_at FROM templates WHERE id = $1", id).maybe(on).await
}

/// What one holds.
///
/// # Errors
/// When the record cannot be reached, or what is kept cannot be read any more.
pub(super) async fn content(on: impl Into<On<'_>>, id: i64) -> Result<Option<TemplateContent>, DbError> {
    let found: Option<(String,)> = sql!("SELECT content FROM templates WHERE id = $1", id).maybe(on).await?;
    let read = |(text,): (String,)| serde_json::from_str(&text).map_err(|why| DbError::Decode(Box::new(why)));
    found.map(read).transpose()
}

/// The number of the one with this name.
///
/// # Errors
/// When the record cannot be reached.
pub(super) async fn named(on: impl Into<On<'_>>, name: &str) -> Result<Option<i64>, DbError> {
    let found: Option<(i64,)> = sql!("SELECT id FROM templates WHERE name = $1", name).maybe(on).await?;
    Ok(found.map(|(id,)| id))
}

/// Keeps one, in the place of another of its name.
///
/// # Errors
/// When the record refuses it.
pub(super) async fn keep(
    tx: &mut Tx,
    (name, about): (&str, &str),
    content: &TemplateContent,
    by: AccountId,
    now: Time,
) -> Result<i64, DbError> {
    sql!(
        "INSERT INTO templates (name, about, content, account_id, created_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (name) DO UPDATE SET about = excluded.about, content = excluded.content, \
             account_id = excluded.account_id, created_at = excluded.created_at RETURNING id",
        name,
        about,
        serde_json::to_string(content).map_err(|why| DbError::Encode(Box::new(why)))?,
        by,
        now
    )
    .number(tx)
    .await
}

/// Deletes one. False when it was gone.
///
/// # Errors
/// When the record refuses it.
pub(super) async fn delete(tx: &mut Tx, id: i64) -> Result<bool, DbError> {
    sql!("DELETE FROM templates WHERE id = $1", id).run(tx).await.map(|gone| gone == 1)
}
