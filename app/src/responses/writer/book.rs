//! What the writer has to know of a batch before it can be judged, whatever the kinds: who may take part, which
//! consultations take answers, and which responses there are. One statement for each.

use std::collections::{BTreeSet, HashMap};

use super::Submission;
use super::desk::{Live, People};
use crate::consultations::model::Dates;
use crate::db::{DbError, Tx};
use crate::ids::{AccountId, BranchId, ConsultationId, ParticipantId, ResponseId};
use crate::responses::model::Channel;
use crate::sql_in;

/// Somebody who may take part, and the branch their responses are counted under.
#[derive(sqlx::FromRow)]
struct AccountRow {
    id: AccountId,
    branch_id: Option<BranchId>,
}

/// A consultation with its dates.
#[derive(Clone, sqlx::FromRow)]
struct PlaceRow {
    id: ConsultationId,
    #[sqlx(flatten)]
    dates: Dates,
}

#[derive(sqlx::FromRow)]
struct ParticipantRow {
    account_id: AccountId,
    consultation_id: ConsultationId,
    participant_id: ParticipantId,
    response_id: Option<ResponseId>,
    channel: Option<String>,
    branch_id: Option<BranchId>,
}

/// Everything read for a batch.
pub(super) struct Book {
    pub people: People,
    pub places: HashMap<ConsultationId, Dates>,
}

impl Book {
    /// Reads what a batch has to know, inside its transaction.
    pub async fn read(tx: &mut Tx, batch: &[Submission]) -> Result<Self, DbError> {
        let accounts: BTreeSet<i64> = batch.iter().map(|one| one.account.0).collect();
        let places: BTreeSet<i64> = batch.iter().map(|one| one.consultation.0).collect();
        let account_rows: Vec<AccountRow> = sql_in!(
            "SELECT accounts.id, account_branches.branch_id FROM accounts \
             LEFT JOIN account_branches ON account_id = accounts.id AND main = 1 \
             WHERE role = 'resident' AND confirmed_at IS NOT NULL AND disabled_at IS NULL AND accounts.id IN",
            accounts.iter().copied(),
            ""
        )
        .all(&mut *tx)
        .await?;
        let place_rows: Vec<PlaceRow> = sql_in!(
            "SELECT id, published_at, opens_at, closes_at, decision_due_at, withdrawn_at, decided_at \
             FROM consultations WHERE id IN",
            places,
            ""
        )
        .all(&mut *tx)
        .await?;
        let participant_rows: Vec<ParticipantRow> = sql_in!(
            "SELECT account_id, account_participants.consultation_id, account_participants.participant_id, \
                    responses.id AS response_id, channel, branch_id \
             FROM account_participants LEFT JOIN responses \
               ON responses.participant_id = account_participants.participant_id \
              AND withdrawn_at IS NULL AND superseded_by IS NULL \
             WHERE account_id IN",
            accounts,
            ""
        )
        .all(&mut *tx)
        .await?;
        let mut people = People {
            accounts: account_rows.into_iter().map(|row| (row.id, row.branch_id)).collect(),
            participants: HashMap::new(),
            live: HashMap::new(),
        };
        for row in participant_rows {
            people.participants.insert((row.account_id, row.consultation_id), row.participant_id);
            if let (Some(id), Some(channel)) = (row.response_id, row.channel) {
                let channel = Channel::try_from(channel).map_err(|error| DbError::Decode(error.into()))?;
                people.live.insert(row.participant_id, Live { id, channel, branch: row.branch_id, new: false });
            }
        }
        Ok(Self { people, places: place_rows.into_iter().map(|row| (row.id, row.dates)).collect() })
    }
}
