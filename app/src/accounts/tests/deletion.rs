//! Deleting an account: what is withdrawn, what stays, and that the counts stay right.

use super::acts;
use crate::identity::model::Role;
use crate::proposals::recount::{recount, votes_counted};
use crate::site::testing::{Browser, Site, TestResponse};
use crate::test_both;
use crate::time::Time;

const PASSWORD: &str = "correct horse battery";
const PAGE: &str = "/consultations/hours/proposals/1";
const VOTE: &str = "/consultations/hours/proposals/1/vote";
const COMMENTS: &str = "/consultations/hours/proposals/1/comments";

async fn number(site: &Site, statement: crate::db::Statement) -> i64 {
    statement.number(&site.app.db).await.unwrap()
}

async fn newest_comment(site: &Site) -> i64 {
    number(site, crate::sql!("SELECT MAX(id) AS id FROM comments")).await
}

async fn delete(browser: &mut Browser, comments: &str) -> TestResponse {
    browser.post("/account/delete", &[("comments", comments), ("password", PASSWORD)]).await
}

test_both! {
    async fn the_page_says_what_is_withdrawn_and_what_stays_and_asks_for_the_password(site) {
        site.consultation("hours", |_| {}).await;
        site.visitor().get("/account/delete").await.is(401);
        let mut ann = site.resident("ann@example.org").await;
        ann.post(VOTE, &[("choice", "support")]).await.is(303);
        ann.get("/account/delete")
            .await
            .is(200)
            .says("withdrawn and are not counted any more")
            .says("the link between you and them is deleted")
            .says("Opening hours at Millbrook")
            .does_not_say("What should happen to your comment");
        ann.post("/account/delete", &[("password", "not this one")]).await.is(422).says("not the password you have now");
        ann.post("/account/delete", &[]).await.is(422).says("Enter the password you have now");
        assert_eq!(votes_counted(&site.app.db).await.unwrap(), 1);
        let answer = ann.post("/account/delete", &[("password", PASSWORD)]).await.is(303);
        assert_eq!(answer.location(), "/sign-in?done=deleted");
        ann.get("/account").await.is(401);
    }

    async fn votes_in_open_consultations_are_withdrawn_and_registering_again_counts_once(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let mut ben = site.resident("ben@example.org").await;
        ben.post(VOTE, &[("choice", "oppose")]).await.is(303);
        ann.post(VOTE, &[("choice", "support")]).await.is(303);
        let page = ann.get("/account").await;
        let start = page.body.find("/receipts/").unwrap();
        let receipt = page.body[start..].split('"').next().unwrap().to_owned();
        ann.post("/account/delete", &[("password", PASSWORD)]).await.is(303);
        assert_eq!(recount(&site.app.db).await.unwrap(), []);
        assert_eq!(votes_counted(&site.app.db).await.unwrap(), 1);
        site.visitor().get(&receipt).await.is(200).says("No: it was withdrawn");
        let mut again = site.resident("ann@example.org").await;
        again.get("/account").await.says("Nothing yet");
        again.post(VOTE, &[("choice", "strongly-support")]).await.is(303);
        assert_eq!(recount(&site.app.db).await.unwrap(), []);
        assert_eq!(votes_counted(&site.app.db).await.unwrap(), 2);
    }

    async fn votes_in_closed_consultations_stay_counted_and_lead_to_nobody(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        ann.post(VOTE, &[("choice", "support")]).await.is(303);
        // A device of one's own stays signed in for 30 days since it was last used.
        site.app.clock.advance(20 * Time::DAY);
        ann.get("/account").await.is(200);
        site.app.clock.advance(11 * Time::DAY);
        ann.post("/account/delete", &[("password", PASSWORD)]).await.is(303);
        assert_eq!(votes_counted(&site.app.db).await.unwrap(), 1);
        assert_eq!(recount(&site.app.db).await.unwrap(), []);
        for left in [
            crate::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM account_participants"),
            crate::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM accounts"),
            crate::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM sessions"),
        ] {
            assert_eq!(number(site, left).await, 0);
        }
    }

    async fn agreements_given_in_an_open_consultation_go_too(site) {
        site.consultation("hours", |_| {}).await;
        let mut ben = site.resident("ben@example.org").await;
        let mut ann = site.resident("ann@example.org").await;
        ben.post(COMMENTS, &[("body", "Open later please.")]).await.is(303);
        let comment = newest_comment(site).await;
        ann.post(&format!("{COMMENTS}/{comment}/agree"), &[("agree", "1")]).await.is(303);
        assert_eq!(number(site, crate::sql!("SELECT agrees FROM comments")).await, 1);
        ann.post("/account/delete", &[("password", PASSWORD)]).await.is(303);
        assert_eq!(number(site, crate::sql!("SELECT agrees FROM comments")).await, 0);
        let agreements = crate::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM agreements");
        assert_eq!(number(site, agreements).await, 0);
    }

    async fn comments_stay_without_a_vote_if_the_person_leaves_them(site) {
        site.consultation("hours", |shape| shape.results = "live").await;
        let mut ann = site.resident("ann@example.org").await;
        ann.post(VOTE, &[("choice", "support")]).await.is(303);
        ann.post(COMMENTS, &[("body", "Open later please.")]).await.is(303);
        site.visitor().get(PAGE).await.says("voted Support");
        ann.post("/account/delete", &[("password", PASSWORD)]).await.is(422).says("Choose what should happen");
        delete(&mut ann, "shred").await.is(422).says("Choose what should happen");
        delete(&mut ann, "keep").await.is(303);
        site.visitor().get(PAGE).await.says("Open later please.").does_not_say("voted Support");
        assert_eq!(recount(&site.app.db).await.unwrap(), []);
    }

    async fn comments_are_erased_everywhere_if_the_person_says_so(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let mut ben = site.resident("ben@example.org").await;
        ann.post(COMMENTS, &[("body", "Quiet evenings matter.")]).await.is(303);
        let comment = newest_comment(site).await.to_string();
        ben.post(COMMENTS, &[("body", "I agree with that."), ("reply_to", &comment)]).await.is(303);
        assert_eq!(number(site, crate::sql!("SELECT comments FROM proposals")).await, 2);
        delete(&mut ann, "remove").await.is(303);
        assert_eq!(number(site, crate::sql!("SELECT comments FROM proposals")).await, 1);
        site.visitor().get(PAGE).await.does_not_say("Quiet evenings").says("I agree with that.");
        let proposal = number(site, crate::sql!("SELECT id FROM proposals")).await;
        let found = crate::db::dialect::find_similar_comments(&site.app.db, proposal, "quiet evenings", 5).await;
        assert_eq!(found.unwrap(), Vec::<i64>::new());
        let texts = crate::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM comments WHERE body LIKE '%Quiet%'");
        assert_eq!(number(site, texts).await, 0);
        // Nor can a moderator bring an empty comment back.
        let mut moderator = site.person(Role::Moderator).await;
        let publish = [("action", "publish"), ("seen", "0")];
        moderator.post(&format!("/staff/moderation/{comment}"), &publish).await.is(409).says("had this comment erased");
        assert_eq!(number(site, crate::sql!("SELECT comments FROM proposals")).await, 1);
    }

    async fn a_vote_and_a_deletion_at_the_same_moment_leave_the_counts_right(site) {
        site.consultation("hours", |_| {}).await;
        for round in 0..5 {
            let mut ann = site.resident(&format!("ann{round}@example.org")).await;
            let mut tab = ann.clone();
            ann.post(VOTE, &[("choice", "support")]).await.is(303);
            let (gone, voted) = tokio::join!(
                ann.post("/account/delete", &[("password", PASSWORD)]),
                tab.post(VOTE, &[("choice", "oppose")]),
            );
            assert_eq!(gone.status.as_u16(), 303, "{}", gone.body);
            assert!(voted.status.as_u16() < 500, "{}", voted.body);
            assert_eq!(recount(&site.app.db).await.unwrap(), []);
            assert_eq!(votes_counted(&site.app.db).await.unwrap(), 0);
        }
    }

    async fn the_number_of_a_deleted_account_is_never_given_again(site) {
        let first = site.account("ann@example.org", Role::Staff).await;
        let mut ann = site.signed_in(first).await;
        ann.post("/account/delete", &[("password", PASSWORD)]).await.is(303);
        let second = site.account("ben@example.org", Role::Resident).await;
        assert!(second > first, "the record of acts would name the wrong person");
        assert_eq!(acts(site).await, [("account.delete".to_owned(), first.0)]);
    }

    async fn the_last_administrator_cannot_leave_the_service_to_nobody(site) {
        let mut first = site.person(Role::Administrator).await;
        first.post("/account/delete", &[("password", PASSWORD)]).await.is(409).says("This is the last administrator");
        first.get("/account").await.is(200);
        site.account("second@library.example.org", Role::Administrator).await;
        first.post("/account/delete", &[("password", PASSWORD)]).await.is(303);
    }
}
