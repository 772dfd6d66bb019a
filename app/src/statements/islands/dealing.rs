//! What the deck does in the browser.

use js_sys::wasm_bindgen::JsCast;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;
use web_sys::{HtmlElement, HtmlFormElement, SubmitEvent};

use super::{Dealing, Deck};
use crate::browser;

/// What the server says of an answer, recorded or not: how the deck lies now, if it could be read.
#[derive(Deserialize)]
struct Dealt {
    deck: Option<Deck>,
}

/// Sends the answer that was pressed and shows the next statement. Somebody who is not signed in leaves the page,
/// to sign in first.
pub fn send(event: &SubmitEvent, signed_in: bool, dealing: Dealing) {
    if !signed_in {
        return;
    }
    let Some(form) = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok()) else { return };
    let Some(pressed) = event.submitter() else { return };
    event.prevent_default();
    if dealing.sending.get_untracked() {
        return;
    }
    dealing.sending.set(true);
    dealing.problem.set(String::new());
    spawn_local(async move {
        let answer = browser::send_pressed(&form, &pressed).await;
        dealing.sending.set(false);
        match answer {
            // Signed out meanwhile: the plain form leads to signing in, and keeps the answer.
            Ok(answer) if answer.status == 401 => plainly(&form, &pressed),
            Ok(answer) => {
                let next = serde_json::from_str::<Dealt>(&answer.body).ok().and_then(|dealt| dealt.deck);
                let dealt = next.is_some();
                if let Some(deck) = next {
                    dealing.deck.set(deck);
                }
                if answer.is_taken() && dealt {
                    browser::focus("statement");
                } else if answer.is_taken() {
                    refuse(dealing, RECORDED.to_owned());
                } else {
                    let refused = answer.refused();
                    let said = refused.errors.into_values().next().unwrap_or(refused.detail);
                    refuse(dealing, if said.is_empty() { NOT_RECORDED.to_owned() } else { said });
                }
            }
            Err(browser::NotSent) => refuse(
                dealing,
                "Your answer was not sent, because the site could not be reached. Check your connection and press \
                 again."
                    .to_owned(),
            ),
        }
    });
}

const RECORDED: &str = "Your answer is recorded, but the next statement could not be read. Please load the page again.";
const NOT_RECORDED: &str = "Your answer was not recorded. Please press again in a minute.";

fn plainly(form: &HtmlFormElement, pressed: &HtmlElement) {
    let _ = form.request_submit_with_submitter(Some(pressed));
}

fn refuse(dealing: Dealing, sentence: String) {
    dealing.problem.set(sentence);
    browser::focus("deck-problem");
}
