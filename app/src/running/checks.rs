//! What has to be right before a consultation is published, and what should be: the reasons are given, people
//! know what can still change, they have time enough, and they know when it will be decided. Pure functions of
//! what is written; the same list stands on the staff's page and refuses the button.
//!
//! The reasons come from the four Gunning principles (R v Brent LBC, ex parte Gunning, 1985), by which English
//! courts judge whether a consultation was lawful.

use crate::clock;
use crate::consultations::checks::{Check, FEWEST_DAYS, Outcome};
use crate::consultations::model::Consultation;
use crate::notices::delivery::{Delivery, State};
use crate::proposals::model::Content;
use crate::time::Time;

/// A proposal's number and what it says.
pub type Numbered<'a> = (i64, &'a Content);

/// Every check, in the order the work is usually done. `beside` are those of what is asked beside proposals, each
/// from the feature that asks it.
pub fn all(consultation: &Consultation, proposals: &[Numbered<'_>], beside: &[Check], now: Time) -> Vec<Check> {
    let mut checks = vec![
        about(consultation),
        promise(consultation),
        dates(consultation, now),
        enough_time(consultation, now),
        decision_due(consultation),
    ];
    match (proposals, beside) {
        ([], []) => checks.push(nothing_asked()),
        ([], _) => checks.push(no_proposal()),
        (some, _) => checks.extend(texts(some)),
    }
    checks.extend(beside.iter().cloned());
    checks
}

/// What is checked of proposals' texts.
fn texts(proposals: &[Numbered<'_>]) -> [Check; 5] {
    [
        each(
            proposals,
            "proposals",
            "Write what you propose",
            Outcome::Missing,
            |content| (!content.title.is_empty() && !content.summary.is_empty()).then_some(()).ok_or("has no summary"),
            "Every proposal has a title and a summary.",
            "There is nothing to answer without a proposal. The summary is all that many people read before they decide to read on.",
        ),
        each(
            proposals,
            "reasons",
            "Give your reasons",
            Outcome::Missing,
            |content| (!content.body.trim().is_empty()).then_some(()).ok_or("gives no reasons"),
            "Every proposal says what you propose and why.",
            "People must have enough information to answer well (the second Gunning principle). Courts have quashed decisions because the reasons were not given.",
        ),
        each(
            proposals,
            "open",
            "Say what is fixed and what is open",
            Outcome::Missing,
            |content| match (content.fixed.trim().is_empty(), content.open.trim().is_empty()) {
                (false, false) => Ok(()),
                (true, true) => Err("says neither what is fixed nor what is open"),
                (true, false) => Err("does not say what is already fixed"),
                (false, true) => Err("does not say what is still open"),
            },
            "Every proposal says what is fixed and what is open.",
            "A consultation must happen while minds are still open (the first Gunning principle). If nothing is open, inform people instead of asking them.",
        ),
        each(
            proposals,
            "alternatives",
            "Show what else you considered",
            Outcome::Advised,
            |content| (!content.alternatives.is_empty()).then_some(()).ok_or("shows no alternative"),
            "Every proposal shows an alternative, and why not.",
            "People judge a proposal beside its alternatives. Fairness sometimes requires them to be shown, most of all when people stand to lose something they have.",
        ),
        each(
            proposals,
            "costs",
            "Say what it costs",
            Outcome::Advised,
            |content| (!content.costs.is_empty()).then_some(()).ok_or("says nothing about costs"),
            "Every proposal says what it costs.",
            "Money is usually the real reason, and people can tell. If it costs nothing, one line that says so is enough.",
        ),
    ]
}

fn about(consultation: &Consultation) -> Check {
    let missing = [("summary", &consultation.summary), ("background", &consultation.background)]
        .into_iter()
        .filter(|(_, text)| text.trim().is_empty())
        .map(|(name, _)| name)
        .collect::<Vec<_>>();
    let (outcome, found) = if missing.is_empty() {
        (Outcome::Passed, "The summary and the background are written.".to_owned())
    } else {
        (Outcome::Missing, format!("Still to write: the {}.", missing.join(" and the ")))
    };
    Check {
        key: "about",
        task: "Say why you ask",
        outcome,
        found,
        why: "People take part when they understand what may change for them and why they are being asked. The background is also the first thing a court reads.",
    }
}

fn promise(consultation: &Consultation) -> Check {
    Check {
        key: "promise",
        task: "Choose what you promise",
        outcome: Outcome::Passed,
        found: format!("{}: “{}”", consultation.level.title(), consultation.level.promise()),
        why: "The promise stands on the consultation's page. Choose the one you can keep: people forgive a small promise, not a broken one.",
    }
}

fn dates(consultation: &Consultation, now: Time) -> Check {
    let (outcome, found) = match (consultation.dates.opens_at, consultation.dates.closes_at) {
        (Some(opens), Some(closes)) if closes <= opens => {
            (Outcome::Missing, "It would close before it opens.".to_owned())
        }
        (Some(_), Some(closes)) if closes <= now => {
            (Outcome::Missing, format!("The closing date, {}, has passed.", clock::end_date_time(closes)))
        }
        (Some(opens), Some(closes)) if opens <= now => (
            Outcome::Passed,
            format!("It opens as soon as you publish it and closes on {}.", clock::end_date_time(closes)),
        ),
        (Some(opens), Some(closes)) => (
            Outcome::Passed,
            format!("It opens on {} and closes on {}.", clock::long_date_time(opens), clock::end_date_time(closes)),
        ),
        _ => (Outcome::Missing, "It needs an opening and a closing date.".to_owned()),
    };
    Check {
        key: "dates",
        task: "Set the dates",
        outcome,
        found,
        why: "It opens and closes at the minute you state, without anybody having to press a button. After publishing, the closing date can only move later.",
    }
}

/// How many whole days people would have, counted from publishing if that is later than the opening. The hour
/// that the clocks skip in March does not cost a day.
pub fn days_open(opens: Time, closes: Time, now: Time) -> i64 {
    (closes.0 - opens.0.max(now.0) + Time::HOUR).max(0) / Time::DAY
}

fn enough_time(consultation: &Consultation, now: Time) -> Check {
    let (outcome, found) = match (consultation.dates.opens_at, consultation.dates.closes_at) {
        (Some(opens), Some(closes)) => {
            let days = days_open(opens, closes, now);
            let unit = if days == 1 { "day" } else { "days" };
            if days < FEWEST_DAYS {
                (
                    Outcome::Advised,
                    format!(
                        "People would have {days} {unit}. Six weeks, {FEWEST_DAYS} days, is the least you should give; twelve is usual."
                    ),
                )
            } else {
                (Outcome::Passed, format!("People have {days} {unit}."))
            }
        }
        _ => (Outcome::Missing, "Set the dates first.".to_owned()),
    };
    Check {
        key: "time",
        task: "Give people enough time",
        outcome,
        found,
        why: "People need time to hear of it, read, talk and answer (the third Gunning principle). Groups meet monthly, and holidays count against you.",
    }
}

fn decision_due(consultation: &Consultation) -> Check {
    let (outcome, found) = match (consultation.dates.decision_due_at, consultation.dates.closes_at) {
        (None, _) => (Outcome::Advised, "No date is given for the decision.".to_owned()),
        (Some(due), Some(closes)) if due <= closes => {
            (Outcome::Missing, "The decision would be due before the consultation closes.".to_owned())
        }
        (Some(due), _) => (Outcome::Passed, format!("The decision is due by {}.", clock::end_date(due))),
    };
    Check {
        key: "decision",
        task: "Say when you will decide",
        outcome,
        found,
        why: "What people said must be weighed before the decision (the fourth Gunning principle), so it comes after closing. People who took part want to know when they will hear.",
    }
}

/// Whether people can be told anything by email. It is not the consultation's own matter, and whoever writes it can
/// seldom mend it, so it holds nothing up; but nobody should publish without knowing. Nothing is said in a
/// demonstration.
pub fn mail(state: &State) -> Option<Check> {
    let (outcome, found) = match (state.delivery, &state.trouble, &state.last_test) {
        (Delivery::Demonstration, _, _) => return None,
        (Delivery::Nowhere, _, _) => (
            Outcome::Warned,
            "Mail is not set up, so no message reaches anybody. New residents cannot confirm their address, and without \
             that they cannot vote or comment."
                .to_owned(),
        ),
        (Delivery::Server, Some(trouble), _) => (
            Outcome::Warned,
            format!("Mail is not going out since {}. {}", clock::long_date_time(trouble.since), trouble.what),
        ),
        (Delivery::Server, None, Some(tested)) if !tested.taken.0 => (
            Outcome::Warned,
            format!("The last test message, on {}, did not go out. {}", clock::long_date(tested.at), tested.answer),
        ),
        (Delivery::Server, None, Some(tested)) => {
            (Outcome::Passed, format!("A test message went out on {}.", clock::long_date(tested.at)))
        }
        (Delivery::Server, None, None) => {
            (Outcome::Passed, "A mail server is set up. No test message has been sent yet.".to_owned())
        }
    };
    Some(Check {
        key: "mail",
        task: "See that mail goes out",
        outcome,
        found,
        why: "Residents confirm their address by email before they can take part, and everybody who took part is told by email what came of it. A consultation whose messages reach nobody asks people to speak into an empty room.",
    })
}

/// There has to be something to answer.
fn nothing_asked() -> Check {
    Check {
        key: "proposals",
        task: "Choose what to ask",
        outcome: Outcome::Missing,
        found: "Nothing is asked yet. One thing is enough; what you can choose from is listed below.".to_owned(),
        why: "If you have a plan, propose it: people say whether they are for or against it, and why. If you have not, ask people first what matters to them, or what they would choose.",
    }
}

/// What was not as it usually is when a consultation was published, for everybody to read.
pub fn set_aside(keys: &[&str], consultation: &Consultation, now: Time) -> String {
    let phrase = |key: &&str| match *key {
        "time" => match (consultation.dates.opens_at, consultation.dates.closes_at) {
            (Some(opens), Some(closes)) => {
                let days = days_open(opens, closes, now);
                format!(
                    "people have {days} {}, and we usually give six weeks or more",
                    if days == 1 { "day" } else { "days" }
                )
            }
            _ => "people have less than six weeks".to_owned(),
        },
        "decision" => "no date is given for the decision".to_owned(),
        "alternatives" => "not every proposal shows what else was considered".to_owned(),
        "costs" => "not every proposal says what it costs".to_owned(),
        "statements" => "there are no statements to begin with".to_owned(),
        "budget" => "the budget vote is not as we usually set one up".to_owned(),
        _ => "a check was set aside".to_owned(),
    };
    keys.iter().map(phrase).collect::<Vec<_>>().join("; ")
}

/// A consultation may ask people other things before the service has proposed anything: that is consulting early.
fn no_proposal() -> Check {
    Check {
        key: "proposals",
        task: "Write what you propose, if you propose something",
        outcome: Outcome::Passed,
        found: "There is no proposal, and none is needed: people are asked other things.".to_owned(),
        why: "Asking before anything is proposed is asking at the best time. Say in the background what is fixed and what is open, and what you will do with the answers: people need that to answer well, with a proposal or without.",
    }
}

fn each(
    proposals: &[Numbered<'_>],
    key: &'static str,
    task: &'static str,
    fault: Outcome,
    rule: impl Fn(&Content) -> Result<(), &'static str>,
    passed: &str,
    why: &'static str,
) -> Check {
    let faults: Vec<String> = proposals
        .iter()
        .filter_map(|(number, content)| rule(content).err().map(|what| format!("Proposal {number} {what}.")))
        .collect();
    let (outcome, found) =
        if faults.is_empty() { (Outcome::Passed, passed.to_owned()) } else { (fault, faults.join(" ")) };
    Check { key, task, outcome, found, why }
}

#[cfg(test)]
mod tests;
