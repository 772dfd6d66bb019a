//! The news for those who follow it with a reader of their own, as Atom (RFC 4287): what is asked, and what was decided.
//! An entry keeps its name for ever, so that a reader shows it once, and again only when something became of it.

use std::io;

use axum::extract::State;
use axum::response::Response;

use super::published;
use crate::App;
use crate::clock;
use crate::consultations::shared::{self, SharedConsultation};
use crate::decisions::came_of_it;
use crate::downloads::xml::XmlOut;
use crate::site::Fault;
use crate::site::kept_answer::kept;
use crate::time::Time;
use crate::ui::prose;

/// How many entries there are.
const NEWEST: i64 = 50;

/// One piece of news.
struct FeedEntry {
    id: String,
    title: String,
    path: String,
    published: Time,
    updated: Time,
    summary: String,
    /// The stage, as a word for programs and for people.
    stage: (&'static str, &'static str),
}

/// A whole feed.
struct Feed<'a> {
    name: &'a str,
    title: String,
    about: &'a str,
    entries: Vec<FeedEntry>,
}

/// What staff wrote as one sentence, without marks of formatting and with an end.
fn sentence(words: &str) -> String {
    let words = prose::plain(words);
    if words.is_empty() || words.ends_with(['.', '?', '!', '…']) { words } else { format!("{words}.") }
}

/// The name of a thing for ever (RFC 4151): whose, since when, what.
fn tag(app: &App, since: &str, what: &str) -> String {
    let host = url::Url::parse(&app.config.public_url).ok();
    let host = host.as_ref().and_then(|url| url.host_str()).unwrap_or("localhost");
    format!("tag:{host},{since}:{what}")
}

/// `GET /consultations.atom`
pub(super) async fn consultations(State(app): State<App>) -> Result<Response, Fault> {
    let now = app.clock.now();
    let newest = shared::newest(&app.db, now, NEWEST).await?;
    let entry = |one: SharedConsultation| {
        let published = one.dates.published_at.unwrap_or(one.updated_at);
        let stage = one.stage(now);
        FeedEntry {
            id: tag(&app, &clock::date_input(published), &format!("consultation/{}", one.id.0)),
            path: format!("/consultations/{}", one.slug),
            published,
            updated: one.touched(now),
            summary: format!("{} {}.", sentence(&one.summary), published::date(&one.dates, now)),
            stage: (stage.word(), stage.title()),
            title: one.title,
        }
    };
    let feed = Feed {
        name: "consultations",
        title: "Consultations".to_owned(),
        about: "What the library service asks people about its libraries",
        entries: newest.into_iter().map(entry).collect(),
    };
    send(&app, &feed).await
}

/// `GET /decisions.atom`
pub(super) async fn decisions(State(app): State<App>) -> Result<Response, Fault> {
    let now = app.clock.now();
    let decided = shared::decided(&app.db, now, NEWEST).await?;
    let came = came_of_it::of(&app.db, decided.iter().map(|one| one.id), now).await?;
    let entry = |one: SharedConsultation| {
        let published = one.dates.decided_at.unwrap_or(one.updated_at);
        let stage = one.stage(now);
        FeedEntry {
            id: tag(&app, &clock::date_input(published), &format!("decision/{}", one.id.0)),
            path: format!("/consultations/{}/decision", one.slug),
            published,
            updated: came.get(&one.id).and_then(|came| came.corrected_at).unwrap_or(published),
            summary: came.get(&one.id).map_or_else(|| one.summary.clone(), |came| came.decided.clone()),
            stage: (stage.word(), stage.title()),
            title: one.title,
        }
    };
    let feed = Feed {
        name: "decisions",
        title: "Decisions".to_owned(),
        about: "What was decided about our libraries after people were asked",
        entries: decided.into_iter().map(entry).collect(),
    };
    send(&app, &feed).await
}

async fn send(app: &App, feed: &Feed<'_>) -> Result<Response, Fault> {
    let service = app.settings.now(&app.db).await;
    let written = write(app, feed, &service.name).map_err(Fault::broken)?;
    Ok(kept("application/atom+xml; charset=utf-8", written))
}

fn write(app: &App, feed: &Feed<'_>, service: &str) -> io::Result<Vec<u8>> {
    let own = app.config.link(&format!("/{}.atom", feed.name));
    let site = app.config.link("/consultations");
    let updated = feed.entries.iter().map(|entry| entry.updated).max().unwrap_or(Time(0));
    let mut xml = XmlOut::begin(Vec::new())?;
    xml.open("feed", &[("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", "en-GB")])?;
    xml.told("id", &[], &tag(app, "2026", feed.name))?;
    xml.told("title", &[], &format!("{} – {service}", feed.title))?;
    xml.told("subtitle", &[], feed.about)?;
    xml.told("updated", &[], &clock::machine(updated))?;
    xml.empty("link", &[("rel", "self"), ("type", "application/atom+xml"), ("href", &own)])?;
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &site)])?;
    xml.open("author", &[])?;
    xml.told("name", &[], service)?;
    xml.close()?;
    for entry in &feed.entries {
        xml.line()?;
        xml.open("entry", &[])?;
        xml.told("id", &[], &entry.id)?;
        xml.told("title", &[], &entry.title)?;
        let address = app.config.link(&entry.path);
        xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &address)])?;
        xml.told("published", &[], &clock::machine(entry.published))?;
        xml.told("updated", &[], &clock::machine(entry.updated))?;
        xml.empty("category", &[("term", entry.stage.0), ("label", entry.stage.1)])?;
        xml.told("summary", &[], entry.summary.trim())?;
        xml.close()?;
    }
    xml.line()?;
    xml.end()
}
