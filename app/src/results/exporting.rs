//! What can be taken away is written while it is read, and is the same however it is read.

use axum::body::Body;
use axum::http::{Method, Request};

use super::export::{AT_ONCE, ExportSheet, feed};
use crate::consultations::store::by_slug;
use crate::db::Tx;
use crate::downloads::rows::collected;
use crate::downloads::spreadsheet::{ByteOrderMark, Sheet, csv};
use crate::identity::model::Role;
use crate::site::testing::{Site, content};
use crate::{sql, test_both};

const FILE: &str = "/staff/consultations/hours/export";

/// The sheets of a consultation, so many rows read at a time.
pub(super) async fn sheets(site: &Site, at_once: i64) -> Vec<Sheet> {
    let mut reading = site.app.db.begin_reading().await.unwrap();
    as_read(site, &mut reading, at_once).await
}

async fn as_read(site: &Site, reading: &mut Tx, at_once: i64) -> Vec<Sheet> {
    let consultation = by_slug(&site.app.db, "hours").await.unwrap().unwrap().id;
    collected(async |to| feed(reading, consultation, &ExportSheet::ALL, at_once, to).await.unwrap()).await
}

/// Seven people, two proposals, comments and replies; two responses count no more.
async fn answered(site: &Site) {
    site.consultation("hours", |new| new.proposals.push(content("Close on Mondays"))).await;
    for number in 0..7 {
        let mut who = site.resident(&format!("p{number}@example.org")).await;
        for proposal in 1..=2 {
            let base = format!("/consultations/hours/proposals/{proposal}");
            if number != 3 {
                who.post(&format!("{base}/vote"), &[("choice", "support")]).await.is(303);
            }
            if number % 2 == 0 {
                let words = format!("=Number {number}, \"quoted\"\n\non **{proposal}**");
                who.post(&format!("{base}/comments"), &[("body", &words)]).await.is(303);
            }
        }
        if number == 3 {
            who.post("/consultations/hours/proposals/1/comments", &[("body", "Only words"), ("reply_to", "1")])
                .await
                .is(303);
        }
    }
    let mut tx = site.app.db.begin().await.unwrap();
    sql!("UPDATE responses SET withdrawn_at = 1 WHERE id IN (2, 5)").run(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
}

async fn acts(site: &Site) -> i64 {
    sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM audit_log").number(&site.app.db).await.unwrap()
}

fn names(site: &Site) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(&site.app.config.data_dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

test_both! {
    async fn a_file_is_the_same_however_many_rows_are_read_at_a_time(site) {
        answered(site).await;
        let whole = sheets(site, AT_ONCE).await;
        for at_once in [1, 2, 3, 7] {
            assert!(sheets(site, at_once).await == whole, "{at_once} at a time");
        }
        // And the same, byte for byte, as when all of it was written from memory.
        let mut staff = site.person(Role::Staff).await;
        for (sheet, name) in whole.iter().zip(["responses", "comments", "costs"]) {
            let file = staff.get(&format!("{FILE}.csv?sheet={name}")).await.is(200);
            assert_eq!(file.bytes, csv(sheet, ByteOrderMark::Yes), "{name}");
        }
        let numbers: Vec<String> = whole[0].rows.iter().map(|row| format!("{:?}", row[0])).collect();
        assert_eq!(numbers, ["Int(1)", "Int(3)", "Int(4)", "Int(6)", "Int(7)"]);
        // A comment of a response that counts no more keeps its words and loses its number.
        let of: Vec<String> = whole[1].rows.iter().map(|row| format!("{:?}", row[1])).collect();
        assert_eq!(of.iter().filter(|one| *one == "Empty").count(), 2, "{of:?}");
        assert_eq!(whole[1].rows.len(), 9);
    }

    async fn everything_in_a_file_is_of_one_moment(site) {
        answered(site).await;
        let mut reading = site.app.db.begin_reading().await.unwrap();
        let before = as_read(site, &mut reading, 2).await;
        let mut late = site.resident("late@example.org").await;
        late.post("/consultations/hours/proposals/1/vote", &[("choice", "oppose")]).await.is(303);
        assert!(as_read(site, &mut reading, 2).await == before, "what came in meanwhile is not in it");
        drop(reading);
        assert_eq!(sheets(site, 2).await[0].rows.len(), before[0].rows.len() + 1);
    }

    async fn asking_only_what_a_file_would_be_takes_nothing_away(site) {
        answered(site).await;
        let mut staff = site.person(Role::Staff).await;
        let (before, there) = (acts(site).await, names(site));
        for ending in [".csv", ".csv?sheet=comments", ".xlsx"] {
            let request = Request::builder().method(Method::HEAD).uri(format!("{FILE}{ending}"));
            let answer = staff.send(request.body(Body::empty()).unwrap()).await.is(200);
            assert!(answer.bytes.is_empty());
            assert!(answer.headers["content-disposition"].to_str().unwrap().contains("attachment"));
        }
        assert_eq!(acts(site).await, before);
        staff.get(&format!("{FILE}.csv")).await.is(200);
        staff.get(&format!("{FILE}.xlsx")).await.is(200);
        assert_eq!(acts(site).await, before + 2);
        assert_eq!(names(site), there, "nothing is left on the disk");
        staff.get(&format!("{FILE}.csv?sheet=none")).await.is(404);
    }
}
