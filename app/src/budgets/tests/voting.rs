//! Voting on a budget: the journey, and everything that can be wrong with a ballot.

use super::*;
use crate::responses::taking_part::{TakingPart, Who};
use crate::responses::writer::Writer;
use crate::test_both;

test_both! {
    async fn a_resident_ticks_sends_and_changes_a_vote(site) {
        let vote = open(site, |_| {}).await;
        site.visitor().get(PAGE).await.is(200).says("£500 for Millbrook").says("£450.50").says("From the <em>sale</em> of old books")
            .says("You will be asked to sign in");
        let mut ann = site.resident("ann@example.org").await;
        ann.get(PAGE).await.is(200).says("Send my vote").says("You have not ticked anything yet.").says("Why may I tick more");
        let answer = ticks(&mut ann, &["1", "3"]).await.is(303);
        assert_eq!(answer.location(), "/consultations/hours/budget?done=budget#done");
        ann.get("/consultations/hours/budget?done=budget").await.says("Your vote is recorded.").says("/receipts/")
            .says("You have ticked 2 projects that cost £500 of £500.").says("Change my vote");
        assert_eq!(marks(site, &vote).await, [(1, 1), (3, 1)]);
        ticks(&mut ann, &["2", "3", "4", "1"]).await.is(303);
        assert_eq!(marks(site, &vote).await, [(1, 1), (2, 1), (3, 1), (4, 1)]);
        ticks(&mut ann, &["2"]).await.is(303);
        assert_eq!(marks(site, &vote).await, [(2, 1)]);
        let page = ann.get(PAGE).await.says("You have ticked 1 project that costs £150 of £500.");
        assert!(page.body.contains("id=\"project-2\" name=\"project\" value=\"2\" checked"), "{}", page.body);
    }

    async fn the_receipt_shows_that_the_vote_counted_and_not_what_it_was(site) {
        open(site, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let done = ann.post_for_json(VOTE, &[("project", "2")]).await.is(200);
        let code = done.json()["receipt"].as_str().unwrap().to_owned();
        site.visitor().get(&format!("/receipts/{code}")).await.is(200).says("Counted").does_not_say("Books in Polish");
    }

    async fn a_vote_is_one_persons_whatever_else_they_did_and_however_many_tabs(site) {
        let vote = open(site, |_| {}).await;
        let ann = site.resident("ann@example.org").await;
        let (mut one, mut two, mut three) = (ann.clone(), ann.clone(), ann);
        let (first, second, third) = tokio::join!(
            ticks(&mut one, &["1"]),
            ticks(&mut two, &["2", "3"]),
            three.post("/consultations/hours/proposals/1/vote", &[("choice", "support")])
        );
        assert_eq!([first.status.as_u16(), second.status.as_u16(), third.status.as_u16()], [303; 3]);
        let kept = marks(site, &vote).await;
        assert!(kept == [(1, 1)] || kept == [(2, 1), (3, 1)], "{kept:?}");
        assert_eq!(number(site, sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM responses")).await, 1);
        assert_eq!(number(site, sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM budget_ballots")).await, 1);
    }

    async fn many_residents_at_once_are_all_counted(site) {
        let vote = open(site, |_| {}).await;
        let mut browsers = Vec::new();
        for number in 0..30 {
            browsers.push(site.resident(&format!("r{number}@example.org")).await);
        }
        let votes = browsers.iter_mut().enumerate().map(|(place, browser)| async move {
            let own = ["1", "2", "3"][place % 3];
            ticks(browser, &[own, "4"]).await.is(303)
        });
        futures::future::join_all(votes).await;
        let kept = marks(site, &vote).await;
        assert_eq!(kept.iter().filter(|mark| mark.0 == 4).count(), 30);
        assert_eq!(kept.iter().filter(|mark| mark.0 == 1).count(), 10);
    }

    async fn a_vote_can_be_taken_back(site) {
        let vote = open(site, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        ticks(&mut ann, &["1"]).await.is(303);
        let answer = ann.post(VOTE, &[("project", "1"), ("act", "take-back")]).await.is(303);
        assert_eq!(answer.location(), "/consultations/hours/budget?done=taken-back#done");
        ann.get("/consultations/hours/budget?done=taken-back").await.says("Your vote is taken back.").says("Send my vote");
        assert_eq!(marks(site, &vote).await, []);
        assert_eq!(number(site, sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM budget_ballots")).await, 0);
        ticks(&mut ann, &["2"]).await.is(303);
        assert_eq!(marks(site, &vote).await, [(2, 1)]);
    }

    async fn nothing_ticked_and_nonsense_show_the_form_again_with_everything_kept(site) {
        let vote = open(site, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        ticks(&mut ann, &[]).await.is(422).says("Tick at least one project").says("href=\"#project\"");
        let page = ticks(&mut ann, &["2", "99"]).await.is(422).says("There is no project 99 in this vote");
        assert!(page.body.contains("value=\"2\" checked"), "what was ticked is kept");
        ticks(&mut ann, &["two"]).await.is(422).says("could not be read");
        ticks(&mut ann, &["1\0"]).await.is(422).says("NUL");
        ann.post(VOTE, &[("project", "1"), ("weight", "9")]).await.is(422).says("no field called “weight”");
        let json = ann.post_for_json(VOTE, &[]).await.is(422);
        assert_eq!(json.json()["errors"]["project"], "Tick at least one project");
        assert_eq!(marks(site, &vote).await, []);
    }

    async fn up_to_a_number_means_no_more_than_that(site) {
        let vote = open(site, |set_up| (set_up.ballot, set_up.most) = (BallotKind::ApproveUpTo, 2)).await;
        let mut ann = site.resident("ann@example.org").await;
        ann.get(PAGE).await.says("Choose up to 2.");
        let page = ticks(&mut ann, &["1", "2", "3"]).await.is(422).says("You chose 3 projects. Choose 2 or fewer.");
        assert_eq!(page.body.matches(" checked").count(), 3);
        assert!(page.body.contains("That is 1 too many."));
        ticks(&mut ann, &["1", "2"]).await.is(303);
        assert_eq!(marks(site, &vote).await, [(1, 1), (2, 1)]);
    }

    async fn points_are_shared_out_and_not_overspent(site) {
        let vote = open(site, |set_up| (set_up.ballot, set_up.most) = (BallotKind::DividePoints, 10)).await;
        let mut ann = site.resident("ann@example.org").await;
        ann.get(PAGE).await.says("Share out your 10 points").says("10 of 10 points left.");
        let page = ann.post(VOTE, &[("points-1", "8"), ("points-2", "4"), ("points-3", "")]).await.is(422);
        let page = page.says("You gave out 12 points. You have 10 to share.").says("2 too many");
        assert!(page.body.contains("value=\"8\"") && page.body.contains("value=\"4\""), "what was typed is kept");
        for wrong in ["-1", "2.5", "two", "1e3", "99999999999"] {
            let page = ann.post(VOTE, &[("points-1", "8"), ("points-2", wrong)]).await.is(422);
            page.says("Enter whole points from 0, like 10").says("href=\"#points-2\"").says(wrong);
        }
        ann.post(VOTE, &[("points-1", "0")]).await.is(422).says("Give points to at least one project");
        ann.post(VOTE, &[("points-77", "1")]).await.is(422).says("There is no project 77");
        ann.post(VOTE, &[("points-1", "7"), ("points-2", "0"), ("points-3", " 3 ")]).await.is(303);
        assert_eq!(marks(site, &vote).await, [(1, 7), (3, 3)]);
        ann.get(PAGE).await.says("0 of 10 points left.");
    }

    async fn nobody_votes_before_opening_or_after_closing_or_on_a_draft(site) {
        let now = site.app.clock.now();
        let one = site.consultation("hours", |shape| shape.closes_at = Some(now.plus(Time::MINUTE))).await;
        let later = site.consultation("later", |shape| shape.opens_at = Some(now.plus(DAY))).await;
        let draft = site.consultation("draft", |shape| shape.published_at = None).await;
        let gone = site.consultation("gone", |shape| shape.withdrawn_at = Some(now)).await;
        site.consultation("plain", |_| {}).await;
        let vote = put(site, one, |_| {}, &[words("A bench", 100)]).await;
        for other in [later, draft, gone] {
            put(site, other, |_| {}, &[words("A bench", 100)]).await;
        }
        let mut ann = site.resident("ann@example.org").await;
        for (slug, status) in [("later", 409), ("draft", 404), ("gone", 409), ("plain", 404), ("none", 404)] {
            ann.post(&format!("/consultations/{slug}/budget/vote"), &[("project", "1")]).await.is(status);
        }
        ann.get("/consultations/later/budget").await.is(200).says("Voting opens on").does_not_say("Send my vote");
        ann.get("/consultations/draft/budget").await.is(404);
        ann.get("/consultations/plain/budget").await.is(404);
        site.visitor().get(PAGE).await.says("Send my vote");
        site.app.clock.advance(Time::MINUTE - 1);
        ticks(&mut ann, &["1"]).await.is(303);
        site.app.clock.advance(1);
        ticks(&mut ann, &["1"]).await.is(409).says("has closed");
        ann.get(PAGE).await.says("Voting has closed.").says("You chose it.").does_not_say("Change my vote");
        site.visitor().get(PAGE).await.does_not_say("Send my vote");
        assert_eq!(marks(site, &vote).await, [(1, 1)]);
    }

    async fn staff_and_councillors_do_not_vote(site) {
        let vote = open(site, |_| {}).await;
        for role in [Role::Staff, Role::Councillor, Role::Administrator, Role::Moderator, Role::Analyst] {
            let mut person = site.person(role).await;
            person.get(PAGE).await.is(200).says("Only residents vote").does_not_say("Send my vote");
            ticks(&mut person, &["1"]).await.is(403);
        }
        assert_eq!(marks(site, &vote).await, []);
    }

    async fn a_vote_sent_before_signing_in_is_kept_and_sent_then(site) {
        let vote = open(site, |_| {}).await;
        site.account("ann@example.org", Role::Resident).await;
        let mut visitor = site.visitor();
        let page = ticks(&mut visitor, &["1", "3"]).await.is(401).says("project=1&amp;project=3");
        let carry = "project=1&project=3";
        assert!(page.body.contains("name=\"carry\""));
        let fields = [
            ("email", "ann@example.org"), ("password", "correct horse battery"), ("continue_to", VOTE), ("carry", carry),
        ];
        visitor.post("/sign-in", &fields).await;
        assert_eq!(marks(site, &vote).await, [(1, 1), (3, 1)]);
    }

    async fn what_somebody_ticked_is_kept_until_they_confirm_their_address(site) {
        open(site, |_| {}).await;
        let mut new = site.visitor();
        let fields = [("name", "New"), ("email", "new@example.org"), ("password", "a long walk to the library")];
        new.post("/register", &fields).await.is(303);
        new.post("/sign-in", &fields[1..]).await.is(303);
        ticks(&mut new, &["1", "3"]).await.is(403).says("Confirm your address first").says("2 projects");
        let link = crate::accounts::tests::confirming_link(site).await;
        assert_eq!(new.post(&link, &[]).await.is(303).location(), "/consultations/hours/budget?done=budget#done");
        new.get("/consultations/hours/budget").await.says("You have ticked 2 projects");
    }

    async fn projects_of_another_consultation_cannot_be_chosen(site) {
        let vote = open(site, |_| {}).await;
        let other = site.consultation("other", |_| {}).await;
        let theirs = put(site, other, |_| {}, &[words("A piano", 100)]).await;
        let mut ann = site.resident("ann@example.org").await;
        let account = number(site, sql!("SELECT MAX(id) FROM accounts")).await;
        let submission = crate::responses::writer::Submission {
            part: TakingPart::online(Who::Account(crate::ids::AccountId(account)), site.app.clock.now()),
            consultation: vote.consultation,
            contribution: Box::new(crate::budgets::desk::BudgetContribution::Ballot { marks: vec![(theirs.projects[0], 1)] }),
        };
        let refused = site.app.warm::<Writer>().submit(submission).await;
        assert_eq!(refused, Err(crate::responses::writer::Refusal::Missing));
        ticks(&mut ann, &["1"]).await.is(303);
        assert_eq!(marks(site, &vote).await.len(), 1);
    }

    async fn a_withdrawn_project_is_left_out_and_the_other_ticks_stay(site) {
        let vote = open(site, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let mut ben = site.resident("ben@example.org").await;
        ticks(&mut ann, &["1", "2"]).await.is(303);
        let mut staff = staff(site).await;
        let path = format!("{STAFF}/projects/1/withdraw");
        staff.post(&path, &[("reason", "The wall carries the roof."), ("sure", "1")]).await.is(303);
        assert_eq!(marks(site, &vote).await, [(2, 1)]);
        ann.get(PAGE).await.says("1 project you chose was withdrawn.").says("The wall carries the roof.");
        site.visitor().get("/consultations/hours").await.says("Withdrawn from the budget vote: “A bench” (£200). The wall carries the roof.");
        // Ben's page was open before; his ballot still names it.
        let answer = ticks(&mut ben, &["1", "3"]).await.is(303);
        assert_eq!(answer.location(), "/consultations/hours/budget?done=budget-without#done");
        ben.get("/consultations/hours/budget?done=budget-without").await.says("without what was withdrawn meanwhile");
        assert_eq!(marks(site, &vote).await, [(2, 1), (3, 1)]);
        ticks(&mut ben, &["1"]).await.is(409).says("withdrawn from the vote meanwhile");
        assert_eq!(marks(site, &vote).await, [(2, 1), (3, 1)]);
        let written = mail(site).await;
        assert_eq!(written.len(), 1);
        assert!(written[0].starts_with("ann@example.org: Withdrawn: A bench") && written[0].contains("carries the roof"));
    }
}
