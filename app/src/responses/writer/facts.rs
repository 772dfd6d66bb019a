//! What the writer has to know of a batch before it can be judged, whatever the kinds: who may take part, which
//! consultations take answers, and which responses there are. One statement for each.

use std::collections::{BTreeSet, HashMap};

use super::Submission;
use super::desk::{LiveResponse, People};
use crate::consultations::model::Dates;
use crate::db::{DbError, On, Tx, together};
use crate::identity::model::Role;
use crate::identity::rules::{Permission, may};
use crate::ids::{AccountId, BranchId, ConsultationId, ParticipantId, ResponseId};
use crate::responses::model::Channel;
use crate::responses::taking_part::{Person, Who};
use crate::sql_in;
use crate::time::Time;

/// An account that is not closed: its role, whether its address is confirmed, and the branch its responses are counted under.
#[derive(sqlx::FromRow)]
struct AccountRow {
    id: AccountId,
    #[sqlx(try_from = "String")]
    role: Role,
    confirmed_at: Option<Time>,
    branch_id: Option<BranchId>,
}

/// Somebody who takes part without an account, and the response they have.
#[derive(sqlx::FromRow)]
struct GuestRow {
    participant_id: ParticipantId,
    consultation_id: ConsultationId,
    response_id: Option<ResponseId>,
    channel: Option<String>,
    branch_id: Option<BranchId>,
}

/// A consultation with its dates.
#[derive(Clone, sqlx::FromRow)]
struct ConsultationRow {
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
pub(super) struct BatchFacts {
    pub people: People,
    pub places: HashMap<ConsultationId, Dates>,
}

impl BatchFacts {
    /// Reads what a batch has to know, inside its transaction.
    pub(super) async fn read(tx: &mut Tx, batch: &[Submission]) -> Result<Self, DbError> {
        let accounts: BTreeSet<i64> = batch.iter().filter_map(|one| one.part.who.account()).map(|id| id.0).collect();
        let keying = batch.iter().filter_map(|one| match one.part.who {
            Who::KeyedIn { by, .. } => Some(by.0),
            Who::Account(_) | Who::Guest(_) => None,
        });
        let asked: BTreeSet<i64> = accounts.iter().copied().chain(keying).collect();
        let others: BTreeSet<i64> = batch.iter().filter_map(|one| one.part.who.participant()).map(|id| id.0).collect();
        let places: BTreeSet<i64> = batch.iter().map(|one| one.consultation.0).collect();
        let accounts_asked = sql_in!(
            "SELECT accounts.id, role, confirmed_at, account_branches.branch_id FROM accounts \
             LEFT JOIN account_branches ON account_id = accounts.id AND main = 1 \
             WHERE disabled_at IS NULL AND accounts.id IN",
            asked,
            ""
        )
        .statement(&On::Tx(tx));
        let places_asked = sql_in!(
            "SELECT id, published_at, opens_at, closes_at, decision_due_at, withdrawn_at, decided_at \
             FROM consultations WHERE id IN",
            places,
            ""
        )
        .statement(&On::Tx(tx));
        let participants_asked = sql_in!(
            "SELECT account_id, account_participants.consultation_id, account_participants.participant_id, \
                    responses.id AS response_id, channel, branch_id \
             FROM account_participants LEFT JOIN responses \
               ON responses.participant_id = account_participants.participant_id \
              AND withdrawn_at IS NULL AND superseded_by IS NULL \
             WHERE account_id IN",
            accounts,
            ""
        )
        .statement(&On::Tx(tx));
        let others_asked = sql_in!(
            "SELECT participants.id AS participant_id, participants.consultation_id, responses.id AS response_id, \
                    channel, branch_id \
             FROM participants LEFT JOIN responses ON responses.participant_id = participants.id \
              AND withdrawn_at IS NULL AND superseded_by IS NULL \
             WHERE NOT EXISTS (SELECT 1 FROM account_participants WHERE participant_id = participants.id) \
               AND participants.id IN",
            others,
            ""
        )
        .statement(&On::Tx(tx));
        let [accounts_found, places_found, participants_found, others_found] =
            together(tx, [accounts_asked, places_asked, participants_asked, others_asked]).await?;
        let account_rows: Vec<AccountRow> = accounts_found.all()?;
        let mut people = People {
            accounts: account_rows
                .iter()
                .filter(|row| row.confirmed_at.is_some() && may(row.role, Permission::TakePart))
                .map(|row| (row.id, row.branch_id))
                .collect(),
            keying: account_rows
                .iter()
                .filter(|row| row.confirmed_at.is_some() && may(row.role, Permission::RunConsultations))
                .map(|row| row.id)
                .collect(),
            participants: HashMap::new(),
            live: HashMap::new(),
        };
        let own = participants_found.all::<ParticipantRow>()?.into_iter().map(|row| {
            (
                Person::Account(row.account_id),
                row.consultation_id,
                row.participant_id,
                (row.response_id, row.channel, row.branch_id),
            )
        });
        let others = others_found.all::<GuestRow>()?.into_iter().map(|row| {
            let person = Person::Participant(row.participant_id);
            (person, row.consultation_id, row.participant_id, (row.response_id, row.channel, row.branch_id))
        });
        for (person, consultation, participant, (response, channel, branch)) in own.chain(others) {
            people.participants.insert((person, consultation), participant);
            if let (Some(id), Some(channel)) = (response, channel) {
                let channel = Channel::try_from(channel).map_err(|error| DbError::Decode(error.into()))?;
                people.live.insert(participant, LiveResponse { id, channel, branch, new: false });
            }
        }
        Ok(Self {
            people,
            places: places_found.all::<ConsultationRow>()?.into_iter().map(|row| (row.id, row.dates)).collect(),
        })
    }
}
