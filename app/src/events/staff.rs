//! Events as staff see them: what is coming and what is over, and one with what can be done now.

use std::collections::HashMap;

use axum::http::StatusCode;
use leptos::prelude::*;

use super::checks::{self, Advice};
use super::model::Event;
use super::rules::{self, CODE_LASTS, EventState, beside_the_dates, state};
use super::store::{self, EventFilter};
use super::words;
use crate::clock;
use crate::ids::EventId;
use crate::numbers::Noun;
use crate::responses::suppression::FEWEST_FOR_A_LIBRARY;
use crate::site::{Area, Fault, FormErrors, Page, Path, Visit};
use crate::time::Time;
use crate::ui::address_code::short_address;
use crate::ui::pager::pager;
use crate::ui::{done_note, error_summary};
use crate::{branches, consultations};

/// How many other events of a consultation are looked at for advice.
const OTHERS: i64 = 50;

/// The crumbs above the staff's pages of events.
pub(super) fn crumbs(event: Option<&Event>) -> AnyView {
    let own = event.map(|event| {
        view! { <li><a dir="auto" href=format!("/staff/events/{}", event.slug)>{event.title.clone()}</a></li> }
    });
    view! {
        <nav class="breadcrumb" aria-label="Breadcrumb"><ol><li><a href="/staff/events">"Events"</a></li>{own}</ol></nav>
    }
    .into_any()
}

/// An event at a staff address.
pub(super) async fn find(visit: &Visit, slug: &str) -> Result<Event, Fault> {
    store::by_slug(&visit.app.db, slug).await?.ok_or(Fault::Missing)
}

/// How many responses were begun at an event. A few would be known by those who saw who came.
fn counted(count: u64) -> String {
    match count {
        1..FEWEST_FOR_A_LIBRARY => format!("fewer than {FEWEST_FOR_A_LIBRARY} responses"),
        some => Noun::RESPONSE.count(some),
    }
}

/// The same for those whose code can have been used.
fn count_of(event: &Event, counts: &HashMap<EventId, u64>, now: Time) -> Option<String> {
    let begun = clock::start_of_day(event.starts_at) <= now && event.consultation_id.is_some();
    (begun && event.published_at.is_some()).then(|| counted(counts.get(&event.id).copied().unwrap_or(0)))
}

/// `GET /staff/events?consultation=&library=&when=past&after=`
pub(super) async fn list(visit: Visit) -> Page {
    let db = &visit.app.db;
    let now = visit.now;
    let past = visit.query_value("when") == "past";
    let (consultation, library) = (visit.query_value("consultation"), visit.query_value("library"));
    let about = match consultation.as_str() {
        "" => None,
        slug => Some(consultations::store::by_slug(db, slug).await?.ok_or(Fault::Missing)?),
    };
    let at = match library.as_str() {
        "" => None,
        slug => Some(branches::store::by_slug(db, slug).await?.ok_or(Fault::Missing)?),
    };
    let filter = EventFilter {
        consultation: about.as_ref().map(|one| one.id),
        library: at.as_ref().map(|one| one.id),
        past,
        drafts: true,
        after: visit.query_value("after").parse().ok(),
        most: None,
    };
    let (events, next) = store::list(db, &filter, now).await?;
    let counts = store::responses(db, events.iter().map(|event| event.id)).await?;
    let narrowed: String = [
        about.as_ref().map(|one| format!("consultation={}&", one.slug)),
        at.as_ref().map(|one| format!("library={}&", one.slug)),
    ]
    .into_iter()
    .flatten()
    .collect();
    visit.page("Events").area(Area::Staff).show(|| {
        let when = if past { "when=past&" } else { "" };
        let lines: Vec<AnyView> =
            events.iter().map(|event| words::notice(event, now, (2, true), count_of(event, &counts, now))).collect();
        let only: Vec<String> = [about.as_ref().map(|one| one.title.clone()), at.as_ref().map(|one| one.about.name.clone())].into_iter().flatten().collect();
        let later = next.map(|place| format!("/staff/events?{narrowed}{when}after={place}"));
        let first = filter.after.map(|_| format!("/staff/events?{narrowed}{when}"));
        let (other, label) = if past { ("", "What is still to come") } else { ("when=past", "What is over") };
        view! {
            {done_note(&visit.query_value("done"), &[("deleted", "The draft is deleted.", "Nobody but staff had seen it.")])}
            <header class="title"><h1>{if past { "Events that are over" } else { "Events" }}</h1>
                <p class="lede">"Where you meet people: drop-in sessions, story times, school visits, meetings."</p></header>
            {(!only.is_empty()).then(|| view! { <p class="meta"><span>"Only: "<bdi>{only.join(", ")}</bdi></span>" "<span><a href="/staff/events">"All events"</a></span></p> })}
            <p class="actions"><a class="button" href=format!("/staff/events/new?{narrowed}").trim_end_matches(['?', '&']).to_owned()>"Plan an event"</a>" "<a href=format!("/staff/events?{narrowed}{other}").trim_end_matches(['?', '&']).to_owned()>{label}</a></p>
            {if lines.is_empty() {
                view! {
                    <div class="empty"><h2>"Nothing here yet"</h2>
                        <p>"Most people never answer a consultation by themselves. They answer when somebody asks them, where they are: at the story time, at the school gate, at the desk. Plan an hour, say how people can get in, and print the sheet with its code: what is begun there is counted with the event."</p></div>
                }
                .into_any()
            } else {
                view! { <ul class="notices wide">{lines}</ul> }.into_any()
            }}
            {pager("More events", first, later)}
            <p><a href="/events">"See the list as the public does"</a></p>
        }
        .into_any()
    })
}

/// What makes an event reachable, beside its form and on its page.
pub(super) fn advice_list(advice: Vec<Advice>) -> AnyView {
    let items: Vec<AnyView> = advice
        .into_iter()
        .map(|Advice { task, done, why }| {
            let said = match done {
                Some(true) => ": yes",
                Some(false) => ": not yet",
                None => "",
            };
            let ok = if done == Some(true) { "yes" } else { "open" };
            view! { <li data-ok=ok>{task}{said}<details class="why"><summary>"Why?"</summary><p>{why}</p></details></li> }.into_any()
        })
        .collect();
    view! { <ul class="checks">{items}</ul> }.into_any()
}

/// The other events of the same consultation, for advice.
pub(super) async fn others(visit: &Visit, event: &Event) -> Result<Vec<Event>, Fault> {
    if event.consultation_id.is_none() {
        return Ok(Vec::new());
    }
    let filter =
        EventFilter { consultation: event.consultation_id, drafts: true, most: Some(OTHERS), ..EventFilter::default() };
    let (mut others, _) = store::list(&visit.app.db, &filter, visit.now).await?;
    let (over, _) = store::list(&visit.app.db, &EventFilter { past: true, ..filter }, visit.now).await?;
    others.extend(over);
    Ok(others)
}

/// `GET /staff/events/{slug}`
pub(super) async fn show(visit: Visit, Path(slug): Path<String>) -> Page {
    let event = find(&visit, &slug).await?;
    render(&visit, &event, &FormErrors::none(), StatusCode::OK).await
}

const DONE: &[(&str, &str, &str)] = &[
    ("created", "Your draft is saved.", "Only staff can see it. Read through it, then announce it."),
    ("saved", "Saved.", "Only staff can see the draft."),
    (
        "changed",
        "Saved.",
        "Everybody reads it as it is now, and calendars follow within hours. Whoever wrote it down reads nothing of it: tell those you can reach.",
    ),
    (
        "announced",
        "The event is announced.",
        "It stands on the pages it belongs to and in the calendar. Now print the sheet for the table.",
    ),
    (
        "cancelled",
        "The event is cancelled.",
        "Its page and the calendar say so, with your reason. Put a note on the door too.",
    ),
];

/// The page, with what is wrong with announcing it.
pub(super) async fn render(visit: &Visit, event: &Event, errors: &FormErrors, status: StatusCode) -> Page {
    let now = visit.now;
    let counts = store::responses(&visit.app.db, [event.id]).await?;
    let advice = checks::advice(Some(event), &others(visit, event).await?, now);
    let base = format!("/staff/events/{}", event.slug);
    let at = state(event, now);
    visit.page(event.title.clone()).area(Area::Staff).status(status).show(|| {
        let tag = match at {
            EventState::Draft => "Draft",
            EventState::Announced => "Announced",
            EventState::Over => "Over",
            EventState::Cancelled => "Cancelled",
        };
        let hidden = event.consultation_id.is_some() && event.consultation(now).is_none();
        let place = words::place_and_address(event);
        view! {
            {error_summary(errors)}
            {crumbs(None)}
            {done_note(&visit.query_value("done"), DONE)}
            <header class="title">
                <p class="over">{event.kind.title()}" "<strong class=if at == EventState::Cancelled { "tag warn" } else { "tag" }>{tag}</strong></p>
                <h1 dir="auto">{event.title.clone()}</h1>
                <p class="lede">{words::when_said(event)}</p>
                <p class="meta"><span dir="auto">{if place.is_empty() { "No place yet".to_owned() } else { place }}</span></p>
            </header>
            <div class="build-beside wide"><div>
                {(at == EventState::Draft).then(|| announcing(event, &base, now))}
                {(at == EventState::Cancelled).then(|| view! { <div class="note warn"><p><strong>"Cancelled."</strong>" "<bdi>{event.cancelled_reason.clone()}</bdi></p></div> })}
                {hidden.then(|| view! { <div class="note"><p><strong>"The consultation is not published yet."</strong>" Until it is, nothing public says that this event belongs to it, and the code leads to the event’s page."</p></div> })}
                {(at != EventState::Cancelled && beside_the_dates(event)).then(|| view! { <div class="note warn"><p><strong>"Nobody can answer on that day."</strong>" "{dates_of_answering(event)}" Choose another day, or extend the consultation."</p></div> })}
                {collected(visit, event, &counts)}
                <h2>"What you can do"</h2>
                <ul>
                    <li><a href=format!("/events/{}", event.slug)>{if at == EventState::Draft { "Preview its page" } else { "See it as the public does" }}</a></li>
                    {rules::may_edit(event, now).is_ok().then(|| view! { <li><a href=format!("{base}/edit")>"Change it"</a></li> })}
                    <li><a href=format!("/staff/events/new?like={}", event.slug)>"Make the same one again on another day"</a></li>
                    {(at != EventState::Cancelled).then(|| view! { <li><a href=format!("{base}/sheet")>"The sheet for the table, to print"</a></li> })}
                    {rules::may_cancel(event, now).is_ok().then(|| view! { <li><a href=format!("{base}/cancel")>"Cancel it"</a></li> })}
                    {rules::may_delete(event, now).is_ok().then(|| view! { <li><a href=format!("{base}/delete")>"Delete the draft"</a></li> })}
                </ul>
            </div>
            <section class="build-aside" aria-labelledby="reachable"><h2 id="reachable">"Can everybody come?"</h2>{advice_list(advice)}</section>
            </div>
        }
        .into_any()
    })
}

fn announcing(event: &Event, base: &str, now: Time) -> AnyView {
    let missing = checks::missing(event, now);
    if !missing.is_empty() {
        let items: Vec<AnyView> = missing
            .into_iter()
            .map(|(field, words)| {
                view! { <li data-ok="no"><a href=format!("{base}/edit#{field}")>{words}</a></li> }.into_any()
            })
            .collect();
        return view! {
            <div class="note"><p><strong>"Not ready to announce."</strong>" People decide whether to come by what they read."</p><ul class="checks">{items}</ul></div>
        }
        .into_any();
    }
    view! {
        <form class="editor" method="post" action=format!("{base}/announce") novalidate>
            <input type="hidden" name="seen" value=event.updated_at.0.to_string()/>
            <p>"Announcing shows it to everybody: in the list of events, on the pages of its consultation and its library, and in the calendar that people follow."</p>
            <p class="actions"><button class="button">"Announce it"</button></p>
        </form>
    }
    .into_any()
}

/// When people can answer what the event asks.
fn dates_of_answering(event: &Event) -> String {
    match (event.consultation_opens_at, event.consultation_closes_at) {
        (Some(opens), _) if opens >= event.ends_at => {
            format!("The consultation opens on {}, after the event.", clock::long_date_time(opens))
        }
        (_, Some(closes)) => format!("The consultation closes on {}, before the event.", clock::end_date_time(closes)),
        _ => String::new(),
    }
}

/// The code, what it does and how many came by it.
fn collected(visit: &Visit, event: &Event, counts: &HashMap<EventId, u64>) -> AnyView {
    let address = visit.app.config.link(&format!("/e/{}", event.code));
    let begun = count_of(event, counts, visit.now);
    let until = clock::long_date(event.ends_at.plus(CODE_LASTS));
    let code = event.code.clone();
    if event.cancelled_at.is_some() {
        return view! {
            <h2>"Answers from this event"</h2>
            <p>"It was cancelled, so its code "<strong class="code">{code}</strong>" counts nothing any more: whoever types it comes to the consultation."</p>
            {begun.map(|begun| view! { <p class="meta"><span>{format!("Begun by it before: {begun}.")}</span></p> })}
        }
        .into_any();
    }
    if event.consultation_id.is_some() && visit.now >= event.ends_at.plus(CODE_LASTS) {
        return view! {
            <h2>"Answers from this event"</h2>
            <p>"Until "{until}" its code "<strong class="code">{code}</strong>" counted what people began by it."</p>
            {begun.map(|begun| view! { <p class="meta"><span>{format!("That was {begun}.")}</span></p> })}
        }
        .into_any();
    }
    view! {
        <h2>"Answers from this event"</h2>
        {if event.consultation_id.is_some() {
            view! {
                <p>"Its code is "<strong class="code">{event.code.clone()}</strong>", on the sheet as a square for the telephone and as an address: "<code>{short_address(&address).to_owned()}</code>". What people begin by it is counted with this event, from its day until "{until}", because some take the sheet home."</p>
                {begun.map(|begun| view! { <p class="meta"><span>{format!("So far: {begun}.")}</span></p> })}
                <details class="why"><summary>"Who sees that?"</summary><p>"You see how many responses were begun at each event, and nobody sees whose. With fewer than five you could guess, so the number is not shown then."</p></details>
            }
            .into_any()
        } else {
            view! { <p>"This event belongs to no consultation, so nothing is collected there. Choose one where you change it, if people are asked something."</p> }.into_any()
        }}
    }
    .into_any()
}
