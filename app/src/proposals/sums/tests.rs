//! Whatever people and moderators do, the kept sums stay what counting gives.

use std::collections::{BTreeMap, BTreeSet};

use futures::future::{BoxFuture, FutureExt};
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;

use crate::assembly::{INSTRUMENTS, PERSONS};
use crate::identity::model::Role;
use crate::ids::{ConsultationId, ResponseId};
use crate::proposals::results::store as results;
use crate::proposals::votes::model::Choice;
use crate::responses::recount::everything_wrong;
use crate::responses::sums as responses;
use crate::site::testing::{Browser, Site, content};
use crate::time::Time;
use crate::{sql, test_both};

const BASE: &str = "/consultations/hours/proposals";

/// What is done in the long story.
const ACTS: [&str; 12] = [
    "vote",
    "vote",
    "vote",
    "comment",
    "reply",
    "agree",
    "moderate",
    "correct",
    "withdraw a comment",
    "show the vote",
    "withdraw everything",
    "delete the account",
];

/// A comment by its number and its proposal's; one of this person's, if they are named.
async fn a_comment(site: &Site, random: &mut ChaCha20Rng, by: Option<&str>) -> Option<(i64, i64)> {
    let all: Vec<(i64, i64, Option<String>)> = sql!(
        "SELECT comments.id, proposals.number, email FROM comments JOIN proposals ON proposals.id = proposal_id \
         LEFT JOIN responses ON responses.id = response_id \
         LEFT JOIN account_participants ON account_participants.participant_id = responses.participant_id \
         LEFT JOIN accounts ON accounts.id = account_participants.account_id \
         WHERE body <> '' ORDER BY comments.id"
    )
    .all(&site.app.db)
    .await
    .unwrap();
    let fit: Vec<_> = all.into_iter().filter(|one| by.is_none() || one.2.as_deref() == by).collect();
    // One's own latest, which may still be put right.
    let one = if by.is_some() { fit.last() } else { fit.choose(random) };
    one.map(|one| (one.0, one.1))
}

/// What somebody sends: where to, the fields, and whether a moderator sends it.
type Sent = (String, Vec<(&'static str, String)>, bool);

async fn make_up(site: &Site, random: &mut ChaCha20Rng, act: &str, email: &str) -> Sent {
    let proposal = random.random_range(1..=2);
    let number = random.random_range(0..1_000_000);
    // A telephone number in a comment lets it wait for a moderator.
    let words = match random.random_bool(0.2) {
        true => format!("Ring 01632 960001 about {number}"),
        false => format!("What about {number}?"),
    };
    let own = ["correct", "withdraw a comment", "show the vote"].contains(&act);
    let (comment, on) = a_comment(site, random, own.then_some(email)).await.unwrap_or((0, 1));
    let hides = random.random_bool(0.3);
    let mut fields = vec![("body", words.clone())];
    fields.extend(hides.then(|| ("hide_vote", "1".to_owned())));
    let choice = Choice::ALL.choose(random).unwrap().word().to_owned();
    match act {
        "vote" => (format!("{BASE}/{proposal}/vote"), vec![("choice", choice)], false),
        "comment" => (format!("{BASE}/{proposal}/comments"), fields, false),
        "reply" if random.random_bool(0.3) => {
            (format!("{BASE}/{on}/comments/{comment}/reply"), vec![("body", words)], true)
        }
        "reply" => {
            fields.push(("reply_to", comment.to_string()));
            (format!("{BASE}/{on}/comments"), fields, false)
        }
        "agree" => (format!("{BASE}/{on}/comments/{comment}/agree"), vec![("agree", "1".to_owned())], false),
        "moderate" => {
            let seen = sql!(
                "SELECT CAST(COALESCE(MAX(id), 0) AS BIGINT) FROM moderation_decisions \
                 WHERE kind = 'comment' AND subject_id = $1",
                comment
            )
            .number(&site.app.db)
            .await
            .unwrap();
            let action = *["publish", "hold", "remove", "redact"].choose(random).unwrap();
            let decided = [("action", action), ("reason", "abuse"), ("text", "What about [removed: name]?")];
            let mut decided: Vec<(&str, String)> = decided.map(|(name, value)| (name, value.to_owned())).into();
            decided.push(("seen", seen.to_string()));
            (format!("/staff/moderation/{comment}"), decided, true)
        }
        "correct" => (format!("/account/writing/comment/{comment}"), vec![("words", words)], false),
        "withdraw a comment" => (format!("/account/writing/comment/{comment}/withdraw"), Vec::new(), false),
        _ => {
            let shown = (!hides).then(|| ("show", "1".to_owned()));
            (format!("/account/writing/comment/{comment}/vote"), shown.into_iter().collect(), false)
        }
    }
}

/// Withdraws a live response, as somebody's who deletes their account.
fn withdraw_one<'a>(site: &'a Site, random: &'a mut ChaCha20Rng) -> BoxFuture<'a, u16> {
    async move {
        let live: Vec<(ResponseId,)> =
            sql!("SELECT id FROM responses WHERE withdrawn_at IS NULL ORDER BY id").all(&site.app.db).await.unwrap();
        let Some((response,)) = live.choose(random).copied() else { return 0 };
        let mut tx = site.app.db.begin().await.unwrap();
        assert!(crate::responses::store::withdraw(&mut tx, PERSONS, response, site.app.clock.now()).await.unwrap());
        tx.commit().await.unwrap();
        303
    }
    .boxed()
}

/// Sends a form. Each step is a future of its own on the heap: all of them in one would not fit on the stack of a test.
fn send<'a>(who: &'a mut Browser, path: &'a str, fields: &'a [(&'a str, &'a str)]) -> BoxFuture<'a, u16> {
    async move { who.post(path, fields).await.status.as_u16() }.boxed()
}

fn arrives(site: &Site, email: String) -> BoxFuture<'_, (String, Browser)> {
    async move {
        let browser = site.resident(&email).await;
        (email, browser)
    }
    .boxed()
}

fn adds_up(site: &Site) -> BoxFuture<'_, ()> {
    async move { assert_eq!(everything_wrong(&site.app.db, INSTRUMENTS).await.unwrap(), Vec::<String>::new()) }.boxed()
}

fn act_of<'a>(
    site: &'a Site,
    random: &'a mut ChaCha20Rng,
    act: &'static str,
    (email, who): &'a mut (String, Browser),
    moderator: &'a mut Browser,
) -> BoxFuture<'a, u16> {
    async move {
        let (path, fields, moderates) = make_up(site, random, act, email).await;
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        send(if moderates { moderator } else { who }, &path, &fields).await
    }
    .boxed()
}

fn story(site: &Site, of: ConsultationId, steps: usize) -> BoxFuture<'_, ()> {
    async move {
        let mut random = ChaCha20Rng::seed_from_u64(35);
        let mut moderator = site.person(Role::Moderator).await;
        let mut people = Vec::new();
        for number in 0..8 {
            people.push(arrives(site, format!("p{number}@example.org")).await);
        }
        let mut done: BTreeMap<&str, usize> = BTreeMap::new();
        for step in 0..steps {
            site.app.clock.advance(Time::MINUTE);
            let act = *ACTS.choose(&mut random).unwrap();
            let place = random.random_range(0..people.len());
            let status = match act {
                "withdraw everything" => withdraw_one(site, &mut random).await,
                "delete the account" if random.random_bool(0.4) => {
                    let choice = if random.random_bool(0.5) { "remove" } else { "keep" };
                    let fields = [("password", "correct horse battery"), ("comments", choice)];
                    let status = send(&mut people[place].1, "/account/delete", &fields).await;
                    people[place] = arrives(site, format!("q{step}@example.org")).await;
                    status
                }
                "delete the account" => 0,
                _ => act_of(site, &mut random, act, &mut people[place], &mut moderator).await,
            };
            if status == 303 {
                *done.entry(act).or_default() += 1;
            }
            if step == steps / 2 {
                site.amend("hours", "Open until seven").boxed().await;
            }
            if step % 40 == 0 {
                adds_up(site).await;
            }
        }
        adds_up(site).await;
        let kinds: BTreeSet<&str> = ACTS.into_iter().collect();
        assert_eq!(done.keys().copied().collect::<BTreeSet<&str>>(), kinds, "each was done: {done:?}");
        assert!(responses::of(&site.app.db, [of]).await.unwrap()[0].1 > 0);
    }
    .boxed()
}

/// Everything that is kept, in one text.
async fn kept(site: &Site) -> String {
    let db = &site.app.db;
    let responses: Vec<(i64, i64, String, i64, i64)> =
        sql!("SELECT consultation_id, hour, channel, branch_id, responses FROM response_sums WHERE responses <> 0 ORDER BY 1, 2, 3, 4")
            .all(db).await.unwrap();
    let hours: Vec<(i64, i64, i64, i64)> = sql!(
        "SELECT proposal_id, hour, votes, comments FROM proposal_hours WHERE votes <> 0 OR comments <> 0 ORDER BY 1, 2"
    )
    .all(db)
    .await
    .unwrap();
    let comments: Vec<(i64, String, String, i64)> =
        sql!("SELECT proposal_id, choice, state, comments FROM comment_sums WHERE comments <> 0 ORDER BY 1, 2, 3")
            .all(db)
            .await
            .unwrap();
    let reach: Vec<(i64, i64, i64, i64)> =
        sql!("SELECT consultation_id, voted, wrote, responses FROM reach_sums WHERE responses <> 0 ORDER BY 1, 2, 3")
            .all(db)
            .await
            .unwrap();
    format!("{responses:?}\n{hours:?}\n{comments:?}\n{reach:?}")
}

test_both! {
    async fn kept_sums_are_what_counting_gives_after_a_long_story(site) {
        let of = site.consultation("hours", |new| new.proposals.push(content("Close on Mondays"))).await;
        story(site, of, 400).await;
        // Counted at once from everything, they are the same as kept step by step.
        let before = kept(site).await;
        let mut tx = site.app.db.begin().await.unwrap();
        sql!("DELETE FROM response_sums").run(&mut tx).await.unwrap();
        sql!("DELETE FROM proposal_hours").run(&mut tx).await.unwrap();
        sql!("DELETE FROM comment_sums").run(&mut tx).await.unwrap();
        sql!("DELETE FROM reach_sums").run(&mut tx).await.unwrap();
        crate::responses::sums::fill(&mut tx).await.unwrap();
        crate::proposals::sums::fill(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(kept(site).await, before);
    }

    async fn a_sum_that_is_wrong_is_named(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        ann.post(&format!("{BASE}/1/vote"), &[("choice", "support")]).await.is(303);
        ann.post(&format!("{BASE}/1/comments"), &[("body", "Saturdays are best")]).await.is(303);
        assert_eq!(everything_wrong(&site.app.db, INSTRUMENTS).await.unwrap(), Vec::<String>::new());
        let mut tx = site.app.db.begin().await.unwrap();
        sql!("UPDATE response_sums SET responses = 2").run(&mut tx).await.unwrap();
        sql!("UPDATE proposal_hours SET votes = 0, comments = 3").run(&mut tx).await.unwrap();
        sql!("DELETE FROM comment_sums").run(&mut tx).await.unwrap();
        sql!("UPDATE reach_sums SET responses = responses + 1 WHERE wrote = 1").run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        let wrong = everything_wrong(&site.app.db, INSTRUMENTS).await.unwrap().join("\n");
        for words in [
            "online, branch 0: 2 kept, 1 counted", "comments in hour", ": 3 kept, 1 counted", "first answers in hour",
            "published comments beside the vote support: 0 kept, 1 counted",
            "responses that voted on 1 and wrote: 2 kept, 1 counted",
        ] {
            assert!(wrong.contains(words), "{words} is not in\n{wrong}");
        }
    }

    async fn responses_are_told_by_library_channel_and_hour(site) {
        let of = site.consultation("hours", |_| {}).await;
        let branch = site.branch("millbrook", "Millbrook").await;
        for (who, with) in [("ann", true), ("ben", true), ("cat", false)] {
            let mut browser = site.resident_of(&format!("{who}@example.org"), with.then_some(branch)).await;
            site.app.clock.advance(40 * Time::MINUTE);
            browser.post(&format!("{BASE}/1/vote"), &[("choice", "oppose")]).await.is(303);
        }
        let db = &site.app.db;
        let libraries = responses::by_library(db, of).await.unwrap();
        let said: Vec<(Option<&str>, i64)> = libraries.iter().map(|one| (one.name.as_deref(), one.responses)).collect();
        assert_eq!(said, [(Some("Millbrook"), 2), (None, 1)]);
        let ways = responses::by_channel(db, of).await.unwrap();
        assert_eq!(ways.iter().map(|(way, many)| (way.word(), *many)).collect::<Vec<_>>(), [("online", 3)]);
        // 10:40, 11:20 and 12:00.
        assert_eq!(responses::by_hour(db, of).await.unwrap().iter().map(|one| one.1).collect::<Vec<_>>(), [1, 1, 1]);
        let hours = results::by_hour(db, of).await.unwrap();
        assert_eq!(hours.iter().map(|one| (one.votes, one.comments)).collect::<Vec<_>>(), [(1, 0), (1, 0), (1, 0)]);
    }
}
