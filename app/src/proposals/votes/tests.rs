//! Voting, from the form to the count.

use crate::identity::model::Role;
use crate::proposals::recount::recount;
use crate::proposals::votes::live::LiveVotes;
use crate::proposals::votes::model::{Choice, Counts, Figures};
use crate::proposals::votes::tallies::counts;
use crate::site::testing::Site;
use crate::test_both;
use crate::time::Time;

const VOTE: &str = "/consultations/hours/proposals/1/vote";
const PAGE: &str = "/consultations/hours/proposals/1";

async fn tally(site: &Site) -> Counts {
    let consultation = crate::consultations::store::by_slug(&site.app.db, "hours").await.unwrap().unwrap();
    let place = crate::proposals::store::place(&site.app.db, consultation.id, 1).await.unwrap().unwrap();
    counts(&site.app.db, [place.id]).await.unwrap().remove(&place.id).unwrap_or_default()
}

test_both! {
    async fn a_vote_is_counted_once_and_can_be_changed(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let answer = ann.post(VOTE, &[("choice", "support")]).await.is(303);
        assert_eq!(answer.location(), "/consultations/hours/proposals/1?done=vote#done");
        ann.get("/consultations/hours/proposals/1?done=vote").await.says("Your answer “Support” is recorded").says("/receipts/");
        assert_eq!(tally(site).await.of(Choice::Support), 1);
        ann.post(VOTE, &[("choice", "strongly-oppose")]).await.is(303);
        let counts = tally(site).await;
        assert_eq!((counts.of(Choice::Support), counts.of(Choice::StronglyOppose), counts.total()), (0, 1, 1));
        ann.get(PAGE).await.says("Your answer now").says("Strongly oppose");
        assert_eq!(recount(&site.app.db).await.unwrap(), []);
    }

    async fn whoever_voted_sees_it_though_another_program_took_the_vote_and_this_one_has_not_heard_of_it(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        ann.post(VOTE, &[("choice", "support")]).await.is(303);
        ann.get(PAGE).await.says("Your answer now");
        let other = site.another_program().await;
        let mut tx = other.begin().await.unwrap();
        crate::sql!("UPDATE votes SET choice = 'strongly-oppose'").run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        ann.get(&format!("{PAGE}?done=vote")).await.says("Your answer “Strongly oppose” is recorded");
        other.close().await;
    }

    async fn two_tabs_at_the_same_moment_count_as_one_person(site) {
        site.consultation("hours", |_| {}).await;
        let ann = site.resident("ann@example.org").await;
        let (mut one, mut two) = (ann.clone(), ann);
        let (first, second) =
            tokio::join!(one.post(VOTE, &[("choice", "support")]), two.post(VOTE, &[("choice", "oppose")]));
        assert_eq!((first.status.as_u16(), second.status.as_u16()), (303, 303));
        assert_eq!(tally(site).await.total(), 1);
        assert_eq!(recount(&site.app.db).await.unwrap(), []);
    }

    async fn many_residents_at_once_are_all_counted(site) {
        site.consultation("hours", |_| {}).await;
        let mut browsers = Vec::new();
        for number in 0..40 {
            browsers.push(site.resident(&format!("r{number}@example.org")).await);
        }
        let votes = browsers.iter_mut().enumerate().map(|(number, browser)| {
            let choice = Choice::ALL[number % 6].word();
            async move { browser.post(VOTE, &[("choice", choice)]).await.is(303) }
        });
        futures::future::join_all(votes).await;
        let counts = tally(site).await;
        assert_eq!(counts.total(), 40);
        assert_eq!(counts.of(Choice::StronglySupport), 7);
        assert_eq!(recount(&site.app.db).await.unwrap(), []);
    }

    async fn an_unknown_or_missing_answer_shows_the_form_again(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        ann.post(VOTE, &[]).await.is(422).says("Choose an answer");
        ann.post(VOTE, &[("choice", "maybe")]).await.is(422).says("Choose one of the six answers");
        ann.post(VOTE, &[("choice", "support"), ("weight", "9")]).await.is(422).says("no field called “weight”");
        ann.post(VOTE, &[("choice", "support"), ("version", "first")]).await.is(422).says("not a number");
        assert_eq!(tally(site).await.total(), 0);
    }

    async fn nobody_votes_before_opening_or_after_closing_or_on_a_draft(site) {
        let now = site.app.clock.now();
        site.consultation("hours", |shape| shape.closes_at = Some(now.plus(Time::MINUTE))).await;
        site.consultation("later", |shape| shape.opens_at = Some(now.plus(Time::DAY))).await;
        site.consultation("draft", |shape| shape.published_at = None).await;
        site.consultation("gone", |shape| shape.withdrawn_at = Some(now)).await;
        let mut ann = site.resident("ann@example.org").await;
        for (slug, status) in [("later", 409), ("draft", 404), ("gone", 409), ("none", 404)] {
            let path = format!("/consultations/{slug}/proposals/1/vote");
            ann.post(&path, &[("choice", "support")]).await.is(status);
        }
        ann.post("/consultations/hours/proposals/2/vote", &[("choice", "support")]).await.is(404);
        site.app.clock.advance(Time::MINUTE - 1);
        ann.post(VOTE, &[("choice", "support")]).await.is(303);
        site.app.clock.advance(1);
        ann.post(VOTE, &[("choice", "oppose")]).await.is(409).says("has closed");
        assert_eq!(tally(site).await.of(Choice::Support), 1);
    }

    async fn an_amended_text_is_shown_before_the_vote_is_taken(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let page = ann.get(PAGE).await;
        let old = page.body.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        ann.post(VOTE, &[("choice", "support"), ("version", &old)]).await.is(303);
        site.amend("hours", "Open until six on Saturdays").await;
        ann.get(PAGE).await.says("changed after you answered");
        let page = ann.post(VOTE, &[("choice", "oppose"), ("version", &old)]).await.is(409);
        let page = page.says("amended while you were reading").says("Open until six on Saturdays");
        assert!(page.body.contains("value=\"oppose\" checked"), "the choice is kept");
        assert_eq!(tally(site).await.of(Choice::Support), 1);
        ann.post(VOTE, &[("choice", "oppose")]).await.is(303);
        ann.get(PAGE).await.does_not_say("changed after you answered");
        assert_eq!(recount(&site.app.db).await.unwrap(), []);
    }

    async fn staff_and_councillors_do_not_vote(site) {
        site.consultation("hours", |_| {}).await;
        for role in [Role::Staff, Role::Councillor, Role::Administrator, Role::Moderator, Role::Analyst] {
            let mut person = site.person(role).await;
            person.get(PAGE).await.is(200).says("Only residents vote");
            person.post(VOTE, &[("choice", "support")]).await.is(403);
        }
        assert_eq!(tally(site).await.total(), 0);
    }

    async fn a_receipt_proves_the_vote_without_an_account_and_never_shows_it(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let done = ann.post_for_json(VOTE, &[("choice", "oppose")]).await.is(200);
        let code = done.json()["receipt"].as_str().unwrap().to_owned();
        let page = site.visitor().get(&format!("/receipts/{}", code.to_lowercase())).await.is(200);
        let page = page.says("Opening hours at Millbrook").says("Counted").does_not_say("Oppose");
        assert_eq!(page.headers.get("referrer-policy").unwrap(), "no-referrer");
        let mut wrong = code.clone().into_bytes();
        wrong[0] = if wrong[0] == b'0' { b'1' } else { b'0' };
        site.visitor().get(&format!("/receipts/{}", String::from_utf8(wrong).unwrap())).await.is(422);
    }
}

/// An open line to the live counts of a proposal.
struct News(axum::body::BodyDataStream);

impl News {
    async fn of(site: &Site, path: &str) -> Self {
        use tower::ServiceExt;
        let request = axum::http::Request::get(path).body(axum::body::Body::empty()).unwrap();
        let response = site.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self(response.into_body().into_data_stream())
    }

    /// The next event as it is sent; none when the line has ended. Fails when nothing comes.
    async fn next(&mut self) -> Option<String> {
        use futures::StreamExt;
        loop {
            let waited = tokio::time::timeout(std::time::Duration::from_secs(10), self.0.next()).await;
            let text = String::from_utf8(waited.expect("no news came")?.unwrap().to_vec()).unwrap();
            if !text.starts_with(':') {
                return Some(text);
            }
        }
    }

    /// The next event's counts.
    async fn figures(&mut self) -> Figures {
        let event = self.next().await.expect("the line ended");
        let data = event.lines().find_map(|line| line.strip_prefix("data:")).unwrap();
        serde_json::from_str(data.trim()).unwrap()
    }
}

const LIVE: &str = "/consultations/hours/proposals/1/live";

test_both! {
    async fn hidden_counts_are_not_told_live_either(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        ann.get(LIVE).await.is(404);
        site.person(Role::Staff).await.get(LIVE).await.is(404);
        let answer = ann.post_for_json(VOTE, &[("choice", "support")]).await.is(200);
        assert!(answer.json()["tally"].is_null(), "{}", answer.body);
        ann.get(PAGE).await.does_not_say("Answers so far").does_not_say("/live");
        site.app.clock.advance(31 * Time::DAY);
        // Nothing will change any more, so the browser is told not to ask again.
        ann.get(LIVE).await.is(204);
        site.visitor().get(PAGE).await.says("<strong class=\"num\">1").says("> answer<").does_not_say("/live");
    }

    async fn live_counts_are_told_at_first_at_each_change_and_never_after_closing(site) {
        site.consultation("hours", |new| { new.results = "live"; new.closes_at = new.opens_at.map(|at| at.plus(2 * Time::HOUR)); }).await;
        let mut ann = site.resident("ann@example.org").await;
        ann.post(VOTE, &[("choice", "support")]).await.is(303);
        let mut news = News::of(site, LIVE).await;
        let first = news.figures().await;
        assert_eq!((first.counts.of(Choice::Support), first.total, first.at.as_str()), (1, 1, "10am"));

        let mut ben = site.resident("ben@example.org").await;
        let answer = ben.post_for_json(VOTE, &[("choice", "oppose")]).await.is(200).json();
        let voted: Figures = serde_json::from_value(answer["tally"].clone()).unwrap();
        assert_eq!((voted.counts.of(Choice::Oppose), voted.total), (1, 2));
        let second = news.figures().await;
        assert_eq!((second.counts, second.total), (voted.counts, 2));

        // A change that is no vote on this proposal is no news.
        site.account("cal@example.org", Role::Resident).await;
        site.app.clock.advance(Time::HOUR);
        site.app.db.touch();
        assert!(news.next().await.unwrap().contains("event: end"));
        assert_eq!(news.next().await, None);
        site.visitor().get(LIVE).await.is(204);
    }

    async fn counts_that_are_hidden_meanwhile_are_told_no_more(site) {
        let id = site.consultation("hours", |new| new.results = "live").await;
        let mut news = News::of(site, LIVE).await;
        assert_eq!(news.figures().await.total, 0);
        let mut tx = site.app.db.begin().await.unwrap();
        crate::sql!("UPDATE consultations SET results = 'hidden' WHERE id = $1", id).run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        let mut ann = site.resident("ann@example.org").await;
        ann.post(VOTE, &[("choice", "support")]).await.is(303);
        assert!(news.next().await.unwrap().contains("event: end"));
        assert_eq!(news.next().await, None);
    }

    async fn an_interactive_form_is_told_in_json_what_a_plain_one_is_told_in_a_page(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let done = ann.post_for_json(VOTE, &[("choice", "support")]).await.is(200).json();
        assert_eq!((&done["done"], &done["choice"]), (&"vote".into(), &"support".into()));
        assert!(done["receipt"].as_str().is_some_and(|code| code.len() > 15));

        let empty = ann.post_for_json(VOTE, &[]).await.is(422).json();
        assert_eq!(empty["errors"]["choice"], "Choose an answer");
        let problem = site.visitor().post_for_json(VOTE, &[("choice", "support")]).await.is(401);
        assert_eq!(problem.headers["content-type"], "application/problem+json");
        let problem = site.person(Role::Staff).await.post_for_json(VOTE, &[("choice", "support")]).await.is(403).json();
        assert!(problem["detail"].as_str().unwrap().contains("signed in as staff"), "{problem}");
        assert_eq!(problem["code"], "role-may-not");

        let page = ann.get(PAGE).await;
        let old = page.body.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        site.amend("hours", "Open until six on Saturdays").await;
        let amended = ann.post_for_json(VOTE, &[("choice", "oppose"), ("version", &old)]).await.is(409).json();
        assert_eq!((&amended["superseded"], &amended["code"]), (&true.into(), &"superseded".into()));
        site.app.clock.advance(31 * Time::DAY);
        let closed = site.resident("late@example.org").await.post_for_json(VOTE, &[("choice", "oppose")]).await.is(409).json();
        assert!(closed["detail"].as_str().unwrap().contains("has closed"), "{closed}");
        assert_eq!(closed["code"], "closed");
        assert!(closed["superseded"].is_null());
        assert_eq!(tally(site).await.of(Choice::Support), 1);
    }

    async fn without_the_browser_program_the_form_is_whole_and_the_counts_are_there(site) {
        site.consultation("hours", |new| new.results = "live").await;
        let mut ann = site.resident("ann@example.org").await;
        ann.post(VOTE, &[("choice", "support")]).await.is(303);
        let page = ann.get(PAGE).await.is(200);
        let page = page.says("<form id=\"vote\" method=\"post\" action=\"/consultations/hours/proposals/1/vote\"");
        let page = page.says("value=\"support\" checked").says("Change my answer").says("name=\"version\"");
        page.says("<strong class=\"num\">1").says("> answer so far<").says("100%").does_not_say("style=");
        site.person(Role::Councillor).await.get(PAGE).await.says("Only residents vote").says("answer so far");
    }
}

/// Asks for live counts as somebody at an address.
async fn look_from(site: &Site, address: &str) -> Result<News, u16> {
    use tower::ServiceExt;
    let request = axum::http::Request::get(LIVE).header("x-forwarded-for", address);
    let response = site.router.clone().oneshot(request.body(axum::body::Body::empty()).unwrap()).await.unwrap();
    match response.status().as_u16() {
        200 => Ok(News(response.into_body().into_data_stream())),
        status => Err(status),
    }
}

#[tokio::test]
async fn more_than_can_look_at_once_are_turned_away_and_places_are_given_back() {
    let site = Site::with(crate::db::testing::On::Sqlite, |config| config.live_lines = 12).await;
    site.consultation("hours", |new| new.results = "live").await;
    let mut lines = Vec::new();
    for _ in 0..12 {
        lines.push(News::of(&site, LIVE).await);
    }
    site.visitor().get(LIVE).await.is(503);
    lines.truncate(10);
    News::of(&site, LIVE).await.figures().await;
    drop(lines);
    site.finish().await;
}

#[tokio::test]
async fn one_address_cannot_take_every_place_and_a_library_may_take_many() {
    let site = Site::with(crate::db::testing::On::Sqlite, |config| config.trusted_proxy = true).await;
    site.consultation("hours", |new| new.results = "live").await;
    let mut lines = Vec::new();
    while lines.len() < 500 {
        // Another address of one household each time.
        match look_from(&site, &format!("2001:db8:1:2::{:x}", lines.len() + 1)).await {
            Ok(line) => lines.push(line),
            Err(status) => {
                assert_eq!(status, 503);
                break;
            }
        }
    }
    assert!((10..100).contains(&lines.len()), "{} lines from one household", lines.len());
    // Nobody else is kept out, and somebody who goes makes room.
    let other = look_from(&site, "2001:db8:1:3::1").await.unwrap();
    lines.pop();
    lines.push(look_from(&site, "2001:db8:1:2::ffff").await.unwrap());
    let household = lines.len();
    drop((lines, other));
    let branch = site.branch("mill", "Mill Library").await;
    let mut tx = site.app.db.begin().await.unwrap();
    let now = site.app.clock.now();
    crate::branches::store::add_address(&mut tx, branch, "2001:db8:1:2::7", now).await.unwrap();
    tx.commit().await.unwrap();
    let mut lines = Vec::new();
    for _ in 0..household * 3 {
        lines.push(look_from(&site, "2001:db8:1:2::9").await.unwrap());
    }
    drop(lines);
    site.finish().await;
}

#[tokio::test]
async fn when_the_program_stops_every_line_ends_at_once_and_is_not_said_to_be_the_last_word() {
    let site = Site::new(crate::db::testing::On::Sqlite).await;
    site.consultation("hours", |new| new.results = "live").await;
    let mut line = News::of(&site, LIVE).await;
    line.figures().await;
    let began = std::time::Instant::now();
    site.app.warm::<LiveVotes>().end();
    assert_eq!(line.next().await, None);
    assert!(began.elapsed() < std::time::Duration::from_secs(1));
    site.visitor().get(LIVE).await.is(503);
    site.finish().await;
}
