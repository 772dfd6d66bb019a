//! The deck: one statement after the other, without leaving the page. Without JavaScript the same form is sent the
//! plain way and the next page asks the next statement.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::model::Answer;

#[cfg(feature = "hydrate")]
mod dealing;

/// A statement being asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Its number in the consultation.
    pub number: i64,
    /// Its words.
    pub text: String,
    /// Who wrote it, as pages say it.
    pub author: String,
    /// The answer it has already from this person.
    pub given: Option<Answer>,
}

/// The statement on top, and how far somebody has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deck {
    /// The address of the statements: `/consultations/{slug}/statements`.
    pub base: String,
    /// Whether the visitor can answer without leaving the page; others are led to signing in.
    pub signed_in: bool,
    /// The statement on top; none when all are answered.
    pub card: Option<Card>,
    /// How many this person has answered.
    pub answered: i64,
    /// How many there are to answer.
    pub of: i64,
    /// The number of the one answered before, to go back to.
    pub back: Option<i64>,
    /// The receipt, once something is recorded.
    pub receipt: Option<String>,
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
    /// The deck to begin with.
    deck: Deck,
) -> impl IntoView {
    let dealing = Dealing { deck: RwSignal::new(deck), problem: RwSignal::default(), sending: RwSignal::new(false) };
    let send = move |event: leptos::ev::SubmitEvent| {
        #[cfg(feature = "hydrate")]
        dealing::send(&event, dealing);
        #[cfg(not(feature = "hydrate"))]
        let _ = &event;
    };
    let problem = move || {
        let problem = dealing.problem.get();
        if problem.is_empty() {
            return ().into_any();
        }
        view! { <div class="error-summary" id="deck-problem" tabindex="-1"><h2>"There is a problem"</h2><p>{problem}</p></div> }
            .into_any()
    };
    view! {
        <div role="alert">{problem}</div>
        <form class="deck" id="deck" method="post" action=move || action(&dealing.deck.get()) on:submit=send>
            {move || card(dealing.deck.get())}
        </form>
    }
    .into_any()
}

/// Where an answer to the statement on top is sent.
fn action(deck: &Deck) -> String {
    let number = deck.card.as_ref().map_or(0, |card| card.number);
    format!("{}/{number}/answer", deck.base)
}

/// What lies on top.
fn card(deck: Deck) -> AnyView {
    let Deck { base, card, answered, of, back, receipt, .. } = deck;
    let receipt = receipt.map(receipt_line);
    let back =
        back.map(|number| view! { <a href=format!("{base}?n={number}#deck")>"Go back to the one before"</a>" " });
    let Some(Card { number, text, author, given }) = card else {
        return view! {
            <h2 id="statement" tabindex="-1">"You have answered all of them"</h2>
            <p>"Thank you. You can change any answer until the consultation closes, and new statements may still be added: look in again if you like."</p>
            <p class="actions"><a class="button quiet" href=format!("{base}/all")>"See your answers"</a>" "{back}</p>
            {receipt}
        }
        .into_any();
    };
    let said = given.map(
        |given| view! { <p class="current"><strong>{given.yours()}</strong>" with this now. You can change it."</p> },
    );
    let buttons: Vec<AnyView> = Answer::ALL
        .into_iter()
        .map(|answer| {
            let pressed = (given == Some(answer)).then_some("true");
            view! { <button class="button answer" name="answer" value=answer.word() aria-pressed=pressed>{answer.title()}</button>" " }
                .into_any()
        })
        .collect();
    view! {
        <p class="meta"><span>{format!("{} answered of {}", answered, of)}</span>" "<span>{author}</span></p>
        <h2 class="statement" id="statement" tabindex="-1">{text}</h2>
        {said}
        <p class="actions answers">{buttons}</p>
        <p class="actions after">{back}<a class="report" href=format!("{base}/{number}/report")>"Report"<span class="vh">" this statement"</span></a></p>
        {receipt}
    }
    .into_any()
}

fn receipt_line(code: String) -> AnyView {
    let href = format!("/receipts/{code}");
    view! { <p class="meta"><span>"Your answers are recorded. Receipt: "<a class="code" href=href>{code}</a></span></p> }.into_any()
}
