//! Comments, from the form to the page.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Request, header};

use super::similar::similar;
use super::store::{self, NewComment};
use crate::audit;
use crate::identity::model::Role;
use crate::ids::{CommentId, ConsultationId, ProposalId};
use crate::proposals::store::place;
use crate::responses::store::live;
use crate::site::testing::{Browser, Site};
use crate::time::Time;
use crate::{sql, test_both};

const PAGE: &str = "/consultations/hours/proposals/1";
const COMMENTS: &str = "/consultations/hours/proposals/1/comments";
const VOTE: &str = "/consultations/hours/proposals/1/vote";

/// Posts a comment and gives its number.
async fn say(browser: &mut Browser, body: &str) -> i64 {
    browser.post_for_json(COMMENTS, &[("body", body)]).await.is(200).json()["comment"].as_i64().unwrap()
}

async fn reply(browser: &mut Browser, to: i64, body: &str) -> i64 {
    let fields = [("body", body), ("reply_to", &to.to_string())];
    browser.post_for_json(COMMENTS, &fields).await.is(200).json()["comment"].as_i64().unwrap()
}

async fn proposal(site: &Site, consultation: ConsultationId) -> ProposalId {
    place(&site.app.db, consultation, 1).await.unwrap().unwrap().id
}

async fn counted(site: &Site, consultation: ConsultationId) -> i64 {
    let place = place(&site.app.db, consultation, 1).await.unwrap().unwrap();
    crate::proposals::store::comments(&site.app.db, place.id).await.unwrap()
}

async fn mails(site: &Site) -> Vec<(String, String, String)> {
    sql!("SELECT recipient, subject, body FROM outbox ORDER BY id").all(&site.app.db).await.unwrap()
}

/// The numbers of the comments on a page, and the address of the next.
fn listed(page: &str) -> (Vec<i64>, Option<String>) {
    let number = |part: &str| part.split('"').next().and_then(|id| id.parse().ok());
    let ids = page.split(" id=\"c").skip(1).filter_map(number).collect();
    let next = page.split("rel=\"next\" href=\"").nth(1).and_then(|part| part.split('"').next());
    (ids, next.map(|href| href.replace("&amp;", "&").split('#').next().unwrap_or_default().to_owned()))
}

test_both! {
    async fn a_comment_is_shown_without_a_name_and_counted(site) {
        let consultation = site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        ann.post(COMMENTS, &[("body", "Saturdays would help **me**.")]).await.is(303);
        let page = site.visitor().get(PAGE).await.is(200).says("Saturdays would help <strong>me</strong>.");
        page.says("<strong>Resident").does_not_say("Somebody").does_not_say("ann@example.org");
        assert_eq!(counted(site, consultation).await, 1);
    }

    async fn a_comment_is_shown_as_it_was_typed_and_in_its_own_direction(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        for (typed, shown) in [
            ("See https://www.example.org/?q=_2_-21bdGe4 please", "See https://www.example.org/?q=_2_-21bdGe4 please"),
            ("see https://example.org/a_b_c/_paper_ballots_.", "see https://example.org/a_b_c/_paper_ballots_."),
            ("5*4*3 = 60 seats, not 5 * 4 = 20", "5*4*3 = 60 seats, not 5 * 4 = 20"),
            ("Title\n=====", "<p>Title<br>\n=====</p>"),
            ("-----\nabove is a rule", "<p>-----<br>\nabove is a rule</p>"),
            ("a\\_b \\* c & &amp; &copy;", "<p>a\\_b \\* c &amp; &amp;amp; &amp;copy;</p>"),
            ("عربي: أحب المكتبة (9-5)!", "dir=\"auto\" class=\"body\"><p>عربي: أحب المكتبة (9-5)!</p>"),
        ] {
            say(&mut ann, typed).await;
            site.visitor().get(PAGE).await.is(200).says(shown);
        }
        let page = ann.get(PAGE).await.says("<h1 dir=\"auto\">");
        let box_of_words = page.body.split("<textarea").nth(1).and_then(|rest| rest.split('>').next()).unwrap();
        assert!(box_of_words.contains("dir=\"auto\""), "{box_of_words}");
    }

    async fn a_comment_that_is_all_marks_takes_no_time(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        for marks in [">", "> ", "*", "[", "*a ", "[a](", "- ", "_*"] {
            let body = format!("x{}", marks.repeat(4_900 / marks.len()));
            let started = std::time::Instant::now();
            ann.post(COMMENTS, &[("body", &body)]).await.is(303);
            site.visitor().get(PAGE).await.is(200);
            assert!(started.elapsed() < std::time::Duration::from_secs(5), "{marks}");
        }
    }

    async fn what_is_kept_for_everybody_is_never_old_and_never_somebody_elses(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let mut ben = site.resident("ben@example.org").await;
        let mut cat = site.resident("cat@example.org").await;
        let mut staff = site.person(Role::Staff).await;
        ben.get(PAGE).await.says("No comments yet");
        let id = say(&mut ann, "Saturdays would help me.").await;
        let agree = format!("action=\"{COMMENTS}/{id}/agree\"");
        let report = format!("{COMMENTS}/{id}/report");
        for _ in 0..2 {
            ann.get(PAGE).await.says("Saturdays would help me.").does_not_say(&agree).does_not_say(&report);
            ben.get(PAGE).await.says(&agree).says(&report).says("aria-pressed=\"false\"");
            site.visitor().get(PAGE).await.says(&agree).says(&report);
            staff.get(PAGE).await.does_not_say(&agree).says("Reply as the library service");
        }
        ben.post(&format!("{COMMENTS}/{id}/agree"), &[("agree", "1")]).await.is(303);
        ben.get(PAGE).await.says("aria-pressed=\"true\"").says("<span class=\"count\">1<");
        cat.get(PAGE).await.says("aria-pressed=\"false\"").says("<span class=\"count\">1<");
        reply(&mut cat, id, "Me too.").await;
        ben.get(PAGE).await.says("Me too.");
        // The calendar changes a page without anybody changing the record.
        site.app.clock.advance(31 * Time::DAY);
        cat.get(PAGE).await.says("Me too.").does_not_say(&agree).does_not_say("reply_to=");
    }

    async fn a_bad_comment_comes_back_with_everything_typed(site) {
        let consultation = site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        ann.post(COMMENTS, &[("body", "")]).await.is(422).says("Enter your comment");
        ann.post(COMMENTS, &[("body", " \n\t ")]).await.is(422).says("Enter your comment");
        let long = format!("beginning {}", "é".repeat(4_991));
        let page = ann.post(COMMENTS, &[("body", &long), ("show_branch", "1")]).await.is(422);
        let page = page.says("has 1 too many").says(&long);
        assert!(page.body.contains("name=\"show_branch\" value=\"1\" checked"), "the ticked box is kept");
        ann.post(COMMENTS, &[("body", "a\0b")]).await.is(422).says("NUL");
        ann.post(COMMENTS, &[("body", "text kept"), ("name", "Ann")]).await.is(422).says("no field called").says("text kept");
        ann.post(COMMENTS, &[("body", "text kept"), ("reply_to", "first")]).await.is(422).says("text kept");
        assert_eq!(counted(site, consultation).await, 0);
        say(&mut ann, &long[..long.len() - 2]).await;
        assert_eq!(counted(site, consultation).await, 1);
    }

    async fn what_is_not_utf_8_is_refused_with_a_clear_page(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        for body in [b"body=%FF%FEtext".to_vec(), b"body=\xff\xfe".to_vec(), b"%C3=body".to_vec()] {
            let request = Request::post(COMMENTS)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::from(body))
                .unwrap();
            ann.send(request).await.is(400).says("<h1>We could not read what was sent").says("UTF-8");
        }
        let json = Request::post(COMMENTS).header(header::CONTENT_TYPE, "application/json").body(Body::from("{}")).unwrap();
        ann.send(json).await.is(400).says("ordinary web form");
    }

    async fn what_looks_like_markup_is_shown_as_the_characters_typed(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let new = site.account("new@example.org", Role::Resident).await;
        let mut tx = site.app.db.begin().await.unwrap();
        sql!("UPDATE accounts SET confirmed_at = NULL WHERE id = $1", new).run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        let mut unconfirmed = site.signed_in(new).await;
        for attack in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "[click](javascript:alert(1))",
            "</textarea><svg onload=alert(1)>",
            "<a href=\"https://evil.example\">free books</a>",
            "![x](https://evil.example/x.png)",
        ] {
            say(&mut ann, attack).await;
            // Also where it is typed back into the form, and into the form kept for an unconfirmed address.
            let again = ann.post(COMMENTS, &[("body", attack), ("x", "")]).await.is(422);
            let kept = unconfirmed.post(COMMENTS, &[("body", attack), ("reply_to", "\"><script>alert(1)")]).await.is(403);
            let carried = site.visitor().post(COMMENTS, &[("body", attack), ("show_branch", "\"><img>")]).await.is(401);
            for page in [site.visitor().get(PAGE).await.is(200), again, kept, carried] {
                let page = page.does_not_say("<script>alert").does_not_say("<img").does_not_say("<svg onload");
                page.does_not_say("<a href=\"javascript").does_not_say("<a href=\"https://evil").says("<h1");
            }
        }
        site.visitor().get(PAGE).await.says("&lt;script&gt;alert(1)&lt;/script&gt;");
    }

    async fn a_reply_to_a_removed_comment_is_refused_and_kept(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let first = say(&mut ann, "First").await;
        let mut bob = site.resident("bob@example.org").await;
        let remove = [("action", "remove"), ("reason", "advertising"), ("seen", "0")];
        site.person(Role::Moderator).await.post(&format!("/staff/moderation/{first}"), &remove).await.is(303);
        let fields = [("body", "My long answer"), ("reply_to", &first.to_string())];
        let page = bob.post(COMMENTS, &fields).await.is(409).says("not shown any more").says("My long answer");
        assert!(!page.body.contains("name=\"reply_to\""), "it can be sent as a comment of its own");
        bob.post(&format!("{COMMENTS}/{first}/agree"), &[("agree", "1")]).await.is(409);
    }

    async fn a_reply_to_a_reply_is_refused(site) {
        let consultation = site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let first = say(&mut ann, "First").await;
        let second = reply(&mut ann, first, "Second").await;
        let fields = [("body", "Third, which stays on the page"), ("reply_to", &second.to_string())];
        ann.post(COMMENTS, &fields).await.is(409).says("Third, which stays on the page");
        ann.post(COMMENTS, &[("body", "Fourth"), ("reply_to", "999999")]).await.is(404);
        assert_eq!(counted(site, consultation).await, 2);
    }

    async fn agreeing_twice_counts_once_and_nobody_agrees_with_themselves(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let comment = say(&mut ann, "Longer hours").await;
        let agree = format!("{COMMENTS}/{comment}/agree");
        ann.post(&agree, &[("agree", "1")]).await.is(409).says("your own comment");
        let mut bob = site.resident("bob@example.org").await;
        let (mut one, mut two) = (bob.clone(), bob.clone());
        let (first, second) = tokio::join!(one.post(&agree, &[("agree", "1")]), two.post(&agree, &[("agree", "1")]));
        assert_eq!((first.status.as_u16(), second.status.as_u16()), (303, 303));
        bob.post(&agree, &[("agree", "1")]).await.is(303);
        bob.get(PAGE).await.says("<span class=\"count\">1<");
        bob.post(&agree, &[("agree", "0")]).await.is(303);
        bob.post(&agree, &[("agree", "0")]).await.is(303);
        bob.get(PAGE).await.says("<span class=\"count\">0<");
        bob.post(&format!("{COMMENTS}/none/agree"), &[]).await.is(404);
    }

    async fn filtering_by_vote_works_when_results_are_shown(site) {
        site.consultation("hours", |shape| shape.results = "live").await;
        for (email, choice, words) in [("ann@example.org", "support", "Yes please"), ("bob@example.org", "oppose", "No thanks")] {
            let mut person = site.resident(email).await;
            say(&mut person, words).await;
            person.post(VOTE, &[("choice", choice)]).await.is(303);
        }
        let mut visitor = site.visitor();
        visitor.get(PAGE).await.says("voted Support").says("voted Oppose");
        visitor.get(&format!("{PAGE}?vote=support")).await.says("Yes please").does_not_say("No thanks");
        visitor.get(&format!("{PAGE}?vote=oppose&order=agreed")).await.says("No thanks").does_not_say("Yes please");
        visitor.get(&format!("{PAGE}?vote=neither")).await.says("No comments by people who voted so");
    }

    async fn hidden_results_hide_the_votes_beside_comments_and_the_filter(site) {
        site.consultation("hours", |_| {}).await;
        for (email, choice, words) in [("ann@example.org", "support", "Yes please"), ("bob@example.org", "oppose", "No thanks")] {
            let mut person = site.resident(email).await;
            person.post(VOTE, &[("choice", choice)]).await.is(303);
            say(&mut person, words).await;
        }
        let page = site.visitor().get(&format!("{PAGE}?vote=support")).await.is(200);
        page.says("Yes please").says("No thanks").does_not_say("voted Support").does_not_say("Show comments by people who");
        site.app.clock.advance(31 * Time::DAY);
        site.visitor().get(&format!("{PAGE}?vote=support")).await.says("voted Support").does_not_say("No thanks");
    }

    async fn paging_shows_each_of_many_comments_once_in_either_order(site) {
        let consultation = site.consultation("hours", |_| {}).await;
        let account = site.account("ann@example.org", Role::Resident).await;
        let first = say(&mut site.signed_in(account).await, "Number 0").await;
        let response = live(&site.app.db, account, consultation).await.unwrap().unwrap();
        let proposal = proposal(site, consultation).await;
        let mut expected = BTreeSet::from([first]);
        let mut tx = site.app.db.begin().await.unwrap();
        for number in 1..120_i64 {
            let body = format!("Number {number}");
            let new = NewComment {
                response, consultation, proposal, reply_to: None, body: &body, html: &body, held: false,
                branch: None, choice: None, vote_shown: true,
            };
            let id = store::post(&mut tx, &new, site.app.clock.now()).await.unwrap();
            // Many share a number of agreements, so that the order rests on both columns.
            sql!("UPDATE comments SET agrees = $2 WHERE id = $1", id, number % 7).run(&mut tx).await.unwrap();
            expected.insert(id.0);
        }
        tx.commit().await.unwrap();
        for order in ["new", "agreed"] {
            let mut seen = Vec::new();
            let mut at = Some(format!("{PAGE}?order={order}"));
            while let Some(path) = at {
                let page = site.visitor().get(&path).await.is(200);
                let (ids, next) = listed(&page.body);
                assert!(!ids.is_empty() && ids.len() <= 50, "{} on {path}", ids.len());
                seen.extend(ids);
                at = next;
            }
            assert_eq!(seen.len(), 120, "{order}: each once");
            assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), expected, "{order}: all of them");
        }
    }

    async fn twenty_comments_an_hour_are_as_many_as_one_person_can_post(site) {
        let consultation = site.consultation("hours", |_| {}).await;
        site.consultation("other", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        for number in 0..20 {
            say(&mut ann, &format!("Number {number}")).await;
        }
        ann.post(COMMENTS, &[("body", "My words stay")]).await.is(429).says("20 comments within an hour").says("My words stay");
        ann.post_for_json(COMMENTS, &[("body", "More")]).await.is(429);
        ann.post("/consultations/other/proposals/1/comments", &[("body", "Elsewhere")]).await.is(429);
        say(&mut site.resident("bob@example.org").await, "Somebody else").await;
        assert_eq!(counted(site, consultation).await, 21);
        site.app.clock.advance(Time::HOUR);
        say(&mut ann, "Later").await;
    }

    async fn a_comment_with_private_details_waits_and_only_its_author_sees_it(site) {
        let consultation = site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let answer = ann.post(COMMENTS, &[("body", "Ring me on 01632 960001")]).await.is(303);
        assert!(answer.location().contains("?done=held&comment="), "{}", answer.location());
        let page = ann.get(&format!("{PAGE}?done=held")).await.says("a moderator will read it first");
        page.says("Ring me on").says("Only you can see this");
        site.visitor().get(PAGE).await.does_not_say("01632").says("No comments yet");
        assert_eq!(counted(site, consultation).await, 0);
        let json = ann.post_for_json(COMMENTS, &[("body", "me@example.org")]).await.is(200).json();
        assert_eq!(json["done"], "held");
    }

    async fn replies_to_a_held_comment_stay_and_its_text_goes(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let first = say(&mut ann, "Secret words").await;
        reply(&mut site.resident("bob@example.org").await, first, "A fair answer").await;
        let hold = [("action", "hold"), ("reason", "legal"), ("seen", "0")];
        site.person(Role::Moderator).await.post(&format!("/staff/moderation/{first}"), &hold).await.is(303);
        let page = site.visitor().get(PAGE).await.says("hidden until a moderator has looked").says("A fair answer");
        page.does_not_say("Secret words");
        let page = ann.get(PAGE).await.says("Secret words").says("Only you can see this");
        assert_eq!(page.body.matches(&format!("id=\"c{first}\"")).count(), 1, "its id stands once on the page");
    }

    async fn similar_comments_are_those_everybody_can_read(site) {
        let consultation = site.consultation("hours", |_| {}).await;
        let proposal = proposal(site, consultation).await;
        let db = &site.app.db;
        let mut ann = site.resident("ann@example.org").await;
        let alike = say(&mut ann, "The **children’s** corner needs more chairs & light").await;
        say(&mut ann, "Nothing to do with it").await;
        let removed = say(&mut ann, "Chairs for children, buy them from me").await;
        say(&mut ann, "Chairs for children: ring 01632 960001").await;
        let remove = [("action", "remove"), ("reason", "advertising"), ("seen", "0")];
        site.person(Role::Moderator).await.post(&format!("/staff/moderation/{removed}"), &remove).await.is(303);
        let found = similar(db, proposal, "More chairs in the children's corner, please").await.unwrap();
        assert_eq!(found.iter().map(|one| one.id).collect::<Vec<_>>(), [CommentId(alike)]);
        assert_eq!(found[0].excerpt, "The children’s corner needs more chairs & light");
        for number in 0..5 {
            say(&mut ann, &format!("More chairs, number {number}")).await;
        }
        assert_eq!(similar(db, proposal, "chairs").await.unwrap().len(), 3);
        for nothing in ["", "the of", "'\"*() OR NOT", "zebra"] {
            assert_eq!(similar(db, proposal, nothing).await.unwrap(), [], "{nothing}");
        }
        assert_eq!(similar(db, ProposalId(proposal.0 + 1), "chairs").await.unwrap(), []);
    }

    async fn the_library_service_replies_openly_and_the_author_is_told(site) {
        let consultation = site.consultation("hours", |_| {}).await;
        let comment = say(&mut site.resident("ann@example.org").await, "Why not Sundays?").await;
        let path = format!("{COMMENTS}/{comment}/reply");
        site.app.clock.advance(31 * Time::DAY);
        let mut staff = site.person(Role::Staff).await;
        staff.get(PAGE).await.says(&path);
        staff.get(&path).await.is(200).says("Why not Sundays?").says("class=\"staff\"");
        let answer = staff.post(&path, &[("body", "We looked into it. See [the costs](https://library.example).")]).await.is(303);
        staff.post(&path, &[("body", "We looked into it. See [the costs](https://library.example).")]).await.is(303);
        assert!(answer.location().starts_with("/consultations/hours/proposals/1?done=reply&comment="));
        let page = site.visitor().get(PAGE).await.says("Library service").says("We looked into it.");
        assert_eq!(page.body.matches("We looked into it.").count(), 1, "sent twice, posted once");
        assert_eq!(counted(site, consultation).await, 2);
        let sent = mails(site).await;
        assert_eq!(sent.len(), 1);
        assert_eq!(sent[0].0, "ann@example.org");
        assert!(sent[0].2.contains("We looked into it.") && sent[0].2.contains("Open on Saturday afternoons"));
        let acts: Vec<(String,)> = sql!("SELECT action FROM audit_log ORDER BY seq").all(&site.app.db).await.unwrap();
        assert_eq!(acts, [("comment.reply".to_owned(),)]);
        assert!(audit::store::verify(&site.app.db).await.unwrap().is_ok());
    }

    async fn an_official_reply_is_for_staff_and_for_comments_that_stand(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let comment = say(&mut ann, "First").await;
        let second = reply(&mut ann, comment, "Second").await;
        let path = format!("{COMMENTS}/{comment}/reply");
        ann.get(&path).await.is(403);
        ann.post(&path, &[("body", "I am the service")]).await.is(403);
        site.visitor().post(&path, &[("body", "So am I")]).await.is(401);
        site.person(Role::Councillor).await.post(&path, &[("body", "And I")]).await.is(403);
        let mut moderator = site.person(Role::Moderator).await;
        moderator.post(&path, &[("body", "")]).await.is(422).says("Enter your reply");
        let long = "x".repeat(5_001);
        moderator.post(&path, &[("body", &long)]).await.is(422).says("has 1 too many").says(&long);
        let deep = format!("{COMMENTS}/{second}/reply");
        moderator.get(&deep).await.is(409);
        moderator.post(&deep, &[("body", "Kept words")]).await.is(409).says("Kept words");
        moderator.post(&format!("{COMMENTS}/999999/reply"), &[("body", "Nobody")]).await.is(404);
        let remove = [("action", "remove"), ("reason", "abuse"), ("seen", "0")];
        moderator.post(&format!("/staff/moderation/{comment}"), &remove).await.is(303);
        moderator.post(&path, &[("body", "Too late")]).await.is(409).says("Too late");
        site.visitor().get(PAGE).await.does_not_say("comment reply official");
    }
}
