//! What has to be right in a proposal's text before its consultation is published, and what should be: people know what is
//! proposed and why, what can still change, what else was considered, and what it costs.

use super::model::ProposalContent;
use crate::consultations::checks::{Check, CheckOutcome, own_words};

/// A proposal's number and what it says.
pub type Numbered<'a> = (i64, &'a ProposalContent);

/// What is checked of the texts of a consultation's proposals.
pub fn checks(proposals: &[Numbered<'_>]) -> Vec<Check> {
    let mut checks: Vec<Check> = RULES.into_iter().map(|rule| rule.check(proposals)).collect();
    let texts: Vec<(String, &str)> =
        proposals.iter().flat_map(|(number, content)| content.texts(&format!("/proposals/{number}/edit#"))).collect();
    checks.push(own_words("own-words-in-proposals", &texts));
    checks
}

/// A rule that every proposal has to keep, or should.
#[derive(Clone, Copy)]
struct Rule {
    key: &'static str,
    task: &'static str,
    fault: CheckOutcome,
    /// What is wrong with a text, as it goes on after its number, and the field in which it is mended.
    wrong: fn(&ProposalContent) -> Option<(&'static str, &'static str)>,
    /// The field that it is about.
    field: &'static str,
    passed: &'static str,
    why: &'static str,
    aside: &'static str,
}

const RULES: [Rule; 5] = [
    Rule {
        key: "proposals",
        task: "Write what you propose",
        fault: CheckOutcome::Missing,
        wrong: |content| match (content.title.is_empty(), content.summary.is_empty()) {
            (true, _) => Some(("has no summary", "title")),
            (false, true) => Some(("has no summary", "summary")),
            (false, false) => None,
        },
        field: "summary",
        passed: "Every proposal has a title and a summary.",
        why: "There is nothing to answer without a proposal. The summary is all that many people read before they decide to read on.",
        aside: "",
    },
    Rule {
        key: "reasons",
        task: "Give your reasons",
        fault: CheckOutcome::Missing,
        wrong: |content| content.body.trim().is_empty().then_some(("gives no reasons", "body")),
        field: "body",
        passed: "Every proposal says what you propose and why.",
        why: "People must have enough information to answer well (the second Gunning principle). Courts have quashed decisions because the reasons were not given.",
        aside: "",
    },
    Rule {
        key: "open",
        task: "Say what is fixed and what is open",
        fault: CheckOutcome::Missing,
        wrong: |content| match (content.fixed.trim().is_empty(), content.open.trim().is_empty()) {
            (false, false) => None,
            (true, true) => Some(("says neither what is fixed nor what is open", "fixed")),
            (true, false) => Some(("does not say what is already fixed", "fixed")),
            (false, true) => Some(("does not say what is still open", "open")),
        },
        field: "fixed",
        passed: "Every proposal says what is fixed and what is open.",
        why: "A consultation must happen while minds are still open (the first Gunning principle). If nothing is open, inform people instead of asking them.",
        aside: "",
    },
    Rule {
        key: "alternatives",
        task: "Show what else you considered",
        fault: CheckOutcome::Advised,
        wrong: |content| content.alternatives.is_empty().then_some(("shows no alternative", "alternative_title_0")),
        field: "alternative_title_0",
        passed: "Every proposal shows an alternative, and why not.",
        why: "People judge a proposal beside its alternatives. Fairness sometimes requires them to be shown, most of all when people stand to lose something they have.",
        aside: "not every proposal shows what else was considered",
    },
    Rule {
        key: "costs",
        task: "Say what it costs",
        fault: CheckOutcome::Advised,
        wrong: |content| content.costs.is_empty().then_some(("says nothing about costs", "cost_item_0")),
        field: "cost_item_0",
        passed: "Every proposal says what it costs.",
        why: "Money is usually the real reason, and people can tell. If it costs nothing, one line that says so is enough.",
        aside: "not every proposal says what it costs",
    },
];

impl Rule {
    fn check(self, proposals: &[Numbered<'_>]) -> Check {
        let wrong: Vec<(i64, &str, &str)> = proposals
            .iter()
            .filter_map(|(number, content)| (self.wrong)(content).map(|(what, field)| (*number, what, field)))
            .collect();
        // To the field that is to be mended; where all is well, to the field of the only proposal, or to all of them.
        let page = match (wrong.first(), proposals) {
            (Some((number, _, field)), _) => format!("/proposals/{number}/edit#{field}"),
            (None, [(only, _)]) => format!("/proposals/{only}/edit#{}", self.field),
            (None, _) => "#proposals".to_owned(),
        };
        let faults: Vec<String> = wrong.iter().map(|(number, what, _)| format!("Proposal {number} {what}.")).collect();
        let (outcome, found) = match faults.is_empty() {
            true => (CheckOutcome::Passed, self.passed.to_owned()),
            false => (self.fault, faults.join(" ")),
        };
        Check { key: self.key, task: self.task, outcome, found, why: self.why, page, aside: self.aside.to_owned() }
    }
}
