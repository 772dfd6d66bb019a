//! Consultations that ask other things than what people think of a proposal, from the draft to the decision.

use crate::identity::model::Role;
use crate::ids::AccountId;
use crate::site::testing::{Browser, Site};
use crate::statements::map;
use crate::test_both;
use crate::time::Time;

const STAFF: &str = "/staff/consultations/hours";
const PUBLIC: &str = "/consultations/hours";

/// A draft consultation that asks nothing yet, and who runs it.
async fn draft(site: &Site) -> (AccountId, Browser) {
    let now = site.app.clock.now();
    site.consultation("hours", |new| {
        (new.published_at, new.opens_at) = (None, Some(now.plus(Time::HOUR)));
        new.closes_at = Some(now.plus(61 * Time::MINUTE));
        new.proposals = Vec::new();
    })
    .await;
    let account = site.account("staff@library.example.org", Role::Staff).await;
    (account, site.signed_in(account).await)
}

async fn publish(staff: &mut Browser) -> crate::site::testing::TestResponse {
    // The tests' consultation has no date for its decision.
    staff.post(&format!("{STAFF}/publish"), &[("anyway", "yes"), ("because", "The date is not set yet.")]).await
}

async fn ask_statements(staff: &mut Browser) {
    staff.post(&format!("{STAFF}/statements"), &[("question", "What matters?"), ("own", "off")]).await.is(303);
    staff.post(&format!("{STAFF}/statements/add"), &[("texts", "Sundays matter.\nEvenings matter.")]).await.is(303);
}

async fn ask_rankings(staff: &mut Browser) {
    let fields = [
        ("question", "Which site is best?"),
        ("method", "schulze"),
        ("option_title_0", "Park"),
        ("option_title_1", "Quay"),
    ];
    staff.post(&format!("{STAFF}/rankings/new"), &fields).await.is(303);
}

async fn ask_budget(staff: &mut Browser) {
    let fields = [
        ("title", "£500 for Millbrook"),
        ("total", "500"),
        ("ballot", "approve-any"),
        ("caps", "none"),
        ("completion", "raise-then-greedy"),
        ("ties", "lot"),
    ];
    staff.post(&format!("{STAFF}/budget"), &fields).await.is(303);
}

async fn add_project(staff: &mut Browser, title: &str, cost: &str) {
    let fields = [("title", title), ("summary", "For everybody."), ("cost", cost)];
    staff.post(&format!("{STAFF}/budget/projects/new"), &fields).await.is(303);
}

/// Everything asked but proposals, published and open; one resident answers all of it, and four more vote like them.
async fn answered(site: &Site) -> Browser {
    answered_by(site, 4).await
}

/// The same with so many more who vote.
async fn answered_by(site: &Site, more: usize) -> Browser {
    let (account, mut staff) = draft(site).await;
    ask_statements(&mut staff).await;
    ask_rankings(&mut staff).await;
    ask_budget(&mut staff).await;
    add_project(&mut staff, "A bench", "200").await;
    add_project(&mut staff, "Chairs", "400").await;
    publish(&mut staff).await.is(303);
    site.app.clock.advance(Time::HOUR);
    let staff = site.signed_in(account).await;
    let mut ann = site.resident("ann@example.org").await;
    ann.post(&format!("{PUBLIC}/statements/1/answer"), &[("answer", "agree")]).await.is(303);
    ann.post(&format!("{PUBLIC}/rankings/1/vote"), &[("option_1", "2"), ("option_2", "1")]).await.is(303);
    ann.post(&format!("{PUBLIC}/budget/vote"), &[("project", "1")]).await.is(303);
    site.alike(more, &format!("{PUBLIC}/rankings/1/vote"), &[("option_1", "2"), ("option_2", "1")]).await;
    site.alike(more, &format!("{PUBLIC}/budget/vote"), &[("project", "1")]).await;
    map::catch_up(&site.app).await.unwrap();
    staff
}

test_both! {
    async fn a_consultation_may_ask_other_things_and_propose_nothing(site) {
        let (_, mut staff) = draft(site).await;
        staff.get(STAFF).await.is(200).says("Choose what to ask").says("What do you want to ask?").says("Not ready to publish");
        // What is asked instead must be there.
        ask_budget(&mut staff).await;
        staff.get(STAFF).await.says("no projects, so there would be nothing to vote on").says("none is needed");
        publish(&mut staff).await.is(422).says("nothing to vote on");
        add_project(&mut staff, "A bench", "200").await;
        staff.get(STAFF).await.says("There is only one project").does_not_say("Not ready to publish");
        staff.post(&format!("{STAFF}/statements"), &[("question", "What matters?"), ("own", "off")]).await.is(303);
        publish(&mut staff).await.is(422).says("so there would be nothing to answer");
        staff.post(&format!("{STAFF}/statements"), &[("question", "What matters?"), ("own", "before")]).await.is(303);
        staff.get(STAFF).await.says("Whoever comes first finds nothing to answer").says("Publish anyway");
        let page = staff.post(&format!("{STAFF}/publish"), &[("because", "It is urgent.")]).await.is(422);
        // What was not ticked is not ticked for them, and what was typed is kept.
        page.says("Tick “Publish anyway” and give your reason").says("It is urgent.").does_not_say("value=\"1\" checked");
        publish(&mut staff).await.is(303);
        let page = site.visitor().get(PUBLIC).await.is(200).says("What we will ask you").says("a vote on how a sum of money is spent");
        page.says("no date is given for the decision; there are no statements to begin with; the budget vote is not as we usually set one up. Our reason:")
            .says("people have 0 days")
            .says("You can read what we ask now and answer then.").does_not_say("proposals").does_not_say("What we propose");
    }

    async fn what_came_of_it_is_told_in_a_sentence_to_residents_staff_and_councillors(site) {
        let mut staff = answered(site).await;
        let sentences = ["1 person gave 1 answer.", "“Quay” wins: compared", "The money buys 1 project for £200 of £500"];
        // Hidden means hidden, to all but staff.
        let mut councillor = site.person(Role::Councillor).await;
        for path in [format!("{PUBLIC}/results"), "/council/consultations/hours".to_owned(), "/council".to_owned(), format!("{PUBLIC}/decision")] {
            let page = councillor.get(&path).await.is(200).does_not_say("“Quay”").does_not_say("gave 1 answer");
            page.does_not_say("he money buys").does_not_say("1 project");
        }
        let page = staff.get(&format!("{STAFF}/results")).await.is(200).says("1 person gave 1 answer.").says("“Quay” is ahead so far");
        page.says("What people were asked").says(&format!("{STAFF}/budget/results")).does_not_say("Answers to proposals");
        site.app.clock.advance(Time::MINUTE);
        map::catch_up(&site.app).await.unwrap();
        for path in [format!("{PUBLIC}/results"), "/council/consultations/hours".to_owned(), "/council".to_owned()] {
            let page = councillor.get(&path).await.is(200);
            sentences.into_iter().fold(page, |page, sentence| page.says(sentence));
        }
        let page = site.visitor().get(&format!("{PUBLIC}/results")).await.is(200);
        page.says("What people were asked").does_not_say("No proposals yet").does_not_say("Each person counts once for each proposal");
    }

    async fn of_a_vote_of_fewer_than_five_people_every_page_says_only_that(site) {
        let mut staff = answered_by(site, 3).await;
        let few = "Fewer than five people voted, so nothing about how they voted is shown.";
        let told = ["“Quay” wins", "is ahead so far", "he money buys 1", "4 people", "would buy"];
        let open = "Fewer than five people have voted so far";
        let page = staff.get(&format!("{STAFF}/results")).await.is(200).says(open);
        told.into_iter().fold(page, |page, words| page.does_not_say(words));
        site.app.clock.advance(Time::MINUTE);
        map::catch_up(&site.app).await.unwrap();
        let mut councillor = site.person(Role::Councillor).await;
        let (results, feed) = (format!("{PUBLIC}/results"), "/api/v1/consultations/hours/results");
        for path in [results.as_str(), "/council/consultations/hours", "/council", feed, &format!("{PUBLIC}/rankings/1/results"), &format!("{PUBLIC}/budget/results")] {
            let page = councillor.get(path).await.is(200).says(few);
            told.into_iter().fold(page, |page, words| page.does_not_say(words));
        }
        let body = site.visitor().get(feed).await.is(200).json();
        assert!(body["budget"]["people"].is_null() && body["budget"]["projects"].is_null(), "{body}");
        let ranking = &body["rankings"][0];
        assert!(ranking["people"].is_null() && ranking["preferences"].is_null(), "{body}");
        assert!(ranking["winners"]["schulze"].is_null() && ranking["winners"]["instant-runoff"].is_null(), "{body}");
        // Whoever writes the decision is told what they can do.
        for path in [format!("{STAFF}/decision"), format!("{STAFF}/results"), format!("{STAFF}/rankings/1/results"), format!("{STAFF}/budget/results")] {
            let page = staff.get(&path).await.is(200).says(few);
            told.into_iter().fold(page, |page, words| page.does_not_say(words));
        }
        staff.get(&format!("{STAFF}/decision")).await.says("Decide by what else you know, and say in the decision that fewer than five people voted.");
    }

    async fn whatever_was_asked_is_decided_about_with_or_without_proposals(site) {
        let mut staff = answered(site).await;
        site.app.clock.advance(Time::MINUTE);
        let decision = format!("{STAFF}/decision");
        let page = staff.get(&decision).await.is(200).says("“Quay” wins: compared").says("The ranking: Which site is best?");
        page.says("What was decided about its outcome?").says("What was made of it?").does_not_say("which version?")
            .does_not_say("name=\"outcome-statements-1\"");
        let today = crate::clock::day(site.app.clock.now()).to_string();
        let written = [
            ("outcome", "We build at the quay and buy a bench."),
            ("decided-by", "Cabinet"),
            ("decided-on", today.as_str()),
            ("we-asked", "Where, and what for."),
            ("you-said", "The quay."),
            ("we-did", "The quay."),
            ("reasons", "Most people prefer it."),
            ("theme-1", "Getting there"),
            ("weighed-1", "Great weight."),
        ];
        let with = |more: &[(&'static str, &'static str)]| {
            written.iter().map(|(name, value)| (*name, *value)).chain(more.iter().copied()).collect::<Vec<_>>()
        };
        // Nobody is left without an answer to what they were asked.
        let page = staff.post(&decision, &with(&[("act", "publish"), ("confirm", "yes")])).await.is(422);
        page.says("Say what was decided about the ranking").says("Say what was decided about the budget vote")
            .says("Say what was made of the statements");
        let half = [("outcome-rankings-1", "adopted-with-changes"), ("outcome-budget-1", "maybe"), ("act", "publish")];
        let page = staff.post(&decision, &with(&half)).await.is(422).says("Choose one of the four outcomes");
        page.says("Say what changes in the outcome of the ranking").says("value=\"adopted-with-changes\" checked");
        staff.post(&decision, &with(&[("outcome-statements-1", "adopted"), ("act", "save")])).await.is(422);
        let whole = [
            ("outcome-rankings-1", "adopted"), ("outcome-budget-1", "adopted-with-changes"), ("changes-budget-1", "One bench more."),
            ("changes-statements-1", "Evenings matter to all groups."), ("act", "preview"),
        ];
        staff.post(&decision, &with(&whole)).await.is(303);
        let preview = staff.get(&format!("{decision}/preview")).await.is(200).says("“Quay” wins: compared");
        let seen = preview.says("One bench more.").body.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        staff.post(&decision, &[("act", "publish"), ("seen", seen.as_str()), ("confirm", "yes")]).await.is(303);
        let path = format!("{PUBLIC}/decision");
        let page = site.visitor().get(&path).await.is(200).says("What people were asked, and what was decided");
        let page = page.says("We will do what people chose.").says("“Quay” wins: compared").says("Taken into account");
        page.says("One bench more.").says("Evenings matter to all groups.").does_not_say("Proposal by proposal");
        // A decision from before that was asked for still shows what came of everything.
        let mut tx = site.app.db.begin().await.unwrap();
        crate::sql!("DELETE FROM decision_rulings WHERE kind = 'rankings'").run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        site.visitor().get(&path).await.is(200).says("“Quay” wins: compared").does_not_say("We will do what people chose.");
    }

    async fn what_nobody_answered_or_what_was_withdrawn_is_told_as_that(site) {
        let (_, mut staff) = draft(site).await;
        ask_statements(&mut staff).await;
        ask_rankings(&mut staff).await;
        ask_budget(&mut staff).await;
        add_project(&mut staff, "A bench", "200").await;
        staff.post(&format!("{STAFF}/showing"), &[("results", "live")]).await.is(303);
        publish(&mut staff).await.is(303);
        site.app.clock.advance(Time::HOUR);
        let results = format!("{PUBLIC}/results");
        let mut visitor = site.visitor();
        let page = visitor.get(&results).await.is(200).says("Nobody has answered a statement yet.");
        page.says("Nobody has put these options in order yet.").says("Nobody has voted yet.");
        let mut ann = site.resident("ann@example.org").await;
        ann.post(&format!("{PUBLIC}/statements/1/answer"), &[("answer", "agree")]).await.is(303);
        visitor.get(&results).await.says("What people answered is being worked out.");
        map::catch_up(&site.app).await.unwrap();
        visitor.get(&results).await.says("1 person gave 1 answer.");
        ann.post(&format!("{PUBLIC}/budget/vote"), &[("project", "1")]).await.is(303);
        site.app.clock.advance(crate::site::cached_awhile::FRESH);
        visitor.get(&results).await.says("Fewer than five people have voted so far").does_not_say("the money buys 1");
        site.alike(4, &format!("{PUBLIC}/budget/vote"), &[("project", "1")]).await;
        site.app.clock.advance(crate::site::cached_awhile::FRESH);
        visitor.get(&results).await.says("As it stands, the money buys 1 project for £200 of £500: 100% of the 5 people");
        ann.get("/account").await.is(200).says("Budget vote").says("A bench").says("1 statement");
        let account = site.account("second@library.example.org", Role::Staff).await;
        let mut staff = site.signed_in(account).await;
        staff.post(&format!("{STAFF}/withdraw"), &[("reason", "The money is gone."), ("sure", "1")]).await.is(303);
        let page = visitor.get(&results).await.is(200).says("When it was withdrawn, the money would have bought 1 project");
        page.says("Nobody put these options in order.").does_not_say("yet.");
    }

    async fn a_page_whose_counts_are_a_little_behind_is_kept_for_nobody(site) {
        let (_, mut staff) = draft(site).await;
        ask_rankings(&mut staff).await;
        staff.post(&format!("{STAFF}/showing"), &[("results", "live")]).await.is(303);
        publish(&mut staff).await.is(303);
        site.app.clock.advance(Time::HOUR);
        let order = [("option_1", "2"), ("option_2", "1")];
        site.alike(5, &format!("{PUBLIC}/rankings/1/vote"), &order).await;
        for path in [format!("{PUBLIC}/results"), "/api/v1/consultations/hours/results".to_owned()] {
            let kept = site.visitor().get(&path).await.is(200);
            assert_eq!(kept.headers["cache-control"], "public, no-cache", "{path}");
        }
        site.resident("ben@example.org").await.post(&format!("{PUBLIC}/rankings/1/vote"), &order).await.is(303);
        for path in [format!("{PUBLIC}/results"), "/api/v1/consultations/hours/results".to_owned()] {
            let behind = site.visitor().get(&path).await.is(200);
            assert_eq!(behind.headers["cache-control"], "private, no-store", "{path}");
        }
        site.app.clock.advance(crate::site::cached_awhile::FRESH);
        site.visitor().get(&format!("{PUBLIC}/results")).await.says("6 people put the options in order.");
    }

    async fn one_thing_that_cannot_be_worked_out_does_not_take_the_page_with_it(site) {
        answered(site).await;
        let mut ben = site.resident("ben@example.org").await;
        ben.post(&format!("{PUBLIC}/budget/vote"), &[("project", "1"), ("project", "2")]).await.is(303);
        site.app.clock.advance(Time::MINUTE);
        let mut tx = site.app.db.begin().await.unwrap();
        crate::sql!("UPDATE budget_marks SET points = $1", i64::MAX).run(&mut tx).await.unwrap();
        crate::sql!("UPDATE budgets SET changes = changes + 1").run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        let page = site.visitor().get(&format!("{PUBLIC}/results")).await.is(200).says("cannot be shown at the moment");
        let page = page.says("“Quay” wins: compared").says("£500 for Millbrook");
        assert_eq!(page.headers["cache-control"], "private, no-store");
        site.person(Role::Councillor).await.get("/council").await.is(200).says("cannot be shown at the moment");
        let told = site.visitor().get("/api/v1/consultations/hours/results").await.is(200);
        assert_eq!(told.headers["cache-control"], "private, no-store");
        assert!(told.json()["budget"].is_null() && told.json()["rankings"][0]["people"] == 5);
        site.visitor().get(&format!("{PUBLIC}/budget/results")).await.is(500);
    }

    async fn a_resident_sees_what_they_did_and_what_is_still_to_do(site) {
        let (_, mut staff) = draft(site).await;
        ask_statements(&mut staff).await;
        ask_rankings(&mut staff).await;
        ask_budget(&mut staff).await;
        add_project(&mut staff, "A bench", "200").await;
        publish(&mut staff).await.is(303);
        site.app.clock.advance(Time::HOUR);
        let mut ann = site.resident("ann@example.org").await;
        let all = ann.get(PUBLIC).await.is(200).says("Answer one of these, some, or all of them").does_not_say("done</span>");
        all.says("Vote on the budget").says("Put them in order").says("href=\"#steps\"");
        ann.post(&format!("{PUBLIC}/budget/vote"), &[("project", "1")]).await.is(303);
        let page = ann.get(PUBLIC).await.says("1 of 3 done").says("</strong>you chose 1 project");
        page.says("/receipts/").says("You answered 1 of the 3 things we ask.").says(">Go on: statements");
        ann.get(&format!("{PUBLIC}/budget?done=budget")).await.says("1 of 3 done. ").says("/statements\">Go on: ");
        // Nothing is said to be recorded where nothing is.
        ann.get(&format!("{PUBLIC}/statements")).await.does_not_say("Your answers are recorded");
        ann.post(&format!("{PUBLIC}/statements/1/answer"), &[("answer", "agree")]).await.is(303);
        ann.get(&format!("{PUBLIC}/statements")).await.says("Your answers are recorded");
        ann.post(&format!("{PUBLIC}/rankings/1/vote"), &[("option_1", "2"), ("option_2", "1")]).await.is(303);
        let page = ann.get(PUBLIC).await.says("</strong>you answered 1 statement").says("</strong>you put the options in order");
        let last = ann.get(&format!("{PUBLIC}/rankings/1?done=ranking")).await.says("That was everything we ask.");
        last.says(&format!("{PUBLIC}#thanks"));
        let page = page.says("3 of 3 done").says("id=\"thanks\"");
        page.says("You answered everything we asked.").says(">See what you sent");
        site.visitor().get(PUBLIC).await.does_not_say("id=\"thanks\"").does_not_say(" done</span>");
    }
}
