//! A service puts its logo and its colour on every page, and nothing else gets in with them.

use crate::files::pictures::tests::png;
use crate::identity::model::Role;
use crate::site::testing::{Browser, Site, TestResponse};
use crate::test_both;

const PAGE: &str = "/staff/settings/look";

const LOGO: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 50"><rect width="200" height="50" fill="#5b1a3b"/></svg>"##;

/// Sends the form with a file.
async fn send(admin: &mut Browser, fields: &[(&str, &str)], file: &[u8]) -> TestResponse {
    let name = if file.is_empty() { "" } else { "logo" };
    admin.send_parts(PAGE, fields, &[("logo", name, file)]).await
}

/// The address of something in a page, between these words and a quotation mark.
fn address(page: &TestResponse, after: &str) -> String {
    page.body.split(after).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
}

async fn refused(site: &Site, admin: &mut Browser, file: &[u8], why: &str) {
    let page = send(admin, &[("accent", "#5b1a3b")], file).await.is(422);
    page.says(why).says("value=\"#5b1a3b\"");
    site.visitor().get("/").await.is(200).does_not_say("/look/");
}

test_both! {
    async fn a_logo_and_an_accent_stand_on_every_page(site) {
        let mut admin = site.person(Role::Administrator).await;
        admin.get("/staff/settings").await.is(200).says("href=\"/staff/settings/look\"");
        send(&mut admin, &[("accent", "#5B1A3B")], LOGO.as_bytes()).await.is(303);
        admin.get(PAGE).await.is(200).says("On paper: #5b1a3b").says("On a dark screen: #").says("Take the logo away");
        let front = site.visitor().get("/").await.is(200).says("Your library service");
        let logo = address(&front, "src=\"/look/");
        assert!(logo.starts_with("logo-") && logo.ends_with(".svg"), "{logo}");
        front.says("width=\"224\" height=\"56\"").says("fill='%235b1a3b'");
        let served = site.visitor().get(&format!("/look/{logo}")).await.is(200);
        assert_eq!(served.headers["content-type"], "image/svg+xml");
        assert!(served.headers["cache-control"].to_str().unwrap().contains("immutable"));
        assert!(served.headers["content-security-policy"].to_str().unwrap().contains("sandbox"));
        assert!(served.body.contains("<rect"), "{}", served.body);
        let front = site.visitor().get("/").await;
        let sheet = format!("accent-{}", address(&front, "href=\"/look/accent-"));
        let served = site.visitor().get(&format!("/look/{sheet}")).await.is(200);
        assert_eq!(served.headers["content-type"], "text/css; charset=utf-8");
        assert!(served.body.contains("\n:root{--accent:#5b1a3b;--on-accent:#"), "{}", served.body);
        // Paper stays white, so what is made to be printed has the colour of a light page on a dark screen too.
        assert!(served.body.starts_with(":root{--accent-on-paper:#5b1a3b}"), "{}", served.body);
        assert!(served.body.contains("prefers-color-scheme:dark"), "{}", served.body);
        for none in ["/look/accent-0.css", "/look/logo-0.svg", "/look/x", "/look/..%2f..%2fetc%2fpasswd"] {
            site.visitor().get(none).await.is(404);
        }
        // What is drawn for other sites is in the colour too.
        site.consultation("hours", |_| {}).await;
        site.visitor().get("/consultations/hours/poster.svg").await.is(200).says("fill=\"#5b1a3b\"").does_not_say("#0e4b37");
        site.visitor().get("/embed/hours").await.is(200).says("/look/accent-");
        admin.get("/staff/audit").await.is(200).says("changed the logo or the accent of the service");
    }

    async fn a_logo_with_the_name_in_it_stands_alone_and_is_read_aloud(site) {
        let mut admin = site.person(Role::Administrator).await;
        send(&mut admin, &[("accent", ""), ("has_name", "yes")], LOGO.as_bytes()).await.is(303);
        let front = site.visitor().get("/").await.is(200);
        front.says("alt=\"Your library service\"").does_not_say("service-name").does_not_say("/look/accent-");
        // The tick can be changed without sending the logo again, and the logo be taken away.
        send(&mut admin, &[("accent", "")], b"").await.is(303);
        site.visitor().get("/").await.is(200).says("service-name").says("/look/logo-");
        send(&mut admin, &[("accent", ""), ("take_away", "yes")], b"").await.is(303);
        site.visitor().get("/").await.is(200).says("service-name").does_not_say("/look/");
    }

    async fn a_png_is_written_anew_and_no_larger_than_it_is_shown(site) {
        let mut admin = site.person(Role::Administrator).await;
        send(&mut admin, &[("accent", "")], &png(1_800, 600)).await.is(303);
        let front = site.visitor().get("/").await.is(200);
        let logo = address(&front, "src=\"/look/");
        let served = site.visitor().get(&format!("/look/{logo}")).await.is(200);
        assert_eq!(served.headers["content-type"], "image/png");
        assert!(!String::from_utf8_lossy(&served.bytes).contains("Somebody"));
        let seen = image::load_from_memory(&served.bytes).unwrap();
        assert_eq!((seen.width(), seen.height()), (336, 112));
    }

    async fn a_script_in_a_logo_is_left_out_and_it_is_said(site) {
        let mut admin = site.person(Role::Administrator).await;
        let sent = LOGO.replace("<rect", "<script>alert(1)</script><image href='https://evil.example/pixel.png'/><rect onload='alert(2)'");
        let saved = send(&mut admin, &[("accent", "")], sent.as_bytes()).await.is(303);
        assert!(saved.location().ends_with("done=cleaned"), "{}", saved.location());
        admin.get(saved.location()).await.is(200).says("were left out");
        let front = site.visitor().get("/").await;
        let served = site.visitor().get(&format!("/look/{}", address(&front, "src=\"/look/"))).await.is(200);
        served.does_not_say("alert").does_not_say("evil").does_not_say("onload").says("<rect");
    }

    async fn what_is_no_logo_is_refused_with_everything_else_kept(site) {
        let mut admin = site.person(Role::Administrator).await;
        refused(site, &mut admin, b"<html></html>", "not an SVG drawing").await;
        refused(site, &mut admin, b"%PDF-1.7", "an SVG drawing or a PNG").await;
        refused(site, &mut admin, b"\xff\xd8\xff\xe0", "an SVG drawing or a PNG").await;
        refused(site, &mut admin, b"\x89PNG\r\n\x1a\n", "not a picture that we can open").await;
        refused(site, &mut admin, &png(12_001, 1), "too many dots").await;
        refused(site, &mut admin, &png(900, 100), "at most eight times as wide as high").await;
        refused(site, &mut admin, &vec![b' '; 2 * 1024 * 1024 + 1], "larger than 2 MB").await;
        let letters = LOGO.replace("<rect width=\"200\" height=\"50\" fill=\"#5b1a3b\"/>", "<text>Fenmarch</text>");
        refused(site, &mut admin, letters.as_bytes(), "Turn its letters into shapes").await;
    }

    async fn an_accent_that_cannot_be_read_is_refused_with_one_that_can(site) {
        let mut admin = site.person(Role::Administrator).await;
        let page = send(&mut admin, &[("accent", "#ffcc00")], b"").await.is(422);
        page.says("#ffcc00 cannot be read well enough").says("darker, would do: #").says("value=\"#ffcc00\"");
        let page = send(&mut admin, &[("accent", "#ffcc00")], LOGO.as_bytes()).await.is(422);
        page.says("Choose the logo again");
        for typed in ["green", "#12", "#0e4b37;}body{display:none}"] {
            send(&mut admin, &[("accent", typed)], b"").await.is(422).says("Enter a colour as six digits");
        }
        send(&mut admin, &[("accent", ""), ("colour", "red")], b"").await.is(422).says("no field called “colour”");
        admin.post(PAGE, &[("accent", "#5b1a3b")]).await.is(400);
        site.visitor().get("/").await.is(200).does_not_say("/look/");
    }

    async fn two_administrators_do_not_write_over_each_other(site) {
        let mut admin = site.person(Role::Administrator).await;
        let seen = address(&admin.get(PAGE).await.is(200), "name=\"seen\" value=\"");
        send(&mut admin, &[("accent", "#5b1a3b"), ("seen", &seen)], b"").await.is(303);
        let mut other = site.colleague("Ada Min", Role::Administrator).await;
        send(&mut other, &[("accent", "#003366"), ("seen", &seen)], b"").await.is(409).says("A colleague changed the logo");
        site.person(Role::Staff).await.get(PAGE).await.is(403);
        let mut staff = site.colleague("Sam Ash", Role::Staff).await;
        send(&mut staff, &[("accent", "#003366")], LOGO.as_bytes()).await.is(403);
    }

    async fn the_logo_is_seen_before_the_site_is_open(site) {
        let mut admin = site.person(Role::Administrator).await;
        send(&mut admin, &[("accent", "#5b1a3b")], LOGO.as_bytes()).await.is(303);
        site.set_opened(None).await;
        let front = site.visitor().get("/").await.is(200).says("not open yet");
        site.visitor().get(&format!("/look/{}", address(&front, "src=\"/look/"))).await.is(200);
    }
}
