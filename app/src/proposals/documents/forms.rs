//! What happens when staff add a document or remove one.

use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use sha2::{Digest, Sha256};

use super::pages::{DocumentForm, form_page};
use super::store;
use super::{Filed, load};
use crate::audit::store::{NewEntry, append};
use crate::consultations::editing::crumbs;
use crate::consultations::model::Stage;
use crate::consultations::rules::stage;
use crate::consultations::store as consultations;
use crate::files::sniff::{self, MAX_BYTES, SniffError};
use crate::identity::rules::Permission;
use crate::ids::{DocumentId, ProposalId};
use crate::reason;
use crate::site::fields::length;
use crate::site::resend::ToWait;
use crate::site::upload::{UploadLimits, UploadProblem, UploadedParts};
use crate::site::visit::session_token;
use crate::site::{Area, Fault, Fields, FormErrors, Once, Page, Path, Question, Visit, once};

/// The largest upload read at all, in bytes. Larger than the largest file: a browser shows our explanation only
/// if it could finish sending. What goes beyond [`MAX_BYTES`] is read and thrown away, never kept in memory.
pub const LARGEST_BODY: usize = 5 * MAX_BYTES;

/// How much of an upload is held.
const LIMITS: UploadLimits = UploadLimits { each: MAX_BYTES, together: MAX_BYTES };

/// `POST /staff/consultations/{slug}/documents` (multipart: title, proposal, file).
pub async fn add(visit: Visit, Path(slug): Path<String>, request: Request) -> Page {
    // Who may is asked before twenty megabytes are kept.
    match visit.require(Permission::RunConsultations) {
        Err(Fault::SignIn) => return signed_out(&visit, request).await,
        other => other?,
    };
    let filed = load(&visit, &slug).await?;
    if stage(&filed.consultation.dates, visit.now) == Stage::Withdrawn {
        return Err(Fault::Refused(reason!(
            "documents-withdrawn",
            CONFLICT,
            Staff,
            "The consultation was withdrawn: its documents stay as they are",
            "This consultation was withdrawn, so its documents stay as they are."
        )));
    }
    if ordinary(&request) {
        return without_the_file(&visit, &filed, request).await;
    }
    let mut upload = UploadedParts::default();
    let outcome = upload.read(&visit.app, request, LIMITS).await;
    if outcome == Err(UploadProblem::NoForm) {
        return Err(Fault::Unreadable("This address takes the form that adds a document.".to_owned()));
    }
    let fields = Fields::from_pairs(std::mem::take(&mut upload.pairs));
    let typed = DocumentForm { title: fields.line("title"), proposal: fields.text("proposal").to_owned() };
    let mut errors = FormErrors::none();
    if let Err(error) = outcome {
        let (status, sentence) = if error == UploadProblem::TooLarge {
            (StatusCode::PAYLOAD_TOO_LARGE, "This file is larger than 20 MB. Make it smaller, or split it.")
        } else {
            (StatusCode::BAD_REQUEST, "The file did not arrive whole. Choose it again and send it once more.")
        };
        errors.add("file", sentence);
        return form_page(&visit, &filed, &typed, &errors, status);
    }
    fields.expect_only(&["title", "proposal"], &mut errors);
    let title = errors.check("title", length(&typed.title, "what the document is", true, 200));
    let proposal = errors.check("proposal", place(&filed, &typed.proposal));
    let mut file = upload.files.into_iter().find(|file| file.field == "file" && !file.is_none());
    let kind = match &file {
        None => Err("Choose a file".to_owned()),
        Some(file) => match &file.bytes {
            None => Err(SniffError::TooLarge.to_string()),
            Some(bytes) => sniff::kind_of(bytes, &file.name).map_err(|error| error.to_string()),
        },
    };
    let kind = errors.check("file", kind);
    let (Some(title), Some(proposal), Some(kind), Some(bytes), true) =
        (title, proposal, kind, file.as_mut().and_then(|file| file.bytes.take()), errors.is_empty())
    else {
        if errors.of("file").is_none() {
            errors.add("file", "Choose the file again: a browser forgets it when a form comes back");
        }
        return form_page(&visit, &filed, &typed, &errors, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let sha256 = Sha256::digest(&bytes);
    let new = store::NewDocument {
        consultation: filed.consultation.id,
        proposal,
        title: &title,
        file_name: &sniff::safe_name(&file.map(|file| file.name).unwrap_or_default(), kind),
        kind,
        sha256: sha256.as_slice(),
        bytes,
    };
    let done = format!("/staff/consultations/{slug}/documents?done=added");
    record(&visit, &filed, new, (&fields, &done)).await?;
    visit.go(&done)
}

/// Whether a form came without room for a file.
fn ordinary(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
}

/// An upload by somebody whose sign-in has ended: what they wrote waits until they have signed in, but the file cannot.
/// Only for those who were signed in before is it read at all.
async fn signed_out(visit: &Visit, request: Request) -> Page {
    let mut response = Fault::SignIn.into_response();
    if session_token(request.headers(), visit.app.config.https()).is_none() || ordinary(&request) {
        return Ok(response);
    }
    let mut upload = UploadedParts::default();
    // Whatever arrived is kept; how the upload ended does not matter any more.
    if upload.read(&visit.app, request, LIMITS).await == Err(UploadProblem::NoForm) {
        return Ok(response);
    }
    if let Ok(body) = serde_urlencoded::to_string(&upload.pairs) {
        response.extensions_mut().insert(ToWait(body));
    }
    Ok(response)
}

/// The form again, after it waited for somebody to sign in: with what they wrote, and asking for the file once more.
async fn without_the_file(visit: &Visit, filed: &Filed, request: Request) -> Page {
    let fields = Fields::from_request(request, &visit.app).await?;
    let typed = DocumentForm { title: fields.line("title"), proposal: fields.text("proposal").to_owned() };
    let mut errors = FormErrors::none();
    errors.add("file", "Choose the file again: it could not be kept while you signed in. What you wrote is here");
    form_page(visit, filed, &typed, &errors, StatusCode::UNPROCESSABLE_ENTITY)
}

/// The proposal a document belongs to.
fn place(filed: &Filed, typed: &str) -> Result<Option<ProposalId>, &'static str> {
    if typed.is_empty() {
        return Ok(None);
    }
    let number: Option<i64> = typed.parse().ok();
    let found = filed.proposals.iter().find(|working| Some(working.number) == number);
    found.map(|working| Some(working.id)).ok_or("Choose one of the proposals, or the whole consultation")
}

async fn record(
    visit: &Visit,
    filed: &Filed,
    new: store::NewDocument<'_>,
    (fields, done): (&Fields, &str),
) -> Result<(), Fault> {
    let actor = visit.actor()?;
    let now = visit.app.clock.now();
    let consultation = &filed.consultation;
    let notice = format!("A document was added: “{}”.", new.title);
    let hash = hex::encode(new.sha256);
    let mut tx = visit.app.db.begin().await?;
    let file = [new.sha256, new.file_name.as_bytes()].concat();
    let once = Once::begin_with_file(&mut tx, visit, fields, &file).await?;
    let id = store::add(&mut tx, new, now).await?;
    if stage(&consultation.dates, now) != Stage::Draft {
        consultations::tell(&mut tx, consultation.id, "notice", &notice, now).await?;
    }
    let detail = [("consultation", consultation.id.to_string()), ("sha256", hash)];
    append(&mut tx, &entry(actor, "document.add", id, &detail), now).await?;
    once.keep(&mut tx, ("documents", consultation.id.0), done).await?;
    tx.commit().await?;
    Ok(())
}

fn entry<'a>(
    actor: crate::ids::AccountId,
    action: &'a str,
    id: DocumentId,
    detail: &'a [(&'a str, String)],
) -> NewEntry<'a> {
    NewEntry { actor: Some(actor), action, subject_kind: "document", subject_id: id.0, detail }
}

/// `GET /staff/consultations/{slug}/documents/{id}/remove`: only a question.
pub async fn ask_to_remove(visit: Visit, Path((slug, id)): Path<(String, String)>) -> Page {
    let filed = load(&visit, &slug).await?;
    let id: i64 = id.parse().map_err(|_| Fault::Missing)?;
    let document = filed.documents.iter().find(|document| document.id.0 == id).ok_or(Fault::Missing)?;
    let draft = stage(&filed.consultation.dates, visit.now) == Stage::Draft;
    let base = format!("/staff/consultations/{slug}/documents");
    let question = Question {
        title: "Remove this document?".to_owned(),
        about: document.title.clone(),
        consequences: vec![
            "Nobody can open it any more, and links to it stop working.".to_owned(),
            if draft {
                "Nobody but staff has seen it.".to_owned()
            } else {
                "A notice on the consultation’s page says that it was removed. If a newer one takes its place, add that \
                 one first."
                    .to_owned()
            },
        ],
        action: format!("{base}/{id}/remove"),
        fields: Vec::new(),
        button: "Remove the document",
        back: (base, "Keep it"),
        ..Question::default()
    };
    question.ask(&visit, Area::Staff, || crumbs(Some(&filed.consultation)))
}

/// `POST /staff/consultations/{slug}/documents/{id}/remove`
pub async fn remove(visit: Visit, Path((slug, id)): Path<(String, String)>) -> Page {
    let filed = load(&visit, &slug).await?;
    let id: i64 = id.parse().map_err(|_| Fault::Missing)?;
    let document = filed.documents.iter().find(|document| document.id.0 == id).ok_or(Fault::Missing)?;
    let consultation = &filed.consultation;
    let actor = visit.actor()?;
    let now = visit.app.clock.now();
    let mut tx = visit.app.db.begin().await?;
    if !store::remove(&mut tx, document.id, now).await? {
        return Err(Fault::Missing);
    }
    once::forget(&mut tx, ("documents", consultation.id.0)).await?;
    if stage(&consultation.dates, now) != Stage::Draft {
        let notice = format!("A document was removed: “{}”.", document.title);
        consultations::tell(&mut tx, consultation.id, "notice", &notice, now).await?;
    }
    let detail = [("consultation", consultation.id.to_string()), ("sha256", hex::encode(&document.sha256))];
    append(&mut tx, &entry(actor, "document.remove", document.id, &detail), now).await?;
    tx.commit().await?;
    visit.go(&format!("/staff/consultations/{slug}/documents?done=removed"))
}
