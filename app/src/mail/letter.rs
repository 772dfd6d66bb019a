//! A message as it leaves: its headers, its text with a plain end to each line, and, for a notice, the way to stop
//! such messages.

use std::time::{Duration, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lettre::message::Mailbox;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};

use super::transport::MailError;
use crate::time::Time;

const SUBJECT: HeaderName = HeaderName::new_from_ascii_str("Subject");
/// Bytes of a text that fit into one encoded word of a header.
const ENCODED_WORD: usize = 42;
/// Longest subject line, in characters; a longer one ends in "…".
const SUBJECT_LONGEST: usize = 250;

/// A message on its way out.
#[derive(Clone, Debug)]
pub struct Letter {
    /// The first part of its id, the same however often it is tried, so that a mail program can tell a message that
    /// arrives twice.
    pub id: String,
    /// Where it goes.
    pub recipient: String,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub body: String,
    /// When it was written.
    pub written: Time,
    /// The address that stops messages of its kind, if they can be stopped.
    pub stop: Option<String>,
}

impl Letter {
    /// The whole message, headers and all.
    ///
    /// # Errors
    /// When the recipient is no address.
    pub fn message(&self, from: Mailbox) -> Result<lettre::Message, MailError> {
        let unfit = |error: &dyn std::error::Error| MailError::Message(error.to_string());
        let to: lettre::Address =
            self.recipient.parse().map_err(|error: lettre::address::AddressError| unfit(&error))?;
        let written = UNIX_EPOCH + Duration::from_millis(self.written.0.max(0).unsigned_abs());
        let id = format!("<{}@{}>", self.id, from.email.domain());
        let mut message = lettre::Message::builder()
            .from(from)
            .to(Mailbox::new(None, to))
            .date(written)
            .message_id(Some(id))
            .raw_header(plain("Auto-Submitted", "auto-generated"));
        let subject = subject(&self.subject);
        message = if subject.is_ascii() && !subject.contains("=?") {
            message.subject(subject)
        } else {
            let encoded = encoded(&subject);
            message.raw_header(HeaderValue::dangerous_new_pre_encoded(SUBJECT, subject, encoded))
        };
        if let Some(stop) = self.stop.as_ref().filter(|stop| stop.is_ascii()) {
            message = message
                .raw_header(plain("List-Unsubscribe", &format!("<{stop}>")))
                .raw_header(plain("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
        }
        message.header(ContentType::TEXT_PLAIN).body(text(&self.body)).map_err(|error| unfit(&error))
    }
}

/// A header of plain letters, written as it is.
fn plain(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::dangerous_new_pre_encoded(HeaderName::new_from_ascii_str(name), value.to_owned(), value.to_owned())
}

/// Words on one line: line ends, tabs and other things that are not letters become single spaces.
pub fn one_line(words: &str) -> String {
    words.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

fn subject(words: &str) -> String {
    let line = one_line(words);
    if line.chars().count() <= SUBJECT_LONGEST {
        return line;
    }
    let mut cut: String = line.chars().take(SUBJECT_LONGEST - 1).collect();
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

/// Words as RFC 2047 writes them in a header, all of them: what only looks like an encoded word is then not taken for
/// one.
fn encoded(words: &str) -> String {
    let mut parts = vec![String::new()];
    for letter in words.chars() {
        if parts.last().is_some_and(|part| part.len() + letter.len_utf8() > ENCODED_WORD) {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push(letter);
        }
    }
    let parts: Vec<String> = parts.iter().map(|part| format!("=?utf-8?b?{}?=", STANDARD.encode(part))).collect();
    parts.join("\r\n ")
}

/// A text with one kind of line end and nothing that a mail program could stumble over.
fn text(body: &str) -> String {
    let mut text: String = body
        .replace("\r\n", "\n")
        .replace(['\r', '\u{2028}', '\u{2029}'], "\n")
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect();
    // What carries the message adds the end of the last line.
    text.truncate(text.trim_end().len());
    text
}
