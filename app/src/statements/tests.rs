//! Statements, from setting them up to the opinion map.

mod answering;
mod files;
mod maps;
mod names;
mod own;
mod staff;

use super::model::{OwnStatementsRule, StatementState};
use super::{map, store};
use crate::identity::model::Role;
use crate::ids::ConsultationId;
use crate::site::testing::{Browser, Site};
use crate::test_both;
use crate::time::Time;

const BASE: &str = "/consultations/hours/statements";
const STAFF: &str = "/staff/consultations/hours/statements";

/// A consultation with these statements by the library service.
async fn asked(site: &Site, own: OwnStatementsRule, texts: &[&str]) -> ConsultationId {
    let id = site.consultation("hours", |_| {}).await;
    add(site, id, own, texts).await;
    id
}

async fn add(site: &Site, id: ConsultationId, own: OwnStatementsRule, texts: &[&str]) {
    let now = site.app.clock.now();
    let mut tx = site.app.db.begin().await.unwrap();
    store::set_up(&mut tx, id, "What matters about opening hours?", own, now).await.unwrap();
    for text in texts {
        store::add(&mut tx, id, None, text, StatementState::Published, now).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn answer(browser: &mut Browser, number: i64, answer: &str) -> crate::site::testing::TestResponse {
    browser.post(&format!("{BASE}/{number}/answer"), &[("answer", answer)]).await
}

async fn counts(site: &Site, id: ConsultationId) -> Vec<(i64, i64, i64)> {
    let all = store::all(&site.app.db, id).await.unwrap();
    all.iter().map(|one| (one.agree, one.disagree, one.pass)).collect()
}

const THREE: [&str; 3] = ["Sundays matter most.", "Evenings matter most.", "The library should be open longer."];
