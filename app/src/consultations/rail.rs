//! The column at the right of a consultation's pages: the date slip, the one thing to do, what is on the page, and whom to
//! ask. It stays in view while the page is read. On a phone, where there is no room beside the text, the thing to do is a
//! bar at the bottom of the screen.

use leptos::prelude::*;

use super::model::{Consultation, Stage};
use super::rules::stage;
use super::slip_notes::SlipNotes;
use crate::time::Time;

/// The way from any page of an open consultation to what it asks, and what the button says.
pub fn way_in(consultation: &Consultation, now: Time) -> Option<(String, String)> {
    (stage(&consultation.dates, now) == Stage::Open)
        .then(|| (format!("/consultations/{}#steps", consultation.slug), "Say what you think".to_owned()))
}

/// What stands beside the text of a page.
#[derive(Default)]
pub struct Rail {
    /// The date slip.
    pub slip: Option<AnyView>,
    /// The one thing to do: where, and what its button says.
    pub to_do: Option<(String, String)>,
    /// Whether the page has a button of its own that does it: then this one is not filled, so that one alone stands out.
    pub on_page: bool,
    /// The parts of the page: the mark of each, and its heading.
    pub contents: Vec<(&'static str, String)>,
    /// The steps of a resident's way, on a page where one of them is taken. On a phone they come after the text: first
    /// this step, then the others.
    pub way: Option<AnyView>,
    /// What else: facts, documents.
    pub more: Vec<AnyView>,
    /// Whether a phone shows the contents alone, because everything else is on the consultation's own page.
    pub brief: bool,
}

impl Rail {
    /// The slip and the way in, as they stand beside results.
    pub fn of(consultation: &Consultation, notes: &SlipNotes, now: Time) -> Self {
        let slip = Some(notes.slip(consultation, now));
        Self { slip, to_do: way_in(consultation, now), brief: true, ..Self::default() }
    }

    fn contents(&self) -> Option<AnyView> {
        // Two parts are seen at once.
        (self.contents.len() > 2).then(|| {
            let items: Vec<AnyView> = self
                .contents
                .iter()
                .map(|(mark, words)| view! { <li><a href=format!("#{mark}")>{words.clone()}</a></li> }.into_any())
                .collect();
            view! { <nav class="contents" aria-label="On this page"><p aria-hidden="true">"On this page"</p><ul>{items}</ul></nav> }.into_any()
        })
    }

    /// A page with this beside its text. `head` goes over the text; the bar of a phone comes last.
    pub fn beside(self, head: AnyView, body: AnyView) -> AnyView {
        let kind = if self.on_page { "button quiet" } else { "button" };
        let button = |(href, words): (String, String)| view! { <a class=kind href=href>{words}</a> };
        let contents = self.contents();
        let class = if self.brief { "rail brief" } else { "rail" };
        let to_do = self.to_do;
        let after = self.way.is_some();
        let aside = view! {
            <aside class=class aria-label="About this consultation">
                {self.slip}
                {to_do.clone().map(|to_do| view! { <p class="to-do">{button(to_do)}</p> })}
                {contents}
                {self.way}
                {self.more}
            </aside>
        }
        .into_any();
        let (before, after) = if after { (None, Some(aside)) } else { (Some(aside), None) };
        view! {
            <div class="spread">
                <div class="head">{head}</div>
                {before}
                <div class="body">{body}</div>
                {after}
            </div>
            {to_do.map(|to_do| view! { <nav class="to-do-bar" aria-label="Take part">{button(to_do)}</nav> })}
        }
        .into_any()
    }
}
