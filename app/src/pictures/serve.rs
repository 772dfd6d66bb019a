//! Pictures as browsers fetch them: kept for good, since another picture has another name.

use axum::http::{HeaderValue, header};
use axum::response::Response;

use super::store;
use crate::files::serving::POLICY;
use crate::identity::rules::Permission;
use crate::site::{Fault, Path, Visit};

/// `GET /pictures/{name}`: `0a1b….jpg`, or `0a1b…-small.jpg`
pub(super) async fn file(visit: Visit, Path(name): Path<String>) -> Result<Response, Fault> {
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
    let (db, name) = (&visit.app.db, format!("{stem}.{ending}"));
    // The picture of a draft is for whoever may see the draft.
    let drafts = store::drafts_with(db, &name, visit.now).await?;
    let shown = visit.preview.is_some_and(|pass| drafts.contains(&pass.consultation));
    if !drafts.is_empty() && !shown && !visit.may(Permission::RunConsultations) {
        return Err(Fault::Missing);
    }
    let content = store::content(db, &name, small).await?.ok_or(Fault::Missing)?;
    let keep = if drafts.is_empty() { "public, max-age=31536000, immutable" } else { "private, no-store" };
    let mut response = Response::new(content.into());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    Ok(response)
}
