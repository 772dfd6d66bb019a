//! The site around the features.

use axum::body::Body;
use axum::http::{Request, header};

use crate::db::testing::On;
use crate::site::testing::Site;
use crate::test_both;
use crate::time::Time;

test_both! {
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
