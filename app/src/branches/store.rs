//! Branches in the record.

use super::model::BranchName;
use crate::db::{DbError, On};
use crate::sql;

/// Every branch that is open, by name.
///
/// # Errors
/// When the record cannot be reached.
pub async fn all(on: impl Into<On<'_>>) -> Result<Vec<BranchName>, DbError> {
    sql!("SELECT id, slug, name FROM branches WHERE year_closed IS NULL ORDER BY name, id").all(on).await
}

/// Whether a network address is shared by a library's visitors.
///
/// # Errors
/// When the record cannot be reached.
pub async fn is_branch_address(on: impl Into<On<'_>>, address: &str) -> Result<bool, DbError> {
    let found: Option<(i64,)> =
        sql!("SELECT branch_id FROM branch_addresses WHERE address = $1", address).maybe(on).await?;
    Ok(found.is_some())
}
