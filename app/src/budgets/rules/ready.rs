//! Whether a budget vote is ready to be published, and what staff should look at again before.

use super::{folded, limit_for};
use crate::budgets::model::{BallotKind, Budget, Cap, Caps, Project, ProjectState};
use crate::clock;
use crate::consultations::checks::{Check, CheckOutcome};
use crate::consultations::model::Dates;
use crate::money::pounds;
use crate::time::Time;

/// What staff should look at again before they publish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Advice {
    /// There are no projects, and none can come from residents.
    NoProjects,
    /// There are none, so people find only their own ideas.
    OnlyIdeas,
    /// There is only one.
    OneProject,
    /// All of them together cost no more than the total.
    NoChoice,
    /// People may tick as many as there are.
    NoLimit,
    /// No project is for the library whose limit this is.
    IdleLibrary(String),
    /// No project has the category whose limit this is.
    IdleCategory(String),
    /// All limits together come to so much, and so much of the total can never be spent.
    NeverSpent(i64, i64),
    /// The project of this number has no category, where limits are by category.
    NoCategory(i64),
}

impl Advice {
    /// Where it is followed, after the consultation's staff address.
    fn page(&self) -> String {
        match self {
            Self::NoProjects | Self::OnlyIdeas | Self::OneProject | Self::NoChoice => {
                "/budget/projects/new#title".to_owned()
            }
            Self::NoLimit => "/budget/edit#up_to".to_owned(),
            Self::IdleLibrary(_) | Self::IdleCategory(_) | Self::NeverSpent(..) => "/budget/edit#caps".to_owned(),
            Self::NoCategory(number) => format!("/budget/projects/{number}#category"),
        }
    }

    /// How it is said to staff.
    pub fn words(&self) -> String {
        match self {
            Self::NoProjects => "There are no projects yet. Add at least two.".to_owned(),
            Self::OnlyIdeas => "There are no projects yet. People will find only their own ideas here.".to_owned(),
            Self::OneProject => "There is only one project, so there is nothing to choose between.".to_owned(),
            Self::NoChoice => {
                "All the projects together cost no more than the total, so every project somebody chooses \
                               can be paid for. Is there a choice to make?"
                    .to_owned()
            }
            Self::NoLimit => "People may tick as many projects as there are, so the limit limits nothing.".to_owned(),
            Self::IdleLibrary(about) => format!("No project is for {about}, so its limit holds nothing back."),
            Self::IdleCategory(about) => {
                format!("No project has the category “{about}”, so its limit holds nothing back.")
            }
            Self::NeverSpent(limited, left) => format!(
                "The limits together come to {}, and every project falls under one of them: {} of the total can never be \
                 spent.",
                pounds(*limited),
                pounds(*left)
            ),
            Self::NoCategory(number) => format!("Project {number} has no category, so no limit holds it back."),
        }
    }
}

/// Limits that hold nothing back, because no project falls under them.
fn idle_limits(caps: &[Cap], entered: &[&Project]) -> Vec<Advice> {
    caps.iter()
        .filter(|cap| match cap.branch_id {
            Some(library) => entered.iter().all(|project| project.branch_id != Some(library)),
            None => entered.iter().all(|project| folded(&project.category) != folded(&cap.category)),
        })
        .map(|cap| match cap.branch_id {
            Some(_) => Advice::IdleLibrary(cap.about()),
            None => Advice::IdleCategory(cap.about()),
        })
        .collect()
}

/// What staff should look at again before they publish.
pub fn advice(budget: &Budget, caps: &[Cap], projects: &[&Project]) -> Vec<Advice> {
    let entered: Vec<&Project> =
        projects.iter().copied().filter(|project| project.state == ProjectState::Entered).collect();
    let mut advice: Vec<Advice> = Vec::new();
    let together: i64 = entered.iter().map(|project| project.cost()).sum();
    match entered.len() {
        0 if budget.ideas_close_at.is_none() => advice.push(Advice::NoProjects),
        0 => advice.push(Advice::OnlyIdeas),
        1 => advice.push(Advice::OneProject),
        _ if together <= budget.total => advice.push(Advice::NoChoice),
        _ => {}
    }
    if budget.ballot == BallotKind::ApproveUpTo && !entered.is_empty() && budget.most >= entered.len() as i64 {
        advice.push(Advice::NoLimit);
    }
    if entered.is_empty() {
        return advice;
    }
    advice.extend(idle_limits(caps, &entered));
    let free: Vec<&&Project> =
        entered.iter().filter(|project| limit_for(caps, &project.category, project.branch_id).is_none()).collect();
    let limited: i64 = caps.iter().map(|cap| cap.pence).sum();
    if !caps.is_empty() && free.is_empty() && limited < budget.total && budget.ideas_close_at.is_none() {
        advice.push(Advice::NeverSpent(limited, budget.total - limited));
    }
    if budget.caps == Caps::Category {
        let without = free.iter().filter(|project| project.category.is_empty());
        advice.extend(without.map(|project| Advice::NoCategory(project.number)));
    }
    advice
}

/// Why ideas that can be sent until a moment would have no time, or too much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoTime {
    /// The consultation opens only then.
    BeforeOpening(Time),
    /// The moment has passed.
    Over,
    /// The consultation closes before.
    AfterClosing(Time),
}

/// Whether ideas that can be sent until this moment leave people time: they are taken while the consultation is open.
/// One that was to open earlier opens when it is published, which is not before now.
///
/// # Errors
/// Why not.
pub fn time_for_ideas(until: Time, dates: &Dates, now: Time) -> Result<(), NoTime> {
    match (dates.opens_at, dates.closes_at) {
        (Some(opens), _) if opens > now && until <= opens => Err(NoTime::BeforeOpening(opens)),
        _ if until <= now => Err(NoTime::Over),
        (_, Some(closes)) if until > closes => Err(NoTime::AfterClosing(closes)),
        _ => Ok(()),
    }
}

/// What keeps a budget vote from being published with its consultation.
enum NotReady {
    /// There are no projects, and none can come from residents.
    NoProjects,
    /// The dates may have been moved, or have passed, since it was set up: ideas could be sent until this moment.
    Ideas(Time, NoTime),
}

impl NotReady {
    /// Where it is mended, after the consultation's staff address.
    const fn page(&self) -> &'static str {
        match self {
            Self::NoProjects => "/budget/projects/new#title",
            Self::Ideas(..) => "/budget/edit#ideas_close_date",
        }
    }

    /// How the check says it.
    fn found(&self) -> String {
        let (on, end) = (clock::long_date_time, clock::end_date_time);
        match self {
            Self::NoProjects => {
                "The budget vote has no projects, so there would be nothing to vote on. Add projects, or delete it."
                    .to_owned()
            }
            Self::Ideas(until, NoTime::BeforeOpening(opens)) => {
                format!("Ideas could be sent until {}, but the consultation opens only on {}.", end(*until), on(*opens))
            }
            Self::Ideas(until, NoTime::Over) => format!("Ideas could be sent until {}, which has passed.", end(*until)),
            Self::Ideas(until, NoTime::AfterClosing(closes)) => {
                format!("Ideas could be sent until {}, but the consultation closes on {}.", end(*until), end(*closes))
            }
        }
    }
}

/// Whether a budget vote with so many projects can be published with its consultation.
fn may_publish(budget: &Budget, projects: usize, dates: &Dates, now: Time) -> Result<(), NotReady> {
    match budget.ideas_close_at {
        None if projects == 0 => Err(NotReady::NoProjects),
        None => Ok(()),
        Some(until) => time_for_ideas(until, dates, now).map_err(|why| NotReady::Ideas(until, why)),
    }
}

/// The check before publishing: without projects there is nothing to vote on; a limit for what no project has is told.
pub fn ready(budget: &Budget, dates: &Dates, caps: &[Cap], projects: &[Project], now: Time) -> Check {
    let entered: Vec<&Project> = projects.iter().filter(|project| project.state == ProjectState::Entered).collect();
    let all: Vec<&Project> = projects.iter().collect();
    let looked = advice(budget, caps, &all);
    let blocked = may_publish(budget, entered.len(), dates, now);
    let page = match (&blocked, looked.first()) {
        (Err(why), _) => why.page().to_owned(),
        (Ok(()), Some(first)) => first.page(),
        (Ok(()), None) => "/budget#projects".to_owned(),
    };
    let advice: Vec<String> = looked.iter().map(Advice::words).collect();
    let (outcome, found) = match blocked {
        Err(why) => (CheckOutcome::Missing, why.found()),
        // Residents' ideas may still make it right.
        Ok(()) if !advice.is_empty() && budget.ideas_close_at.is_some() => (CheckOutcome::Passed, advice.join(" ")),
        Ok(()) if !advice.is_empty() => (CheckOutcome::Advised, advice.join(" ")),
        Ok(()) => {
            let together: i64 = entered.iter().map(|project| project.cost()).sum();
            let found = format!(
                "{} to spend. {} projects to choose from, {} together.",
                pounds(budget.total),
                entered.len(),
                pounds(together)
            );
            (CheckOutcome::Passed, found)
        }
    };
    Check {
        key: "budget",
        task: "Look over the budget vote",
        outcome,
        found,
        why: "Once people vote, the sum, the projects and the limits stay as they are. A limit for a category that no project has is often a slip: it then holds back nothing of what you meant it for.",
        page,
        aside: "the budget vote is not as we usually set one up".to_owned(),
    }
}
