//! What somebody sent and we did not take. Whatever the reason, their words are on the page that says so: to read and
//! to copy, and where trying again can help (the record was out of reach), to send again with one press.
//!
//! Passwords are never written into a page: a form that holds one is not carried, and only its other words are shown.

use axum::body::{Body, Bytes};
use axum::http::request::Parts;
use axum::http::{Method, header};
use futures::StreamExt;
use leptos::prelude::*;

use super::app::App;
use super::field_words;
use super::fields::{FORM_LARGEST, Fields, is_secret};
use super::unsent::TakenUp;
use crate::ids::AccountId;
use crate::ui::first_letter::capitalised;
use crate::ui::form::in_textarea;
use crate::ui::prose::normalise;

/// The longest word that only programs read: an answer's name, a number.
const LONGEST_WORD: usize = 40;
/// How much of an upload is looked at for words beside the file, in bytes.
const UPLOAD_LOOKED_AT: usize = 64 * 1024;
/// How much of a form that is too large is read to its end, in bytes: a browser shows our answer only if it could
/// finish sending.
const READ_TO_THE_END: usize = 4 * 1024 * 1024;
/// The most fields that are shown or carried. The longest of our forms has fewer.
const MOST_FIELDS: usize = 300;
/// What only programs read, and what is nobody's to copy.
const UNSHOWN: [&str; 11] = [
    AUTHOR,
    TakenUp::FIELD,
    "seen",
    "version",
    "reply_to",
    "act",
    "then",
    "rows",
    "continue_to",
    "agree",
    "own_device",
];

/// The last field of a form that waited for its author to sign in: whose sign-in it was typed under.
const AUTHOR: &str = "typed-by";

/// Whether a value is one that somebody typed, to be shown; what only programs read is carried out of sight.
fn written(value: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    value.len() > LONGEST_WORD || !value.chars().all(word)
}

/// How a form was sent.
#[derive(Clone, Debug)]
enum FormEncoding {
    /// The ordinary way.
    Plain,
    /// In parts, with a file; and what stands between the parts.
    Parts(String),
}

/// A form as it came, in case it cannot be recorded.
#[derive(Clone, Debug, Default)]
pub struct SentForm(Option<(FormEncoding, Bytes)>);

/// Reads a body up to a number of bytes. Gives what was read, and what is left of it if there is more.
async fn beginning(body: Body, most: usize) -> Result<(Vec<u8>, Option<axum::body::BodyDataStream>), axum::Error> {
    let mut rest = body.into_data_stream();
    let mut begun = Vec::new();
    while let Some(chunk) = rest.next().await {
        begun.extend_from_slice(&chunk?);
        if begun.len() > most {
            return Ok((begun, Some(rest)));
        }
    }
    Ok((begun, None))
}

/// What could be read of a form that cannot be noted on its way, as one with a file: its other fields, written as an
/// ordinary form. Hung on the answer of a handler that asks somebody to sign in first.
#[derive(Clone, Debug)]
pub struct ToWait(pub String);

impl SentForm {
    /// An ordinary form by its body.
    pub fn of(body: String) -> Self {
        Self(Some((FormEncoding::Plain, Bytes::from(body))))
    }

    /// Takes note of a form on its way to its handler, and hands the body on.
    pub async fn note(parts: &Parts, body: Body) -> (Self, Body) {
        let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
        let boundary = kind.split_once("boundary=").map(|(_, boundary)| boundary.trim_matches('"').to_owned());
        let (kind, most) = match boundary {
            _ if parts.method != Method::POST => return (Self(None), body),
            _ if kind.starts_with("application/x-www-form-urlencoded") => (FormEncoding::Plain, FORM_LARGEST),
            Some(boundary) if kind.starts_with("multipart/form-data") => {
                (FormEncoding::Parts(boundary), UPLOAD_LOOKED_AT)
            }
            _ => return (Self(None), body),
        };
        match beginning(body, most).await {
            Ok((begun, None)) => {
                let begun = Bytes::from(begun);
                (Self(Some((kind, begun.clone()))), Body::from(begun))
            }
            Ok((mut begun, Some(mut rest))) => {
                let looked_at = Bytes::copy_from_slice(begun.get(..most).unwrap_or(&begun));
                let body = if matches!(kind, FormEncoding::Plain) {
                    // Too large for any handler, which says so; what goes beyond is read and thrown away.
                    let mut read = begun.len();
                    while read < READ_TO_THE_END
                        && let Some(Ok(chunk)) = rest.next().await
                    {
                        read += chunk.len();
                    }
                    begun.truncate(most + 1);
                    Body::from(begun)
                } else {
                    Body::from_stream(futures::stream::once(async { Ok(Bytes::from(begun)) }).chain(rest))
                };
                (Self(Some((kind, looked_at))), body)
            }
            // It broke off on the way, and has to break off for the handler too.
            Err(error) => (Self(None), Body::from_stream(futures::stream::once(async { Err::<Bytes, _>(error) }))),
        }
    }

    /// The fields of an ordinary form as its handler reads them.
    pub fn fields(&self) -> Option<Fields> {
        match &self.0 {
            Some((FormEncoding::Plain, body)) => Fields::parse(body).ok(),
            _ => None,
        }
    }

    /// The body as it came, to wait until its author has signed in; nothing when there was none, or it held a secret.
    pub fn to_wait(&self) -> Option<String> {
        let fields = self.fields().filter(|fields| !fields.holds_secret())?;
        Some(fields.raw().to_owned())
    }

    /// The same with a mark of whose sign-in it was typed under, for a form that only they should send as it stands.
    pub fn to_wait_for(&self, author: Option<AccountId>) -> Option<String> {
        let body = self.to_wait()?;
        Some(format!("{body}&{AUTHOR}={}", author.map_or(0, |author| author.0)))
    }

    /// Takes that mark off again. Gives whose sign-in the form was typed under, if it waited for somebody to sign in;
    /// nobody, if that was not known.
    pub fn take_author(&mut self) -> Option<Option<AccountId>> {
        let Some((FormEncoding::Plain, bytes)) = &self.0 else { return None };
        let start = bytes.iter().rposition(|byte| *byte == b'&')?;
        let last = std::str::from_utf8(bytes.get(start + 1..)?).ok()?;
        let author: i64 = last.strip_prefix(AUTHOR)?.strip_prefix('=')?.parse().ok()?;
        self.0 = Some((FormEncoding::Plain, bytes.slice(..start)));
        Some((author > 0).then_some(AccountId(author)))
    }

    /// The form as it now is, on its way to its handler; only to be looked at, if so.
    pub fn body(&self, to_look_at: Option<TakenUp>) -> Body {
        let Some((_, bytes)) = &self.0 else { return Body::empty() };
        match to_look_at {
            None => Body::from(bytes.clone()),
            Some(taken_up) => {
                let mut marked = bytes.to_vec();
                marked.extend_from_slice(format!("&{}={}", TakenUp::FIELD, taken_up.word()).as_bytes());
                Body::from(marked)
            }
        }
    }

    /// The form to send again to the same address; nothing when there was none, or it held a secret.
    pub fn again(&self, path: &str) -> Option<AnyView> {
        let fields = self.fields()?;
        let pairs = fields.pairs();
        if pairs.len() > MOST_FIELDS || pairs.iter().any(|(name, _)| is_secret(name)) {
            return None;
        }
        let inputs: Vec<AnyView> = pairs
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
                <h2>"What you sent is kept here"</h2>
                <p>"Leave this page open. Wait a minute, then send it again."</p>
                <form method="post" action=path>
                    {inputs}
                    <p class="actions"><button class="button">"Send it again"</button></p>
                </form>
            }
            .into_any(),
        )
    }

    /// Everything somebody typed or chose, however badly it was sent. What waited inside a sign-in form is theirs too.
    fn words(&self) -> Vec<(String, String)> {
        let Some((kind, body)) = &self.0 else { return Vec::new() };
        let pairs = match kind {
            FormEncoding::Plain => plain(body),
            FormEncoding::Parts(boundary) => parts(body, boundary),
        };
        // Of a form that signs somebody in, who that is stays out too.
        let signs_in = pairs.iter().any(|(name, _)| is_secret(name));
        let (carried, mut words): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(name, _)| name == "carry");
        words.retain(|(name, _)| !signs_in || !matches!(name.as_str(), "email" | "name"));
        // One step and no further: what waits inside that was never on a page of ours.
        words.extend(carried.iter().flat_map(|(_, body)| plain(body.as_bytes())).filter(|(name, _)| name != "carry"));
        words.retain(|(name, value)| !value.trim().is_empty() && !is_secret(name) && !UNSHOWN.contains(&name.as_str()));
        words.truncate(MOST_FIELDS);
        words
    }

    /// What somebody wrote, to read and to copy, where sending it again cannot help. Nothing when they wrote nothing.
    pub fn to_copy(&self, app: &App) -> Option<AnyView> {
        let words = self.words();
        if words.is_empty() {
            return None;
        }
        let (long, short): (Vec<_>, Vec<_>) = words.into_iter().partition(|(name, value)| {
            written(value)
                || matches!(name.as_str(), "body" | "text" | "texts" | "title" | "detail" | "reason" | "note")
        });
        let texts: Vec<AnyView> = long
            .iter()
            .enumerate()
            .map(|(number, (name, value))| {
                let id = format!("wrote-{number}");
                let label = if long.len() == 1 { "What you wrote".to_owned() } else { called(app, name) };
                let rows = if value.len() > 80 || value.contains('\n') { "8" } else { "2" };
                view! {
                    <div class="field">
                        <label for=id.clone()>{label}</label>
                        <textarea id=id rows=rows dir="auto" readonly=true>{in_textarea(value)}</textarea>
                    </div>
                }
                .into_any()
            })
            .collect();
        let chosen: Vec<AnyView> = short
            .iter()
            .map(|(name, value)| {
                view! { <div><dt>{called(app, name)}</dt><dd>{answered(app, name, value)}</dd></div> }.into_any()
            })
            .collect();
        Some(
            view! {
                <section class="sent" aria-labelledby="sent-title">
                    <h2 id="sent-title">"What you sent"</h2>
                    <p>"It is not recorded. You can copy it from here."</p>
                    {texts}
                    {(!chosen.is_empty()).then(|| view! { <dl class="facts">{chosen}</dl> })}
                </section>
            }
            .into_any(),
        )
    }
}

/// The fields of an ordinary form, read as far as it can be read.
fn plain(body: &[u8]) -> Vec<(String, String)> {
    body.split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
        .take(MOST_FIELDS * 2)
        .map(|pair| {
            let (name, value) = match pair.iter().position(|byte| *byte == b'=') {
                Some(at) => (&pair[..at], &pair[at + 1..]),
                None => (pair, &pair[pair.len()..]),
            };
            let decode = |text: &[u8]| {
                let spaced: Vec<u8> = text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
                readable(&percent_encoding::percent_decode(&spaced).decode_utf8_lossy())
            };
            (decode(name), decode(value))
        })
        .collect()
}

/// Text that can stand on a page, whatever was sent.
fn readable(text: &str) -> String {
    let text = text.replace('\0', "");
    normalise(&text).unwrap_or(text)
}

/// The text parts at the beginning of an upload: those that are whole, and no files.
fn parts(body: &[u8], boundary: &str) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(body);
    let mark = format!("--{boundary}");
    let pieces: Vec<&str> = text.split(mark.as_str()).collect();
    pieces
        .iter()
        .take(pieces.len().saturating_sub(1))
        .filter_map(|piece| {
            let (head, value) = piece.split_once("\r\n\r\n")?;
            let name = head.split_once("name=\"")?.1.split('"').next()?;
            (!head.contains("filename=")).then(|| (readable(name), readable(value.trim_end_matches("\r\n"))))
        })
        .collect()
}

/// What a field is called where somebody reads it.
fn called(app: &App, name: &str) -> String {
    if let Some(words) = field_words::of_any_form(app, name) {
        return words.called(name);
    }
    let words = name.replace(['_', '-'], " ");
    capitalised(&words.trim().chars().take(LONGEST_WORD).collect::<String>())
}

/// A choice in the words it was offered in.
fn answered(app: &App, name: &str, value: &str) -> String {
    let words = field_words::of_any_form(app, name).and_then(|words| words.offered(value));
    words.map_or_else(|| value.to_owned(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(body: &str) -> SentForm {
        SentForm(Some((FormEncoding::Plain, Bytes::copy_from_slice(body.as_bytes()))))
    }

    #[test]
    fn what_was_typed_is_read_however_badly_it_was_sent() {
        let words =
            sent("body=Keep+Saturday%0D%0Aopen%00&seen=12&reply_to=7&title=&choice=oppose&broken=%F0%28").words();
        let names: Vec<&str> = words.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["body", "choice", "broken"]);
        assert_eq!(words[0].1, "Keep Saturday\nopen");
    }

    #[test]
    fn passwords_are_never_shown_and_what_waited_for_signing_in_is() {
        let carried = "body=Keep+it&new_password=hidden&carry=body%3Ddeeper";
        let body = format!(
            "email=ann%40example.org&password=hidden&carry={}",
            percent_encoding::utf8_percent_encode(carried, percent_encoding::NON_ALPHANUMERIC)
        );
        let words = sent(&body).words();
        assert_eq!(words, [("body".to_owned(), "Keep it".to_owned())]);
    }

    #[test]
    fn a_thousand_fields_do_not_make_a_long_page() {
        let body = (0..10_000).map(|number| format!("f{number}=x")).collect::<Vec<_>>().join("&");
        assert_eq!(sent(&body).words().len(), MOST_FIELDS);
        assert!(sent(&body).again("/").is_none());
    }

    #[test]
    fn the_words_beside_a_file_are_read_and_the_file_is_not() {
        let body = "--x\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nThe plan\r\n--x\r\nContent-Disposition: \
                    form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nsecrets\r\n--x\r\nContent-Disposition: form-data; \
                    name=\"cut\"\r\n\r\noff in the mid";
        let words = SentForm(Some((FormEncoding::Parts("x".to_owned()), Bytes::from(body)))).words();
        assert_eq!(words, [("title".to_owned(), "The plan".to_owned())]);
    }
}

#[cfg(test)]
mod refusals;
