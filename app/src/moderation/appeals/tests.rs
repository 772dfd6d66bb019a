//! Appeals: from the letter to the second decision.

use crate::identity::model::Role;
use crate::ids::AccountId;
use crate::moderation::appeals::counted::years;
use crate::moderation::appeals::model::WINDOW;
use crate::site::testing::{Browser, Site};
use crate::time::Time;
use crate::{audit, sql, test_both};

const PAGE: &str = "/consultations/hours/proposals/1";
const COMMENTS: &str = "/consultations/hours/proposals/1/comments";
const DESK: &str = "/staff/moderation/appeals";
const WHY: &str = "It is the desk’s number, from your own website. <b>Really</b>.";

async fn say(browser: &mut Browser, body: &str) -> i64 {
    browser.post_for_json(COMMENTS, &[("body", body)]).await.is(200).json()["comment"].as_i64().unwrap()
}

async fn remove(moderator: &mut Browser, comment: i64, seen: &str) {
    let fields = [("action", "remove"), ("reason", "advertising"), ("note", "Sorry."), ("seen", seen)];
    moderator.post(&format!("/staff/moderation/{comment}"), &fields).await.is(303);
}

/// The latest letter, and the path of the link to appeal in it.
async fn letter(site: &Site) -> (String, Option<String>) {
    let mails: Vec<(String,)> =
        sql!("SELECT body FROM outbox ORDER BY id DESC LIMIT 1").all(&site.app.db).await.unwrap();
    let body = mails.into_iter().next().map(|(body,)| body).unwrap_or_default();
    let link =
        body.lines().find_map(|line| line.split_once("/appeals/")).map(|(_, key)| format!("/appeals/{}", key.trim()));
    (body, link)
}

async fn last_decision(site: &Site) -> i64 {
    sql!("SELECT CAST(MAX(id) AS BIGINT) FROM moderation_decisions").number(&site.app.db).await.unwrap()
}

async fn last_appeal(site: &Site) -> i64 {
    sql!("SELECT CAST(COALESCE(MAX(id), 0) AS BIGINT) FROM appeals").number(&site.app.db).await.unwrap()
}

async fn colleague(site: &Site, email: &str, role: Role) -> (AccountId, Browser) {
    let account = site.account(email, role).await;
    (account, site.signed_in(account).await)
}

/// A removed comment of Ann's, and the link she was sent.
struct Removed {
    ann: Browser,
    first: Browser,
    second: Browser,
    comment: i64,
    link: String,
}

async fn removed(site: &Site) -> Removed {
    site.consultation("hours", |_| {}).await;
    let mut ann = site.resident("ann@example.org").await;
    let (_, mut first) = colleague(site, "first@library.example.org", Role::Moderator).await;
    let (_, second) = colleague(site, "second@library.example.org", Role::Moderator).await;
    let comment = say(&mut ann, "Ask for sheds at the desk.").await;
    remove(&mut first, comment, "0").await;
    let link = letter(site).await.1.unwrap();
    Removed { ann, first, second, comment, link }
}

test_both! {
    async fn an_author_appeals_by_the_link_and_somebody_else_upholds_it(site) {
        let Removed { mut ann, mut first, mut second, comment, link } = removed(site).await;
        let (body, _) = letter(site).await;
        assert!(body.contains("within 28 days") && body.contains("write to"), "{body}");
        // The link needs no sign-in: it is the letter's.
        let mut visitor = site.visitor();
        let page = visitor.get(&link).await.is(200).says("Ask for another look").says("Ask for sheds at the desk.");
        page.says("Removed").says("Advertising").says("Sells or promotes something").says("Sorry.");
        visitor.post(&link, &[("words", "")]).await.is(422).says("Enter your appeal");
        let long = "x".repeat(2_001);
        visitor.post(&link, &[("words", &long)]).await.is(422).says("1 too many").says(&long);
        visitor.post(&link, &[("words", WHY), ("outcome", "upheld")]).await.is(422).says("no field called").says("desk’s number");
        assert_eq!(last_appeal(site).await, 0);
        visitor.post(&link, &[("words", WHY)]).await.is(303);
        // Pressed twice is once; other words are a second appeal, and there is none.
        visitor.post(&link, &[("words", WHY)]).await.is(303);
        visitor.post(&link, &[("words", "And another thing")]).await.is(409).says("already").says("And another thing");
        visitor.get(&link).await.says("You asked for another look on").does_not_say("Send my appeal");
        let appeal = last_appeal(site).await;
        // The author finds it on their own page too.
        let decision = last_decision(site).await;
        ann.get(&format!("/account/writing/comment/{comment}")).await.says(&format!("/account/appeals/{decision}")).says("Somebody else will decide");
        ann.get(&format!("/account/appeals/{decision}")).await.is(200).says("You asked for another look on");
        site.resident("ben@example.org").await.get(&format!("/account/appeals/{decision}")).await.is(404);
        site.visitor().get(&format!("/account/appeals/{decision}")).await.is(401);

        let at = format!("{DESK}/{appeal}");
        site.person(Role::Staff).await.get("/staff").await.says("1 appeal waits for a moderator");
        first.get("/staff/moderation").await.says("Appeals").says("Nothing is waiting");
        second.get(DESK).await.is(200).says("desk’s number").says("&lt;b&gt;Really&lt;/b&gt;").does_not_say("ann@example.org");
        // Whoever decided first does not decide again, here or beside it.
        first.get(&at).await.is(200).says("somebody else has to decide").does_not_say("Refuse it");
        first.post(&at, &[("action", "refuse"), ("answer", "No.")]).await.is(409).says("somebody else has to decide").says("No.");
        let seen = decision.to_string();
        first.get(&format!("/staff/moderation/{comment}")).await.says("Its author appeals.").says(&at);
        for browser in [&mut first, &mut second] {
            let refused = browser.post(&format!("/staff/moderation/{comment}"), &[("action", "publish"), ("seen", &seen)]).await.is(409);
            refused.says("Its author has appealed");
        }
        // The words are seen only by a look that is recorded.
        second.get(&at).await.is(200).does_not_say("Ask for sheds").says("See what was written");
        second.post(&format!("{at}/original"), &[]).await.is(200).says("Ask for sheds at the desk.");
        second.post(&at, &[("answer", "x")]).await.is(422).says("Choose whether").says("x");
        second.post(&at, &[("action", "refuse"), ("answer", " ")]).await.is(422).says("Enter your answer");
        second.post(&at, &[("action", "uphold"), ("answer", "You are right.")]).await.is(303);
        site.visitor().get(PAGE).await.says("Ask for sheds at the desk.");
        let (body, link_again) = letter(site).await;
        assert!(body.contains("You were right to ask") && body.contains("You are right.") && link_again.is_none(), "{body}");
        ann.get(&format!("/account/appeals/{decision}")).await.says("your appeal was upheld");
        ann.get("/account/data").await.says("desk’s number").says("upheld");
        let acts: Vec<(String,)> = sql!("SELECT action FROM audit_log ORDER BY seq").all(&site.app.db).await.unwrap();
        let acts: Vec<&str> = acts.iter().map(|(action,)| action.as_str()).collect();
        assert_eq!(acts[acts.len() - 2..], ["comment.see-original", "appeal.uphold"]);
        assert!(audit::store::verify(&site.app.db).await.unwrap().is_ok());
        site.person(Role::Administrator).await.get("/staff/audit").await.says("upheld an appeal");
    }

    async fn an_appeal_is_refused_with_words_and_the_decision_stands(site) {
        let Removed { mut ann, mut second, link, .. } = removed(site).await;
        ann.post(&link, &[("words", WHY)]).await.is(303);
        let at = format!("{DESK}/{}", last_appeal(site).await);
        second.post(&at, &[("action", "refuse"), ("answer", "It still sells sheds.")]).await.is(303);
        let (body, _) = letter(site).await;
        assert!(body.contains("The decision stands.") && body.contains("It still sells sheds."), "{body}");
        site.visitor().get(PAGE).await.does_not_say("Ask for sheds").says("it was an advertisement");
        // Two who decide at once: the second is told.
        let (_, mut third) = colleague(site, "third@library.example.org", Role::Administrator).await;
        let late = third.post(&at, &[("action", "uphold"), ("answer", "I think so")]).await.is(409);
        late.says("Somebody else decided about this appeal").says("I think so");
        second.get(DESK).await.says("No appeal waits").says("Refused: the decision stands");
        // What was decided can be read by everybody, in numbers.
        let page = site.visitor().get("/moderation-policy").await.is(200).says("Decisions of moderators and appeals against them, by year");
        page.does_not_say("second@").does_not_say("sheds");
        second.get("/staff/moderation/log").await.says("Decisions of moderators and appeals");
        let years = years(&site.app.db, site.app.clock.now()).await.unwrap();
        let counts = years[0].counts;
        assert_eq!((years.len(), counts.decisions, counts.appeals, counts.upheld, counts.refused), (1, 1, 1, 0, 1));
    }

    async fn nobody_decides_about_their_own_words_and_only_moderators_decide(site) {
        let Removed { mut ann, link, .. } = removed(site).await;
        ann.post(&link, &[("words", WHY)]).await.is(303);
        let at = format!("{DESK}/{}", last_appeal(site).await);
        for role in [Role::Analyst, Role::Councillor, Role::Resident] {
            let mut person = site.person(role).await;
            person.get(DESK).await.is(403);
            person.get(&at).await.is(403);
            person.post(&at, &[("action", "uphold")]).await.is(403);
            person.post(&format!("{at}/original"), &[]).await.is(403);
        }
        site.visitor().get(DESK).await.is(401);
        // Ann works for the library by now.
        let mut tx = site.app.db.begin().await.unwrap();
        sql!("UPDATE accounts SET role = 'moderator' WHERE email = 'ann@example.org'").run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        ann.get(&at).await.is(200).says("You wrote this yourself").does_not_say("Refuse it");
        ann.post(&at, &[("action", "uphold"), ("answer", "")]).await.is(409).says("You wrote this yourself");
        let mut moderator = site.person(Role::Moderator).await;
        for nowhere in ["0", "x", "999999"] {
            moderator.get(&format!("{DESK}/{nowhere}")).await.is(404);
        }
    }

    async fn an_appeal_has_its_time_and_a_link_its_key(site) {
        let Removed { mut ann, link, comment, .. } = removed(site).await;
        let decision = last_decision(site).await;
        for forged in ["/appeals/x", "/appeals/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "/account/appeals/-1", "/appeals/%00", "/account/appeals/999999999999999999999"] {
            let status = site.visitor().get(forged).await.status.as_u16();
            assert!([401, 404, 400].contains(&status), "{forged}: {status}");
            let status = ann.post(forged, &[("words", WHY)]).await.status.as_u16();
            assert!([404, 400].contains(&status), "{forged}: {status}");
        }
        site.app.clock.advance(WINDOW - 1);
        site.visitor().get(&link).await.is(200).says("Send my appeal");
        site.app.clock.advance(1);
        let page = site.visitor().get(&link).await.is(200).says("You could appeal for 28 days").does_not_say("Send my appeal");
        page.does_not_say("Ask for sheds");
        site.visitor().post(&link, &[("words", WHY)]).await.is(409).says("You could appeal").says("desk’s number");
        // A decision that shows words is nothing to appeal against.
        let mut moderator = site.person(Role::Moderator).await;
        moderator.post(&format!("/staff/moderation/{comment}"), &[("action", "publish"), ("seen", &decision.to_string())]).await.is(303);
        site.visitor().get(&link).await.says("It is shown as you wrote it");
        let published = last_decision(site).await;
        ann = site.resident("ann2@example.org").await;
        ann.get(&format!("/account/appeals/{published}")).await.is(404);
    }

    async fn an_appeal_ends_when_its_author_has_the_words_erased(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let (_, mut first) = colleague(site, "first@library.example.org", Role::Moderator).await;
        let comment = say(&mut ann, "Ask for sheds at the desk.").await;
        let held = [("action", "hold"), ("reason", "advertising"), ("seen", "0")];
        first.post(&format!("/staff/moderation/{comment}"), &held).await.is(303);
        let link = letter(site).await.1.unwrap();
        ann.post(&link, &[("words", WHY)]).await.is(303);
        ann.post(&format!("/account/writing/comment/{comment}/withdraw"), &[]).await.is(303);
        site.visitor().get(&link).await.is(200).says("because you had the words erased").does_not_say("desk’s number");
        first.get(DESK).await.says("No appeal waits").does_not_say("desk’s number");
        let (_, mut second) = colleague(site, "second@library.example.org", Role::Moderator).await;
        let at = format!("{DESK}/{}", last_appeal(site).await);
        second.post(&at, &[("action", "uphold")]).await.is(409);
    }

    async fn when_the_only_moderator_decided_the_page_says_who_can(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let (_, mut only) = colleague(site, "only@library.example.org", Role::Moderator).await;
        let comment = say(&mut ann, "Ask for sheds at the desk.").await;
        remove(&mut only, comment, "0").await;
        let link = letter(site).await.1.unwrap();
        ann.post(&link, &[("words", WHY)]).await.is(303);
        let at = format!("{DESK}/{}", last_appeal(site).await);
        only.get(&at).await.says("An administrator can decide it, or give a colleague the role");
        let mut admin = site.person(Role::Administrator).await;
        only.get(&at).await.says("leave it to a colleague");
        admin.post(&at, &[("action", "uphold"), ("answer", "")]).await.is(303);
        site.visitor().get(PAGE).await.says("Ask for sheds at the desk.");
    }

    async fn two_who_decide_in_the_same_moment_make_one_decision(site) {
        let Removed { mut ann, mut second, link, .. } = removed(site).await;
        ann.post(&link, &[("words", WHY)]).await.is(303);
        let at = format!("{DESK}/{}", last_appeal(site).await);
        let (_, mut third) = colleague(site, "third@library.example.org", Role::Administrator).await;
        let (one, other) = futures::future::join(
            second.post(&at, &[("action", "uphold"), ("answer", "Yes")]),
            third.post(&at, &[("action", "refuse"), ("answer", "No")]),
        )
        .await;
        let mut statuses = [one.status.as_u16(), other.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 409]);
        let letters = sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM outbox WHERE subject LIKE 'Your appeal%'");
        assert_eq!(letters.number(&site.app.db).await.unwrap(), 1);
    }

    async fn many_appeals_are_read_twenty_at_a_time(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let (_, mut first) = colleague(site, "first@library.example.org", Role::Moderator).await;
        for number in 0..23 {
            if number == 15 {
                site.app.clock.advance(2 * Time::HOUR);
            }
            let comment = say(&mut ann, &format!("Sheds {number}.")).await;
            remove(&mut first, comment, "0").await;
            let link = letter(site).await.1.unwrap();
            ann.post(&link, &[("words", &format!("Appeal number {number}."))]).await.is(303);
        }
        let page = first.get(DESK).await.is(200);
        assert_eq!(page.body.matches("Appeal number").count(), 20);
        let next = page.body.split("rel=\"next\" href=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
        assert_eq!(first.get(&next).await.is(200).body.matches("Appeal number").count(), 3);
        for odd in ["?after=x", "?before=1", "?before=1-x", "?after=99999999999999999999-1"] {
            first.get(&format!("{DESK}{odd}")).await.is(200);
        }
    }
}
