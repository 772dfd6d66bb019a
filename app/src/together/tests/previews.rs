//! Private links to a draft: made, opened, forged, expired, ended, and used after publishing.

use axum::body::Body;
use axum::http::Request;

use crate::identity::model::Role;
use crate::site::testing::{Browser, Site};
use crate::time::Time;
use crate::{sql, test_both};

const LINKS: &str = "/staff/consultations/hours/previews";

/// A draft, and somebody who runs it.
async fn drafted(site: &Site) -> Browser {
    site.consultation("hours", |new| new.published_at = None).await;
    site.colleague("Ann Reed", Role::Staff).await
}

/// The path of a link that is made now.
async fn made(by: &mut Browser, days: &str) -> String {
    let page = by.post(LINKS, &[("label", "Friends"), ("days", days)]).await.is(200).says("it is shown this once");
    let link = page.body.split("http://soundings.test/preview/").nth(1).unwrap().split('<').next().unwrap().to_owned();
    format!("/preview/{link}")
}

test_both! {
    async fn somebody_without_an_account_reads_the_draft_and_can_send_nothing(site) {
        let mut ann = drafted(site).await;
        let link = made(&mut ann, "14").await;
        let mut visitor = site.visitor();
        visitor.get("/consultations/hours").await.is(404);
        let page = visitor.get(&link).await.is(200).says("Preview, not published.").says("works until Monday 16 March 2026 at 11:59pm");
        assert_eq!(page.headers["cache-control"], "private, no-store");
        assert_eq!(page.headers["referrer-policy"], "no-referrer");
        assert_eq!(page.headers["x-robots-tag"], "noindex, nofollow");
        let page = page.says("<meta name=\"robots\" content=\"noindex\"").says("Opening hours at Millbrook");
        let page = page.does_not_say("<script").does_not_say("/sign-in").does_not_say("Back to the checks");
        page.does_not_say("/consultations/hours").does_not_say("/staff/").says(&format!("{link}/proposals/1"));
        let page = visitor.get(&format!("{link}/proposals/1")).await.is(200).says("Open on Saturday afternoons");
        page.says("Preview, not published.").does_not_say("method=\"post\"").does_not_say("/staff/");
        visitor.get(&format!("{link}/no-such-page")).await.is(404);
        // The pass is for reading, and for this draft alone.
        visitor.post(&link, &[("choice", "support")]).await.is(405);
        visitor.post(&format!("{link}/proposals/1/vote"), &[("choice", "support")]).await.is(405);
        site.consultation("other", |new| new.published_at = None).await;
        visitor.get(&format!("{link}/../other")).await.is(404);
        visitor.get("/consultations/hours").await.is(404);
        ann.get(LINKS).await.is(200).says("Friends").says("made by Ann Reed").says("last opened on").does_not_say(&link);
        let kept = sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM preview_links WHERE opened_at IS NOT NULL");
        assert_eq!(kept.number(&site.app.db).await.unwrap(), 1);
        ann.get("/staff/audit").await.says("made a private link to the draft of the consultation");
    }

    async fn every_kind_of_thing_is_seen_in_a_preview_without_a_way_to_send_anything(site) {
        let mut ann = drafted(site).await;
        for kind in crate::assembly::INSTRUMENTS.all() {
            for (path, fields) in kind.example().drafted {
                ann.post(&format!("/staff/consultations/hours{path}"), fields).await.is(303);
            }
        }
        let link = made(&mut ann, "1").await;
        let mut visitor = site.visitor();
        let mut seen = 0;
        for kind in crate::assembly::INSTRUMENTS.all().filter(|kind| !kind.words().page.is_empty()) {
            let mut page = visitor.get(&format!("{link}{}", kind.words().page)).await;
            while page.status == 303 {
                assert!(page.location().starts_with(&link), "{}", page.location());
                page = visitor.get(page.location()).await;
            }
            let page = page.is(200).says("Preview, not published.").does_not_say("method=\"post\"");
            page.does_not_say("/staff/").does_not_say("/consultations/hours").does_not_say("<script");
            seen += 1;
        }
        assert!(seen >= 4, "{seen}");
    }

    async fn a_document_is_read_by_the_link_whatever_its_file_is_called(site) {
        let mut ann = drafted(site).await;
        let names = ["plan.pdf", "My plan é 100.pdf", "50% less.pdf"];
        for name in names {
            let documents = "/staff/consultations/hours/documents";
            ann.upload(documents, &[("title", name)], name, b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n").await.is(303);
        }
        let link = made(&mut ann, "14").await;
        let mut visitor = site.visitor();
        let page = visitor.get(&link).await.is(200).body;
        let files: Vec<&str> = page.split(&format!("href=\"{link}/documents/")).skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(files.len(), names.len(), "{files:?}");
        for file in files {
            visitor.get(&format!("{link}/documents/{file}")).await.is(200);
            visitor.get(&format!("/documents/{file}")).await.is(404);
        }
    }

    async fn two_presses_in_a_breath_leave_one_link_and_a_later_one_makes_another(site) {
        let mut ann = drafted(site).await;
        let (first, second) = (made(&mut ann, "14").await, made(&mut ann, "14").await);
        let mut visitor = site.visitor();
        visitor.get(&first).await.is(410);
        visitor.get(&second).await.is(200);
        site.app.clock.advance(Time::MINUTE);
        let third = made(&mut ann, "14").await;
        visitor.get(&second).await.is(200);
        visitor.get(&third).await.is(200);
    }

    async fn a_forged_link_is_unknown_and_an_expired_or_ended_one_is_gone(site) {
        let mut ann = drafted(site).await;
        let mut visitor = site.visitor();
        for forged in ["/preview/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "/preview/x", "/preview/%00", "/preview/x/proposals/1"] {
            visitor.get(forged).await.is(404).says("We do not know this link");
        }
        let link = made(&mut ann, "2").await;
        visitor.get(&format!("{link}x")).await.is(404);
        visitor.get(&link[..link.len() - 1]).await.is(404);
        site.app.clock.advance(2 * Time::DAY);
        visitor.get(&link).await.is(200);
        site.app.clock.advance(Time::DAY);
        visitor.get(&link).await.is(410).says("This link has ended").does_not_say("Millbrook");
        visitor.get(&format!("{link}/proposals/1")).await.is(410);
        let other = made(&mut site.signed_in(crate::ids::AccountId(1)).await, "90").await;
        visitor.get(&other).await.is(200);
        let mut ann = site.signed_in(crate::ids::AccountId(1)).await;
        ann.post(&format!("{LINKS}/2/end"), &[]).await.is(303);
        visitor.get(&other).await.is(410).says("It was ended on");
        ann.get(LINKS).await.says("Ended on");
    }

    async fn after_publishing_the_link_leads_to_the_public_page_and_says_so(site) {
        let mut ann = drafted(site).await;
        let link = made(&mut ann, "14").await;
        let now = site.app.clock.now();
        let mut tx = site.app.db.begin().await.unwrap();
        sql!("UPDATE consultations SET published_at = $1", now).run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        let mut visitor = site.visitor();
        let led = visitor.get(&link).await.is(303).location().to_owned();
        assert_eq!(led, "/consultations/hours?done=preview-over");
        visitor.get(&led).await.is(200).says("This is published now.").does_not_say("Preview, not published");
        ann.get(LINKS).await.is(200).says("This consultation is published.").does_not_say("End it");
        ann.post(LINKS, &[("days", "3")]).await.is(409).says("everybody can see it");
        // A link that had ended leads there too: there is nothing left to hide.
        site.app.clock.advance(20 * Time::DAY);
        visitor.get(&link).await.is(303);
    }

    async fn a_preview_is_read_before_the_site_is_open(site) {
        let mut ann = drafted(site).await;
        let link = made(&mut ann, "14").await;
        site.set_opened(None).await;
        let mut visitor = site.visitor();
        visitor.get("/consultations/hours").await.is(404).says("not open yet");
        visitor.get(&link).await.is(200).says("Preview, not published.");
        visitor.get(&format!("{link}/proposals/1")).await.is(200);
        visitor.get("/preview/forged").await.is(404).says("We do not know this link");
    }

    async fn a_colleague_who_opens_the_link_sees_what_everybody_will(site) {
        let mut ann = drafted(site).await;
        let link = made(&mut ann, "14").await;
        ann.get(&link).await.is(200).says("Preview, not published.").does_not_say("Sign out").does_not_say("/staff");
    }

    async fn days_that_are_none_are_refused(site) {
        let mut ann = drafted(site).await;
        for days in ["0", "91", "-1", "soon", "", "1e3", "99999999999999999999"] {
            ann.post(LINKS, &[("label", "Kept"), ("days", days)]).await.is(422).says("from 1 to 90").says("Kept");
        }
        let long = "x".repeat(121);
        ann.post(LINKS, &[("label", &long), ("days", "3")]).await.is(422).says("1 too many");
        site.visitor().get(LINKS).await.is(401);
        site.resident("res@example.org").await.get(LINKS).await.is(403);
        site.person(Role::Analyst).await.post(LINKS, &[("days", "3")]).await.is(403);
        let head = Request::head("/preview/forged").body(Body::empty()).unwrap();
        site.visitor().send(head).await.is(404);
    }
}
