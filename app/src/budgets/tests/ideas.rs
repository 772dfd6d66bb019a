//! Residents' ideas: sent, checked, costed, entered, merged, declined.

use super::*;
use crate::budgets::desk::BudgetContribution;
use crate::budgets::store::ballots::{self, NewIdea};
use crate::responses::taking_part::{TakingPart, Who};
use crate::responses::writer::Writer;
use crate::responses::writer::{Refusal, Submission};
use crate::test_both;

async fn with_ideas(site: &Site) -> Vote {
    let closes = site.app.clock.now().plus(10 * DAY);
    open(site, |set_up| set_up.ideas_close_at = Some(closes)).await
}

async fn send(browser: &mut Browser, title: &str, body: &str) -> TestResponse {
    browser.post(IDEAS, &[("title", title), ("body", body), ("branch", "")]).await
}

/// Where a moderator decides about the idea with this number.
async fn moderate(site: &Site, number: i64) -> String {
    let id = sql!("SELECT id FROM budget_projects WHERE number = $1", number).number(&site.app.db).await.unwrap();
    format!("/staff/moderation/ideas/{id}")
}

/// The number of the latest decision of moderation; 0 before the first.
async fn last(site: &Site) -> String {
    let last = sql!("SELECT CAST(COALESCE(MAX(id), 0) AS BIGINT) FROM moderation_decisions").number(&site.app.db).await;
    last.unwrap().to_string()
}

/// Ideas straight into the record, "Wish 1" to "Wish {many}", each from a person of its own.
async fn wishes(site: &Site, vote: &Vote, many: i64) {
    let now = site.app.clock.now();
    let mut tx = site.app.db.begin().await.unwrap();
    for number in 1..=many {
        let participant =
            sql!("INSERT INTO participants (consultation_id) VALUES ($1) RETURNING id", vote.consultation)
                .number(&mut tx)
                .await
                .unwrap();
        let response = sql!(
            "INSERT INTO responses (consultation_id, participant_id, channel, received_at) VALUES ($1, $2, 'online', $3) \
             RETURNING id",
            vote.consultation,
            participant,
            now
        )
        .number(&mut tx)
        .await
        .unwrap();
        let (title, html) = (format!("Wish {number}."), format!("<p>Text {number}.</p>"));
        let idea = NewIdea {
            budget: vote.budget,
            response: crate::ids::ResponseId(response),
            title: &title,
            text: "Text.",
            html: &html,
            branch: None,
            held: false,
        };
        ballots::add_idea(&mut tx, &idea, now).await.unwrap();
    }
    tx.commit().await.unwrap();
}

test_both! {
    async fn ideas_are_read_page_by_page(site) {
        let vote = with_ideas(site).await;
        // Projects 1 to 4, then ideas 5 to 49.
        wishes(site, &vote, 45).await;
        let mut visitor = site.visitor();
        let first = visitor.get(IDEAS).await.is(200).says("Wish 45.").says("Wish 26.").does_not_say("Wish 25.");
        let first = first.does_not_say("rel=\"prev\"").says(&format!("{IDEAS}?before=30#ideas"));
        assert_eq!(first.body.matches("<h3 dir=\"auto\">Wish").count(), 20);
        let second = visitor.get(&format!("{IDEAS}?before=30")).await.is(200).says("Wish 25.").says("Wish 6.");
        second.does_not_say("Wish 26.").does_not_say("Wish 5.").says("rel=\"prev\"").says("?before=10#ideas");
        let third = visitor.get(&format!("{IDEAS}?before=10")).await.is(200).says("Wish 5.").says("Text 1.");
        third.does_not_say("rel=\"next\"").does_not_say("Wish 6.");
        visitor.get(&format!("{IDEAS}?before=5")).await.is(200).says("There are no earlier ideas.");
        visitor.get(&format!("{IDEAS}?before=nonsense")).await.is(200).says("Wish 45.");
        // What is wrong with a form is said on the first page.
        let mut ann = site.resident("ann@example.org").await;
        send(&mut ann, "", "For tea.").await.is(422).says("Wish 45.").does_not_say("Wish 25.");
        // Staff read those that wait in the order in which they came.
        let mut staff = staff(site).await;
        let queue = staff.get(STAFF).await.is(200).says("Wish 1.").says("Wish 20.").does_not_say("Wish 21.");
        queue.says(&format!("{STAFF}?after=24#ideas"));
        staff.get(&format!("{STAFF}?after=24")).await.is(200).says("Wish 21.").says("Wish 40.").does_not_say("Wish 20.").says("?after=44#ideas");
        let mut tx = site.app.db.begin().await.unwrap();
        sql!("UPDATE budget_projects SET state = 'declined', reason = 'unclear' WHERE number > 10").run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        let over = staff.get(STAFF).await.is(200).says("Wish 45.").says("Wish 26.").does_not_say("Wish 25.").says("Wish 6.");
        over.says(&format!("{STAFF}?before=30#ended")).does_not_say("?after=");
        staff.get(&format!("{STAFF}?before=30")).await.says("Wish 25.").says("Wish 7.").does_not_say("Wish 26.");
    }

    async fn the_ballot_reads_no_ideas_and_nobodys_own_words(site) {
        let vote = with_ideas(site).await;
        wishes(site, &vote, 3).await;
        let mut staff = staff(site).await;
        let enter = [("act", "enter"), ("title", "A tea urn"), ("summary", "For events."), ("cost", "60")];
        staff.post(&format!("{STAFF}/ideas/6"), &enter).await.is(303);
        let read = crate::budgets::store::in_vote(&site.app.db, vote.budget).await.unwrap();
        assert_eq!(read.iter().map(|project| project.number).collect::<Vec<_>>(), [1, 2, 3, 4, 6]);
        assert!(read.iter().all(|project| project.idea_title.is_empty() && project.idea_html.is_empty()));
        site.visitor().get(PAGE).await.is(200).says("A tea urn").says("a resident’s idea").does_not_say("Wish");
        site.visitor().get(IDEAS).await.says("Wish 2.").says("In the vote as project 6, for £60.");
    }

    async fn an_idea_is_sent_costed_entered_and_voted_on_and_its_author_is_told(site) {
        let vote = with_ideas(site).await;
        site.branch("quay", "Quay Library").await;
        let mut ann = site.resident("ann@example.org").await;
        let mut ben = site.resident("ben@example.org").await;
        site.app.clock.advance(1000);
        ticks(&mut ben, &["1"]).await.is(303);
        site.app.clock.advance(1000);
        let fields = [("title", "A kettle"), ("body", "For *tea* at <b>events</b>."), ("branch", "quay")];
        let answer = ann.post(IDEAS, &fields).await.is(303);
        assert_eq!(answer.location(), "/consultations/hours/budget/ideas?done=idea#done");
        ann.get("/consultations/hours/budget/ideas?done=idea").await.says("Your idea is recorded.").says("/receipts/").says("your idea");
        site.visitor().get(IDEAS).await.says("A kettle").says("For <em>tea</em> at &lt;b&gt;events&lt;/b&gt;").says("Being checked.").says("Quay Library");
        // It cannot be voted for yet.
        ticks(&mut ben, &["5"]).await.is(422).says("There is no project 5");
        let mut staff = staff(site).await;
        staff.get("/staff/consultations/hours").await.says("Ideas wait to be checked");
        staff.get("/staff").await.says("1 idea for the budget vote waits to be checked");
        staff.get(STAFF).await.says("Ideas that wait").says("A kettle");
        let idea = format!("{STAFF}/ideas/5");
        staff.get(&idea).await.is(200).says("As the resident wrote it").says("Quay Library");
        let costed = [("act", "cost"), ("title", "A kettle"), ("summary", "For tea."), ("cost", "£49.99"), ("branch", "quay")];
        staff.post(&idea, &costed).await.is(303);
        site.visitor().get(IDEAS).await.says("it would cost £49.99. It is not in the vote yet.");
        let enter = [("act", "enter"), ("title", "A tea urn"), ("summary", "For events."), ("cost", "60"), ("branch", "quay")];
        staff.post(&idea, &enter).await.is(303);
        let again = [("act", "enter"), ("title", "A tea urn"), ("summary", "For all events."), ("cost", "60"), ("branch", "quay")];
        staff.post(&idea, &again).await.is(409).says("decided already").says("What you typed").says("For all events.");
        site.visitor().get(IDEAS).await.says("A kettle").says("In the vote as project 5, for £60.");
        site.visitor().get("/consultations/hours").await.says("New in the budget vote, from a resident’s idea: “A tea urn” (£60).");
        ben.get(PAGE).await.says("1 project entered the vote after you voted.").says("A tea urn").says("a resident’s idea");
        ticks(&mut ben, &["1", "5"]).await.is(303);
        assert_eq!(crate::budgets::store::ballots::live(&site.app.db, vote.budget).await.unwrap().len(), 2);
        ben.get(PAGE).await.does_not_say("entered the vote after you voted");
        let written = mail(site).await;
        assert_eq!(written.len(), 1, "{written:?}");
        assert!(written[0].starts_with("ann@example.org: Your idea: A kettle") && written[0].contains("“A tea urn”, for £60"));
    }

    async fn an_idea_is_declined_or_merged_with_a_reason_that_everybody_can_read(site) {
        with_ideas(site).await;
        let mut ann = site.resident("ann@example.org").await;
        send(&mut ann, "A swimming pool", "With a slide.").await.is(303);
        send(&mut ann, "A seat outside", "In the sun.").await.is(303);
        let mut staff = staff(site).await;
        let pool = format!("{STAFF}/ideas/5");
        staff.post(&pool, &[("act", "decline"), ("note", "A pool costs two million pounds.")]).await.is(422).says("Choose why");
        staff.post(&pool, &[("act", "decline"), ("reason", "too-expensive")]).await.is(422).says("Enter a sentence for its author");
        staff.post(&pool, &[("act", "sell")]).await.is(422).says("one of the buttons");
        staff.post(&pool, &[("act", "decline"), ("reason", "too-expensive"), ("note", "A pool costs two million pounds.")]).await.is(303);
        let seat = format!("{STAFF}/ideas/6");
        staff.post(&seat, &[("act", "merge")]).await.is(422).says("Choose the project it says the same as");
        staff.post(&seat, &[("act", "merge"), ("same_as", "1"), ("merge_note", "The bench is in the sun.")]).await.is(303);
        site.visitor().get(IDEAS).await
            .says("It costs more than the whole budget. A pool costs two million pounds.")
            .says("Part of project 1, which says much the same. The bench is in the sun.");
        let written = mail(site).await;
        assert_eq!(written.len(), 2);
        assert!(written[0].contains("two million") && written[1].contains("project 1, “A bench”"), "{written:?}");
        let acts = number(site, sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM audit_log WHERE action LIKE 'budget.idea.%'")).await;
        assert_eq!(acts, 2);
        assert!(crate::audit::store::verify(&site.app.db).await.unwrap().is_ok());
    }

    async fn an_idea_against_the_policy_is_not_read_by_everybody(site) {
        with_ideas(site).await;
        let mut ann = site.resident("ann@example.org").await;
        send(&mut ann, "Sack Mrs Nosuch", "She is a nuisance.").await.is(303);
        let mut staff = staff(site).await;
        let idea = format!("{STAFF}/ideas/5");
        staff.get(&idea).await.is(200).says("If it is against the policy: for which reason?").says("Personal information");
        // As moderators do, staff say for which reason of the policy; what they typed is kept.
        let note = ("note", "It names a private person.");
        let without = [("act", "decline"), ("reason", "policy"), note];
        staff.post(&idea, &without).await.is(422).says("Choose a reason from the policy").says("It names a private person.");
        staff.post(&idea, &[without[0], without[1], ("policy", "dislike"), note]).await.is(422).says("Choose a reason from the list");
        assert_eq!(last(site).await, "0", "nothing is decided yet");
        let policy = [without[0], without[1], ("policy", "personal-information"), note];
        staff.post(&idea, &policy).await.is(303);
        let page = site.visitor().get(IDEAS).await.does_not_say("Nosuch").does_not_say("nuisance").says("It is against the moderation policy.");
        // Its place says why, as the place of a comment does.
        page.says("The words of its author are not shown: it named a private person or gave private details.").says("/moderation-policy#personal-information");
        let written = mail(site).await;
        assert!(written[0].contains("It named a private person, or gave details by which"), "{written:?}");
        // Nobody shows them by a button, or is told that everybody can read them.
        staff.get(&format!("{STAFF}/ideas/5")).await.does_not_say("Everybody can read these words").does_not_say("/staff/moderation/ideas");
        let fields = [("action", "publish"), ("seen", &*last(site).await)];
        staff.post(&moderate(site, 5).await, &fields).await.is(409).says("against the moderation policy");
        // It stands in the log of moderation with whatever else was decided.
        staff.get("/staff/moderation/log").await.says("Idea ").says("Removed").says("Personal information").does_not_say("Nosuch");
        staff.get("/staff/moderation/log.csv").await.is(200).says(",remove,personal-information,staff");
    }

    async fn what_seems_to_hold_a_phone_number_waits_until_somebody_has_read_it(site) {
        with_ideas(site).await;
        let mut ann = site.resident("ann@example.org").await;
        let answer = send(&mut ann, "A kettle", "Ring me on 01632 960001.").await.is(303);
        assert!(answer.location().ends_with("?done=held#done"));
        ann.get("/consultations/hours/budget/ideas?done=held").await.says("a member of staff reads it first").says("A kettle");
        site.visitor().get(IDEAS).await.does_not_say("A kettle").does_not_say("960001");
        let mut staff = staff(site).await;
        let page = staff.get(&format!("{STAFF}/ideas/5")).await.says("Only its author and you can see this");
        // What was held must not slip into what is published: the project is written anew, and without it.
        assert_eq!(page.body.matches("01632 960001").count(), 1, "only where it is quoted");
        let same = [("act", "enter"), ("title", "A kettle"), ("summary", "Ring me on 01632 960001."), ("cost", "20")];
        staff.post(&format!("{STAFF}/ideas/5"), &same).await.is(422).says("write it without them").says("Ring me on 01632 960001.");
        site.visitor().get(PAGE).await.does_not_say("960001");
        // It waits with whatever else moderators read.
        staff.get("/staff").await.says("1 idea waits for a moderator.");
        staff.get("/staff/moderation").await.says("A kettle").says("Ring me on").says("Idea 5 for").says("Is an idea that cannot be done taken down?");
        let done = staff.post(&moderate(site, 5).await, &[("action", "publish"), ("seen", "0")]).await.is(303);
        staff.get(done.location()).await.says("The words are shown.").says("Nothing is waiting");
        site.visitor().get(IDEAS).await.says("A kettle");
        assert!(mail(site).await.iter().any(|letter| letter.contains("Everybody can read it now")));
    }

    async fn hiding_the_words_of_a_held_idea_leaves_the_idea_to_be_decided(site) {
        with_ideas(site).await;
        let mut ann = site.resident("ann@example.org").await;
        send(&mut ann, "A kettle", "Ring me on 01632 960001.").await.is(303);
        let mut staff = staff(site).await;
        let hide = [("action", "remove"), ("reason", "personal-information"), ("seen", "0")];
        staff.post(&moderate(site, 5).await, &hide).await.is(303);
        site.visitor().get(IDEAS).await.does_not_say("A kettle").says("Being checked.")
            .says("The words of its author are not shown: it named a private person or gave private details.")
            .says("href=\"/moderation-policy#personal-information\"");
        let page = staff.get(&format!("{STAFF}/ideas/5")).await.says("Only its author and you can see these words");
        assert_eq!(page.body.matches("01632 960001").count(), 1, "only where it is quoted");
        let same = [("act", "enter"), ("title", "A kettle"), ("summary", "Ring me on 01632 960001."), ("cost", "20")];
        staff.post(&format!("{STAFF}/ideas/5"), &same).await.is(422).says("write it without them");
    }

    async fn an_idea_is_reported_and_moderated_like_anything_else_that_people_write(site) {
        with_ideas(site).await;
        let mut ann = site.resident("ann@example.org").await;
        send(&mut ann, "Sack Mrs Nosuch", "She is a nuisance.").await.is(303);
        let report = format!("{IDEAS}/5/report");
        // Nobody reports their own.
        ann.get(IDEAS).await.does_not_say(&report);
        let mut visitor = site.visitor();
        visitor.get(IDEAS).await.says(&report);
        visitor.get(&report).await.is(200).says("Sack Mrs Nosuch").says("What is wrong with it?");
        visitor.post(&report, &[]).await.is(422).says("Choose what is wrong");
        for _ in 0..2 {
            let done = visitor.post(&report, &[("reason", "abuse"), ("detail", "It names somebody.")]).await.is(303);
            visitor.get(done.location()).await.says("A moderator will look at it.").does_not_say("Your receipt");
        }
        let mut ben = site.resident("ben@example.org").await;
        ben.post(&report, &[("reason", "personal-information"), ("detail", "")]).await.is(303);
        let taken = ben.get("/account/data").await.is(200).json();
        assert_eq!(taken["reports_of_ideas"][0]["reason"], "personal-information");
        let mut moderator = site.person(Role::Moderator).await;
        let page = moderator.get("/staff/moderation/ideas").await.says("reported 2 times").says("It names somebody.");
        page.does_not_say("ann@example.org");
        let path = moderate(site, 5).await;
        ben.get(&path).await.is(403);
        moderator.post(&path, &[("action", "remove"), ("seen", "0")]).await.is(422).says("Choose a reason from the policy");
        moderator.post(&path, &[("action", "hold"), ("reason", "abuse"), ("seen", "0")]).await.is(422).says("Choose what to do with the idea");
        let remove = [("action", "remove"), ("reason", "abuse"), ("note", "Please say it without her name."), ("seen", "0")];
        moderator.post(&path, &remove).await.is(303);
        let late = [("action", "remove"), ("reason", "legal"), ("seen", "0")];
        moderator.post(&path, &late).await.is(409).says("Somebody else decided about this idea");
        visitor.get(IDEAS).await.does_not_say("Nosuch").says("The words of its author are not shown: it attacked a person.");
        visitor.get(&report).await.is(404);
        ann.get(IDEAS).await.says("Sack Mrs Nosuch");
        let written = mail(site).await;
        assert!(written.iter().any(|letter| letter.contains("Its words are hidden") && letter.contains("without her name")), "{written:?}");
        moderator.get("/staff/moderation/log").await.says("Idea ").says("Insults, threats or harassment").does_not_say("Nosuch");
        assert!(moderator.get("/staff/moderation/log.csv").await.body.contains(",idea,"));
        moderator.get(&path).await.says("Hidden on").says("Reports").does_not_say("name=\"action\" value=\"hold\"");
        assert!(crate::audit::store::verify(&site.app.db).await.unwrap().is_ok());
        let taken = ann.get("/account/data").await.is(200).json();
        assert_eq!(taken["responses"][0]["budget_ideas"][0]["moderation"][0]["reason"], "abuse");
    }

    async fn the_words_of_a_held_idea_stay_unread_whatever_becomes_of_it(site) {
        with_ideas(site).await;
        let mut ann = site.resident("ann@example.org").await;
        for title in ["Kettle one", "Kettle two", "Kettle three"] {
            send(&mut ann, title, "Call me on 01632 960123.").await.is(303);
        }
        let mut staff = staff(site).await;
        let enter = [("act", "enter"), ("title", "A tea urn"), ("summary", "For events."), ("cost", "60")];
        staff.post(&format!("{STAFF}/ideas/5"), &enter).await.is(303);
        staff.post(&format!("{STAFF}/ideas/6"), &[("act", "merge"), ("same_as", "1")]).await.is(303);
        staff.post(&format!("{STAFF}/ideas/7"), &[("act", "decline"), ("reason", "unclear"), ("note", "We could not tell.")]).await.is(303);
        let page = site.visitor().get(IDEAS).await.says("A tea urn").says("Part of project 1").says("We could not tell.");
        page.says("The words of its author are not shown.").does_not_say("Kettle").does_not_say("01632 960123");
        ann.get(IDEAS).await.says("Kettle two");
        // Shown by somebody who has read it, and by nothing else.
        staff.get(&format!("{STAFF}/ideas/7")).await.says("Only its author and you can see these words");
        staff.post(&moderate(site, 7).await, &[("action", "publish"), ("seen", "0")]).await.is(303);
        site.visitor().get(IDEAS).await.says("Kettle three").does_not_say("Kettle two");
    }

    async fn the_words_of_an_idea_are_hidden_at_any_time_by_moderators_too(site) {
        with_ideas(site).await;
        let mut ann = site.resident("ann@example.org").await;
        send(&mut ann, "A kettle", "For Mrs Brown.").await.is(303);
        let mut staff = staff(site).await;
        let idea = format!("{STAFF}/ideas/5");
        let enter = [("act", "enter"), ("title", "A tea urn"), ("summary", "For events."), ("cost", "60")];
        staff.post(&idea, &enter).await.is(303);
        site.visitor().get(IDEAS).await.says("Mrs Brown").does_not_say("as staff");
        let mut moderator = site.person(Role::Moderator).await;
        moderator.get(IDEAS).await.says(&idea);
        moderator.get(&idea).await.is(200).says("Hide these words").does_not_say("Back to the budget vote");
        moderator.post(&idea, &enter).await.is(403);
        let path = moderate(site, 5).await;
        moderator.post(&path, &[("action", "remove"), ("reason", "personal-information"), ("seen", "0")]).await.is(303);
        site.visitor().get(IDEAS).await.does_not_say("Mrs Brown").does_not_say("A kettle").says("In the vote as project 5");
        let show = [("action", "publish"), ("seen", &*last(site).await)];
        ann.post(&path, &show).await.is(403);
        moderator.post(&path, &show).await.is(303);
        site.visitor().get(IDEAS).await.says("Mrs Brown");
        let acts = number(site, sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM audit_log WHERE action IN ('idea.remove', 'idea.publish')")).await;
        assert_eq!(acts, 2);
        assert!(crate::audit::store::verify(&site.app.db).await.unwrap().is_ok());
    }

    async fn many_ideas_at_once_keep_to_the_limits_and_one_sent_twice_is_one(site) {
        let vote = with_ideas(site).await;
        let mut ann = site.resident("ann@example.org").await;
        send(&mut ann, "A kettle", "For tea.").await.is(303);
        send(&mut ann, "A kettle", "For tea.").await.is(303);
        let account = crate::ids::AccountId(
            number(site, sql!("SELECT id FROM accounts WHERE email = 'ann@example.org'")).await,
        );
        // Past the page, as when several are sent at the same moment: the writer alone judges them.
        let writer = site.app.warm::<Writer>();
        let submit = |account, title: String| {
            writer.submit(Submission {
                part: TakingPart::online(Who::Account(account), site.app.clock.now()),
                consultation: vote.consultation,
                contribution: Box::new(BudgetContribution::Idea { title, text: "Tea.".to_owned(), html: "<p>Tea.</p>".to_owned(), branch: None, held: false }),
            })
        };
        let (a, b, c, d, e, f) = tokio::join!(
            submit(account, "Two".to_owned()),
            submit(account, "Three".to_owned()),
            submit(account, "Three".to_owned()),
            submit(account, "Four".to_owned()),
            submit(account, "Five".to_owned()),
            submit(account, "Six".to_owned()),
        );
        let sent = [a, b, c, d, e, f];
        assert_eq!(sent.iter().filter(|one| one.is_ok()).count(), 5, "{sent:?}");
        assert!(sent.iter().any(|one| matches!(one, Err(Refusal::Unfit(why)) if why.words.contains("You have sent 5 ideas"))), "{sent:?}");
        let ideas = sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM budget_projects WHERE response_id IS NOT NULL");
        assert_eq!(number(site, ideas).await, 5);
        // A full budget vote says that it is full, not that this person has sent too many.
        let mut tx = site.app.db.begin().await.unwrap();
        for number in 10..=crate::budgets::rules::MOST_PROJECTS {
            editing::add(&mut tx, vote.budget, &words(&format!("Chair {number}"), 100), site.app.clock.now()).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut ben = site.resident("ben@example.org").await;
        send(&mut ben, "A lamp", "To read by.").await.is(409).says("as many as it can hold").says("To read by.").does_not_say("You have sent 5");
    }

    async fn an_idea_that_comes_too_late_is_told_why_and_kept_on_the_page(site) {
        with_ideas(site).await;
        let mut ann = site.resident("ann@example.org").await;
        let mut visitor = site.visitor();
        visitor.get(IDEAS).await.says("Send my idea");
        site.app.clock.advance(10 * DAY - 1);
        let mut ann_on_time = site.resident("late@example.org").await;
        send(&mut ann_on_time, "Just in time", "Here.").await.is(303);
        site.app.clock.advance(1);
        let mut ann_again = site.resident("later@example.org").await;
        send(&mut ann_again, "A kettle", "For tea.").await.is(409).says("Ideas could be sent until").says("For tea.");
        // The page that was kept for visitors changed at that minute too.
        visitor.get(IDEAS).await.does_not_say("Send my idea").says("Ideas could be sent until");
        ann.get(PAGE).await;
        assert_eq!(number(site, sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM budget_projects WHERE response_id IS NOT NULL")).await, 1);
    }

    async fn ideas_are_refused_where_they_are_not_asked_for_and_when_something_is_wrong_with_them(site) {
        open(site, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        ann.get(IDEAS).await.is(200).says("does not take ideas").does_not_say("Send my idea");
        send(&mut ann, "A kettle", "For tea.").await.is(409).says("does not take ideas").says("For tea.");
        let other = site.consultation("other", |_| {}).await;
        let closes = site.app.clock.now().plus(DAY);
        put(site, other, |set_up| set_up.ideas_close_at = Some(closes), &[]).await;
        let path = "/consultations/other/budget/ideas";
        ann.post(path, &[]).await.is(422).says("Enter a short name for your idea").says("Enter what your idea is");
        let long = "a".repeat(2_001);
        ann.post(path, &[("title", "A kettle"), ("body", &long)]).await.is(422).says("has 1 too many").says(&long);
        ann.post(path, &[("title", "A kettle"), ("body", "a\0b")]).await.is(422).says("NUL");
        ann.post(path, &[("title", "A kettle"), ("body", "Tea."), ("branch", "nowhere")]).await.is(422).says("Choose a library from the list");
        let mut staff = staff(site).await;
        staff.get(path).await.is(200).says("Only residents send ideas.");
        staff.post(path, &[("title", "A kettle"), ("body", "Tea.")]).await.is(403);
        site.visitor().post(path, &[("title", "A kettle"), ("body", "Tea.")]).await.is(401).says("A+kettle");
        for number in 0..5 {
            ann.post(path, &[("title", &format!("Idea {number}")), ("body", "Tea.")]).await.is(303);
        }
        ann.post(path, &[("title", "One more"), ("body", "Coffee.")]).await.is(429).says("You have sent 5 ideas").says("Coffee.");
    }

    async fn an_idea_that_costs_more_than_there_is_cannot_enter(site) {
        with_ideas(site).await;
        let mut ann = site.resident("ann@example.org").await;
        send(&mut ann, "A kettle", "For tea.").await.is(303);
        let mut staff = staff(site).await;
        let idea = format!("{STAFF}/ideas/5");
        for (cost, says) in [
            ("", "Enter what it costs in pounds"),
            ("0", "must be more than nothing"),
            ("-5", "must be more than nothing"),
            ("500.01", "There is only £500"),
            ("lots", "Enter an amount in pounds, like 1,200.50"),
            ("about 5", "Enter one amount, your best figure"),
            ("5 a year", "This money is spent once"),
            ("5 a month", "This money is spent once"),
            ("5 once and 6 a year", "Enter one amount: this money is spent once"),
        ] {
            let fields = [("act", "enter"), ("title", "A kettle"), ("summary", "For tea."), ("cost", cost)];
            staff.post(&idea, &fields).await.is(422).says(says).says("For tea.");
        }
        site.app.clock.advance(31 * DAY);
        let mut staff = site.signed_in(crate::ids::AccountId(number(site, sql!("SELECT MAX(id) FROM accounts")).await)).await;
        let fields = [("act", "enter"), ("title", "A kettle"), ("summary", "For tea."), ("cost", "5")];
        staff.post(&idea, &fields).await.is(409).says("Voting has ended");
        staff.post(&idea, &[("act", "decline"), ("reason", "unclear"), ("note", "There was no time.")]).await.is(303);
    }

    async fn an_idea_that_is_decided_already_shows_only_what_was_sent_with_its_reason(site) {
        with_ideas(site).await;
        let mut ann = site.resident("ann@example.org").await;
        send(&mut ann, "A swimming pool", "With a slide and a palm.").await.is(303);
        let mut staff = staff(site).await;
        let pool = format!("{STAFF}/ideas/5");
        let decline = [("act", "decline"), ("reason", "not-ours"), ("note", "Ask the leisure centre.")];
        staff.post(&pool, &[("act", "decline"), ("reason", "too-expensive"), ("note", "It costs millions.")]).await.is(303);
        let page = staff.post(&pool, &decline).await.is(409).says("decided already");
        let typed = page.body.split("id=\"typed\"").nth(1).unwrap().split("</blockquote>").next().unwrap();
        assert!(typed.contains("It is not something the library service can do.") && typed.contains("Ask the leisure centre."), "{typed}");
        assert!(!typed.contains("swimming") && !typed.contains("slide"), "{typed}");
        let merge = [("act", "merge"), ("same_as", "2"), ("merge_note", "Books about pools.")];
        staff.post(&pool, &merge).await.is(409).says("The same as project 2.").says("Books about pools.");
        staff.get(&pool).await.is(200).does_not_say("id=\"typed\"");
        // Where the form stands on the page with what it holds, it is not said twice.
        send(&mut ann, "A slide", "Red and long.").await.is(303);
        site.app.clock.advance(31 * DAY);
        let mut staff = site.signed_in(crate::ids::AccountId(number(site, sql!("SELECT MAX(id) FROM accounts")).await)).await;
        let slide = format!("{STAFF}/ideas/6");
        staff.post(&slide, &[("act", "decline"), ("note", "No time.")]).await.is(422).says("No time.").does_not_say("id=\"typed\"");
        let enter = [("act", "enter"), ("title", "A long slide"), ("summary", "Of steel."), ("cost", "60")];
        staff.post(&slide, &enter).await.is(409).says("id=\"typed\"").says("Of steel.");
    }

    async fn the_authors_of_a_withdrawn_project_and_of_what_was_merged_into_it_are_told(site) {
        with_ideas(site).await;
        let mut ann = site.resident("ann@example.org").await;
        let mut ben = site.resident("ben@example.org").await;
        send(&mut ann, "A kettle", "For tea.").await.is(303);
        send(&mut ben, "An urn", "For much tea.").await.is(303);
        let mut staff = staff(site).await;
        let enter = [("act", "enter"), ("title", "A tea urn"), ("summary", "For events."), ("cost", "60")];
        staff.post(&format!("{STAFF}/ideas/5"), &enter).await.is(303);
        staff.post(&format!("{STAFF}/ideas/6"), &[("act", "merge"), ("same_as", "5"), ("merge_note", "It makes much tea.")]).await.is(303);
        site.visitor().get(IDEAS).await.says("Part of project 5, which says much the same. It makes much tea.");
        let before = mail(site).await.len();
        staff.post(&format!("{STAFF}/projects/5/withdraw"), &[("reason", "The wiring is too weak."), ("sure", "1")]).await.is(303);
        let gone = "It became part of project 5, which was withdrawn from the vote later. It makes much tea.";
        site.visitor().get(IDEAS).await.says(gone).does_not_say("which says much the same");
        staff.get(STAFF).await.says(gone);
        staff.get(&format!("{STAFF}/ideas/6")).await.says(gone);
        let written = mail(site).await.split_off(before);
        assert_eq!(written.len(), 2, "{written:?}");
        assert!(written[0].starts_with("ann@example.org: Your idea: A kettle") && written[0].contains("It was in the vote as project 5, “A tea urn”"), "{written:?}");
        assert!(written[1].starts_with("ben@example.org: Your idea: An urn") && written[1].contains("That project had to be withdrawn"), "{written:?}");
        assert!(written.iter().all(|one| one.contains("The wiring is too weak.")), "{written:?}");
        // A project of the service's own that nobody's idea is part of tells no author.
        staff.post(&format!("{STAFF}/projects/1/withdraw"), &[("reason", "It rotted."), ("sure", "1")]).await.is(303);
        assert_eq!(mail(site).await.len(), before + 2);
    }

    async fn an_author_finds_their_ideas_and_what_became_of_them_on_their_account_page(site) {
        let vote = with_ideas(site).await;
        let mut ann = site.resident("ann@example.org").await;
        send(&mut ann, "A kettle", "For tea.").await.is(303);
        send(&mut ann, "A lamp", "Ring me on 01632 960001.").await.is(303);
        wishes(site, &vote, 25).await;
        let link = format!("{IDEAS}?before=6#idea-5");
        ann.get("/account").await.is(200).says("A kettle").says("Being checked.").says(&link).says("A lamp").says("?before=7#idea-6").does_not_say("Wish");
        // It is not on the first page by now, and stands first where the link leads.
        ann.get(IDEAS).await.does_not_say("id=\"idea-5\"");
        ann.get(&format!("{IDEAS}?before=6")).await.says("id=\"idea-5\"").says("your idea");
        let mut staff = staff(site).await;
        staff.post(&format!("{STAFF}/ideas/5"), &[("act", "decline"), ("reason", "already"), ("note", "It comes in May.")]).await.is(303);
        ann.get("/account").await.says("It is being done already, or is planned. It comes in May.");
        let written = mail(site).await;
        assert!(written[0].contains(&format!("http://soundings.test{link}")), "{written:?}");
        let mut ben = site.resident("ben@example.org").await;
        ben.get("/account").await.is(200).does_not_say("A kettle");
    }

    async fn showing_and_hiding_the_words_of_an_idea_is_confirmed(site) {
        with_ideas(site).await;
        let mut ann = site.resident("ann@example.org").await;
        send(&mut ann, "A kettle", "For tea.").await.is(303);
        let mut moderator = site.person(Role::Moderator).await;
        let path = moderate(site, 5).await;
        for (action, says) in [("remove", "The words are hidden."), ("publish", "The words are shown.")] {
            let seen = last(site).await;
            let answer = moderator.post(&path, &[("action", action), ("reason", "abuse"), ("seen", &*seen)]).await.is(303);
            assert_eq!(answer.location(), format!("/staff/moderation?done=idea-{action}"));
            moderator.get(answer.location()).await.is(200).says(says).says("role=\"status\"");
        }
    }

    async fn an_author_withdraws_an_idea_that_nobody_has_decided_about(site) {
        with_ideas(site).await;
        let mut ann = site.resident("ann@example.org").await;
        send(&mut ann, "A zebra outside", "Where people wait for the bus.").await.is(303);
        let id = sql!("SELECT id FROM budget_projects WHERE response_id IS NOT NULL").number(&site.app.db).await.unwrap();
        let own = format!("/account/writing/idea/{id}");
        ann.get("/account").await.says("A zebra outside").says(&own);
        ann.get(&own).await.is(200).says("Where people wait for the bus.").does_not_say("Put it right");
        site.resident("ben@example.org").await.post(&format!("{own}/withdraw"), &[]).await.is(404);
        ann.get(&format!("{own}/withdraw")).await.is(200).says("Withdraw this idea?");
        ann.post(&format!("{own}/withdraw"), &[]).await.is(303);
        site.visitor().get(IDEAS).await.is(200).does_not_say("A zebra outside").does_not_say("wait for the bus");
        site.person(Role::Staff).await.get(&format!("/staff/moderation/ideas/{id}")).await.says("Its author had it erased");
    }
}
