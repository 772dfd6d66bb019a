//! What is wrong with a form: a sentence for each field, said above the form and beside the field.

use super::form::Names;
use super::overtaken::Overtaken;

/// The most mistakes that one answer speaks of: somebody who mends these can send the form again.
const MISTAKES_MOST: usize = 200;

/// What is wrong with a form: sentences, each tied to a field (`form` ties one to the whole form). And, where nothing is
/// wrong with it, what else is to be said of a form that holds more than is recorded.
#[derive(Clone, Debug, Default)]
pub struct FormErrors {
    sentences: Vec<(String, String)>,
    overtaken: Option<Overtaken>,
    note: Option<&'static str>,
    unsaved: bool,
}

/// A mistake in a form as a rule finds it. What the rule found is typed; the sentence is chosen here, at the edge.
pub trait Mistake {
    /// The field it is said beside.
    fn field(&self) -> String;
    /// How it is said.
    fn words(&self) -> String;
}

impl FormErrors {
    /// Nothing wrong so far.
    pub fn none() -> Self {
        Self::default()
    }

    /// Notes a mistake. Only the first for each field is kept, since one is enough to act on.
    pub fn add(&mut self, field: impl Into<String>, sentence: impl Into<String>) {
        let (field, sentence) = (field.into(), sentence.into());
        let said = |(known, words): &(String, String)| *known == field && (field != "form" || *words == sentence);
        if self.sentences.len() < MISTAKES_MOST && !self.sentences.iter().any(said) {
            self.sentences.push((field, sentence));
        }
    }

    /// Notes the mistakes of one form of a page that holds several.
    pub fn add_under(&mut self, names: Names<'_>, own: Self) {
        for (field, sentence) in own.sentences {
            let field = if field == "form" { field } else { names.of(&field) };
            self.add(field, sentence);
        }
    }

    /// Notes that somebody else saved the same thing while this form was being written: who, when, and what differs.
    pub fn overtaken_by(&mut self, overtaken: Overtaken) {
        self.add("form", overtaken.sentence());
        self.overtaken = Some(overtaken);
    }

    /// What somebody else saved meanwhile, if anybody did.
    pub fn overtaken(&self) -> Option<&Overtaken> {
        self.overtaken.as_ref()
    }

    /// What the button that saves says: whoever has read what a colleague changed, saves their own.
    pub fn save<'a>(&self, usual: &'a str) -> &'a str {
        if self.overtaken.is_some() { "Save mine" } else { usual }
    }

    /// Says a sentence above a form that comes back with nothing wrong in it, and nothing of it recorded.
    #[must_use]
    pub fn noting(mut self, note: &'static str) -> Self {
        self.note = Some(note);
        self
    }

    /// The sentence above the form, if there is one.
    pub fn note(&self) -> Option<&'static str> {
        self.note
    }

    /// Marks a form that comes back with what was typed and is not recorded, such as one with more rows.
    #[must_use]
    pub fn unsaved(mut self) -> Self {
        self.unsaved = true;
        self
    }

    /// What a form that keeps itself while somebody types says of what it holds: whether that is recorded already.
    pub fn keeping(&self) -> &'static str {
        if self.unsaved || self.note.is_some() || !self.sentences.is_empty() { "unsaved" } else { "saved" }
    }

    /// The same on a page with another such form: what is wrong with the fields of that one says nothing of this one.
    pub fn keeping_beside(&self, others: &[&str]) -> &'static str {
        if others.iter().any(|field| self.of(field).is_some()) { "saved" } else { self.keeping() }
    }

    /// Keeps the value, or notes the mistake.
    pub fn check<T>(&mut self, field: &str, outcome: Result<T, impl Into<String>>) -> Option<T> {
        match outcome {
            Ok(value) => Some(value),
            Err(sentence) => {
                self.add(field, sentence);
                None
            }
        }
    }

    /// Keeps the value, or notes all the mistakes.
    pub fn check_all<T>(&mut self, outcome: Result<T, Vec<impl Mistake>>) -> Option<T> {
        match outcome {
            Ok(value) => Some(value),
            Err(mistakes) => {
                for mistake in mistakes {
                    self.add(mistake.field(), mistake.words());
                }
                None
            }
        }
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.sentences.is_empty()
    }

    /// What is wrong with one field.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.sentences.iter().find(|(known, _)| known == field).map(|(_, sentence)| sentence.as_str())
    }

    /// All of it, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.sentences.iter().map(|(field, sentence)| (field.as_str(), sentence.as_str()))
    }

    /// As JSON for an island: `{"errors":{"field":"sentence"}}`.
    pub fn to_json(&self) -> serde_json::Value {
        let map: serde_json::Map<String, serde_json::Value> =
            self.sentences.iter().map(|(field, sentence)| (field.clone(), sentence.clone().into())).collect();
        serde_json::json!({ "errors": map })
    }
}
