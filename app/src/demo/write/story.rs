//! What is to be written, and what has been written of it so far.

use std::collections::HashMap;

use super::super::calendar::Calendar;
use super::super::content::DemoContent;
use super::super::plan::Campaign;
use super::super::residents::Resident;
use super::super::size::DemoSize;
use crate::db::{DbError, Tx};
use crate::identity::model::Role;
use crate::ids::{AccountId, BranchId, ConsultationId, ProposalId, VersionId};
use crate::time::Time;
use crate::together::team;

/// Everything that is to be written.
pub(in crate::demo) struct Story {
    pub(in crate::demo) content: DemoContent,
    pub(in crate::demo) residents: Vec<Resident>,
    /// What happened in each consultation, in the order of the content.
    pub(in crate::demo) campaigns: Vec<Option<Campaign>>,
    pub(in crate::demo) calendar: Calendar,
    pub(in crate::demo) now: Time,
    pub(in crate::demo) password_hash: String,
    /// What stands beside it, to measure with.
    pub(in crate::demo) size: DemoSize,
}

/// Something that a member of staff did, for the audit log.
pub(super) struct Deed {
    pub(super) at: Time,
    pub(super) by: Role,
    pub(super) action: &'static str,
    pub(super) kind: &'static str,
    pub(super) id: i64,
}

/// What has been written so far, by its place in the story.
#[derive(Default)]
pub(super) struct DemoRecord {
    pub(super) secret: Vec<u8>,
    pub(super) branches: Vec<BranchId>,
    pub(super) people: HashMap<Role, AccountId>,
    pub(super) residents: Vec<AccountId>,
    pub(super) consultations: Vec<ConsultationId>,
    /// By consultation and place in it: the proposal and its published versions, oldest first.
    pub(super) proposals: HashMap<(usize, usize), (ProposalId, Vec<VersionId>)>,
    pub(super) deeds: Vec<Deed>,
}

impl DemoRecord {
    pub(super) fn person(&self, role: Role) -> Option<AccountId> {
        self.people.get(&role).copied()
    }

    /// The member of staff who runs the demonstration's consultations owns each of them.
    pub(super) async fn looked_after(
        &self,
        tx: &mut Tx,
        consultation: ConsultationId,
        since: Time,
    ) -> Result<(), DbError> {
        match self.person(Role::Staff) {
            Some(owner) => team::store::set_owner(tx, consultation, owner, since).await,
            None => Ok(()),
        }
    }
}

/// What the story speaks of must have been written before; a bug otherwise.
pub(super) fn missing() -> DbError {
    DbError::RowNotFound
}
