//! Writing the demo down: everything in one transaction, so that a database holds all of it or none.

mod answers;
mod budgets;
mod consultations;
mod events;
mod large;
mod legal;
mod questionnaires;
mod rankings;
mod service;
mod statements;

use std::collections::HashMap;

use super::calendar::Calendar;
use super::content::DemoContent;
use super::plan::Campaign;
use super::residents::Resident;
use super::{DemoSize, DemoSummary, FillError};
use crate::audit::store::{NewEntry, append};
use crate::db::{Db, DbError, Tx, dialect};
use crate::identity::model::Role;
use crate::ids::{AccountId, BranchId, ConsultationId, ProposalId, VersionId};
use crate::responses::sums;
use crate::time::Time;
use crate::together::team;
use crate::{proposals, sql};

/// Everything that is to be written.
pub(super) struct Story {
    pub(super) content: DemoContent,
    pub(super) residents: Vec<Resident>,
    /// What happened in each consultation, in the order of the content.
    pub(super) campaigns: Vec<Option<Campaign>>,
    pub(super) calendar: Calendar,
    pub(super) now: Time,
    pub(super) password_hash: String,
    /// What stands beside it, to measure with.
    pub(super) size: DemoSize,
}

/// Something that a member of staff did, for the audit log.
struct Deed {
    at: Time,
    by: Role,
    action: &'static str,
    kind: &'static str,
    id: i64,
}

/// What has been written so far, by its place in the story.
#[derive(Default)]
struct DemoRecord {
    secret: Vec<u8>,
    branches: Vec<BranchId>,
    people: HashMap<Role, AccountId>,
    residents: Vec<AccountId>,
    consultations: Vec<ConsultationId>,
    /// By consultation and place in it: the proposal and its published versions, oldest first.
    proposals: HashMap<(usize, usize), (ProposalId, Vec<VersionId>)>,
    deeds: Vec<Deed>,
}

impl DemoRecord {
    fn person(&self, role: Role) -> Option<AccountId> {
        self.people.get(&role).copied()
    }

    /// The member of staff who runs the demonstration's consultations owns each of them.
    async fn looked_after(&self, tx: &mut Tx, consultation: ConsultationId, since: Time) -> Result<(), DbError> {
        match self.person(Role::Staff) {
            Some(owner) => team::store::set_owner(tx, consultation, owner, since).await,
            None => Ok(()),
        }
    }
}

/// What the story speaks of must have been written before; a bug otherwise.
fn missing() -> DbError {
    DbError::RowNotFound
}

/// Writes the story into an empty database.
pub(super) async fn all(db: &Db, story: &Story) -> Result<DemoSummary, FillError> {
    let mut tx = dialect::begin_setting_up(db).await?;
    let there = sql!(
        "SELECT CAST((SELECT COUNT(*) FROM accounts) + (SELECT COUNT(*) FROM branches) \
                + (SELECT COUNT(*) FROM consultations) + (SELECT COUNT(*) FROM settings) \
                + (SELECT COUNT(*) FROM audit_log) AS BIGINT)"
    )
    .number(&mut tx)
    .await?;
    if there > 0 {
        tx.rollback().await?;
        return Err(FillError::NotEmpty);
    }
    let mut written = DemoRecord::default();
    service::write(&mut tx, story, &mut written).await?;
    legal::write(&mut tx, story, &mut written).await?;
    consultations::write(&mut tx, story, &mut written).await?;
    let comments = answers::write(&mut tx, story, &mut written).await?;
    statements::write(&mut tx, story, &mut written).await?;
    rankings::write(&mut tx, story, &mut written).await?;
    budgets::write(&mut tx, story, &mut written).await?;
    questionnaires::write(&mut tx, story, &mut written).await?;
    events::write(&mut tx, story, &mut written).await?;
    let beside = large::write(&mut tx, story, &mut written).await?;
    sums::fill(&mut tx).await?;
    proposals::sums::fill(&mut tx).await?;
    append_deeds(&mut tx, &mut written).await?;
    tx.commit().await?;
    let campaigns = || story.campaigns.iter().flatten();
    Ok(DemoSummary {
        consultations: written.consultations.len(),
        residents: written.residents.len() + story.size.responses,
        votes: campaigns().map(|campaign| campaign.ballots.len()).sum::<usize>() + beside.votes,
        comments: comments + beside.comments,
        agreements: campaigns().map(|campaign| campaign.agreements.len()).sum::<usize>() + beside.agreements,
    })
}

/// The log is written last and in the order in which things were done.
async fn append_deeds(tx: &mut Tx, written: &mut DemoRecord) -> Result<(), DbError> {
    let mut deeds = std::mem::take(&mut written.deeds);
    deeds.sort_by_key(|deed| deed.at);
    for deed in deeds {
        let entry = NewEntry {
            actor: written.person(deed.by),
            action: deed.action,
            subject_kind: deed.kind,
            subject_id: deed.id,
            detail: &[],
        };
        append(tx, &entry, deed.at).await?;
    }
    Ok(())
}
