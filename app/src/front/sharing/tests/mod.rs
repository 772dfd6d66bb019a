//! What is shared, asked for as programs and people ask for it.

mod cards;
mod feeds;
mod frames;
mod heads;
mod posters;
mod programs;

use axum::body::Body;
use axum::http::{HeaderName, Request, header};

use crate::site::testing::{Browser, Site, TestResponse};
use crate::sql;
use crate::time::Time;

/// Titles that have broken something somewhere.
const TITLES: [&str; 7] = [
    "Books & <b>bread</b> ]]> \"both\" 'kinds'",
    "Bell\u{7} and escape\u{1b} and \u{FFFE}",
    "مكتبة الحي: ساعات العمل",
    "Emoji 📚 and 🧑‍🤝‍🧑",
    "ŵŷŴŶ Llyfrgell y Dref, Łódź",
    "Wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww",
    "Opening hours, staffing, the mobile library, study space, storytime, printing, local history, the reading garden and everything else that we have wanted to ask you about since the spring of last year",
];

/// Pages of one consultation that are shared.
const SHARED: [&str; 4] =
    ["/consultations/{}/card.png", "/consultations/{}/poster", "/consultations/{}/poster.svg", "/embed/{}"];

/// Consultations with those titles: `odd-0` and so on.
async fn odd_titles(site: &Site) {
    for (number, title) in TITLES.into_iter().enumerate() {
        site.consultation(&format!("odd-{number}"), |new| new.title = title.to_owned()).await;
    }
}

/// A consultation that was withdrawn an hour ago.
async fn withdrawn(site: &Site, slug: &str) {
    let now = site.app.clock.now();
    site.consultation(slug, |new| new.withdrawn_at = Some(now.plus(-Time::MINUTE))).await;
}

/// A consultation whose decision is published.
async fn decided(site: &Site, slug: &str, outcome: &str) {
    let now = site.app.clock.now();
    let id = site.consultation(slug, |new| new.closes_at = Some(now.plus(-Time::MINUTE))).await;
    let content = serde_json::json!({ "outcome": outcome }).to_string();
    let mut tx = site.app.db.begin().await.unwrap();
    let content: crate::decisions::model::DecisionContent = serde_json::from_str(&content).unwrap_or_else(|_| {
        crate::decisions::model::DecisionContent { outcome: outcome.to_owned(), ..Default::default() }
    });
    crate::decisions::store::save(&mut tx, id, &content, Some(now), now).await.unwrap();
    sql!("UPDATE decisions SET published_at = $2 WHERE consultation_id = $1", id, now).run(&mut tx).await.unwrap();
    crate::consultations::store::decide(&mut tx, id, now).await.unwrap();
    tx.commit().await.unwrap();
}

async fn asked(browser: &mut Browser, method: &str, path: &str, lines: &[(HeaderName, &str)]) -> TestResponse {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in lines {
        request = request.header(name, *value);
    }
    browser.send(request.body(Body::empty()).unwrap()).await
}

/// A line of an answer's head.
fn line(answer: &TestResponse, name: &str) -> String {
    answer.headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

/// The kind of thing that was answered.
fn kind(answer: &TestResponse) -> String {
    line(answer, header::CONTENT_TYPE.as_str())
}
