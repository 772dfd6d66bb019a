//! Pictures as browsers fetch them: kept for good, since another picture has another name.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;

use super::store;
use crate::App;
use crate::files::serving::POLICY;
use crate::site::Fault;

/// `GET /pictures/{name}`: `0a1b….jpg`, or `0a1b…-small.jpg`
pub(super) async fn file(State(app): State<App>, Path(name): Path<String>) -> Result<Response, Fault> {
    let (stem, ending) = name.rsplit_once('.').ok_or(Fault::Missing)?;
    let kind = match ending {
        "jpg" => "image/jpeg",
        "png" => "image/png",
        _ => return Err(Fault::Missing),
    };
    let (stem, small) = stem.strip_suffix("-small").map_or((stem, false), |stem| (stem, true));
    if stem.len() != 32 || !stem.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Fault::Missing);
    }
    let content = store::content(&app.db, &format!("{stem}.{ending}"), small).await?.ok_or(Fault::Missing)?;
    let mut response = Response::new(content.into());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    Ok(response)
}
