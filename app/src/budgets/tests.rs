//! Budget votes, from the set-up to the outcome.

mod acting;
mod deciding;
mod files;
mod ideas;
mod keeping;
mod staff;
mod voting;
mod whole;

use super::model::{BallotKind, Caps, Completion, Ties};
use super::store::editing::{self, ProjectText, SetUp};
use crate::identity::model::Role;
use crate::ids::{BudgetId, ConsultationId, ProjectId};
use crate::site::testing::{Browser, Site, TestResponse};
use crate::sql;
use crate::time::Time;

const PAGE: &str = "/consultations/hours/budget";
const VOTE: &str = "/consultations/hours/budget/vote";
const IDEAS: &str = "/consultations/hours/budget/ideas";
const RESULTS: &str = "/consultations/hours/budget/results";
const STAFF: &str = "/staff/consultations/hours/budget";

/// What the lot of a test's budget vote is drawn from.
const SEED: &str = "5eed5eed5eed5eed5eed5eed5eed5eed";

/// A budget vote of a test's own: £500, four projects.
struct Vote {
    consultation: ConsultationId,
    budget: BudgetId,
    projects: Vec<ProjectId>,
}

/// The set-up of a test; `with` changes it.
fn set_up(with: impl FnOnce(&mut SetUp)) -> SetUp {
    let mut set_up = SetUp {
        title: "£500 for Millbrook".to_owned(),
        about: "From the *sale* of old books.".to_owned(),
        total: 50_000,
        ballot: BallotKind::ApproveAny,
        most: 0,
        caps: Caps::None,
        branch_caps: Vec::new(),
        category_caps: Vec::new(),
        completion: Completion::RaiseThenGreedy,
        ties: Ties::Number,
        ideas_close_at: None,
    };
    with(&mut set_up);
    set_up
}

fn words(title: &str, pence: i64) -> ProjectText {
    ProjectText {
        title: title.to_owned(),
        summary: format!("What {title} is."),
        pence,
        category: String::new(),
        branch: None,
    }
}

/// Puts a budget vote on a consultation.
async fn put(
    site: &Site,
    consultation: ConsultationId,
    with: impl FnOnce(&mut SetUp),
    projects: &[ProjectText],
) -> Vote {
    let now = site.app.clock.now();
    let mut tx = site.app.db.begin().await.unwrap();
    let budget = editing::set_up(&mut tx, consultation, &set_up(with), now).await.unwrap();
    editing::draw(&mut tx, consultation, SEED).await.unwrap();
    for words in projects {
        editing::add(&mut tx, budget, words, now).await.unwrap();
    }
    tx.commit().await.unwrap();
    let projects = super::store::in_vote(&site.app.db, budget).await.unwrap();
    Vote { consultation, budget, projects: projects.into_iter().map(|project| project.id).collect() }
}

/// An open consultation with a budget vote: a bench, books, chairs, a door.
async fn open(site: &Site, with: impl FnOnce(&mut SetUp)) -> Vote {
    let consultation = site.consultation("hours", |_| {}).await;
    let projects = [
        words("A bench", 20_000),
        words("Books in Polish", 15_000),
        words("Chairs", 30_000),
        words("A wider door", 45_050),
    ];
    put(site, consultation, with, &projects).await
}

/// Ticks projects.
async fn ticks(browser: &mut Browser, numbers: &[&str]) -> TestResponse {
    let fields: Vec<(&str, &str)> = numbers.iter().map(|number| ("project", *number)).collect();
    browser.post(VOTE, &fields).await
}

/// The marks on record, by project and points, of the ballots that count.
async fn marks(site: &Site, vote: &Vote) -> Vec<(i64, i64)> {
    super::store::ballots::live(&site.app.db, vote.budget)
        .await
        .unwrap()
        .into_iter()
        .map(|mark| {
            let place = vote.projects.iter().position(|project| *project == mark.project_id).unwrap();
            (place as i64 + 1, mark.points)
        })
        .collect()
}

async fn number(site: &Site, statement: crate::db::Statement) -> i64 {
    statement.number(&site.app.db).await.unwrap()
}

/// Everything in the outbox, as "to: subject / body".
async fn mail(site: &Site) -> Vec<String> {
    let rows: Vec<(String, String, String)> =
        sql!("SELECT recipient, subject, body FROM outbox ORDER BY id").all(&site.app.db).await.unwrap();
    rows.into_iter().map(|(to, subject, body)| format!("{to}: {subject} / {body}")).collect()
}

async fn staff(site: &Site) -> Browser {
    site.person(Role::Staff).await
}

/// A day, for readable tests.
const DAY: i64 = Time::DAY;
