//! What the vote form does in the browser.

use js_sys::wasm_bindgen::JsCast;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;
use web_sys::{HtmlFormElement, SubmitEvent};

use super::{SendOutcome, VoteFormState};
use crate::browser::{self, ServerAnswer};
use crate::proposals::votes::model::{Choice, Figures};

/// What the server says of a vote it recorded.
#[derive(Deserialize)]
struct RecordedVote {
    choice: Choice,
    receipt: String,
    tally: Option<Figures>,
}

/// Keeps the counts up to date while somebody looks.
pub(crate) fn follow(news: String, figures: RwSignal<Figures>) {
    browser::follow(news, move |text| {
        if let Ok(newer) = serde_json::from_str(text) {
            figures.set(newer);
        }
    });
}

/// Sends the answer without leaving the page. Somebody who is not signed in leaves it, to sign in first.
pub(crate) fn send(event: &SubmitEvent, signed_in: bool, answering: VoteFormState) {
    if !signed_in {
        return;
    }
    let Some(form) = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok()) else { return };
    event.prevent_default();
    if answering.sending.get_untracked() {
        return;
    }
    answering.sending.set(true);
    // What was said before goes first, so that the same words are read out again.
    answering.outcome.set(SendOutcome::None);
    answering.mistake.set(None);
    browser::title_says_error(false);
    spawn_local(async move {
        let answer = browser::send_form(&form).await;
        answering.sending.set(false);
        match answer {
            Ok(answer) => take(&answer, &form, answering),
            Err(browser::NotSent) => refuse(
                answering,
                vec![(
                    "form".to_owned(),
                    "Your answer was not sent, because the site could not be reached. It is still chosen below: check \
                     your connection and send it again."
                        .to_owned(),
                )],
            ),
        }
    });
}

fn take(answer: &ServerAnswer, form: &HtmlFormElement, answering: VoteFormState) {
    if answer.is_taken()
        && let Ok(recorded) = serde_json::from_str::<RecordedVote>(&answer.body)
    {
        answering.given.set(Some((recorded.choice, ", given just now.".to_owned())));
        answering.outcome.set(SendOutcome::Recorded(recorded.receipt));
        if let Some(tally) = recorded.tally {
            answering.figures.set(tally);
        }
        return;
    }
    let refused = answer.refused();
    // Signed out meanwhile, or the text was amended: the plain form leads to a page that deals with both, and
    // keeps the choice.
    if answer.status == 401 || refused.superseded {
        let _ = form.submit();
        return;
    }
    let sentences: Vec<(String, String)> = if answer.status == 503 {
        let busy = "We are busy for a moment, so your answer was not recorded. It is still chosen below: please send \
                    it again in a minute.";
        vec![("form".to_owned(), busy.to_owned())]
    } else if !refused.errors.is_empty() {
        answering.mistake.set(refused.errors.get("choice").cloned());
        refused.errors.into_iter().collect()
    } else if refused.detail.is_empty() {
        let unknown = "Your answer was not recorded, and the site did not say why. It is still chosen below: please \
                       send it again.";
        vec![("form".to_owned(), unknown.to_owned())]
    } else {
        vec![("form".to_owned(), refused.detail)]
    };
    refuse(answering, sentences);
}

fn refuse(answering: VoteFormState, sentences: Vec<(String, String)>) {
    answering.outcome.set(SendOutcome::Refused(sentences));
    browser::title_says_error(true);
    browser::focus("vote-problem");
}
