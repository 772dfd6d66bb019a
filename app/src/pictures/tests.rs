//! Pictures of consultations and libraries, as staff choose them and as everybody sees them.

use crate::files::pictures::tests::{photograph, png};
use crate::identity::model::Role;
use crate::site::testing::Site;
use crate::test_both;

const PICTURE: &str = "/staff/consultations/hours/picture";
const WORDS: [(&str, &str); 2] = [("alt", "The entrance, with a ramp"), ("credit", "Photograph: Robin")];

/// The address of the picture on a page.
fn address(body: &str) -> String {
    let after = body.split("src=\"/pictures/").nth(1).unwrap_or_default();
    format!("/pictures/{}", after.split('"').next().unwrap_or_default())
}

async fn with_picture(site: &Site) -> String {
    site.consultation("hours", |_| {}).await;
    let mut staff = site.person(Role::Staff).await;
    staff.upload(PICTURE, &WORDS, "IMG_1.jpg", &photograph(1600, 800)).await.is(303);
    let page = site.visitor().get("/consultations/hours").await.is(200);
    address(&page.says("alt=\"The entrance, with a ramp\"").says("Photograph: Robin").body)
}

test_both! {
    async fn a_photograph_is_shown_smaller_with_its_words_and_without_where_it_was_taken(site) {
        let address = with_picture(site).await;
        let large = site.visitor().get(&address).await.is(200);
        assert_eq!(large.headers["content-type"], "image/jpeg");
        assert!(large.headers["cache-control"].to_str().unwrap().contains("immutable"));
        assert!(!String::from_utf8_lossy(&large.bytes).contains("home"));
        let small = site.visitor().get(&address.replace(".jpg", "-small.jpg")).await.is(200);
        assert!(small.bytes.len() < large.bytes.len());
        // It was held on its side, so it is shown upright.
        site.visitor().get("/consultations/hours").await.is(200).says("width=\"800\" height=\"1600\"");
        site.person(Role::Administrator).await.get("/staff/audit").await.is(200).says("set the picture");
    }

    async fn its_words_are_changed_without_the_file_and_it_is_taken_away(site) {
        let address = with_picture(site).await;
        let mut staff = site.colleague("Robin", Role::Staff).await;
        staff.upload(PICTURE, &[("alt", "The door"), ("credit", "")], "", b"").await.is(303);
        let page = site.visitor().get("/consultations/hours").await.is(200).says("alt=\"The door\"").does_not_say("Robin");
        assert_eq!(self::address(&page.body), address);
        staff.post(&format!("{PICTURE}/remove"), &[]).await.is(303);
        site.visitor().get("/consultations/hours").await.is(200).does_not_say("/pictures/");
        site.visitor().get(&address).await.is(404);
        // Words alone are no picture.
        staff.upload(PICTURE, &WORDS, "", b"").await.is(422).says("Choose a picture").says("The entrance, with a ramp");
    }

    async fn a_library_has_one_too_and_only_those_who_keep_libraries_choose_it(site) {
        site.branch("millbrook", "Millbrook Library").await;
        let path = "/staff/branches/millbrook/picture";
        let mut admin = site.person(Role::Administrator).await;
        admin.get(path).await.is(200).says("Millbrook Library");
        admin.upload(path, &WORDS, "plan.png", &png(60, 40)).await.is(303);
        let page = site.visitor().get("/branches/millbrook").await.is(200).says("The entrance, with a ramp");
        let file = site.visitor().get(&address(&page.body)).await.is(200);
        assert_eq!(file.headers["content-type"], "image/png");
        for role in [Role::Resident, Role::Moderator, Role::Staff] {
            site.person(role).await.upload(path, &WORDS, "plan.png", &png(60, 40)).await.is(403);
        }
        site.visitor().get(path).await.is(401);
    }

    async fn what_is_no_picture_or_says_nothing_is_refused_and_the_words_stay(site) {
        site.consultation("hours", |_| {}).await;
        let mut staff = site.person(Role::Staff).await;
        let mut bomb = png(1, 1);
        bomb[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        for (file, words) in [
            (&b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"[..], "not a picture that we can open"),
            (b"GIF89a", "not a picture that we can open"),
            (b"%PDF-1.7", "not a picture that we can open"),
            (&bomb, "picture"),
            (&png(12_001, 1), "too many dots"),
        ] {
            staff.upload(PICTURE, &WORDS, "a.png", file).await.is(422).says(words).says("Photograph: Robin");
        }
        for (alt, words) in [("", "Enter what the picture shows"), ("IMG_2041.JPG", "the name of a file"), (&*"w".repeat(251), "shorter")] {
            staff.upload(PICTURE, &[("alt", alt), ("credit", "")], "a.png", &png(4, 4)).await.is(422).says(words).says("Choose the file again");
        }
        site.visitor().get("/consultations/hours").await.is(200).does_not_say("/pictures/");
        for name in ["x.jpg", "../etc/passwd.jpg", "0123456789abcdef0123456789abcdef.svg", "0123456789abcdef0123456789abcdef.jpg"] {
            site.visitor().get(&format!("/pictures/{name}")).await.is(404);
        }
    }
}
