//! A consultation's page for staff, through the real router: what to do next at each stage, and every way on.

use crate::identity::model::Role;
use crate::test_both;
use crate::time::Time;

const BASE: &str = "/staff/consultations/hours";

/// How many filled buttons a page has.
fn filled(page: &str) -> usize {
    page.matches("class=\"button\"").count()
}

test_both! {
    async fn each_stage_says_one_thing_to_do_next(site) {
        let now = site.app.clock.now();
        site.consultation("hours", |new| {
            new.opens_at = Some(now.plus(Time::DAY));
            new.closes_at = Some(now.plus(20 * Time::DAY));
        }).await;
        let admin = site.account("owner@library.example.org", Role::Administrator).await;
        let mut staff = site.signed_in(admin).await;
        let page = staff.get(BASE).await.is(200).says("What to do next").says("Say who looks after it").body;
        assert_eq!(filled(&page), 1);
        let mut tx = site.app.db.begin().await.unwrap();
        crate::sql!("INSERT INTO consultation_team (consultation_id, account_id, owner, since) SELECT id, $1, 1, $2 FROM consultations", admin, now).run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        let page = staff.get(BASE).await.says("It opens by itself on").says("href=\"#tell-people\"").body;
        assert_eq!(filled(&page), 1);
        site.app.clock.advance(2 * Time::DAY);
        let mut staff = site.signed_in(admin).await;
        let page = staff.get(BASE).await.says("People can answer until").says("See what came in").body;
        assert_eq!(filled(&page), 1);
        site.app.clock.advance(20 * Time::DAY);
        let mut staff = site.signed_in(admin).await;
        let page = staff.get(BASE).await.says("Record the decision").body;
        assert_eq!(filled(&page), 1);
    }

    async fn every_way_on_is_there_and_what_was_done_is_told(site) {
        site.consultation("hours", |_| {}).await;
        let mut staff = site.person(Role::Staff).await;
        let fields = [("closes_date", "2026-06-01"), ("closes_time", "17:00"), ("reason", "Snow.")];
        staff.post(&format!("{BASE}/extend"), &fields).await.is(303);
        let page = staff.get(BASE).await.is(200).says("gave people more time in the consultation");
        for ending in ["edit", "documents", "picture", "formats", "contact", "notes", "people", "results", "showing", "extend", "withdraw", "template", "statements", "rankings", "questionnaires", "budget"] {
            let there = page.body.contains(&format!("href=\"{BASE}/{ending}\""));
            // What cannot be begun any more has no link.
            assert!(there || ["statements", "rankings", "questionnaires", "budget"].contains(&ending), "{ending}");
        }
        let page = page.says("/staff/events?consultation=hours").says("/staff/moderation?consultation=hours").says("/consultations/hours/poster");
        let rest = page.body.split("href=\"/staff/audit?").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
        let page = staff.get(&format!("/staff/audit?{rest}")).await.is(200).says("gave people more time").says("Only acts on one thing");
        page.does_not_say("began the consultation");
        staff.get("/staff/audit?kind=consultation&about=999999").await.is(200).does_not_say("gave people more time");
        staff.get("/staff/audit?about=x&kind=%27").await.is(200);
    }

    async fn what_is_done_is_folded_and_what_is_left_stands_open(site) {
        let mut staff = site.colleague("Ann Reed", Role::Staff).await;
        let bare = [("title", "Hours"), ("slug", "hours"), ("level", "consult"), ("results", "hidden")];
        staff.post("/staff/consultations/new", &bare).await.is(303);
        let page = staff.get(BASE).await.is(200).says("<progress").says("still to do before it can be published").body;
        let (left, done) = page.split_once("class=\"done-tasks\"").unwrap();
        assert!(left.contains("id=\"step-about\"") && !left.contains("id=\"step-promise\""));
        assert!(done.contains("id=\"step-promise\"") && !done.contains("id=\"step-about\""));
        assert_eq!(filled(&page), 1);
    }
}
