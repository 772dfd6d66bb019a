//! What led somebody to a consultation: the code of an event, for now. It is noted when they come, and goes over to the
//! response that they begin within a day; then it is erased, so that of the person nothing is left of where they were.
//! Whoever has a response already keeps what it began with.

use std::collections::HashMap;

use super::store::live;
use crate::db::{DbError, On, Tx};
use crate::ids::{AccountId, ConsultationId};
use crate::time::Time;
use crate::{sql, sql_in};

/// How long an arrival waits for a response, in milliseconds.
const LASTS: i64 = Time::DAY;

/// What led an account somewhere.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Arrival {
    account_id: AccountId,
    consultation_id: ConsultationId,
    /// What a response keeps as its source.
    pub source: String,
    /// When they came.
    pub at: Time,
}

/// Arrivals by account and consultation, each with its source.
pub(super) type Arrivals = HashMap<(AccountId, ConsultationId), Arrival>;

/// Notes what led somebody to a consultation; the latest counts. False when they have a response there already.
///
/// # Errors
/// When the record refuses it.
pub async fn note(
    tx: &mut Tx,
    account: AccountId,
    consultation: ConsultationId,
    source: &str,
    at: Time,
) -> Result<bool, DbError> {
    sql!("DELETE FROM arrivals WHERE at <= $1", at.plus(-LASTS)).run(&mut *tx).await?;
    if live(&mut *tx, account, consultation).await?.is_some() {
        return Ok(false);
    }
    sql!(
        "INSERT INTO arrivals (account_id, consultation_id, source, at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (account_id, consultation_id) DO UPDATE SET source = excluded.source, at = excluded.at",
        account,
        consultation,
        source,
        at
    )
    .run(&mut *tx)
    .await?;
    Ok(true)
}

/// What led some accounts to consultations.
///
/// # Errors
/// When the record cannot be reached.
pub(super) async fn of(tx: &mut Tx, accounts: impl IntoIterator<Item = AccountId>) -> Result<Arrivals, DbError> {
    let accounts: Vec<i64> = accounts.into_iter().map(|account| account.0).collect();
    if accounts.is_empty() {
        return Ok(Arrivals::new());
    }
    let rows: Vec<Arrival> =
        sql_in!("SELECT account_id, consultation_id, source, at FROM arrivals WHERE account_id IN", accounts, "")
            .all(tx)
            .await?;
    Ok(rows.into_iter().map(|row| ((row.account_id, row.consultation_id), row)).collect())
}

impl Arrival {
    /// Whether it still counts for what was received at a moment.
    pub(super) fn counts(&self, received_at: Time) -> bool {
        self.at > received_at.plus(-LASTS)
    }
}

/// Erases an arrival: its source is the response's now.
///
/// # Errors
/// When the record refuses it.
pub(super) async fn erase(tx: &mut Tx, account: AccountId, consultation: ConsultationId) -> Result<(), DbError> {
    sql!("DELETE FROM arrivals WHERE account_id = $1 AND consultation_id = $2", account, consultation)
        .run(tx)
        .await
        .map(drop)
}

/// What led somebody where, for their own eyes: the source, the consultation's name in addresses, and when.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of_person(on: impl Into<On<'_>>, account: AccountId) -> Result<Vec<(String, String, Time)>, DbError> {
    sql!(
        "SELECT source, slug, at FROM arrivals JOIN consultations ON consultations.id = consultation_id \
         WHERE account_id = $1 ORDER BY at",
        account
    )
    .all(on)
    .await
}
