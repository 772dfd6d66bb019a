//! Who looks after which consultation, in the record.

use super::{Team, TeamMember, runs_consultations};
use crate::db::{DbError, On, Tx};
use crate::identity::model::Account;
use crate::ids::{AccountId, ConsultationId};
use crate::time::Time;
use crate::{sql, sql_in};

/// The most people of the service who are offered or told.
const COLLEAGUES: i64 = 500;

/// Everybody who looks after one consultation, the owner first, then by name.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of(on: impl Into<On<'_>>, consultation: ConsultationId) -> Result<Team, DbError> {
    of_all(on, [consultation]).await.map(Team)
}

/// Everybody who looks after some consultations.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of_all(
    on: impl Into<On<'_>>,
    consultations: impl IntoIterator<Item = ConsultationId>,
) -> Result<Vec<TeamMember>, DbError> {
    sql_in!(
        "SELECT consultation_id, owner, accounts.id, email, name, role, confirmed_at, disabled_at, created_at \
         FROM consultation_team JOIN accounts ON accounts.id = account_id WHERE consultation_id IN",
        consultations.into_iter().map(|id| id.0),
        "ORDER BY owner DESC, name, accounts.id"
    )
    .all(on)
    .await
}

/// Everybody who can run consultations, by name.
///
/// # Errors
/// When the record cannot be reached.
pub async fn who_may_run(on: impl Into<On<'_>>) -> Result<Vec<Account>, DbError> {
    let mut all: Vec<Account> = sql!(
        "SELECT id, email, name, role, confirmed_at, disabled_at, created_at FROM accounts \
         WHERE role IN ('staff', 'administrator') AND confirmed_at IS NOT NULL AND disabled_at IS NULL \
         ORDER BY name, id LIMIT $1",
        COLLEAGUES
    )
    .all(on)
    .await?;
    all.retain(runs_consultations);
    Ok(all)
}

/// Makes somebody the owner; whoever was before stays as a colleague, if they can still do anything for it.
///
/// # Errors
/// When the record refuses it.
pub async fn set_owner(
    tx: &mut Tx,
    consultation: ConsultationId,
    account: AccountId,
    now: Time,
) -> Result<(), DbError> {
    let before = of(&mut *tx, consultation).await?;
    sql!("UPDATE consultation_team SET owner = 0 WHERE consultation_id = $1 AND owner = 1", consultation)
        .run(&mut *tx)
        .await?;
    if let Some(gone) = before.gone_owner() {
        remove(tx, consultation, gone.id).await?;
    }
    sql!(
        "INSERT INTO consultation_team (consultation_id, account_id, owner, since) VALUES ($1, $2, 1, $3) \
         ON CONFLICT (consultation_id, account_id) DO UPDATE SET owner = 1",
        consultation,
        account,
        now
    )
    .run(tx)
    .await
    .map(drop)
}

/// Adds a colleague. False when they were there already.
///
/// # Errors
/// When the record refuses it.
pub async fn add(tx: &mut Tx, consultation: ConsultationId, account: AccountId, now: Time) -> Result<bool, DbError> {
    sql!(
        "INSERT INTO consultation_team (consultation_id, account_id, owner, since) VALUES ($1, $2, 0, $3) \
         ON CONFLICT (consultation_id, account_id) DO NOTHING",
        consultation,
        account,
        now
    )
    .run(tx)
    .await
    .map(|added| added == 1)
}

/// Takes somebody away. False when they were not there.
///
/// # Errors
/// When the record refuses it.
pub async fn remove(tx: &mut Tx, consultation: ConsultationId, account: AccountId) -> Result<bool, DbError> {
    sql!("DELETE FROM consultation_team WHERE consultation_id = $1 AND account_id = $2", consultation, account)
        .run(tx)
        .await
        .map(|gone| gone == 1)
}

/// The consultations that somebody looks after, each with whether they own it: for the data they take away.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of_person(
    on: impl Into<On<'_>>,
    account: AccountId,
) -> Result<Vec<(String, crate::db::Flag, Time)>, DbError> {
    sql!(
        "SELECT slug, owner, since FROM consultation_team JOIN consultations ON consultations.id = consultation_id \
         WHERE account_id = $1 ORDER BY consultation_id",
        account
    )
    .all(on)
    .await
}
