//! Files that people take away: tables as CSV and as Excel workbooks, and how XML is written. Each file with answers is
//! noted in the record of acts with the fingerprint of the very file, so that a file found later can be told to be
//! genuine.

pub mod made;
pub mod rows;
pub mod spreadsheet;
pub mod xml;

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use sha2::{Digest, Sha256};

use crate::audit::store::{self as audit, NewEntry};
use crate::ids::ConsultationId;
use crate::site::{Fault, Visit};

/// Notes in the record of acts who takes away which file of a consultation.
///
/// # Errors
/// When the record refuses it; the file is then not given out.
pub async fn note(visit: &Visit, consultation: ConsultationId, file: &[u8]) -> Result<(), Fault> {
    note_fingerprint(visit, consultation, &hex::encode(Sha256::digest(file))).await
}

/// The same for a file of which only the fingerprint is at hand.
///
/// # Errors
/// When the record refuses it; the file is then not given out.
pub async fn note_fingerprint(visit: &Visit, consultation: ConsultationId, sha256: &str) -> Result<(), Fault> {
    let mut tx = visit.app.db.begin().await?;
    let entry = NewEntry {
        actor: visit.account().map(|account| account.id),
        action: "results.export",
        subject_kind: "consultation",
        subject_id: consultation.0,
        detail: &[("sha256", sha256.to_owned())],
    };
    audit::append(&mut tx, &entry, visit.now).await?;
    tx.commit().await?;
    Ok(())
}

/// The answer that a browser keeps as a file, whole or as it comes. A name is made of a slug and an ending.
///
/// # Errors
/// When the name cannot stand in a header.
pub fn send(file: impl Into<Body>, kind: &'static str, name: &str) -> Result<Response, Fault> {
    // A slug has letters, digits and hyphens only, and an ending a dot besides, so the name needs no quoting.
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")).map_err(Fault::broken)?;
    let mut response = Response::new(file.into());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}
