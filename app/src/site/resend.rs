//! What somebody sent while the record was out of reach. Nothing of it could be written down, so the page that
//! says so carries it: to read, to copy, and to send again with one press.
//!
//! Passwords are never written into a page, so a form that holds one is not carried.

use axum::body::{Body, Bytes};
use axum::http::request::Parts;
use axum::http::{Method, header};
use leptos::prelude::*;

use super::fields::{FORM_LARGEST, Fields};
use crate::ui::form::in_textarea;

/// The longest word that only programs read: an answer's name, a number.
const LONGEST_WORD: usize = 40;

/// Whether a value is one that somebody typed, to be shown; what only programs read is carried out of sight.
fn written(value: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    value.len() > LONGEST_WORD || !value.chars().all(word)
}

/// A form as it came, in case it cannot be recorded.
#[derive(Clone, Debug, Default)]
pub struct Sent(Option<Bytes>);

impl Sent {
    /// Takes note of an ordinary form on its way to its handler, and hands the body on.
    pub async fn note(parts: &Parts, body: Body) -> (Self, Body) {
        let header = |name| parts.headers.get(name).and_then(|value: &header::HeaderValue| value.to_str().ok());
        let form = parts.method == Method::POST
            && header(header::CONTENT_TYPE).is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        let length = header(header::CONTENT_LENGTH).and_then(|length| length.parse::<usize>().ok());
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

    /// The form to send again to the same address; nothing when there was none, or it held a secret.
    pub fn again(&self, path: &str) -> Option<AnyView> {
        let fields = Fields::parse(self.0.as_ref()?).ok()?;
        if fields.pairs().iter().any(|(name, _)| name.contains("password") || name.contains("token")) {
            return None;
        }
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
                        <textarea id=id name=name rows="8" dir="auto">{in_textarea(&value)}</textarea>
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
