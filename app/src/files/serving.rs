//! Handing out a file that somebody sent us: with the type its content has, never as something a browser would run.

use axum::body::Body;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, InvalidHeaderValue,
};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::sniff::FileKind;

/// Nothing may run in a file, whatever is hidden in it.
pub const POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox");

/// What a file name keeps as it is in an address and in a header (RFC 8187).
pub const NAME: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

/// For a file that the browser saves, so that the reader's own program opens it.
pub fn attachment(name: &str) -> String {
    disposition("attachment", name)
}

/// For a file that the browser shows.
pub fn inline(name: &str) -> String {
    disposition("inline", name)
}

fn disposition(how: &str, name: &str) -> String {
    let safe = |letter: char| letter.is_ascii_alphanumeric() || "-._() ".contains(letter);
    let plain: String = name.chars().map(|letter| if safe(letter) { letter } else { '_' }).collect();
    format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{}", utf8_percent_encode(name, NAME))
}

/// A file that is for whoever asked for it and for nobody after them: saved and not shown, kept by no browser and nothing
/// on the way.
///
/// # Errors
/// When its name cannot stand in a header, which [`safe_name`](super::sniff::safe_name) makes sure it can.
pub fn for_one_reader(bytes: Vec<u8>, kind: FileKind, name: &str) -> Result<Response, InvalidHeaderValue> {
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind.media_type()));
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_str(&attachment(name))?);
    headers.insert(CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}
