//! What happens when staff offer another format, or take one away.

use axum::http::StatusCode;

use super::model::{OtherFormat, language};
use super::pages::{FormatForm, form_page, load};
use super::store;
use crate::audit::store::append;
use crate::consultations::editing::{entry, find};
use crate::site::fields::web_page;
use crate::site::{Fault, Fields, FormErrors, Once, Page, Path, Visit, once};

const BAD: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// `POST /staff/consultations/{slug}/formats`
pub(super) async fn add(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    let managed = load(&visit, &slug).await?;
    let actor = visit.actor()?;
    let text = |name: &str| fields.text(name).to_owned();
    let typed = FormatForm {
        format: text("format"),
        language: text("language"),
        link: text("link"),
        document: text("document"),
    };
    let mut errors = FormErrors::none();
    fields.expect_only(&["format", "language", "link", "document"], &mut errors);
    let format = errors.check("format", OtherFormat::from_word(&typed.format).ok_or("Choose what it is"));
    let code = match format {
        Some(OtherFormat::Language) if language(&typed.language).is_none() => {
            errors.add("language", "Choose which language it is in");
            ""
        }
        Some(OtherFormat::Language) => typed.language.as_str(),
        _ => "",
    };
    let link = errors.check("link", web_page(&typed.link));
    let document = match typed.document.as_str() {
        "" => None,
        number => {
            let found = managed.documents.iter().find(|one| one.id.to_string() == number).map(|one| one.id);
            if found.is_none() {
                errors.add("document", "That document is not there any more: choose again");
            }
            found
        }
    };
    match (typed.link.is_empty(), typed.document.is_empty()) {
        (true, true) => errors.add("link", "Enter where it is, or choose the document"),
        (false, false) => errors.add("document", "Either enter where it is or choose a document, not both"),
        _ => {}
    }
    if managed.offered.len() >= store::MOST {
        errors.add("format", format!("There are {} already: remove one first", store::MOST));
    }
    let (Some(format), Some(link), true) = (format, link, errors.is_empty()) else {
        return form_page(&visit, &managed, &typed, &errors, BAD);
    };
    let now = visit.app.clock.now();
    let mut tx = visit.app.db.begin().await?;
    let once = Once::begin(&mut tx, &visit, &fields).await?;
    let consultation = managed.consultation.id;
    store::add(&mut tx, consultation, (format, code), (&link, document), now).await?;
    let detail = [("format", format.word().to_owned()), ("language", code.to_owned())];
    append(&mut tx, &entry(actor, "format.add", consultation, &detail), now).await?;
    let done = format!("/staff/consultations/{slug}/formats?done=added");
    once.keep(&mut tx, ("formats", consultation.0), &done).await?;
    tx.commit().await?;
    visit.go(&done)
}

/// `POST /staff/consultations/{slug}/formats/{id}/remove`
pub(super) async fn remove(visit: Visit, Path((slug, id)): Path<(String, String)>) -> Page {
    let consultation = find(&visit, &slug).await?;
    let actor = visit.actor()?;
    let id: i64 = id.parse().map_err(|_| Fault::Missing)?;
    let now = visit.app.clock.now();
    let mut tx = visit.app.db.begin().await?;
    if store::remove(&mut tx, consultation.id, id).await? {
        once::forget(&mut tx, ("formats", consultation.id.0)).await?;
        append(&mut tx, &entry(actor, "format.remove", consultation.id, &[]), now).await?;
    }
    tx.commit().await?;
    visit.go(&format!("/staff/consultations/{slug}/formats?done=removed"))
}
