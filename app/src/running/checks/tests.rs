use super::*;
use crate::consultations::checks::verdict;
use crate::consultations::model::{Dates, Level, Parts, Showing};
use crate::ids::ConsultationId;
use crate::money::Period;
use crate::proposals::model::{Alternative, CostLine, ProposalContent};
use crate::proposals::{self, ready};

/// What a test does to a consultation that would pass.
type Spoil = fn(&mut Consultation, &mut ProposalContent);

const NOW: Time = Time(1_000 * Time::DAY);

fn consultation() -> Consultation {
    Consultation {
        id: ConsultationId(1),
        slug: "hours".to_owned(),
        title: "Opening hours".to_owned(),
        summary: "Two more hours.".to_owned(),
        background: "People asked.".to_owned(),
        background_html: String::new(),
        level: Level::Consult,
        results: Showing::Hidden,
        withdrawn_reason: String::new(),
        dates: Dates {
            opens_at: Some(NOW.plus(Time::DAY)),
            closes_at: Some(NOW.plus(85 * Time::DAY)),
            decision_due_at: Some(NOW.plus(120 * Time::DAY)),
            ..Dates::default()
        },
        updated_at: NOW,
        parts: Parts::default(),
    }
}

fn proposal() -> ProposalContent {
    ProposalContent {
        title: "Open until six".to_owned(),
        summary: "Later on Saturdays.".to_owned(),
        body: "Because people work.".to_owned(),
        fixed: "The budget.".to_owned(),
        open: "The hours.".to_owned(),
        impact: String::new(),
        alternatives: vec![Alternative { title: "Sundays".to_owned(), why_not: "No buses run.".to_owned() }],
        costs: vec![CostLine {
            item: "Staff".to_owned(),
            amount_pence: 4_120_000,
            period: Period::EachYear,
            note: String::new(),
        }],
    }
}

/// Every check of a consultation that asks these proposals, and something beside them if there is a check of it.
fn every(consultation: &Consultation, contents: &[ready::Numbered<'_>], beside: &[Check]) -> Vec<Check> {
    let bits = if contents.is_empty() { 0 } else { proposals::model::BIT } + if beside.is_empty() { 0 } else { 2 };
    let consultation = Consultation { parts: Parts::new(bits), ..consultation.clone() };
    let own = if contents.is_empty() { Vec::new() } else { ready::checks(contents) };
    all(&consultation, &[&own, beside].concat(), NOW)
}

fn outcome(consultation: &Consultation, content: &ProposalContent, key: &str) -> CheckOutcome {
    every(consultation, &[(1, content)], &[]).into_iter().find(|check| check.key == key).unwrap().outcome
}

#[test]
fn a_finished_consultation_passes_every_check() {
    let checks = every(&consultation(), &[(1, &proposal()), (2, &proposal())], &[]);
    assert!(checks.iter().all(|check| check.outcome == CheckOutcome::Passed), "{checks:?}");
    assert_eq!(verdict(&checks), CheckOutcome::Passed);
}

#[test]
fn what_must_be_written_stops_publishing() {
    let spoil: [(&str, Spoil); 8] = [
        ("about", |consultation, _| consultation.background.clear()),
        ("about", |consultation, _| consultation.summary.clear()),
        ("dates", |consultation, _| consultation.dates.closes_at = None),
        ("dates", |consultation, _| consultation.dates.closes_at = consultation.dates.opens_at),
        ("proposals", |_, content| content.summary.clear()),
        ("reasons", |_, content| content.body.clear()),
        ("open", |_, content| content.fixed.clear()),
        ("open", |_, content| content.open.clear()),
    ];
    for (key, spoil) in spoil {
        let (mut consultation, mut content) = (consultation(), proposal());
        spoil(&mut consultation, &mut content);
        assert_eq!(outcome(&consultation, &content, key), CheckOutcome::Missing, "{key}");
        assert_eq!(verdict(&every(&consultation, &[(1, &content)], &[])), CheckOutcome::Missing);
    }
}

#[test]
fn what_should_be_written_needs_a_reason_instead() {
    let spoil: [(&str, Spoil); 4] = [
        ("alternatives", |_, content| content.alternatives.clear()),
        ("costs", |_, content| content.costs.clear()),
        ("decision", |consultation, _| consultation.dates.decision_due_at = None),
        ("time", |consultation, _| consultation.dates.closes_at = Some(NOW.plus(30 * Time::DAY))),
    ];
    for (key, spoil) in spoil {
        let (mut consultation, mut content) = (consultation(), proposal());
        spoil(&mut consultation, &mut content);
        assert_eq!(outcome(&consultation, &content, key), CheckOutcome::Advised, "{key}");
        assert_eq!(verdict(&every(&consultation, &[(1, &content)], &[])), CheckOutcome::Advised);
    }
}

#[test]
fn a_consultation_needs_a_proposal_and_names_the_one_that_is_not_ready() {
    let checks = every(&consultation(), &[], &[]);
    assert_eq!(verdict(&checks), CheckOutcome::Missing);
    let unready = ProposalContent { body: String::new(), ..proposal() };
    let checks = every(&consultation(), &[(1, &proposal()), (2, &unready)], &[]);
    assert!(checks.iter().any(|check| check.found == "Proposal 2 gives no reasons."), "{checks:?}");
}

#[test]
fn who_asks_other_things_needs_no_proposal_but_what_is_asked_must_be_ready() {
    let beside = |outcome| Check {
        key: "budget",
        task: "",
        outcome,
        found: String::new(),
        why: "",
        page: String::new(),
        aside: String::new(),
    };
    let checks = every(&consultation(), &[], &[beside(CheckOutcome::Passed)]);
    assert_eq!(verdict(&checks), CheckOutcome::Passed, "{checks:?}");
    assert_eq!(verdict(&every(&consultation(), &[], &[beside(CheckOutcome::Missing)])), CheckOutcome::Missing);
    // A proposal that is there must be whole all the same.
    let unready = ProposalContent { body: String::new(), ..proposal() };
    let checks = every(&consultation(), &[(1, &unready)], &[beside(CheckOutcome::Passed)]);
    assert_eq!(verdict(&checks), CheckOutcome::Missing);
}

#[test]
fn six_weeks_are_enough_to_the_day_and_late_publishing_counts_against_them() {
    let mut short = consultation();
    short.dates.opens_at = Some(NOW);
    short.dates.closes_at = Some(NOW.plus(42 * Time::DAY - Time::HOUR));
    assert_eq!(outcome(&short, &proposal(), "time"), CheckOutcome::Passed);
    short.dates.closes_at = Some(NOW.plus(42 * Time::DAY - Time::HOUR - 1));
    assert_eq!(outcome(&short, &proposal(), "time"), CheckOutcome::Advised);
    short.dates.opens_at = Some(NOW.plus(-20 * Time::DAY));
    assert_eq!(days_open(short.dates.opens_at.unwrap(), short.dates.closes_at.unwrap(), NOW), 41);
}

#[test]
fn a_decision_cannot_be_due_before_closing_and_a_closing_date_cannot_have_passed() {
    let mut wrong = consultation();
    wrong.dates.decision_due_at = wrong.dates.closes_at;
    assert_eq!(outcome(&wrong, &proposal(), "decision"), CheckOutcome::Missing);
    let mut passed = consultation();
    passed.dates.opens_at = Some(NOW.plus(-50 * Time::DAY));
    passed.dates.closes_at = Some(NOW);
    assert_eq!(outcome(&passed, &proposal(), "dates"), CheckOutcome::Missing);
}

#[test]
fn mail_that_does_not_go_out_warns_and_stops_nobody() {
    use crate::db::Flag;
    use crate::mail::transport::MailTrouble;
    use crate::notices::store::Tested;
    let state = |delivery, last_test, trouble| MailState { delivery, last_test, trouble };
    let tested = |taken| Some(Tested { at: NOW, taken: Flag(taken), answer: "550 No".to_owned() });
    let trouble = Some(MailTrouble { since: NOW, what: "The mail server could not be reached".to_owned() });
    let outcome = |state: &MailState| mail(state).map(|check| check.outcome);
    assert_eq!(outcome(&state(Delivery::Demonstration, None, None)), None);
    assert_eq!(outcome(&state(Delivery::Nowhere, None, None)), Some(CheckOutcome::Warned));
    assert_eq!(outcome(&state(Delivery::Server, None, None)), Some(CheckOutcome::Passed));
    assert_eq!(outcome(&state(Delivery::Server, tested(true), None)), Some(CheckOutcome::Passed));
    assert_eq!(outcome(&state(Delivery::Server, tested(false), None)), Some(CheckOutcome::Warned));
    assert_eq!(outcome(&state(Delivery::Server, tested(true), trouble)), Some(CheckOutcome::Warned));
    let mut checks = every(&consultation(), &[(1, &proposal())], &[]);
    checks.extend(mail(&state(Delivery::Nowhere, None, None)));
    assert_eq!(verdict(&checks), CheckOutcome::Passed);
}
