//! How somebody who is at an event begins to answer by its code, and what is kept of it.

use super::{announced, code_of, colleague};
use crate::identity::model::Role;
use crate::site::testing::{Browser, Site};
use crate::sql;
use crate::test_both;
use crate::time::Time;

const VOTE: &str = "/consultations/hours/proposals/1/vote";
const EVENT: &str = "/consultations/hours/event";

/// A consultation, an event about it that is on now, its name in addresses and its code.
async fn on_now(site: &Site) -> (String, String) {
    site.consultation("hours", |_| {}).await;
    let mut staff = colleague(site).await;
    let slug =
        announced(&mut staff, &[("consultation", "hours"), ("starts_date", "2026-03-02"), ("starts_time", "09:00")])
            .await;
    let code = code_of(site, &slug).await;
    (slug, code)
}

/// The sources of all responses, in the order in which they came.
async fn sources(site: &Site) -> Vec<String> {
    let rows: Vec<(String,)> = sql!("SELECT source FROM responses ORDER BY id").all(&site.app.db).await.unwrap();
    rows.into_iter().map(|row| row.0).collect()
}

async fn arrivals(site: &Site) -> i64 {
    sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM arrivals").number(&site.app.db).await.unwrap()
}

async fn votes(browser: &mut Browser) {
    browser.post(VOTE, &[("choice", "support")]).await.is(303);
}

test_both! {
    async fn whoever_begins_by_the_code_is_counted_with_the_event_whatever_they_answer(site) {
        let (slug, code) = on_now(site).await;
        site.visitor().get(&format!("/e/{code}")).await.is(200).says("Tea and Saturdays").says("Begin").says("name=\"robots\"");
        site.visitor().get(&format!("/e/{}", code.to_lowercase())).await.is(200);
        let mut ann = site.resident("ann@example.org").await;
        let begun = ann.post(EVENT, &[("event-code", &code)]).await.is(303);
        assert_eq!(begun.location(), "/consultations/hours?done=event#done");
        ann.get("/consultations/hours?done=event").await.is(200).says("You are welcome.");
        assert_eq!(arrivals(site).await, 1);
        ann.get("/account/data").await.is(200).says("came_by_and_not_answered_yet").says(&format!("event:{code}"));
        votes(&mut ann).await;
        assert_eq!((sources(site).await, arrivals(site).await), (vec![format!("event:{code}")], 0));
        ann.get("/account/data").await.is(200).does_not_say("came_by_and_not_answered_yet").says(&format!("\"source\": \"event:{code}\""));
        // Others are counted as ever.
        votes(&mut site.resident("bob@example.org").await).await;
        assert_eq!(sources(site).await, [format!("event:{code}"), String::new()]);
        let mut staff = site.signed_in(site.account("ed@library.example.org", Role::Staff).await).await;
        staff.get(&format!("/staff/events/{slug}")).await.is(200).says("So far: fewer than 5 responses.");
        for number in 0..4 {
            let mut person = site.resident(&format!("person-{number}@example.org")).await;
            person.post(EVENT, &[("event-code", &code)]).await.is(303);
            votes(&mut person).await;
        }
        staff.get(&format!("/staff/events/{slug}")).await.is(200).says("So far: 5 responses.");
        staff.get("/staff/events").await.is(200).says("5 responses");
    }

    async fn somebody_new_signs_in_on_the_way_and_the_mark_goes_with_them(site) {
        let (_, code) = on_now(site).await;
        let mut visitor = site.visitor();
        let step = visitor.post(EVENT, &[("event-code", &code)]).await.is(401);
        step.says("One more step").says("I am new here").says(&code).says("value=\"/consultations/hours/event\"");
        site.account("ann@example.org", Role::Resident).await;
        let body = format!("event-code={code}");
        let sign_in = [("email", "ann@example.org"), ("password", "correct horse battery"), ("continue_to", EVENT), ("carry", &body)];
        let answer = visitor.post("/sign-in", &sign_in).await.is(303);
        assert_eq!(answer.location(), "/consultations/hours?done=event#done");
        votes(&mut visitor).await;
        assert_eq!(sources(site).await, [format!("event:{code}")]);
    }

    async fn a_response_keeps_what_it_began_with(site) {
        let (_, code) = on_now(site).await;
        let mut ann = site.resident("ann@example.org").await;
        votes(&mut ann).await;
        let begun = ann.post(EVENT, &[("event-code", &code)]).await.is(303);
        assert_eq!(begun.location(), "/consultations/hours");
        ann.post(VOTE, &[("choice", "oppose")]).await.is(303);
        assert_eq!((sources(site).await, arrivals(site).await), (vec![String::new()], 0));
    }

    async fn the_latest_event_counts_and_a_day_later_none_does(site) {
        let (_, first) = on_now(site).await;
        let mut staff = site.signed_in(site.account("ed@library.example.org", Role::Staff).await).await;
        let other = announced(&mut staff, &[("title", "Story time"), ("consultation", "hours"), ("starts_date", "2026-03-02"), ("starts_time", "09:30")]).await;
        let second = code_of(site, &other).await;
        let mut ann = site.resident("ann@example.org").await;
        let mut bob = site.resident("bob@example.org").await;
        for code in [&first, &second] {
            ann.post(EVENT, &[("event-code", code)]).await.is(303);
        }
        bob.post(EVENT, &[("event-code", &first)]).await.is(303);
        votes(&mut ann).await;
        site.app.clock.advance(Time::DAY);
        votes(&mut bob).await;
        assert_eq!((sources(site).await, arrivals(site).await), (vec![format!("event:{second}"), String::new()], 0));
    }

    async fn a_code_that_is_wrong_early_late_or_cancelled_marks_nothing_and_leads_on(site) {
        let (slug, code) = on_now(site).await;
        site.consultation("other", |_| {}).await;
        let mut staff = site.signed_in(site.account("ed@library.example.org", Role::Staff).await).await;
        let later = announced(&mut staff, &[("title", "Later"), ("consultation", "hours")]).await;
        let later = code_of(site, &later).await;
        let mut ann = site.resident("ann@example.org").await;
        for typed in ["", "000000", "nonsense", "7K2M9U", "../../etc", &later, &"7".repeat(10_000)] {
            let answer = ann.post(EVENT, &[("event-code", typed)]).await.is(303);
            assert_eq!(answer.location(), "/consultations/hours", "{typed}");
        }
        ann.post("/consultations/other/event", &[("event-code", &code)]).await.is(303);
        ann.post("/consultations/nothing/event", &[("event-code", &code)]).await.is(404);
        assert_eq!(arrivals(site).await, 0);
        for path in ["/e/000000", "/e/nonsense", "/e/%00", "/e/..%2f.."] {
            site.visitor().get(path).await.is(404);
        }
        assert_eq!(site.visitor().get(&format!("/e/{later}")).await.is(303).location(), "/consultations/hours");
        // A week after its end, nobody takes the sheet for the event any more.
        let mut reader = site.visitor();
        site.app.clock.advance(7 * Time::DAY);
        reader.get(&format!("/e/{code}")).await.is(200);
        site.app.clock.advance(Time::DAY);
        assert_eq!(reader.get(&format!("/e/{code}")).await.is(303).location(), "/consultations/hours");
        let mut staff = site.signed_in(site.account("jo@library.example.org", Role::Staff).await).await;
        staff.post(&format!("/staff/events/{slug}/cancel"), &[("reason", "No.")]).await.is(409);
        let fresh = announced(&mut staff, &[("title", "Fresh"), ("consultation", "hours"), ("starts_date", "2026-03-10"), ("starts_time", "09:00")]).await;
        let code = code_of(site, &fresh).await;
        reader.get(&format!("/e/{code}")).await.is(200);
        staff.post(&format!("/staff/events/{fresh}/cancel"), &[("reason", "No.")]).await.is(303);
        assert_eq!(reader.get(&format!("/e/{code}")).await.is(303).location(), "/consultations/hours");
    }

    async fn an_event_about_nothing_leads_to_its_own_page_and_its_sheet_too(site) {
        let mut staff = colleague(site).await;
        let slug = announced(&mut staff, &[("starts_date", "2026-03-02"), ("starts_time", "09:00")]).await;
        let code = code_of(site, &slug).await;
        assert_eq!(site.visitor().get(&format!("/e/{code}")).await.is(303).location(), format!("/events/{slug}"));
        staff.get(&format!("/staff/events/{slug}/sheet")).await.is(200).says(&format!("Code that leads a telephone to soundings.test/events/{slug}"));
    }

    async fn the_sheet_has_the_code_and_the_address_to_type(site) {
        let (slug, code) = on_now(site).await;
        let mut staff = site.signed_in(site.account("ed@library.example.org", Role::Staff).await).await;
        staff.get(&format!("/staff/events/{slug}/sheet")).await.is(200)
            .says(&format!("Code that leads a telephone to soundings.test/e/{code}")).says("Opening hours at Millbrook").says("class=\"qr\"");
    }

    async fn colleagues_take_no_part_and_a_deleted_account_takes_its_arrival_along(site) {
        let (_, code) = on_now(site).await;
        let mut staff = site.signed_in(site.account("ed@library.example.org", Role::Staff).await).await;
        staff.post(EVENT, &[("event-code", &code)]).await.is(403);
        let mut ann = site.resident("ann@example.org").await;
        ann.post(EVENT, &[("event-code", &code)]).await.is(303);
        assert_eq!(arrivals(site).await, 1);
        ann.post("/account/delete", &[("password", "correct horse battery")]).await.is(303);
        assert_eq!(arrivals(site).await, 0);
    }
}
