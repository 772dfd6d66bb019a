//! Taking one's part out again: withdrawal, deletion, and everything held about a person.

use super::*;
use crate::test_both;

const PASSWORD: &str = "correct horse battery";

test_both! {
    async fn deleting_the_account_takes_the_ballot_out_and_the_outcome_follows(site) {
        let vote = open(site, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let mut ben = site.resident("ben@example.org").await;
        ticks(&mut ann, &["1"]).await.is(303);
        ticks(&mut ben, &["2"]).await.is(303);
        site.alike(4, VOTE, &[("project", "2")]).await;
        let mut staff = staff(site).await;
        staff.get(&format!("{STAFF}/results")).await.is(200).says("6 of 6 people");
        ann.post("/account/delete", &[("password", PASSWORD)]).await.is(303);
        assert_eq!(marks(site, &vote).await, [(2, 1); 5]);
        site.app.clock.advance(crate::site::cached_awhile::FRESH);
        staff.get(&format!("{STAFF}/results")).await.is(200).says("5 of 5 people");
    }

    async fn after_closing_a_deleted_persons_ballot_stays_without_them(site) {
        let vote = open(site, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        ticks(&mut ann, &["1"]).await.is(303);
        site.app.clock.advance(31 * DAY);
        let mut again = site.visitor();
        again.post("/sign-in", &[("email", "ann@example.org"), ("password", PASSWORD)]).await.is(303);
        again.post("/account/delete", &[("password", PASSWORD)]).await.is(303);
        assert_eq!(marks(site, &vote).await, [(1, 1)]);
    }

    async fn a_person_can_take_away_what_they_chose_and_sent(site) {
        let closes = site.app.clock.now().plus(10 * DAY);
        open(site, |set_up| set_up.ideas_close_at = Some(closes)).await;
        let mut ann = site.resident("ann@example.org").await;
        ticks(&mut ann, &["2", "3"]).await.is(303);
        ann.post(IDEAS, &[("title", "A kettle"), ("body", "For tea.")]).await.is(303);
        let data = ann.get("/account/data").await.is(200).json();
        let response = &data["responses"][0];
        assert_eq!(response["budget_vote"][0]["title"], "Books in Polish");
        assert_eq!(response["budget_vote"][1]["project"], 3);
        assert_eq!(response["budget_ideas"][0]["text"], "For tea.");
        assert_eq!(response["budget_ideas"][0]["state"], "idea");
    }

    async fn somebody_whose_only_writing_is_an_idea_is_asked_whether_to_erase_it(site) {
        let closes = site.app.clock.now().plus(10 * DAY);
        open(site, |set_up| set_up.ideas_close_at = Some(closes)).await;
        let mut ann = site.resident("ann@example.org").await;
        ann.post(IDEAS, &[("title", "A kettle"), ("body", "For my secret tea.")]).await.is(303);
        ann.get("/account/delete").await.is(200).says("What should happen to what you wrote?");
        ann.post("/account/delete", &[("password", PASSWORD)]).await.is(422).says("Choose what should happen");
        ann.post("/account/delete", &[("comments", "remove"), ("password", PASSWORD)]).await.is(303);
        let left = sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM budget_projects WHERE idea_text LIKE '%secret%'");
        assert_eq!(number(site, left).await, 0);
    }

    async fn the_privacy_page_says_who_sees_a_ballot_and_an_idea(site) {
        site.visitor().get("/privacy").await.is(200).says("Vote on a budget").says("Send an idea").says("Order of options");
    }

    async fn remove_my_comments_too_erases_ideas_and_leaves_what_is_in_the_vote(site) {
        let closes = site.app.clock.now().plus(10 * DAY);
        open(site, |set_up| set_up.ideas_close_at = Some(closes)).await;
        let mut ann = site.resident("ann@example.org").await;
        ann.post("/consultations/hours/proposals/1/comments", &[("body", "Yes please.")]).await.is(303);
        ann.post(IDEAS, &[("title", "A kettle"), ("body", "For my secret tea.")]).await.is(303);
        ann.post(IDEAS, &[("title", "A samovar"), ("body", "Like my secret aunt’s.")]).await.is(303);
        let mut staff = staff(site).await;
        let entered = [("act", "enter"), ("title", "A tea urn"), ("summary", "For events."), ("cost", "90")];
        staff.post(&format!("{STAFF}/ideas/6"), &entered).await.is(303);
        ann.post("/account/delete", &[("comments", "remove"), ("password", PASSWORD)]).await.is(303);
        let left = sql!(
            "SELECT CAST(COUNT(*) AS BIGINT) FROM budget_projects WHERE idea_text LIKE '%secret%' OR summary LIKE '%secret%'"
        );
        assert_eq!(number(site, left).await, 0);
        let mut visitor = site.visitor();
        visitor.get(IDEAS).await.is(200).does_not_say("kettle").says("Its author took it back.").says("A tea urn");
        visitor.get(PAGE).await.is(200).says("A tea urn");
    }
}
