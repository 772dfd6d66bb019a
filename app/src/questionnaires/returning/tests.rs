//! Save and return through the real router, on both databases, by the clock of the test.

mod keeping;
mod limits;
mod opening;
mod saving;

use super::reminding::remind;
use crate::questionnaires::store::drafts::erase_old;
use crate::questionnaires::tests::{begin, fill};
use crate::site::testing::{Browser, Site};
use crate::sql;
use crate::time::Time;

pub(super) const ANN: &str = "ann@example.org";

/// What waits or stands in the outbox: to whom, and the text.
pub(super) async fn mail(site: &Site) -> Vec<(String, String)> {
    sql!("SELECT recipient, body FROM outbox ORDER BY id").all(&site.app.db).await.unwrap()
}

/// The path of the link in the last message.
pub(super) async fn link(site: &Site) -> String {
    let (_, body) = mail(site).await.pop().unwrap();
    let token = body.split("http://soundings.test/saved-answers/").nth(1).unwrap();
    format!("/saved-answers/{}", token.split_whitespace().next().unwrap())
}

/// Has a link sent, and gives its path.
pub(super) async fn save_by_link(site: &Site, browser: &mut Browser, draft: &str, email: &str) -> String {
    browser.post(&format!("{draft}/save/link"), &[("email", email)]).await.is(303);
    link(site).await
}

/// Takes a code, and gives it as it is shown.
pub(super) async fn save_by_code(browser: &mut Browser, draft: &str) -> String {
    let page = browser.post(&format!("{draft}/save/code"), &[]).await.is(200).body;
    page.split("<p class=\"code\">").nth(1).unwrap().split('<').next().unwrap().to_owned()
}

/// A draft with one answer, and its path.
pub(super) async fn answered(browser: &mut Browser) -> String {
    let draft = begin(browser).await;
    fill(browser, &draft, "often", &[("q-visits", "weekly")]).await.is(303);
    draft
}

/// The path of a draft, of the address of one of its pages.
pub(super) fn draft_of(location: &str) -> String {
    let mut parts: Vec<&str> = location.split('/').collect();
    parts.truncate(7);
    parts.join("/")
}

/// Does what is done beside the site, once.
pub(super) async fn work(site: &Site) -> (usize, usize) {
    let reminded = remind(&site.app).await.unwrap();
    let mut tx = site.app.db.begin().await.unwrap();
    let erased = erase_old(&mut tx, site.app.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    (reminded, erased)
}

/// Sets when the consultation closes.
pub(super) async fn closes(site: &Site, at: Time) {
    let mut tx = site.app.db.begin().await.unwrap();
    sql!("UPDATE consultations SET closes_at = $1", at).run(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
}

/// How many rows of a draft are kept: drafts, what opens them, addresses, and messages in the outbox.
pub(super) async fn kept(site: &Site) -> [i64; 4] {
    let db = &site.app.db;
    [
        sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM questionnaire_drafts").number(db).await.unwrap(),
        sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM questionnaire_draft_keys").number(db).await.unwrap(),
        sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM questionnaire_draft_addresses").number(db).await.unwrap(),
        sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM outbox").number(db).await.unwrap(),
    ]
}
