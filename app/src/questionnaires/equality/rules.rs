//! When staff may choose the equality questions of a consultation, and why not.

use crate::consultations::model::Stage;
use crate::reason;
use crate::reason::{Reason, WhyNot};

/// Why the equality questions of a consultation stay as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EqualityFixed {
    /// People answer: those who came later would be asked something else.
    Open,
    /// It has ended.
    Ended,
    /// Another questionnaire of the consultation asks them.
    Elsewhere,
}

impl WhyNot for EqualityFixed {
    fn reason(&self) -> Reason {
        match self {
            Self::Open => reason!(
                "equality-open",
                CONFLICT,
                Staff,
                "Equality questions are chosen before a consultation opens; while it is open they can only be stopped",
                "The consultation is open, so its equality questions stay as they are: the counts would not say who was asked what. You can stop asking them."
            ),
            Self::Ended => reason!(
                "equality-ended",
                CONFLICT,
                Staff,
                "The consultation has ended: its equality questions stay as they were",
                "The consultation has ended, so its equality questions stay as they were."
            ),
            Self::Elsewhere => reason!(
                "equality-elsewhere",
                CONFLICT,
                Staff,
                "Another questionnaire of the consultation asks the equality questions",
                "Another questionnaire of this consultation asks the equality questions already. Each person is asked them once, so only one questionnaire can."
            ),
        }
    }
}

/// Whether it can be chosen what is asked.
///
/// # Errors
/// Why not.
pub const fn may_choose(stage: Stage) -> Result<(), EqualityFixed> {
    match stage {
        Stage::Draft | Stage::Upcoming => Ok(()),
        Stage::Open => Err(EqualityFixed::Open),
        Stage::Closed | Stage::Decided | Stage::Withdrawn => Err(EqualityFixed::Ended),
    }
}

/// Whether asking can be stopped.
///
/// # Errors
/// Why not.
pub const fn may_stop(stage: Stage) -> Result<(), EqualityFixed> {
    match stage {
        Stage::Draft | Stage::Upcoming | Stage::Open => Ok(()),
        Stage::Closed | Stage::Decided | Stage::Withdrawn => Err(EqualityFixed::Ended),
    }
}
