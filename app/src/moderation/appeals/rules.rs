//! Who may appeal, until when, and who may decide about it.

use super::model::{AppealedDecision, FormerDeciders, WINDOW_WORDS};
use crate::clock;
use crate::ids::AccountId;
use crate::moderation::model::{Action, WritingState};
use crate::moderation::writing::WritingItem;
use crate::reason;
use crate::reason::{Reason, WhyNot};
use crate::time::Time;

/// Why an author cannot appeal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAppeal {
    /// It can be read as it was written.
    Shown,
    /// Its words are erased.
    Erased,
    /// The time for it has gone by, at this moment.
    TooLate(Time),
    /// There was one.
    Made,
}

impl WhyNot for NoAppeal {
    fn reason(&self) -> Reason {
        match self {
            Self::Shown => reason!(
                "appeal-shown",
                CONFLICT,
                Residents,
                "What was decided about is shown as it was written: there is nothing to appeal against",
                "It is shown as you wrote it, so there is nothing to appeal against."
            ),
            Self::Erased => reason!(
                "appeal-erased",
                CONFLICT,
                Residents,
                "The author had the words erased: nothing is left to decide about",
                "You had these words erased, so nothing is left to decide about."
            ),
            Self::TooLate(until) => reason!(
                "appeal-too-late",
                CONFLICT,
                Residents,
                "An author appeals within 28 days, and these have gone by",
                format!(
                    "You could appeal for {WINDOW_WORDS}, until {}. You can still write to the library service.",
                    clock::end_date_time(*until)
                )
            ),
            Self::Made => reason!(
                "appeal-made",
                CONFLICT,
                Residents,
                "There is one appeal against each decision, and it was sent",
                "You have appealed against this decision already. There is one appeal against each."
            ),
        }
    }
}

/// Whether an author may appeal against a decision about this.
///
/// # Errors
/// Why not.
pub fn may_appeal(decision: &AppealedDecision, item: &WritingItem, made: bool, now: Time) -> Result<(), NoAppeal> {
    if made {
        Err(NoAppeal::Made)
    } else if item.erased {
        Err(NoAppeal::Erased)
    } else if item.state == WritingState::Published {
        Err(NoAppeal::Shown)
    } else if now >= decision.until() {
        Err(NoAppeal::TooLate(decision.until()))
    } else {
        Ok(())
    }
}

/// Why somebody cannot decide about an appeal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotYours {
    /// They decided about the same words before.
    DecidedBefore,
    /// They wrote the words.
    OwnWords,
    /// Somebody decided it meanwhile, or there is nothing left to decide.
    Decided,
}

impl WhyNot for NotYours {
    fn reason(&self) -> Reason {
        match self {
            Self::DecidedBefore => reason!(
                "appeal-own-decision",
                CONFLICT,
                Staff,
                "An appeal is decided by somebody who has not decided about the same words before",
                "You decided about these words before, so somebody else has to decide about the appeal."
            ),
            Self::OwnWords => reason!(
                "appeal-own-words",
                CONFLICT,
                Staff,
                "Nobody decides about what they wrote themselves",
                "You wrote this yourself, so somebody else has to decide about it."
            ),
            Self::Decided => reason!(
                "appeal-decided",
                CONFLICT,
                Staff,
                "The appeal was decided meanwhile",
                "Somebody else decided about this appeal while you were reading, so your decision is not recorded."
            ),
        }
    }
}

/// Whether somebody may decide about an appeal.
///
/// # Errors
/// Why not.
pub fn may_decide(by: AccountId, before: &FormerDeciders, author: Option<AccountId>) -> Result<(), NotYours> {
    if author == Some(by) {
        Err(NotYours::OwnWords)
    } else if before.0.contains(&by) {
        Err(NotYours::DecidedBefore)
    } else {
        Ok(())
    }
}

/// Why something cannot be decided beside an appeal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AppealWaits;

impl WhyNot for AppealWaits {
    fn reason(&self) -> Reason {
        reason!(
            "appeal-waits",
            CONFLICT,
            Staff,
            "Its author appeals: whether it is shown again is decided there",
            "Its author has appealed. Whether it is shown again is decided under “Appeals”, by somebody who has not decided \
             about it before."
        )
    }
}

/// Whether something may be decided about words whose author appeals: what is still shown of them may be hidden, and
/// nothing else. Leaving them as they are is no action.
///
/// # Errors
/// Why not.
pub fn beside_an_appeal(was: WritingState, action: Option<Action>) -> Result<(), AppealWaits> {
    match action {
        None => Ok(()),
        Some(action) if was.shown() && !action.state().shown() => Ok(()),
        Some(_) => Err(AppealWaits),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_decides_about_their_own_decision_or_their_own_words() {
        let [one, other, third] = [1, 2, 3].map(AccountId);
        let before = FormerDeciders(vec![one]);
        assert_eq!(may_decide(one, &before, None), Err(NotYours::DecidedBefore));
        assert_eq!(may_decide(other, &before, Some(other)), Err(NotYours::OwnWords));
        assert_eq!(may_decide(third, &before, Some(other)), Ok(()));
    }

    #[test]
    fn beside_an_appeal_words_are_only_hidden() {
        use WritingState::{Held, Redacted, Removed};
        assert_eq!(beside_an_appeal(Redacted, Some(Action::Remove)), Ok(()));
        assert_eq!(beside_an_appeal(Removed, None), Ok(()));
        for (was, action) in [(Removed, Action::Publish), (Held, Action::Redact), (Removed, Action::Hold)] {
            assert_eq!(beside_an_appeal(was, Some(action)), Err(AppealWaits));
        }
    }
}
