//! What happens when staff enter an earlier consultation, change it, take it off again, or send a list.

use axum::extract::Request;
use axum::http::StatusCode;
use leptos::prelude::*;

use super::form::{EarlierForm, FIELDS};
use super::intake::{ArchiveError, import_file};
use super::pages::{choices, crumbs, find, form_page, import_page, stands};
use super::store;
use crate::audit::overtaken::{self, StaffText};
use crate::files::sheets::RowError;
use crate::reason::Reason;
use crate::site::question::as_asked;
use crate::site::upload::one_file;
use crate::site::{Area, Fault, Fields, FormErrors, Once, Page, Path, Question, Visit, once};
use crate::time::Time;
use crate::ui::lines_of_a_file::lines;

const BAD: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// `POST /staff/archive/new`
pub(super) async fn enter(visit: Visit, fields: Fields) -> Page {
    let actor = visit.actor()?;
    let typed = EarlierForm::from_fields(&fields);
    if let Some(taken_up) = fields.taken_up() {
        return form_page(&visit, None, &typed, &taken_up, StatusCode::OK).await;
    }
    let all = choices(&visit).await?;
    let mut errors = FormErrors::none();
    fields.expect_only(&FIELDS, &mut errors);
    let now = visit.app.clock.now();
    let text = typed.text(&all, now, &mut errors);
    let (Some(text), true) = (text, errors.is_empty()) else {
        return form_page(&visit, None, &typed, &errors, BAD).await;
    };
    let mut tx = visit.app.db.begin().await?;
    let once = Once::begin(&mut tx, &visit, &fields).await?;
    let (id, slug) = store::enter(&mut tx, &text, Some(actor), now).await?;
    let done = format!("/staff/archive/{slug}?done=entered");
    once.keep(&mut tx, ("consultations", id.0), &done).await?;
    tx.commit().await?;
    visit.go(&done)
}

/// `POST /staff/archive/{slug}`
pub(super) async fn save(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    let (consultation, own) = find(&visit, &slug).await?;
    let actor = visit.actor()?;
    let mut typed = EarlierForm::from_fields(&fields);
    if !fields.has("seen") {
        typed.seen = consultation.updated_at.0;
    }
    if let Some(taken_up) = fields.taken_up() {
        return form_page(&visit, Some(&consultation), &typed, &taken_up, StatusCode::OK).await;
    }
    let all = choices(&visit).await?;
    let mut errors = FormErrors::none();
    fields.expect_only(&FIELDS, &mut errors);
    let now = visit.app.clock.now();
    let text = typed.text(&all, now, &mut errors);
    let (Some(text), true) = (text, errors.is_empty()) else {
        return form_page(&visit, Some(&consultation), &typed, &errors, BAD).await;
    };
    let mut tx = visit.app.db.begin().await?;
    let once = Once::begin(&mut tx, &visit, &fields).await?;
    let (id, seen) = (consultation.id, Time(typed.seen));
    if !store::change(&mut tx, (id, &slug, &own), &text, (actor, seen), now).await? {
        tx.rollback().await?;
        let (latest, own) = find(&visit, &slug).await?;
        let written = StaffText {
            what: "this entry",
            kind: "consultation",
            id: id.0,
            acts: &["consultation.enter", "consultation.enter-again"],
            among: None,
        };
        let theirs = stands(&visit, &latest, &own).await?.read(&all);
        errors.overtaken_by(overtaken::of(&visit, &written, theirs, typed.read(&all)).await?);
        typed.seen = latest.updated_at.0;
        return form_page(&visit, Some(&latest), &typed, &errors, StatusCode::CONFLICT).await;
    }
    let done = format!("/staff/archive/{slug}?done=changed");
    once.keep_latest(&mut tx, ("archive", id.0), &done).await?;
    tx.commit().await?;
    visit.go(&done)
}

/// `GET /staff/archive/{slug}/delete`: only a question.
pub(super) async fn ask_to_delete(visit: Visit, Path(slug): Path<String>) -> Page {
    let (consultation, _) = find(&visit, &slug).await?;
    let base = format!("/staff/archive/{slug}");
    let question = Question {
        title: "Take this off the record?".to_owned(),
        about: consultation.title.clone(),
        consequences: vec![
            "Its page, its outcome and its documents go. Links to it stop working.".to_owned(),
            "Do this only if it was entered by mistake. What was really asked belongs on the record.".to_owned(),
        ],
        action: format!("{base}/delete"),
        fields: vec![("seen", consultation.updated_at.0.to_string())],
        button: "Take it off the record",
        back: (base, "Keep it"),
        ..Question::default()
    };
    question.ask(&visit, Area::Staff, || crumbs(Some(&consultation)))
}

/// `POST /staff/archive/{slug}/delete`
pub(super) async fn delete(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    let (consultation, _) = find(&visit, &slug).await?;
    let actor = visit.actor()?;
    let changed = || {
        Fault::Refused(Reason::changed_meanwhile(
            "A colleague changed this entry since you asked to take it off, so it is still there. Look at it again first.",
        ))
    };
    if !as_asked(&fields, &consultation.updated_at.0.to_string()) {
        return Err(changed());
    }
    let now = visit.app.clock.now();
    let mut tx = visit.app.db.begin().await?;
    if !store::delete(&mut tx, consultation.id, (actor, consultation.updated_at), now).await? {
        return Err(changed());
    }
    once::forget(&mut tx, ("consultations", consultation.id.0)).await?;
    tx.commit().await?;
    visit.go("/staff/archive?done=taken-off")
}

/// `GET /staff/archive/import`
pub(super) async fn ask_for_list(visit: Visit) -> Page {
    import_page(&visit, &[], StatusCode::OK)
}

/// `POST /staff/archive/import`
pub(super) async fn take_list(visit: Visit, request: Request) -> Page {
    let actor = visit.actor()?;
    let bytes = match one_file(&visit.app, request).await {
        Ok(bytes) => bytes,
        Err(with) => {
            let problem = RowError { line: 1, column: None, message: with.of_a_list("10 MB") };
            return import_page(&visit, &[problem], BAD);
        }
    };
    match import_file(&visit.app.db, &bytes, Some(actor), visit.now).await {
        Ok(came) => visit.page("The list is in").area(Area::Staff).show(|| {
            view! {
                {crumbs(None)}
                <header class="title"><h1>"The list is in"</h1><p class="lede">{format!("{came}.")}</p></header>
                {(!came.remarks.is_empty()).then(|| view! {
                    <div class="note" role="status" tabindex="-1"><h2>"What was noticed"</h2>{lines(&came.remarks)}</div>
                })}
                <p class="actions"><a class="button" href="/staff/archive">"See what is on the record"</a></p>
            }
            .into_any()
        }),
        Err(ArchiveError::Rows(problems)) => import_page(&visit, &problems, BAD),
        Err(ArchiveError::Fault(fault)) => Err(fault),
    }
}
