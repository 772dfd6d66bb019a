//! Responses and receipts in the record.

use std::collections::BTreeMap;

use super::model::Channel;
use super::person::{Persons, Withdrawn};
use super::sums::{self, ResponseSumKey};
use crate::db::{DbError, Flag, On, Tx, dialect};
use crate::ids::{AccountId, BranchId, ConsultationId, ResponseId};
use crate::sql;
use crate::time::Time;

/// The live response of an account in a consultation.
///
/// # Errors
/// When the record cannot be reached.
pub async fn live(
    on: impl Into<On<'_>>,
    account: AccountId,
    consultation: ConsultationId,
) -> Result<Option<ResponseId>, DbError> {
    let found: Option<(ResponseId,)> = sql!(
        "SELECT responses.id FROM account_participants \
         JOIN responses ON responses.participant_id = account_participants.participant_id \
         WHERE account_id = $1 AND account_participants.consultation_id = $2 \
           AND withdrawn_at IS NULL AND superseded_by IS NULL",
        account,
        consultation
    )
    .maybe(on)
    .await?;
    Ok(found.map(|row| row.0))
}

/// When a response was first received.
///
/// # Errors
/// When the record cannot be reached.
pub async fn received_at(on: impl Into<On<'_>>, response: ResponseId) -> Result<Option<Time>, DbError> {
    let found: Option<(Time,)> = sql!("SELECT received_at FROM responses WHERE id = $1", response).maybe(on).await?;
    Ok(found.map(|row| row.0))
}

/// Whoever sent a response, as far as they can be written to.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ResponseAuthor {
    /// Their account.
    pub id: AccountId,
    /// Their address.
    pub email: String,
    /// Whether they want mail about consultations they took part in.
    pub notify: Flag,
}

/// Whoever sent a response; none for paper, and once the account is gone or closed.
///
/// # Errors
/// When the record cannot be reached.
pub async fn author(tx: &mut Tx, response: ResponseId) -> Result<Option<ResponseAuthor>, DbError> {
    sql!(
        "SELECT accounts.id, accounts.email, accounts.notify FROM responses \
         JOIN account_participants ON account_participants.participant_id = responses.participant_id \
         JOIN accounts ON accounts.id = account_participants.account_id \
         WHERE responses.id = $1 AND accounts.confirmed_at IS NOT NULL AND accounts.disabled_at IS NULL",
        response
    )
    .maybe(tx)
    .await
}

/// Whoever wrote something that hangs on a response, if they can still be reached: their account and address.
///
/// # Errors
/// When the record cannot be reached.
pub async fn reached(tx: &mut Tx, response: Option<ResponseId>) -> Result<Option<(AccountId, String)>, DbError> {
    let Some(response) = response else { return Ok(None) };
    Ok(author(tx, response).await?.map(|author| (author.id, author.email)))
}

/// What a receipt proves.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Receipt {
    /// The consultation.
    pub consultation_id: ConsultationId,
    /// The way the response came in.
    #[sqlx(try_from = "String")]
    pub channel: Channel,
    /// When it began.
    pub received_at: Time,
    /// When it was withdrawn, so that it counts no more.
    pub withdrawn_at: Option<Time>,
    /// The response that took its place.
    pub superseded_by: Option<ResponseId>,
}

/// The response a receipt was given for.
///
/// # Errors
/// When the record cannot be reached.
pub async fn by_code(on: impl Into<On<'_>>, code: &str) -> Result<Option<Receipt>, DbError> {
    sql!(
        "SELECT consultation_id, channel, received_at, withdrawn_at, superseded_by \
         FROM receipts JOIN responses ON responses.id = response_id WHERE code = $1",
        code
    )
    .maybe(on)
    .await
}

#[derive(sqlx::FromRow)]
struct WithdrawnRow {
    #[sqlx(try_from = "String")]
    channel: Channel,
    branch_id: Option<BranchId>,
    consultation_id: ConsultationId,
    received_at: Time,
}

/// Withdraws a response: its votes, answers and agreements are counted no more, and its comments no longer carry a vote.
/// The receipt stays and says so. Gives false, and changes nothing, when the response does not count already.
///
/// # Errors
/// When the record refuses it; the transaction should then be dropped.
pub async fn withdraw(tx: &mut Tx, persons: Persons, response: ResponseId, now: Time) -> Result<bool, DbError> {
    dialect::lock_counts(&mut *tx).await?;
    let withdrawn: Option<WithdrawnRow> = sql!(
        "UPDATE responses SET withdrawn_at = $2 WHERE id = $1 AND withdrawn_at IS NULL AND superseded_by IS NULL \
         RETURNING channel, branch_id, consultation_id, received_at",
        response,
        now
    )
    .maybe(&mut *tx)
    .await?;
    let Some(WithdrawnRow { channel, branch_id: branch, consultation_id, received_at }) = withdrawn else {
        return Ok(false);
    };
    let counted = ResponseSumKey::new(consultation_id, received_at, channel, branch);
    sums::change(&mut *tx, BTreeMap::from([(counted, -1)])).await?;
    for person in persons.all() {
        person.withdraw(tx, Withdrawn { response, channel, branch, at: now }).await?;
    }
    Ok(true)
}

/// Deletes every link between an account and what it took part in. What was said stays, and is nobody's.
///
/// # Errors
/// When the record refuses it.
pub async fn unlink(tx: &mut Tx, account: AccountId) -> Result<(), DbError> {
    sql!("DELETE FROM account_participants WHERE account_id = $1", account).run(tx).await.map(drop)
}
