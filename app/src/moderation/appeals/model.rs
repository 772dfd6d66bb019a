//! What an appeal is.

use crate::clock;
use crate::ids::AccountId;
use crate::moderation::model::Action;
use crate::time::Time;

/// For how long after a decision its author may appeal: four weeks, so that somebody who was away can, and what is shown
/// does not stay open for ever.
pub const WINDOW: i64 = 28 * Time::DAY;
/// The same in words.
pub const WINDOW_WORDS: &str = "28 days";
/// The longest appeal, in characters.
pub const APPEAL_LONGEST: usize = 2_000;
/// The longest answer to one, in characters.
pub const ANSWER_LONGEST: usize = 1_000;

/// What came of an appeal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppealOutcome {
    /// The author was right: it is shown as they wrote it.
    Upheld,
    /// The decision stands.
    Refused,
    /// Nothing was left to decide: the author had the words erased.
    Ended,
}

impl AppealOutcome {
    /// The word used in the record.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Upheld => "upheld",
            Self::Refused => "refused",
            Self::Ended => "ended",
        }
    }

    /// As a page says it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Upheld => "Upheld: it is shown again as it was written",
            Self::Refused => "Refused: the decision stands",
            Self::Ended => "Ended: its author had the words erased",
        }
    }
}

impl TryFrom<String> for AppealOutcome {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        [Self::Upheld, Self::Refused, Self::Ended]
            .into_iter()
            .find(|one| one.word() == word)
            .ok_or_else(|| format!("{word:?} is not what came of an appeal"))
    }
}

/// An appeal that was sent.
#[derive(Clone, Debug)]
pub struct Appeal {
    /// Its number.
    pub id: i64,
    /// The decision that it is against.
    pub decision: i64,
    /// What the author says.
    pub words: String,
    /// When it was sent.
    pub sent_at: Time,
    /// What came of it, and when; nothing while it waits.
    pub outcome: Option<(AppealOutcome, Time)>,
    /// What the author was told beside it.
    pub answer: String,
}

impl Appeal {
    /// How it stands, in a sentence for whoever wrote it.
    pub fn standing(&self) -> String {
        match self.outcome {
            None => format!(
                "You asked for another look on {}. Somebody else will decide, and we write to you.",
                clock::long_date(self.sent_at)
            ),
            Some((AppealOutcome::Upheld, at)) => {
                format!("On {} your appeal was upheld: it is shown again as you wrote it.", clock::long_date(at))
            }
            Some((AppealOutcome::Refused, at)) => {
                format!("On {} somebody else looked at it, and the decision stands.", clock::long_date(at))
            }
            Some((AppealOutcome::Ended, at)) => {
                format!("It ended on {}, because you had the words erased.", clock::long_date(at))
            }
        }
    }
}

/// A decision that can be appealed against, as far as an appeal needs to know it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct AppealedDecision {
    /// Its number.
    pub id: i64,
    /// What kind of writing it is about.
    pub kind: String,
    /// The number of that.
    pub subject_id: i64,
    /// An action's word.
    pub action: String,
    /// A reason's word.
    pub reason: String,
    /// What the author was told beside the reason.
    pub note: String,
    /// When.
    pub at: Time,
    /// The role of whoever decided; none once their account is gone.
    pub role: Option<String>,
}

impl AppealedDecision {
    /// The first moment at which nobody can appeal against it any more.
    pub const fn until(&self) -> Time {
        self.at.plus(WINDOW)
    }

    /// Whether it held something back: nobody appeals against their words being shown.
    pub fn hides(&self) -> bool {
        Action::from_word(&self.action).is_some_and(Action::needs_reason)
    }
}

/// Who decided something about a piece of writing that its author appeals against.
#[derive(Clone, Debug, Default)]
pub struct FormerDeciders(pub Vec<AccountId>);
