//! Acts that cannot be undone (or not unnoticed) ask once, on a page of their own: what will happen, a button that does it and a way back.
//! No script is needed. The page is opened by a link at the very address that its button then sends the form to.

use leptos::prelude::*;

use super::shell::Area;
use super::visit::Visit;
use super::{Fields, Page};

/// A question before an act that cannot be undone.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// The question, as the heading: "Delete this draft?".
    pub title: String,
    /// What it is about: its title.
    pub about: String,
    /// What will happen, sentence by sentence or thing by thing.
    pub consequences: Vec<String>,
    /// Where the form is sent: the address of this page.
    pub action: String,
    /// What the form sends beside the button: what the act was asked about, so that nothing else is done.
    pub fields: Vec<(&'static str, String)>,
    /// What the button says: the act itself, never "OK".
    pub button: &'static str,
    /// Where to go back to, and what the link says.
    pub back: (String, &'static str),
    /// Whether the act can be taken back after all, though not unnoticed.
    pub can_be_undone: bool,
}

impl Question {
    /// Asks it, under some crumbs.
    ///
    /// # Errors
    /// Never; the type is a handler's.
    pub fn ask(self, visit: &Visit, area: Area, crumbs: impl FnOnce() -> AnyView) -> Page {
        let Self { title, about, consequences, action, fields, button, back, can_be_undone } = self;
        visit.page(title.clone()).area(area).private().show(|| {
            let fields: Vec<AnyView> = fields
                .into_iter()
                .map(|(name, value)| view! { <input type="hidden" name=name value=value/> }.into_any())
                .collect();
            let consequences: Vec<AnyView> =
                consequences.into_iter().map(|sentence| view! { <p>{sentence}</p> }.into_any()).collect();
            view! {
                {crumbs()}
                <header class="title"><h1>{title}</h1>{(!about.is_empty()).then(|| view! { <p class="lede" dir="auto">{about}</p> })}</header>
                <div class="note warn">{(!can_be_undone).then(|| view! { <p><strong>"This cannot be undone."</strong></p> })}{consequences}</div>
                <form method="post" action=action>
                    {fields}
                    <p class="actions"><button class="button warn">{button}</button>" "<a href=back.0>{back.1}</a></p>
                </form>
            }
            .into_any()
        })
    }
}

/// Whether what an act was asked about is still what it was. A form that does not say what it saw is taken at its word.
pub fn as_asked(fields: &Fields, seen: &str) -> bool {
    !fields.has("seen") || fields.text("seen") == seen
}
