//! Why some questions are worded as they are: the reasons that staff gave where a rule of good questions had something
//! important to say, as far as they let everybody read them. Never who gave them.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::definition::logic;
use super::definition::question::Questionnaire;
use super::linter::{LintFinding, LintPlace};
use super::model::GivenReason;
use crate::ui::first_letter::capitalised;

/// What a finding is about, in words.
pub(super) fn about(form: &Questionnaire, finding: &LintFinding) -> String {
    match &finding.place {
        LintPlace::Question(key) => form.question(key).map(|question| logic::title(form, question)).unwrap_or_default(),
        LintPlace::Page(key) => {
            let place = form.pages.iter().position(|page| page.key.as_str() == key).unwrap_or_default();
            format!("page {}", place + 1)
        }
        LintPlace::Whole => "the whole questionnaire".to_owned(),
    }
}

/// The reasons that everybody may read and that stand for the words of this version, with what each is about. One reason for
/// one thing is said once, though several rules may have asked for it.
fn shown<'a>(
    form: &Questionnaire,
    findings: &[LintFinding],
    reasons: &'a BTreeMap<String, GivenReason>,
) -> Vec<(String, &'a str)> {
    let mut all: Vec<(String, &str)> = Vec::new();
    for finding in findings {
        let Some(reason) = reasons.get(&finding.identity()).filter(|reason| reason.shown) else { continue };
        let one = (capitalised(&about(form, finding)), reason.words.as_str());
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
}

/// The reasons below all the questions; nothing where there are none. `findings` are what the rules say of the questionnaire.
pub(super) fn why_worded(
    form: &Questionnaire,
    findings: &[LintFinding],
    reasons: &BTreeMap<String, GivenReason>,
) -> AnyView {
    let items: Vec<AnyView> = shown(form, findings, reasons)
        .into_iter()
        .map(|(about, words)| {
            view! { <div><dt dir="auto">{about}</dt><dd dir="auto">{words.to_owned()}</dd></div> }.into_any()
        })
        .collect();
    if items.is_empty() {
        return ().into_any();
    }
    view! {
        <section class="worded" aria-labelledby="worded">
            <h2 id="worded">"Why some questions are worded as they are"</h2>
            <p>"Before questions are asked, they are read by rules of good questions. Where a rule has something important to say and a question stays as it is, the library service gives its reason."</p>
            <dl>{items}</dl>
        </section>
    }
    .into_any()
}
