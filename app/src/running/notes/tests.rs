//! Notes between colleagues: beside a field, for colleagues alone, settled, deleted, and gone with nobody's name.

use crate::assembly::INSTRUMENTS;
use crate::identity::model::Role;
use crate::site::testing::{Browser, Site};
use crate::test_both;

const BASE: &str = "/staff/consultations/hours";
const NOTES: &str = "/staff/consultations/hours/notes";
const BARE: [(&str, &str); 4] = [("title", "Hours"), ("slug", "hours"), ("level", "consult"), ("results", "hidden")];

async fn drafted(site: &Site) -> (Browser, Browser) {
    let mut ann = site.colleague("Ann Reed", Role::Staff).await;
    let bo = site.colleague("Bo Marsh", Role::Staff).await;
    ann.post("/staff/consultations/new", &BARE).await.is(303);
    (ann, bo)
}

test_both! {
    async fn a_note_stands_beside_its_field_until_it_is_settled(site) {
        let (mut ann, mut bo) = drafted(site).await;
        bo.get(&format!("{BASE}/edit")).await.is(200).says("Leave a note for colleagues");
        bo.post(NOTES, &[("place", "/edit#summary"), ("text", "Say <which> Saturdays.")]).await.is(303);
        let page = ann.get(&format!("{BASE}/edit")).await.is(200).says("1 note between colleagues");
        let page = page.says("Bo Marsh: Say &lt;which&gt; Saturdays.");
        let field = page.body.find("id=\"summary-note\"").unwrap();
        assert!(field > page.body.find("for=\"summary\"").unwrap() && field < page.body.find("for=\"background\"").unwrap());
        // Also when the form comes back with a mistake.
        ann.post(&format!("{BASE}/edit"), &[("title", "")]).await.is(422).says("Say &lt;which&gt; Saturdays.");
        ann.get(NOTES).await.is(200).says("The consultation: Summary").does_not_say("value=\"delete\"");
        ann.post(&format!("{NOTES}/1"), &[("do", "delete")]).await.is(403).says("only they can delete it");
        ann.post(&format!("{NOTES}/1"), &[("do", "settle")]).await.is(303);
        ann.get(&format!("{BASE}/edit")).await.does_not_say("Saturdays.").says("Leave a note");
        bo.get(NOTES).await.says("settled by Ann Reed");
        bo.post(&format!("{NOTES}/1"), &[("do", "open")]).await.is(303);
        ann.get(&format!("{BASE}/edit")).await.says("1 note between colleagues");
        bo.get("/account/data").await.is(200).says("notes_to_colleagues").says("Say <which> Saturdays.");
        bo.post(&format!("{NOTES}/1"), &[("do", "delete")]).await.is(303);
        ann.get(NOTES).await.says("Nothing is open.");
    }

    async fn a_note_is_for_colleagues_alone(site) {
        let (mut ann, _) = drafted(site).await;
        ann.post(NOTES, &[("place", "/edit#title"), ("text", "quokka")]).await.is(303);
        for role in [Role::Moderator, Role::Analyst, Role::Councillor, Role::Resident] {
            let mut other = site.person(role).await;
            other.get(NOTES).await.is(403);
            other.post(NOTES, &[("place", "/edit#title"), ("text", "x")]).await.is(403);
        }
        site.visitor().get(NOTES).await.is(401);
        ann.get("/consultations/hours").await.is(200).does_not_say("quokka");
        let page = ann.post(&format!("{BASE}/previews"), &[("days", "3")]).await.is(200).body;
        let link = page.split("http://soundings.test").nth(1).unwrap().split('<').next().unwrap().to_owned();
        site.visitor().get(&link).await.is(200).does_not_say("quokka");
    }

    async fn a_note_without_a_field_or_words_is_refused_and_kept(site) {
        let (mut ann, _) = drafted(site).await;
        for place in ["", "/edit", "/edit#nothing", "/nowhere#title", "/edit#<script>", "/proposals/1/edit#title"] {
            ann.post(NOTES, &[("place", place), ("text", "Kept")]).await.is(422).says("Choose the field").says("Kept");
        }
        ann.post(NOTES, &[("place", "/edit#title"), ("text", " ")]).await.is(422).says("Enter your note");
        let long = "x".repeat(2001);
        ann.post(NOTES, &[("place", "/edit#title"), ("text", &long)]).await.is(422).says("1 too many");
        ann.post(&format!("{NOTES}/9"), &[("do", "settle")]).await.is(404);
        ann.post(&format!("{NOTES}/9"), &[("do", "burn")]).await.is(400);
        for _ in 0..2 {
            ann.post(NOTES, &[("place", "/edit#title"), ("text", "Once")]).await.is(303);
        }
        let count = crate::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM draft_notes").number(&site.app.db).await.unwrap();
        assert_eq!(count, 1);
    }

    async fn every_field_that_a_note_can_stand_beside_is_there(site) {
        let (mut ann, _) = drafted(site).await;
        for kind in INSTRUMENTS.all() {
            for (path, fields) in kind.example().drafted {
                ann.post(&format!("{BASE}{path}"), fields).await.is(303);
            }
        }
        let page = ann.get(NOTES).await.is(200).body;
        let places: Vec<&str> = page.split("<option value=\"/").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert!(places.len() > 25, "{places:?}");
        for place in places {
            let (path, field) = place.split_once('#').unwrap();
            let there = ann.get(&format!("{BASE}/{path}")).await.is(200);
            assert!(there.body.contains(&format!("id=\"{field}\"")), "{place}");
        }
        ann.post(NOTES, &[("place", "/budget/edit#total"), ("text", "Is this still right?")]).await.is(303);
        ann.get(&format!("{BASE}/budget/edit")).await.says("Ann Reed: Is this still right?");
    }

    async fn notes_stay_without_a_name_when_an_account_goes_and_close_with_the_consultation(site) {
        let (mut ann, mut bo) = drafted(site).await;
        bo.post(NOTES, &[("place", "/edit#title"), ("text", "Shorter?")]).await.is(303);
        bo.post("/account/delete", &[("password", "correct horse battery")]).await.is(303);
        ann.get(NOTES).await.says("Somebody who has left").says("Shorter?").does_not_say("Bo Marsh");
        let now = site.app.clock.now();
        let mut tx = site.app.db.begin().await.unwrap();
        crate::sql!("UPDATE consultations SET published_at = $1, opens_at = $1, closes_at = $2, decided_at = $1", now, now.plus(1)).run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        ann.get(NOTES).await.is(200).says("its notes are closed too").says("Shorter?").does_not_say("Leave the note");
        ann.post(NOTES, &[("place", "/edit#title"), ("text", "Late")]).await.is(409).says("closed");
        ann.post(&format!("{NOTES}/1"), &[("do", "settle")]).await.is(409);
    }
}
