//! What becomes of a promise: it is kept, or it is said that it will not be, and why. Everybody who took part is
//! told either way.

use axum::http::StatusCode;

use super::model::Promise;
use super::store;
use super::view::PromiseForm;
use crate::audit::store::{NewEntry, append};
use crate::clock;
use crate::consultations::model::Consultation;
use crate::consultations::store as consultations;
use crate::db::Tx;
use crate::decisions;
use crate::decisions::model::Decision;
use crate::ids::AccountId;
use crate::notices::participants::tell_participants;
use crate::reason;
use crate::site::fields::length;
use crate::site::{Fault, Fields, FormErrors, Once, Page, Path, Visit};
use crate::time::Time;

/// Longest note on how a promise was kept, or why it will not be, in characters.
const NOTE_LONGEST: usize = 1_000;

/// Why a day cannot be the one on which a promise was kept.
enum BadKeptDay {
    NoDate,
    InTheFuture,
    BeforeTheDecision,
}

impl From<BadKeptDay> for String {
    /// How it is said beside the field.
    fn from(why: BadKeptDay) -> Self {
        match why {
            BadKeptDay::NoDate => "Enter the day it was kept, as a date",
            BadKeptDay::InTheFuture => "That day is in the future: mark the promise once it is kept",
            BadKeptDay::BeforeTheDecision => "That day is before the decision was made: check the date",
        }
        .to_owned()
    }
}

fn check_day(typed: &str, decided: Time, now: Time) -> Result<Time, BadKeptDay> {
    let kept = clock::moment(typed, "00:00").map_err(|_| BadKeptDay::NoDate)?;
    if kept > now {
        return Err(BadKeptDay::InTheFuture);
    }
    if kept < clock::start_of_day(decided) {
        return Err(BadKeptDay::BeforeTheDecision);
    }
    Ok(kept)
}

/// A promise that staff may end now.
struct Ending {
    actor: AccountId,
    consultation: Consultation,
    decision: Decision,
    promise: Promise,
}

impl Ending {
    /// # Errors
    /// When this person may not, when there is no such promise, and when it has ended already.
    async fn find(visit: &Visit, slug: &str, id: &str) -> Result<Self, Fault> {
        let actor = visit.actor()?;
        let id: i64 = id.parse().map_err(|_| Fault::Missing)?;
        let db = &visit.app.db;
        let consultation = consultations::by_slug(db, slug).await?.ok_or(Fault::Missing)?;
        let decision = decisions::store::of(db, consultation.id).await?.ok_or(Fault::Missing)?;
        let promises = store::of(db, consultation.id).await?;
        let promise = promises.into_iter().find(|promise| promise.id == id).ok_or(Fault::Missing)?;
        if promise.is_open() { Ok(Self { actor, consultation, decision, promise }) } else { Err(ended()) }
    }

    /// The page again, with what was typed and what is wrong with it.
    async fn again(&self, visit: &Visit, typed: &PromiseForm, errors: &FormErrors) -> Page {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        decisions::pages::published(visit, &self.consultation, &self.decision, typed, errors, status).await
    }

    /// Tells everybody who took part, notes the act and makes it last.
    async fn finish(
        &self,
        visit: &Visit,
        mut tx: Tx,
        action: &'static str,
        title: &str,
        words: &str,
    ) -> Result<(), Fault> {
        let link = visit.app.config.link(&format!("/consultations/{}/decision", self.consultation.slug));
        let subject = format!("{title}: {}", self.consultation.title);
        let body = format!(
            "You took part in “{}”. After it we made a promise:\n\n{}\n\n{words}\n\nEverything we promised, and what came \
             of it:\n{link}\n",
            self.consultation.title,
            self.promise.text.trim(),
        );
        tell_participants(&mut tx, visit, self.consultation.id, &subject, &body).await?;
        let detail = [("promise", self.promise.id.to_string())];
        let entry = NewEntry {
            actor: Some(self.actor),
            action,
            subject_kind: "consultation",
            subject_id: self.consultation.id.0,
            detail: &detail,
        };
        append(&mut tx, &entry, visit.now).await?;
        Ok(tx.commit().await?)
    }
}

fn ended() -> Fault {
    Fault::Refused(reason!(
        "promise-ended",
        CONFLICT,
        Staff,
        "It was said already what became of the promise",
        "It was said already what became of this promise. Nothing was changed."
    ))
}

/// `POST /staff/consultations/{slug}/promises/{id}`
pub async fn keep(visit: Visit, Path((slug, id)): Path<(String, String)>, fields: Fields) -> Page {
    let ending = Ending::find(&visit, &slug, &id).await?;
    let (consultation, id) = (ending.consultation.id, ending.promise.id);
    let (day_field, note_field) = (format!("kept-on-{id}"), format!("note-{id}"));
    let mut errors = FormErrors::none();
    fields.expect_only(&[&day_field, &note_field], &mut errors);
    let (day, note) = (fields.text(&day_field).to_owned(), fields.text(&note_field).to_owned());
    let decided = ending.decision.decided_on.or(ending.decision.published_at).unwrap_or(visit.now);
    let kept_on = errors.check(&day_field, check_day(&day, decided, visit.now));
    errors.check(&note_field, length(&note, "how it was kept", true, NOTE_LONGEST));
    let Some(kept_on) = kept_on.filter(|_| errors.is_empty()) else {
        return ending.again(&visit, &PromiseForm::Kept { id, day, note }, &errors).await;
    };
    let mut tx = visit.app.db.begin().await?;
    let once = Once::begin(&mut tx, &visit, &fields).await?;
    if !store::keep(&mut tx, consultation, id, kept_on, &note).await? {
        return Err(ended());
    }
    let words = format!("We kept it on {}:\n\n{note}", clock::long_date(kept_on));
    let done = format!("/staff/consultations/{slug}/decision?done=kept");
    once.keep(&mut tx, ("promise", id), &done).await?;
    ending.finish(&visit, tx, "promise.keep", "A promise kept", &words).await?;
    visit.go(&done)
}

/// `POST /staff/consultations/{slug}/promises/{id}/decline`
pub async fn decline(visit: Visit, Path((slug, id)): Path<(String, String)>, fields: Fields) -> Page {
    let ending = Ending::find(&visit, &slug, &id).await?;
    let (consultation, id) = (ending.consultation.id, ending.promise.id);
    let field = format!("because-{id}");
    let mut errors = FormErrors::none();
    fields.expect_only(&[&field], &mut errors);
    let because = fields.text(&field).to_owned();
    errors.check(&field, length(&because, "why it will not be kept", true, NOTE_LONGEST));
    if !errors.is_empty() {
        return ending.again(&visit, &PromiseForm::Declined { id, because }, &errors).await;
    }
    let mut tx = visit.app.db.begin().await?;
    let once = Once::begin(&mut tx, &visit, &fields).await?;
    if !store::decline(&mut tx, consultation, id, &because, visit.now).await? {
        return Err(ended());
    }
    let words = format!("We will not, because: {because}");
    let done = format!("/staff/consultations/{slug}/decision?done=declined");
    once.keep(&mut tx, ("promise", id), &done).await?;
    ending.finish(&visit, tx, "promise.decline", "A promise we will not keep", &words).await?;
    visit.go(&done)
}
