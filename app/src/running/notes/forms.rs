//! Leaving a note, settling it, opening it again, and deleting one's own.

use axum::http::StatusCode;

use super::pages::{NoteForm, render};
use super::{NotesClosed, may_write, places};
use crate::consultations::editing::{self, find};
use crate::consultations::instrument::Instruments;
use crate::consultations::rules::stage;
use crate::reason::WhyNot;
use crate::site::field_notes::store::{self, NewNote};
use crate::site::fields::length;
use crate::site::{Fault, Fields, FormErrors, Once, Page, Path, Visit, once};

/// Longest note, in characters.
const LONGEST: usize = 2_000;

/// `POST /staff/consultations/{slug}/notes` (`place`, `text`)
pub async fn write(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    let consultation = find(&visit, &slug).await?;
    let actor = visit.actor()?;
    may_write(stage(&consultation.dates, visit.now))?;
    let typed = NoteForm { place: fields.line("place"), text: fields.text("text").to_owned() };
    let mut errors = FormErrors::none();
    fields.expect_only(&["place", "text"], &mut errors);
    let all = places(&visit.app.db, Instruments::of(&visit.app), &consultation).await?;
    let place = all.iter().find_map(|form| {
        let field = typed.place.strip_prefix(form.path.as_str())?.strip_prefix('#')?;
        let (field, called) = form.fields.iter().find(|(name, _)| *name == field)?;
        Some((form.path.clone(), *field, format!("{}: {called}", form.called)))
    });
    if place.is_none() {
        errors.add("place", "Choose the field that the note is about");
    }
    let text = errors.check("text", length(&typed.text, "your note", true, LONGEST));
    let (Some((form, field, label)), Some(text), true) = (place, text, errors.is_empty()) else {
        return render(&visit, &consultation, &typed, &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let mut tx = visit.app.db.begin().await?;
    let once = Once::begin(&mut tx, &visit, &fields).await?;
    let note = NewNote { form: &form, field, label: &label, text: &text };
    store::write(&mut tx, consultation.id, actor, &note, visit.now).await?;
    let done = format!("/staff/consultations/{slug}/notes?done=written");
    once.keep(&mut tx, ("notes", consultation.id.0), &done).await?;
    tx.commit().await?;
    visit.go(&done)
}

/// `POST /staff/consultations/{slug}/notes/{id}` (`do`: `settle`, `open` or `delete`)
pub async fn change(visit: Visit, Path((slug, id)): Path<(String, i64)>, fields: Fields) -> Page {
    let consultation = find(&visit, &slug).await?;
    let actor = visit.actor()?;
    may_write(stage(&consultation.dates, visit.now))?;
    let (mut tx, latest, now) = editing::writing(&visit, &consultation).await?;
    let place = (latest.id, id);
    let (changed, word) = match fields.text("do") {
        "settle" => (store::settle(&mut tx, place, Some((actor, now))).await?, "settled"),
        "open" => (store::settle(&mut tx, place, None).await?, "opened"),
        "delete" => {
            if !store::delete(&mut tx, place, actor).await? {
                return Err(Fault::Refused(NotesClosed::NotYours.reason()));
            }
            (true, "deleted")
        }
        _ => return Err(Fault::Unreadable("The form does not say what to do with the note.".to_owned())),
    };
    if !changed {
        return Err(Fault::Missing);
    }
    once::forget(&mut tx, ("notes", latest.id.0)).await?;
    tx.commit().await?;
    visit.go(&format!("/staff/consultations/{slug}/notes?done={word}"))
}
