//! Mail to everybody who answered a proposal, in one statement however many they are.

use crate::db::{DbError, Tx};
use crate::ids::ProposalId;
use crate::sql;
use crate::time::Time;

/// Puts one message in the outbox for each person whose vote on a proposal stands, who has a confirmed address
/// and wants mail. Returns how many.
///
/// # Errors
/// When the record refuses it.
pub async fn post(tx: &mut Tx, proposal: ProposalId, subject: &str, body: &str, now: Time) -> Result<u64, DbError> {
    sql!(
        "INSERT INTO outbox (account_id, recipient, subject, body, created_at, due_at) \
         SELECT accounts.id, accounts.email, CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS BIGINT), CAST($4 AS BIGINT) \
         FROM votes JOIN responses ON responses.id = votes.response_id \
             JOIN account_participants ON account_participants.participant_id = responses.participant_id \
             JOIN accounts ON accounts.id = account_participants.account_id \
         WHERE votes.proposal_id = $1 AND responses.withdrawn_at IS NULL AND responses.superseded_by IS NULL \
             AND accounts.notify = 1 AND accounts.confirmed_at IS NOT NULL AND accounts.disabled_at IS NULL",
        proposal,
        subject,
        body,
        now
    )
    .run(tx)
    .await
}
