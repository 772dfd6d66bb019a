//! What happens when a draft is begun from a template, and when a template is kept or deleted.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::content::TemplateContent;
use super::pages::{Beginning, TemplateForm, beginning, keep_page, use_page};
use super::store;
use crate::audit::store::{NewEntry, append};
use crate::consultations::editing::{entry, find, hash_of};
use crate::consultations::instrument::Instruments;
use crate::folding;
use crate::site::fields::length;
use crate::site::{Area, Fault, Fields, FormErrors, Once, Page, Path, Question, Visit, once};

const BAD: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// `POST /staff/templates/use`
pub(super) async fn begin(visit: Visit, fields: Fields) -> Page {
    let actor = visit.actor()?;
    let beginning = beginning(&visit, fields.text("from")).await?;
    let title = folding::visible(fields.text("title"));
    let mut errors = FormErrors::none();
    fields.expect_only(&["from", "title"], &mut errors);
    errors.check("title", length(&title, "a title", true, 200));
    if !errors.is_empty() {
        return use_page(&visit, &beginning, &title, &errors, BAD);
    }
    let now = visit.app.clock.now();
    let mut tx = visit.app.db.begin().await?;
    let once = Once::begin(&mut tx, &visit, &fields).await?;
    let begun = beginning.content.begin(&mut tx, Instruments::of(&visit.app), &title, now).await?;
    crate::together::team::store::set_owner(&mut tx, begun.id, actor, now).await?;
    let detail = [("content_sha256", hash_of(&begun.words)?), ("from", beginning.from.clone())];
    append(&mut tx, &entry(actor, "consultation.create", begun.id, &detail), now).await?;
    let made = format!("/staff/consultations/{}?done=created", begun.words.slug);
    once.keep(&mut tx, ("consultations", begun.id.0), &made).await?;
    tx.commit().await?;
    if begun.said.is_empty() { visit.go(&made) } else { look_at_first(&visit, &beginning, &begun.said, made) }
}

/// The draft is there, and something could not be taken over. It is said here alone, so nobody is led on before they read it.
fn look_at_first(visit: &Visit, beginning: &Beginning, said: &[String], draft: String) -> Page {
    visit.page("Your draft is there").area(Area::Staff).show(|| {
        let said: Vec<AnyView> =
            said.iter().map(|one| view! { <li dir="auto">{one.clone()}</li> }.into_any()).collect();
        view! {
            <header class="title"><h1>"Your draft is there"</h1>
                <p class="lede">"Begun from “"<bdi>{beginning.name.clone()}</bdi>"”. Only staff can see it."</p></header>
            <div class="note warn" role="status" tabindex="-1"><h2>"Look at these first"</h2><ul>{said}</ul></div>
            <p class="actions"><a class="button" href=draft.clone()>"Go to the draft"</a></p>
        }
        .into_any()
    })
}

/// `POST /staff/consultations/{slug}/template`
pub(super) async fn keep(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    let consultation = find(&visit, &slug).await?;
    if consultation.parts.elsewhere() {
        return Err(Fault::Missing);
    }
    let actor = visit.actor()?;
    let typed = TemplateForm {
        name: folding::visible(&fields.line("name")),
        about: fields.text("about").to_owned(),
        replace: fields.ticked("replace"),
    };
    let taken = store::named(&visit.app.db, &typed.name).await?.is_some();
    if let Some(taken_up) = fields.taken_up() {
        return keep_page(&visit, &consultation, &typed, taken, &taken_up, StatusCode::OK);
    }
    let mut errors = FormErrors::none();
    fields.expect_only(&["name", "about", "replace"], &mut errors);
    errors.check("name", length(&typed.name, "what the template is called", true, 120));
    errors.check("about", length(&typed.about, "what it is for", false, 500));
    if taken && !typed.replace && errors.is_empty() {
        errors.add("name", "There is a template of this name: choose another, or tick that it is replaced");
    }
    if !taken && store::count(&visit.app.db).await? >= store::MOST {
        errors.add("name", format!("There are {} templates already: delete one that nobody uses", store::MOST));
    }
    if !errors.is_empty() {
        return keep_page(&visit, &consultation, &typed, taken, &errors, BAD);
    }
    let content = TemplateContent::of(&visit.app.db, Instruments::of(&visit.app), &consultation).await?;
    let now = visit.app.clock.now();
    let mut tx = visit.app.db.begin().await?;
    let once = Once::begin(&mut tx, &visit, &fields).await?;
    let id = store::keep(&mut tx, (&typed.name, &typed.about), &content, actor, now).await?;
    let detail = [("content_sha256", hash_of(&content)?), ("consultation", consultation.id.to_string())];
    let act = NewEntry {
        actor: Some(actor),
        action: "template.keep",
        subject_kind: "template",
        subject_id: id,
        detail: &detail,
    };
    append(&mut tx, &act, now).await?;
    let done = "/staff/templates?done=kept";
    once.keep(&mut tx, ("templates", id), done).await?;
    tx.commit().await?;
    visit.go(done)
}

/// `GET /staff/templates/{id}/delete`: only a question.
pub(super) async fn ask_to_delete(visit: Visit, Path(id): Path<String>) -> Page {
    let id: i64 = id.parse().map_err(|_| Fault::Missing)?;
    let own = store::one(&visit.app.db, id).await?.ok_or(Fault::Missing)?;
    let question = Question {
        title: "Delete this template?".to_owned(),
        about: own.name,
        consequences: vec![
            "Nobody can start from it any more. Drafts that were begun from it stay as they are.".to_owned(),
        ],
        action: format!("/staff/templates/{id}/delete"),
        button: "Delete the template",
        back: ("/staff/templates".to_owned(), "Keep it"),
        ..Question::default()
    };
    question.ask(&visit, Area::Staff, || {
        view! { <nav class="breadcrumb" aria-label="Breadcrumb"><ol><li><a href="/staff/templates">"Start a consultation"</a></li></ol></nav> }
            .into_any()
    })
}

/// `POST /staff/templates/{id}/delete`
pub(super) async fn delete(visit: Visit, Path(id): Path<String>) -> Page {
    let id: i64 = id.parse().map_err(|_| Fault::Missing)?;
    let actor = visit.actor()?;
    let now = visit.app.clock.now();
    let mut tx = visit.app.db.begin().await?;
    if !store::delete(&mut tx, id).await? {
        return Err(Fault::Missing);
    }
    once::forget(&mut tx, ("templates", id)).await?;
    let act = NewEntry {
        actor: Some(actor),
        action: "template.delete",
        subject_kind: "template",
        subject_id: id,
        detail: &[],
    };
    append(&mut tx, &act, now).await?;
    tx.commit().await?;
    visit.go("/staff/templates?done=deleted")
}
