//! What a form sent, and what is wrong with it.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header;

use super::fault::Fault;
use super::overtaken::Overtaken;
use super::unsent::TakenUp;
use crate::App;

/// The largest form without a file, in bytes.
pub const FORM_LARGEST: usize = 256 * 1024;

/// The most fields a form may have. The largest form of the site, a ballot on a long list of projects, has some hundreds.
pub const FIELDS_MOST: usize = 2_000;

/// The most mistakes that one answer speaks of: somebody who mends these can send the form again.
const MISTAKES_MOST: usize = 200;

/// Whether a field holds what must never be written into a page or kept.
pub fn is_secret(name: &str) -> bool {
    name.contains("password") || name.contains("token")
}

/// The fields of a form, as typed: each value normalised (line ends, composed accents), none trusted.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    pairs: Vec<(String, String)>,
    raw: String,
    taken_up: Option<TakenUp>,
}

impl Fields {
    /// Reads an `application/x-www-form-urlencoded` body.
    ///
    /// # Errors
    /// [`Fault::Unreadable`] when it is not UTF-8 or holds a NUL.
    pub fn parse(body: &[u8]) -> Result<Self, Fault> {
        let unreadable = |why: &str| Fault::Unreadable(why.to_owned());
        let raw = std::str::from_utf8(body)
            .map_err(|_| unreadable("The form was not sent as UTF-8 text. Please go back and send it again."))?;
        if raw.split('&').filter(|pair| !pair.is_empty()).nth(FIELDS_MOST).is_some() {
            return Err(Fault::TooLarge(format!("A form may have {FIELDS_MOST} fields.")));
        }
        let mut pairs = Vec::new();
        for pair in raw.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let decode = |text: &str| {
                percent_encoding::percent_decode_str(&text.replace('+', " "))
                    .decode_utf8()
                    .map(|text| text.into_owned())
                    .map_err(|_| unreadable("The form was not sent as UTF-8 text. Please go back and send it again."))
            };
            pairs.push((decode(name)?, decode(value)?));
        }
        let mut fields = Self { raw: raw.to_owned(), ..Self::default() };
        for (name, value) in pairs {
            fields.push(name, &value);
        }
        Ok(fields)
    }

    /// Fields that came some other way, such as the text parts of an upload.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut fields = Self::default();
        for (name, value) in pairs {
            fields.push(name, &value);
        }
        fields
    }

    fn push(&mut self, name: String, value: &str) {
        // Not a field of any form: it says how the others are to be read.
        if name == TakenUp::FIELD {
            self.taken_up = Some(TakenUp::from_word(value));
            return;
        }
        // A text with a NUL is kept as it came: `expect_only` then says what is wrong with it.
        let value = crate::ui::prose::normalise(value).unwrap_or_else(|_| value.to_owned());
        self.pairs.push((name, value));
    }

    /// The first value of a field, trimmed; empty when it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.raw_text(name).trim()
    }

    /// The first value of a field as it was typed, for passwords.
    pub fn raw_text(&self, name: &str) -> &str {
        self.pairs.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// Every value of a field.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.pairs.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Whether a box was ticked.
    pub fn ticked(&self, name: &str) -> bool {
        matches!(self.text(name), "1" | "on" | "yes" | "true")
    }

    /// Whether a field was sent at all.
    pub fn has(&self, name: &str) -> bool {
        self.pairs.iter().any(|(field, _)| field == name)
    }

    /// A whole number, if the field holds one.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.text(name).parse().ok()
    }

    /// Notes every field that the form does not have: a sign of a broken link or a tampered form. A name that
    /// ends in `*` allows every field that begins so.
    pub fn expect_only(&self, known: &[&str], errors: &mut FormErrors) {
        let fits =
            |name: &str, known: &&str| known.strip_suffix('*').map_or(*known == name, |stem| name.starts_with(stem));
        let (expected, unknown): (Vec<_>, Vec<_>) =
            self.pairs.iter().partition(|(name, _)| known.iter().any(|known| fits(name, known)));
        // One line for all of them: the page must not grow with what a stranger makes up.
        if let Some((first, _)) = unknown.first() {
            let shown: String = first.chars().take(40).collect();
            errors.add(
                "form",
                match unknown.len() - 1 {
                    0 => format!("This form has no field called “{shown}”"),
                    1 => format!("This form has no field called “{shown}”, nor one other that was sent"),
                    more => format!("This form has no field called “{shown}”, nor {more} others that were sent"),
                },
            );
        }
        if expected.iter().any(|(_, value)| value.contains('\0')) {
            errors.add("form", "Text cannot contain the NUL character: please remove it");
        }
    }

    /// Whether it holds a password or a one-time link, which are never written into a page or kept.
    pub fn holds_secret(&self) -> bool {
        self.pairs.iter().any(|(name, _)| is_secret(name))
    }

    /// Every field with its value, in the order sent.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// For a form that came only to be looked at (see [`super::unsent`]): what the page says above it. Such a form is
    /// shown with everything in it, and nothing is recorded.
    pub fn taken_up(&self) -> Option<FormErrors> {
        self.taken_up.map(|taken_up| FormErrors::none().noting(taken_up.words()))
    }

    /// The body as it was sent, to keep a submission while its author signs in.
    pub fn raw(&self) -> &str {
        &self.raw
    }
}

impl FromRequest<App> for Fields {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &App) -> Result<Self, Fault> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        if !kind.is_empty() && !kind.starts_with("application/x-www-form-urlencoded") {
            return Err(Fault::Unreadable("This address takes an ordinary web form.".to_owned()));
        }
        let body = Bytes::from_request(request, state).await.map_err(|rejection| {
            if rejection.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
                Fault::TooLarge("The form is too large. A comment may have up to 5,000 characters.".to_owned())
            } else {
                Fault::Unreadable("The form did not arrive whole. Please go back and send it again.".to_owned())
            }
        })?;
        Self::parse(&body)
    }
}

/// What is wrong with a form: sentences, each tied to a field (`form` ties one to the whole form). And, where nothing is
/// wrong with it, what else is to be said of a form that holds more than is recorded.
#[derive(Clone, Debug, Default)]
pub struct FormErrors {
    sentences: Vec<(String, String)>,
    overtaken: Option<Overtaken>,
    note: Option<&'static str>,
    unsaved: bool,
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

/// Whether a text is short enough, in characters, and there at all if it has to be.
///
/// # Errors
/// A sentence for the form.
pub fn length(text: &str, what: &str, required: bool, longest: usize) -> Result<String, String> {
    let count = text.chars().count();
    if required && text.trim().is_empty() {
        return Err(format!("Enter {what}"));
    }
    if count > longest {
        let over = count - longest;
        return Err(format!("Make {what} shorter: it may have {longest} characters and has {over} too many"));
    }
    Ok(text.to_owned())
}
