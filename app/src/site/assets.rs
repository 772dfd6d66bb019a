//! Style, type and script: made by `cargo xtask bundle`, named after their contents, served from memory.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

use super::app::App;
use super::path::Path;

/// One file, in up to three encodings.
#[derive(Clone)]
pub struct Asset {
    /// As it is.
    pub plain: Bytes,
    /// Compressed with Brotli.
    pub brotli: Option<Bytes>,
    /// Compressed with gzip.
    pub gzip: Option<Bytes>,
}

/// The files of the bundle by hashed name, and the hashed name of each plain one.
#[derive(Clone, Default)]
pub struct Assets(Arc<Inner>);

#[derive(Default)]
struct Inner {
    files: HashMap<String, Asset>,
    names: HashMap<String, String>,
}

impl Assets {
    /// Takes the files of the bundle (`style.1a2b3c4d.css`, with `.br` and `.gz` beside it) and its manifest,
    /// which maps `style.css` to `style.1a2b3c4d.css`.
    pub fn new(manifest: HashMap<String, String>, mut read: impl FnMut(&str) -> Option<Bytes>) -> Self {
        let mut files = HashMap::new();
        for hashed in manifest.values() {
            if let Some(plain) = read(hashed) {
                let brotli = read(&format!("{hashed}.br"));
                let gzip = read(&format!("{hashed}.gz"));
                files.insert(hashed.clone(), Asset { plain, brotli, gzip });
            }
        }
        Self(Arc::new(Inner { files, names: manifest }))
    }

    /// The address of a file of the bundle, if the bundle has it.
    pub fn url(&self, name: &str) -> Option<String> {
        self.0.names.get(name).map(|hashed| format!("/static/{hashed}"))
    }
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("woff2") => "font/woff2",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

/// Whether the browser accepts an encoding.
pub fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok()).any(|value| {
        value.split(',').any(|part| {
            let mut words = part.split(';').map(str::trim);
            words.next() == Some(encoding) && words.next().is_none_or(|quality| quality != "q=0")
        })
    })
}

/// Serves one file of the bundle: it never changes, because its name says what is in it.
pub async fn get(State(app): State<App>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = app.assets.0.files.get(&name) else {
        return (StatusCode::NOT_FOUND, "not found").into_response();
    };
    let (bytes, encoding) = match (&asset.brotli, &asset.gzip) {
        (Some(brotli), _) if accepts(&headers, "br") => (brotli.clone(), Some("br")),
        (_, Some(gzip)) if accepts(&headers, "gzip") => (gzip.clone(), Some("gzip")),
        _ => (asset.plain.clone(), None),
    };
    let mut response = Response::new(Body::from(bytes));
    let answer = response.headers_mut();
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(&name)));
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}
