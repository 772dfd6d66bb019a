//! The calendar that people and other web sites follow: every event to come and those of the last ninety days, or one.
//! Whoever follows it asks again and again, so it is kept like a page and costs nothing until an event changes.

use axum::http::{HeaderValue, header};
use axum::response::Response;

use super::asked::asked_for;
use super::ical::{CalendarEvent, CalendarOut};
use super::model::Event;
use super::store;
use super::words;
use crate::site::kept_answer::for_other_sites;
use crate::site::{Fault, Page, Visit};
use crate::time::Time;
use crate::ui::prose;
use crate::{App, clock};

/// For how long an event stays in the calendar after it began, in milliseconds.
const KEPT: i64 = 90 * Time::DAY;

const KIND: &str = "text/calendar; charset=utf-8";

/// Whose events these are: the name of the site, as in its address.
fn host(app: &App) -> String {
    let url = url::Url::parse(&app.config.public_url).ok();
    url.as_ref().and_then(|url| url.host_str()).unwrap_or("localhost").to_owned()
}

/// What a calendar says of an event below its title.
fn description(event: &Event, now: Time) -> String {
    let mut parts = Vec::new();
    if event.cancelled_at.is_some() {
        parts.push(format!("Cancelled. {}", event.cancelled_reason));
    }
    parts.push(prose::as_read(&event.about));
    if let Some((_, title)) = event.consultation(now) {
        parts.push(format!("About: {title}"));
    }
    let access = words::access(event);
    if !access.is_empty() {
        parts.push(format!("Access: {}", access.join(". ")));
    }
    parts.extend([&event.audience, &event.booking].map(|said| prose::plain(said)));
    parts.retain(|part| !part.trim().is_empty());
    parts.join("\n\n")
}

fn write(app: &App, name: &str, events: &[Event], now: Time) -> String {
    let host = host(app);
    let mut calendar = CalendarOut::begin(name);
    for event in events {
        calendar.event(&CalendarEvent {
            uid: format!("event-{}@{host}", event.id),
            sequence: event.sequence,
            changed: event.updated_at,
            starts: event.starts_at,
            ends: event.ends_at,
            title: &event.title,
            place: words::place_and_address(event),
            description: description(event, now),
            url: app.config.link(&format!("/events/{}", event.slug)),
            category: event.kind.title(),
            cancelled: event.cancelled_at.is_some(),
        });
    }
    calendar.end()
}

fn sent(file: &str, calendar: String) -> Result<Response, Fault> {
    let mut response = for_other_sites(KIND, calendar);
    // A name in addresses has letters, digits and hyphens only.
    let name = format!("inline; filename=\"{file}.ics\"");
    let name = HeaderValue::from_str(&name).map_err(Fault::broken)?;
    response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}

/// `GET /events.ics?consultation=&library=`
pub(super) async fn all(visit: Visit) -> Page {
    let now = visit.now;
    let asked = asked_for(&visit).await?;
    let since = clock::start_of_day(now).plus(-KEPT);
    let events = store::calendar(&visit.app.db, &asked.filter, since, now).await?;
    let about = [asked.consultation.as_ref().map(|one| one.1.clone()), asked.library.as_ref().map(|one| one.1.clone())];
    let about: Vec<String> = about.into_iter().flatten().collect();
    let name = match about.as_slice() {
        [] => format!("Events – {}", visit.service.name),
        some => format!("Events: {} – {}", some.join(", "), visit.service.name),
    };
    sent("events", write(&visit.app, &name, &events, now))
}

/// `GET /events/{slug}.ics`
pub(super) fn one(visit: &Visit, event: &Event) -> Page {
    sent(&event.slug, write(&visit.app, &event.title, std::slice::from_ref(event), visit.now))
}
