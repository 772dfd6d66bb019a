//! The list of pages for search engines. While a service is small it is one list; one that has asked for many years has
//! a list of lists, each of so many consultations or libraries in the order in which they were begun, so that none grows.

use std::collections::BTreeMap;
use std::io;

use axum::extract::State;
use axum::response::Response;

use crate::App;
use crate::branches;
use crate::clock;
use crate::consultations::instrument::Instruments;
use crate::consultations::model::Stage;
use crate::consultations::shared::{self, SharedConsultation};
use crate::db::DbError;
use crate::downloads::xml::XmlOut;
use crate::events;
use crate::ids::ConsultationId;
use crate::proposals;
use crate::site::kept_answer::kept;
use crate::site::{Fault, Path};
use crate::time::Time;

/// How many consultations are in one list: with their pages some thousand addresses, and never more than
/// [`MOST_ADDRESSES`].
const CONSULTATIONS: i64 = 200;
/// How many libraries are in one list.
const LIBRARIES: i64 = 1_000;
/// How many events are in one list.
const EVENTS: i64 = 1_000;
/// The most addresses in one list.
const MOST_ADDRESSES: usize = 5_000;
/// Pages that every service has.
const ALWAYS: [&str; 9] = [
    "/",
    "/consultations",
    "/branches",
    "/events",
    "/moderation-policy",
    "/privacy",
    "/accessibility",
    "/terms",
    "/register",
];

const NAMES: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
const KIND: &str = "application/xml; charset=utf-8";

/// An address, and when its page last changed, where that is known.
struct ListedAddress {
    path: String,
    changed: Option<Time>,
}

fn always() -> Vec<ListedAddress> {
    ALWAYS.map(|path| ListedAddress { path: path.to_owned(), changed: None }).into()
}

/// `GET /sitemap.xml`
pub(super) async fn show(State(app): State<App>) -> Result<Response, Fault> {
    let now = app.clock.now();
    let asked = shared::groups(&app.db, CONSULTATIONS, now).await?;
    let places = branches::store::groups(&app.db, LIBRARIES).await?;
    let met = events::shared::groups(&app.db, EVENTS).await?;
    if asked.len() <= 1 && places.len() <= 1 && met.len() <= 1 {
        let mut all = always();
        for group in asked {
            all.extend(consultations(&app, group, now).await?);
        }
        for group in places {
            all.extend(libraries(&app, group).await?);
        }
        for group in met {
            all.extend(meetings(&app, group).await?);
        }
        return list(&app, all);
    }
    let names = std::iter::once("pages".to_owned())
        .chain(asked.iter().map(|group| format!("consultations-{group}")))
        .chain(places.iter().map(|group| format!("branches-{group}")))
        .chain(met.iter().map(|group| format!("events-{group}")));
    let written = lists(&app, names).map_err(Fault::broken)?;
    Ok(kept(KIND, written))
}

/// `GET /sitemaps/{name}`
pub(super) async fn part(State(app): State<App>, Path(name): Path<String>) -> Result<Response, Fault> {
    let name = name.strip_suffix(".xml").ok_or(Fault::Missing)?;
    let group = |number: &str| number.parse::<u32>().map(i64::from).map_err(|_| Fault::Missing);
    let found = match name.split_once('-') {
        None if name == "pages" => always(),
        Some(("consultations", number)) => consultations(&app, group(number)?, app.clock.now()).await?,
        Some(("branches", number)) => libraries(&app, group(number)?).await?,
        Some(("events", number)) => meetings(&app, group(number)?).await?,
        _ => Vec::new(),
    };
    if found.is_empty() { Err(Fault::Missing) } else { list(&app, found) }
}

async fn consultations(app: &App, group: i64, now: Time) -> Result<Vec<ListedAddress>, DbError> {
    let between = (group * CONSULTATIONS, (group + 1) * CONSULTATIONS);
    let asked = shared::between(&app.db, between, now).await?;
    let numbers = proposals::store::published_between(&app.db, between, MOST_ADDRESSES as i64).await?;
    let mut proposals: BTreeMap<ConsultationId, Vec<i64>> = BTreeMap::new();
    for (consultation, number) in numbers {
        proposals.entry(consultation).or_default().push(number);
    }
    let none = Vec::new();
    let pages = |one: &SharedConsultation| pages_of(app, one, proposals.get(&one.id).unwrap_or(&none), now);
    Ok(asked.iter().flat_map(pages).take(MOST_ADDRESSES).collect())
}

/// The pages of a consultation that have something to say.
fn pages_of(app: &App, one: &SharedConsultation, proposals: &[i64], now: Time) -> Vec<ListedAddress> {
    let stage = one.stage(now);
    let mut endings = vec![String::new()];
    if stage != Stage::Withdrawn {
        endings.extend(proposals.iter().map(|number| format!("/proposals/{number}")));
        let kinds = Instruments::of(app).asked(one.parts).map(|kind| kind.words().page);
        endings.extend(kinds.filter(|page| !page.is_empty()).map(str::to_owned));
    }
    if matches!(stage, Stage::Closed | Stage::Decided) && !one.parts.elsewhere() {
        endings.push("/results".to_owned());
    }
    if stage == Stage::Decided {
        endings.push("/decision".to_owned());
    }
    let changed = Some(one.touched(now));
    let address = |ending| ListedAddress { path: format!("/consultations/{}{ending}", one.slug), changed };
    endings.into_iter().map(address).collect()
}

async fn libraries(app: &App, group: i64) -> Result<Vec<ListedAddress>, DbError> {
    let between = (group * LIBRARIES, (group + 1) * LIBRARIES);
    let places = branches::store::between(&app.db, between).await?;
    let address = |(slug, changed)| ListedAddress { path: format!("/branches/{slug}"), changed: Some(changed) };
    Ok(places.into_iter().map(address).collect())
}

async fn meetings(app: &App, group: i64) -> Result<Vec<ListedAddress>, DbError> {
    let found = events::shared::between(&app.db, (group * EVENTS, (group + 1) * EVENTS)).await?;
    let address = |(slug, changed)| ListedAddress { path: format!("/events/{slug}"), changed: Some(changed) };
    Ok(found.into_iter().map(address).collect())
}

fn list(app: &App, addresses: Vec<ListedAddress>) -> Result<Response, Fault> {
    let write = || -> io::Result<Vec<u8>> {
        let mut xml = XmlOut::begin(Vec::new())?;
        xml.open("urlset", &[("xmlns", NAMES)])?;
        for one in addresses {
            xml.line()?;
            xml.open("url", &[])?;
            xml.told("loc", &[], &app.config.link(&one.path))?;
            if let Some(changed) = one.changed {
                xml.told("lastmod", &[], &clock::machine(changed))?;
            }
            xml.close()?;
        }
        xml.line()?;
        xml.end()
    };
    Ok(kept(KIND, write().map_err(Fault::broken)?))
}

fn lists(app: &App, names: impl Iterator<Item = String>) -> io::Result<Vec<u8>> {
    let mut xml = XmlOut::begin(Vec::new())?;
    xml.open("sitemapindex", &[("xmlns", NAMES)])?;
    for name in names {
        xml.line()?;
        xml.open("sitemap", &[])?;
        xml.told("loc", &[], &app.config.link(&format!("/sitemaps/{name}.xml")))?;
        xml.close()?;
    }
    xml.line()?;
    xml.end()
}
