//! A second person's approval before publishing, where the service wants it. Somebody asks for it and so puts their name to
//! every word as it stands; somebody else reads the same words and puts theirs to them, or sends them back with a sentence.
//! The approval is for exactly those words: once anything that would be published is changed, it is asked for anew.

pub mod store;

use self::store::ApprovalRequest;
use super::team::Team;
use crate::ids::AccountId;
use crate::reason;
use crate::reason::{Reason, WhyNot};

/// How far a draft is with its approval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApprovalState {
    /// The service does not ask for one.
    NotNeeded,
    /// Nobody has asked yet.
    NotAsked,
    /// Somebody has asked, and nobody has answered.
    Asked(ApprovalRequest),
    /// Somebody has sent it back.
    SentBack(ApprovalRequest),
    /// It is approved as it stands.
    Approved(ApprovalRequest),
    /// What was asked about or approved has changed since.
    Outdated(ApprovalRequest),
}

impl ApprovalState {
    /// Follows from the latest request and the words as they stand.
    pub fn of(needed: bool, latest: Option<ApprovalRequest>, fingerprint: &str) -> Self {
        match latest {
            _ if !needed => Self::NotNeeded,
            None => Self::NotAsked,
            Some(sent_back) if sent_back.sent_back() => Self::SentBack(sent_back),
            Some(asked) if asked.fingerprint != fingerprint => Self::Outdated(asked),
            Some(asked) if asked.approved.0 => Self::Approved(asked),
            Some(asked) => Self::Asked(asked),
        }
    }
}

/// Why something about an approval is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotApproved {
    /// The service does not ask for one.
    NotNeeded,
    /// Nobody has asked for it, or it was answered already.
    NotAsked,
    /// It was asked about other words than those that stand now.
    Changed,
    /// Whoever asks for it, or owns the consultation, is its author.
    Author,
    /// It is asked for already.
    AskedAlready,
    /// It cannot be published before.
    Needed,
}

impl WhyNot for NotApproved {
    fn reason(&self) -> Reason {
        match self {
            Self::NotNeeded => reason!(
                "approval-not-needed",
                CONFLICT,
                Staff,
                "The service asks for no second person’s approval",
                "Your service asks for no second person’s approval, so this can be published as it is."
            ),
            Self::NotAsked => reason!(
                "approval-not-asked",
                CONFLICT,
                Staff,
                "Nobody has asked for the approval, or it was answered already",
                "Nobody has asked for this approval, or a colleague has answered it meanwhile."
            ),
            Self::Changed => reason!(
                "approval-of-other-words",
                CONFLICT,
                Staff,
                "What was to be approved has changed meanwhile",
                "Something in the consultation has changed since the approval was asked for. It has to be asked for again."
            ),
            Self::Author => reason!(
                "approval-by-author",
                FORBIDDEN,
                Staff,
                "Whoever asked for the approval, or owns the consultation, does not approve it",
                "You asked for this approval or own the consultation, so somebody else has to read and approve it."
            ),
            Self::AskedAlready => reason!(
                "approval-asked-already",
                CONFLICT,
                Staff,
                "The approval is asked for already, or given",
                "The approval of these words is asked for already, or given."
            ),
            Self::Needed => reason!(
                "approval-needed",
                CONFLICT,
                Staff,
                "A second person has to approve the consultation as it stands before it is published",
                "A second person has to approve the consultation as it stands now before it can be published."
            ),
        }
    }
}

/// Who counts as an author: whoever asked for the approval, and whoever owns the consultation. They do not approve it.
pub fn is_author(person: AccountId, asked: &ApprovalRequest, team: &Team) -> bool {
    asked.asked_by == Some(person) || team.owner().is_some_and(|owner| owner.id == person)
}

/// Whether somebody may answer a request.
///
/// # Errors
/// Why not.
pub fn may_answer<'a>(
    person: AccountId,
    state: &'a ApprovalState,
    team: &Team,
) -> Result<&'a ApprovalRequest, NotApproved> {
    match state {
        ApprovalState::Asked(asked) if is_author(person, asked, team) => Err(NotApproved::Author),
        ApprovalState::Asked(asked) => Ok(asked),
        ApprovalState::NotNeeded => Err(NotApproved::NotNeeded),
        ApprovalState::Outdated(_) => Err(NotApproved::Changed),
        _ => Err(NotApproved::NotAsked),
    }
}

/// Whether an approval can be asked for now.
///
/// # Errors
/// Why not.
pub const fn may_ask(state: &ApprovalState) -> Result<(), NotApproved> {
    match state {
        ApprovalState::NotNeeded => Err(NotApproved::NotNeeded),
        ApprovalState::Asked(_) | ApprovalState::Approved(_) => Err(NotApproved::AskedAlready),
        _ => Ok(()),
    }
}

/// Whether the approval lets the consultation be published.
///
/// # Errors
/// That it does not.
pub const fn may_publish(state: &ApprovalState) -> Result<(), NotApproved> {
    match state {
        ApprovalState::NotNeeded | ApprovalState::Approved(_) => Ok(()),
        _ => Err(NotApproved::Needed),
    }
}
