//! Answers that are no pages and the same for everybody, and so kept for the next who asks: feeds, calendars, pictures.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;

use super::page_cache::Keepable;
use crate::db::Scope;

/// An answer of this kind that shows nothing that comes in to consultations.
pub fn kept(kind: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
    response.extensions_mut().insert(Keepable(Scope::Site));
    response
}

/// The same, for what other sites show on their own pages: a picture, a card in a frame.
pub fn for_other_sites(kind: &'static str, body: impl Into<Body>) -> Response {
    let mut response = kept(kind, body);
    let name = HeaderName::from_static("cross-origin-resource-policy");
    response.headers_mut().insert(name, HeaderValue::from_static("cross-origin"));
    response
}
