//! The list that a form of moderation stands beside, so that a decision leads back to it and on to the next one.

use std::fmt::Write;

use leptos::prelude::*;

use crate::site::{Fields, Visit};

/// The list that a form stands beside: how it is narrowed, and which one opens once that is decided.
#[derive(Clone, Debug, Default)]
pub struct BesideList {
    /// Only of this kind; empty for every kind.
    pub(super) kind: String,
    /// Only in the consultation with this name in addresses; empty for all.
    pub(super) consultation: String,
    /// The one that opens next; empty for none.
    pub(super) next: String,
}

impl BesideList {
    /// As a form says it. What is no name is left out.
    pub fn of(fields: &Fields) -> Self {
        let name = |field: &str| {
            let text = fields.text(field);
            let good = text.len() <= 200 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            if good { text.to_owned() } else { String::new() }
        };
        Self { kind: name("kind"), consultation: name("consultation"), next: name("next") }
    }

    /// As an address says it.
    pub(super) fn asked(visit: &Visit) -> Self {
        let pairs = ["kind", "consultation"].map(|name| (name.to_owned(), visit.query_value(name)));
        Self::of(&Fields::from_pairs(pairs))
    }

    /// The list’s address, with more asked.
    pub fn address(&self, more: &[(&str, &str)]) -> String {
        let own = [("kind", self.kind.as_str()), ("consultation", self.consultation.as_str())];
        let mut address = "/staff/moderation".to_owned();
        for (name, value) in own.iter().chain(more).filter(|(_, value)| !value.is_empty()) {
            let mark = if address.contains('?') { '&' } else { '?' };
            // Writing into a text does not fail.
            let _ = write!(address, "{mark}{name}={value}");
        }
        address
    }

    /// Where a decision leads: to the note that says what was done, and to the next one.
    pub fn after(&self, done: &str) -> String {
        let address = self.address(&[]);
        let mark = if address.contains('?') { '&' } else { '?' };
        let next = if self.next.is_empty() { String::new() } else { format!("&item={}", self.next) };
        format!("{address}{mark}done={done}{next}")
    }

    /// The fields by which a form says it.
    pub fn fields(&self) -> AnyView {
        let hidden = |name: &'static str, value: &String| {
            (!value.is_empty()).then(|| view! { <input type="hidden" name=name value=value.clone()/> })
        };
        view! {
            {hidden("kind", &self.kind)}
            {hidden("consultation", &self.consultation)}
            {hidden("next", &self.next)}
        }
        .into_any()
    }
}
