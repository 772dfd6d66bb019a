//! What the comment form does in the browser while somebody types.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use js_sys::wasm_bindgen::JsCast;
use js_sys::wasm_bindgen::closure::Closure;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::HtmlTextAreaElement;

use super::{COMPARED, CommentDraft, ENOUGH, NEARLY_FULL, left_of, left_words, similar_comments};
use crate::browser;
use crate::ids::ProposalId;

/// How long somebody stops typing before something is done about it.
const PAUSE: Duration = Duration::from_millis(700);

/// Watches the text of the comment form.
pub(crate) fn watch(proposal: ProposalId, looking: bool, writing: CommentDraft) {
    let Some(field) = browser::element("body").and_then(|field| field.dyn_into::<HtmlTextAreaElement>().ok()) else {
        return;
    };
    // Each change has a number, so that what was begun for an older one can be told to be late.
    let latest = Rc::new(Cell::new(0_u64));
    let watched = field.clone();
    let look = move || {
        let text = watched.value();
        writing.left.set(Some(left_of(&text)));
        let own = latest.get() + 1;
        latest.set(own);
        let latest = latest.clone();
        browser::after(PAUSE, move || {
            if latest.get() == own {
                paused(proposal, looking, &text, writing, own, latest);
            }
        });
    };
    // The browser may have put back what was typed before a reload.
    let first = look.clone();
    browser::after(Duration::ZERO, first);
    let typed = Closure::<dyn Fn()>::new(look);
    // Without it the form works as it did, uncounted.
    let _ = field.add_event_listener_with_callback("input", typed.into_js_value().unchecked_ref());
}

fn paused(proposal: ProposalId, looking: bool, text: &str, writing: CommentDraft, own: u64, latest: Rc<Cell<u64>>) {
    let left = left_of(text);
    writing.told.set(if left <= NEARLY_FULL { left_words(left) } else { String::new() });
    let text = text.trim();
    if !looking || text.chars().count() < ENOUGH {
        writing.alike.update(Vec::clear);
        return;
    }
    let text: String = text.chars().take(COMPARED).collect();
    spawn_local(async move {
        // What cannot be read is not shown; the comment can be posted all the same.
        let mut alike = similar_comments(proposal, text).await.unwrap_or_default();
        for one in &mut alike {
            one.here = browser::element(&format!("c{}", one.id)).is_some();
        }
        if latest.get() == own && writing.alike.with_untracked(|shown| *shown != alike) {
            writing.alike.set(alike);
        }
    });
}
