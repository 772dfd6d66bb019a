//! What has to be right before a consultation is published, and what should be: the reasons are given, people
//! know what can still change, they have time enough, and they know when it will be decided. Pure functions of
//! what is written; the same list stands on the staff's page and refuses the button.
//!
//! The reasons come from the four Gunning principles (R v Brent LBC, ex parte Gunning, 1985), by which English
//! courts judge whether a consultation was lawful.

use crate::clock;
use crate::consultations::checks::{Check, CheckOutcome, FEWEST_DAYS, own_words};
use crate::consultations::model::Consultation;
use crate::notices::delivery::{Delivery, MailState};
use crate::time::Time;
use crate::together::team::Team;

/// Every check, in the order the work is usually done. `asked` are those of what is asked, each from the kind it is of.
pub fn all(consultation: &Consultation, asked: &[Check], now: Time) -> Vec<Check> {
    let mut checks = vec![
        about(consultation),
        own_words(
            "own-words",
            &[
                ("/edit#title".to_owned(), consultation.title.as_str()),
                ("/edit#summary".to_owned(), &consultation.summary),
                ("/edit#background".to_owned(), &consultation.background),
            ],
        ),
        promise(consultation),
        dates(consultation, now),
        enough_time(consultation, now),
        decision_due(consultation),
    ];
    if consultation.parts.without_proposals() {
        checks.push(no_proposal());
    } else if !consultation.parts.proposals() {
        checks.push(nothing_asked());
    }
    checks.extend(asked.iter().cloned());
    checks
}

fn about(consultation: &Consultation) -> Check {
    let missing: Vec<&str> = [("summary", &consultation.summary), ("background", &consultation.background)]
        .into_iter()
        .filter(|(_, text)| text.trim().is_empty())
        .map(|(name, _)| name)
        .collect();
    let page = format!("/edit#{}", missing.first().unwrap_or(&"summary"));
    let (outcome, found) = if missing.is_empty() {
        (CheckOutcome::Passed, "The summary and the background are written.".to_owned())
    } else {
        (CheckOutcome::Missing, format!("Still to write: the {}.", missing.join(" and the ")))
    };
    Check {
        key: "about",
        task: "Say why you ask",
        outcome,
        found,
        why: "People take part when they understand what may change for them and why they are being asked. The background is also the first thing a court reads.",
        page,
        aside: String::new(),
    }
}

fn promise(consultation: &Consultation) -> Check {
    Check {
        key: "promise",
        task: "Choose what you promise",
        outcome: CheckOutcome::Passed,
        found: format!("{}: “{}”", consultation.level.title(), consultation.level.promise()),
        why: "The promise stands on the consultation's page. Choose the one you can keep: people forgive a small promise, not a broken one.",
        page: "/edit#level".to_owned(),
        aside: String::new(),
    }
}

fn dates(consultation: &Consultation, now: Time) -> Check {
    let (outcome, found) = match (consultation.dates.opens_at, consultation.dates.closes_at) {
        (Some(opens), Some(closes)) if closes <= opens => {
            (CheckOutcome::Missing, "It would close before it opens.".to_owned())
        }
        (Some(_), Some(closes)) if closes <= now => {
            (CheckOutcome::Missing, format!("The closing date, {}, has passed.", clock::end_date_time(closes)))
        }
        (Some(opens), Some(closes)) if opens <= now => (
            CheckOutcome::Passed,
            format!("It opens as soon as you publish it and closes on {}.", clock::end_date_time(closes)),
        ),
        (Some(opens), Some(closes)) => (
            CheckOutcome::Passed,
            format!("It opens on {} and closes on {}.", clock::long_date_time(opens), clock::end_date_time(closes)),
        ),
        _ => (CheckOutcome::Missing, "It needs an opening and a closing date.".to_owned()),
    };
    // The field that has to be changed: which of the two is wrong follows from what is there.
    let field = match (consultation.dates.opens_at, outcome) {
        (Some(_), CheckOutcome::Missing) => "closes_date",
        _ => "opens_date",
    };
    Check {
        key: "dates",
        task: "Set the dates",
        outcome,
        found,
        why: "It opens and closes at the minute you state, without anybody having to press a button. After publishing, the closing date can only move later.",
        page: format!("/edit#{field}"),
        aside: String::new(),
    }
}

/// How many whole days people would have, counted from publishing if that is later than the opening. The hour
/// that the clocks skip in March does not cost a day.
pub fn days_open(opens: Time, closes: Time, now: Time) -> i64 {
    (closes.0 - opens.0.max(now.0) + Time::HOUR).max(0) / Time::DAY
}

fn enough_time(consultation: &Consultation, now: Time) -> Check {
    let (outcome, found, aside) = match (consultation.dates.opens_at, consultation.dates.closes_at) {
        (Some(opens), Some(closes)) => {
            let days = days_open(opens, closes, now);
            let unit = if days == 1 { "day" } else { "days" };
            if days < FEWEST_DAYS {
                let found = format!(
                    "People would have {days} {unit}. Six weeks, {FEWEST_DAYS} days, is the least you should give; twelve is usual."
                );
                let aside = format!("people have {days} {unit}, and we usually give six weeks or more");
                (CheckOutcome::Advised, found, aside)
            } else {
                (CheckOutcome::Passed, format!("People have {days} {unit}."), String::new())
            }
        }
        _ => (CheckOutcome::Missing, "Set the dates first.".to_owned(), String::new()),
    };
    Check {
        key: "time",
        task: "Give people enough time",
        outcome,
        found,
        why: "People need time to hear of it, read, talk and answer (the third Gunning principle). Groups meet monthly, and holidays count against you.",
        page: "/edit#closes_date".to_owned(),
        aside,
    }
}

fn decision_due(consultation: &Consultation) -> Check {
    let (outcome, found) = match (consultation.dates.decision_due_at, consultation.dates.closes_at) {
        (None, _) => (CheckOutcome::Advised, "No date is given for the decision.".to_owned()),
        (Some(due), Some(closes)) if due <= closes => {
            (CheckOutcome::Missing, "The decision would be due before the consultation closes.".to_owned())
        }
        (Some(due), _) => (CheckOutcome::Passed, format!("The decision is due by {}.", clock::end_date(due))),
    };
    Check {
        key: "decision",
        task: "Say when you will decide",
        outcome,
        found,
        why: "What people said must be weighed before the decision (the fourth Gunning principle), so it comes after closing. People who took part want to know when they will hear.",
        page: "/edit#decision_due".to_owned(),
        aside: "no date is given for the decision".to_owned(),
    }
}

/// Whether people can be told anything by email. It is not the consultation's own matter, and whoever writes it can
/// seldom mend it, so it holds nothing up; but nobody should publish without knowing. Nothing is said in a
/// demonstration.
pub fn mail(state: &MailState) -> Option<Check> {
    let (outcome, found) = match (state.delivery, &state.trouble, &state.last_test) {
        (Delivery::Demonstration, _, _) => return None,
        (Delivery::Nowhere, _, _) => (
            CheckOutcome::Warned,
            "Mail is not set up, so no message reaches anybody. New residents cannot confirm their address, and without \
             that they cannot vote or comment."
                .to_owned(),
        ),
        (Delivery::Server, Some(trouble), _) => (
            CheckOutcome::Warned,
            format!("Mail is not going out since {}. {}", clock::long_date_time(trouble.since), trouble.what),
        ),
        (Delivery::Server, None, Some(tested)) if !tested.taken.0 => (
            CheckOutcome::Warned,
            format!("The last test message, on {}, did not go out. {}", clock::long_date(tested.at), tested.answer),
        ),
        (Delivery::Server, None, Some(tested)) => {
            (CheckOutcome::Passed, format!("A test message went out on {}.", clock::long_date(tested.at)))
        }
        (Delivery::Server, None, None) => {
            (CheckOutcome::Passed, "A mail server is set up. No test message has been sent yet.".to_owned())
        }
    };
    Some(Check {
        key: "mail",
        task: "See that mail goes out",
        outcome,
        found,
        why: "Residents confirm their address by email before they can take part, and everybody who took part is told by email what came of it. A consultation whose messages reach nobody asks people to speak into an empty room.",
        page: "/staff/mail#how-mail-stands".to_owned(),
        aside: String::new(),
    })
}

/// Whether anybody would see the consultation. Nothing to check once the site is open. Only those who may open it are led to
/// where it is done.
pub fn opened(opened_at: Option<Time>, may_open: bool) -> Option<Check> {
    opened_at.is_none().then(|| Check {
        key: "open-to-the-public",
        task: "Open the site to the public",
        outcome: CheckOutcome::Missing,
        found: "Only people who work for the service see the site so far. An administrator opens it, on the set-up list."
            .to_owned(),
        why: "A consultation that runs while nobody can see it takes days from people that they are owed. You can prepare everything now, and publish when the site is open.",
        page: if may_open { "/staff/set-up#open" } else { "#step-open-to-the-public" }.to_owned(),
        aside: String::new(),
    })
}

/// Whether somebody looks after the consultation. Nothing to check while somebody does.
pub fn owned(team: &Team) -> Option<Check> {
    team.owner().is_none().then(|| Check {
        key: "owner",
        task: "Say who looks after it",
        outcome: CheckOutcome::Warned,
        found: team.words(),
        why: "A consultation runs for weeks. Somebody has to be told what waits in it, and colleagues have to know whom to ask.",
        page: "/people#owner".to_owned(),
        aside: String::new(),
    })
}

/// There has to be something to answer.
fn nothing_asked() -> Check {
    Check {
        key: "proposals",
        task: "Choose what to ask",
        outcome: CheckOutcome::Missing,
        found: "Nothing is asked yet. One thing is enough; what you can choose from is listed below.".to_owned(),
        why: "If you have a plan, propose it: people say whether they are for or against it, and why. If you have not, ask people first what matters to them, or what they would choose.",
        page: "#ask".to_owned(),
        aside: String::new(),
    }
}

/// What was not as it usually is when a consultation was published, for everybody to read.
pub fn set_aside(checks: &[Check]) -> String {
    let left = checks.iter().filter(|check| check.outcome == CheckOutcome::Advised);
    left.map(|check| check.aside.as_str()).collect::<Vec<_>>().join("; ")
}

/// A consultation may ask people other things before the service has proposed anything: that is consulting early.
fn no_proposal() -> Check {
    Check {
        key: "proposals",
        task: "Write what you propose, if you propose something",
        outcome: CheckOutcome::Passed,
        found: "There is no proposal, and none is needed: people are asked other things.".to_owned(),
        why: "Asking before anything is proposed is asking at the best time. Say in the background what is fixed and what is open, and what you will do with the answers: people need that to answer well, with a proposal or without.",
        page: "#ask".to_owned(),
        aside: String::new(),
    }
}

#[cfg(test)]
mod tests;
