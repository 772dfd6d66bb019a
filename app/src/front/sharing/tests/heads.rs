//! What pages say of themselves to search engines and to programs that show a shared address.

use axum::http::header;

use super::{asked, decided};
use crate::identity::model::Role;
use crate::sql;
use crate::test_both;

/// What the page says in its head under this name.
fn said(page: &str, name: &str) -> Option<String> {
    let tag = page.split('<').find(|tag| tag.starts_with("meta ") && tag.contains(&format!("\"{name}\"")))?;
    Some(tag.split_once("content=\"")?.1.split('"').next()?.to_owned())
}

test_both! {
    async fn a_page_of_a_consultation_says_what_it_is_about_and_has_its_picture(site) {
        site.consultation("hours", |_| {}).await;
        let page = site.visitor().get("/consultations/hours").await.is(200).body;
        assert_eq!(said(&page, "description").unwrap(), "One sentence.");
        assert_eq!(said(&page, "og:title").unwrap(), "Opening hours at Millbrook");
        assert_eq!(said(&page, "og:description").unwrap(), "One sentence.");
        assert_eq!(said(&page, "og:type").unwrap(), "article");
        assert_eq!(said(&page, "og:url").unwrap(), "http://soundings.test/consultations/hours");
        assert_eq!(said(&page, "og:image").unwrap(), "http://soundings.test/consultations/hours/card.png");
        assert_eq!(said(&page, "og:site_name").unwrap(), "Your library service");
        assert!(page.contains("<link rel=\"canonical\" href=\"http://soundings.test/consultations/hours\""), "{page}");
        assert!(said(&page, "robots").is_none());
        let proposal = site.visitor().get("/consultations/hours/proposals/1").await.is(200).body;
        assert_eq!(said(&proposal, "description").unwrap(), "Two more hours.");
    }

    async fn what_the_visitor_says_the_site_is_called_stands_nowhere(site) {
        site.consultation("hours", |_| {}).await;
        for path in ["/", "/consultations/hours", "/consultations.atom", "/sitemap.xml", "/robots.txt", "/embed/hours", "/consultations/hours/poster"] {
            let host = [(header::HOST, "evil.example")];
            let page = asked(&mut site.visitor(), "GET", path, &host).await.is(200);
            page.does_not_say("evil.example");
        }
    }

    async fn every_public_page_says_something(site) {
        site.branch("quay", "Quay Library").await;
        site.consultation("hours", |_| {}).await;
        decided(site, "vans", "The vans **stay**. They stop in ten more places.").await;
        for path in ["/", "/consultations", "/branches", "/branches/quay", "/privacy", "/accessibility",
            "/moderation-policy", "/register", "/consultations/hours", "/consultations/hours/results",
            "/consultations/vans/decision", "/consultations/hours/proposals/1/changes"] {
            let page = site.visitor().get(path).await.is(200).body;
            let description = said(&page, "description").unwrap_or_default();
            assert!(description.len() > 10 && description.chars().count() <= 202, "{path}: {description}");
            for name in ["og:title", "og:description", "og:type", "og:url", "og:site_name", "og:image"] {
                assert!(said(&page, name).is_some_and(|said| !said.is_empty()), "{path} does not say {name}");
            }
            assert_eq!(said(&page, "og:url").unwrap(), format!("http://soundings.test{path}"));
            assert_eq!(page.matches("rel=\"canonical\"").count(), 1, "{path}");
        }
        let decision = site.visitor().get("/consultations/vans/decision").await.body;
        assert_eq!(said(&decision, "description").unwrap(), "The vans stay.");
    }

    async fn what_is_not_for_everybody_asks_not_to_be_listed(site) {
        site.consultation("hours", |_| {}).await;
        let mut staff = site.person(Role::Administrator).await;
        for path in ["/staff", "/staff/consultations/hours", "/account"] {
            let page = staff.get(path).await.is(200).body;
            assert_eq!(said(&page, "robots").as_deref(), Some("noindex"), "{path}");
            assert!(said(&page, "og:title").is_none() && !page.contains("canonical"), "{path}");
        }
        let mut councillor = site.person(Role::Councillor).await;
        assert_eq!(said(&councillor.get("/council").await.is(200).body, "robots").as_deref(), Some("noindex"));
        for (path, status) in [("/nothing", 404), ("/sign-in", 200), ("/receipts", 200), ("/consultations/hours/poster", 200)] {
            let page = site.visitor().get(path).await.is(status).body;
            assert_eq!(said(&page, "robots").as_deref(), Some("noindex"), "{path}");
            // The poster is everybody's, and is shared: it says what it is about.
            assert_eq!(said(&page, "og:title").is_some(), path.ends_with("poster"), "{path}");
        }
        let form = site.visitor().post("/register", &[("email", "x")]).await.is(422).body;
        assert_eq!(said(&form, "robots").as_deref(), Some("noindex"));
    }

    async fn long_words_with_marks_are_cut_and_cannot_leave_the_attribute(site) {
        let id = site.consultation("hours", |new| new.title = "\"><script>alert(1)</script>".to_owned()).await;
        let summary = format!("**Bold** \"quoted\" <b>&amp;</b> {}", "and more words ".repeat(40));
        let mut tx = site.app.db.begin().await.unwrap();
        sql!("UPDATE consultations SET summary = $2 WHERE id = $1", id, summary).run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        let page = site.visitor().get("/consultations/hours").await.is(200).body;
        assert!(!page.contains("<script>alert"));
        let description = said(&page, "description").unwrap();
        assert!(description.starts_with("Bold &quot;quoted&quot;") && description.ends_with(" …"), "{description}");
        assert!(!page.contains("<b>&amp;amp;"));
    }

    async fn the_front_page_and_the_list_say_where_the_news_is(site) {
        for path in ["/", "/consultations"] {
            site.visitor().get(path).await.is(200)
                .says("application/atom+xml").says("http://soundings.test/consultations.atom").says("http://soundings.test/decisions.atom");
        }
        site.visitor().get("/branches").await.is(200).does_not_say("atom");
    }
}
