//! What a form sent, and what is wrong with it.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header;

use super::fault::Fault;
use super::unsent::TakenUp;
use crate::App;
use crate::folding;
use crate::ui::errors::FormErrors;
use crate::ui::form::Names;

/// The largest form without a file, in bytes.
pub const FORM_LARGEST: usize = 256 * 1024;

/// The most fields a form may have. The largest form of the site, a ballot on a long list of projects, has some hundreds.
pub const FIELDS_MOST: usize = 2_000;

/// Whether a field holds what must never be written into a page or kept.
pub fn is_secret(name: &str) -> bool {
    ["password", "token", "one_time"].iter().any(|secret| name.contains(secret))
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

    /// The fields of one form of a page that holds several, as they are called where it stands alone.
    #[must_use]
    pub fn under(&self, names: Names<'_>) -> Self {
        let own = self.pairs.iter().filter_map(|(name, value)| Some((names.field(name)?.to_owned(), value.clone())));
        // What keeps a submission until its author signs in keeps the whole page.
        Self { pairs: own.collect(), raw: String::new(), taken_up: self.taken_up }
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

    /// The first value of a field that is one line: a title, a name. Line ends in it become spaces, as a browser's field of
    /// one line makes them.
    pub fn line(&self, name: &str) -> String {
        folding::one_line(self.raw_text(name))
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

    /// The same for a button, which shows no form that could say what is wrong.
    ///
    /// # Errors
    /// [`Fault::Unreadable`] when there is a field that the button does not have.
    pub fn require_only(&self, known: &[&str]) -> Result<(), Fault> {
        let mut errors = FormErrors::none();
        self.expect_only(known, &mut errors);
        if errors.is_empty() {
            return Ok(());
        }
        Err(Fault::Unreadable("The form has a field that we do not know.".to_owned()))
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
                Fault::TooLarge("There is more in this form than we can take at once. Make the longest texts shorter, and send it again.".to_owned())
            } else {
                Fault::Unreadable("The form did not arrive whole. Please go back and send it again.".to_owned())
            }
        })?;
        Self::parse(&body)
    }
}

/// A whole address of a web page, or nothing where none was typed. One with a name and a password in it is none.
///
/// # Errors
/// How to write it.
pub fn web_page(typed: &str) -> Result<String, &'static str> {
    if typed.is_empty() {
        return Ok(String::new());
    }
    let page = url::Url::parse(typed).ok().filter(|page| matches!(page.scheme(), "http" | "https") && page.has_host());
    let named = page.filter(|page| page.username().is_empty() && page.password().is_none() && typed.len() <= 500);
    named.map(Into::into).ok_or("Enter a whole address of a web page, beginning with https://")
}

/// Why a text will not do: it is not there, or too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadLength<'a> {
    /// What is to be there is not.
    Nothing(&'a str),
    /// What has so many characters at the most has so many too many.
    TooLong(&'a str, usize, usize),
}

impl From<BadLength<'_>> for String {
    /// How it is said beside the field.
    fn from(why: BadLength<'_>) -> Self {
        match why {
            BadLength::Nothing(what) => format!("Enter {what}"),
            BadLength::TooLong(what, longest, over) => {
                format!("Make {what} shorter: it may have {longest} characters and has {over} too many")
            }
        }
    }
}

/// Whether a text is short enough, in characters, and there at all if it has to be.
///
/// # Errors
/// Why it will not do.
pub fn length<'a>(text: &str, what: &'a str, required: bool, longest: usize) -> Result<String, BadLength<'a>> {
    let count = text.chars().count();
    if required && !folding::can_be_seen(text) {
        return Err(BadLength::Nothing(what));
    }
    if count > longest {
        return Err(BadLength::TooLong(what, longest, count - longest));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_nothing() {
        for nothing in ["", "  ", "\u{200B}", " \u{2060}\u{FEFF}\n", "\u{AD}\u{3164}"] {
            assert_eq!(length(nothing, "a title", true, 20), Err(BadLength::Nothing("a title")), "{nothing:?}");
        }
        for something in ["a", "é", "\u{200F}שלום", "👍\u{FE0F}"] {
            assert_eq!(length(something, "a title", true, 20).as_deref(), Ok(something));
        }
    }

    #[test]
    fn a_field_of_one_line_is_one_line() {
        let fields = Fields::parse(b"name=A%0D%0ABcc:+x%0D%0A%0D%0Abody++two").unwrap();
        assert_eq!(fields.line("name"), "A Bcc: x body two");
    }
}
