//! The poster, on the page and as one drawing.

use super::feeds::elements;
use super::{TITLES, decided, kind, line, odd_titles, withdrawn};
use crate::test_both;
use crate::time::Time;

test_both! {
    async fn a_poster_says_what_until_when_and_where(site) {
        site.branch("quay", "Quay Library").await;
        site.consultation("hours", |_| {}).await;
        let page = site.visitor().get("/consultations/hours/poster").await.is(200);
        let page = page.says("Opening hours at Millbrook").says("One sentence.").says("Have your say by 11am on Wednesday 1 April 2026");
        let page = page.says("soundings.test/").says("About all our libraries").says("ask at the desk of your library");
        let page = page.says("class=\"qr\"").says("value=\"quay\"").does_not_say("style=");
        page.says("href=\"/consultations/hours\"");
        let quay = site.visitor().get("/consultations/hours/poster?library=quay").await.is(200);
        quay.says("Or ask at the desk at Quay Library.").says("/consultations/hours/poster.svg?library=quay");
    }

    async fn a_poster_of_a_library_that_does_not_exist_is_not_made(site) {
        site.branch("quay", "Quay Library").await;
        site.consultation("hours", |_| {}).await;
        for bad in ["nowhere", "QUAY", "quay-", "%2f%2fevil.example", "%3Cscript%3E", "%00"] {
            for ending in ["poster", "poster.svg"] {
                let page = site.visitor().get(&format!("/consultations/hours/{ending}?library={bad}")).await;
                assert!(matches!(page.status.as_u16(), 404 | 422 | 400), "{bad}: {}", page.status);
                page.does_not_say("<script>");
            }
        }
        site.visitor().get("/consultations/hours/poster?library=").await.is(200);
    }

    async fn every_title_makes_a_poster_and_a_well_formed_drawing(site) {
        odd_titles(site).await;
        decided(site, "vans", "The vans stay.").await;
        withdrawn(site, "gone").await;
        let slugs = (0..TITLES.len()).map(|number| format!("odd-{number}")).chain(["vans".to_owned(), "gone".to_owned()]);
        for slug in slugs {
            site.visitor().get(&format!("/consultations/{slug}/poster")).await.is(200).does_not_say("<b>bread");
            for _ in 0..2 {
                let drawing = site.visitor().get(&format!("/consultations/{slug}/poster.svg")).await.is(200);
                assert_eq!(kind(&drawing), "image/svg+xml; charset=utf-8");
                assert!(line(&drawing, "content-security-policy").starts_with("default-src 'none'"));
                assert_eq!(line(&drawing, "content-disposition"), format!("inline; filename=\"{slug}-poster.svg\""));
                let elements = elements(&drawing.body);
                assert!(elements.iter().filter(|element| element.starts_with("text ")).count() >= 5, "{elements:#?}");
                drawing.does_not_say("<script").does_not_say("style=").does_not_say("href");
            }
        }
        site.visitor().get("/consultations/odd-2/poster.svg").await.is(200).says("direction=\"rtl\"");
        site.visitor().get("/consultations/gone/poster").await.is(200).says("Withdrawn Monday 2 March 2026");
        site.visitor().get("/consultations/vans/poster").await.is(200).says("Decided Monday 2 March 2026");
    }

    async fn a_poster_follows_the_calendar(site) {
        site.branch("quay", "Quay Library").await;
        site.consultation("hours", |new| new.opens_at = Some(crate::site::testing::start().plus(Time::DAY))).await;
        let mut visitor = site.visitor();
        visitor.get("/consultations/hours/poster").await.is(200).says("Have your say from Tuesday 3 March 2026 to 11am on Wednesday 1 April 2026");
        site.app.clock.advance(2 * Time::DAY);
        visitor.get("/consultations/hours/poster").await.is(200).says("Have your say by");
        site.app.clock.advance(31 * Time::DAY);
        visitor.get("/consultations/hours/poster").await.is(200).says("Closed Wednesday 1 April 2026").does_not_say("ask at the desk");
        visitor.get("/consultations/hours/poster?library=quay").await.is(200).does_not_say("ask at the desk");
    }
}
