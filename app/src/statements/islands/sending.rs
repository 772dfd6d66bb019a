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
pub(crate) fn send(event: &SubmitEvent, signed_in: bool, dealing: Dealing) {
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
    browser::title_says_error(false);
    spawn_local(async move {
        let answer = browser::send_pressed(&form, &pressed).await;
        dealing.sending.set(false);
        match answer {
            // Signed out meanwhile: the plain form leads to signing in, and keeps the answer.
            Ok(answer) if answer.status == 401 => plainly(&form, &pressed),
            Ok(answer) => {
                let next = serde_json::from_str::<Dealt>(&answer.body).ok().and_then(|dealt| dealt.deck);
                if !answer.is_taken() || next.is_none() {
                    let refused = answer.refused();
                    let said = refused.errors.into_values().next().or(Some(refused.detail));
                    say(dealing, said.filter(|said| !said.is_empty()).unwrap_or_else(|| UNCLEAR.to_owned()));
                }
                if let Some(deck) = next {
                    dealing.deck.set(deck);
                    browser::focus("statement");
                }
            }
            Err(browser::NotSent) => say(dealing, UNCLEAR.to_owned()),
        }
    });
}

/// Says why an answer was not taken, beside the deck and first in the tab's title.
fn say(dealing: Dealing, why: String) {
    dealing.problem.set(why);
    browser::title_says_error(true);
}

/// Whether it was recorded is not known, or the next statement could not be read.
const UNCLEAR: &str = "It is not clear whether your answer was recorded. Please load the page again.";

/// Sends the form as a browser does without this part, which does not ask it again.
fn plainly(form: &HtmlFormElement, pressed: &HtmlElement) {
    let value = pressed.get_attribute("value").unwrap_or_default();
    let _ = form.insert_adjacent_html("beforeend", &format!("<input type=hidden name=answer value={value}>"));
    let _ = form.submit();
}
