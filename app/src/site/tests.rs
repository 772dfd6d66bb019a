//! The site around the features.

use std::sync::atomic::{AtomicU32, Ordering};

use axum::body::Body;
use axum::http::{Request, header};

use crate::db::testing::On;
use crate::db::{Scope, Tx};
use crate::identity::model::Role;
use crate::site::Cached;
use crate::site::testing::Site;
use crate::test_both;
use crate::time::Time;

/// Takes every lock that taking part needs. On SQLite beginning to write is enough.
async fn lock_everything(tx: &mut Tx) {
    if let Tx::Postgres { inner, .. } = tx {
        sqlx::query("LOCK TABLE participants, responses, votes IN ACCESS EXCLUSIVE MODE")
            .execute(&mut **inner)
            .await
            .unwrap();
    }
}

test_both! {
    async fn an_address_that_can_be_none_is_the_page_that_says_so(site) {
        let mut admin = site.person(Role::Administrator).await;
        for path in ["/staff/people/abc", "/staff/people/abc/close", "/account/second-factor/abc/remove", "/consultations/%ff", "/branches/%ff"] {
            let page = admin.get(path).await.is(404).says("We cannot find that page");
            assert!(page.headers["content-type"].to_str().unwrap().starts_with("text/html"), "{path}");
        }
        admin.post("/staff/people/99999999999999999999/close", &[]).await.is(404);
    }

    async fn an_address_with_nothing_at_it_is_a_page_with_a_way_on(site) {
        site.visitor().get("/nothing-here").await.is(404).says("We cannot find that page").says("/consultations");
    }

    async fn a_form_from_another_site_is_refused(site) {
        let request = Request::post("/sign-in")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "cross-site")
            .header(header::ORIGIN, "https://evil.example")
            .body(Body::from("email=a%40b.example&password=x"))
            .unwrap();
        site.visitor().send(request).await.is(403);
    }

    async fn a_page_for_everybody_is_kept_until_something_changes(site) {
        site.consultation("hours", |_| {}).await;
        let mut visitor = site.visitor();
        let first = visitor.get("/consultations").await.is(200).says("Open");
        let tag = first.headers.get(header::ETAG).unwrap().clone();
        let request = Request::get("/consultations").header(header::IF_NONE_MATCH, &tag).body(Body::empty()).unwrap();
        visitor.send(request).await.is(304);
        site.app.clock.advance(31 * Time::DAY);
        visitor.get("/consultations").await.is(200).says("data-stage=\"closed\"");
    }

    async fn every_page_says_what_it_may_load_and_keeps_its_address_to_itself(site) {
        let page = site.visitor().get("/").await.is(200);
        let policy = page.headers.get(header::CONTENT_SECURITY_POLICY).unwrap().to_str().unwrap();
        assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval'; style-src 'self'"), "{policy}");
        assert_eq!(page.headers.get(header::REFERRER_POLICY).unwrap(), "same-origin");
        assert!(!page.body.contains("style="), "an inline style would be refused by the browser");
    }

    async fn a_comment_sent_while_the_record_is_gone_comes_back_to_be_sent_again(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let comments = "/consultations/hours/proposals/1/comments";
        let text = "I work until six on weekdays, so <Saturday> is my only chance to borrow a book.";
        site.app.db.close().await;
        let page = ann.post(comments, &[("body", text), ("show_branch", "1")]).await.is(503);
        assert!(page.headers.contains_key(header::RETRY_AFTER));
        page.says("nothing you sent was recorded")
            .says("so &lt;Saturday&gt; is my only chance")
            .says("name=\"show_branch\" value=\"1\"")
            .says(&format!("action=\"{comments}\""));
        // Short words are shown too; what only programs read is carried out of sight.
        let short = ann.post(comments, &[("body", "Yes please!"), ("reply_to", "12")]).await.is(503);
        short.says("Yes please!</textarea>").says("type=\"hidden\" name=\"reply_to\"");
        // An interactive part still has the text, and only has to know.
        let told = ann.post_for_json(comments, &[("body", text)]).await.is(503);
        assert_eq!(told.json()["status"], 503);
        // What can be said without the record is said, and the machines know.
        site.visitor().get("/nothing-here").await.is(404).says("We cannot find that page");
        site.visitor().get("/consultations").await.is(503).says("We are busy for a moment");
        site.visitor().get("/api/v1/consultations").await.is(503);
        site.visitor().get("/fn/similar-comments?proposal=1&text=storytime").await.is(503).says("\"status\":503");
        site.visitor().get("/healthz").await.is(200);
        site.visitor().get("/readyz").await.is(503);
    }

    async fn a_password_is_never_written_into_a_page_even_when_the_record_is_gone(site) {
        site.app.db.close().await;
        let fields = [("email", "ann@example.org"), ("password", "a long secret that nobody should ever see")];
        site.visitor().post("/sign-in", &fields).await.is(503).does_not_say("long secret").does_not_say("ann@example");
    }

    async fn a_vote_sent_while_another_program_locks_the_record_is_said_not_to_be_recorded(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let vote = "/consultations/hours/proposals/1/vote";
        let other = site.another_program().await;
        let mut tx = other.begin().await.unwrap();
        lock_everything(&mut tx).await;
        ann.post(vote, &[("choice", "support")]).await.is(503).says("name=\"choice\" value=\"support\"");
        tx.rollback().await.unwrap();
        // Sent again, it is recorded, once.
        ann.post(vote, &[("choice", "support")]).await.is(303);
        other.close().await;
    }

    async fn what_is_kept_is_worked_out_once_for_all_who_ask_together_and_never_handed_out_old(site) {
        let (db, kept, worked) = (&site.app.db, Cached::new(true, 10), AtomicU32::new(0));
        let ask = || async {
            let work = async || {
                // Everybody has asked by the time the first answer is there.
                tokio::task::yield_now().await;
                Ok::<_, ()>(worked.fetch_add(1, Ordering::SeqCst))
            };
            kept.of(db, "thing", work).await.unwrap()
        };
        assert_eq!(futures::future::join_all((0..20).map(|_| ask())).await, [0; 20]);
        assert_eq!(kept.of(db, "other", async || Err::<u32, _>("no")).await, Err("no"));
        assert_eq!(kept.of(db, "other", async || Ok::<_, ()>(7)).await, Ok(7), "a failure is not kept");
        db.touch();
        assert_eq!(futures::future::join_all((0..20).map(|_| ask())).await, [1; 20]);
        assert_eq!(Cached::new(false, 10).of(db, "thing", async || Ok::<_, ()>(8)).await, Ok(8));
    }

    async fn the_name_of_a_page_is_what_was_written_and_nothing_else(site) {
        site.consultation("hours", |shape| shape.title = "Books </title><b> & \"bread\"".to_owned()).await;
        let page = site.visitor().get("/consultations/hours").await.is(200);
        let title = page.body.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next()).unwrap();
        assert_eq!(title, "Books &lt;/title&gt;&lt;b&gt; &amp; \"bread\" – Your library service");
    }

    async fn the_machines_are_told_that_the_site_is_alive_and_ready(site) {
        site.visitor().get("/healthz").await.is(200).says("ok");
        site.visitor().get("/readyz").await.is(200).says("ready");
    }

    async fn an_answer_says_how_many_statements_it_took_only_when_asked_to(site) {
        site.consultation("hours", |_| {}).await;
        assert!(site.visitor().get("/consultations").await.is(200).headers.get("x-soundings-queries").is_none());
    }
}

async fn statements_are_counted(on: On) {
    let site = Site::with(on, |config| config.count_queries = true).await;
    site.consultation("hours", |_| {}).await;
    let mut visitor = site.visitor();
    let mut said = async |path: &str| -> u32 {
        let answer = visitor.get(path).await.is(200);
        answer.headers.get("x-soundings-queries").unwrap().to_str().unwrap().parse().unwrap()
    };
    assert!(said("/consultations").await > 0, "the first visitor's page is made from the record");
    assert_eq!(said("/consultations").await, 0, "the next visitor's page is kept");
    assert_eq!(said("/healthz").await, 0);
    site.finish().await;
}

#[tokio::test]
async fn a_page_says_how_many_statements_it_took_on_sqlite() {
    statements_are_counted(On::Sqlite).await;
}

#[tokio::test]
async fn a_page_says_how_many_statements_it_took_on_postgres() {
    statements_are_counted(On::Postgres).await;
}

test_both! {
    async fn a_form_of_made_up_fields_gets_a_short_answer(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        for (many, status) in [(1_900, 422), (30_000, 413)] {
            let body: String = (0..many).map(|number| format!("x{number}=&")).collect();
            for path in ["/consultations/hours/proposals/1/comments", "/sign-in", "/register"] {
                let request = Request::post(path)
                    .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                    .header(header::CONTENT_LENGTH, body.len())
                    .body(Body::from(body.clone()))
                    .unwrap();
                let answer = ann.send(request).await;
                assert_eq!(answer.status, status, "{path}: {many}");
                assert!(answer.body.len() < 40_000, "{path}: {many} fields are answered with {} bytes", answer.body.len());
                assert!(answer.body.matches("has no field called").count() <= 2, "{path}: the summary and the list");
            }
        }
    }

    async fn what_is_recorded_as_an_act_is_not_done_because_another_site_led_there(site) {
        crate::demo::fill(&site.app.db, &site.app.clock, &site.app.passwords).await.unwrap();
        let db = &site.app.db;
        let slug = async |statement: crate::db::Statement| statement.maybe::<(String,)>(db).await.unwrap().unwrap().0;
        let statements = slug(crate::sql!(
            "SELECT slug FROM consultations JOIN statement_sets ON consultation_id = consultations.id ORDER BY slug LIMIT 1"
        )).await;
        let budget = slug(crate::sql!(
            "SELECT slug FROM consultations JOIN budgets ON consultation_id = consultations.id ORDER BY slug LIMIT 1"
        )).await;
        let ranking = slug(crate::sql!(
            "SELECT slug FROM consultations JOIN rankings ON consultation_id = consultations.id ORDER BY slug LIMIT 1"
        )).await;
        let staff = "/staff/consultations";
        let paths = [
            format!("{staff}/saturday-hours/export.csv"),
            format!("{staff}/saturday-hours/export.csv?sheet=comments"),
            format!("{staff}/saturday-hours/export.xlsx"),
            format!("{staff}/{statements}/statements/votes.csv"),
            format!("{staff}/{statements}/statements/comments.csv"),
            format!("{staff}/{budget}/budget/ballots.csv"),
            format!("{staff}/{budget}/budget/election.pb"),
            format!("{staff}/{ranking}/rankings/1/ballots.csv"),
            "/staff/moderation/log.csv".to_owned(),
            // Names and addresses: each look is recorded.
            "/staff/people".to_owned(),
            "/staff/people/1".to_owned(),
        ];
        let mut administrator = site.person(crate::identity::model::Role::Administrator).await;
        let acts = async || crate::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM audit_log").number(db).await.unwrap();
        let ask = |path: &str, from: &str| {
            let request = Request::get(path).header("sec-fetch-site", from).body(Body::empty());
            request.unwrap()
        };
        let before = acts().await;
        for path in &paths {
            for from in ["cross-site", "same-site"] {
                let answer = administrator.send(ask(path, from)).await.is(403).says("Another site led you here");
                // The way on is one press.
                answer.says(&format!("href=\"{path}\""));
            }
        }
        assert_eq!(acts().await, before, "nothing was done in their name");
        for path in &paths {
            for from in ["same-origin", "none"] {
                administrator.send(ask(path, from)).await.is(200);
            }
            // Older browsers do not say.
            administrator.get(path).await.is(200);
        }
        assert!(acts().await > before);
        let mut resident = site.resident("ann@example.org").await;
        resident.send(ask("/account/data", "cross-site")).await.is(403);
        resident.send(ask("/account/data", "same-origin")).await.is(200);
    }
}

#[tokio::test]
async fn a_site_reached_by_https_is_only_reached_by_https() {
    let site = Site::with(On::Sqlite, |config| config.public_url = "https://soundings.test".to_owned()).await;
    for path in ["/", "/nothing-here", "/healthz"] {
        let page = site.visitor().get(path).await;
        assert_eq!(page.headers.get(header::STRICT_TRANSPORT_SECURITY).unwrap(), "max-age=31536000", "{path}");
    }
    site.finish().await;
    let site = Site::new(On::Sqlite).await;
    assert!(!site.visitor().get("/").await.headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    site.finish().await;
}

async fn a_vote_leaves_other_consultations_pages_as_they_are(on: On) {
    let site = Site::with(on, |config| config.count_queries = true).await;
    site.consultation("hours", |_| {}).await;
    site.consultation("vans", |shape| shape.results = "live").await;
    let mut ann = site.resident("ann@example.org").await;
    let pages = ["", "/results", "/proposals/1", "/proposals/1?order=agreed", "/proposals/1/changes"];
    let read = async |slug: &str| -> Vec<u32> {
        let mut statements = Vec::new();
        for page in pages {
            let answer = site.visitor().get(&format!("/consultations/{slug}{page}")).await.is(200);
            statements.push(answer.headers.get("x-soundings-queries").unwrap().to_str().unwrap().parse().unwrap());
        }
        statements
    };
    let kept = |statements: Vec<u32>| statements.iter().all(|count| *count == 0);
    for slug in ["hours", "vans"] {
        assert!(!kept(read(slug).await));
        assert!(kept(read(slug).await), "the second visitor's pages are kept");
    }
    // What comes in to one consultation makes its own pages anew, and pages that show any, and no others.
    ann.post("/consultations/vans/proposals/1/vote", &[("choice", "support")]).await.is(303);
    ann.post("/consultations/vans/proposals/1/comments", &[("body", "The van stops by the school.")]).await.is(303);
    assert!(kept(read("hours").await));
    assert!(!kept(read("vans").await));
    site.visitor().get("/consultations/vans/proposals/1").await.is(200).says("The van stops by the school.");
    site.visitor().get("/consultations/vans/results").await.is(200).says("<dt>Comment<");
    // What its author sees of it is there at once too, and what concerns everybody empties everything.
    ann.get("/consultations/vans/proposals/1").await.is(200).says("Your answer");
    assert!(kept(read("hours").await) && kept(read("vans").await));
    let mut tx = site.app.db.begin().await.unwrap();
    crate::site::settings::set(&mut tx, "service-name", "Harmsgate Libraries").await.unwrap();
    tx.commit().await.unwrap();
    assert!(!kept(read("hours").await) && !kept(read("vans").await));
    site.visitor().get("/consultations/hours").await.is(200).says("Harmsgate Libraries");
    // An amendment is shown at once, to those who vote too.
    site.amend("hours", "Open on Sunday afternoons").await;
    site.visitor().get("/consultations/hours/proposals/1").await.is(200).says("Open on Sunday afternoons");
    site.finish().await;
}

#[tokio::test]
async fn a_vote_leaves_other_consultations_pages_as_they_are_on_sqlite() {
    a_vote_leaves_other_consultations_pages_as_they_are(On::Sqlite).await;
}

#[tokio::test]
async fn a_vote_leaves_other_consultations_pages_as_they_are_on_postgres() {
    a_vote_leaves_other_consultations_pages_as_they_are(On::Postgres).await;
}

test_both! {
    async fn what_another_program_changes_is_shown_within_a_second_and_what_this_one_does_touches_no_more_than_it_says(site) {
        let hours = site.consultation("hours", |_| {}).await;
        site.consultation("vans", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let db = &site.app.db;
        let listening = tokio::spawn(crate::db::dialect::hear_other_writers(db.clone()));
        let a_while = || tokio::time::sleep(std::time::Duration::from_millis(1_300));
        a_while().await;
        let before = (db.last_change(Scope::Site), db.last_change(Scope::Consultation(hours.0)));
        ann.post("/consultations/vans/proposals/1/vote", &[("choice", "support")]).await.is(303);
        a_while().await;
        ann.post("/consultations/vans/proposals/1/vote", &[("choice", "oppose")]).await.is(303);
        a_while().await;
        let after = (db.last_change(Scope::Site), db.last_change(Scope::Consultation(hours.0)));
        assert_eq!(after, before, "its own votes in one consultation touch nothing else, however long it listens");
        // Another program, such as a command of the operator's, right after a vote of ours.
        site.visitor().get("/consultations/hours").await.is(200).does_not_say("Harmsgate Libraries");
        let other = site.another_program().await;
        ann.post("/consultations/vans/proposals/1/vote", &[("choice", "neither")]).await.is(303);
        let mut tx = other.begin().await.unwrap();
        crate::site::settings::set(&mut tx, "service-name", "Harmsgate Libraries").await.unwrap();
        tx.commit().await.unwrap();
        ann.post("/consultations/vans/proposals/1/vote", &[("choice", "support")]).await.is(303);
        a_while().await;
        assert!(db.last_change(Scope::Site) > before.0);
        site.visitor().get("/consultations/hours").await.is(200).says("Harmsgate Libraries");
        listening.abort();
        other.close().await;
    }

    async fn a_change_is_noticed_even_if_whoever_asked_for_it_has_gone(site) {
        let before = site.app.db.version();
        let mut tx = site.app.db.begin().await.unwrap();
        crate::site::settings::set(&mut tx, "tagline", "Say what you think").await.unwrap();
        // Gone while the record is making it last, or just before or after.
        let mut commit = Box::pin(tx.commit());
        for _ in 0..3 {
            if futures::poll!(&mut commit).is_ready() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        drop(commit);
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        let lasts = crate::sql!("SELECT COUNT(*) FROM settings WHERE value = 'Say what you think'");
        assert_eq!(lasts.number(&site.app.db).await.unwrap(), 1);
        assert!(site.app.db.version() > before);
    }
}
