//! What may be done with a budget vote at a moment, and why not; and the settings by which it is decided. The page
//! that hides a form and the handler that refuses it ask the same function.

mod categories;
mod ready;

use soundings_analysis::budgets::{BallotRule, Choice, Rule, Settings, TieBreak, Utility, check_ballot};

pub use categories::{folded, limit_for, once, spelled};
pub use ready::{NoTime, advice, ready, time_for_ideas};

use super::model::{BallotKind, Budget, Completion, Project, State, Ties};
use crate::clock;
use crate::consultations::model::{Dates, Stage};
use crate::consultations::rules::{closed_to_answers, stage};
use crate::time::Time;

/// How many ideas one person may send to a budget vote.
pub const IDEAS_EACH: i64 = 5;
/// The most projects and ideas of a budget vote: numbers have four digits where ties are decided by them.
pub const MOST_PROJECTS: i64 = 2_000;
/// What is said to somebody who has sent as many ideas as one person may.
pub const IDEAS_REACHED: &str = "You have sent 5 ideas, which is as many as one person can, so that there is time to check everybody’s. What you wrote is \
     below: please keep it if you need it.";
/// What is said when a budget vote holds as many projects and ideas as it can.
pub const IDEAS_FULL: &str = "This budget vote has 2,000 projects and ideas, which is as many as it can hold, so your idea was not recorded. What you \
     wrote is below: please keep it if you need it.";
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

/// Whether the set-up and the service's projects can be changed: the total, the costs, how people vote.
///
/// # Errors
/// Why not.
pub fn may_change(at: Stage) -> Result<Freedom, String> {
    match at {
        Stage::Draft => Ok(Freedom::Freely),
        Stage::Upcoming => Ok(Freedom::Told),
        Stage::Open => {
            Err("People are voting. The total, the projects, what they cost and how people vote stay as they \
                            are, because changing them would change what votes already given mean. You can enter \
                            residents’ ideas, and withdraw a project that turns out to be impossible."
                .into())
        }
        Stage::Closed => Err("This consultation has closed, so the budget vote stays as people voted on it.".into()),
        Stage::Decided => Err("This has been decided, so the budget vote stays as it was.".into()),
        Stage::Withdrawn => Err("This consultation was withdrawn, so the budget vote stays as it was.".into()),
    }
}

/// Whether a budget vote or one of its projects can be deleted.
///
/// # Errors
/// Why not.
pub fn may_delete(at: Stage) -> Result<(), String> {
    match at {
        Stage::Draft => Ok(()),
        _ => {
            Err("This is published, so nothing is deleted. A project can be withdrawn: it stays on the page, with the \
                  reason."
                .into())
        }
    }
}

/// Whether a project can be taken out of the vote, with a reason for everybody.
///
/// # Errors
/// Why not.
pub fn may_withdraw(at: Stage) -> Result<(), String> {
    match at {
        Stage::Upcoming | Stage::Open => Ok(()),
        Stage::Draft => Err("Nobody has seen this draft: delete the project instead.".into()),
        _ => Err(
            "Voting has ended, so the projects stay as people voted on them. If one cannot be built after all, say \
                  so in the decision."
                .into(),
        ),
    }
}

/// Whether a resident's idea can enter the vote.
///
/// # Errors
/// Why not.
pub fn may_enter(at: Stage) -> Result<(), String> {
    match at {
        Stage::Draft | Stage::Upcoming | Stage::Open => Ok(()),
        _ => {
            Err("Voting has ended, so no more ideas can enter. You can still tell their authors why they did not."
                .into())
        }
    }
}

/// Whether residents can send ideas at a moment.
///
/// # Errors
/// A sentence that says why not.
pub fn may_send_ideas(ideas_close_at: Option<Time>, dates: &Dates, now: Time) -> Result<(), String> {
    let Some(until) = ideas_close_at else {
        return Err("This budget vote does not take ideas from residents, so nothing was recorded.".to_owned());
    };
    if let Some(why) = closed_to_answers(dates, now) {
        return Err(why.to_owned());
    }
    if now >= until {
        return Err(format!(
            "Ideas could be sent until {}. After that there is no time left to check and cost them, so nothing was \
             recorded. You can still vote.",
            clock::end_date_time(until)
        ));
    }
    Ok(())
}

/// Whether a budget vote can be published with its consultation.
///
/// # Errors
/// What is missing.
pub fn may_publish(budget: &Budget, projects: usize) -> Result<(), &'static str> {
    if projects == 0 && budget.ideas_close_at.is_none() {
        return Err(
            "The budget vote has no projects, so there would be nothing to vote on. Add projects, or delete it.",
        );
    }
    Ok(())
}

/// What staff are told when a budget vote holds as many projects and ideas as it can.
pub const FULL: &str =
    "This budget vote has 2,000 projects and ideas, which is as many as it can hold, so the project is not added.";
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

/// What the lot is drawn from, for everybody to know. A draft has none, so that whoever numbers the projects cannot know
/// whom it prefers.
pub fn seed(budget: &Budget, at: Stage) -> Option<&str> {
    (at != Stage::Draft && !budget.seed.is_empty()).then_some(budget.seed.as_str())
}

/// What is wrong with the marks of a ballot, in a sentence for whoever sent it.
///
/// # Errors
/// The sentence.
pub fn check(kind: BallotKind, most: i64, points: impl IntoIterator<Item = i64>) -> Result<(), String> {
    let choices: Vec<Choice> =
        points.into_iter().enumerate().map(|(project, points)| Choice { project, points }).collect();
    check_ballot(ballot_rule(kind, most), choices.len(), &choices)
        .map_err(|problems| problems.first().map(ToString::to_string).unwrap_or_default())
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
pub fn may_show_words(idea: &Project) -> Result<(), String> {
    if idea.idea_title.is_empty() {
        Err("Its author had these words erased, so there is nothing to show.".into())
    } else if idea.against_policy() {
        Err("It was declined because it is against the moderation policy, so its words are not shown.".into())
    } else {
        Ok(())
    }
}

/// Whether they can be hidden from everybody.
///
/// # Errors
/// Why not.
pub fn may_hide_words(idea: &Project) -> Result<(), String> {
    if idea.idea_title.is_empty() {
        Err("Its author had these words erased, so there is nothing to hide.".into())
    } else {
        Ok(())
    }
}

/// Whether an idea still waits for staff.
pub const fn waits(state: State) -> bool {
    matches!(state, State::Idea | State::Held)
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
        assert!(may(9).unwrap_err().contains("not open yet"));
        assert_eq!((may(10), may(49)), (Ok(()), Ok(())));
        assert!(may(50).unwrap_err().starts_with("Ideas could be sent until Thursday 1 January 1970 at 1am"));
        assert!(may(90).unwrap_err().contains("has closed"));
        assert!(may_send_ideas(None, &dates, Time(20)).unwrap_err().contains("does not take ideas"));
    }

    #[test]
    fn a_ballot_that_does_not_fit_is_told_why() {
        use BallotKind::{ApproveAny, ApproveUpTo, DividePoints};
        assert_eq!(check(ApproveAny, 0, [1, 1, 1]), Ok(()));
        assert_eq!(check(ApproveUpTo, 2, [1, 1, 1]).unwrap_err(), "You chose 3 projects. Choose 2 or fewer.");
        assert_eq!(check(DividePoints, 10, [6, 4]), Ok(()));
        assert_eq!(check(DividePoints, 10, [6, 5]).unwrap_err(), "You gave out 11 points. You have 10 to share.");
        assert_eq!(
            check(ApproveAny, 0, [5]).unwrap_err(),
            "This vote uses ticks, not points. Tick the projects you want."
        );
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
