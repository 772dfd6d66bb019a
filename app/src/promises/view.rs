//! Promises on a page: to the public as a list, to staff with a form to mark each as kept.

use leptos::prelude::*;

use super::model::Promise;
use crate::clock;
use crate::site::FormErrors;
use crate::time::Time;
use crate::ui::form::{Field, Kind};

/// What a promise is at a moment, for the eye and in words.
fn state(promise: &Promise, now: Time) -> (&'static str, String, String) {
    match (promise.kept_at, promise.due_at) {
        (Some(kept), due) => {
            let late = due.is_some_and(|due| kept.0 > due.0 + Time::DAY);
            let when = format!("Kept on {}{}", clock::long_date(kept), if late { ", after its date" } else { "" });
            ("kept", "We did:".to_owned(), when)
        }
        (None, Some(due)) if now >= due.plus(Time::DAY) => (
            "due",
            format!("We said we would, by {}:", clock::long_date(due)),
            "Its date has passed. It is not marked as kept yet.".to_owned(),
        ),
        (None, Some(due)) => ("due", format!("We will, by {}:", clock::long_date(due)), String::new()),
        (None, None) => ("due", "We will:".to_owned(), String::new()),
    }
}

/// One promise, with more under it.
fn item(promise: &Promise, now: Time, more: AnyView) -> AnyView {
    let (word, strong, meta) = state(promise, now);
    let note = (!promise.kept_note.is_empty()).then(|| view! { <p>{promise.kept_note.clone()}</p> });
    view! {
        <li data-state=word id=format!("promise-{}", promise.id)>
            <strong>{strong}</strong>" "{promise.text.clone()}
            {(!meta.is_empty()).then(|| view! { <p class="meta">{meta}</p> })}
            {note}
            {more}
        </li>
    }
    .into_any()
}

/// The promises of a consultation and how each stands.
pub fn list(promises: &[Promise], now: Time) -> AnyView {
    if promises.is_empty() {
        return ().into_any();
    }
    let items: Vec<AnyView> = promises.iter().map(|promise| item(promise, now, ().into_any())).collect();
    view! { <ul class="promises">{items}</ul> }.into_any()
}

/// What was typed to mark a promise as kept.
#[derive(Clone, Debug, Default)]
pub struct Keeping {
    /// The promise.
    pub id: i64,
    /// The day, as typed.
    pub kept_on: String,
    /// How it was kept.
    pub note: String,
}

/// The promises with a form for each that is not kept yet.
pub fn to_keep(slug: &str, promises: &[Promise], typed: &Keeping, errors: &FormErrors, now: Time) -> AnyView {
    if promises.is_empty() {
        return view! { <p>"No promises were made in this decision."</p> }.into_any();
    }
    let none = FormErrors::none();
    let items: Vec<AnyView> = promises
        .iter()
        .map(|promise| {
            if promise.kept_at.is_some() {
                return item(promise, now, ().into_any());
            }
            let this = promise.id == typed.id;
            // Only the form that was sent has the plain names its mistakes point at.
            let (errors, today) = if this { (errors, typed.kept_on.clone()) } else { (&none, clock::date_input(now)) };
            let note = if this { typed.note.clone() } else { String::new() };
            let action = format!("/staff/consultations/{slug}/promises/{}", promise.id);
            let form = view! {
                <details open=this>
                    <summary>"Mark as kept"<span class="vh">{format!(": {}", promise.text)}</span></summary>
                    <form method="post" action=action>
                        {Field::new(format!("kept-on-{}", promise.id), "The day it was kept").kind(Kind::Date).value(today).short().show(errors)}
                        {Field::new(format!("note-{}", promise.id), "How it was kept").hint("One or two sentences. Residents see this, and everybody who took part gets a short message with it.").kind(Kind::Lines(3)).value(note).show(errors)}
                        <p class="actions"><button class="button small">"Mark as kept and tell people"</button></p>
                    </form>
                </details>
            }
            .into_any();
            item(promise, now, form)
        })
        .collect();
    view! { <ul class="promises">{items}</ul> }.into_any()
}
