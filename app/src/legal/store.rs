//! The versions of the legal texts in the record.

use super::model::{Facts, LegalPage, LegalReview, LegalText};
use crate::db::{DbError, On, Tx};
use crate::ids::AccountId;
use crate::sql;
use crate::time::Time;

#[derive(sqlx::FromRow)]
struct TextRow {
    version: i64,
    body: String,
    facts: String,
    change: String,
    created_at: Time,
    reviewed_by: String,
    reviewed_as: String,
    reviewed_at: Option<Time>,
}

impl TryFrom<TextRow> for LegalText {
    type Error = DbError;

    fn try_from(row: TextRow) -> Result<Self, DbError> {
        let facts: Facts = serde_json::from_str(&row.facts).map_err(|error| DbError::Decode(Box::new(error)))?;
        let (by, role) = (row.reviewed_by, row.reviewed_as);
        let review = row.reviewed_at.map(|at| LegalReview { by, role, at });
        Ok(Self {
            version: row.version,
            body: row.body,
            facts,
            change: row.change,
            created_at: Some(row.created_at),
            review,
        })
    }
}

/// The text of a page as it is in force: the service's latest, or ours.
///
/// # Errors
/// When the record cannot be read.
pub async fn current(on: impl Into<On<'_>>, page: LegalPage) -> Result<LegalText, DbError> {
    let row: Option<TextRow> = sql!(
        "SELECT version, body, facts, change, created_at, reviewed_by, reviewed_as, reviewed_at FROM legal_texts \
         WHERE page = $1 ORDER BY version DESC LIMIT 1",
        page.word()
    )
    .maybe(on)
    .await?;
    row.map_or_else(|| Ok(LegalText::ours(page)), LegalText::try_from)
}

/// Versions of a page that the service saved, the latest first, from one before `before` on.
///
/// # Errors
/// When the record cannot be read.
pub async fn versions(
    on: impl Into<On<'_>>,
    page: LegalPage,
    before: i64,
    most: i64,
) -> Result<Vec<LegalText>, DbError> {
    let rows: Vec<TextRow> = sql!(
        "SELECT version, body, facts, change, created_at, reviewed_by, reviewed_as, reviewed_at FROM legal_texts \
         WHERE page = $1 AND version < $2 ORDER BY version DESC LIMIT $3",
        page.word(),
        before,
        most
    )
    .all(on)
    .await?;
    rows.into_iter().map(LegalText::try_from).collect()
}

/// Saves another version of a page; its number follows the latest.
///
/// # Errors
/// When the record refuses it.
pub async fn save(
    tx: &mut Tx,
    page: LegalPage,
    text: &LegalText,
    by: Option<AccountId>,
    now: Time,
) -> Result<i64, DbError> {
    let facts = serde_json::to_string(&text.facts).map_err(|error| DbError::Encode(Box::new(error)))?;
    let (version,): (i64,) = sql!(
        "INSERT INTO legal_texts (page, version, body, facts, change, account_id, created_at) \
         SELECT $1, CAST(COALESCE(MAX(version), 0) + 1 AS BIGINT), $2, $3, $4, $5, $6 FROM legal_texts WHERE page = $1 \
         RETURNING version",
        page.word(),
        &text.body,
        facts,
        &text.change,
        by,
        now
    )
    .one(tx)
    .await?;
    Ok(version)
}

/// Notes who reviewed a version; false when there is none, or it was reviewed before.
///
/// # Errors
/// When the record refuses it.
pub async fn review(tx: &mut Tx, page: LegalPage, version: i64, review: &LegalReview) -> Result<bool, DbError> {
    let changed = sql!(
        "UPDATE legal_texts SET reviewed_by = $3, reviewed_as = $4, reviewed_at = $5 \
         WHERE page = $1 AND version = $2 AND reviewed_at IS NULL",
        page.word(),
        version,
        &review.by,
        &review.role,
        review.at
    )
    .run(tx)
    .await?;
    Ok(changed == 1)
}
