//! How many people a service has for something, by what their roles may do.

use super::model::Role;
use super::rules::{Permission, may};
use crate::db::{DbError, On};
use crate::sql;

/// How many people who can sign in may do something.
///
/// # Errors
/// When the record cannot be reached.
pub async fn how_many_may(on: impl Into<On<'_>>, permission: Permission) -> Result<i64, DbError> {
    let roles: Vec<(String, i64)> = sql!(
        "SELECT role, CAST(COUNT(*) AS BIGINT) FROM accounts \
         WHERE confirmed_at IS NOT NULL AND disabled_at IS NULL AND role <> 'resident' GROUP BY role"
    )
    .all(on)
    .await?;
    let may_do = |role: &str| Role::try_from(role.to_owned()).is_ok_and(|role| may(role, permission));
    Ok(roles.into_iter().filter(|(role, _)| may_do(role)).map(|(_, many)| many).sum())
}
