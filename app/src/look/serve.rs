//! The files of the look, as browsers fetch them: kept for good, since another logo or accent has another name.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;

use super::store;
use crate::App;
use crate::site::{Fault, Path};

/// What a drawing may do where somebody opens it by itself: nothing.
const ALONE: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

/// `GET /look/{name}`
pub(super) async fn file(State(app): State<App>, Path(name): Path<String>) -> Result<Response, Fault> {
    let look = app.settings.now(&app.db).await.look.clone();
    if let Some((_, sheet)) = look.style_sheet().filter(|(known, _)| *known == name) {
        return Ok(kept_for_good("text/css; charset=utf-8", sheet));
    }
    let kind = match name.rsplit_once('.') {
        Some((_, "svg")) => "image/svg+xml",
        Some((_, "png")) => "image/png",
        _ => return Err(Fault::Missing),
    };
    let content = store::file(&app.db, &name).await?.ok_or(Fault::Missing)?;
    Ok(kept_for_good(kind, content))
}

fn kept_for_good(kind: &'static str, content: impl Into<Body>) -> Response {
    let mut response = Response::new(content.into());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(ALONE));
    response
}
