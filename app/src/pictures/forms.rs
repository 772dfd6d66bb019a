//! What happens when staff send a picture, change its words, or take it away.

use axum::extract::Request;
use axum::http::StatusCode;
use sha2::{Digest, Sha256};

use super::model::Picture;
use super::pages::{PictureForm, Subject, form_page};
use super::store;
use crate::audit::store::{NewEntry, append};
use crate::files::pictures::for_a_page;
use crate::site::fields::length;
use crate::site::upload::{UploadLimits, UploadProblem, UploadedFile, UploadedParts};
use crate::site::{Fault, Fields, FormErrors, Page, Path, Visit};

const BAD: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
/// The largest file, in bytes.
const LARGEST: usize = 15 * 1024 * 1024;
/// The largest form that is read to its end, so that it can be told what is wrong with it.
pub(super) const LARGEST_BODY: usize = 4 * LARGEST;
const LIMITS: UploadLimits = UploadLimits { each: LARGEST, together: LARGEST };
/// How wide a picture is shown, in dots: on wide pages, and on narrow ones.
const WIDTHS: [u32; 2] = [1344, 640];
/// Longest words for those who do not see it.
const ALT_LONGEST: usize = 250;
/// Longest name of who made it.
const CREDIT_LONGEST: usize = 120;

/// `POST /staff/consultations/{slug}/picture`
pub(super) async fn keep_of_consultation(visit: Visit, Path(slug): Path<String>, request: Request) -> Page {
    let subject = Subject::consultation(&visit, &slug).await?;
    keep(&visit, &subject, request).await
}

/// `POST /staff/branches/{slug}/picture`
pub(super) async fn keep_of_library(visit: Visit, Path(slug): Path<String>, request: Request) -> Page {
    let subject = Subject::library(&visit, &slug).await?;
    keep(&visit, &subject, request).await
}

/// What a picture shows, in words that help.
fn described(alt: &str) -> Result<String, String> {
    let plain = alt.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain = length(&plain, "what the picture shows", true, ALT_LONGEST)?;
    let ends = [".jpg", ".jpeg", ".png", ".webp"];
    if ends.iter().any(|end| plain.to_lowercase().ends_with(end)) {
        return Err("This is the name of a file. Say what somebody would see".to_owned());
    }
    Ok(plain)
}

/// The picture in its two widths, and what it is called.
async fn made(file: UploadedFile) -> Result<(String, [crate::files::pictures::ShownPicture; 2]), String> {
    let bytes = file.bytes.ok_or("This file is larger than 15 MB. Make it smaller first")?;
    let made = tokio::task::spawn_blocking(move || for_a_page(&bytes, &WIDTHS)).await;
    let (ending, sizes) = match made {
        Ok(Ok(made)) => made,
        Ok(Err(error)) => return Err(error.to_string()),
        Err(_) => return Err("This picture could not be opened. Try another".to_owned()),
    };
    let [large, small] =
        <[_; 2]>::try_from(sizes).map_err(|_| "This picture could not be opened. Try another".to_owned())?;
    let hash = hex::encode(Sha256::digest(&large.bytes));
    Ok((format!("{}.{ending}", &hash[..32]), [large, small]))
}

async fn keep(visit: &Visit, subject: &Subject, request: Request) -> Page {
    let actor = visit.actor()?;
    let mut upload = UploadedParts::default();
    let outcome = upload.read(&visit.app, request, LIMITS).await;
    if outcome == Err(UploadProblem::NoForm) {
        return Err(Fault::Unreadable("This address takes the form that sets a picture.".to_owned()));
    }
    let fields = Fields::from_pairs(std::mem::take(&mut upload.pairs));
    let mut typed = PictureForm { alt: fields.text("alt").to_owned(), credit: fields.line("credit") };
    let mut errors = FormErrors::none();
    if outcome.is_err() {
        errors.add("file", "The file did not arrive whole. Choose it again and send it once more");
        return form_page(visit, subject, &typed, &errors, BAD).await;
    }
    fields.expect_only(&["alt", "credit"], &mut errors);
    let alt = errors.check("alt", described(&typed.alt));
    errors.check("credit", length(&typed.credit, "who made it", false, CREDIT_LONGEST));
    let file = upload.files.into_iter().find(|file| file.field == "file" && !file.is_none());
    let there = store::of(&visit.app.db, subject.pictured).await?.is_some();
    let new = match file {
        Some(file) => errors.check("file", made(file).await),
        None => {
            if !there {
                errors.add("file", "Choose a picture");
            }
            None
        }
    };
    let (Some(alt), true) = (alt, errors.is_empty()) else {
        if new.is_some() {
            errors.add("file", "Choose the file again: a browser forgets it when a form comes back");
        }
        return form_page(visit, subject, &typed, &errors, BAD).await;
    };
    typed.alt = alt;
    let now = visit.app.clock.now();
    let mut tx = visit.app.db.begin().await?;
    let (kind, number) = subject.pictured.subject();
    let (done, hash) = match &new {
        Some((name, [large, small])) => {
            let picture = Picture {
                alt: typed.alt.clone(),
                credit: typed.credit.clone(),
                name: name.clone(),
                width: large.width.into(),
                height: large.height.into(),
                small_width: small.width.into(),
            };
            store::keep(&mut tx, subject.pictured, &picture, (&large.bytes, &small.bytes), now).await?;
            ("kept", name.clone())
        }
        None => {
            if !store::reword(&mut tx, subject.pictured, (&typed.alt, &typed.credit), now).await? {
                errors.add("file", "The picture was taken away meanwhile. Choose one");
                return form_page(visit, subject, &typed, &errors, StatusCode::CONFLICT).await;
            }
            ("changed", String::new())
        }
    };
    let detail = [("picture", hash)];
    let act =
        NewEntry { actor: Some(actor), action: "picture.set", subject_kind: kind, subject_id: number, detail: &detail };
    append(&mut tx, &act, now).await?;
    tx.commit().await?;
    visit.go(&format!("{}?done={done}", subject.path()))
}

/// `POST /staff/consultations/{slug}/picture/remove`
pub(super) async fn remove_of_consultation(visit: Visit, Path(slug): Path<String>) -> Page {
    let subject = Subject::consultation(&visit, &slug).await?;
    remove(&visit, &subject).await
}

/// `POST /staff/branches/{slug}/picture/remove`
pub(super) async fn remove_of_library(visit: Visit, Path(slug): Path<String>) -> Page {
    let subject = Subject::library(&visit, &slug).await?;
    remove(&visit, &subject).await
}

async fn remove(visit: &Visit, subject: &Subject) -> Page {
    let actor = visit.actor()?;
    let now = visit.app.clock.now();
    let mut tx = visit.app.db.begin().await?;
    if store::take_away(&mut tx, subject.pictured).await? {
        let (kind, number) = subject.pictured.subject();
        let act = NewEntry {
            actor: Some(actor),
            action: "picture.remove",
            subject_kind: kind,
            subject_id: number,
            detail: &[],
        };
        append(&mut tx, &act, now).await?;
    }
    tx.commit().await?;
    visit.go(&format!("{}?done=taken-away", subject.path()))
}
