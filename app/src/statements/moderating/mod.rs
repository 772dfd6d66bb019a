//! The moderators' pages of statements: what waits to be read or was reported, and what is decided about it.
//! The reasons are those of the published policy. A statement is shown or it is not: its words are never changed,
//! since people answered these words and no others.

pub mod store;

use axum::extract::Path;
use axum::http::StatusCode;
use leptos::prelude::*;

use super::model::State;
use crate::audit::store::{Act as Audited, append};
use crate::clock;
use crate::db::Tx;
use crate::identity::rules::Act;
use crate::ids::StatementId;
use crate::moderation::backlog;
use crate::moderation::model::{NOTE_LONGEST, Reason};
use crate::moderation::view::{self as parts, Button, Deciding, Typed, tabs};
use crate::notices::store::{Message, post};
use crate::site::fields::length;
use crate::site::{Area, Fault, Fields, FormErrors, Once, Page, Visit, once};
use crate::ui::{done_note, error_summary, pager::pager};
use store::{Item, NewDecision, Outcome};

/// What a page of the queue says after a decision.
const DONE: &[(&str, &str, &str)] = &[
    ("publish", "It is shown.", "People can answer it now."),
    ("keep", "It stays as it is.", "The reports about it are closed."),
    ("hold", "It is held.", "Nobody sees it until a moderator decides again."),
    ("remove", "It is taken out.", "It counts nothing any more, and its author is told why."),
];

/// `GET /staff/moderation/statements?after=`
pub async fn queue(visit: Visit) -> Page {
    visit.require(Act::Moderate)?;
    let after: i64 = visit.asked("after").parse().unwrap_or_default();
    let (items, next) = store::waiting(&visit.app.db, after).await?;
    let ids: Vec<StatementId> = items.iter().map(|item| item.id).collect();
    let reports = store::open_reports(&visit.app.db, &ids).await?;
    let backlog = backlog::count(&visit.app.db).await?;
    visit.page("Statements waiting for a moderator").area(Area::Staff).show(|| {
        let lines: Vec<AnyView> = items
            .iter()
            .map(|item| {
                let own: Vec<_> = reports.iter().filter(|report| report.about == item.id.0).cloned().collect();
                view! {
                    <li class="queue-item">{meta(item)}{words(item)}{parts::reports(&own)}{form(item, &Typed::default(), &FormErrors::none())}</li>
                }
                .into_any()
            })
            .collect();
        view! {
            <header class="title"><p class="over">"Moderation"</p><h1>"Statements waiting for you"</h1>
                <p class="lede">"Statements that residents added and that are read before they are shown, and statements that somebody reported. The oldest is first."</p></header>
            {tabs(&visit, backlog)}
            {done_note(&visit.asked("done"), DONE)}
            <p>"Read it as a stranger would. Is it one thing that people can agree or disagree with? Then show it, whether you like it or not. Only the reasons in our "<a href="/moderation-policy">"published policy"</a>" count."</p>
            <details class="why"><summary>"What about spelling mistakes, or two things in one?"</summary><p>"Show it all the same: it is marked “From a resident”, so nobody takes the mistake for yours. Words are never changed, because people answer these very words. If the same thing was said before, “Posted more than once” is the reason, and its author is asked to answer the other one."</p></details>
            {if lines.is_empty() && after == 0 {
                view! { <div class="empty"><h2>"Nothing is waiting"</h2><p>"New statements come here when a consultation reads them first, and reported ones always do."</p></div> }.into_any()
            } else {
                view! { <ul class="queue">{lines}</ul> }.into_any()
            }}
            {pager("More waiting statements", (after > 0).then(|| "/staff/moderation/statements".to_owned()), next.map(|next| format!("/staff/moderation/statements?after={next}")))}
        }
        .into_any()
    })
}

fn meta(item: &Item) -> AnyView {
    let state = match item.state {
        State::Published => None,
        State::Held => Some("held: not shown"),
        State::Removed => Some("taken out"),
    };
    let reported = match item.reports {
        0 => None,
        1 => Some("reported once".to_owned()),
        many => Some(format!("reported {many} times")),
    };
    view! {
        <p class="meta">
            <span><a href=format!("/staff/moderation/statements/{}", item.id)>{format!("Number {}", item.id)}</a></span>
            " "<span>"Statement in "<a dir="auto" href=format!("/consultations/{}/statements/all", item.slug)>{item.title.clone()}</a></span>
            " "<span>{if item.by_resident.0 { "From a resident" } else { "From the library service" }}</span>
            " "<span>"added "<time datetime=clock::machine(item.posted_at)>{clock::long_date_time(item.posted_at)}</time></span>
            {state.map(|state| view! { " "<strong>{state}</strong> })}
            {reported.map(|reported| view! { " "<span>{reported}</span> })}
        </p>
    }
    .into_any()
}

fn words(item: &Item) -> AnyView {
    if item.text.is_empty() {
        view! { <p class="quiet">"Its author had it erased: there are no words left to decide about."</p> }.into_any()
    } else {
        view! { <blockquote><p dir="auto">{item.text.clone()}</p></blockquote> }.into_any()
    }
}

/// The form to decide with.
fn form(item: &Item, typed: &Typed, errors: &FormErrors) -> AnyView {
    if item.text.is_empty() {
        return ().into_any();
    }
    let deciding = Deciding {
        id: item.id.0,
        action: format!("/staff/moderation/statements/{}", item.id),
        seen: item.last_decision,
        no_reason: "Choose a reason (not needed to show it)",
        typed,
        errors,
    };
    let buttons: &[Button] = match item.state {
        State::Published => &[
            ("keep", "button small", "Leave it as it is"),
            ("hold", "button small quiet", "Hold"),
            ("remove", "button small warn", "Take it out"),
        ],
        State::Held => &[("publish", "button small", "Show it"), ("remove", "button small warn", "Take it out")],
        State::Removed => {
            &[("keep", "button small", "Leave it out"), ("publish", "button small quiet", "Show it again")]
        }
    };
    deciding.form(None, buttons)
}

async fn find(visit: &Visit, id: &str) -> Result<Item, Fault> {
    visit.require(Act::Moderate)?;
    let id: i64 = id.parse().map_err(|_| Fault::Missing)?;
    store::item(&visit.app.db, StatementId(id)).await?.ok_or(Fault::Missing)
}

/// `GET /staff/moderation/statements/{id}`
pub async fn one(visit: Visit, Path(id): Path<String>) -> Page {
    let item = find(&visit, &id).await?;
    show(&visit, &item, &Typed::default(), &FormErrors::none(), StatusCode::OK).await
}

async fn show(visit: &Visit, item: &Item, typed: &Typed, errors: &FormErrors, status: StatusCode) -> Page {
    let reports = store::reports_of(&visit.app.db, item.id).await?;
    let decisions = store::decisions_of(&visit.app.db, item.id).await?;
    visit.page(format!("Statement {}", item.id)).area(Area::Staff).status(status).show(|| {
        let history: Vec<AnyView> = decisions
            .iter()
            .map(|one| {
                let done = match one.action.as_str() {
                    "publish" => "Shown",
                    "hold" => "Held",
                    _ => "Taken out",
                };
                let why = Reason::from_word(&one.reason).map(|reason| format!(": {}", reason.title())).unwrap_or_default();
                let note = (!one.note.is_empty()).then(|| view! { " The author was also told: "<q dir="auto">{one.note.clone()}</q> });
                view! { <li>{format!("{done} on {}{why}.", clock::long_date_time(one.at))}{note}</li> }.into_any()
            })
            .collect();
        view! {
            {error_summary(errors)}
            <nav class="breadcrumb" aria-label="Breadcrumb"><ol><li><a href="/staff/moderation">"Moderation"</a></li><li><a href="/staff/moderation/statements">"Statements"</a></li></ol></nav>
            <header class="title"><p class="over">"Moderation"</p><h1>{format!("Statement {}", item.id)}</h1></header>
            {meta(item)}
            {words(item)}
            {(!reports.is_empty()).then(|| view! { <h2>"Reports"</h2> })}
            {parts::reports(&reports)}
            {(!history.is_empty()).then(|| view! { <h2>"Decided so far"</h2><ul>{history}</ul> })}
            {form(item, typed, errors)}
        }
        .into_any()
    })
}

/// `POST /staff/moderation/statements/{id}` (action: publish, hold, remove or keep).
pub async fn decide(visit: Visit, Path(id): Path<String>, fields: Fields) -> Page {
    let item = find(&visit, &id).await?;
    let by = visit.require(Act::Moderate)?.id;
    let mut errors = FormErrors::none();
    fields.expect_only(&["action", "reason", "note", "seen"], &mut errors);
    let note = fields.text("note");
    let typed = Typed {
        reason: fields.text("reason").to_owned(),
        note: fields.raw_text("note").to_owned(),
        ..Typed::default()
    };
    let action = fields.text("action");
    let state = match action {
        "publish" => Some(State::Published),
        "hold" => Some(State::Held),
        "remove" => Some(State::Removed),
        _ => None,
    };
    if state.is_none() && action != "keep" {
        errors.add("form", "Choose what to do with the statement");
    }
    let needed = matches!(state, Some(State::Held | State::Removed));
    let reason = Reason::from_word(&typed.reason);
    let reason_id = format!("reason-{}", item.id);
    if !typed.reason.is_empty() && reason.is_none() {
        errors.add(reason_id, "Choose a reason from the list");
    } else if needed && reason.is_none() {
        errors.add(reason_id, "Choose a reason from the policy: the author is told it");
    }
    errors.check(&format!("note-{}", item.id), length(note, "the note to the author", false, NOTE_LONGEST));
    let seen = fields.number("seen");
    if seen.is_none() {
        errors.add("form", "The form is not complete: please decide again on this page");
    }
    let (Some(seen), true) = (seen, errors.is_empty()) else {
        return show(&visit, &item, &typed, &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let reason = reason.filter(|_| needed);
    let new = NewDecision { statement: item.id, state, reason: reason.map_or("", Reason::word), note, seen, by };
    let mut tx = visit.app.db.begin().await?;
    let once = Once::begin(&mut tx, &visit, &fields).await?;
    let (decision, was) = match store::decide(&mut tx, &new, visit.now).await? {
        Outcome::Made { id, was } => (id, was),
        Outcome::Erased => {
            return Err(Fault::Conflict(
                "The author had this statement erased, so there is nothing left to decide about.".to_owned(),
            ));
        }
        Outcome::Stale => {
            tx.rollback().await?;
            errors.add(
            "form",
            "Somebody else decided about this statement while you were reading, so your decision is not recorded. What \
             they decided is below, and what you typed: send it again if it is still what you think.",
        );
            let item = find(&visit, &id).await?;
            return show(&visit, &item, &typed, &errors, StatusCode::CONFLICT).await;
        }
    };
    if let Some(state) = state.filter(|state| *state != was) {
        tell_author(&visit, &mut tx, &item, state, reason, note).await?;
    }
    let mut detail = vec![("decision", decision.to_string()), ("was", was.word().to_owned())];
    if let Some(reason) = reason {
        detail.push(("reason", reason.word().to_owned()));
    }
    let name = format!("statement.{action}");
    let act =
        Audited { actor: Some(by), action: &name, subject_kind: "statement", subject_id: item.id.0, detail: &detail };
    append(&mut tx, &act, visit.now).await?;
    once::forget(&mut tx, ("statement", item.id.0)).await?;
    let done = format!("/staff/moderation/statements?done={action}");
    once.keep(&mut tx, ("statement-moderation", item.id.0), &done).await?;
    tx.commit().await?;
    visit.go(&done)
}

/// Tells whoever added a statement what became of it, why, and what they can do.
async fn tell_author(
    visit: &Visit,
    tx: &mut Tx,
    item: &Item,
    state: State,
    reason: Option<Reason>,
    note: &str,
) -> Result<(), Fault> {
    let Some((account, email)) = store::author(tx, item.id).await? else { return Ok(()) };
    let what = match state {
        State::Published => "It is shown now, and others can answer it.",
        State::Held => "It is hidden until somebody has looked at it again.",
        State::Removed => "We took it out. It is not asked any more, and answers to it do not count.",
    };
    let mut body = format!(
        "Hello,\n\nA moderator of {} looked at the statement you added on {} to “{}”:\n\n“{}”\n\n{what}\n\n",
        visit.service.name,
        clock::long_date(item.posted_at),
        item.title,
        item.text,
    );
    if let Some(reason) = reason {
        body.push_str(&format!("Why: {}.\n{}\n\n", reason.title(), reason.definition()));
    }
    if !note.is_empty() {
        body.push_str(&format!("The moderator adds:\n\n{note}\n\n"));
    }
    if reason.is_some() {
        body.push_str(&format!(
            "Your answers are not touched, and you can add another statement while the consultation is open. If you \
             think we are wrong, write to {}, give the number of the statement, which is {}, and ask for somebody else \
             to look at it again. What was decided about a statement can be changed.\n\n",
            visit.service.contact, item.id,
        ));
    }
    body.push_str(&format!(
        "The statements:\n{}\n",
        visit.app.config.link(&format!("/consultations/{}/statements", item.slug))
    ));
    let subject = format!("About your statement on “{}”", item.title);
    let message = Message { account: Some(account), recipient: &email, subject: &subject, body: &body };
    post(tx, &message, visit.now).await?;
    Ok(())
}
