//! Handing out a document: with the type its content has, never as something a browser would run.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;

use super::store;
use crate::consultations::model::Stage;
use crate::consultations::pages::may_see;
use crate::consultations::{rules, store as consultations};
use crate::files::serving::{POLICY, attachment, inline};
use crate::files::sniff::FileKind;
use crate::ids::DocumentId;
use crate::site::page_cache::is_known;
use crate::site::{Fault, Page, Path, Visit};

/// How the browser handles it: pictures are shown; a PDF is saved, so that the reader's own program opens it.
fn disposition(kind: FileKind, name: &str) -> String {
    if kind == FileKind::Pdf { attachment(name) } else { inline(name) }
}

/// `GET /documents/{id}/{file_name}`
pub async fn get(visit: Visit, Path((id, file_name)): Path<(String, String)>, headers: HeaderMap) -> Page {
    let id: i64 = id.parse().map_err(|_| Fault::Missing)?;
    let db = &visit.app.db;
    let document = store::one(db, DocumentId(id)).await?.ok_or(Fault::Missing)?;
    if document.file_name != file_name {
        return Err(Fault::Missing);
    }
    let consultation = consultations::by_id(db, document.consultation_id).await?.ok_or(Fault::Missing)?;
    let draft = rules::stage(&consultation.dates, visit.now) == Stage::Draft;
    may_see(&visit, &consultation)?;
    let etag = format!("\"{}\"", hex::encode(&document.sha256));
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let unchanged = known.is_some_and(|known| is_known(known, &etag));
    let body = if unchanged { Body::empty() } else { Body::from(store::content(db, &document.sha256).await?) };
    let mut response = Response::new(body);
    if unchanged {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    // Asked for again each time, so that a document taken away is gone; unchanged, it is not sent again.
    let keep = if draft { "private, no-store" } else { "public, no-cache" };
    let answer = response.headers_mut();
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    answer.insert(header::ETAG, HeaderValue::from_str(&etag).map_err(Fault::broken)?);
    answer.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    if !unchanged {
        let kind = document.kind;
        answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind.media_type()));
        let disposition = HeaderValue::from_str(&disposition(kind, &document.file_name)).map_err(Fault::broken)?;
        answer.insert(header::CONTENT_DISPOSITION, disposition);
    }
    Ok(response)
}
