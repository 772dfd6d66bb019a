//! Questionnaires through the real router, on both databases.

mod amending;
mod answering;
mod bringing_in;
mod building;
mod compared;
mod equality;
mod equality_staff;
mod files;
mod files_of_staff;
mod long_forms;
mod results;
mod sending;
mod staff;

use crate::ids::QuestionnaireId;
use crate::questionnaires::definition::document::from_toml;
use crate::questionnaires::store;
use crate::site::testing::{Browser, NewConsultation, Site, TestResponse};

pub(super) const PAGE: &str = "/consultations/hours/questionnaires/1";
pub(super) const STAFF: &str = "/staff/consultations/hours/questionnaires";

/// A small questionnaire for the tests that hold for every kind.
pub(crate) const EXAMPLE: &str = r#"
title = "What do you use the library for?"

[[page]]
key = "one"

[[page.question]]
key = "visits"
type = "one-of"
label = "How often do you come?"
required = true
option = [{ code = "often", label = "Often" }, { code = "never", label = "Never" }]

[[page]]
key = "two"
when = 'visits = "often"'

[[page.question]]
key = "why"
type = "long-text"
label = "Why do you come?"
dont-know = true
published = true
"#;

/// A questionnaire with conditions, a piped answer and most kinds of questions.
pub(super) const LONGER: &str = r#"
languages = ["en", "cy"]
title = { en = "About your library", cy = "Am eich llyfrgell" }
introduction = "Ten questions."
thanks = "We read every answer."

[[page]]
key = "use"
[[page.question]]
key = "library"
type = "branch"
label = { en = "Which library do you use most?", cy = "Pa lyfrgell ydych chi’n ei defnyddio fwyaf?" }

[[page]]
key = "often"
[[page.question]]
key = "visits"
type = "one-of"
label = "How often do you come to {{library|a library}}?"
required = true
option = [
  { code = "weekly", label = "Every week" },
  { code = "less", label = "Less often" },
  { code = "never", label = "Never" },
]

[[page]]
key = "what"
when = 'visits in ("weekly", "less")'
[[page.question]]
key = "uses"
type = "several-of"
label = "What do you use it for?"
required = true
option = [
  { code = "books", label = "Books" },
  { code = "children", label = "Children’s times" },
  { code = "other", label = "Something else", write-in = true },
  { code = "none", label = "None of these", exclusive = true },
]

[[page]]
key = "children"
when = 'uses contains "children"'
[[page.question]]
key = "ages"
type = "whole-number"
label = "How old is the youngest?"
least = 0
most = 18

[[page]]
key = "opinion"
[[page.question]]
key = "hours"
type = "matrix"
label = "How well do the hours suit you?"
option = [{ code = "day", label = "On weekdays" }, { code = "sat", label = "On Saturdays" }]
column = [{ code = "1", label = "Badly" }, { code = "2", label = "Well" }]
[[page.question]]
key = "more"
type = "long-text"
label = "Anything else?"
"#;

/// A consultation called `hours` with a questionnaire that is published.
pub(super) async fn publish(site: &Site, toml: &str, with: impl FnOnce(&mut NewConsultation)) -> QuestionnaireId {
    let consultation = site.consultation("hours", with).await;
    let form = from_toml(toml).unwrap();
    let now = site.app.clock.now();
    let mut tx = site.app.db.begin().await.unwrap();
    let (id, _) = store::add(&mut tx, consultation, &form, now).await.unwrap();
    store::publish(&mut tx, id, "", &std::collections::BTreeSet::new(), now).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// Publishes the small one in a consultation that is there already, for the tests that hold for every kind.
pub(crate) async fn publish_example(site: &Site, slug: &str) {
    let now = site.app.clock.now();
    let consultation = crate::consultations::store::by_slug(&site.app.db, slug).await.unwrap().unwrap();
    let mut tx = site.app.db.begin().await.unwrap();
    let (id, _) = store::add(&mut tx, consultation.id, &from_toml(EXAMPLE).unwrap(), now).await.unwrap();
    store::publish(&mut tx, id, "", &std::collections::BTreeSet::new(), now).await.unwrap();
    tx.commit().await.unwrap();
}

/// Publishes another version of it.
pub(super) async fn amend(site: &Site, id: QuestionnaireId, toml: &str, summary: &str) {
    let form = from_toml(toml).unwrap();
    let now = site.app.clock.now();
    let mut tx = site.app.db.begin().await.unwrap();
    let hours = crate::consultations::store::by_slug(&mut tx, "hours").await.unwrap().unwrap();
    let record = store::by_number(&mut tx, hours.id, 1).await.unwrap().unwrap();
    assert!(store::rewrite(&mut tx, id, &form, record.updated_at, now).await.unwrap());
    store::publish(&mut tx, id, summary, &std::collections::BTreeSet::new(), now).await.unwrap();
    tx.commit().await.unwrap();
}

/// Begins, and gives the path of the draft.
pub(super) async fn begin(browser: &mut Browser) -> String {
    let answer = browser.post(&format!("{PAGE}/begin"), &[]).await.is(303);
    let path = answer.location().trim_end_matches("/check").to_owned();
    assert!(path.starts_with(&format!("{PAGE}/answers/")), "{path}");
    path
}

/// Sends a page of a draft.
pub(super) async fn fill(browser: &mut Browser, draft: &str, page: &str, fields: &[(&str, &str)]) -> TestResponse {
    browser.post(&format!("{draft}/pages/{page}"), fields).await
}

/// The answers that count, as JSON, in the order in which they were sent.
pub(super) async fn recorded(site: &Site) -> Vec<String> {
    let rows: Vec<(String,)> =
        crate::sql!("SELECT answers FROM questionnaire_answers WHERE superseded_at IS NULL ORDER BY id")
            .all(&site.app.db)
            .await
            .unwrap();
    rows.into_iter().map(|(answers,)| answers).collect()
}

/// What counting again finds wrong.
pub(super) async fn miscounted(site: &Site) -> Vec<String> {
    crate::questionnaires::tally::recount((&site.app.db).into()).await.unwrap()
}

/// Says why everything stays that a rule has something important to say about.
pub(super) async fn explain(staff: &mut Browser) {
    let page = staff.get(&format!("{STAFF}/1")).await.is(200).body;
    for link in page.split("/reason?finding=").skip(1) {
        let link = link.split('"').next().unwrap();
        let finding = percent_encoding::percent_decode_str(link).decode_utf8().unwrap().into_owned();
        let fields = [("finding", finding.as_str()), ("reason", "So that it can be compared with last year.")];
        staff.post(&format!("{STAFF}/1/reason"), &fields).await.is(303);
    }
}
