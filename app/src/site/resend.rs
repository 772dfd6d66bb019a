//! What somebody sent while the record was out of reach. Nothing of it could be written down, so the page that
//! says so carries it: to read, to copy, and to send again with one press.
//!
//! Passwords are never written into a page, so a form that holds one is not carried.

use axum::body::{Body, Bytes, HttpBody};
use axum::http::request::Parts;
use axum::http::{Method, header};
use leptos::prelude::*;

use super::fields::{FORM_LARGEST, Fields};
use super::unsent::TakenUp;
use crate::ids::AccountId;
use crate::ui::form::in_textarea;

/// The longest word that only programs read: an answer's name, a number.
const LONGEST_WORD: usize = 40;

/// The last field of a form that waited for its author to sign in: whose sign-in it was typed under.
const AUTHOR: &str = "typed-by";

/// Whether a value is one that somebody typed, to be shown; what only programs read is carried out of sight.
fn written(value: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    value.len() > LONGEST_WORD || !value.chars().all(word)
}

/// A form as it came, in case it cannot be recorded.
#[derive(Clone, Debug, Default)]
pub struct Sent(Option<Bytes>);

/// What could be read of a form that cannot be noted on its way, as one with a file: its other fields, written as an
/// ordinary form. Hung on the answer of a handler that asks somebody to sign in first.
#[derive(Clone, Debug)]
pub struct ToWait(pub String);

impl Sent {
    /// A form by its body.
    pub fn of(body: String) -> Self {
        Self(Some(Bytes::from(body)))
    }

    /// Takes note of an ordinary form on its way to its handler, and hands the body on.
    pub async fn note(parts: &Parts, body: Body) -> (Self, Body) {
        let header = |name| parts.headers.get(name).and_then(|value: &header::HeaderValue| value.to_str().ok());
        let form = parts.method == Method::POST
            && header(header::CONTENT_TYPE).is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        let length = header(header::CONTENT_LENGTH).and_then(|length| length.parse::<usize>().ok());
        // A form that waited for its author to sign in comes from within, with its whole body and without that line.
        let length = length.or_else(|| body.size_hint().exact().and_then(|length| usize::try_from(length).ok()));
        // Without a length the body may be anything; the handler's own limit then judges it.
        if !form || length.is_none_or(|length| length > FORM_LARGEST) {
            return (Self(None), body);
        }
        match axum::body::to_bytes(body, FORM_LARGEST).await {
            Ok(bytes) => (Self(Some(bytes.clone())), Body::from(bytes)),
            // It broke off on the way, and has to break off for the handler too.
            Err(error) => {
                (Self(None), Body::new(http_body_util::StreamBody::new(futures::stream::once(async { Err(error) }))))
            }
        }
    }

    /// The fields, unless there were none or one of them is a secret.
    fn fields(&self) -> Option<Fields> {
        Fields::parse(self.0.as_ref()?).ok().filter(|fields| !fields.holds_secret())
    }

    /// The body as it came, to wait until its author has signed in; nothing when there was none, or it held a secret.
    pub fn to_wait(&self) -> Option<String> {
        self.fields().map(|fields| fields.raw().to_owned())
    }

    /// The same with a mark of whose sign-in it was typed under, for a form that only they should send as it stands.
    pub fn to_wait_for(&self, author: Option<AccountId>) -> Option<String> {
        let body = self.to_wait()?;
        Some(format!("{body}&{AUTHOR}={}", author.map_or(0, |author| author.0)))
    }

    /// Takes that mark off again. Gives whose sign-in the form was typed under, if it waited for somebody to sign in;
    /// nobody, if that was not known.
    pub fn take_author(&mut self) -> Option<Option<AccountId>> {
        let bytes = self.0.as_ref()?;
        let start = bytes.iter().rposition(|byte| *byte == b'&')?;
        let last = std::str::from_utf8(bytes.get(start + 1..)?).ok()?;
        let author: i64 = last.strip_prefix(AUTHOR)?.strip_prefix('=')?.parse().ok()?;
        self.0 = Some(bytes.slice(..start));
        Some((author > 0).then_some(AccountId(author)))
    }

    /// The form as it now is, on its way to its handler; only to be looked at, if so.
    pub fn body(&self, to_look_at: Option<TakenUp>) -> Body {
        let Some(bytes) = &self.0 else { return Body::empty() };
        match to_look_at {
            None => Body::from(bytes.clone()),
            Some(taken_up) => {
                let mut marked = bytes.to_vec();
                marked.extend_from_slice(format!("&{}={}", TakenUp::FIELD, taken_up.word()).as_bytes());
                Body::from(marked)
            }
        }
    }

    /// What somebody wrote in a form that was refused outright, to be read and copied; nothing when they wrote nothing.
    pub fn to_copy(&self) -> Option<AnyView> {
        let fields = self.fields()?;
        let items: Vec<AnyView> = fields
            .pairs()
            .iter()
            .filter(|(name, value)| name != "seen" && !value.trim().is_empty())
            // A short word with a capital is a title that somebody typed, and not a word for programs.
            .filter(|(_, value)| written(value) || value.contains(char::is_uppercase))
            .enumerate()
            .map(|(number, (_, value))| {
                let id = format!("sent-{number}");
                view! {
                    <div class="field">
                        <label for=id.clone()>"What you wrote"</label>
                        <textarea id=id rows="6" readonly dir="auto">{in_textarea(value)}</textarea>
                    </div>
                }
                .into_any()
            })
            .collect();
        (!items.is_empty()).then(|| items.into_any())
    }

    /// The form to send again to the same address; nothing when there was none, or it held a secret.
    pub fn again(&self, path: &str) -> Option<AnyView> {
        let fields = self.fields()?;
        let inputs: Vec<AnyView> = fields
            .pairs()
            .iter()
            .enumerate()
            .map(|(number, (name, value))| {
                let (name, value) = (name.clone(), value.clone());
                if !written(&value) {
                    return view! { <input type="hidden" name=name value=value/> }.into_any();
                }
                let id = format!("sent-{number}");
                view! {
                    <div class="field">
                        <label for=id.clone()>"What you wrote"</label>
                        <textarea id=id name=name rows="8">{in_textarea(&value)}</textarea>
                    </div>
                }
                .into_any()
            })
            .collect();
        let path = path.to_owned();
        Some(
            view! {
                <form method="post" action=path>
                    {inputs}
                    <p class="actions"><button class="button">"Send it again"</button></p>
                </form>
            }
            .into_any(),
        )
    }
}
