//! The files of answers and statements: the same however they are read, of one moment, and nothing left of them.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::http::{Method, Request};

use super::*;
use crate::clock;
use crate::consultations::model::Consultation;
use crate::consultations::store::by_slug;
use crate::db::Tx;
use crate::ids::ResponseId;
use crate::responses::shuffle::shuffled;
use crate::sql;
use crate::statements::export::{AT_ONCE, StatementsFile, file_of};
use crate::statements::model::Answer;

async fn consultation(site: &Site) -> Consultation {
    by_slug(&site.app.db, "hours").await.unwrap().unwrap()
}

/// A file as it is written, so many people's answers read at a time.
pub(super) async fn written(site: &Site, which: StatementsFile, at_once: usize) -> String {
    let mut reading = site.app.db.begin_reading().await.unwrap();
    of_moment(site, &mut reading, which, at_once).await
}

async fn of_moment(site: &Site, reading: &mut Tx, which: StatementsFile, at_once: usize) -> String {
    let mut made = file_of(&site.app, reading, &consultation(site).await, which, at_once).await.unwrap();
    let mut bytes = Vec::new();
    made.copy_to(&mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// The file of answers as it was put together from memory, all answers at once.
async fn from_memory(site: &Site) -> String {
    let consultation = consultation(site).await;
    let all = store::all(&site.app.db, consultation.id).await.unwrap();
    let shown: BTreeSet<i64> =
        all.iter().filter(|one| one.state == StatementState::Published).map(|one| one.number).collect();
    let answers = store::live_answers(&site.app.db, consultation.id).await.unwrap();
    let people: BTreeSet<ResponseId> = answers.iter().map(|one| one.response_id).collect();
    let numbers: BTreeMap<ResponseId, usize> =
        shuffled(&site.app.secret, "voter", people.into_iter().collect(), |response| *response)
            .into_iter()
            .zip(0..)
            .collect();
    let vote = |answer: Answer| match answer {
        Answer::Agree => "1",
        Answer::Disagree => "-1",
        Answer::Pass => "0",
    };
    let mut rows: Vec<(usize, i64, &str)> = answers
        .iter()
        .filter(|one| shown.contains(&one.number))
        .map(|one| (numbers[&one.response_id], one.number, vote(one.answer)))
        .collect();
    rows.sort_unstable();
    let opened = consultation.dates.opens_at.unwrap();
    let (seconds, day, time) = (opened.0 / 1000, clock::date_input(opened), clock::time_input(opened));
    let mut file = "timestamp,datetime,comment-id,voter-id,vote\n".to_owned();
    for (person, number, vote) in rows {
        file.push_str(&format!("{seconds},{day} {time},{number},{person},{vote}\n"));
    }
    file
}

/// Seven people with different answers; one statement is taken out, one waits, and two responses count no more.
async fn answered(site: &Site) {
    let id = asked(site, OwnStatementsRule::Before, &["=Sundays, \"matter\"", "Evenings matter.", "Café."]).await;
    for person in 0..7 {
        let mut browser = site.resident(&format!("p{person}@example.org")).await;
        for number in 1..=3 {
            if (person + number) % 4 != 0 {
                let word = ["agree", "disagree", "pass"][((person * number) % 3) as usize];
                answer(&mut browser, number, word).await.is(303);
            }
        }
        if person == 6 {
            browser.post(BASE, &[("text", "Buses should stop nearby.")]).await.is(303);
        }
    }
    let mut tx = site.app.db.begin().await.unwrap();
    let third = store::by_number(&mut tx, id, 3).await.unwrap().unwrap().id;
    store::show_as(&mut tx, third, StatementState::Removed).await.unwrap();
    sql!("UPDATE responses SET withdrawn_at = 1 WHERE id IN (2, 5)").run(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
}

async fn acts(site: &Site) -> i64 {
    sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM audit_log").number(&site.app.db).await.unwrap()
}

fn names(site: &Site) -> BTreeSet<String> {
    let folder = std::fs::read_dir(&site.app.config.data_dir).unwrap();
    folder.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

test_both! {
    async fn files_are_the_same_byte_for_byte_however_many_people_are_read_at_a_time(site) {
        answered(site).await;
        let memory = from_memory(site).await;
        let third = memory.lines().any(|line| line.split(',').nth(2) == Some("3"));
        assert!(memory.lines().count() > 6 && !third, "what was taken out is not in it: {memory}");
        for at_once in [1, 2, 3, 7, AT_ONCE] {
            assert_eq!(written(site, StatementsFile::Votes, at_once).await, memory, "{at_once} at a time");
        }
        let mut staff = site.person(Role::Staff).await;
        assert_eq!(staff.get(&format!("{STAFF}/votes.csv")).await.is(200).body, memory);
        let comments = staff.get(&format!("{STAFF}/comments.csv")).await.is(200).body;
        assert_eq!(comments, written(site, StatementsFile::Comments, 1).await);
        let lines: Vec<&str> = comments.lines().collect();
        assert_eq!(lines[0], "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body");
        assert!(lines[1].contains(",1,service,") && lines[1].ends_with(",1,\"'=Sundays, \"\"matter\"\"\""), "{}", lines[1]);
        assert!(lines[3].ends_with(",3,service,,,-1,") && lines[4].ends_with(",4,resident,,,-1,"), "{comments}");
    }

    async fn a_file_is_of_one_moment_noted_and_nothing_of_it_is_left(site) {
        answered(site).await;
        let mut reading = site.app.db.begin_reading().await.unwrap();
        let before = of_moment(site, &mut reading, StatementsFile::Votes, 2).await;
        let mut late = site.resident("late@example.org").await;
        answer(&mut late, 1, "agree").await.is(303);
        assert_eq!(of_moment(site, &mut reading, StatementsFile::Votes, 2).await, before);
        drop(reading);
        assert_eq!(written(site, StatementsFile::Votes, 2).await.lines().count(), before.lines().count() + 1);
        let mut staff = site.person(Role::Staff).await;
        let (acts_before, there) = (acts(site).await, names(site));
        for name in ["votes", "comments"] {
            let request = Request::builder().method(Method::HEAD).uri(format!("{STAFF}/{name}.csv"));
            let answer = staff.send(request.body(Body::empty()).unwrap()).await.is(200);
            assert!(answer.bytes.is_empty() && answer.headers["content-disposition"].to_str().unwrap().contains(name));
        }
        assert_eq!(acts(site).await, acts_before, "whoever only asks takes nothing away");
        let file = staff.get(&format!("{STAFF}/votes.csv")).await.is(200);
        assert_eq!((acts(site).await, names(site)), (acts_before + 1, there));
        let fingerprint = hex::encode(<sha2::Sha256 as sha2::Digest>::digest(&file.bytes));
        let (noted,): (String,) = sql!("SELECT detail FROM audit_log ORDER BY seq DESC LIMIT 1").one(&site.app.db).await.unwrap();
        assert!(noted.contains(&fingerprint), "{noted}");
    }
}
