//! Events as staff plan them, as everybody reads of them, as calendars follow them, and as people come in by their code.

mod arriving;
mod calendars;
mod planning;
mod reading;

use crate::identity::model::Role;
use crate::site::testing::{Browser, Site, TestResponse};

/// A form with everything that an event needs to be announced, with some fields otherwise. The day is a Thursday.
fn filled<'a>(others: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [
        ("title", "Tea and Saturdays"),
        ("kind", "drop-in"),
        ("consultation", ""),
        ("library", ""),
        ("place", "St Anne’s church hall"),
        ("address", "Mill Lane, Millbrook, MB1 2AB"),
        ("starts_date", "2026-03-12"),
        ("starts_time", "14:00"),
        ("ends_date", ""),
        ("ends_time", "16:00"),
        ("about", "Have a cup of tea and tell us what you think."),
        ("access_notes", "There is one step; ring and we bring the ramp."),
        ("audience", ""),
        ("booking", "Just come."),
    ];
    let kept = usual.into_iter().filter(|(name, _)| others.iter().all(|(other, _)| other != name));
    kept.chain(others.iter().copied()).collect()
}

/// Plans an event; gives its name in addresses.
async fn planned(staff: &mut Browser, others: &[(&str, &str)]) -> String {
    let made = staff.post("/staff/events/new", &filled(others)).await.is(303);
    let path = made.location().split('?').next().unwrap_or_default().to_owned();
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

async fn announce(staff: &mut Browser, slug: &str) -> TestResponse {
    staff.post(&format!("/staff/events/{slug}/announce"), &[]).await
}

/// Plans an event and announces it.
async fn announced(staff: &mut Browser, others: &[(&str, &str)]) -> String {
    let slug = planned(staff, others).await;
    announce(staff, &slug).await.is(303);
    slug
}

/// Somebody who runs consultations.
async fn colleague(site: &Site) -> Browser {
    site.person(Role::Staff).await
}

/// The code of an event.
async fn code_of(site: &Site, slug: &str) -> String {
    super::store::by_slug(&site.app.db, slug).await.unwrap().unwrap().code
}
