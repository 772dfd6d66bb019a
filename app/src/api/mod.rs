//! The read API: what is public on the pages, as JSON for other programs. Drafts never appear, and hidden
//! results are hidden here too. Described for programs at `/api/openapi.json`.

mod bodies;
pub mod consultations;
mod instruments;
pub mod openapi;
mod routes;
#[cfg(test)]
mod tests;

use axum::extract::Request;
use axum::http::{HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::db::Scope;
use crate::site::Visit;
use crate::site::page_cache::Keepable;

pub use routes::routes;

/// Lets pages of other sites read the API. Only reading, and without anybody's session: browsers send no
/// cookies where any origin is allowed. Nothing else on the site is opened.
pub async fn open_to_other_sites(request: Request, next: Next) -> Response {
    let reading = request.method() == Method::GET && request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    if reading {
        response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    }
    response
}

/// An answer of the API that is never kept: it is for one person, or a little behind what came in.
fn fresh(body: &impl Serialize) -> Result<Response, serde_json::Error> {
    let mut response = serde_json::to_string(body)?.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}

/// An answer of the API; kept warm for visitors who are not signed in, as pages are.
fn answer(visit: &Visit, body: &impl Serialize) -> Result<Response, serde_json::Error> {
    let mut response = fresh(body)?;
    if visit.session.is_none() {
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
        headers.insert(header::VARY, HeaderValue::from_static("cookie, accept-encoding"));
        response.extensions_mut().insert(Keepable(Scope::Everything));
    }
    Ok(response)
}
