//! What the warning before signing out does in the browser.
//!
//! Another tab may have kept the sign-in alive, so the server is asked how much time is left before anything
//! is said. Asking does not itself count as using the site; only the button does.

use std::time::Duration;

use js_sys::wasm_bindgen::JsCast;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::HtmlDialogElement;

use super::{Note, TimeLeft, WARNING};
use crate::browser;

fn dialog() -> Option<HtmlDialogElement> {
    browser::element("sign-out-note").and_then(|dialog| dialog.dyn_into().ok())
}

/// Looks again when so many seconds are nearly over.
pub(crate) fn watch(seconds: i64, note: RwSignal<Note>) {
    let wait = if seconds > WARNING { seconds - WARNING } else { seconds.max(0) + 1 };
    let wait = Duration::from_secs(u64::try_from(wait).unwrap_or(1));
    browser::after(wait, move || {
        spawn_local(async move {
            // Out of reach: nothing is known, so nothing is said.
            if let Some(left) = ask("/account/time-left").await {
                say(left, note);
                if left.seconds > 0 {
                    watch(left.seconds, note);
                }
            }
        });
    });
}

fn say(left: TimeLeft, note: RwSignal<Note>) {
    let news = match left.seconds {
        ..=0 => Note::Ended,
        1..=WARNING => Note::EndsSoon,
        _ => Note::None,
    };
    note.set(news);
    let Some(dialog) = dialog() else { return };
    match news {
        Note::None => dialog.close(),
        // Opened once the words are in it, so that they are read out and the button has the focus.
        Note::EndsSoon | Note::Ended => browser::after(Duration::ZERO, move || {
            dialog.close();
            let _ = dialog.show_modal();
        }),
    }
}

/// Keeps the visitor signed in. The watch goes on by itself: it sees at its next look that there is time again.
pub(crate) fn stay(note: RwSignal<Note>) {
    spawn_local(async move {
        if let Some(left) = ask("/account/still-here").await {
            say(left, note);
        }
    });
}

/// Goes back to the page.
pub(crate) fn close() {
    if let Some(dialog) = dialog() {
        dialog.close();
    }
}

async fn ask(address: &str) -> Option<TimeLeft> {
    let answer = browser::read(address).await.ok()?;
    if answer.status == 401 {
        return Some(TimeLeft { seconds: 0 });
    }
    serde_json::from_str(&answer.body).ok()
}
