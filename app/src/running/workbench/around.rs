//! What is around a consultation, grouped by what somebody wants to do, and what was done so far.

use leptos::prelude::*;

use crate::consultations::editing::rules;
use crate::consultations::model::{Showing, Stage};
use crate::running::manage::ManagedConsultation;
use crate::running::telling;
use crate::site::Visit;

/// A way on: where, what it is called, and in few words what it is for.
type Way = (String, String, &'static str);

fn group(id: &'static str, title: &'static str, ways: Vec<Option<Way>>) -> AnyView {
    let ways: Vec<AnyView> = ways
        .into_iter()
        .flatten()
        .map(|(href, label, what)| {
            let what = (!what.is_empty()).then(|| view! { " "<small>{what}</small> });
            view! { <li><a href=href>{label}</a>{what}</li> }.into_any()
        })
        .collect();
    if ways.is_empty() {
        return ().into_any();
    }
    view! { <section aria-labelledby=id><h3 id=id>{title}</h3><ul class="plain">{ways}</ul></section> }.into_any()
}

/// The region with every way on from a consultation's page.
pub fn around(visit: &Visit, base: &str, managed: &ManagedConsultation, at: Stage) -> AnyView {
    let consultation = &managed.consultation;
    let way = |ending: &str, label: &str, what: &'static str| Some((format!("{base}{ending}"), label.to_owned(), what));
    let seen = at != Stage::Draft;
    let documents = match managed.documents.len() {
        0 => "Documents".to_owned(),
        many => format!("Documents ({many})"),
    };
    let events = format!("/staff/events?consultation={}", consultation.slug);
    let showing = match consultation.results {
        Showing::Hidden => "Show results live (hidden now)",
        Showing::Live => "Hide results until it closes (live now)",
    };
    let understand = vec![
        rules::scope(at)
            .is_ok()
            .then(|| way("/edit", "Edit the consultation", "its words, libraries and dates"))
            .flatten(),
        way("/documents", &documents, "reports and plans to read"),
        way("/picture", "Its picture", "at the head of its page, and when it is shared"),
        way("/formats", "Other formats: easy read, sign language, audio, other languages", ""),
    ];
    let reach = vec![
        Some((events, "Events where people are asked".to_owned(), "stalls, meetings, story times")),
        way("/contact", "Contact for the public", "whom people ask"),
    ];
    let together = vec![
        way("/notes", "Notes between colleagues", "beside every field"),
        way("/people", "Who works on it", "the owner and colleagues"),
        (!seen).then(|| way("/previews", "Private links for people without an account", "to read the draft")).flatten(),
        way("/template", "Make a template of it", "to begin the next one"),
    ];
    let answers = vec![
        seen.then(|| way("/results", if at == Stage::Open { "Results so far" } else { "Results" }, "")).flatten(),
        seen.then(|| {
            let address = format!("/staff/moderation?consultation={}", consultation.slug);
            (address, "Moderation".to_owned(), "what people wrote, of this consultation")
        }),
        rules::may_choose_showing(at).is_ok().then(|| way("/showing", showing, "")).flatten(),
        matches!(at, Stage::Closed | Stage::Decided).then(|| way("/decision", "The decision", "")).flatten(),
    ];
    let ends = vec![
        rules::may_extend(at).is_ok().then(|| way("/extend", "Extend it", "give people more time")).flatten(),
        rules::may_withdraw(at).is_ok().then(|| way("/withdraw", "Withdraw it", "end it without a decision")).flatten(),
        rules::may_delete(at).is_ok().then(|| way("/delete", "Delete the draft", "with everything in it")).flatten(),
    ];
    view! {
        <section aria-labelledby="around">
            <h2 id="around">"What you can do"</h2>
            <div class="ways">
                {group("understand", "Help people understand it", understand)}
                {group("reach", "Meet people", reach)}
                {group("answers", "Look at what comes in", answers)}
                {group("together", "Work together", together)}
                {group("ends", "Change how it ends", ends)}
            </div>
        </section>
        {telling::section(visit, consultation, at)}
    }
    .into_any()
}
