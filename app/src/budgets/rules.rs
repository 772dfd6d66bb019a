//! What may be done with a budget vote at a moment, and why not; and the settings by which it is decided. The page
//! that hides a form and the handler that refuses it ask the same function.

mod categories;
mod ready;

use soundings_analysis::budgets::{BallotProblem, BallotRule, Choice, Rule, Settings, TieBreak, Utility, check_ballot};

pub use categories::{folded, limit_for, once, spelled};
pub use ready::{Advice, NoTime, advice, ready, time_for_ideas};

use super::model::{BallotKind, Budget, Completion, Project, ProjectState, Ties};
use crate::clock;
use crate::consultations::lot;
use crate::consultations::model::{Dates, Stage};
use crate::consultations::rules::{Closed, closed_to_answers, stage};
use crate::reason;
use crate::reason::{Reason, WhyNot};
use crate::time::Time;

/// How many ideas one person may send to a budget vote.
pub const IDEAS_EACH: i64 = 5;
/// The most projects and ideas of a budget vote: numbers have four digits where ties are decided by them.
pub const MOST_PROJECTS: i64 = 2_000;
/// The smallest steps in which everybody's share is raised: one penny.
const STEP: u64 = 1;

/// How freely staff may change a budget vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freedom {
    /// Nobody has seen it.
    Freely,
    /// It is published and nobody has voted yet: every change is told to the public.
    Told,
}

/// Why staff may not change a budget vote, its projects or an idea.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BudgetFixed {
    /// People are voting on it as it is.
    Open,
    /// The consultation has closed.
    Closed,
    /// It has been decided.
    Decided,
    /// The consultation was withdrawn.
    Withdrawn,
    /// What was published is not deleted.
    Published,
    /// Nobody has seen the project.
    ProjectOfDraft,
    /// Projects stay as people voted on them.
    VotingOver,
    /// Ideas no longer enter the vote.
    NoEntry,
    /// The project was withdrawn.
    ProjectWithdrawn,
    /// It holds as many projects and ideas as it can.
    Full,
    /// The author of the idea had its words erased: there are none to show.
    NothingToShow,
    /// The idea is against the moderation policy.
    AgainstPolicy,
}

impl WhyNot for BudgetFixed {
    fn reason(&self) -> Reason {
        match self {
            Self::Open => reason!(
                "budget-open",
                CONFLICT,
                Staff,
                "People are voting: the budget vote stays as it is",
                "People are voting. The total, the projects, what they cost and how people vote stay as they are, because changing them would change what votes already given mean. You can enter residents’ ideas, and withdraw a project that turns out to be impossible."
            ),
            Self::Closed => reason!(
                "budget-closed",
                CONFLICT,
                Staff,
                "The consultation has closed: the budget vote stays as it was",
                "This consultation has closed, so the budget vote stays as people voted on it."
            ),
            Self::Decided => reason!(
                "budget-decided",
                CONFLICT,
                Staff,
                "The consultation has been decided: the budget vote stays as it was",
                "This has been decided, so the budget vote stays as it was."
            ),
            Self::Withdrawn => reason!(
                "budget-withdrawn",
                CONFLICT,
                Staff,
                "The consultation was withdrawn: the budget vote stays as it was",
                "This consultation was withdrawn, so the budget vote stays as it was."
            ),
            Self::Published => reason!(
                "budget-published",
                CONFLICT,
                Staff,
                "Budget votes and their projects are deleted in drafts only",
                "This is published, so nothing is deleted. A project can be withdrawn: it stays on the page, with the reason."
            ),
            Self::ProjectOfDraft => reason!(
                "project-of-draft",
                CONFLICT,
                Staff,
                "Projects of a draft are deleted, not withdrawn",
                "Nobody has seen this draft: delete the project instead."
            ),
            Self::VotingOver => reason!(
                "project-voting-over",
                CONFLICT,
                Staff,
                "Voting has ended: no project is withdrawn",
                "Voting has ended, so the projects stay as people voted on them. If one cannot be built after all, say so in the decision."
            ),
            Self::NoEntry => reason!(
                "idea-voting-over",
                CONFLICT,
                Staff,
                "Voting has ended: no idea enters the vote",
                "Voting has ended, so no more ideas can enter. You can still tell their authors why they did not."
            ),
            Self::ProjectWithdrawn => reason!(
                "project-withdrawn",
                CONFLICT,
                Staff,
                "The project is withdrawn: it stays as it is",
                "This project is withdrawn, so it stays as it is."
            ),
            Self::Full => reason!(
                "budget-full",
                CONFLICT,
                Staff,
                "The budget vote holds as many projects and ideas as it can",
                "This budget vote has 2,000 projects and ideas, which is as many as it can hold, so the project is not added."
            ),
            Self::NothingToShow => reason!(
                "idea-erased",
                CONFLICT,
                Staff,
                "The words of the idea were erased: there is nothing to show",
                "Its author had these words erased, so there is nothing to show."
            ),
            Self::AgainstPolicy => reason!(
                "idea-against-policy",
                CONFLICT,
                Staff,
                "The idea was declined under the moderation policy: its words are not shown",
                "It was declined because it is against the moderation policy, so its words are not shown."
            ),
        }
    }
}

/// Whether the set-up and the service's projects can be changed: the total, the costs, how people vote.
///
/// # Errors
/// Why not.
pub const fn may_change(at: Stage) -> Result<Freedom, BudgetFixed> {
    match at {
        Stage::Draft => Ok(Freedom::Freely),
        Stage::Upcoming => Ok(Freedom::Told),
        Stage::Open => Err(BudgetFixed::Open),
        Stage::Closed => Err(BudgetFixed::Closed),
        Stage::Decided => Err(BudgetFixed::Decided),
        Stage::Withdrawn => Err(BudgetFixed::Withdrawn),
    }
}

/// Whether a budget vote or one of its projects can be deleted.
///
/// # Errors
/// Why not.
pub const fn may_delete(at: Stage) -> Result<(), BudgetFixed> {
    match at {
        Stage::Draft => Ok(()),
        _ => Err(BudgetFixed::Published),
    }
}

/// Whether a project can be taken out of the vote, with a reason for everybody.
///
/// # Errors
/// Why not.
pub const fn may_withdraw(at: Stage) -> Result<(), BudgetFixed> {
    match at {
        Stage::Upcoming | Stage::Open => Ok(()),
        Stage::Draft => Err(BudgetFixed::ProjectOfDraft),
        _ => Err(BudgetFixed::VotingOver),
    }
}

/// Whether a resident's idea can enter the vote.
///
/// # Errors
/// Why not.
pub const fn may_enter(at: Stage) -> Result<(), BudgetFixed> {
    match at {
        Stage::Draft | Stage::Upcoming | Stage::Open => Ok(()),
        _ => Err(BudgetFixed::NoEntry),
    }
}

/// Whether residents can send ideas at a moment.
///
/// # Errors
/// Why not.
pub fn may_send_ideas(ideas_close_at: Option<Time>, dates: &Dates, now: Time) -> Result<(), BudgetRefused> {
    let Some(until) = ideas_close_at else { return Err(BudgetRefused::NoIdeas) };
    if let Some(why) = closed_to_answers(dates, now) {
        return Err(BudgetRefused::Closed(why));
    }
    if now >= until { Err(BudgetRefused::IdeasOver(until)) } else { Ok(()) }
}

/// Why a ballot or an idea is not recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BudgetRefused {
    /// All that was chosen was withdrawn from the vote meanwhile.
    ChoiceWithdrawn,
    /// The ballot does not keep the rule of the vote.
    Ballot(BallotProblem),
    /// The vote takes no ideas.
    NoIdeas,
    /// Ideas could be sent until this moment.
    IdeasOver(Time),
    /// This person has sent as many ideas as one may.
    IdeasReached,
    /// The vote holds as many projects and ideas as it can.
    IdeasFull,
    /// The consultation takes no answers now.
    Closed(Closed),
}

impl WhyNot for BudgetRefused {
    fn reason(&self) -> Reason {
        match self {
            Self::ChoiceWithdrawn => reason!(
                "choice-withdrawn",
                CONFLICT,
                Residents,
                "All projects on the ballot were withdrawn meanwhile",
                "What you chose was withdrawn from the vote meanwhile, so nothing was recorded. Please look at the projects again."
            ),
            Self::Ballot(problem) => reason!(
                "ballot-against-rule",
                CONFLICT,
                Residents,
                "The ballot does not keep the rule of the vote",
                problem.to_string()
            ),
            Self::NoIdeas => reason!(
                "no-ideas",
                CONFLICT,
                Residents,
                "The budget vote takes no ideas",
                "This budget vote does not take ideas from residents, so nothing was recorded."
            ),
            Self::IdeasOver(until) => reason!(
                "ideas-over",
                CONFLICT,
                Residents,
                "The time for ideas is over",
                format!(
                    "Ideas could be sent until {}. After that there is no time left to check and cost them, so nothing was \
                     recorded. You can still vote.",
                    clock::end_date_time(*until)
                )
            ),
            Self::IdeasReached => reason!(
                "too-many-ideas",
                TOO_MANY_REQUESTS,
                Residents,
                "One person sent as many ideas as one can",
                "You have sent 5 ideas, which is as many as one person can, so that there is time to check everybody’s. What you wrote is below: please keep it if you need it."
            ),
            Self::IdeasFull => reason!(
                "ideas-full",
                CONFLICT,
                Residents,
                "The budget vote holds as many projects and ideas as it can",
                "This budget vote has 2,000 projects and ideas, which is as many as it can hold, so your idea was not recorded. What you wrote is below: please keep it if you need it."
            ),
            Self::Closed(why) => why.reason(),
        }
    }
}

/// What is said above a form whose consultation was published while it was being filled in.
pub const PUBLISHED_MEANWHILE: &str = "A colleague published this consultation while you were writing. What you typed is below and not saved yet. If it \
     is still needed, say what changes and why: people will be told.";

/// What is said above a form that came too late, for this reason. What was typed stays on the page.
pub fn not_saved(why: &str) -> String {
    format!("{why} What you typed is below, so that you can keep it; it is not saved.")
}

/// What somebody typed as a sentence, with a full stop where it has none, so that another can follow.
pub fn sentence(typed: &str) -> String {
    let typed = typed.trim_end();
    let end = typed.trim_end_matches(['”', '’', '"', '\'', ')']);
    if end.is_empty() || end.ends_with(['.', '!', '?', '…']) { typed.to_owned() } else { format!("{typed}.") }
}

/// What the lot is drawn from, once everybody may know it ([`lot`](crate::consultations::lot)); none where no lot decides.
pub fn seed(budget: &Budget, at: Stage) -> Option<&str> {
    (budget.ties == Ties::Lot).then(|| lot::told(&budget.seed, at)).flatten()
}

/// What is wrong with the marks of a ballot.
///
/// # Errors
/// What is wrong first.
pub fn check(kind: BallotKind, most: i64, points: impl IntoIterator<Item = i64>) -> Result<(), BallotProblem> {
    let choices: Vec<Choice> =
        points.into_iter().enumerate().map(|(project, points)| Choice { project, points }).collect();
    match check_ballot(ballot_rule(kind, most), choices.len(), &choices) {
        Ok(()) => Ok(()),
        Err(problems) => problems.into_iter().next().map_or(Ok(()), Err),
    }
}

fn ballot_rule(kind: BallotKind, most: i64) -> BallotRule {
    let most = u64::try_from(most).unwrap_or(0);
    match kind {
        BallotKind::ApproveAny => BallotRule::ApproveAny,
        BallotKind::ApproveUpTo => BallotRule::ApproveUpTo { most },
        BallotKind::DividePoints => BallotRule::DividePoints { points: most },
    }
}

/// What a project is called where votes are counted and ties are decided: its number with four digits, so that the
/// order of the texts is the order of the numbers.
pub fn id(number: i64) -> String {
    format!("{number:04}")
}

fn settings(budget: &Budget, rule: Rule) -> Settings {
    Settings {
        rule,
        utility: utility(budget.ballot),
        ties: match budget.ties {
            Ties::Number => TieBreak::ById,
            Ties::Lot => TieBreak::BySeed(budget.seed.clone()),
        },
    }
}

/// What a funded project is worth to a supporter: its cost where people tick, their points where they share points.
pub fn utility(kind: BallotKind) -> Utility {
    match kind {
        BallotKind::ApproveAny | BallotKind::ApproveUpTo => Utility::Cost,
        BallotKind::DividePoints => Utility::Points,
    }
}

/// The place of each id in the lot of a seed, the most preferred 0.
pub fn by_lot(seed: &str, ids: &[String]) -> Vec<usize> {
    TieBreak::BySeed(seed.to_owned()).ranks(ids.iter().map(String::as_str))
}

/// The settings of equal shares, by which a budget vote is decided.
pub fn equal_shares(budget: &Budget) -> Settings {
    let (increment, then_greedily) = match budget.completion {
        Completion::None => (None, false),
        Completion::Raise => (Some(STEP), false),
        Completion::RaiseThenGreedy => (Some(STEP), true),
    };
    settings(budget, Rule::EqualShares { increment, then_greedily })
}

/// The settings of "most votes first", which stands beside it.
pub fn greedy(budget: &Budget) -> Settings {
    settings(budget, Rule::Greedy)
}

/// Whether residents can vote at a moment, and if not, what to tell them first.
pub fn voting_is_open(dates: &Dates, now: Time) -> bool {
    stage(dates, now) == Stage::Open
}

/// Whether the words of an idea's author can be shown to everybody.
///
/// # Errors
/// Why not.
pub fn may_show_words(idea: &Project) -> Result<(), BudgetFixed> {
    if idea.idea_title.is_empty() {
        Err(BudgetFixed::NothingToShow)
    } else if idea.against_policy() {
        Err(BudgetFixed::AgainstPolicy)
    } else {
        Ok(())
    }
}

/// Whether an idea still waits for staff.
pub const fn waits(state: ProjectState) -> bool {
    matches!(state, ProjectState::Idea | ProjectState::Held)
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
        use Stage::{Draft, Open, Upcoming};
        assert_eq!(where_allowed(|at| may_change(at) == Ok(Freedom::Freely)), [Draft]);
        assert_eq!(where_allowed(|at| may_change(at) == Ok(Freedom::Told)), [Upcoming]);
        assert_eq!(where_allowed(|at| may_delete(at).is_ok()), [Draft]);
        assert_eq!(where_allowed(|at| may_withdraw(at).is_ok()), [Upcoming, Open]);
        assert_eq!(where_allowed(|at| may_enter(at).is_ok()), [Draft, Upcoming, Open]);
    }

    #[test]
    fn ideas_are_taken_to_the_very_millisecond() {
        let dates = Dates {
            published_at: Some(Time(1)),
            opens_at: Some(Time(10)),
            closes_at: Some(Time(90)),
            ..Dates::default()
        };
        let may = |now| may_send_ideas(Some(Time(50)), &dates, Time(now));
        assert!(may(9).unwrap_err().words().contains("not open yet"));
        assert_eq!((may(10), may(49)), (Ok(()), Ok(())));
        assert!(may(50).unwrap_err().words().starts_with("Ideas could be sent until Thursday 1 January 1970 at 1am"));
        assert!(may(90).unwrap_err().words().contains("has closed"));
        assert!(may_send_ideas(None, &dates, Time(20)).unwrap_err().words().contains("does not take ideas"));
    }

    #[test]
    fn a_ballot_that_does_not_fit_is_told_why() {
        use BallotKind::{ApproveAny, ApproveUpTo, DividePoints};
        let said = |checked: Result<(), BallotProblem>| BudgetRefused::Ballot(checked.unwrap_err()).words();
        assert_eq!(check(ApproveAny, 0, [1, 1, 1]), Ok(()));
        assert_eq!(said(check(ApproveUpTo, 2, [1, 1, 1])), "You chose 3 projects. Choose 2 or fewer.");
        assert_eq!(check(DividePoints, 10, [6, 4]), Ok(()));
        assert_eq!(said(check(DividePoints, 10, [6, 5])), "You gave out 11 points. You have 10 to share.");
        assert_eq!(said(check(ApproveAny, 0, [5])), "This vote uses ticks, not points. Tick the projects you want.");
    }

    #[test]
    fn a_sentence_without_a_full_stop_gets_one() {
        for (typed, shown) in [
            ("Same", "Same."),
            ("Same.", "Same."),
            ("Really?", "Really?"),
            ("She said “no.”", "She said “no.”"),
            ("For a “reason”", "For a “reason”."),
            ("", ""),
        ] {
            assert_eq!(sentence(typed), shown);
        }
    }

    #[test]
    fn ideas_end_after_the_opening_that_publishing_makes_and_before_the_closing() {
        let dates = Dates { opens_at: Some(Time(10)), closes_at: Some(Time(90)), ..Dates::default() };
        let time = |until, now| time_for_ideas(Time(until), &dates, Time(now));
        assert_eq!(time(10, 5), Err(NoTime::BeforeOpening(Time(10))));
        assert_eq!((time(11, 5), time(90, 5)), (Ok(()), Ok(())));
        assert_eq!(time(91, 5), Err(NoTime::AfterClosing(Time(90))));
        assert_eq!((time(50, 50), time(51, 50)), (Err(NoTime::Over), Ok(())));
    }

    #[test]
    fn the_order_of_ids_is_the_order_of_numbers() {
        assert!(id(2) < id(10) && id(10) < id(999) && id(999) < id(MOST_PROJECTS));
    }
}
