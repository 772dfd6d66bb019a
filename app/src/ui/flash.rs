//! "Your vote is recorded": what a page says once after a form was accepted. A fixed key in the address
//! (`?done=vote`) stands for it, so that the site needs no second cookie.

use leptos::prelude::*;

/// A note for a key this page knows; nothing for any other.
pub fn done_note(key: &str, known: &[(&str, &'static str, &'static str)]) -> AnyView {
    known
        .iter()
        .find(|(word, _, _)| *word == key)
        .map(|&(_, strong, rest)| {
            view! { <div class="note success" id="done" role="status" tabindex="-1"><p><strong>{strong}</strong>" "{rest}</p></div> }
                .into_any()
        })
        .unwrap_or_else(|| ().into_any())
}
