//! What somebody wrote stays theirs: found, put right, withdrawn.

use crate::identity::model::Role;
use crate::ids::ConsultationId;
use crate::proposals::store::place;
use crate::site::testing::{Browser, Site};
use crate::time::Time;
use crate::{sql, test_both};

const PAGE: &str = "/consultations/hours/proposals/1";
const COMMENTS: &str = "/consultations/hours/proposals/1/comments";

async fn say(browser: &mut Browser, body: &str) -> i64 {
    browser.post_for_json(COMMENTS, &[("body", body)]).await.is(200).json()["comment"].as_i64().unwrap()
}

fn own(comment: i64) -> String {
    format!("/account/writing/comment/{comment}")
}

async fn counted(site: &Site, consultation: ConsultationId) -> i64 {
    let place = place(&site.app.db, consultation, 1).await.unwrap().unwrap();
    crate::proposals::store::comments(&site.app.db, place.id).await.unwrap()
}

async fn number(site: &Site, what: &str) -> i64 {
    let asked = match what {
        "earlier" => sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM earlier_words"),
        _ => sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM comments WHERE choice IS NOT NULL"),
    };
    asked.number(&site.app.db).await.unwrap()
}

test_both! {
    async fn an_author_finds_what_they_wrote_and_nobody_else_does(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        ann.get("/account").await.is(200).does_not_say("What you wrote");
        let id = say(&mut ann, "Saturdays would help <me>.").await;
        let page = ann.get("/account").await.is(200).says("What you wrote").says("Saturdays would help &lt;me&gt;.");
        page.says("everybody can read it").says(&own(id));
        ann.get("/account/writing").await.is(200).says(&format!("{PAGE}#c{id}"));
        ann.get(&own(id)).await.is(200).says("Put it right").says("Withdraw this comment");
        let mut ben = site.resident("ben@example.org").await;
        for path in [own(id), format!("{}/withdraw", own(id)), "/account/writing/comment/x".to_owned(), "/account/writing/letter/1".to_owned()] {
            ben.get(&path).await.is(404);
            site.visitor().get(&path).await.is(401);
        }
        ben.post(&own(id), &[("words", "Mine now")]).await.is(404);
        ben.post(&format!("{}/withdraw", own(id)), &[]).await.is(404);
        ben.post(&format!("{}/vote", own(id)), &[("show", "0")]).await.is(404);
        ben.get("/account/writing").await.is(200).says("Nothing here");
    }

    async fn a_comment_is_put_right_for_a_quarter_of_an_hour(site) {
        let consultation = site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let id = say(&mut ann, "Saterdays would help.").await;
        ann.post(&own(id), &[("words", "")]).await.is(422).says("Enter your words");
        let long = "é".repeat(5_001);
        ann.post(&own(id), &[("words", &long)]).await.is(422).says("1 too many").says(&long);
        ann.post(&own(id), &[("words", "x"), ("state", "published")]).await.is(422).says("no field called");
        site.app.clock.advance(15 * Time::MINUTE - 1);
        ann.post(&own(id), &[("words", "Saturdays would help.")]).await.is(303);
        ann.get(&format!("{}?done=corrected", own(id))).await.says("It is corrected.");
        let page = site.visitor().get(PAGE).await.is(200).says("Saturdays would help.").says("corrected by its author");
        page.does_not_say("Saterdays");
        assert_eq!((counted(site, consultation).await, number(site, "earlier").await), (1, 1));
        // The same again keeps nothing.
        ann.post(&own(id), &[("words", "Saturdays would help.")]).await.is(303);
        assert_eq!(number(site, "earlier").await, 1);
        site.app.clock.advance(1);
        let page = ann.post(&own(id), &[("words", "Something else")]).await.is(409).says("You could put this right until");
        page.says("Something else");
        site.visitor().get(PAGE).await.says("Saturdays would help.").does_not_say("Something else");
        ann.get(&own(id)).await.is(200).does_not_say("Put it right");
        // Its author takes the words before away with their data.
        ann.get("/account/data").await.is(200).says("Saterdays would help.");
    }

    async fn a_corrected_comment_is_screened_again_and_what_was_decided_stays(site) {
        let consultation = site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let id = say(&mut ann, "Ring me.").await;
        let done = ann.post(&own(id), &[("words", "Ring me on 01632 960001.")]).await.is(303);
        assert!(done.location().contains("done=held"), "{}", done.location());
        site.visitor().get(PAGE).await.does_not_say("Ring me");
        assert_eq!(counted(site, consultation).await, 0);
        // What waits only for what it held is shown once that is gone.
        ann.post(&own(id), &[("words", "Ring me at the desk.")]).await.is(303);
        site.visitor().get(PAGE).await.says("Ring me at the desk.");
        assert_eq!(counted(site, consultation).await, 1);
        // A report stays open, and moderators can ask for the words it was about; the look is recorded.
        site.visitor().post(&format!("{COMMENTS}/{id}/report"), &[("reason", "abuse")]).await.is(303);
        ann.post(&own(id), &[("words", "Ring the desk.")]).await.is(303);
        let mut moderator = site.person(Role::Moderator).await;
        moderator.get("/staff/moderation").await.is(200).says("Ring the desk.");
        moderator.get(&format!("/staff/moderation/{id}")).await.is(200).says("put it right after sending it").does_not_say("960001");
        moderator.post(&format!("/staff/moderation/{id}/original"), &[]).await.is(200).says("960001").says("Ring me at the desk.");
        moderator.post(&format!("/staff/moderation/{id}"), &[("action", "keep"), ("seen", "0")]).await.is(409);
        let page = moderator.get(&format!("/staff/moderation/{id}")).await.body;
        let seen = page.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        moderator.post(&format!("/staff/moderation/{id}"), &[("action", "keep"), ("seen", &seen)]).await.is(303);
        ann.post(&own(id), &[("words", "Once more.")]).await.is(409).says("A moderator has read this").says("Once more.");
        site.visitor().get(PAGE).await.says("Ring the desk.");
    }

    async fn words_that_others_replied_to_or_agree_with_do_not_change_under_them(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let mut ben = site.resident("ben@example.org").await;
        let (agreed, replied) = (say(&mut ann, "I like libraries.").await, say(&mut ann, "Open on Sundays?").await);
        // One's own reply changes nothing.
        let own_reply = replied.to_string();
        ann.post(COMMENTS, &[("body", "I mean all day."), ("reply_to", &own_reply)]).await.is(303);
        ann.post(&own(replied), &[("words", "Open on Sundays, please?")]).await.is(303);
        ben.post(&format!("{COMMENTS}/{agreed}/agree"), &[("agree", "1")]).await.is(303);
        ben.post(COMMENTS, &[("body", "Yes please."), ("reply_to", &own_reply)]).await.is(303);
        for (id, other) in [(agreed, "I hate libraries."), (replied, "Sack the manager?")] {
            let page = ann.post(&own(id), &[("words", other)]).await.is(409).says("means these very words");
            page.says(other);
            ann.get(&own(id)).await.is(200).does_not_say("Put it right").says("Withdraw this comment");
            site.visitor().get(PAGE).await.is(200).does_not_say(other);
        }
    }

    async fn nobody_decides_about_words_they_have_not_read(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let id = say(&mut ann, "Ring me at 07700 900123 about Saturdays.").await;
        let mut moderator = site.person(Role::Moderator).await;
        let desk = format!("/staff/moderation/{id}");
        moderator.get(&desk).await.is(200).says("07700 900123").says("name=\"seen\" value=\"0\"");
        ann.post(&own(id), &[("words", "Ring Anne Smith at 07700 900999.")]).await.is(303);
        for action in ["publish", "remove"] {
            let form = [("action", action), ("reason", "personal-information"), ("seen", "0")];
            let page = moderator.post(&desk, &form).await.is(409).says("put it right while you were reading");
            page.says("Ring Anne Smith").says("name=\"seen\" value=\"-1\"");
        }
        site.visitor().get(PAGE).await.is(200).does_not_say("Anne Smith");
        moderator.post(&desk, &[("action", "remove"), ("reason", "personal-information"), ("seen", "-1")]).await.is(303);
        ann.post(&own(id), &[("words", "Something else")]).await.is(409);
    }

    async fn one_comment_is_put_right_ten_times_at_most(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let id = say(&mut ann, "Number 0").await;
        for change in 1..=10 {
            ann.post(&own(id), &[("words", &format!("Number {change}"))]).await.is(303);
        }
        ann.post(&own(id), &[("words", "Number 11")]).await.is(409).says("ten times");
        site.visitor().get(PAGE).await.says("Number 10");
    }

    async fn a_comment_is_withdrawn_while_people_can_answer_and_replies_stay(site) {
        let closes = site.app.clock.now().plus(Time::HOUR);
        let consultation = site.consultation("hours", |new| new.closes_at = Some(closes)).await;
        let mut ann = site.resident("ann@example.org").await;
        let mut ben = site.resident("ben@example.org").await;
        let id = say(&mut ann, "Zebra crossings for all.").await;
        let late = say(&mut ann, "A second one.").await;
        ann.post(&own(id), &[("words", "Zebra crossings for everybody.")]).await.is(303);
        ben.post_for_json(COMMENTS, &[("body", "A reply to zebras"), ("reply_to", &id.to_string())]).await.is(200);
        let ask = ann.get(&format!("{}/withdraw", own(id))).await.is(200).says("Withdraw this comment?");
        ask.says("This cannot be undone.");
        ann.post(&format!("{}/withdraw", own(id)), &[("x", "1")]).await.is(400);
        ann.post(&format!("{}/withdraw", own(id)), &[]).await.is(303);
        // Pressed twice.
        ann.post(&format!("{}/withdraw", own(id)), &[]).await.is(303);
        let page = site.visitor().get(PAGE).await.says("A comment was withdrawn here by its author.").says("A reply to zebras");
        page.does_not_say("Zebra crossings");
        assert_eq!((counted(site, consultation).await, number(site, "earlier").await), (2, 0));
        ann.get("/account/data").await.does_not_say("Zebra crossings");
        ann.get(&own(id)).await.is(200).says("You withdrew it").does_not_say("Put it right").does_not_say("/withdraw");
        let mut moderator = site.person(Role::Moderator).await;
        moderator.get(&format!("/staff/moderation/{id}")).await.says("Its author had it erased");
        moderator.get("/staff/moderation/comments?q=zebra").await.is(200).does_not_say("crossings");
        // The same may be said again, at once.
        say(&mut ann, "Zebra crossings for everybody.").await;
        assert_eq!(counted(site, consultation).await, 3);
        site.app.clock.advance(Time::HOUR);
        ann.get(&format!("{}/withdraw", own(late))).await.is(409).says("People cannot answer there any more");
        ann.post(&format!("{}/withdraw", own(late)), &[]).await.is(409);
        site.visitor().get(PAGE).await.says("A second one.");
    }

    async fn what_a_moderator_took_down_cannot_be_withdrawn(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let id = say(&mut ann, "Buy my sheds").await;
        let mut moderator = site.person(Role::Moderator).await;
        moderator.post(&format!("/staff/moderation/{id}"), &[("action", "remove"), ("reason", "advertising"), ("seen", "0")]).await.is(303);
        ann.post(&format!("{}/withdraw", own(id)), &[]).await.is(409).says("nothing to withdraw");
        ann.get(&own(id)).await.is(200).says("taken down: advertising").says("Buy my sheds");
        site.visitor().get(PAGE).await.says("it was an advertisement");
    }

    async fn an_author_chooses_whether_their_vote_stands_beside_a_comment(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let vote = |choice: &'static str| [("choice", choice), ("version", "1")];
        ann.post("/consultations/hours/proposals/1/vote", &vote("support")).await.is(303);
        let hidden = ann.post_for_json(COMMENTS, &[("body", "Quietly"), ("hide_vote", "1")]).await.is(200).json()["comment"].as_i64().unwrap();
        assert_eq!(number(site, "beside").await, 0);
        ann.post("/consultations/hours/proposals/1/vote", &vote("oppose")).await.is(303);
        assert_eq!(number(site, "beside").await, 0, "a changed vote is not put beside it either");
        let open = say(&mut ann, "Openly").await;
        assert_eq!(number(site, "beside").await, 1);
        ann.get(&own(hidden)).await.says("Your vote is not shown beside it.");
        ann.post(&format!("{}/vote", own(hidden)), &[("show", "1")]).await.is(303);
        assert_eq!(number(site, "beside").await, 2);
        ann.post(&format!("{}/vote", own(open)), &[("show", "0")]).await.is(303);
        assert_eq!(number(site, "beside").await, 1);
        // Also where the form is refused, the choice is kept.
        let page = ann.post(COMMENTS, &[("body", ""), ("hide_vote", "1")]).await.is(422);
        assert!(page.body.contains("name=\"hide_vote\" value=\"1\" checked"));
    }

    async fn a_long_list_is_read_twenty_at_a_time(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        for number in 0..45 {
            if number % 20 == 0 {
                site.app.clock.advance(Time::HOUR);
            }
            say(&mut ann, &format!("Comment number {number}.")).await;
        }
        let (mut at, mut seen) = ("/account/writing".to_owned(), 0);
        loop {
            let page = ann.get(&at).await.is(200);
            seen += page.body.matches("Comment number").count();
            match page.body.split("rel=\"next\" href=\"").nth(1) {
                Some(rest) => at = rest.split('"').next().unwrap().replace("&amp;", "&"),
                None => break,
            }
        }
        assert_eq!(seen, 45);
        for odd in ["?before=x", "?kind=letter", "?kind=comment&before=-1", "?before=99999999999999999999"] {
            ann.get(&format!("/account/writing{odd}")).await.is(200);
        }
    }
}
