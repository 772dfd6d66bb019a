//! Voting, from the form to the count.

use crate::accounts::model::Role;
use crate::responses::recount::recount;
use crate::responses::store::counts;
use crate::site::testing::Site;
use crate::test_both;
use crate::time::Time;
use crate::votes::model::{Choice, Counts};

const VOTE: &str = "/consultations/hours/proposals/1/vote";
const PAGE: &str = "/consultations/hours/proposals/1";

async fn tally(site: &Site) -> Counts {
    let consultation = crate::consultations::store::by_slug(&site.app.db, "hours").await.unwrap().unwrap();
    let place = crate::proposals::store::place(&site.app.db, consultation.id, 1).await.unwrap().unwrap();
    counts(&site.app.db, [place.id]).await.unwrap().remove(&place.id).unwrap_or_default()
}

test_both! {
    async fn a_vote_is_counted_once_and_can_be_changed(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let answer = ann.post(VOTE, &[("choice", "support")]).await.is(303);
        assert_eq!(answer.location(), "/consultations/hours/proposals/1?done=vote#done");
        ann.get("/consultations/hours/proposals/1?done=vote").await.says("Your vote is recorded").says("/receipts/");
        assert_eq!(tally(site).await.of(Choice::Support), 1);
        ann.post(VOTE, &[("choice", "strongly-oppose")]).await.is(303);
        let counts = tally(site).await;
        assert_eq!((counts.of(Choice::Support), counts.of(Choice::StronglyOppose), counts.total()), (0, 1, 1));
        ann.get(PAGE).await.says("Your answer now").says("Strongly oppose");
        assert_eq!(recount(&site.app.db).await.unwrap(), []);
    }

    async fn two_tabs_at_the_same_moment_count_as_one_person(site) {
        site.consultation("hours", |_| {}).await;
        let ann = site.resident("ann@example.org").await;
        let (mut one, mut two) = (ann.clone(), ann);
        let (first, second) =
            tokio::join!(one.post(VOTE, &[("choice", "support")]), two.post(VOTE, &[("choice", "oppose")]));
        assert_eq!((first.status.as_u16(), second.status.as_u16()), (303, 303));
        assert_eq!(tally(site).await.total(), 1);
        assert_eq!(recount(&site.app.db).await.unwrap(), []);
    }

    async fn many_residents_at_once_are_all_counted(site) {
        site.consultation("hours", |_| {}).await;
        let mut browsers = Vec::new();
        for number in 0..40 {
            browsers.push(site.resident(&format!("r{number}@example.org")).await);
        }
        let votes = browsers.iter_mut().enumerate().map(|(number, browser)| {
            let choice = Choice::ALL[number % 6].word();
            async move { browser.post(VOTE, &[("choice", choice)]).await.is(303) }
        });
        futures::future::join_all(votes).await;
        let counts = tally(site).await;
        assert_eq!(counts.total(), 40);
        assert_eq!(counts.of(Choice::StronglySupport), 7);
        assert_eq!(recount(&site.app.db).await.unwrap(), []);
    }

    async fn an_unknown_or_missing_answer_shows_the_form_again(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        ann.post(VOTE, &[]).await.is(422).says("Choose an answer");
        ann.post(VOTE, &[("choice", "maybe")]).await.is(422).says("Choose one of the six answers");
        ann.post(VOTE, &[("choice", "support"), ("weight", "9")]).await.is(422).says("no field called “weight”");
        ann.post(VOTE, &[("choice", "support"), ("version", "first")]).await.is(422).says("not a number");
        assert_eq!(tally(site).await.total(), 0);
    }

    async fn nobody_votes_before_opening_or_after_closing_or_on_a_draft(site) {
        let now = site.app.clock.now();
        site.consultation("hours", |shape| shape.closes_at = Some(now.plus(Time::MINUTE))).await;
        site.consultation("later", |shape| shape.opens_at = Some(now.plus(Time::DAY))).await;
        site.consultation("draft", |shape| shape.published_at = None).await;
        site.consultation("gone", |shape| shape.withdrawn_at = Some(now)).await;
        let mut ann = site.resident("ann@example.org").await;
        for (slug, status) in [("later", 409), ("draft", 404), ("gone", 409), ("none", 404)] {
            let path = format!("/consultations/{slug}/proposals/1/vote");
            ann.post(&path, &[("choice", "support")]).await.is(status);
        }
        ann.post("/consultations/hours/proposals/2/vote", &[("choice", "support")]).await.is(404);
        site.app.clock.advance(Time::MINUTE - 1);
        ann.post(VOTE, &[("choice", "support")]).await.is(303);
        site.app.clock.advance(1);
        ann.post(VOTE, &[("choice", "oppose")]).await.is(409).says("has closed");
        assert_eq!(tally(site).await.of(Choice::Support), 1);
    }

    async fn an_amended_text_is_shown_before_the_vote_is_taken(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let page = ann.get(PAGE).await;
        let old = page.body.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        ann.post(VOTE, &[("choice", "support"), ("version", &old)]).await.is(303);
        site.amend("hours", "Open until six on Saturdays").await;
        ann.get(PAGE).await.says("changed after you answered");
        let page = ann.post(VOTE, &[("choice", "oppose"), ("version", &old)]).await.is(409);
        let page = page.says("amended while you were reading").says("Open until six on Saturdays");
        assert!(page.body.contains("value=\"oppose\" checked"), "the choice is kept");
        assert_eq!(tally(site).await.of(Choice::Support), 1);
        ann.post(VOTE, &[("choice", "oppose")]).await.is(303);
        ann.get(PAGE).await.does_not_say("changed after you answered");
        assert_eq!(recount(&site.app.db).await.unwrap(), []);
    }

    async fn staff_and_councillors_do_not_vote(site) {
        site.consultation("hours", |_| {}).await;
        for role in [Role::Staff, Role::Councillor, Role::Administrator, Role::Moderator, Role::Analyst] {
            let mut person = site.person(role).await;
            person.get(PAGE).await.is(200).says("Only residents vote");
            person.post(VOTE, &[("choice", "support")]).await.is(403);
        }
        assert_eq!(tally(site).await.total(), 0);
    }

    async fn a_receipt_proves_the_vote_without_an_account_and_never_shows_it(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let done = ann.post_for_json(VOTE, &[("choice", "oppose")]).await.is(200);
        let code = done.json()["receipt"].as_str().unwrap().to_owned();
        let page = site.visitor().get(&format!("/receipts/{}", code.to_lowercase())).await.is(200);
        let page = page.says("Opening hours at Millbrook").says("Counted").does_not_say("Oppose");
        assert_eq!(page.headers.get("referrer-policy").unwrap(), "no-referrer");
        let mut wrong = code.clone().into_bytes();
        wrong[0] = if wrong[0] == b'0' { b'1' } else { b'0' };
        site.visitor().get(&format!("/receipts/{}", String::from_utf8(wrong).unwrap())).await.is(422);
    }
}
