//! What programs that read every page are told.

use super::feeds::elements;
use super::{decided, kind, withdrawn};
use crate::sql;
use crate::test_both;

/// The paths in a list of pages.
fn paths(list: &str) -> Vec<String> {
    let found = elements(list).into_iter();
    found.filter_map(|one| one.strip_prefix("loc http://soundings.test").map(str::to_owned)).collect()
}

test_both! {
    async fn every_page_of_the_list_is_there(site) {
        site.branch("quay", "Quay Library").await;
        site.consultation("hours", |new| new.proposals.push(crate::site::testing::content("Sundays"))).await;
        site.consultation("draft", |new| new.published_at = None).await;
        decided(site, "vans", "The vans stay.").await;
        withdrawn(site, "gone").await;
        let list = site.visitor().get("/sitemap.xml").await.is(200);
        assert_eq!(kind(&list), "application/xml; charset=utf-8");
        let paths = paths(&list.body);
        for path in ["/", "/branches/quay", "/consultations/hours", "/consultations/hours/proposals/2",
            "/consultations/vans/results", "/consultations/vans/decision", "/consultations/gone"] {
            assert!(paths.iter().any(|known| known == path), "{path} is not in {paths:?}");
        }
        for path in &paths {
            assert!(!path.contains("draft"), "{path}");
            let page = site.visitor().get(path).await.is(200);
            assert!(!page.body.contains("noindex"), "{path} is listed and asks not to be");
        }
        assert!(list.body.contains("<lastmod>2026-03-02T10:00:00Z</lastmod>"), "{}", list.body);
    }

    async fn a_service_that_has_asked_for_long_has_a_list_of_lists(site) {
        let id = site.consultation("hours", |_| {}).await;
        let mut tx = site.app.db.begin().await.unwrap();
        // As if four thousand had been begun meanwhile, and deleted as drafts.
        sql!(
            "INSERT INTO consultations (id, slug, title, summary, background, background_html, renderer, level, results, \
                 created_at, updated_at, published_at, opens_at, closes_at) \
             SELECT 4321, 'last', title, summary, background, background_html, renderer, level, results, \
                 created_at, updated_at, published_at, opens_at, closes_at FROM consultations WHERE id = $1",
            id
        )
        .run(&mut tx)
        .await
        .unwrap();
        tx.commit().await.unwrap();
        let list = site.visitor().get("/sitemap.xml").await.is(200).body;
        let lists = ["/sitemaps/pages.xml", "/sitemaps/consultations-0.xml", "/sitemaps/consultations-21.xml"];
        assert_eq!(paths(&list), lists);
        let first = paths(&site.visitor().get("/sitemaps/consultations-0.xml").await.is(200).body);
        assert!(first.contains(&"/consultations/hours".to_owned()) && !first.contains(&"/consultations/last".to_owned()));
        let second = paths(&site.visitor().get("/sitemaps/consultations-21.xml").await.is(200).body);
        assert!(second.contains(&"/consultations/last".to_owned()), "{second:?}");
    }

    async fn a_list_that_does_not_exist_is_not_made_up(site) {
        site.consultation("hours", |_| {}).await;
        site.visitor().get("/sitemaps/pages.xml").await.is(200);
        for name in ["consultations-1.xml", "consultations--1.xml", "consultations-99999999999999999999.xml",
            "consultations-4294967295.xml", "branches-0.xml", "pages", "people-0.xml", "%2f%2fevil.xml", ".xml"] {
            site.visitor().get(&format!("/sitemaps/{name}")).await.is(404);
        }
    }

    async fn what_is_about_one_person_is_left_alone(site) {
        let robots = site.visitor().get("/robots.txt").await.is(200);
        assert_eq!(kind(&robots), "text/plain; charset=utf-8");
        robots
            .says("Disallow: /staff\n").says("Disallow: /council\n").says("Disallow: /account\n").says("Disallow: /receipts\n")
            .says("Sitemap: http://soundings.test/sitemap.xml").does_not_say("Disallow: /\n");
    }
}
