//! The message of the day: to whom, of what, once, and never without a reason.

use super::send_due;
use crate::clock;
use crate::identity::model::Role;
use crate::site::testing::{Browser, Site};
use crate::time::Time;
use crate::{sql, test_both};

const BARE: [(&str, &str); 4] = [("title", "Hours"), ("slug", "hours"), ("level", "consult"), ("results", "hidden")];

/// The texts of the messages of the day to somebody, oldest first.
async fn told(site: &Site, name: &str) -> Vec<String> {
    let all: Vec<(String,)> = sql!(
        "SELECT body FROM outbox JOIN accounts ON accounts.id = account_id \
         WHERE name = $1 AND subject LIKE '%for you' AND body LIKE '%once a day%' ORDER BY outbox.id",
        name
    )
    .all(&site.app.db)
    .await
    .unwrap();
    all.into_iter().map(|(body,)| body).collect()
}

async fn owned(site: &Site, slug: &str, by: &str) {
    let id = sql!("SELECT id FROM consultations WHERE slug = $1", slug).number(&site.app.db).await.unwrap();
    let account = sql!("SELECT id FROM accounts WHERE name = $1", by).number(&site.app.db).await.unwrap();
    let mut tx = site.app.db.begin().await.unwrap();
    let (id, account) = (crate::ids::ConsultationId(id), crate::ids::AccountId(account));
    crate::together::team::store::set_owner(&mut tx, id, account, site.app.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
}

/// A draft of Ann's, with a note of Bo's beside a field.
async fn noted(site: &Site) -> (Browser, Browser) {
    let mut ann = site.colleague("Ann Reed", Role::Staff).await;
    let mut bo = site.colleague("Bo Marsh", Role::Staff).await;
    ann.post("/staff/consultations/new", &BARE).await.is(303);
    bo.post("/staff/consultations/hours/notes", &[("place", "/edit#title"), ("text", "Shorter?")]).await.is(303);
    (ann, bo)
}

test_both! {
    async fn somebody_with_something_waiting_is_told_once_a_day_and_nobody_else_is(site) {
        let (mut ann, mut bo) = noted(site).await;
        assert_eq!(send_due(&site.app).await.unwrap(), 1);
        let to_ann = told(site, "Ann Reed").await;
        assert_eq!(to_ann.len(), 1);
        assert!(to_ann[0].contains("Hours: 1 open note from colleagues.") && !to_ann[0].contains("Shorter"), "{}", to_ann[0]);
        assert!(told(site, "Bo Marsh").await.is_empty());
        // Every link in it leads somewhere.
        let paths: Vec<&str> = to_ann[0].split("http://soundings.test").skip(1).map(|rest| rest.split('\n').next().unwrap()).collect();
        assert_eq!(paths.len(), 2);
        for path in paths {
            let page = ann.get(path.split('#').next().unwrap()).await.is(200);
            if let Some((_, anchor)) = path.split_once('#') {
                page.says(&format!("id=\"{anchor}\""));
            }
        }
        // Again the same day, also by a program that was started anew: nothing.
        for hours in [0, 1, 8] {
            site.app.clock.advance(hours * Time::HOUR);
            assert_eq!(send_due(&site.app).await.unwrap(), 0);
        }
        // At midnight nobody is woken; in the morning it still waits.
        site.app.clock.advance(12 * Time::HOUR - 5 * Time::HOUR);
        assert_eq!(send_due(&site.app).await.unwrap(), 0, "{}", clock::long_date_time(site.app.clock.now()));
        site.app.clock.advance(5 * Time::HOUR);
        assert_eq!(send_due(&site.app).await.unwrap(), 1);
        // Settled: nothing waits, so nothing is sent.
        bo.post("/staff/consultations/hours/notes/1", &[("do", "settle")]).await.is(303);
        site.app.clock.advance(Time::DAY);
        assert_eq!(send_due(&site.app).await.unwrap(), 0);
        assert_eq!(told(site, "Ann Reed").await.len(), 2);
    }

    async fn two_programs_at_the_same_moment_tell_somebody_once(site) {
        noted(site).await;
        let (one, other) = tokio::join!(send_due(&site.app), send_due(&site.app));
        assert_eq!(one.unwrap() + other.unwrap(), 1);
    }

    async fn whoever_wants_no_message_of_the_day_gets_none(site) {
        let (mut ann, _) = noted(site).await;
        ann.get("/account").await.is(200).says("once a day");
        ann.post("/account/messages", &[("notify", "1")]).await.is(303);
        assert_eq!(send_due(&site.app).await.unwrap(), 0);
        ann.post("/account/messages", &[("daily", "1")]).await.is(303);
        assert_eq!(send_due(&site.app).await.unwrap(), 1);
        let mut resident = site.resident("res@example.org").await;
        resident.get("/account").await.does_not_say("once a day");
        resident.post("/account/messages", &[("notify", "1"), ("daily", "1")]).await.is(422);
    }

    async fn what_waits_is_told_to_those_it_concerns(site) {
        let mut ann = site.colleague("Ann Reed", Role::Staff).await;
        site.colleague("Mo Dell", Role::Moderator).await;
        site.colleague("Ada Min", Role::Administrator).await;
        site.colleague("Cou Ncil", Role::Councillor).await;
        let now = site.app.clock.now();
        site.consultation("soon", |new| (new.title, new.closes_at) = ("Closing soon".to_owned(), Some(now.plus(2 * Time::DAY)))).await;
        site.consultation("later", |new| (new.title, new.closes_at) = ("Closing later".to_owned(), Some(now.plus(9 * Time::DAY)))).await;
        site.consultation("over", |new| (new.title, new.closes_at) = ("Is over".to_owned(), Some(now.plus(-Time::MINUTE)))).await;
        site.consultation("nobodys", |new| new.title = "Nobody’s".to_owned()).await;
        let mut tx = site.app.db.begin().await.unwrap();
        sql!("UPDATE consultations SET decision_due_at = $1 WHERE slug = 'over'", now.plus(-2 * Time::DAY)).run(&mut tx).await.unwrap();
        sql!("INSERT INTO promises (consultation_id, text, due_at, created_at) SELECT id, 'A bus', $1, $1 FROM consultations WHERE slug = 'over'", now.plus(-3 * Time::DAY))
            .run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        for slug in ["soon", "later", "over"] {
            owned(site, slug, "Ann Reed").await;
        }
        let mut resident = site.resident("res@example.org").await;
        resident.post("/consultations/soon/proposals/1/comments", &[("text", "Write to me: res@example.org")]).await;
        ann.get("/staff/moderation").await.is(200);
        send_due(&site.app).await.unwrap();
        let to_ann = told(site, "Ann Reed").await.remove(0);
        for words in [
            "Closing soon: it closes on Wednesday 4 March 2026 at 10am.",
            "Is over: the decision is overdue: it was due by Saturday 28 February 2026.",
            "Is over: a promise is overdue since Friday 27 February 2026.",
            "/staff/consultations/over/decision",
        ] {
            assert!(to_ann.contains(words), "{words}: {to_ann}");
        }
        assert!(!to_ann.contains("Closing later") && !to_ann.contains("Nobody’s") && !to_ann.contains("res@example.org"), "{to_ann}");
        let to_admin = told(site, "Ada Min").await.remove(0);
        assert!(to_admin.contains("Nobody’s: nobody looks after it.") && !to_admin.contains("Is over"), "{to_admin}");
        assert!(told(site, "Cou Ncil").await.is_empty());
        // What people wrote waits for everybody who may look at it.
        let held = crate::moderation::store::backlog(&site.app.db, &site.app.warm::<crate::moderation::writing::Writings>()).await.unwrap();
        assert_eq!(told(site, "Mo Dell").await.len(), usize::from(held.words().is_some()));
    }

    async fn an_approval_waits_for_somebody_else_than_the_author(site) {
        let mut ann = site.colleague("Ann Reed", Role::Staff).await;
        site.colleague("Bo Marsh", Role::Staff).await;
        ann.post("/staff/consultations/new", &BARE).await.is(303);
        let now = site.app.clock.now();
        let mut tx = site.app.db.begin().await.unwrap();
        crate::site::settings::set(&mut tx, crate::site::settings::SECOND_PERSON, crate::site::settings::ON).await.unwrap();
        crate::together::approval::store::ask(&mut tx, crate::ids::ConsultationId(1), crate::ids::AccountId(1), ("mark", ""), now).await.unwrap();
        tx.commit().await.unwrap();
        send_due(&site.app).await.unwrap();
        assert!(told(site, "Bo Marsh").await[0].contains("Hours: a colleague asks for your approval."));
        assert!(told(site, "Ann Reed").await.is_empty());
    }

    async fn the_night_in_which_the_clocks_change_is_like_any_other(site) {
        noted(site).await;
        // To Saturday 28 March 2026 at 7:30; the clocks go forward on Sunday at 1am.
        let until = clock::moment("2026-03-28", "07:30").unwrap();
        site.app.clock.advance(until.0 - site.app.clock.now().0);
        assert_eq!(send_due(&site.app).await.unwrap(), 1);
        let mut sent = Vec::new();
        for _ in 0..48 {
            site.app.clock.advance(Time::HOUR);
            if send_due(&site.app).await.unwrap() > 0 {
                sent.push(clock::long_date_time(site.app.clock.now()));
            }
        }
        assert_eq!(sent, ["Sunday 29 March 2026 at 7:30am", "Monday 30 March 2026 at 7:30am"]);
        // And back, on Sunday 25 October at 2am.
        let until = clock::moment("2026-10-24", "07:30").unwrap();
        site.app.clock.advance(until.0 - site.app.clock.now().0);
        assert_eq!(send_due(&site.app).await.unwrap(), 1);
        let mut sent = Vec::new();
        for _ in 0..49 {
            site.app.clock.advance(Time::HOUR);
            if send_due(&site.app).await.unwrap() > 0 {
                sent.push(clock::long_date_time(site.app.clock.now()));
            }
        }
        assert_eq!(sent, ["Sunday 25 October 2026 at 7:30am", "Monday 26 October 2026 at 7:30am"]);
    }
}
