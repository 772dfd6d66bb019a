//! Whatever is refused, the words are on the page, and the title says that something is wrong.

use axum::body::Body;
use axum::http::{Request, header};

use crate::identity::model::Role;
use crate::site::testing::{Site, TestResponse};
use crate::sql;
use crate::test_both;
use crate::time::Time;

const COMMENTS: &str = "/consultations/hours/proposals/1/comments";
const TEXT: &str = "I work until six, so <Saturday> is my only chance.";
const SHOWN: &str = "so &lt;Saturday&gt; is my only chance.</textarea>";

/// Fails unless the title of the page begins with this.
#[track_caller]
fn titled(answer: TestResponse, begins: &str) -> TestResponse {
    let title = answer.body.split("<title>").nth(1).unwrap_or_default();
    assert!(title.starts_with(begins), "{}", title.split('<').next().unwrap_or_default());
    answer
}

async fn closes_in_an_hour(site: &Site) {
    let closes = site.app.clock.now().plus(Time::HOUR);
    site.consultation("hours", |new| new.closes_at = Some(closes)).await;
}

test_both! {
    async fn a_comment_sent_just_after_closing_is_shown_to_be_copied(site) {
        closes_in_an_hour(site).await;
        let mut ann = site.resident("ann@example.org").await;
        site.app.clock.advance(Time::HOUR);
        let page = titled(ann.post(COMMENTS, &[("body", TEXT), ("reply_to", "")]).await.is(409), "Error: ");
        page.says(SHOWN).says("It is not recorded. You can copy it from here.").says("readonly").does_not_say("Send it again");
        // One word is as much as a page of them.
        ann.post(COMMENTS, &[("body", "Never")]).await.is(409).says("Never</textarea>");
        let vote = [("choice", "strongly-oppose"), ("version", "1")];
        let page = ann.post("/consultations/hours/proposals/1/vote", &vote).await.is(409);
        page.says("Your answer").says("Strongly oppose").does_not_say(">Version<");
        let json = ann.post_for_json(COMMENTS, &[("body", TEXT)]).await.is(409).json();
        assert_eq!(json["status"], 409);
    }

    async fn a_comment_on_a_withdrawn_consultation_or_to_a_removed_one_is_shown(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        ann.post(COMMENTS, &[("body", "First.")]).await.is(303);
        let id = sql!("SELECT id FROM comments").number(&site.app.db).await.unwrap();
        let mut tx = site.app.db.begin().await.unwrap();
        sql!("UPDATE comments SET state = 'removed', html = ''").run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        let reply = [("body", TEXT), ("reply_to", &id.to_string())];
        titled(ann.post(COMMENTS, &reply).await.is(409), "Error: ").says(SHOWN);
        // A parent that never was, and a proposal that is not there.
        ann.post(COMMENTS, &[("body", TEXT), ("reply_to", "999999")]).await.is(404).says(SHOWN);
        titled(ann.post("/consultations/hours/proposals/9/comments", &[("body", TEXT)]).await.is(404), "Error: ").says(SHOWN);
        let mut staff = site.person(Role::Staff).await;
        let why = [("reason", "The question has gone away."), ("sure", "1")];
        staff.post("/staff/consultations/hours/withdraw", &why).await.is(303);
        ann.post(COMMENTS, &[("body", TEXT)]).await.is(409).says(SHOWN);
    }

    async fn what_the_wrong_person_sends_is_shown_too(site) {
        site.consultation("hours", |_| {}).await;
        let mut staff = site.person(Role::Staff).await;
        titled(staff.post(COMMENTS, &[("body", TEXT)]).await.is(403), "Error: ").says(SHOWN);
        let mut ann = site.resident("ann@example.org").await;
        let typed = [("title", TEXT), ("summary", "Short"), ("password", "never this")];
        let page = ann.post("/staff/consultations/new", &typed).await.is(403);
        page.says(SHOWN).says("Short").does_not_say("never this");
        // A page that is only opened is no form that was refused.
        titled(ann.get("/staff").await.is(403), "You cannot");
        titled(ann.get("/nothing").await.is(404), "We cannot find");
    }

    async fn a_report_of_what_is_not_shown_any_more_keeps_its_words(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        ann.post(COMMENTS, &[("body", "First.")]).await.is(303);
        let id = sql!("SELECT id FROM comments").number(&site.app.db).await.unwrap();
        let mut tx = site.app.db.begin().await.unwrap();
        sql!("UPDATE comments SET state = 'removed', html = ''").run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        let report = [("reason", "other"), ("detail", TEXT)];
        titled(site.visitor().post(&format!("{COMMENTS}/{id}/report"), &report).await.is(409), "Error: ").says(SHOWN);
    }

    async fn a_form_that_is_too_large_is_shown_as_far_as_it_is_kept_and_the_page_is_bounded(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let long = format!("{TEXT} {}", "x".repeat(400_000));
        let page = titled(ann.post(COMMENTS, &[("body", &long)]).await.is(413), "Error: ");
        assert!(page.body.contains("so &lt;Saturday&gt; is my only chance. xxx") && page.body.len() < 300_000, "{}", page.body.len());
        let fields: Vec<(String, String)> = (0..30_000).map(|number| (format!("f{number}"), "&".to_owned())).collect();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let page = ann.post("/consultations/hours/proposals/9/comments", &fields[..15_000]).await.is(413);
        assert!(page.body.len() < 200_000, "{}", page.body.len());
        // Bytes that are no text, and a NUL.
        let request = Request::post(COMMENTS)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from("body=Keep+it%FF+open"))
            .unwrap();
        titled(ann.send(request).await.is(400), "Error: ").says("Keep it\u{fffd} open");
    }

    async fn every_form_with_a_mistake_says_error_first_and_begins_with_its_summary(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let mut staff = site.person(Role::Staff).await;
        let mut visitor = site.visitor();
        let summary = "<div tabindex=\"-1\" autofocus aria-labelledby=\"errors-title\" class=\"error-summary\"><div role=\"alert\">";
        for answer in [
            visitor.post("/register", &[]).await,
            visitor.post("/sign-in", &[("email", "a@example.org"), ("password", "wrong wrong")]).await,
            ann.post(COMMENTS, &[("body", "")]).await,
            ann.post("/consultations/hours/proposals/1/vote", &[]).await,
            staff.post("/staff/consultations/new", &[]).await,
            staff.post("/staff/consultations/hours/extend", &[]).await,
        ] {
            titled(answer.is(422), "Error: ").says(summary);
        }
        // To sign in, or to confirm an address, is a step and no error.
        titled(visitor.post(COMMENTS, &[("body", TEXT)]).await.is(401), "One more step");
        titled(visitor.get("/register").await.is(200), "Register");
    }

    async fn words_beside_a_file_are_shown_when_the_file_cannot_be_taken(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let mut body = format!("--cut\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\n{TEXT}\r\n--cut\r\n").into_bytes();
        body.extend(b"Content-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n");
        body.extend(std::iter::repeat_n(b'z', 200_000));
        body.extend(b"\r\n--cut--\r\n");
        let request = Request::post("/staff/consultations/hours/documents")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut")
            .body(Body::from(body))
            .unwrap();
        titled(ann.send(request).await.is(403), "Error: ").says(SHOWN).does_not_say("zzz");
    }
}
