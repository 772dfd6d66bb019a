//! The receipt as pages tell of it: its code, where that leads, and what it proves. Said in the same words after a vote, a
//! comment, an order, a budget vote and an idea, and by the interactive parts too.

use leptos::prelude::*;

/// The code of a receipt, leading to its page.
pub fn link(code: &str) -> AnyView {
    view! { <a class="code" href=format!("/receipts/{code}")>{code.to_owned()}</a> }.into_any()
}

/// What somebody is told whose answer was just recorded.
pub fn note(code: &str) -> AnyView {
    view! {
        <p>"Your receipt: "{link(code)}" – with this code anybody can see that it was recorded, and later what came of it. It never shows your answers."</p>
    }
    .into_any()
}

/// What somebody is told who sent words, of which only those who decide know what will come.
pub fn note_about_words(code: &str) -> AnyView {
    view! {
        <p>"Your receipt: "{link(code)}" – with this code anybody can see that it was recorded. It never shows what you wrote."</p>
    }
    .into_any()
}
