//! The moderators' desk through the real router: in which order things wait, how the list is narrowed, what stands beside it,
//! and several decided at once.

use super::rules::Urgency;
use super::store::{QueuedWriting, WaitingFilter, waiting};
use crate::identity::model::Role;
use crate::site::testing::{Browser, Site};
use crate::sql;
use crate::test_both;
use crate::time::Time;

const DESK: &str = "/staff/moderation";

/// Posts a comment on a consultation's first proposal and gives its number.
async fn say(site: &Site, person: &mut Browser, slug: &str, words: &str) -> i64 {
    person.post(&format!("/consultations/{slug}/proposals/1/comments"), &[("body", words)]).await.is(303);
    sql!("SELECT MAX(id) FROM comments").number(&site.app.db).await.unwrap()
}

async fn report(site: &Site, slug: &str, id: i64, reason: &str) {
    let path = format!("/consultations/{slug}/proposals/1/comments/{id}/report");
    site.visitor().post(&path, &[("reason", reason)]).await.is(303);
}

/// The comments on a page, in its order.
fn listed(page: &str) -> Vec<i64> {
    let picks = page.split("name=\"pick\" value=\"comment-").skip(1);
    picks.filter_map(|part| part.split('-').next()?.parse().ok()).collect()
}

async fn state(site: &Site, id: i64) -> String {
    let found: Option<(String,)> =
        sql!("SELECT state FROM comments WHERE id = $1", id).maybe(&site.app.db).await.unwrap();
    found.unwrap().0
}

test_both! {
    async fn what_may_harm_somebody_is_first_then_who_waits_and_the_record_sorts_as_the_rule_says(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let dull = say(site, &mut ann, "hours", "Something about sheds").await;
        let held_back = say(site, &mut ann, "hours", "Something about fences").await;
        let harms = say(site, &mut ann, "hours", "Mrs Smith lives at number nine").await;
        let unread = say(site, &mut ann, "hours", "Write to ann@example.org").await;
        report(site, "hours", dull, "off-topic").await;
        site.app.clock.advance(Time::MINUTE);
        report(site, "hours", harms, "personal-information").await;
        let mut moderator = site.person(Role::Moderator).await;
        moderator.post(&format!("{DESK}/{held_back}"), &[("action", "hold"), ("reason", "legal"), ("seen", "0")]).await.is(303);
        let page = moderator.get(DESK).await.is(200).says("may harm somebody").says("not read yet").says("held back before");
        assert_eq!(listed(&page.body), [harms, unread, dull, held_back]);
        let (rows, _) = waiting(&site.app.db, WaitingFilter::default(), None).await.unwrap();
        let by_rule: Vec<Urgency> = rows
            .iter()
            .map(|row| {
                let held = [unread, held_back].contains(&row.subject_id);
                Urgency::of(held, row.subject_id == held_back, row.subject_id == harms)
            })
            .collect();
        assert_eq!(rows.iter().map(QueuedWriting::urgency).collect::<Vec<_>>(), by_rule);
        assert!(by_rule.is_sorted());
    }

    async fn the_list_is_narrowed_by_address_and_one_stands_open_beside_it(site) {
        site.consultation("hours", |_| {}).await;
        site.consultation("fees", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let first = say(site, &mut ann, "hours", "Garden sheds").await;
        let second = say(site, &mut ann, "fees", "Library chairs").await;
        for (slug, id) in [("hours", first), ("fees", second)] {
            report(site, slug, id, "off-topic").await;
            site.app.clock.advance(Time::MINUTE);
        }
        let mut moderator = site.person(Role::Moderator).await;
        let page = moderator.get(DESK).await.is(200).says("Garden sheds").says("Library chairs");
        assert_eq!(page.body.matches("name=\"note\"").count(), 1, "one form");
        page.says(&format!("action=\"{DESK}/{first}\"")).says(&format!("name=\"next\" value=\"comment-{second}\""));
        let page = moderator.get(&format!("{DESK}?item=comment-{second}")).await.is(200).says("data-chosen");
        page.says(&format!("action=\"{DESK}/{second}\"")).says(&format!("name=\"next\" value=\"comment-{first}\""));
        let page = moderator.get(&format!("{DESK}?consultation=fees")).await.is(200).does_not_say("Garden sheds");
        assert_eq!(listed(&page.body), [second]);
        moderator.get(&format!("{DESK}?kind=statement")).await.is(200).says("Nothing is waiting here");
        moderator.get(&format!("{DESK}?kind=comment")).await.is(200).says("Garden sheds");
        for odd in ["item=comment-999999", "item=%22%3E%3Cb%3E", "kind=nonsense", "consultation=no-such", "after=x-y", "kind=%27", "after=9-9-comment-9"] {
            moderator.get(&format!("{DESK}?{odd}")).await.is(200).does_not_say("\"><b>");
        }
        // After a decision the next one opens, and the list stays as it was narrowed.
        let fields = [("action", "keep"), ("seen", "0"), ("next", &format!("comment-{second}")), ("consultation", "hours")];
        let answer = moderator.post(&format!("{DESK}/{first}"), &fields).await.is(303);
        assert_eq!(answer.location(), format!("{DESK}?consultation=hours&done=comment-keep&item=comment-{second}"));
        let fields = [("action", "keep"), ("seen", "0"), ("next", "//elsewhere.example"), ("kind", "a&b=c")];
        let answer = moderator.post(&format!("{DESK}/{second}"), &fields).await.is(303);
        assert_eq!(answer.location(), format!("{DESK}?done=comment-keep"));
    }

    async fn a_reply_is_shown_with_what_it_answers(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let comment = say(site, &mut ann, "hours", "Open earlier on Mondays").await;
        let reply = [("body", "Nobody wants that"), ("reply_to", &comment.to_string())];
        ann.post("/consultations/hours/proposals/1/comments", &reply).await.is(303);
        let id = sql!("SELECT MAX(id) FROM comments").number(&site.app.db).await.unwrap();
        report(site, "hours", id, "abuse").await;
        let mut moderator = site.person(Role::Moderator).await;
        for path in [DESK.to_owned(), format!("{DESK}/{id}")] {
            moderator.get(&path).await.is(200).says("It answers this:").says("Open earlier on Mondays").says("Nobody wants that");
        }
        // What was taken down is not shown again beside an answer to it.
        moderator.post(&format!("{DESK}/{comment}"), &[("action", "remove"), ("reason", "legal"), ("seen", "0")]).await.is(303);
        moderator.get(&format!("{DESK}/{id}")).await.is(200).does_not_say("Open earlier on Mondays");
    }

    async fn several_are_decided_for_one_reason_and_each_author_is_told(site) {
        site.consultation("hours", |_| {}).await;
        let (mut ann, mut bob) = (site.resident("ann@example.org").await, site.resident("bob@example.org").await);
        let one = say(site, &mut ann, "hours", "Buy sheds").await;
        let two = say(site, &mut bob, "hours", "Buy more sheds").await;
        let three = say(site, &mut ann, "hours", "Good chairs").await;
        for id in [one, two, three] {
            report(site, "hours", id, "advertising").await;
        }
        let mut moderator = site.person(Role::Moderator).await;
        let letters = async || sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM outbox").number(&site.app.db).await.unwrap();
        let before = letters().await;
        let (pick_one, pick_two) = (format!("comment-{one}-0"), format!("comment-{two}-0"));

        // What is forgotten is said, and what was ticked stays ticked.
        let page = moderator.post(DESK, &[("pick", &pick_one), ("pick", &pick_two), ("action", "remove")]).await.is(422);
        let page = page.says("Choose a reason from the policy");
        assert_eq!(page.body.matches(" checked").count(), 2);
        moderator.post(DESK, &[("action", "remove"), ("reason", "advertising")]).await.is(422).says("Tick at least one");
        moderator.post(DESK, &[("pick", &pick_one), ("reason", "advertising")]).await.is(422).says("Choose what to do");
        moderator.post(DESK, &[("pick", &pick_one), ("action", "remove"), ("reason", "dislike")]).await.is(422).says("from the list");
        moderator.post(DESK, &[("pick", "x"), ("action", "leave")]).await.is(422).says("Tick at least one");
        moderator.post(DESK, &[("pick", &pick_one), ("action", "leave"), ("colour", "red")]).await.is(422).says("no field called “colour”");
        assert_eq!(state(site, one).await, "published");

        let fields = [("pick", pick_one.as_str()), ("pick", &pick_two), ("action", "remove"), ("reason", "advertising")];
        let answer = moderator.post(DESK, &fields).await.is(303);
        assert_eq!(answer.location(), format!("{DESK}?done=several"));
        moderator.get(answer.location()).await.is(200).says("They are decided.").says("Good chairs").does_not_say("Buy sheds");
        assert_eq!([state(site, one).await, state(site, two).await, state(site, three).await], ["removed", "removed", "published"]);
        assert_eq!(letters().await, before + 2);
        let decided = sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM moderation_decisions WHERE reason = 'advertising'");
        assert_eq!(decided.number(&site.app.db).await.unwrap(), 2);
        // Pressed twice it makes the same thing once.
        moderator.post(DESK, &fields).await.is(303);
        assert_eq!(letters().await, before + 2);
    }

    async fn what_somebody_else_decided_meanwhile_is_said_and_the_others_are_done(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let one = say(site, &mut ann, "hours", "Buy sheds").await;
        let two = say(site, &mut ann, "hours", "Write to ann@example.org").await;
        report(site, "hours", one, "advertising").await;
        let mut moderator = site.person(Role::Moderator).await;
        let mut other = site.colleague("Bo Marsh", Role::Moderator).await;
        other.post(&format!("{DESK}/{one}"), &[("action", "keep"), ("seen", "0")]).await.is(303);
        let (pick_one, pick_two) = (format!("comment-{one}-0"), format!("comment-{two}-0"));
        let fields = [("pick", pick_one.as_str()), ("pick", &pick_two), ("pick", "comment-999999-0"), ("pick", "cat-1-0"), ("action", "remove"), ("reason", "advertising")];
        let page = moderator.post(DESK, &fields).await.is(409);
        page.says("Somebody else decided about it").says("It is not there any more.").says("1 is decided.");
        assert_eq!([state(site, one).await, state(site, two).await], ["published", "removed"]);
        site.person(Role::Staff).await.post(DESK, &[("action", "leave")]).await.is(422);
        site.person(Role::Analyst).await.post(DESK, &[("action", "leave")]).await.is(403);
        site.visitor().post(DESK, &[("action", "leave")]).await.is(401);
    }
}
