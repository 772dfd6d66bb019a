//! What is shown when a page cannot be.
//!
//! A user's mistake in a form is *not* a fault: the handler renders the form again with 422. Use
//! [`Fault::Missing`] when there is nothing at an address, [`Fault::SignIn`] when somebody has to sign in first,
//! [`Fault::Refused`] when this person may not, when things changed meanwhile or when a rule does not allow it now (`?` makes
//! it of what the rule says), and let `?` make [`Fault::Broken`] or [`Fault::Busy`] of what the record says.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::code;
use crate::db::{DbError, is_unavailable, is_unsure};
use crate::identity::passwords::PasswordError;
use crate::reason::{Code, Reason, WhyNot};

/// What a handler answers.
pub type Page = Result<Response, Fault>;

/// Why a page cannot be shown.
#[derive(Clone, Debug)]
pub enum Fault {
    /// There is nothing here.
    Missing,
    /// Somebody has to sign in first.
    SignIn,
    /// The site is not open to the public yet.
    NotOpen,
    /// The same form made it a moment ago, and led here: no fault at all, but as good a reason to stop.
    Made(String),
    /// Something has to be done first, on a page of ours: the visitor is led there.
    LedTo(&'static str),
    /// What was sent cannot be read as a form at all; the sentence says why.
    Unreadable(String),
    /// Too much was sent.
    TooLarge(String),
    /// Too many tries; the sentence says when to try again.
    TooMany(String),
    /// Things changed meanwhile, a rule does not allow it now, or this person may not.
    Refused(Reason),
    /// The record is out of reach or too busy.
    Busy,
    /// The record fell silent just as it was to keep something: it may have, or not.
    Unsure,
    /// Another site asked for something that is an act of staff.
    Elsewhere,
    /// A bug or a broken machine; the cause is in the log under the reference.
    Broken(String),
}

/// Why a program or an interactive part gets no answer (problem details, RFC 9457).
#[derive(Serialize, ToSchema)]
pub struct Problem {
    /// about:blank: the status says what kind of problem it is.
    #[serde(rename = "type")]
    kind: &'static str,
    /// Why, as a word that never changes; the documentation lists them all.
    code: &'static str,
    /// What went wrong, in a few words.
    title: &'static str,
    /// The HTTP status.
    #[schema(minimum = 100)]
    status: u16,
    /// What went wrong and what to do.
    detail: String,
}

impl From<&Fault> for Problem {
    fn from(fault: &Fault) -> Self {
        let (title, detail) = fault.words();
        Self { kind: "about:blank", code: fault.code().code, title, status: fault.status().as_u16(), detail }
    }
}

const NOT_HERE: &str = "You cannot do that here";
const CHANGED: &str = "Something changed meanwhile";
const WAIT: &str = "Please wait a little";

impl Fault {
    /// Its code.
    pub fn code(&self) -> &'static Code {
        match self {
            Self::Missing => code!("missing", NOT_FOUND, Everybody, "There is nothing at this address"),
            Self::SignIn => {
                code!("sign-in", UNAUTHORIZED, Everybody, "Somebody has to sign in, or confirm their address, first")
            }
            Self::NotOpen => code!("site-not-open", NOT_FOUND, Everybody, "The site is not open to the public yet"),
            Self::Made(_) => {
                code!("done-already", SEE_OTHER, Everybody, "The same form did it a moment ago, and led here")
            }
            Self::LedTo(_) => {
                code!("led-elsewhere", SEE_OTHER, Everybody, "Something has to be done first, on another page")
            }
            Self::Unreadable(_) => code!("unreadable", BAD_REQUEST, Everybody, "What was sent cannot be read"),
            Self::TooLarge(_) => code!("too-large", PAYLOAD_TOO_LARGE, Everybody, "Too much was sent or asked for"),
            Self::TooMany(_) => code!("too-many-tries", TOO_MANY_REQUESTS, Everybody, "Too many tries; later again"),
            Self::Refused(why) => why.code,
            Self::Busy => code!(
                "busy",
                SERVICE_UNAVAILABLE,
                Everybody,
                "The record is out of reach or too busy; nothing was recorded"
            ),
            Self::Unsure => code!(
                "unsure",
                SERVICE_UNAVAILABLE,
                Everybody,
                "The record fell silent: it may have been recorded, or not"
            ),
            Self::Elsewhere => {
                code!("from-elsewhere", FORBIDDEN, Staff, "Another site led to an act of the staff")
            }
            Self::Broken(_) => code!(
                "broken",
                INTERNAL_SERVER_ERROR,
                Everybody,
                "A bug or a broken machine; the sentence has a reference to the log"
            ),
        }
    }

    /// The status it is answered with.
    pub fn status(&self) -> StatusCode {
        self.code().status
    }

    /// A broken machine or a bug: logs the cause and keeps a reference to it.
    pub fn broken(cause: impl std::fmt::Display) -> Self {
        let reference = reference();
        tracing::error!(%cause, %reference, "a request failed");
        Self::Broken(reference)
    }

    /// A title and what to do next, in plain words.
    pub fn words(&self) -> (&'static str, String) {
        match self {
            Self::Missing => (
                "We cannot find that page",
                "The address may be mistyped, or the page may have moved. All consultations are listed on the \
                 consultations page."
                    .to_owned(),
            ),
            Self::Refused(why) => {
                let title = match why.code.status {
                    StatusCode::FORBIDDEN => NOT_HERE,
                    StatusCode::TOO_MANY_REQUESTS => WAIT,
                    _ => CHANGED,
                };
                (title, why.words.clone().into_owned())
            }
            Self::NotOpen => (
                "This site is not open yet",
                "The library service is still setting it up. Please come back later.".to_owned(),
            ),
            Self::SignIn => ("Please sign in first", "This page is for people who are signed in.".to_owned()),
            Self::Made(_) => ("It is done already", "The same form was sent a moment ago.".to_owned()),
            Self::LedTo(_) => ("Something comes first", "There is something to do on another page first.".to_owned()),
            Self::Unreadable(why) => ("We could not read what was sent", why.clone()),
            Self::TooLarge(why) => ("That is too large", why.clone()),
            Self::TooMany(why) => (WAIT, why.clone()),
            Self::Busy => (
                "We are busy for a moment",
                "We cannot reach our records just now, so nothing you sent was recorded. Please try again in a \
                 minute. Anything you sent before, and saw confirmed, is safe."
                    .to_owned(),
            ),
            Self::Unsure => (
                "We cannot tell whether that was recorded",
                "Our records fell silent just as they were keeping what you sent. It may have been recorded, or not. \
                 Please look in a minute, before you send it again. Anything you sent before, and saw confirmed, is safe."
                    .to_owned(),
            ),
            Self::Elsewhere => (
                "Do you want this?",
                "Another site led you here. What you would get is an act that we record, so nothing happened yet. Go on \
                 if it is what you want."
                    .to_owned(),
            ),
            Self::Broken(reference) => (
                "Something went wrong on our side",
                format!(
                    "It is not your fault. If you tell the library service, give them this reference: {reference}."
                ),
            ),
        }
    }
}

/// A short reference to find a failure in the log by.
fn reference() -> String {
    use std::hash::{BuildHasher, RandomState};
    format!("{:08x}", RandomState::new().hash_one(std::process::id()) & 0xffff_ffff)
}

impl From<DbError> for Fault {
    fn from(error: DbError) -> Self {
        if is_unsure(&error) {
            Self::Unsure
        } else if is_unavailable(&error) {
            tracing::warn!(%error, "the record is out of reach");
            Self::Busy
        } else {
            Self::broken(error)
        }
    }
}

impl<W: WhyNot> From<W> for Fault {
    fn from(why: W) -> Self {
        Self::Refused(why.reason())
    }
}

impl From<PasswordError> for Fault {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::Full => Self::TooMany(
                "Very many people are signing in at this moment. Please wait a minute and try again.".to_owned(),
            ),
            error => Self::broken(error),
        }
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        Self::broken(error)
    }
}

impl IntoResponse for Fault {
    /// A bare answer that carries the fault along; the router dresses it as a page (or as problem details).
    fn into_response(self) -> Response {
        if let Self::Made(location) = &self {
            return Redirect::to(location).into_response();
        }
        if let Self::LedTo(location) = self {
            return Redirect::to(location).into_response();
        }
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
