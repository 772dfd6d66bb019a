//! The picture beside a shared address.

use std::io::Cursor;

use axum::http::header;

use super::{SHARED, TITLES, asked, decided, kind, line, odd_titles, withdrawn};
use crate::db::testing::On;
use crate::identity::model::Role;
use crate::site::testing::{Site, TestResponse};
use crate::test_both;
use crate::time::Time;

/// How wide and high a picture is, and how many dots of ink there are where the title stands.
fn picture(answer: &TestResponse) -> (u32, u32, usize) {
    let mut reader = png::Decoder::new(Cursor::new(&answer.bytes)).read_info().unwrap();
    let mut dots = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut dots).unwrap();
    let width = info.width as usize;
    let title = |at: usize| (64..764).contains(&(at % width)) && (148..478).contains(&(at / width));
    let dark = |dot: &[u8]| dot.iter().all(|part| *part < 90);
    let drawn = dots.chunks(3).enumerate().filter(|(at, dot)| title(*at) && dark(dot)).count();
    (info.width, info.height, drawn)
}

test_both! {
    async fn every_title_makes_a_picture(site) {
        odd_titles(site).await;
        decided(site, "vans", "The vans stay.").await;
        withdrawn(site, "gone").await;
        let slugs = (0..TITLES.len()).map(|number| format!("odd-{number}")).chain(["vans".to_owned(), "gone".to_owned()]);
        for slug in slugs {
            let card = site.visitor().get(&format!("/consultations/{slug}/card.png")).await;
            assert_eq!((card.status.as_u16(), kind(&card).as_str()), (200, "image/png"), "{slug}");
            let (width, height, drawn) = picture(&card);
            assert_eq!((width, height), (1_200, 630));
            assert!(drawn > 1_000, "{slug}: {drawn}");
            assert!(card.bytes.len() < 200_000, "{slug}: {}", card.bytes.len());
            assert_eq!(line(&card, "cross-origin-resource-policy"), "cross-origin");
        }
        let card = site.visitor().get("/card.png").await;
        assert!(picture(&card).2 > 1_000);
        // A service that says nothing under its name.
        let mut admin = site.person(Role::Administrator).await;
        admin.post("/staff/settings", &[("name", "Fenmarch Libraries"), ("tagline", ""), ("contact", "the desk")]).await.is(303);
        let card = site.visitor().get("/card.png").await.is(200);
        assert_eq!(picture(&card).2, 0);
    }

    async fn what_is_not_published_is_not_shared_with_anybody(site) {
        let now = site.app.clock.now();
        site.consultation("draft", |new| new.published_at = None).await;
        site.consultation("never", |new| { new.published_at = None; new.withdrawn_at = Some(now.plus(-Time::MINUTE)); }).await;
        let mut staff = site.person(Role::Administrator).await;
        for path in SHARED {
            for slug in ["draft", "never", "unknown", "..%2f..%2fetc", "%2f%2fevil.example", "a%00b"] {
                let path = path.replace("{}", slug);
                site.visitor().get(&path).await.is(404).does_not_say("href=\"//evil");
                staff.get(&path).await.is(404);
            }
        }
        for path in ["//evil.example/card.png", "/embed//evil.example", "/consultations//evil.example/poster"] {
            let answer = site.visitor().get(path).await;
            assert!(matches!(answer.status.as_u16(), 404 | 405), "{path}: {}", answer.status);
        }
        for path in ["/consultations.atom", "/sitemap.xml"] {
            site.visitor().get(path).await.is(200).does_not_say("/draft").does_not_say("/never");
        }
    }

    async fn a_picture_follows_what_is_changed(site) {
        let id = site.consultation("hours", |_| {}).await;
        let mut visitor = site.visitor();
        let before = visitor.get("/consultations/hours/card.png").await.is(200);
        assert_eq!(visitor.get("/consultations/hours/card.png").await.bytes, before.bytes);
        let mut tx = site.app.db.begin().await.unwrap();
        crate::sql!("UPDATE consultations SET title = 'Closing hours' WHERE id = $1", id).run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        let after = visitor.get("/consultations/hours/card.png").await.is(200);
        assert_ne!(after.bytes, before.bytes);
        site.app.clock.advance(31 * Time::DAY);
        assert_ne!(visitor.get("/consultations/hours/card.png").await.is(200).bytes, after.bytes);
    }

    async fn the_browsers_tab_has_a_picture_where_it_has_always_been(site) {
        let icon = site.visitor().get("/favicon.ico").await;
        assert_eq!((icon.status.as_u16(), kind(&icon).as_str()), (200, "image/png"));
        assert_eq!(picture(&icon).0, 64);
    }

    async fn whoever_asks_for_the_head_alone_gets_no_more(site) {
        site.consultation("hours", |_| {}).await;
        let paths = SHARED.map(|path| path.replace("{}", "hours")).into_iter();
        let others = ["/consultations.atom", "/decisions.atom", "/robots.txt", "/sitemap.xml", "/favicon.ico", "/card.png"];
        for path in paths.chain(others.map(str::to_owned)) {
            let mut visitor = site.visitor();
            let cold = asked(&mut visitor, "HEAD", &path, &[]).await;
            assert_eq!((cold.status.as_u16(), cold.bytes.len()), (200, 0), "{path}");
            let whole = visitor.get(&path).await.is(200);
            let warm = asked(&mut visitor, "HEAD", &path, &[]).await;
            assert_eq!((warm.status.as_u16(), warm.bytes.len()), (200, 0), "{path}");
            assert_eq!(line(&warm, "content-length"), whole.bytes.len().to_string(), "{path}");
            for name in ["content-type", "etag", "content-security-policy"] {
                assert_eq!(line(&warm, name), line(&whole, name), "{path}");
            }
        }
    }
}

async fn a_thousand_ask_again(on: On) {
    let site = Site::with(on, |config| config.count_queries = true).await;
    site.consultation("hours", |_| {}).await;
    for path in
        ["/consultations.atom", "/decisions.atom", "/consultations/hours/card.png", "/sitemap.xml", "/embed/hours"]
    {
        let mut reader = site.visitor();
        let first = reader.get(path).await.is(200);
        let tag = line(&first, "etag");
        assert!(!tag.is_empty(), "{path}");
        for _ in 0..1_000 {
            let again = asked(&mut reader, "GET", path, &[(header::IF_NONE_MATCH, &tag)]).await;
            assert_eq!((again.status.as_u16(), again.bytes.len()), (304, 0), "{path}");
            assert_eq!(line(&again, "x-soundings-queries"), "0", "{path}");
        }
    }
    // What comes in to a consultation changes none of them.
    let mut ann = site.resident("ann@example.org").await;
    ann.get("/consultations/hours").await.is(200);
    let mut reader = site.visitor();
    reader.get("/consultations.atom").await.is(200);
    ann.post("/consultations/hours/proposals/1/vote", &[("choice", "support")]).await.is(303);
    assert_eq!(line(&reader.get("/consultations.atom").await.is(200), "x-soundings-queries"), "0");
    site.finish().await;
}

#[tokio::test]
async fn a_reader_that_asks_a_thousand_times_costs_nothing_on_sqlite() {
    a_thousand_ask_again(On::Sqlite).await;
}

#[tokio::test]
async fn a_reader_that_asks_a_thousand_times_costs_nothing_on_postgres() {
    a_thousand_ask_again(On::Postgres).await;
}
