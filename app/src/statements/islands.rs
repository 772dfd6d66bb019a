//! The deck: one statement after the other, without leaving the page. Without JavaScript the same form is sent the
//! plain way and the next page asks the next statement. The server writes each card; this part only sends the answer
//! and puts the next card in its place.

#![expect(missing_docs, reason = "an island becomes a type that takes no words")]

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "hydrate")]
mod sending;

/// The card on top.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deck {
    /// Where an answer to it is sent.
    pub action: String,
    /// What the form holds, as HTML that the server wrote.
    pub html: String,
}

/// A deck being answered. Copied freely: the values live with the page.
#[derive(Clone, Copy)]
pub struct Dealing {
    /// The deck as it lies.
    pub deck: RwSignal<Deck>,
    /// Why the last answer was not taken.
    pub problem: RwSignal<String>,
    /// Whether an answer is on its way.
    pub sending: RwSignal<bool>,
}

/// The deck: asks, sends, asks the next.
#[island]
pub fn DeckIsland(
    /// The card to begin with.
    deck: Deck,
    /// Whether the visitor can answer without leaving the page; others are led to signing in.
    signed_in: bool,
) -> impl IntoView {
    let dealing = Dealing { deck: RwSignal::new(deck), problem: RwSignal::default(), sending: RwSignal::new(false) };
    let send = move |event: leptos::ev::SubmitEvent| {
        #[cfg(feature = "hydrate")]
        sending::send(&event, signed_in, dealing);
        #[cfg(not(feature = "hydrate"))]
        let _ = (&event, signed_in);
    };
    view! {
        <p class="error" role="alert">{move || dealing.problem.get()}</p>
        <form class="deck" id="deck" method="post" action=move || dealing.deck.get().action on:submit=send inner_html=move || dealing.deck.get().html></form>
    }
    .into_any()
}
