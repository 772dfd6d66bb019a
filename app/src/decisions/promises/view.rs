//! Promises on a page: to the public as a list, to staff with the forms that say what became of each.

use leptos::prelude::*;

use super::model::Promise;
use crate::clock;
use crate::site::FormErrors;
use crate::time::Time;
use crate::ui::form::{Field, FieldKind};

/// What a promise is at a moment, for the eye and in words.
fn state(promise: &Promise, now: Time) -> (&'static str, String, String) {
    if let Some(declined) = promise.declined_at {
        return ("refused", "We will not:".to_owned(), format!("Said on {}", clock::long_date(declined)));
    }
    match (promise.kept_at, promise.due_at) {
        (Some(kept), due) => {
            let late = due.is_some_and(|due| clock::day_is_over(due, kept));
            let when = format!("Kept on {}{}", clock::long_date(kept), if late { ", after its date" } else { "" });
            ("kept", "We did:".to_owned(), when)
        }
        (None, Some(due)) if clock::day_is_over(due, now) => (
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
    let note = (!promise.kept_note.is_empty()).then(|| view! { <p dir="auto">{promise.kept_note.clone()}</p> });
    let because = (!promise.declined_because.is_empty())
        .then(|| view! { <p><strong>"Because: "</strong>{promise.declined_because.clone()}</p> });
    view! {
        <li data-state=word id=format!("promise-{}", promise.id)>
            <strong>{strong}</strong>" "<bdi>{promise.text.clone()}</bdi>
            {(!meta.is_empty()).then(|| view! { <p class="meta">{meta}</p> })}
            {note}
            {because}
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

/// What was typed about one promise, in a form that is shown again.
#[derive(Clone, Debug, Default)]
pub enum PromiseForm {
    /// Nothing yet.
    #[default]
    Nothing,
    /// That it was kept.
    Kept {
        /// The promise.
        id: i64,
        /// The day, as typed.
        day: String,
        /// How it was kept.
        note: String,
    },
    /// That it will not be.
    Declined {
        /// The promise.
        id: i64,
        /// Why.
        because: String,
    },
}

/// The promises with the forms for each that is still open.
pub fn to_end(slug: &str, promises: &[Promise], typed: &PromiseForm, errors: &FormErrors, now: Time) -> AnyView {
    if promises.is_empty() {
        return view! { <p>"No promises were made in this decision."</p> }.into_any();
    }
    let items: Vec<AnyView> = promises
        .iter()
        .map(|promise| {
            let forms = if promise.is_open() {
                let action = format!("/staff/consultations/{slug}/promises/{}", promise.id);
                view! { {kept(promise, &action, typed, errors, now)} {declined(promise, &action, typed, errors)} }
                    .into_any()
            } else {
                ().into_any()
            };
            item(promise, now, forms)
        })
        .collect();
    view! { <ul class="promises">{items}</ul> }.into_any()
}

/// The form that says a promise was kept.
fn kept(promise: &Promise, action: &str, typed: &PromiseForm, errors: &FormErrors, now: Time) -> AnyView {
    let none = FormErrors::none();
    // Only the form that was sent shows mistakes.
    let (sent, errors, day, note) = match typed {
        PromiseForm::Kept { id, day, note } if *id == promise.id => (true, errors, day.clone(), note.clone()),
        _ => (false, &none, clock::date_input(now), String::new()),
    };
    let action = action.to_owned();
    view! {
        <details open=sent>
            <summary>"Mark as kept"<span class="vh">{format!(": {}", promise.text)}</span></summary>
            <form method="post" action=action>
                {Field::new(format!("kept-on-{}", promise.id), "The day it was kept").kind(FieldKind::Date).value(day).short().show(errors)}
                {Field::new(format!("note-{}", promise.id), "How it was kept").hint("One or two sentences. Residents see this, and everybody who took part and wants messages gets one with it.").kind(FieldKind::Lines(3)).value(note).show(errors)}
                <p class="actions"><button class="button small">"Mark as kept and tell people"</button></p>
            </form>
        </details>
    }
    .into_any()
}

/// The form that says a promise will not be kept.
fn declined(promise: &Promise, action: &str, typed: &PromiseForm, errors: &FormErrors) -> AnyView {
    let none = FormErrors::none();
    let (sent, errors, because) = match typed {
        PromiseForm::Declined { id, because } if *id == promise.id => (true, errors, because.clone()),
        _ => (false, &none, String::new()),
    };
    let action = format!("{action}/decline");
    view! {
        <details open=sent>
            <summary>"Say that we will not"<span class="vh">{format!(": {}", promise.text)}</span></summary>
            <form method="post" action=action>
                <p class="hint">"Plans change. A promise that is given up in the open, with its reason, costs less trust than one that is quietly forgotten. It cannot be taken back: a new plan is a new promise."</p>
                {Field::new(format!("because-{}", promise.id), "Why we will not").hint("One or two sentences. Residents see this, and everybody who took part and wants messages gets one with it.").kind(FieldKind::Lines(3)).value(because).show(errors)}
                <p class="actions"><button class="button small quiet warn">"Say so and tell people"</button></p>
            </form>
        </details>
    }
    .into_any()
}
