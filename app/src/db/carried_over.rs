//! Records that older versions of the program left behind are carried over whole.

use sqlx::AssertSqlSafe;

use super::Db;
use super::pools::Engine;
use super::testing::{On, Scratch};
use crate::sql;

/// Runs statements that today's program has no use for any more, in the words of whichever engine.
async fn run(db: &Db, statements: &[&str]) {
    for text in statements {
        let text = AssertSqlSafe((*text).to_owned());
        match db.engine() {
            Engine::Sqlite { write, .. } => sqlx::query(text).execute(write).await.map(drop),
            Engine::Postgres(pool) => sqlx::query(text).execute(pool).await.map(drop),
        }
        .unwrap();
    }
}

/// A consultation that has closed, with a proposal in two versions, a comment and a statement.
const BEFORE: &[&str] = &[
    "INSERT INTO accounts (email, name, password_hash, role, created_at) VALUES ('m@example.org', 'M', 'x', 'moderator', 1)",
    "INSERT INTO consultations (slug, title, summary, background, background_html, renderer, level, results, created_at, updated_at) \
     VALUES ('hours', 'Hours', 'S', 'B', 'B', 1, 'consult', 'hidden', 1, 1)",
    "INSERT INTO proposals (consultation_id, number, created_at) VALUES (1, 7, 1)",
    "INSERT INTO proposal_versions (proposal_id, version, kind, title, summary, content, html, renderer, change_summary, published_at) \
     VALUES (1, 1, 'original', 'T', 'S', '{}', '{}', 1, '', 1), (1, 2, 'amendment', 'T2', 'S', '{}', '{}', 1, 'c', 2)",
    "INSERT INTO decisions (id, consultation_id, content, html, renderer, updated_at) VALUES (3, 1, '{}', '{}', 1, 1)",
    "INSERT INTO decision_proposals (decision_id, proposal_id, version_id, outcome) VALUES (3, 1, 2, 'adopted')",
    "INSERT INTO comments (id, consultation_id, proposal_id, body, html, renderer, state, official, posted_at) \
     VALUES (5, 1, 1, 'b', 'b', 1, 'held', 1, 10)",
    "INSERT INTO statement_sets (consultation_id, question, own, created_at, updated_at) VALUES (1, 'Q', 'off', 1, 1)",
    "INSERT INTO statements (id, consultation_id, number, text, state, posted_at) VALUES (8, 1, 1, 't', 'published', 11)",
    "INSERT INTO reports (id, comment_id, account_id, reason, detail, at, resolved_at) VALUES (2, 5, 1, 'abuse', 'd', 20, 21), (4, 5, NULL, 'other', 'e', 22, NULL)",
    "INSERT INTO statement_reports (id, statement_id, account_id, reason, detail, at) VALUES (1, 8, 1, 'legal', 'f', 23)",
    "INSERT INTO moderation_decisions (id, comment_id, action, reason, note, account_id, at) VALUES (6, 5, 'hold', 'abuse', 'n', 1, 30)",
    "INSERT INTO statement_decisions (id, statement_id, action, reason, note, account_id, at) VALUES (6, 8, 'hold', 'legal', 'o', 1, 31), (7, 8, 'publish', '', '', NULL, 32)",
];

type ReportRow = (String, i64, Option<i64>, String, String, i64, Option<i64>);
type DecisionRow = (i64, String, i64, String, String, String, Option<i64>, i64, Option<i64>);

async fn what_was_decided_and_reported_is_carried_over(on: On) {
    let scratch = Scratch::before(on, 13).await;
    let db = &scratch.db;
    run(db, BEFORE).await;
    db.migrate().await.unwrap();
    let ruled: Vec<(i64, String, i64, String, Option<i64>)> =
        sql!("SELECT decision_id, kind, number, outcome, version FROM decision_rulings").all(db).await.unwrap();
    assert_eq!(ruled, [(3, "proposals".to_owned(), 7, "adopted".to_owned(), Some(2))]);
    let reports: Vec<ReportRow> =
        sql!("SELECT kind, subject_id, account_id, reason, detail, at, resolved_at FROM reports ORDER BY at")
            .all(db)
            .await
            .unwrap();
    let row = |kind: &str, id, who, reason: &str, detail: &str, at, resolved| {
        (kind.to_owned(), id, who, reason.to_owned(), detail.to_owned(), at, resolved)
    };
    assert_eq!(
        reports,
        [
            row("comment", 5, Some(1), "abuse", "d", 20, Some(21)),
            row("comment", 5, None, "other", "e", 22, None),
            row("statement", 8, Some(1), "legal", "f", 23, None),
        ]
    );
    let decisions: Vec<DecisionRow> = sql!(
        "SELECT id, kind, subject_id, action, reason, note, account_id, at, former_id FROM moderation_decisions ORDER BY at"
    )
    .all(db)
    .await
    .unwrap();
    let row = |id, kind: &str, about, (action, reason, note): (&str, &str, &str), who, at, former| {
        (id, kind.to_owned(), about, action.to_owned(), reason.to_owned(), note.to_owned(), who, at, former)
    };
    assert_eq!(
        decisions,
        [
            row(6, "comment", 5, ("hold", "abuse", "n"), Some(1), 30, None),
            row(12, "statement", 8, ("hold", "legal", "o"), Some(1), 31, Some(6)),
            row(13, "statement", 8, ("publish", "", ""), None, 32, Some(7)),
        ]
    );
    // The next decision has a number of its own, on both engines.
    let mut tx = db.begin().await.unwrap();
    let next = sql!(
        "INSERT INTO moderation_decisions (kind, subject_id, action, reason, at) VALUES ('comment', 5, 'publish', '', 40) RETURNING id"
    )
    .number(&mut tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(next, 14);
    scratch.finish().await;
}

#[tokio::test]
async fn what_was_decided_and_reported_is_carried_over_on_sqlite() {
    what_was_decided_and_reported_is_carried_over(On::Sqlite).await;
}

#[tokio::test]
async fn what_was_decided_and_reported_is_carried_over_on_postgres() {
    what_was_decided_and_reported_is_carried_over(On::Postgres).await;
}

/// A consultation with three responses: one that voted twice and wrote, one that voted once, one that was withdrawn.
const ANSWERED: &[&str] = &[
    "INSERT INTO consultations (id, slug, title, summary, background, background_html, renderer, level, results, created_at, updated_at) \
     VALUES (1, 'hours', 'Hours', 'S', 'B', 'B', 1, 'consult', 'hidden', 1, 1)",
    "INSERT INTO proposals (id, consultation_id, number, created_at) VALUES (1, 1, 1, 1), (2, 1, 2, 1)",
    "INSERT INTO proposal_versions (id, proposal_id, version, kind, title, summary, content, html, renderer, change_summary, published_at) \
     VALUES (1, 1, 1, 'original', 'T', 'S', '{}', '{}', 1, '', 1), (2, 2, 1, 'original', 'T2', 'S', '{}', '{}', 1, '', 1)",
    "INSERT INTO participants (id, consultation_id) VALUES (1, 1), (2, 1), (3, 1)",
    "INSERT INTO responses (id, consultation_id, participant_id, channel, received_at, withdrawn_at) \
     VALUES (1, 1, 1, 'online', 3600000, NULL), (2, 1, 2, 'paper', 7199999, NULL), (3, 1, 3, 'online', 3600001, 9000000)",
    "INSERT INTO votes (response_id, proposal_id, version_id, choice, first_cast_at, cast_at) \
     VALUES (1, 1, 1, 'support', 3600000, 9), (1, 2, 2, 'oppose', 7200000, 9), (2, 1, 1, 'support', 7199999, 9), (3, 1, 1, 'oppose', 3600000, 9)",
    "INSERT INTO comments (response_id, consultation_id, proposal_id, body, html, renderer, state, official, choice, posted_at) \
     VALUES (1, 1, 1, 'b', 'b', 1, 'published', 0, 'support', 7200000), (1, 1, 1, 'b', 'b', 1, 'held', 0, NULL, 7200000), \
            (NULL, 1, 1, 'b', 'b', 1, 'published', 1, NULL, 7200000)",
];

async fn sums_are_made_of_what_an_installation_has(on: On) {
    let scratch = Scratch::before(on, 34).await;
    let db = &scratch.db;
    run(db, ANSWERED).await;
    db.migrate().await.unwrap();
    assert_eq!(crate::responses::sums::wrong(db).await.unwrap(), Vec::<String>::new());
    assert_eq!(crate::proposals::sums::wrong(db).await.unwrap(), Vec::<String>::new());
    let responses: Vec<(i64, String, i64, i64)> =
        sql!("SELECT hour, channel, branch_id, responses FROM response_sums ORDER BY 1, 2").all(db).await.unwrap();
    assert_eq!(responses, [(1, "online".to_owned(), 0, 1), (1, "paper".to_owned(), 0, 1)]);
    let hours: Vec<(i64, i64, i64, i64)> =
        sql!("SELECT proposal_id, hour, votes, comments FROM proposal_hours ORDER BY 1, 2").all(db).await.unwrap();
    assert_eq!(hours, [(1, 1, 2, 0), (1, 2, 0, 1), (2, 2, 1, 0)]);
    let reach: Vec<(i64, i64, i64)> =
        sql!("SELECT voted, wrote, responses FROM reach_sums ORDER BY 1, 2").all(db).await.unwrap();
    assert_eq!(reach, [(1, 0, 1), (2, 1, 1)]);
    let comments: Vec<(String, String, i64)> =
        sql!("SELECT choice, state, comments FROM comment_sums ORDER BY 1, 2").all(db).await.unwrap();
    assert_eq!(comments, [(String::new(), "held".to_owned(), 1), ("support".to_owned(), "published".to_owned(), 1)]);
    scratch.finish().await;
}

#[tokio::test]
async fn sums_are_made_of_what_an_installation_has_on_sqlite() {
    sums_are_made_of_what_an_installation_has(On::Sqlite).await;
}

#[tokio::test]
async fn sums_are_made_of_what_an_installation_has_on_postgres() {
    sums_are_made_of_what_an_installation_has(On::Postgres).await;
}
