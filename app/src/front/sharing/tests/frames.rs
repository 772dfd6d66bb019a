//! What may stand in somebody else's page, and what may not.

use axum::http::header;

use super::{TITLES, asked, line, odd_titles};
use crate::identity::model::Role;
use crate::test_both;

test_both! {
    async fn the_card_may_be_framed_by_anybody_and_nothing_else_may(site) {
        site.consultation("hours", |_| {}).await;
        // Asked for twice: made, and kept.
        for _ in 0..2 {
            let card = site.visitor().get("/embed/hours").await.is(200);
            assert!(line(&card, "content-security-policy").contains("frame-ancestors *"));
            assert!(!line(&card, "content-security-policy").contains("script-src"));
            assert_eq!(line(&card, "cross-origin-resource-policy"), "cross-origin");
            assert_eq!(line(&card, "x-frame-options"), "");
            assert_eq!(line(&card, "set-cookie"), "");
        }
        let mut staff = site.person(Role::Administrator).await;
        for path in ["/", "/consultations", "/consultations/hours", "/consultations/hours/proposals/1",
            "/consultations/hours/poster", "/consultations/hours/poster.svg", "/consultations/hours/card.png",
            "/consultations.atom", "/sitemap.xml", "/sign-in", "/nothing", "/embed/nothing", "/embed", "/branches", "/privacy"] {
            for _ in 0..2 {
                let page = site.visitor().get(path).await;
                let policy = line(&page, "content-security-policy");
                assert!(policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
            }
            let policy = line(&staff.get(path).await, "content-security-policy");
            assert!(policy.contains("frame-ancestors 'none'"), "{path}, signed in: {policy}");
        }
        let policy = line(&staff.get("/staff").await.is(200), "content-security-policy");
        assert!(policy.contains("frame-ancestors 'none'"));
    }

    async fn the_card_is_the_same_whoever_looks_and_has_one_way_out(site) {
        site.consultation("hours", |_| {}).await;
        let stranger = site.visitor().get("/embed/hours").await.is(200);
        let resident = site.resident("ann@example.org").await.get("/embed/hours").await.is(200);
        assert_eq!(stranger.body, resident.body);
        assert_eq!(stranger.body.matches("<a ").count(), 1);
        stranger
            .says("href=\"http://soundings.test/consultations/hours\"").says("target=\"_top\"").says("rel=\"noopener\"")
            .says("Opening hours at Millbrook").says("Closes").says("data-stage=\"open\"")
            .does_not_say("<script").does_not_say("<form").does_not_say("style=");
    }

    async fn titles_are_words_in_the_card_and_in_what_is_copied(site) {
        odd_titles(site).await;
        let mut staff = site.person(Role::Administrator).await;
        for number in 0..TITLES.len() {
            site.visitor().get(&format!("/embed/odd-{number}")).await.is(200).does_not_say("<b>bread");
            let page = staff.get(&format!("/staff/consultations/odd-{number}")).await.is(200).does_not_say("<b>bread");
            page.says("Tell people").says("/poster.svg").says("&lt;iframe src=\"http://soundings.test/embed/odd-");
        }
        let page = staff.get("/staff/consultations/odd-0").await.body;
        let copied = page.split("&lt;iframe").nth(1).unwrap().split("</textarea>").next().unwrap();
        let copied = copied.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        assert!(copied.contains("title=\"Books &amp; &lt;b&gt;bread&lt;/b&gt; ]]&gt; &quot;both&quot;"), "{copied}");
    }

    async fn nobody_is_told_how_to_share_a_draft(site) {
        site.consultation("hours", |new| new.published_at = None).await;
        let mut staff = site.person(Role::Administrator).await;
        staff.get("/staff/consultations/hours").await.is(200).does_not_say("Tell people").does_not_say("iframe");
    }

    async fn a_compressed_card_says_the_same(site) {
        site.consultation("hours", |_| {}).await;
        let lines = [(header::ACCEPT_ENCODING, "gzip")];
        let mut visitor = site.visitor();
        let card = asked(&mut visitor, "GET", "/embed/hours", &lines).await;
        assert_eq!(line(&card, "content-encoding"), "gzip");
        assert!(line(&card, "content-security-policy").contains("frame-ancestors *"));
        let picture = asked(&mut visitor, "GET", "/consultations/hours/card.png", &lines).await;
        assert_eq!(line(&picture, "content-encoding"), "", "a picture is compressed already");
    }
}
