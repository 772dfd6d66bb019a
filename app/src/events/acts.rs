//! What staff do with an event: announce it, cancel it, delete a draft.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::staff::{crumbs, find, render};
use super::{checks, rules, store};
use crate::audit::store::{NewEntry, append};
use crate::consultations::editing::hash_of_text;
use crate::ids::{AccountId, EventId};
use crate::reason::Reason;
use crate::site::fields::length;
use crate::site::{Area, Fault, Fields, FormErrors, Once, Page, Path, Question, Visit, once, unsent};
use crate::time::Time;
use crate::ui::form::FieldKind;
use crate::ui::{Field, error_summary};

/// An act on an event, for the record of acts.
pub(super) fn entry<'a>(
    actor: AccountId,
    action: &'a str,
    id: EventId,
    detail: &'a [(&'a str, String)],
) -> NewEntry<'a> {
    NewEntry { actor: Some(actor), action, subject_kind: "event", subject_id: id.0, detail }
}

fn meanwhile() -> Fault {
    Fault::Refused(Reason::changed_meanwhile(
        "A colleague changed this event meanwhile, so nothing was done. Look at it again first.",
    ))
}

/// `POST /staff/events/{slug}/announce` (`seen`)
pub(super) async fn announce(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    fields.require_only(&["seen"])?;
    let event = find(&visit, &slug).await?;
    let now = visit.app.clock.now();
    rules::may_announce(&event, now)?;
    let actor = visit.actor()?;
    let mut errors = FormErrors::none();
    for (_, words) in checks::missing(&event, now) {
        errors.add("form", words);
    }
    if !errors.is_empty() {
        return render(&visit, &event, &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let seen = fields.number("seen").map_or(event.updated_at, Time);
    let mut tx = visit.app.db.begin().await?;
    let once = Once::begin(&mut tx, &visit, &fields).await?;
    if seen != event.updated_at || !store::announce(&mut tx, event.id, seen, now).await? {
        return Err(meanwhile());
    }
    append(&mut tx, &entry(actor, "event.announce", event.id, &[]), now).await?;
    let done = format!("/staff/events/{slug}?done=announced");
    once.keep(&mut tx, ("events", event.id.0), &done).await?;
    tx.commit().await?;
    visit.go(&done)
}

/// `GET /staff/events/{slug}/cancel`
pub(super) async fn cancel_page(visit: Visit, Path(slug): Path<String>) -> Page {
    let event = find(&visit, &slug).await?;
    rules::may_cancel(&event, visit.now)?;
    cancel_form(&visit, &event, "", &FormErrors::none())
}

fn cancel_form(visit: &Visit, event: &super::model::Event, reason: &str, errors: &FormErrors) -> Page {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let base = format!("/staff/events/{}", event.slug);
    visit.page("Cancel the event").area(Area::Staff).status(status).show(|| {
        view! {
            {error_summary(errors)}
            {crumbs(Some(event))}
            <header class="title"><h1>"Cancel the event"</h1><p class="lede" dir="auto">{event.title.clone()}</p></header>
            <div class="note warn"><p><strong>"This cannot be undone."</strong>" The page stays and says that the event is cancelled, with your reason; so do the calendars that people follow. Its code stops working."</p></div>
            <form class="editor" method="post" action=format!("{base}/cancel") data-keep=errors.keeping() novalidate>
                {Field::new("reason", "Why it is cancelled").hint("For everybody to read. Say what people can do instead: another day, or answering without coming.").kind(FieldKind::Lines(3)).value(reason).show(errors)}
                <p class="actions"><button class="button warn">"Cancel the event"</button>" "<a href=base.clone()>"Keep it"</a></p>
            </form>
        }
        .into_any()
    })
}

/// `POST /staff/events/{slug}/cancel` (`reason`)
pub(super) async fn cancel(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    let event = find(&visit, &slug).await?;
    let now = visit.app.clock.now();
    rules::may_cancel(&event, now)?;
    let actor = visit.actor()?;
    if let Some(taken_up) = fields.taken_up() {
        return cancel_form(&visit, &event, fields.text("reason"), &taken_up);
    }
    let mut errors = FormErrors::none();
    fields.expect_only(&["reason"], &mut errors);
    let reason = errors.check("reason", length(fields.text("reason"), "the reason", true, 500));
    let (Some(reason), true) = (reason, errors.is_empty()) else {
        return cancel_form(&visit, &event, fields.text("reason"), &errors);
    };
    let mut tx = visit.app.db.begin().await?;
    let once = Once::begin(&mut tx, &visit, &fields).await?;
    if !store::cancel(&mut tx, event.id, &reason, now).await? {
        return Err(meanwhile());
    }
    let detail = [("reason_sha256", hash_of_text(&reason))];
    append(&mut tx, &entry(actor, "event.cancel", event.id, &detail), now).await?;
    let done = format!("/staff/events/{slug}?done=cancelled");
    once.keep(&mut tx, ("events", event.id.0), &done).await?;
    tx.commit().await?;
    visit.go(&done)
}

/// `GET /staff/events/{slug}/delete`: only a question.
pub(super) async fn ask_delete(visit: Visit, Path(slug): Path<String>) -> Page {
    let event = find(&visit, &slug).await?;
    rules::may_delete(&event, visit.now)?;
    let base = format!("/staff/events/{slug}");
    let question = Question {
        title: "Delete this draft?".to_owned(),
        about: event.title.clone(),
        consequences: vec!["Nobody but staff has seen it.".to_owned()],
        action: format!("{base}/delete"),
        fields: vec![("seen", event.updated_at.0.to_string())],
        button: "Delete the draft",
        back: (base, "Keep it"),
        ..Question::default()
    };
    question.ask(&visit, Area::Staff, || crumbs(Some(&event)))
}

/// `POST /staff/events/{slug}/delete` (`seen`)
pub(super) async fn delete(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    fields.require_only(&["seen"])?;
    let event = find(&visit, &slug).await?;
    let now = visit.app.clock.now();
    rules::may_delete(&event, now)?;
    let actor = visit.actor()?;
    let seen = fields.number("seen").map_or(event.updated_at, Time);
    let mut tx = visit.app.db.begin().await?;
    if !store::delete(&mut tx, event.id, seen).await? {
        return Err(meanwhile());
    }
    // What colleagues were typing is theirs still; they find it among their unsent text.
    let base = |name: &str| format!("/staff/events/{name}/");
    unsent::store::follow(&mut tx, &base(&slug), &base(&format!("deleted-{}", event.id))).await?;
    // One of the same name may be begun again at once.
    once::forget(&mut tx, ("events", event.id.0)).await?;
    let detail = [("title_sha256", hash_of_text(&event.title))];
    append(&mut tx, &entry(actor, "event.delete", event.id, &detail), now).await?;
    tx.commit().await?;
    visit.go("/staff/events?done=deleted")
}
