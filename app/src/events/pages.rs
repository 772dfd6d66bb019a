//! Events as everybody reads of them: what is coming, what is over, and each by itself.

use leptos::prelude::*;

use super::asked::asked_for;
use super::model::{Event, EventKind};
use super::rules::{EventState, state};
use super::{calendar, shared, store, words};
use crate::branches;
use crate::consultations;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::pages::stage_tag;
use crate::consultations::rules::stage;
use crate::site::{Fault, FormErrors, Page, Path, Visit};
use crate::ui::form::{FieldOption, select};
use crate::ui::pager::pager;

/// `GET /events?consultation=&library=&when=past&after=`
pub(super) async fn list(visit: Visit) -> Page {
    let db = &visit.app.db;
    let now = visit.now;
    let mut asked = asked_for(&visit).await?;
    asked.filter.past = visit.query_value("when") == "past";
    asked.filter.after = visit.query_value("after").parse().ok();
    let (events, next) = store::list(db, &asked.filter, now).await?;
    let about = shared::consultations_with(db, now).await?;
    let libraries = branches::store::all(db).await?;
    let past = asked.filter.past;
    let title = if past { "Events that are over" } else { "Events" };
    let described =
        format!("Where and when you can meet {} and say what you think of your libraries.", visit.service.name);
    visit.page(title).about_none().feeds().described(described).show(|| {
        let none = FormErrors::none();
        let chosen = |one: &Option<(String, String)>| one.as_ref().map(|one| one.0.clone()).unwrap_or_default();
        let places: Vec<FieldOption> = std::iter::once(FieldOption::new("", "Anywhere"))
            .chain(libraries.iter().map(|branch| FieldOption::new(branch.slug.clone(), branch.name.clone())))
            .collect();
        let mut subjects: Vec<FieldOption> = std::iter::once(FieldOption::new("", "Anything"))
            .chain(about.iter().map(|(slug, title)| FieldOption::new(slug.clone(), title.clone())))
            .collect();
        if let Some((slug, title)) = &asked.consultation && about.iter().all(|known| known.0 != *slug) {
            subjects.push(FieldOption::new(slug.clone(), title.clone()));
        }
        let later = next.map(|place| {
            let place = place.to_string();
            let mut more = vec![("after", place.as_str())];
            more.extend(past.then_some(("when", "past")));
            format!("/events{}", asked.query(&more))
        });
        let first = asked.filter.after.map(|_| {
            format!("/events{}", asked.query(if past { &[("when", "past")] } else { &[] }))
        });
        let other = if past {
            view! { <a href=format!("/events{}", asked.query(&[]))>"Events still to come"</a> }.into_any()
        } else {
            view! { <a href=format!("/events{}", asked.query(&[("when", "past")]))>"Events that are over"</a> }.into_any()
        };
        let lines: Vec<AnyView> = events.iter().map(|event| words::notice(event, now, (2, false), None)).collect();
        view! {
            <header class="title"><h1>{title}</h1>
                <p class="lede">"Come and talk to us. You can also answer without coming: each consultation says how."</p></header>
            <form class="filters" method="get" action="/events" role="search" aria-label="Find events">
                {past.then(|| view! { <input type="hidden" name="when" value="past"/> })}
                {select("consultation", "About", subjects, &chosen(&asked.consultation), &none)}
                {select("library", "Library", places, &chosen(&asked.library), &none)}
                <button class="button quiet">"Show"</button>
            </form>
            <p class="meta"><span>{other}</span>" "<span><a href=format!("/events.ics{}", asked.query(&[]))>"Follow them in your calendar"</a>" (iCalendar)"</span></p>
            {if lines.is_empty() {
                nothing(past)
            } else {
                view! { <ul class="notices wide">{lines}</ul> }.into_any()
            }}
            {pager("More events", first, later)}
        }
        .into_any()
    })
}

fn nothing(past: bool) -> AnyView {
    let (title, words) = if past {
        ("No event is over yet", "Events stay here after they have been, so that you can see where we have asked.")
    } else {
        (
            "No events are planned at the moment",
            "When we come to a library, a school or a square to ask what you think, it is listed here first.",
        )
    };
    view! { <div class="empty"><h2>{title}</h2><p>{words}</p><p class="actions"><a class="button quiet" href="/consultations">"See all consultations"</a></p></div> }
        .into_any()
}

/// An announced event, or a draft for those who run events.
async fn visible(visit: &Visit, slug: &str) -> Result<Event, Fault> {
    let event = store::by_slug(&visit.app.db, slug).await?.ok_or(Fault::Missing)?;
    let draft = state(&event, visit.now) == EventState::Draft;
    if draft && !visit.may(crate::identity::rules::Permission::RunConsultations) {
        return Err(Fault::Missing);
    }
    Ok(event)
}

/// `GET /events/{slug}` and `GET /events/{slug}.ics`
pub(super) async fn show(visit: Visit, Path(slug): Path<String>) -> Page {
    if let Some(slug) = slug.strip_suffix(".ics") {
        // A calendar is the same for everybody, so a draft has none.
        let event = store::by_slug(&visit.app.db, slug).await?.filter(|event| event.published_at.is_some());
        return calendar::one(&visit, &event.ok_or(Fault::Missing)?);
    }
    let event = visible(&visit, &slug).await?;
    let now = visit.now;
    let consultation = match event.consultation_id.filter(|_| event.consultation(now).is_some()) {
        Some(id) => consultations::store::by_id(&visit.app.db, id).await?,
        None => None,
    };
    let described = format!(
        "{}: {}. {}",
        event.kind.title(),
        words::when(event.starts_at, event.ends_at),
        words::place_and_address(&event)
    );
    visit.page(event.title.clone()).about_none().described(described).show(|| {
        view! {
            <nav class="breadcrumb" aria-label="Breadcrumb"><ol><li><a href="/events">"Events"</a></li></ol></nav>
            <header class="title">
                <p class="over">{event.kind.title()}" "{words::state_tag(&event, now)}</p>
                <h1 dir="auto">{event.title.clone()}</h1>
                <p class="lede">{words::when_said(&event)}</p>
            </header>
            {note(&event, now)}
            <div class="spread">
                <aside>{facts(&event)}</aside>
                <div>
                    {(!event.about_html.is_empty()).then(|| view! { <h2>"What happens"</h2><div dir="auto" inner_html=event.about_html.clone()></div> })}
                    {access(&event)}
                    {(!event.booking.is_empty()).then(|| view! { <h2>"Booking and questions"</h2><p dir="auto">{event.booking.clone()}</p> })}
                    {consultation.as_ref().map(|consultation| subject(&event, consultation, now))}
                </div>
            </div>
        }
        .into_any()
    })
}

/// What somebody should know first.
fn note(event: &Event, now: crate::time::Time) -> Option<AnyView> {
    let view = match state(event, now) {
        EventState::Draft => view! { <aside class="preview-band" aria-label="Preview"><strong>"Preview."</strong>" Nobody else can see this yet. "<a href=format!("/staff/events/{}", event.slug)>"Back to the checks"</a></aside> }.into_any(),
        EventState::Cancelled => view! { <div class="note warn"><p><strong>"This event is cancelled."</strong>" "<bdi>{event.cancelled_reason.clone()}</bdi></p></div> }.into_any(),
        EventState::Over => view! { <div class="note"><p><strong>"This event is over."</strong>" The page stays, so that everybody can see where we have asked."</p></div> }.into_any(),
        EventState::Announced => return None,
    };
    Some(view)
}

fn facts(event: &Event) -> AnyView {
    let (place, address) = (words::place(event), words::address(event));
    let place = match (&event.branch_slug, &event.branch_name) {
        (Some(slug), Some(name)) => {
            let room = (!event.place.is_empty()).then(|| format!("{}, ", event.place));
            view! { {room}<a dir="auto" href=format!("/branches/{slug}")>{name.clone()}</a> }.into_any()
        }
        _ => place.into_any(),
    };
    view! {
        <dl class="facts">
            <div><dt>"When"</dt><dd>{words::when_said(event)}</dd></div>
            <div><dt>"Where"</dt><dd dir="auto">{place}{(!address.is_empty()).then(|| view! { " "<small>{address}</small> })}</dd></div>
            {(!event.audience.is_empty()).then(|| view! { <div><dt>"For whom"</dt><dd dir="auto">{event.audience.clone()}</dd></div> })}
            <div><dt>"Calendar"</dt><dd><a href=format!("/events/{}.ics", event.slug)>"Add it to your calendar"</a></dd></div>
        </dl>
    }
    .into_any()
}

fn access(event: &Event) -> Option<AnyView> {
    let helps: Vec<AnyView> = event.helps().map(|help| view! { <li>{help.title()}</li> }.into_any()).collect();
    if helps.is_empty() && event.access_notes.is_empty() {
        return None;
    }
    let view = view! {
        <h2>"Getting in and taking part"</h2>
        {(!helps.is_empty()).then(|| view! { <ul>{helps}</ul> })}
        {(!event.access_notes.is_empty()).then(|| view! { <p dir="auto">{event.access_notes.clone()}</p> })}
    };
    Some(view.into_any())
}

/// What people are asked there, and how somebody takes part who does not come.
fn subject(event: &Event, consultation: &Consultation, now: crate::time::Time) -> AnyView {
    let at = stage(&consultation.dates, now);
    let href = format!("/consultations/{}", consultation.slug);
    let link = view! { <a dir="auto" href=href.clone()>{consultation.title.clone()}</a> };
    let without = match at {
        Stage::Open if event.kind == EventKind::SchoolVisit => {
            "This visit is for the school. Everybody else can read it and answer here at any time, or ask at the desk of any library."
        }
        Stage::Open => {
            "You can read it and answer at any time, without coming. If you would rather not do that on a screen, ask at the desk of any library."
        }
        Stage::Draft | Stage::Upcoming => {
            "You can read it now. Answering begins when it opens, here and at the desk of any library."
        }
        Stage::Closed | Stage::Decided | Stage::Withdrawn => "It takes no more answers. You can read what came of it.",
    };
    let button = match at {
        Stage::Open => "Read it and answer",
        _ => "Read it",
    };
    view! {
        <h2>"What it is about"</h2>
        <p>{link}" "{stage_tag(at)}</p>
        <p dir="auto">{consultation.summary.clone()}</p>
        <h2>"If you cannot come"</h2>
        <p>{without}</p>
        <p class="actions"><a class="button" href=href>{button}</a></p>
    }
    .into_any()
}
