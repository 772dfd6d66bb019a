//! A consultation in other formats, as staff offer them and as those who need them find them.

use crate::identity::model::Role;
use crate::{sql, test_both};

const FORMATS: &str = "/staff/consultations/hours/formats";

fn form<'a>(format: &'a str, language: &'a str, link: &'a str, document: &'a str) -> [(&'a str, &'a str); 4] {
    [("format", format), ("language", language), ("link", link), ("document", document)]
}

test_both! {
    async fn links_and_documents_stand_at_the_top_each_in_the_words_of_those_who_need_it(site) {
        site.consultation("hours", |_| {}).await;
        let mut staff = site.person(Role::Staff).await;
        staff.upload("/staff/consultations/hours/documents", &[("title", "The short version"), ("proposal", "")], "easy.pdf", b"%PDF-1.7 easy").await.is(303);
        staff.get(FORMATS).await.is(200).says("None yet");
        let (document,): (i64,) = sql!("SELECT id FROM documents").one(&site.app.db).await.unwrap();
        staff.post(FORMATS, &form("easy-read", "", "", &document.to_string())).await.is(303);
        staff.post(FORMATS, &form("bsl", "", "https://video.example/bsl", "")).await.is(303);
        staff.post(FORMATS, &form("language", "pl", "https://council.example/pl", "")).await.is(303);
        let page = site.visitor().get("/consultations/hours").await.is(200);
        let page = page.says("in other formats").says("Easy read").says("PDF").says("British Sign Language").says("on video.example");
        page.says("hreflang=\"pl\"").says("Polski");
        // A document that is removed takes its format with it; the other formats stay.
        staff.post(&format!("/staff/consultations/hours/documents/{document}/remove"), &[]).await.is(303);
        site.visitor().get("/consultations/hours").await.is(200).does_not_say("Easy read").says("Polski");
        let page = staff.get(FORMATS).await.is(200);
        let remove = page.body.split("action=\"").find(|part| part.contains("/remove\"")).and_then(|part| part.split('"').next()).unwrap_or_default().to_owned();
        staff.post(&remove, &[]).await.is(303);
        staff.post(&remove, &[]).await.is(303);
        site.visitor().get("/consultations/hours").await.is(200).does_not_say("video.example").says("Polski");
        site.person(Role::Administrator).await.get("/staff/audit").await.is(200).says("offered in another format");
    }

    async fn what_is_wrong_is_said_and_what_was_typed_stays(site) {
        site.consultation("hours", |_| {}).await;
        let mut staff = site.person(Role::Staff).await;
        for (sent, says) in [
            (form("", "", "https://a.example", ""), "Choose what it is"),
            (form("language", "", "https://a.example", ""), "Choose which language"),
            (form("language", "xx", "https://a.example", ""), "Choose which language"),
            (form("audio", "", "", ""), "Enter where it is"),
            (form("audio", "", "javascript:alert(1)", ""), "whole address of a web page"),
            (form("audio", "", "", "99"), "not there any more"),
        ] {
            staff.post(FORMATS, &sent).await.is(422).says(says);
        }
        staff.post(FORMATS, &form("", "", "https://a.example/kept", "")).await.is(422).says("https://a.example/kept");
        site.visitor().get("/consultations/hours").await.is(200).does_not_say("in other formats");
        site.visitor().get(FORMATS).await.is(401);
        site.person(Role::Moderator).await.post(FORMATS, &form("audio", "", "https://a.example", "")).await.is(403);
    }
}
