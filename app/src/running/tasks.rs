//! Checks as staff read them: what to do, how far it is and why it matters; and how somebody goes on although not everything is
//! as it should be.

use leptos::prelude::*;

use crate::consultations::checks::{Check, CheckOutcome};
use crate::site::FormErrors;
use crate::ui::form::check as tick;
use crate::ui::{Field, FieldKind};

/// One check as a task, with a link to where its work is done.
fn task(base: &str, check: &Check) -> AnyView {
    let (state, word) = match check.outcome {
        CheckOutcome::Passed => ("done", "Done"),
        CheckOutcome::Warned => ("care", "Take care"),
        CheckOutcome::Advised => ("better", "Should be better"),
        CheckOutcome::Missing => ("todo", "To do"),
    };
    view! {
        <li data-state=state id=format!("step-{}", check.key)>
            <h3><a href=check.link(base)>{check.task}</a></h3>" "<span class="state">{word}</span>
            <p>{check.found.clone()}</p>
            <details class="why"><summary>"Why?"</summary><p>{check.why}</p></details>
        </li>
    }
    .into_any()
}

/// Checks as a list of tasks: how far it is, what is left to do, and what is done folded away below.
pub fn tasks(base: &str, checks: &[Check]) -> AnyView {
    let (done, left): (Vec<&Check>, Vec<&Check>) =
        checks.iter().partition(|check| check.outcome == CheckOutcome::Passed);
    let count = format!("{} of {} done", done.len(), checks.len());
    let list = |of: &[&Check]| of.iter().map(|check| task(base, check)).collect::<Vec<_>>();
    view! {
        <p class="progress"><label for="how-far">{count}</label>" "<progress id="how-far" value=done.len() max=checks.len()></progress></p>
        {(!left.is_empty()).then(|| view! { <ol class="tasks">{list(&left)}</ol> })}
        {(!done.is_empty()).then(|| view! {
            <details class="done-tasks"><summary>{format!("{} done", done.len())}</summary><ol class="tasks">{list(&done)}</ol></details>
        })}
    }
    .into_any()
}

/// What is said where somebody may go on although some checks only advise.
pub struct AnywayWords {
    /// What that means.
    pub why: &'static str,
    /// What they tick.
    pub tick: &'static str,
    /// Who reads their reason.
    pub hint: &'static str,
}

/// The part of a form by which somebody goes on although some checks only advise: what they leave, a tick and their reason.
pub fn anyway(checks: &[Check], words: &AnywayWords, sent: (bool, &str), errors: &FormErrors) -> AnyView {
    let left: Vec<AnyView> = checks
        .iter()
        .filter(|check| check.outcome == CheckOutcome::Advised)
        .map(|check| {
            view! { <li data-ok="no"><strong>{format!("{}:", check.task)}</strong>" "{check.found.clone()}</li> }
                .into_any()
        })
        .collect();
    let (ticked, because) = sent;
    view! {
        <p>{words.why}</p>
        <ul class="checks">{left}</ul>
        {errors.of("anyway").map(|sentence| view! { <p class="error" id="anyway-error"><span class="vh">"Error: "</span>{sentence.to_owned()}</p> })}
        {tick("anyway", words.tick, None, ticked)}
        {Field::new("because", "Your reason").hint(words.hint).kind(FieldKind::Lines(2)).value(because).show(errors)}
    }
    .into_any()
}
