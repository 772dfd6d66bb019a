//! What staff may still change at each stage, and why not. The page that hides a button and the handler that
//! refuses the form ask the same function.

use crate::consultations::model::Stage;
use crate::reason;
use crate::reason::{Reason, WhyNot};

/// What the editing form may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditingScope {
    /// Everything: nobody has seen it.
    Everything,
    /// Words, libraries and the date of the decision; each change is told to the public.
    Words,
    /// Only the date of the decision, told to the public.
    DecisionDue,
}

/// Why staff may not do something with a consultation at its stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAtThisStage {
    /// It is not edited: it has been decided.
    EditDecided,
    /// It is not edited: it was withdrawn.
    EditWithdrawn,
    /// No proposal is added: people rely on knowing everything it asks.
    AddPublished,
    /// Its proposals stay: people have answered them.
    ProposalsClosed,
    /// Its proposals stay: it has been decided.
    ProposalsDecided,
    /// Its proposals stay: it was withdrawn.
    ProposalsWithdrawn,
    /// Nothing is amended: nothing is published.
    AmendDraft,
    /// A draft is not extended: its dates are edited.
    ExtendDraft,
    /// It is not extended: it has closed.
    ExtendClosed,
    /// It is not extended: it has been decided.
    ExtendDecided,
    /// It is not extended: it was withdrawn.
    ExtendWithdrawn,
    /// A draft is not withdrawn: nobody has seen it.
    WithdrawDraft,
    /// It is not withdrawn: it has been decided.
    WithdrawDecided,
    /// It is not withdrawn: it was already.
    WithdrawnAlready,
    /// It is not deleted: what was published stays on the record.
    DeletePublished,
    /// Nothing is hidden: it has closed, so everybody sees the results.
    ResultsShown,
    /// Nothing more is shown or hidden: it was withdrawn.
    ShowingWithdrawn,
}

impl WhyNot for NotAtThisStage {
    fn reason(&self) -> Reason {
        match self {
            Self::EditDecided => reason!(
                "edit-decided",
                CONFLICT,
                Staff,
                "The consultation has been decided: it is not edited any more",
                "This has been decided. What people answered and what was decided stay as they are."
            ),
            Self::EditWithdrawn => reason!(
                "edit-withdrawn",
                CONFLICT,
                Staff,
                "The consultation was withdrawn: it is not edited any more",
                "This consultation was withdrawn, so it stays as it is."
            ),
            Self::AddPublished => reason!(
                "add-published",
                CONFLICT,
                Staff,
                "Proposals are added to drafts only",
                "This consultation is published. People rely on knowing everything it asks, so a new proposal needs a consultation of its own."
            ),
            Self::ProposalsClosed => reason!(
                "proposals-closed",
                CONFLICT,
                Staff,
                "The consultation has closed: its proposals stay as they were",
                "This consultation has closed. The proposals stay as people answered them, so that the decision rests on what they read."
            ),
            Self::ProposalsDecided => reason!(
                "proposals-decided",
                CONFLICT,
                Staff,
                "The consultation has been decided: its proposals stay as they were",
                "This has been decided, so the proposals stay as they were."
            ),
            Self::ProposalsWithdrawn => reason!(
                "proposals-withdrawn",
                CONFLICT,
                Staff,
                "The consultation was withdrawn: its proposals stay as they were",
                "This consultation was withdrawn, so the proposals stay as they were."
            ),
            Self::AmendDraft => reason!(
                "amend-draft",
                CONFLICT,
                Staff,
                "Drafts are edited, not amended",
                "Nothing is published yet: edit the draft instead."
            ),
            Self::ExtendDraft => reason!(
                "extend-draft",
                CONFLICT,
                Staff,
                "Drafts are edited, not extended",
                "This is a draft: change the dates on its edit page."
            ),
            Self::ExtendClosed => reason!(
                "extend-closed",
                CONFLICT,
                Staff,
                "The consultation has closed: it is not opened again",
                "This consultation has closed. Opening it again would be unfair to those who kept to the date; start a new one if you need to ask again."
            ),
            Self::ExtendDecided => reason!(
                "extend-decided",
                CONFLICT,
                Staff,
                "The consultation has been decided: it is not extended",
                "This has been decided, so it cannot be extended."
            ),
            Self::ExtendWithdrawn => reason!(
                "extend-withdrawn",
                CONFLICT,
                Staff,
                "The consultation was withdrawn: it is not extended",
                "This consultation was withdrawn, so it cannot be extended."
            ),
            Self::WithdrawDraft => reason!(
                "withdraw-draft",
                CONFLICT,
                Staff,
                "Nobody has seen the draft: it is not withdrawn",
                "Nobody has seen this draft, so there is nothing to withdraw."
            ),
            Self::WithdrawDecided => reason!(
                "withdraw-decided",
                CONFLICT,
                Staff,
                "The consultation has been decided: it is not withdrawn",
                "This has been decided. A decision stays on the record; record a new one to change it."
            ),
            Self::WithdrawnAlready => reason!(
                "withdrawn-already",
                CONFLICT,
                Staff,
                "The consultation was withdrawn already",
                "This consultation is withdrawn already."
            ),
            Self::DeletePublished => reason!(
                "delete-published",
                CONFLICT,
                Staff,
                "Consultations are deleted as drafts only",
                "This consultation was published, and what was published stays on the record. It can be withdrawn, as long as it is not decided."
            ),
            Self::ResultsShown => reason!(
                "results-shown",
                CONFLICT,
                Staff,
                "The consultation has closed: everybody sees its results",
                "It has closed, so everybody can see the results."
            ),
            Self::ShowingWithdrawn => reason!(
                "showing-withdrawn",
                CONFLICT,
                Staff,
                "The consultation was withdrawn: nothing more is shown or hidden",
                "This consultation was withdrawn, so nothing more is shown or hidden."
            ),
        }
    }
}

/// What the editing form may change at a stage.
///
/// # Errors
/// Why nothing.
pub const fn scope(stage: Stage) -> Result<EditingScope, NotAtThisStage> {
    match stage {
        Stage::Draft => Ok(EditingScope::Everything),
        Stage::Upcoming | Stage::Open => Ok(EditingScope::Words),
        Stage::Closed => Ok(EditingScope::DecisionDue),
        Stage::Decided => Err(NotAtThisStage::EditDecided),
        Stage::Withdrawn => Err(NotAtThisStage::EditWithdrawn),
    }
}

/// Whether proposals can be added.
///
/// # Errors
/// Why not.
pub const fn may_add_proposals(stage: Stage) -> Result<(), NotAtThisStage> {
    match stage {
        Stage::Draft => Ok(()),
        _ => Err(NotAtThisStage::AddPublished),
    }
}

/// Whether proposals can be edited: freely as a draft, by amendment once published.
///
/// # Errors
/// Why not.
pub const fn may_edit_proposals(stage: Stage) -> Result<(), NotAtThisStage> {
    match stage {
        Stage::Draft | Stage::Upcoming | Stage::Open => Ok(()),
        Stage::Closed => Err(NotAtThisStage::ProposalsClosed),
        Stage::Decided => Err(NotAtThisStage::ProposalsDecided),
        Stage::Withdrawn => Err(NotAtThisStage::ProposalsWithdrawn),
    }
}

/// Whether a published proposal can be amended or corrected.
///
/// # Errors
/// Why not.
pub const fn may_amend(stage: Stage) -> Result<(), NotAtThisStage> {
    match stage {
        Stage::Draft => Err(NotAtThisStage::AmendDraft),
        other => may_edit_proposals(other),
    }
}

/// Whether the closing date can be moved on.
///
/// # Errors
/// Why not.
pub const fn may_extend(stage: Stage) -> Result<(), NotAtThisStage> {
    match stage {
        Stage::Upcoming | Stage::Open => Ok(()),
        Stage::Draft => Err(NotAtThisStage::ExtendDraft),
        Stage::Closed => Err(NotAtThisStage::ExtendClosed),
        Stage::Decided => Err(NotAtThisStage::ExtendDecided),
        Stage::Withdrawn => Err(NotAtThisStage::ExtendWithdrawn),
    }
}

/// Whether it can be withdrawn.
///
/// # Errors
/// Why not.
pub const fn may_withdraw(stage: Stage) -> Result<(), NotAtThisStage> {
    match stage {
        Stage::Upcoming | Stage::Open | Stage::Closed => Ok(()),
        Stage::Draft => Err(NotAtThisStage::WithdrawDraft),
        Stage::Decided => Err(NotAtThisStage::WithdrawDecided),
        Stage::Withdrawn => Err(NotAtThisStage::WithdrawnAlready),
    }
}

/// Whether it can be deleted: while it is a draft that nobody outside has seen.
///
/// # Errors
/// Why not.
pub const fn may_delete(stage: Stage) -> Result<(), NotAtThisStage> {
    match stage {
        Stage::Draft => Ok(()),
        _ => Err(NotAtThisStage::DeletePublished),
    }
}

/// Whether showing or hiding the counts can be changed.
///
/// # Errors
/// Why not.
pub const fn may_choose_showing(stage: Stage) -> Result<(), NotAtThisStage> {
    match stage {
        Stage::Draft | Stage::Upcoming | Stage::Open => Ok(()),
        Stage::Closed | Stage::Decided => Err(NotAtThisStage::ResultsShown),
        Stage::Withdrawn => Err(NotAtThisStage::ShowingWithdrawn),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAGES: [Stage; 6] =
        [Stage::Draft, Stage::Upcoming, Stage::Open, Stage::Closed, Stage::Decided, Stage::Withdrawn];

    fn where_allowed(rule: impl Fn(Stage) -> bool) -> Vec<Stage> {
        STAGES.into_iter().filter(|stage| rule(*stage)).collect()
    }

    #[test]
    fn each_act_has_its_stages() {
        use Stage::{Closed, Draft, Open, Upcoming};
        assert_eq!(where_allowed(|stage| scope(stage).is_ok()), [Draft, Upcoming, Open, Closed]);
        assert_eq!(where_allowed(|stage| may_add_proposals(stage).is_ok()), [Draft]);
        assert_eq!(where_allowed(|stage| may_edit_proposals(stage).is_ok()), [Draft, Upcoming, Open]);
        assert_eq!(where_allowed(|stage| may_amend(stage).is_ok()), [Upcoming, Open]);
        assert_eq!(where_allowed(|stage| may_extend(stage).is_ok()), [Upcoming, Open]);
        assert_eq!(where_allowed(|stage| may_withdraw(stage).is_ok()), [Upcoming, Open, Closed]);
        assert_eq!(where_allowed(|stage| may_delete(stage).is_ok()), [Draft]);
        assert_eq!(where_allowed(|stage| may_choose_showing(stage).is_ok()), [Draft, Upcoming, Open]);
    }
}
