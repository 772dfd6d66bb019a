//! The form in which staff write an event, and what happens when they send it.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::form::{EventChoices, EventForm, stem_of};
use super::model::{AccessHelp, Event, EventKind};
use super::rules::{self, EventState, state};
use super::staff::{advice_list, crumbs, find, others};
use super::{checks, code, store};
use crate::audit::overtaken::{self, StaffText};
use crate::audit::store::append;
use crate::branches;
use crate::consultations::editing::hash_of;
use crate::consultations::editing::store::under_way;
use crate::site::{Area, Fault, Fields, FormErrors, Once, Page, Path, Visit};
use crate::time::Time;
use crate::ui::contents::{FormPart, part, with_contents_and};
use crate::ui::form::{FieldOption, radios, select};
use crate::ui::{Field, FieldKind, error_summary};

const BAD: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// How often a code is drawn again that another event has.
const TRIES: usize = 20;

async fn choices(visit: &Visit, event: Option<&Event>) -> Result<EventChoices, Fault> {
    let db = &visit.app.db;
    Ok(EventChoices::new(under_way(db).await?, branches::store::all(db).await?, event))
}

/// `GET /staff/events/new?consultation=&library=&like=`
pub(super) async fn new(visit: Visit) -> Page {
    let like = visit.query_value("like");
    let (typed, model) = if like.is_empty() {
        let (consultation, library) = (visit.query_value("consultation"), visit.query_value("library"));
        (EventForm { consultation, library, ..EventForm::default() }, None)
    } else {
        let event = find(&visit, &like).await?;
        (EventForm::like(&event), Some(event))
    };
    let choices = choices(&visit, model.as_ref()).await?;
    form_page(&visit, (None, model.as_ref()), &typed, &choices, &FormErrors::none(), StatusCode::OK).await
}

/// `GET /staff/events/{slug}/edit`
pub(super) async fn edit(visit: Visit, Path(slug): Path<String>) -> Page {
    let event = find(&visit, &slug).await?;
    rules::may_edit(&event, visit.now)?;
    let choices = choices(&visit, Some(&event)).await?;
    let typed = EventForm::of(&event);
    form_page(&visit, (Some(&event), None), &typed, &choices, &FormErrors::none(), StatusCode::OK).await
}

/// `POST /staff/events/new`
pub(super) async fn create(visit: Visit, fields: Fields) -> Page {
    let actor = visit.actor()?;
    let typed = EventForm::from_fields(&fields);
    // What the form was filled from may be about something that has ended since.
    let model = store::by_slug(&visit.app.db, fields.text("like")).await?;
    let choices = choices(&visit, model.as_ref()).await?;
    let shown = (None, model.as_ref());
    if let Some(taken_up) = fields.taken_up() {
        return form_page(&visit, shown, &typed, &choices, &taken_up, StatusCode::OK).await;
    }
    let mut errors = FormErrors::none();
    let Some(text) = typed.text(&fields, &choices, &mut errors) else {
        return form_page(&visit, shown, &typed, &choices, &errors, BAD).await;
    };
    let now = visit.app.clock.now();
    let mut tx = visit.app.db.begin().await?;
    let once = Once::begin(&mut tx, &visit, &fields).await?;
    let slug = store::free_slug(&mut tx, &stem_of(&text.title)).await?;
    let mut drawn = code::new(&visit.app.random);
    for _ in 0..TRIES {
        if !store::code_taken(&mut tx, &drawn).await? {
            break;
        }
        drawn = code::new(&visit.app.random);
    }
    let id = store::create(&mut tx, (&slug, &drawn), &text, now).await?;
    let detail = [("content_sha256", hash_of(&text)?)];
    append(&mut tx, &super::acts::entry(actor, "event.create", id, &detail), now).await?;
    let made = format!("/staff/events/{slug}?done=created");
    once.keep(&mut tx, ("events", id.0), &made).await?;
    tx.commit().await?;
    visit.go(&made)
}

/// `POST /staff/events/{slug}/edit`
pub(super) async fn save(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    let event = find(&visit, &slug).await?;
    let now = visit.app.clock.now();
    rules::may_edit(&event, now)?;
    let actor = visit.actor()?;
    let mut typed = EventForm::from_fields(&fields);
    if !fields.has("seen") {
        typed.seen = event.updated_at.0;
    }
    let choices = choices(&visit, Some(&event)).await?;
    if let Some(taken_up) = fields.taken_up() {
        return form_page(&visit, (Some(&event), None), &typed, &choices, &taken_up, StatusCode::OK).await;
    }
    let mut errors = FormErrors::none();
    let text = typed.text(&fields, &choices, &mut errors);
    let told = state(&event, now) != EventState::Draft;
    if let (Some(text), true) = (&text, told) {
        still_said(text, now, &mut errors);
    }
    let (Some(text), true) = (text, errors.is_empty()) else {
        return form_page(&visit, (Some(&event), None), &typed, &choices, &errors, BAD).await;
    };
    let mut tx = visit.app.db.begin().await?;
    let once = Once::begin(&mut tx, &visit, &fields).await?;
    if !store::save(&mut tx, event.id, &text, Time(typed.seen), now).await? {
        tx.rollback().await?;
        let latest = find(&visit, &slug).await?;
        rules::may_edit(&latest, now)?;
        let written = StaffText {
            what: "this event",
            kind: "event",
            id: event.id.0,
            acts: &["event.create", "event.edit", "event.announce"],
            among: None,
        };
        let theirs = EventForm::of(&latest).read(&choices);
        errors.overtaken_by(overtaken::of(&visit, &written, theirs, typed.read(&choices)).await?);
        typed.seen = latest.updated_at.0;
        return form_page(&visit, (Some(&latest), None), &typed, &choices, &errors, StatusCode::CONFLICT).await;
    }
    let detail = [("content_sha256", hash_of(&text)?)];
    append(&mut tx, &super::acts::entry(actor, "event.edit", event.id, &detail), now).await?;
    let done = format!("/staff/events/{slug}?done={}", if told { "changed" } else { "saved" });
    once.keep_latest(&mut tx, ("event", event.id.0), &done).await?;
    tx.commit().await?;
    visit.go(&done)
}

/// An announced event goes on saying what it had to say to be announced.
fn still_said(text: &store::EventText, now: Time, errors: &mut FormErrors) {
    if text.about.trim().is_empty() {
        errors.add("about", "Say what happens there");
    }
    if text.library.is_none() && text.place.is_empty() {
        errors.add("place", "Say where it is: choose a library or name the place");
    }
    if text.access.is_empty() && text.access_notes.is_empty() {
        errors.add("access", "Say how people can get in and take part: tick what there is, or say what there is not");
    }
    if text.ends_at <= now {
        errors.add("starts_date", "Choose a day that is still to come; if it does not take place, cancel it");
    }
}

fn where_it_is(typed: &EventForm, choices: &EventChoices, errors: &FormErrors) -> AnyView {
    let libraries: Vec<FieldOption> = std::iter::once(FieldOption::new("", "Somewhere else"))
        .chain(choices.libraries.iter().map(|one| FieldOption::new(one.slug.clone(), one.name.clone())))
        .collect();
    view! {
        <h2 id="part-where">"Where"</h2>
        {select("library", "Library", libraries, &typed.library, errors)}
        {Field::new("place", "Room or place").hint("The room in the library, or the place: “Children’s corner”, “St Anne’s church hall”.").value(&typed.place).show(errors)}
        {Field::new("address", "Address").hint("Only if it is somewhere else: street, town and postcode, as somebody would type it into a map. A library’s own address is known.").value(&typed.address).show(errors)}
    }
    .into_any()
}

fn times(typed: &EventForm, errors: &FormErrors) -> AnyView {
    view! {
        <h2 id="part-when">"When"</h2>
        <fieldset>
            <legend>"Begins"</legend>
            <div class="field-row">
                {Field::new("starts_date", "Date").kind(FieldKind::Date).value(&typed.starts.0).short().show(errors)}
                {Field::new("starts_time", "Time").kind(FieldKind::Time).value(&typed.starts.1).short().show(errors)}
            </div>
        </fieldset>
        <fieldset>
            <legend>"Ends"</legend>
            <div class="field-row">
                {Field::new("ends_time", "Time").kind(FieldKind::Time).value(&typed.ends.1).short().show(errors)}
                {Field::new("ends_date", "Another day").kind(FieldKind::Date).value(&typed.ends.0).short().show(errors)}
            </div>
            <p class="hint">"Leave the day empty if it ends on the day it begins. Where the clocks go back and an hour comes twice, the first is meant, and the page says so."</p>
        </fieldset>
    }
    .into_any()
}

fn access(typed: &EventForm, errors: &FormErrors) -> AnyView {
    let error = errors.of("access").map(str::to_owned);
    let boxes: Vec<AnyView> = AccessHelp::ALL
        .into_iter()
        .enumerate()
        .map(|(index, help)| {
            let id = if index == 0 { "access".to_owned() } else { format!("access-{}", help.word()) };
            let ticked = typed.access.iter().any(|word| word == help.word());
            view! { <label class="check"><input type="checkbox" id=id name="access" value=help.word() checked=ticked/>" "<span>{help.title()}</span></label> }.into_any()
        })
        .collect();
    view! {
        <h2 id="part-access">"Getting in and taking part"</h2>
        <fieldset>
            <legend>"What there is"</legend>
            {error.map(|error| view! { <p class="error" id="access-error"><span class="vh">"Error: "</span>{error}</p> })}
            {boxes}
        </fieldset>
        {Field::new("access_notes", "More about access").hint("Which door and which lift, the nearest bus stop, what there is not. Say it plainly: “There is one step at the door; ring and we bring the ramp.”").kind(FieldKind::Lines(3)).value(&typed.access_notes).show(errors)}
    }
    .into_any()
}

/// The parts of the form, and whether each is written: a place is a library or somewhere else, and what there is of access is
/// ticked or said.
fn parts(typed: &EventForm) -> Vec<FormPart> {
    let place = if typed.library.is_empty() { &typed.place } else { &typed.library };
    let access = typed.access.first().unwrap_or(&typed.access_notes);
    vec![
        part("part-what", "What it is", &[&typed.title, &typed.kind, &typed.about]),
        part("part-when", "When", &[&typed.starts.0, &typed.starts.1, &typed.ends.1]),
        part("part-where", "Where", &[place]),
        part("part-access", "Getting in and taking part", &[access]),
        part("part-whom", "For whom", &[]),
    ]
}

/// The form. `event` is none for a new one, which may be like another.
async fn form_page(
    visit: &Visit,
    (event, like): (Option<&Event>, Option<&Event>),
    typed: &EventForm,
    choices: &EventChoices,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let (title, action, back) = match event {
        None => ("Plan an event", "/staff/events/new".to_owned(), "/staff/events".to_owned()),
        Some(event) => {
            let base = format!("/staff/events/{}", event.slug);
            ("Change the event", format!("{base}/edit"), base)
        }
    };
    let told = event.is_some_and(|event| state(event, visit.now) != EventState::Draft);
    let beside = match event {
        Some(event) => others(visit, event).await?,
        None => Vec::new(),
    };
    let advice = checks::advice(event, &beside, visit.now);
    visit.page(title).status(status).area(Area::Staff).show(|| {
        // Among others, the word that its page has for it would say nothing.
        let called = |kind: EventKind| if kind == EventKind::Other { "Something else" } else { kind.title() };
        let kinds = EventKind::ALL.map(|kind| FieldOption::new(kind.word(), called(kind))).into_iter().collect();
        let about: Vec<FieldOption> = std::iter::once(FieldOption::new("", "No consultation"))
            .chain(choices.consultations.iter().map(|(_, slug, title)| FieldOption::new(slug.clone(), title.clone())))
            .collect();
        let beside = view! { <section class="advice" aria-labelledby="reachable"><h2 id="reachable">"Can everybody come?"</h2>{advice_list(advice)}</section> };
        let beside = beside.into_any();
        let form = view! {
            <form class="editor" method="post" action=action data-keep=errors.keeping() novalidate>
                {event.map(|_| view! { <input type="hidden" name="seen" value=typed.seen.to_string()/> })}
                {like.map(|like| view! { <input type="hidden" name="like" value=like.slug.clone()/> })}
                <h2 id="part-what">"What it is"</h2>
                {Field::new("title", "Title").hint("In words people use: “Talk about Saturday hours over a cup of tea”.").value(&typed.title).show(errors)}
                {radios("kind", "What kind of event", kinds, &typed.kind, errors)}
                {select("consultation", "What people are asked there", about, &typed.consultation, errors)}
                {Field::new("about", "What happens").hint("Who is there, what people can do, how long it takes them, whether there is tea. Leave a line empty between paragraphs.").formatted().kind(FieldKind::Lines(6)).value(&typed.about).show(errors)}
                {times(typed, errors)}
                {where_it_is(typed, choices, errors)}
                {access(typed, errors)}
                <h2 id="part-whom">"For whom"</h2>
                {Field::new("audience", "For whom it is").hint("Only if it is not for everybody: “Children under five and whoever brings them”.").value(&typed.audience).show(errors)}
                {Field::new("booking", "Booking and questions").hint("How to book, or that nobody needs to; whom to ask, by telephone too.").kind(FieldKind::Lines(2)).value(&typed.booking).show(errors)}
                <p class="actions"><button class="button">{errors.save(if told { "Save the change" } else { "Save the draft" }).to_owned()}</button>" "<a href=back>"Back without saving"</a></p>
            </form>
        };
        view! {
            {error_summary(errors)}
            {crumbs(event)}
            <header class="title"><h1>{title}</h1>
                {(event.is_none() && like.is_none()).then(|| view! { <p class="lede">"A title and a time are enough to begin. Nobody but staff sees it until you announce it."</p> })}
                {like.map(|like| view! { <p class="lede">"Like "<bdi>{like.title.clone()}</bdi>", on another day. Choose the day; everything else is filled in."</p> })}
            </header>
            {told.then(|| view! { <div class="note"><p><strong>"This event is announced."</strong>" What you change is shown at once, and calendars follow within hours. People who wrote it down do not notice: change the day or the place only if there is no other way."</p></div> })}
            {with_contents_and(form.into_any(), &parts(typed), beside)}
        }
        .into_any()
    })
}
