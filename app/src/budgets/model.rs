//! What a budget vote is: a sum of money, projects that it could pay for, and the ballots of residents.

use serde::{Deserialize, Serialize};

use crate::ids::{BranchId, BudgetId, ConsultationId, ProjectId, ResponseId};
use crate::money::pounds;
use crate::numbers::Noun;
use crate::time::Time;

/// Its bit among what a consultation asks ([`Parts`](crate::consultations::model::Parts)).
pub const BIT: i64 = 2;

/// The longest title of a project or an idea, in characters.
pub const TITLE_LONGEST: usize = 120;
/// The longest text of a project, in characters.
pub const SUMMARY_LONGEST: usize = 2_000;
/// The longest text of an idea, in characters.
pub const IDEA_LONGEST: usize = 2_000;
/// The longest name of a category, in characters.
pub const CATEGORY_LONGEST: usize = 40;

/// Makes a fixed list of words for the record and for forms.
macro_rules! words {
    ($name:ident, $what:literal, $($variant:ident => $word:literal),+ $(,)?) => {
        impl $name {
            /// Every one of them, in the order they are offered.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word used in the record and in forms.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }

            /// The one with this word.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.word() == word)
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(word: String) -> Result<Self, String> {
                Self::from_word(&word).ok_or_else(|| format!("{word:?} is not {}", $what))
            }
        }
    };
}

/// How residents vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BallotKind {
    /// Tick as many projects as one likes.
    ApproveAny,
    /// Tick at most so many.
    ApproveUpTo,
    /// Share out points.
    DividePoints,
}

words! { BallotKind, "a kind of ballot", ApproveAny => "approve-any", ApproveUpTo => "approve-up-to", DividePoints => "divide-points" }

impl BallotKind {
    /// What it is called when staff choose.
    pub const fn title(self) -> &'static str {
        match self {
            Self::ApproveAny => "Tick any number of projects",
            Self::ApproveUpTo => "Tick up to a number of projects",
            Self::DividePoints => "Share out points between projects",
        }
    }
}

/// What spending limits there are beside the total.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Caps {
    /// None.
    None,
    /// At most so much for the projects of a library.
    Branch,
    /// At most so much for the projects of a category.
    Category,
}

words! { Caps, "a kind of cap", None => "none", Branch => "branch", Category => "category" }

/// What equal shares does with money that no group of supporters can spend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Completion {
    /// It raises everybody's share, then buys by votes what still fits.
    RaiseThenGreedy,
    /// It raises everybody's share until nothing more fits.
    Raise,
    /// It is left unspent.
    None,
}

words! { Completion, "a way of completing", RaiseThenGreedy => "raise-then-greedy", Raise => "raise", None => "none" }

/// How a tie is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ties {
    /// By lot, from a seed whose fingerprint is published beforehand and that anybody can check once it has closed.
    Lot,
    /// The project with the lower number wins.
    Number,
}

words! { Ties, "a rule for ties", Lot => "lot", Number => "number" }

/// A budget vote.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Budget {
    /// Its number in the record.
    pub id: BudgetId,
    /// The consultation it belongs to.
    pub consultation_id: ConsultationId,
    /// What it is called.
    pub title: String,
    /// What it is about, as written.
    pub about: String,
    /// The same as safe HTML.
    pub about_html: String,
    /// How much there is to spend, in pence.
    pub total: i64,
    /// How residents vote.
    #[cfg_attr(feature = "ssr", sqlx(try_from = "String"))]
    pub ballot: BallotKind,
    /// How many projects may be ticked, or how many points there are.
    pub most: i64,
    /// What limits there are.
    #[cfg_attr(feature = "ssr", sqlx(try_from = "String"))]
    pub caps: Caps,
    /// What happens with what is left.
    #[cfg_attr(feature = "ssr", sqlx(try_from = "String"))]
    pub completion: Completion,
    /// How a tie is decided.
    #[cfg_attr(feature = "ssr", sqlx(try_from = "String"))]
    pub ties: Ties,
    /// What a lot is drawn from; empty until it is published. Nobody is shown it before closing.
    pub seed: String,
    /// Until when residents may send ideas; none when they may not.
    pub ideas_close_at: Option<Time>,
    /// Goes up with everything the outcome depends on.
    pub changes: i64,
    /// When staff last changed it.
    pub updated_at: Time,
}

/// At most so much for one library or one category.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Cap {
    /// The library, if it is about one.
    pub branch_id: Option<BranchId>,
    /// The library's name.
    pub branch: Option<String>,
    /// The category, if it is about one.
    pub category: String,
    /// At most so much, in pence.
    pub pence: i64,
}

impl Cap {
    /// What it is about, as pages say it.
    pub fn about(&self) -> String {
        self.branch.clone().unwrap_or_else(|| self.category.clone())
    }
}

/// What has become of a project or an idea.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProjectState {
    /// A resident's idea, waiting to be checked.
    Idea,
    /// The same, not shown before somebody has read it.
    Held,
    /// In the vote.
    Entered,
    /// An idea that does not enter the vote.
    Declined,
    /// An idea that became part of another project.
    Merged,
    /// Was in the vote and is not any more.
    Withdrawn,
}

words! {
    ProjectState, "a state of a project", Idea => "idea", Held => "held", Entered => "entered", Declined => "declined",
    Merged => "merged", Withdrawn => "withdrawn"
}

/// Why an idea does not enter the vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdeaRefusal {
    /// It costs more than there is.
    TooExpensive,
    /// It costs money every year.
    RunningCosts,
    /// Somebody else would have to do it.
    NotOurs,
    /// It cannot be done.
    NotPossible,
    /// It happens anyway.
    Already,
    /// It is too unclear to cost.
    Unclear,
    /// It is against the moderation policy, so its words are not shown.
    Policy,
}

words! {
    IdeaRefusal, "a reason", TooExpensive => "too-expensive", RunningCosts => "running-costs", NotOurs => "not-ours",
    NotPossible => "not-possible", Already => "already", Unclear => "unclear", Policy => "policy"
}

impl IdeaRefusal {
    /// A sentence for everybody.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::TooExpensive => "It costs more than the whole budget.",
            Self::RunningCosts => "It would cost money every year, and this budget is spent once.",
            Self::NotOurs => "It is not something the library service can do.",
            Self::NotPossible => "It cannot be done safely or lawfully.",
            Self::Already => "It is being done already, or is planned.",
            Self::Unclear => "It is not clear enough to say what it would cost.",
            Self::Policy => "It is against the moderation policy.",
        }
    }
}

/// A project, or an idea on its way to becoming one.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Project {
    /// Its number in the record.
    pub id: ProjectId,
    /// Its number in the budget, from 1.
    pub number: i64,
    /// What has become of it.
    #[cfg_attr(feature = "ssr", sqlx(try_from = "String"))]
    pub state: ProjectState,
    /// What it is called.
    pub title: String,
    /// What it is, as written. Not read where ideas are listed.
    #[cfg_attr(feature = "ssr", sqlx(default))]
    pub summary: String,
    /// The same as safe HTML.
    #[cfg_attr(feature = "ssr", sqlx(default))]
    pub summary_html: String,
    /// What it costs; none while an idea is not costed.
    pub pence: Option<i64>,
    /// What kind of thing it is.
    pub category: String,
    /// The library it is for.
    pub branch_id: Option<BranchId>,
    /// That library's name.
    pub branch: Option<String>,
    /// The response of the resident whose idea it was.
    pub response_id: Option<ResponseId>,
    /// The idea's title as its author wrote it. Their words are not read where only projects are shown.
    #[cfg_attr(feature = "ssr", sqlx(default))]
    pub idea_title: String,
    /// The idea as its author wrote it.
    #[cfg_attr(feature = "ssr", sqlx(default))]
    pub idea_text: String,
    /// The same as safe HTML.
    #[cfg_attr(feature = "ssr", sqlx(default))]
    pub idea_html: String,
    /// 1 if the author's words may be read by everybody, 0 if not: not before somebody has read an idea that was held.
    pub words_shown: i64,
    /// The word of the reason it was declined for.
    pub reason: String,
    /// What staff said about it.
    pub note: String,
    /// The number of the project it became part of.
    pub merged_into: Option<i64>,
    /// 1 if that project was withdrawn from the vote since. Not read where only projects are shown.
    #[cfg_attr(feature = "ssr", sqlx(default))]
    pub merged_gone: i64,
    /// When it was added.
    pub posted_at: Time,
    /// When it entered the vote.
    pub entered_at: Option<Time>,
    /// When it was declined, merged or withdrawn.
    pub decided_at: Option<Time>,
}

impl Project {
    /// What it costs, nothing while it is not costed.
    pub fn cost(&self) -> i64 {
        self.pence.unwrap_or(0)
    }

    /// Whether a resident had the idea.
    pub const fn from_resident(&self) -> bool {
        self.response_id.is_some()
    }

    /// Whether its author's words may be read by everybody. What becomes of the idea does not change that.
    pub fn is_shown(&self) -> bool {
        self.words_shown != 0 && !self.against_policy()
    }

    /// Whether it was declined because it is against the moderation policy.
    pub fn against_policy(&self) -> bool {
        self.state == ProjectState::Declined && self.reason == IdeaRefusal::Policy.word()
    }
}

/// A ballot as it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CastBallot {
    /// When it was last sent.
    pub cast_at: Option<Time>,
    /// The projects, each with its points; a tick is 1.
    pub marks: Vec<(ProjectId, i64)>,
}

/// What a budget vote is about, to be counted.
pub const PROJECT: Noun = Noun { one: "project", many: "projects" };

/// What is ticked, or how the points are shared, in a sentence. `chosen` projects cost `cost` pence together;
/// `points` are given out.
pub fn running(kind: BallotKind, most: i64, total: i64, chosen: i64, cost: i64, points: i64) -> String {
    let costs = if chosen == 1 { "costs" } else { "cost" };
    let ticked =
        format!("You have ticked {} that {costs} {} of {}.", PROJECT.count(chosen), pounds(cost), pounds(total));
    match kind {
        BallotKind::DividePoints if points > most => {
            format!("You have given {points} points: {} too many. There are {most} to share.", points - most)
        }
        BallotKind::DividePoints => format!("{} of {most} points left.", most - points),
        _ if chosen == 0 => "You have not ticked anything yet.".to_owned(),
        BallotKind::ApproveUpTo if chosen > most => format!("{ticked} That is {} too many.", chosen - most),
        BallotKind::ApproveUpTo if chosen < most => format!("{ticked} You can tick {} more.", most - chosen),
        BallotKind::ApproveUpTo => format!("{ticked} That is as many as you can tick."),
        BallotKind::ApproveAny => ticked,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_running_total_says_what_is_ticked_and_what_is_left() {
        use BallotKind::{ApproveAny, ApproveUpTo, DividePoints};
        let said = |kind, most, chosen, cost, points| running(kind, most, 5_000_000, chosen, cost, points);
        assert_eq!(said(ApproveAny, 0, 4, 3_100_000, 4), "You have ticked 4 projects that cost £31,000 of £50,000.");
        assert_eq!(said(ApproveAny, 0, 1, 50, 1), "You have ticked 1 project that costs £0.50 of £50,000.");
        assert_eq!(said(ApproveAny, 0, 0, 0, 0), "You have not ticked anything yet.");
        assert!(said(ApproveUpTo, 3, 2, 100, 2).ends_with("You can tick 1 more."));
        assert!(said(ApproveUpTo, 3, 3, 100, 3).ends_with("as many as you can tick."));
        assert!(said(ApproveUpTo, 3, 5, 100, 5).ends_with("That is 2 too many."));
        assert_eq!(said(DividePoints, 100, 2, 100, 70), "30 of 100 points left.");
        assert_eq!(
            said(DividePoints, 100, 2, 100, 104),
            "You have given 104 points: 4 too many. There are 100 to share."
        );
    }

    #[test]
    fn every_word_leads_back_to_what_it_stands_for() {
        for state in ProjectState::ALL {
            assert_eq!(ProjectState::from_word(state.word()), Some(*state));
        }
        for reason in IdeaRefusal::ALL {
            assert_eq!(IdeaRefusal::from_word(reason.word()), Some(*reason));
        }
        assert_eq!(BallotKind::try_from("nothing".to_owned()).unwrap_err(), "\"nothing\" is not a kind of ballot");
    }
}
