//! What happens when staff save a proposal: it is kept as a draft, and nothing residents see changes.

use axum::http::StatusCode;

use super::form::{ProposalForm, wants_more_rows};
use super::pages::{find, form_page, may_delete, may_discard};
use super::store::{self, Working};
use crate::audit::overtaken::{self, StaffText};
use crate::audit::store::{NewEntry, append};
use crate::consultations::editing::{self, rules};
use crate::consultations::model::Consultation;
use crate::consultations::rules::stage;
use crate::proposals::{documents, store as proposals};
use crate::reason::Reason;
use crate::site::question::as_asked;
use crate::site::{Fault, Fields, FormErrors, Once, Page, Path, Visit, once, unsent};

/// `POST /staff/consultations/{slug}/proposals/new`
pub async fn create(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    let consultation = editing::find(&visit, &slug).await?;
    rules::may_add_proposals(stage(&consultation.dates, visit.now))?;
    keep(&visit, &consultation, None, &fields).await
}

/// `POST /staff/consultations/{slug}/proposals/{number}/edit`
pub async fn save(visit: Visit, Path((slug, number)): Path<(String, String)>, fields: Fields) -> Page {
    let (consultation, working) = find(&visit, &slug, &number).await?;
    rules::may_edit_proposals(stage(&consultation.dates, visit.now))?;
    keep(&visit, &consultation, Some(working), &fields).await
}

async fn keep(visit: &Visit, consultation: &Consultation, working: Option<Working>, fields: &Fields) -> Page {
    let mut typed = ProposalForm::from_fields(fields);
    let mut errors = FormErrors::none();
    if let Some(taken_up) = fields.taken_up() {
        return form_page(visit, consultation, working.as_ref(), &typed, &taken_up, StatusCode::OK).await;
    }
    if wants_more_rows(fields) {
        return form_page(visit, consultation, working.as_ref(), &typed, &errors.unsaved(), StatusCode::OK).await;
    }
    let Some(content) = typed.content(fields, &mut errors) else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return form_page(visit, consultation, working.as_ref(), &typed, &errors, status).await;
    };
    let actor = visit.actor()?;
    let now = visit.app.clock.now();
    let mut tx = visit.app.db.begin().await?;
    let once = Once::begin(&mut tx, visit, fields).await?;
    editing::store::hold(&mut tx, consultation.id).await?;
    let (id, number) = match &working {
        Some(working) => {
            // Read again inside the transaction: a colleague may have saved since the form was opened.
            let latest = store::one(&mut tx, consultation.id, working.number).await?.ok_or(Fault::Missing)?;
            if fields.has("seen") && latest.seen() != typed.seen {
                tx.rollback().await?;
                let written = StaffText {
                    what: "this proposal",
                    kind: "proposal",
                    id: latest.id.0,
                    acts: &["proposal.draft", "proposal.amend", "proposal.correct", "proposal.discard-draft"],
                    among: None,
                };
                let theirs = ProposalForm::of(&latest.content(), latest.seen());
                errors.overtaken_by(overtaken::of(visit, &written, theirs.read(), typed.read()).await?);
                typed.seen = latest.seen();
                return form_page(visit, consultation, Some(&latest), &typed, &errors, StatusCode::CONFLICT).await;
            }
            (working.id, working.number)
        }
        None => {
            let place = proposals::add(&mut tx, consultation.id, now).await?;
            (place.id, place.number)
        }
    };
    store::save_draft(&mut tx, id, &content, now).await?;
    let entry = NewEntry {
        actor: Some(actor),
        action: "proposal.draft",
        subject_kind: "proposal",
        subject_id: id.0,
        detail: &[("content_sha256", editing::hash_of(&content)?)],
    };
    append(&mut tx, &entry, now).await?;
    let base = format!("/staff/consultations/{}", consultation.slug);
    let done = match fields.text("then") {
        "preview" => format!("{base}/proposals/{number}/preview?done=draft"),
        "amend" => format!("{base}/proposals/{number}/amend"),
        _ => format!("{base}?done=draft#done"),
    };
    match working {
        Some(_) => once.keep_latest(&mut tx, ("proposal-edits", consultation.id.0), &done).await?,
        None => once.keep(&mut tx, ("proposals", consultation.id.0), &done).await?,
    }
    tx.commit().await?;
    visit.go(&done)
}

/// `POST /staff/consultations/{slug}/proposals/{number}/delete`
pub async fn delete(visit: Visit, Path((slug, number)): Path<(String, String)>, fields: Fields) -> Page {
    let (consultation, working) = find(&visit, &slug, &number).await?;
    may_delete(&visit, &consultation, &working)?;
    if !as_asked(&fields, &working.seen().to_string()) {
        // After a deletion numbers move up: this one may not be the proposal the button was pressed for.
        return Err(Fault::Refused(Reason::changed_meanwhile(
            "This proposal changed since you asked to delete it, so nothing was deleted. Look at it again first.",
        )));
    }
    let actor = visit.actor()?;
    let now = visit.app.clock.now();
    let mut tx = visit.app.db.begin().await?;
    let all = store::all(&mut tx, [consultation.id]).await?;
    let number_of_last = all.last().map_or(0, |last| last.number);
    documents::store::forget_of_draft(&mut tx, working.id).await?;
    store::delete(&mut tx, &working).await?;
    once::forget(&mut tx, ("proposals", consultation.id.0)).await?;
    once::forget(&mut tx, ("proposal-edits", consultation.id.0)).await?;
    once::forget(&mut tx, ("documents", consultation.id.0)).await?;
    // What colleagues were typing stays theirs, and goes with the proposals that move up.
    let base = |name: &str| format!("/staff/consultations/{slug}/proposals/{name}/");
    let number = working.number;
    unsent::store::follow(&mut tx, &base(&number.to_string()), &base(&format!("deleted-{}", working.id))).await?;
    for later in number + 1..=number_of_last {
        unsent::store::follow(&mut tx, &base(&later.to_string()), &base(&(later - 1).to_string())).await?;
    }
    let entry = NewEntry {
        actor: Some(actor),
        action: "proposal.delete-draft",
        subject_kind: "proposal",
        subject_id: working.id.0,
        detail: &[("consultation", consultation.id.to_string())],
    };
    append(&mut tx, &entry, now).await?;
    tx.commit().await?;
    visit.go(&format!("/staff/consultations/{}?done=deleted#done", consultation.slug))
}

/// `POST /staff/consultations/{slug}/proposals/{number}/discard`
pub async fn discard(visit: Visit, Path((slug, number)): Path<(String, String)>, fields: Fields) -> Page {
    let (consultation, working) = find(&visit, &slug, &number).await?;
    may_discard(&visit, &consultation, &working)?;
    let actor = visit.actor()?;
    let now = visit.app.clock.now();
    let mut tx = visit.app.db.begin().await?;
    let latest = store::one(&mut tx, consultation.id, working.number).await?.ok_or(Fault::Missing)?;
    if latest.id != working.id || !as_asked(&fields, &latest.seen().to_string()) {
        return Err(Fault::Refused(Reason::changed_meanwhile(
            "This draft changed since you asked to throw it away, so it is still there. Look at it again first.",
        )));
    }
    store::drop_draft(&mut tx, working.id).await?;
    let entry = NewEntry {
        actor: Some(actor),
        action: "proposal.discard-draft",
        subject_kind: "proposal",
        subject_id: working.id.0,
        detail: &[("content_sha256", editing::hash_of(&latest.content())?)],
    };
    append(&mut tx, &entry, now).await?;
    tx.commit().await?;
    visit.go(&format!("/staff/consultations/{}?done=discarded#proposals", consultation.slug))
}
