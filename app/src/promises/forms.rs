//! Marking a promise as kept.

use axum::extract::Path;
use axum::http::StatusCode;

use super::store;
use super::view::Keeping;
use crate::accounts::rules::Act;
use crate::audit::store::{Act as Audited, append};
use crate::clock;
use crate::consultations::store as consultations;
use crate::decisions;
use crate::notices::participants::tell_participants;
use crate::site::fields::length;
use crate::site::{Fault, Fields, FormErrors, Page, Visit};
use crate::time::Time;

/// Longest note on how a promise was kept, in characters.
const NOTE_LONGEST: usize = 1_000;

fn check_day(typed: &str, decided: Time, now: Time) -> Result<Time, String> {
    let kept = clock::moment(typed, "00:00").map_err(|_| "Enter the day it was kept, as a date")?;
    if kept > now {
        return Err("That day is in the future: mark the promise once it is kept".to_owned());
    }
    if kept < clock::start_of_day(decided) {
        return Err("That day is before the decision was made: check the date".to_owned());
    }
    Ok(kept)
}

/// `POST /staff/consultations/{slug}/promises/{id}`
pub async fn keep(visit: Visit, Path((slug, id)): Path<(String, String)>, fields: Fields) -> Page {
    let actor = visit.require(Act::RunConsultations)?.id;
    let id: i64 = id.parse().map_err(|_| Fault::Missing)?;
    let db = &visit.app.db;
    let consultation = consultations::by_slug(db, &slug).await?.ok_or(Fault::Missing)?;
    let decision = decisions::store::of(db, consultation.id).await?.ok_or(Fault::Missing)?;
    let promises = store::of(db, consultation.id).await?;
    let promise = promises.iter().find(|promise| promise.id == id).ok_or(Fault::Missing)?;
    if promise.kept_at.is_some() {
        return Err(Fault::Conflict("This promise is marked as kept already. Nothing was changed.".to_owned()));
    }
    let (day_field, note_field) = (format!("kept-on-{id}"), format!("note-{id}"));
    let mut errors = FormErrors::none();
    fields.expect_only(&[&day_field, &note_field], &mut errors);
    let typed = Keeping { id, kept_on: fields.text(&day_field).to_owned(), note: fields.text(&note_field).to_owned() };
    let decided = decision.decided_on.or(decision.published_at).unwrap_or(visit.now);
    let kept_on = errors.check(&day_field, check_day(&typed.kept_on, decided, visit.now));
    errors.check(&note_field, length(&typed.note, "how it was kept", true, NOTE_LONGEST));
    let Some(kept_on) = kept_on.filter(|_| errors.is_empty()) else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return decisions::pages::published(&visit, &consultation, &decision, &typed, &errors, status).await;
    };
    let mut tx = db.begin().await?;
    if !store::keep(&mut tx, consultation.id, id, kept_on, &typed.note).await? {
        return Err(Fault::Conflict("This promise was marked as kept meanwhile. Nothing was changed.".to_owned()));
    }
    let link = visit.app.config.link(&format!("/consultations/{slug}/decision"));
    let subject = format!("A promise kept: {}", consultation.title);
    let body = format!("We said we would: {} {}\n\n{link}\n", promise.text.trim(), typed.note);
    tell_participants(&mut tx, &visit, consultation.id, &subject, &body).await?;
    let detail = [("promise", id.to_string())];
    let act = Audited {
        actor: Some(actor),
        action: "promise.keep",
        subject_kind: "consultation",
        subject_id: consultation.id.0,
        detail: &detail,
    };
    append(&mut tx, &act, visit.now).await?;
    tx.commit().await?;
    visit.go(&format!("/staff/consultations/{slug}/decision?done=kept"))
}
