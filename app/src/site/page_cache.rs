//! What is kept warm: whole pages for visitors who are not signed in, who is signed in, and the next moment
//! at which a page changes by itself because a consultation opens or closes, or a promise is overdue.
//!
//! A kept page is good until the record changes in a way that touches what the page shows, and until the next opening or
//! closing, or another moment at which something on a page changes by itself. So it never shows an old count or an old stage, and most visits cost no query at all.

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};

use super::assets::accepts;
use super::preview::PreviewPass;
use super::visit::session_token;
use crate::App;
use crate::db::{DbError, Scope, is_unavailable};
use crate::identity::model::Session;
use crate::identity::sessions;
use crate::time::Time;

/// How many pages are kept, about.
const PAGES: usize = 2_000;
/// How much all of them may hold, in bytes: a stranger can ask for as many as they like, each by another query.
const ALL_PAGES: u64 = 64 * 1024 * 1024;
/// The largest page kept, in bytes.
const LARGEST: usize = 1024 * 1024;
/// How many sessions are kept.
const SESSIONS: usize = 10_000;

struct CachedPage {
    version: u64,
    scope: Scope,
    until: Time,
    content_type: HeaderValue,
    etag: HeaderValue,
    /// What else its head says that has to be said each time.
    said: HeaderMap,
    plain: Bytes,
    /// None of a picture, which is compressed already.
    gzip: Option<Bytes>,
}

/// What of an answer's head is kept with it: what a page that differs from others says of how it may be used.
const SAID: [HeaderName; 3] = [
    header::CONTENT_SECURITY_POLICY,
    header::CONTENT_DISPOSITION,
    HeaderName::from_static("cross-origin-resource-policy"),
];

/// Weighs a kept page by the memory that it takes.
#[derive(Clone)]
struct ByBytes;

impl Weighter<String, Arc<CachedPage>> for ByBytes {
    fn weight(&self, key: &String, page: &Arc<CachedPage>) -> u64 {
        let held = key.len() + page.plain.len() + page.gzip.as_ref().map_or(0, Bytes::len);
        held as u64 + 512
    }
}

/// Whole pages by path and query.
pub struct PageCache {
    on: bool,
    pages: Cache<String, Arc<CachedPage>, ByBytes>,
}

impl PageCache {
    /// An empty cache, which keeps nothing if it is off.
    pub fn new(on: bool) -> Self {
        Self { on, pages: Cache::with_weighter(PAGES, ALL_PAGES, ByBytes) }
    }
}

/// The path with its query in one order, so that `?a=1&b=2` and `?b=2&a=1` are one page. What is said twice stays in its
/// order, because the first counts.
fn key(request: &Request) -> String {
    let uri = request.uri();
    match uri.query() {
        None | Some("") => uri.path().to_owned(),
        Some(query) => {
            let mut parts: Vec<&str> = query.split('&').filter(|part| !part.is_empty()).collect();
            parts.sort_by_key(|part| part.split('=').next());
            format!("{}?{}", uri.path(), parts.join("&"))
        }
    }
}

/// Whether whoever asks has it already: one of the tags they know is its own, compared weakly (RFC 9110, 13.1.2), because
/// programs on the way weaken the tags of what they compress.
pub fn is_known(known: &str, own: &str) -> bool {
    let strong = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    known.trim() == "*" || known.split(',').any(|tag| strong(tag) == strong(own))
}

impl CachedPage {
    /// The same without what it holds: all that is sent to whoever asks for the head alone.
    fn head(&self, headers: &HeaderMap) -> Response {
        let (mut parts, _) = self.answer(headers).into_parts();
        if parts.status == StatusCode::OK {
            let sent = parts.headers.contains_key(header::CONTENT_ENCODING).then_some(self.gzip.as_ref()).flatten();
            let length = sent.map_or(self.plain.len(), Bytes::len);
            parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        }
        Response::from_parts(parts, Body::empty())
    }

    fn answer(&self, headers: &HeaderMap) -> Response {
        let unchanged = headers
            .get(header::IF_NONE_MATCH)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|known| self.etag.to_str().is_ok_and(|own| is_known(known, own)));
        let gzip = self.gzip.as_ref().filter(|_| accepts(headers, "gzip"));
        let mut response = if unchanged {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            Response::new(Body::from(gzip.unwrap_or(&self.plain).clone()))
        };
        let answer = response.headers_mut();
        answer.extend(self.said.iter().map(|(name, value)| (name.clone(), value.clone())));
        answer.insert(header::ETAG, self.etag.clone());
        answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
        answer.insert(header::VARY, HeaderValue::from_static("cookie, accept-encoding"));
        if !unchanged {
            answer.insert(header::CONTENT_TYPE, self.content_type.clone());
            if gzip.is_some() {
                answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            }
        }
        response
    }
}

fn gzip(bytes: &[u8]) -> Bytes {
    use std::io::Write;
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::default());
    match encoder.write_all(bytes).and_then(|()| encoder.finish()) {
        Ok(compressed) => compressed.into(),
        Err(error) => {
            // Writing to memory does not fail; an empty body would be worse than a loud one.
            tracing::error!(%error, "a page could not be compressed");
            Bytes::new()
        }
    }
}

/// How long an answer is, where that is known before it is sent.
fn length(response: &Response) -> Option<u64> {
    let said = response.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    said.or_else(|| response.body().size_hint().exact())
}

/// Answers from the kept pages where it can, and keeps what may be kept.
pub async fn pages(State(app): State<App>, request: Request, next: Next) -> Response {
    let eligible = app.pages.on
        && matches!(*request.method(), Method::GET | Method::HEAD)
        && session_token(request.headers(), app.config.https()).is_none()
        // What one private link shows is neither taken from what everybody sees nor kept for them.
        && request.extensions().get::<PreviewPass>().is_none();
    if !eligible {
        return next.run(request).await;
    }
    let key = key(&request);
    // Read before the page is made: a change meanwhile makes the page stale at once, never too fresh.
    let version = app.db.version();
    let now = app.clock.now();
    if let Some(kept) = app.pages.pages.get(&key)
        && kept.version >= app.db.last_change(kept.scope)
        && now < kept.until
    {
        let head = request.method() == Method::HEAD;
        return if head { kept.head(request.headers()) } else { kept.answer(request.headers()) };
    }
    if request.method() == Method::HEAD {
        // The body is gone already when it comes by here, so there is nothing to keep.
        return next.run(request).await;
    }
    let headers = request.headers().clone();
    let response = next.run(request).await;
    let Some(&Keepable(scope)) =
        response.extensions().get::<Keepable>().filter(|_| response.status() == StatusCode::OK)
    else {
        return response;
    };
    // Too large to keep: it is sent as it was made.
    if length(&response).is_some_and(|length| length > LARGEST as u64) {
        return response;
    }
    let Ok(until) = app.boundary.next(&app, version, now).await else { return response };
    let (parts, body) = response.into_parts();
    let Ok(plain) = axum::body::to_bytes(body, LARGEST).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let content_type =
        parts.headers.get(header::CONTENT_TYPE).cloned().unwrap_or(HeaderValue::from_static("text/html"));
    let etag = format!("\"{}\"", hex::encode(&Sha256::digest(&plain)[..12]));
    let etag = HeaderValue::from_str(&etag).unwrap_or(HeaderValue::from_static("\"page\""));
    let said = SAID.into_iter().filter_map(|name| parts.headers.get(&name).map(|value| (name.clone(), value.clone())));
    let said = said.collect();
    let gzip = (content_type != "image/png").then(|| gzip(&plain));
    let kept = Arc::new(CachedPage { version, scope, until, content_type, etag, said, gzip, plain });
    app.pages.pages.insert(key, kept.clone());
    kept.answer(&headers)
}

/// Marks an answer that is the same for everybody who is not signed in, with what it shows.
#[derive(Clone, Copy)]
pub struct Keepable(pub Scope);

/// The next moment at which a page changes by itself.
#[derive(Default)]
pub struct Boundary(Mutex<Option<(u64, Time, Time)>>);

impl Boundary {
    /// The first such moment after now, the next full hour at the latest, for a page made from this version of the record.
    /// Nothing that comes in to a consultation moves it.
    ///
    /// # Errors
    /// When the record cannot be reached.
    pub async fn next(&self, app: &App, version: u64, now: Time) -> Result<Time, DbError> {
        let known = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((seen, from, until)) = known
            && seen >= app.db.last_change(Scope::Site).min(version)
            && (from..until).contains(&now)
        {
            return Ok(until);
        }
        let next = (app.frame.next_change)(app.clone(), now).await?.unwrap_or(Time(i64::MAX));
        // Days begin at full hours, and a page may say of a day that it has passed.
        let hour = Time((now.0.div_euclid(Time::HOUR) + 1) * Time::HOUR);
        let next = next.min(hour);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((version, now, next));
        Ok(next)
    }
}

async fn note_seen(app: &App, session: &Session, now: Time) -> Result<(), DbError> {
    let mut tx = app.db.begin().await?;
    sessions::touch(&mut tx, session, now).await?;
    // Only its owner is ever shown when it was used.
    tx.touches_only([]);
    tx.commit().await
}

/// Who is signed in, by token hash, each with the version of the record it was read from.
pub struct SessionCache(Cache<[u8; 32], (u64, Arc<Session>)>);

impl SessionCache {
    /// An empty cache.
    pub fn new() -> Self {
        Self(Cache::new(SESSIONS))
    }

    /// The live session of a token, noted as used at most once a minute.
    ///
    /// # Errors
    /// When the record cannot be reached.
    pub async fn find(&self, app: &App, token: &str, now: Time) -> Result<Option<Arc<Session>>, DbError> {
        let hash = sessions::token_hash(token);
        let version = app.db.version();
        // What comes in to consultations changes nothing about who is signed in.
        let last = app.db.last_change(Scope::Site);
        let known = self.0.get(&hash).filter(|(seen, session)| *seen >= last && session.expires_at > now);
        let session = match known {
            Some((_, session)) => session,
            None => match sessions::find(&app.db, token, now).await? {
                Some(session) => {
                    let session = Arc::new(session);
                    self.0.insert(hash, (version, session.clone()));
                    session
                }
                None => return Ok(None),
            },
        };
        if now.0 - session.seen_at.0 >= Time::MINUTE {
            match note_seen(app, &session, now).await {
                Ok(()) => {
                    self.0.remove(&hash);
                }
                // Nothing can be written just now, and much can still be read.
                Err(error) if is_unavailable(&error) => tracing::warn!(%error, "a session could not be noted as used"),
                Err(error) => return Err(error),
            }
        }
        Ok(Some(session))
    }
}

impl Default for SessionCache {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::is_known;

    #[test]
    fn a_tag_is_known_however_a_program_on_the_way_wrote_it() {
        for known in ["\"a\"", "W/\"a\"", "\"b\", W/\"a\"", "*", " * "] {
            assert!(is_known(known, "\"a\""), "{known}");
        }
        for unknown in ["", "\"b\"", "W/\"b\"", "a", "\"a"] {
            assert!(!is_known(unknown, "\"a\""), "{unknown}");
        }
    }
}
