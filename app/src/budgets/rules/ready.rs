//! Whether a budget vote is ready to be published, and what staff should look at again before.

use super::{folded, limit_for, may_publish};
use crate::budgets::model::{BallotKind, Budget, Cap, Caps, Project, State};
use crate::clock;
use crate::consultations::checks::{Check, Outcome};
use crate::consultations::model::Dates;
use crate::money::pounds;
use crate::time::Time;

/// Sentences about limits that hold nothing back, because no project falls under them.
fn idle_limits(caps: &[Cap], entered: &[&Project]) -> Vec<String> {
    caps.iter()
        .filter(|cap| match cap.branch_id {
            Some(library) => entered.iter().all(|project| project.branch_id != Some(library)),
            None => entered.iter().all(|project| folded(&project.category) != folded(&cap.category)),
        })
        .map(|cap| {
            if cap.branch_id.is_some() {
                format!("No project is for {}, so its limit holds nothing back.", cap.about())
            } else {
                format!("No project has the category “{}”, so its limit holds nothing back.", cap.about())
            }
        })
        .collect()
}

/// What staff should look at again before they publish.
pub fn advice(budget: &Budget, caps: &[Cap], projects: &[&Project]) -> Vec<String> {
    let entered: Vec<&Project> = projects.iter().copied().filter(|project| project.state == State::Entered).collect();
    let mut advice: Vec<String> = Vec::new();
    let together: i64 = entered.iter().map(|project| project.cost()).sum();
    match entered.len() {
        0 if budget.ideas_close_at.is_none() => advice.push("There are no projects yet. Add at least two.".to_owned()),
        0 => advice.push("There are no projects yet. People will find only their own ideas here.".to_owned()),
        1 => advice.push("There is only one project, so there is nothing to choose between.".to_owned()),
        _ if together <= budget.total => advice.push(
            "All the projects together cost no more than the total, so every project somebody chooses can be paid for. \
             Is there a choice to make?"
                .to_owned(),
        ),
        _ => {}
    }
    if budget.ballot == BallotKind::ApproveUpTo && !entered.is_empty() && budget.most >= entered.len() as i64 {
        advice.push("People may tick as many projects as there are, so the limit limits nothing.".to_owned());
    }
    if entered.is_empty() {
        return advice;
    }
    advice.extend(idle_limits(caps, &entered));
    let free: Vec<&&Project> =
        entered.iter().filter(|project| limit_for(caps, &project.category, project.branch_id).is_none()).collect();
    let limited: i64 = caps.iter().map(|cap| cap.pence).sum();
    if !caps.is_empty() && free.is_empty() && limited < budget.total && budget.ideas_close_at.is_none() {
        advice.push(format!(
            "The limits together come to {}, and every project falls under one of them: {} of the total can never be spent.",
            pounds(limited),
            pounds(budget.total - limited)
        ));
    }
    if budget.caps == Caps::Category {
        advice.extend(
            free.iter()
                .filter(|project| project.category.is_empty())
                .map(|project| format!("Project {} has no category, so no limit holds it back.", project.number)),
        );
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

/// The dates may have been moved, or have passed, since this was set up.
fn ideas_out_of_time(budget: &Budget, dates: &Dates, now: Time) -> Option<String> {
    let until = budget.ideas_close_at?;
    let (on, end) = (clock::long_date_time, clock::end_date_time);
    Some(match time_for_ideas(until, dates, now).err()? {
        NoTime::BeforeOpening(opens) => {
            format!("Ideas could be sent until {}, but the consultation opens only on {}.", end(until), on(opens))
        }
        NoTime::Over => format!("Ideas could be sent until {}, which has passed.", end(until)),
        NoTime::AfterClosing(closes) => {
            format!("Ideas could be sent until {}, but the consultation closes on {}.", end(until), end(closes))
        }
    })
}

/// The check before publishing: without projects there is nothing to vote on; a limit for what no project has is told.
pub fn ready(budget: &Budget, dates: &Dates, caps: &[Cap], projects: &[Project], now: Time) -> Check {
    let entered: Vec<&Project> = projects.iter().filter(|project| project.state == State::Entered).collect();
    let all: Vec<&Project> = projects.iter().collect();
    let advice = advice(budget, caps, &all);
    let possible = may_publish(budget, entered.len()).map_err(str::to_owned);
    let possible = possible.and_then(|()| ideas_out_of_time(budget, dates, now).map_or(Ok(()), Err));
    let (outcome, found) = match possible {
        Err(why) => (Outcome::Missing, why),
        // Residents' ideas may still make it right.
        Ok(()) if !advice.is_empty() && budget.ideas_close_at.is_some() => (Outcome::Passed, advice.join(" ")),
        Ok(()) if !advice.is_empty() => (Outcome::Advised, advice.join(" ")),
        Ok(()) => {
            let together: i64 = entered.iter().map(|project| project.cost()).sum();
            let found = format!(
                "{} to spend. {} projects to choose from, {} together.",
                pounds(budget.total),
                entered.len(),
                pounds(together)
            );
            (Outcome::Passed, found)
        }
    };
    Check {
        key: "budget",
        task: "Look over the budget vote",
        outcome,
        found,
        why: "Once people vote, the sum, the projects and the limits stay as they are. A limit for a category that no project has is often a slip: it then holds back nothing of what you meant it for.",
        page: "/budget".to_owned(),
        aside: "the budget vote is not as we usually set one up".to_owned(),
    }
}
