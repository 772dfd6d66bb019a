//! What happens when staff save a consultation.

use axum::http::StatusCode;

use super::pages::form_page;
use crate::audit::overtaken::{self, StaffText};
use crate::audit::store::append;
use crate::branches;
use crate::consultations::editing::entry;
use crate::consultations::editing::form::{ConsultationForm, slug_of};
use crate::consultations::editing::rules::{EditingScope, scope};
use crate::consultations::editing::store::{self, ConsultationText};
use crate::consultations::editing::{find, hash_of};
use crate::consultations::model::Consultation;
use crate::consultations::rules::stage;
use crate::consultations::store as consultations;
use crate::db::is_duplicate;
use crate::ids::ConsultationId;
use crate::proposals::search;
use crate::site::{Fault, Fields, FormErrors, Once, Page, Path, Visit, unsent};
use crate::together::team;

const BAD: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
const TAKEN: &str = "Another consultation has this address: choose another";

/// The acts that change what the form is about.
const CHANGES: [&str; 6] = [
    "consultation.create",
    "consultation.edit",
    "consultation.publish",
    "consultation.extend",
    "consultation.withdraw",
    "consultation.show-results",
];

/// The words with a free name in addresses, or the mistake of choosing one that is taken.
async fn named(
    visit: &Visit,
    mut words: ConsultationText,
    own: Option<ConsultationId>,
    errors: &mut FormErrors,
) -> Result<Option<ConsultationText>, Fault> {
    if words.slug.is_empty() {
        words.slug = store::free_slug(&visit.app.db, &slug_of(&words.title), own).await?;
    } else if store::slug_taken(&visit.app.db, &words.slug, own).await? {
        errors.add("slug", TAKEN);
        return Ok(None);
    }
    Ok(Some(words))
}

/// `POST /staff/consultations/new`
pub async fn create(visit: Visit, fields: Fields) -> Page {
    let actor = visit.actor()?;
    let typed = ConsultationForm::from_fields(&fields);
    if let Some(taken_up) = fields.taken_up() {
        return form_page(&visit, None, &typed, &taken_up, StatusCode::OK).await;
    }
    let mut errors = FormErrors::none();
    let all = branches::store::all(&visit.app.db).await?;
    let words = match typed.draft(&fields, &all, &mut errors) {
        Some(words) => named(&visit, words, None, &mut errors).await?,
        None => None,
    };
    let Some(words) = words else { return form_page(&visit, None, &typed, &errors, BAD).await };
    let now = visit.app.clock.now();
    let mut tx = visit.app.db.begin().await?;
    let once = Once::begin(&mut tx, &visit, &fields).await?;
    let id = match store::create(&mut tx, &words, now).await {
        Err(error) if is_duplicate(&error) => {
            tx.rollback().await?;
            errors.add("slug", TAKEN);
            return form_page(&visit, None, &typed, &errors, BAD).await;
        }
        other => other?,
    };
    team::store::set_owner(&mut tx, id, actor, now).await?;
    let detail = [("content_sha256", hash_of(&words)?)];
    append(&mut tx, &entry(actor, "consultation.create", id, &detail), now).await?;
    let made = format!("/staff/consultations/{}?done=created", words.slug);
    once.keep(&mut tx, ("consultations", id.0), &made).await?;
    tx.commit().await?;
    visit.go(&made)
}

/// `POST /staff/consultations/{slug}/edit`
pub async fn save(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    let consultation = find(&visit, &slug).await?;
    let scope = scope(stage(&consultation.dates, visit.app.clock.now()))?;
    let about = consultations::branches_of(&visit.app.db, [consultation.id]).await?;
    let mut typed = ConsultationForm::from_fields(&fields);
    if !fields.has("seen") {
        typed.seen = consultation.updated_at.0;
    }
    if scope == EditingScope::DecisionDue {
        // The form has only these; the rest is shown as it stands.
        let sent = typed;
        typed = ConsultationForm::of(&consultation, about.iter().map(|branch| branch.slug.clone()).collect());
        (typed.decision_due, typed.change, typed.seen) = (sent.decision_due, sent.change, sent.seen);
    }
    if let Some(taken_up) = fields.taken_up() {
        return form_page(&visit, Some(&consultation), &typed, &taken_up, StatusCode::OK).await;
    }
    let mut errors = FormErrors::none();
    let all = branches::store::all(&visit.app.db).await?;
    let outcome = if scope == EditingScope::Everything {
        match typed.draft(&fields, &all, &mut errors) {
            Some(words) => named(&visit, words, Some(consultation.id), &mut errors).await?.map(|words| (words, None)),
            None => None,
        }
    } else {
        let was: Vec<_> = about.iter().map(|branch| branch.branch_id).collect();
        typed
            .published(&fields, &consultation, &was, &all, scope, &mut errors)
            .map(|(words, change)| (words, Some(change)))
    };
    let Some((words, change)) = outcome else {
        return form_page(&visit, Some(&consultation), &typed, &errors, BAD).await;
    };
    match record(&visit, &consultation, (&words, change.as_deref()), typed.seen, &fields).await? {
        Saved::Done(done) => visit.go(&done),
        Saved::Taken => {
            errors.add("slug", TAKEN);
            form_page(&visit, Some(&consultation), &typed, &errors, BAD).await
        }
        Saved::ChangedMeanwhile => {
            let latest = consultations::by_id(&visit.app.db, consultation.id).await?.ok_or(Fault::Missing)?;
            let about = consultations::branches_of(&visit.app.db, [consultation.id]).await?;
            let theirs = ConsultationForm::of(&latest, about.into_iter().map(|branch| branch.slug).collect());
            let written = StaffText {
                what: "this consultation",
                kind: "consultation",
                id: consultation.id.0,
                acts: &CHANGES,
                among: None,
            };
            let overtaken = overtaken::of(&visit, &written, theirs.read(scope, &all), typed.read(scope, &all)).await?;
            errors.overtaken_by(overtaken);
            typed.seen = latest.updated_at.0;
            form_page(&visit, Some(&latest), &typed, &errors, StatusCode::CONFLICT).await
        }
    }
}

enum Saved {
    /// And where to go on to.
    Done(String),
    Taken,
    ChangedMeanwhile,
}

async fn record(
    visit: &Visit,
    consultation: &Consultation,
    (words, change): (&ConsultationText, Option<&str>),
    seen: i64,
    fields: &Fields,
) -> Result<Saved, Fault> {
    let actor = visit.actor()?;
    let now = visit.app.clock.now();
    let mut tx = visit.app.db.begin().await?;
    let once = Once::begin(&mut tx, visit, fields).await?;
    let id = consultation.id;
    match store::save(&mut tx, id, words, crate::time::Time(seen), now).await {
        Ok(true) => {}
        Ok(false) => return Ok(Saved::ChangedMeanwhile),
        Err(error) if is_duplicate(&error) => return Ok(Saved::Taken),
        Err(error) => return Err(error.into()),
    }
    if let Some(change) = change {
        consultations::tell(&mut tx, id, "notice", change, now).await?;
        search::index(&mut tx, id).await?;
    }
    if words.slug != consultation.slug {
        let base = |slug: &str| format!("/staff/consultations/{slug}/");
        unsent::store::follow(&mut tx, &base(&consultation.slug), &base(&words.slug)).await?;
    }
    let detail = [("content_sha256", hash_of(words)?)];
    append(&mut tx, &entry(actor, "consultation.edit", id, &detail), now).await?;
    let word = if change.is_some() { "told" } else { "saved" };
    let done = format!("/staff/consultations/{}?done={word}", words.slug);
    once.keep_latest(&mut tx, ("consultation", id.0), &done).await?;
    tx.commit().await?;
    Ok(Saved::Done(done))
}
