//! Who looks after a consultation. The owner is one person, the colleagues are as many as work on it. Somebody whose account
//! was closed, or who no longer runs consultations, stays written down but counts as gone, so that nobody is named as an
//! owner who cannot do anything: then the pages say that nobody looks after it.

pub mod forms;
pub mod pages;
pub mod store;

use crate::db::Flag;
use crate::identity::model::{Account, Role};
use crate::identity::rules::{self, AccountStanding, Permission};
use crate::ids::{AccountId, ConsultationId};
use crate::reason;
use crate::reason::{Reason, WhyNot};

/// The most people who work on one consultation.
pub const MOST: usize = 30;

/// Whether an account can run consultations now: its role may, its address is confirmed and it is not closed.
pub fn runs_consultations(account: &Account) -> bool {
    rules::may(account.role, Permission::RunConsultations) && rules::standing(account) == AccountStanding::Good
}

/// Somebody who looks after a consultation, or did.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct TeamMember {
    /// The consultation.
    pub consultation_id: ConsultationId,
    /// Whether they own it.
    pub owner: Flag,
    /// Whose account it is.
    #[sqlx(flatten)]
    pub account: Account,
}

impl TeamMember {
    /// Whether they can still do anything for it.
    pub fn works(&self) -> bool {
        runs_consultations(&self.account)
    }
}

/// Everybody who looks after one consultation.
#[derive(Clone, Debug, Default)]
pub struct Team(pub Vec<TeamMember>);

impl Team {
    /// Who owns it and can still look after it.
    pub fn owner(&self) -> Option<&Account> {
        self.0.iter().find(|one| one.owner.0 && one.works()).map(|one| &one.account)
    }

    /// Who is written down as the owner and cannot look after it any more.
    pub fn gone_owner(&self) -> Option<&Account> {
        self.0.iter().find(|one| one.owner.0 && !one.works()).map(|one| &one.account)
    }

    /// Who works on it beside the owner.
    pub fn colleagues(&self) -> impl Iterator<Item = &TeamMember> {
        self.0.iter().filter(|one| !one.owner.0)
    }

    /// Whether somebody is among those who look after it, the owner included.
    pub fn has(&self, account: AccountId) -> bool {
        self.0.iter().any(|one| one.account.id == account)
    }

    /// Everybody who looks after it and can.
    pub fn working(&self) -> impl Iterator<Item = &Account> {
        self.0.iter().filter(|one| one.works()).map(|one| &one.account)
    }

    /// Who looks after it, in a sentence; why nobody does, where nobody does.
    pub fn words(&self) -> String {
        match (self.owner(), self.gone_owner()) {
            (Some(owner), _) => format!("{} looks after it.", owner.name),
            (None, Some(gone)) => {
                format!("Nobody looks after it: {} {}.", gone.name, why_gone(gone))
            }
            (None, None) => "Nobody looks after it: whoever did has no account any more.".to_owned(),
        }
    }
}

/// Why somebody cannot look after a consultation any more.
fn why_gone(account: &Account) -> &'static str {
    match (rules::standing(account), account.role) {
        (AccountStanding::Disabled, _) => "cannot sign in any more",
        (AccountStanding::Unconfirmed, _) => "has not confirmed their address yet",
        (AccountStanding::Good, Role::Resident) => "does not work for the service any more",
        (AccountStanding::Good, _) => "has a role that does not run consultations",
    }
}

/// Why somebody is not made owner or colleague.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotOnTeam {
    /// They cannot run consultations.
    MayNotRun,
    /// As many people work on it as can.
    Full,
    /// An owner is not taken away: the ownership is handed on.
    IsOwner,
}

impl WhyNot for NotOnTeam {
    fn reason(&self) -> Reason {
        match self {
            Self::MayNotRun => reason!(
                "colleague-may-not-run",
                CONFLICT,
                Staff,
                "The person does not run consultations",
                "This person cannot run consultations now: their account is closed, not confirmed yet, or has another role. Choose somebody from the list."
            ),
            Self::Full => reason!(
                "team-full",
                CONFLICT,
                Staff,
                "As many people work on the consultation as can",
                format!("{MOST} people work on this consultation, which is the most. Take somebody away first.")
            ),
            Self::IsOwner => reason!(
                "owner-not-removed",
                CONFLICT,
                Staff,
                "The owner is not taken away; the ownership is handed on",
                "This person owns the consultation. Hand it over to somebody else first."
            ),
        }
    }
}

/// Whether an account can look after a consultation.
///
/// # Errors
/// Why not.
pub fn may_join(account: &Account, team: &Team) -> Result<(), NotOnTeam> {
    if !runs_consultations(account) {
        return Err(NotOnTeam::MayNotRun);
    }
    if team.0.len() >= MOST && !team.has(account.id) {
        return Err(NotOnTeam::Full);
    }
    Ok(())
}
