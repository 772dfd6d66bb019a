//! What happens when staff save or delete a questionnaire.

use axum::http::StatusCode;

use super::pages::{TypedQuestionnaire, beginnings, form_page};
use super::{At, ManagedQuestionnaire, find, list_path};
use crate::audit::overtaken::{self, StaffText};
use crate::audit::store::append;
use crate::consultations::editing::{self, crumbs, entry, hash_of_text, writing};
use crate::consultations::model::Consultation;
use crate::consultations::rules::stage;
use crate::questionnaires::amending;
use crate::questionnaires::building::templates::StartingForm;
use crate::questionnaires::definition::document;
use crate::questionnaires::definition::question::Questionnaire;
use crate::questionnaires::definition::texts::Language;
use crate::questionnaires::model::QuestionnaireRecord;
use crate::questionnaires::store::making;
use crate::questionnaires::{rules, store};
use crate::reason::Reason;
use crate::site::fields::length;
use crate::site::question::Question;
use crate::site::{Area, Fault, Fields, FormErrors, Once, Page, Path, Visit, once};
use crate::time::Time;

const BAD: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// How many things that an amendment may not do are said at once.
const REFUSALS_SHOWN: usize = 10;

/// `POST /staff/consultations/{slug}/questionnaires/new` (`definition`: a questionnaire as TOML)
pub async fn create(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    let consultation = editing::find(&visit, &slug).await?;
    rules::may_add(stage(&consultation.dates, visit.app.clock.now()))?;
    if fields.has("start") {
        return begin(&visit, &consultation, &fields).await;
    }
    keep(&visit, &consultation, None, &fields).await
}

/// Begins with one of ours, or with nothing but a title.
async fn begin(visit: &Visit, consultation: &Consultation, fields: &Fields) -> Page {
    let mut errors = FormErrors::none();
    let title = fields.text("title");
    if let Some(taken_up) = fields.taken_up() {
        return beginnings(visit, consultation, title, &taken_up, StatusCode::OK);
    }
    fields.expect_only(&["start", "title"], &mut errors);
    let form = match fields.text("start") {
        "empty" => {
            let title = errors.check("title", length(title, "what the questionnaire is called", true, 200));
            title.map(|title| {
                let mut form = Questionnaire::empty(Language::english());
                form.title.set(&Language::english(), title);
                form
            })
        }
        name => match StartingForm::named(name) {
            Some(one) => Some(one.questionnaire().map_err(Fault::broken)?),
            None => {
                errors.add("form", "Choose one of the questionnaires to start from");
                None
            }
        },
    };
    let (Some(form), true) = (form, errors.is_empty()) else {
        return beginnings(visit, consultation, title, &errors, BAD);
    };
    let actor = visit.actor()?;
    let (mut tx, latest, now) = writing(visit, consultation).await?;
    let once = Once::begin(&mut tx, visit, fields).await?;
    rules::may_add(stage(&latest.dates, now))?;
    let (_, number) = store::add(&mut tx, consultation.id, &form, now).await?;
    let written = document::to_json(&form).map_err(Fault::broken)?;
    let detail = [("questionnaire", number.to_string()), ("content_sha256", hash_of_text(&written))];
    append(&mut tx, &entry(actor, "questionnaire.create", consultation.id, &detail), now).await?;
    let done = format!("{}/{number}/build?done=begun", list_path(consultation));
    once.keep(&mut tx, ("questionnaires", consultation.id.0), &done).await?;
    tx.commit().await?;
    visit.go(&done)
}

/// `POST /staff/consultations/{slug}/questionnaires/{number}/edit`
pub async fn save(visit: Visit, Path((slug, number)): At, fields: Fields) -> Page {
    let ManagedQuestionnaire { consultation, record, .. } = find(&visit, &slug, &number).await?;
    rules::may_rewrite(stage(&consultation.dates, visit.app.clock.now()))?;
    keep(&visit, &consultation, Some(record), &fields).await
}

async fn keep(
    visit: &Visit,
    consultation: &Consultation,
    record: Option<QuestionnaireRecord>,
    fields: &Fields,
) -> Page {
    let mut typed = TypedQuestionnaire::from_fields(fields);
    let mut errors = FormErrors::none();
    if let Some(taken_up) = fields.taken_up() {
        return form_page(visit, consultation, record.as_ref(), &typed, &taken_up, StatusCode::OK);
    }
    fields.expect_only(&["definition", "seen"], &mut errors);
    let read = document::from_toml(&typed.definition).map_err(|why| why.to_string());
    let form = errors.check("definition", read);
    if typed.definition.trim().is_empty() {
        errors = FormErrors::none();
        errors.add("definition", "Write the questionnaire, or bring one in from a file");
    }
    let (Some(form), true) = (form, errors.is_empty()) else {
        return form_page(visit, consultation, record.as_ref(), &typed, &errors, BAD);
    };
    if form.title.is_empty() {
        errors.add("definition", "Give the questionnaire a title: title = \"…\"");
        return form_page(visit, consultation, record.as_ref(), &typed, &errors, BAD);
    }
    if let Some(record) = &record {
        let versions = store::versions(&visit.app.db, record.id).await?;
        let versions: Vec<&Questionnaire> = versions.iter().map(|version| &*version.form).collect();
        for refused in amending::refused(&versions, &form).into_iter().take(REFUSALS_SHOWN) {
            errors.add("definition", refused.words);
        }
        if !errors.is_empty() {
            return form_page(visit, consultation, Some(record), &typed, &errors, BAD);
        }
    }
    let actor = visit.actor()?;
    let (mut tx, latest, now) = writing(visit, consultation).await?;
    let once = Once::begin(&mut tx, visit, fields).await?;
    let at = stage(&latest.dates, now);
    let (action, number) = match &record {
        None => {
            rules::may_add(at)?;
            let (_, number) = store::add(&mut tx, consultation.id, &form, now).await?;
            ("questionnaire.create", number)
        }
        Some(record) => {
            rules::may_rewrite(at)?;
            let before = store::draft(&mut tx, record.id).await?;
            let seen = if fields.has("seen") { Time(typed.seen) } else { record.updated_at };
            if !store::rewrite(&mut tx, record.id, &form, seen, now).await? {
                tx.rollback().await?;
                let latest = find(visit, &consultation.slug, &record.number.to_string()).await?;
                let written = StaffText {
                    what: "this questionnaire",
                    kind: "consultation",
                    id: consultation.id.0,
                    acts: &["questionnaire.edit", "questionnaire.create"],
                    among: Some(("questionnaire", record.number.to_string())),
                };
                let theirs = TypedQuestionnaire::of(&latest)?;
                errors.overtaken_by(overtaken::of(visit, &written, theirs.read(), typed.read()).await?);
                typed.seen = latest.record.updated_at.0;
                return form_page(visit, consultation, Some(&latest.record), &typed, &errors, StatusCode::CONFLICT);
            }
            if before != form {
                making::note(&mut tx, record.id, actor, "Edited as text", &before, now).await?;
            }
            ("questionnaire.edit", record.number)
        }
    };
    let written = document::to_json(&form).map_err(Fault::broken)?;
    let detail = [("questionnaire", number.to_string()), ("content_sha256", hash_of_text(&written))];
    append(&mut tx, &entry(actor, action, consultation.id, &detail), now).await?;
    let word = if record.is_some() { "saved" } else { "added" };
    let done = format!("{}/{number}?done={word}", list_path(consultation));
    match record {
        Some(_) => once.keep_latest(&mut tx, ("questionnaire-edits", consultation.id.0), &done).await?,
        None => once.keep(&mut tx, ("questionnaires", consultation.id.0), &done).await?,
    }
    tx.commit().await?;
    visit.go(&done)
}

/// `GET /staff/consultations/{slug}/questionnaires/{number}/delete`
pub async fn delete_page(visit: Visit, Path((slug, number)): At) -> Page {
    let managed = find(&visit, &slug, &number).await?;
    rules::may_add(stage(&managed.consultation.dates, visit.now))?;
    let question = Question {
        title: "Delete the questionnaire?".to_owned(),
        about: managed.record.title.clone(),
        consequences: vec!["All its questions go. Nobody but staff has seen them.".to_owned()],
        action: format!("{}/delete", managed.base()),
        fields: vec![("seen", managed.record.updated_at.0.to_string())],
        button: "Delete the questionnaire",
        back: (list_path(&managed.consultation), "Keep it"),
        ..Question::default()
    };
    question.ask(&visit, Area::Staff, || crumbs(Some(&managed.consultation)))
}

/// `POST /staff/consultations/{slug}/questionnaires/{number}/delete`
pub async fn delete(visit: Visit, Path((slug, number)): At, fields: Fields) -> Page {
    let ManagedQuestionnaire { consultation, record, .. } = find(&visit, &slug, &number).await?;
    let actor = visit.actor()?;
    let seen = fields.number("seen").map_or(record.updated_at, Time);
    let (mut tx, consultation, now) = writing(&visit, &consultation).await?;
    rules::may_add(stage(&consultation.dates, now))?;
    if !store::delete(&mut tx, record.id, seen).await? {
        return Err(Fault::Refused(Reason::changed_meanwhile(
            "This questionnaire changed since you asked to delete it, so nothing was deleted. Look at it again first.",
        )));
    }
    let detail = [("questionnaire", record.number.to_string())];
    append(&mut tx, &entry(actor, "questionnaire.delete", consultation.id, &detail), now).await?;
    once::forget(&mut tx, ("questionnaires", consultation.id.0)).await?;
    once::forget(&mut tx, ("questionnaire-edits", consultation.id.0)).await?;
    tx.commit().await?;
    visit.go(&format!("{}?done=deleted", list_path(&consultation)))
}
