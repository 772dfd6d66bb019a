//! What staff do next with a consultation: one sentence and one button.

use leptos::prelude::*;

use crate::clock;
use crate::consultations::checks::{Check, CheckOutcome};
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::rules::{decision_overdue, stage};
use crate::numbers::Noun;
use crate::running::manage::ManagedConsultation;
use crate::time::Time;

/// What to do next, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextStep {
    /// What stands at, and what to do, in a sentence or two.
    pub sentence: String,
    /// What the button says and where it leads; none when there is nothing to do, or when it is done on the page itself.
    pub way: Option<(String, String)>,
}

impl NextStep {
    fn new(sentence: impl Into<String>, label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), way: Some((label.into(), href.into())) }
    }
}

/// What is to be done before a draft can be published: the first thing that is missing. None once nothing is.
pub fn of_draft(base: &str, checks: &[Check]) -> Option<NextStep> {
    let missing: Vec<&Check> = checks.iter().filter(|check| check.outcome == CheckOutcome::Missing).collect();
    let first = missing.first()?;
    let things = Noun { one: "thing is", many: "things are" }.count(missing.len() as i64);
    let sentence = format!("{things} still to do before it can be published.");
    Some(NextStep::new(sentence, first.task, first.link(base)))
}

/// What is to be done with what is published.
pub fn of_published(base: &str, managed: &ManagedConsultation, now: Time) -> NextStep {
    let consultation = &managed.consultation;
    if let Some(work) = managed.waiting.first() {
        return NextStep::new(format!("{}.", work.words), "See what waits", format!("{base}{}", work.page));
    }
    if managed.team.owner().is_none() && !matches!(stage(&consultation.dates, now), Stage::Decided | Stage::Withdrawn) {
        let sentence = "Nobody looks after it, so nobody is told what waits here.";
        return NextStep::new(sentence, "Say who looks after it", format!("{base}/people#owner"));
    }
    by_stage(base, consultation, now)
}

fn by_stage(base: &str, consultation: &Consultation, now: Time) -> NextStep {
    let on = |moment: Option<Time>| moment.map(clock::long_date_time).unwrap_or_default();
    let until = consultation.dates.closes_at.map(clock::end_date_time).unwrap_or_default();
    match stage(&consultation.dates, now) {
        Stage::Draft => NextStep { sentence: String::new(), way: None },
        Stage::Upcoming => NextStep::new(
            format!(
                "It opens by itself on {}. Tell people that it is coming, and correct anything you find.",
                on(consultation.dates.opens_at)
            ),
            "Tell people",
            "#tell-people",
        ),
        Stage::Open => NextStep::new(
            format!("People can answer until {until}. Look every working day at what comes in."),
            "See what came in",
            format!("{base}/results"),
        ),
        Stage::Closed if decision_overdue(&consultation.dates, now) => NextStep::new(
            "The day by which you meant to decide has gone by. Weigh what people said and record the decision.",
            "Record the decision",
            format!("{base}/decision"),
        ),
        Stage::Closed => NextStep::new(
            "It is closed. Weigh what people said and record the decision.",
            "Record the decision",
            format!("{base}/decision"),
        ),
        Stage::Decided => NextStep::new(
            "It is decided. Keep the promises up to date: people who took part are told about each.",
            "Look at the promises",
            format!("{base}/decision"),
        ),
        Stage::Withdrawn => NextStep {
            sentence: "It was withdrawn. There is nothing to do; its page stays, with your reason.".to_owned(),
            way: None,
        },
    }
}

/// The step as it stands at the head of the page.
pub fn show(step: NextStep) -> AnyView {
    view! {
        <p class="lede">{step.sentence}</p>
        {step.way.map(|(label, href)| view! { <p class="actions"><a class="button" href=href>{label}</a></p> })}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(task: &'static str, outcome: CheckOutcome) -> Check {
        let page = "/edit#summary".to_owned();
        Check { key: "about", task, outcome, found: String::new(), why: "", page, aside: String::new() }
    }

    #[test]
    fn a_draft_begins_with_the_first_thing_that_is_missing_and_ends_when_nothing_is() {
        let passed = check("Choose what you promise", CheckOutcome::Passed);
        let advised = check("Give people enough time", CheckOutcome::Advised);
        let missing = check("Say why you ask", CheckOutcome::Missing);
        let step = of_draft("/staff/consultations/hours", &[passed.clone(), advised.clone(), missing.clone()]).unwrap();
        assert_eq!(step.sentence, "1 thing is still to do before it can be published.");
        assert_eq!(
            step.way,
            Some(("Say why you ask".to_owned(), "/staff/consultations/hours/edit#summary".to_owned()))
        );
        let two = of_draft("", &[missing.clone(), missing]).unwrap();
        assert!(two.sentence.starts_with("2 things are "), "{}", two.sentence);
        assert_eq!(of_draft("", &[passed, advised]), None);
    }
}
