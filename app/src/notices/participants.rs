//! Mail to everybody who took part in a consultation: "what happened to what I said?".

use crate::db::{DbError, Tx};
use crate::ids::ConsultationId;
use crate::site::Visit;
use crate::sql;

/// Puts one notice in the outbox for each person who took part in a consultation and wants mail: their address is
/// confirmed, their account is open, and mail is switched on. One statement, however many they are. Thanks, the
/// service's name and how to stop such messages are added to the text when it is sent.
///
/// Says how many were written.
///
/// # Errors
/// When the record refuses it.
pub async fn tell_participants(
    tx: &mut Tx,
    visit: &Visit,
    consultation: ConsultationId,
    subject: &str,
    text: &str,
) -> Result<u64, DbError> {
    let body = format!("Hello,\n\n{text}");
    sql!(
        "INSERT INTO outbox (account_id, recipient, subject, body, created_at, due_at, notice) \
         SELECT accounts.id, accounts.email, CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS BIGINT), CAST($4 AS BIGINT), 1 \
         FROM account_participants JOIN accounts ON accounts.id = account_participants.account_id \
         WHERE account_participants.consultation_id = $1 AND accounts.notify = 1 \
           AND accounts.confirmed_at IS NOT NULL AND accounts.disabled_at IS NULL",
        consultation,
        subject,
        body,
        visit.now
    )
    .run(tx)
    .await
}
