//! Saving: what is kept, what is told beforehand, the message, the code.

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, header};

use super::{ANN, answered, draft_of, kept, link, mail, save_by_code, save_by_link};
use crate::db::testing::On;
use crate::identity::model::Role;
use crate::mail::transport::MailRoute;
use crate::questionnaires::tests::{LONGER, PAGE, begin, fill, publish};
use crate::site::testing::{Browser, Site, TestResponse};
use crate::test_both;

/// A form from a network address, or a page when there are no fields.
async fn from(browser: &mut Browser, address: &str, path: &str, fields: Option<&str>) -> TestResponse {
    let mut request = match fields {
        Some(body) => Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::CONTENT_LENGTH, body.len())
            .body(Body::from(body.to_owned()))
            .unwrap(),
        None => Request::get(path).body(Body::empty()).unwrap(),
    };
    let socket: std::net::SocketAddr = format!("{address}:40000").parse().unwrap();
    request.extensions_mut().insert(ConnectInfo(socket));
    browser.send(request).await
}

test_both! {
    async fn what_was_typed_is_saved_though_the_page_is_not_finished(site) {
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.visitor();
        let draft = begin(&mut ann).await;
        // Nothing is chosen where an answer is needed: it comes later.
        let page = ann.get(&format!("{draft}/pages/often")).await.is(200).says("Save and finish later");
        assert!(page.body.find("Continue").unwrap() < page.body.find("Save and finish later").unwrap(), "Enter goes on");
        let saved = fill(&mut ann, &draft, "often", &[("save", "later")]).await.is(303);
        assert_eq!(saved.location(), format!("{draft}/save"));
        fill(&mut ann, &draft, "opinion", &[("q-more", "Half a sen"), ("save", "later")]).await.is(303);
        ann.get(&format!("{draft}/pages/opinion")).await.is(200).says("Half a sen");
        ann.get(&format!("{draft}/check")).await.is(200).says("Half a sen").says("Save and finish later");
        // What cannot be kept is said, and still there.
        fill(&mut ann, &draft, "often", &[("q-visits", "weekly")]).await.is(303);
        fill(&mut ann, &draft, "what", &[("q-uses", "children")]).await.is(303);
        fill(&mut ann, &draft, "children", &[("q-ages", "twelve"), ("save", "later")]).await.is(422)
            .says("in figures").says("value=\"twelve\"");
    }

    async fn the_page_says_beforehand_when_answers_are_erased_and_that_unsent_ones_are_not_counted(site) {
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.visitor();
        let draft = answered(&mut ann).await;
        // The tests begin on 2 March 2026 at 10am; it closes thirty days later.
        let page = ann.get(&format!("{draft}/save")).await.is(200);
        page.says("Finish later").says("are not counted").says("erased on ").says("Thursday 2 April 2026")
            .says("Nothing is sent yet").says("one reminder, three days before this closes");
        let page = ann.get(&format!("{draft}/save")).await;
        assert_eq!(page.headers["cache-control"], "private, no-store");
        assert_eq!(page.body.matches("<h1").count(), 1);
        assert_eq!(page.body.matches("class=\"button\"").count(), 1, "one primary action: {}", page.body);
    }

    async fn a_link_goes_by_mail_with_everything_there_is_to_know(site) {
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.visitor();
        let answer = ann.post(&format!("{PAGE}/begin"), &[("language", "cy")]).await.is(303);
        let draft = answer.location().to_owned();
        for (typed, why) in [("", "email"), ("ann", "email")] {
            ann.post(&format!("{draft}/save/link"), &[("email", typed)]).await.is(422).says("There is a problem").says(why);
        }
        let sent = ann.post(&format!("{draft}/save/link"), &[("email", " Ann@Example.org ")]).await.is(303);
        ann.get(sent.location().trim_end_matches("#done")).await.is(200).says("A link is on its way to").says(ANN);
        let all = mail(site).await;
        assert_eq!(all.len(), 1);
        let (to, body) = &all[0];
        assert_eq!(to, ANN);
        for words in [
            "“Am eich llyfrgell”", "Opening hours at Millbrook", "/saved-answers/", "press the button", "are not counted",
            "Wednesday 1 April 2026", "erased on Thursday 2 April 2026", "We write to you once more three days before",
            "each has a link of its own", "Forget my address",
        ] {
            assert!(body.contains(words), "{words} is missing:\n{body}");
        }
        assert!(!body.contains("weekly") && !body.contains('<'), "{body}");
        // Only the hash of what opens it is kept.
        let token = link(site).await.trim_start_matches("/saved-answers/").to_owned();
        let hashes: Vec<(Vec<u8>,)> = crate::sql!("SELECT key_hash FROM questionnaire_draft_keys").all(&site.app.db).await.unwrap();
        assert_eq!(hashes.len(), 2);
        assert!(hashes.iter().all(|(hash,)| hash.len() == 32 && hash != token.as_bytes()));
    }

    async fn the_link_is_not_kept_in_the_outbox_once_the_message_is_sent(site) {
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.visitor();
        let draft = answered(&mut ann).await;
        let path = save_by_link(site, &mut ann, &draft, ANN).await;
        let from = "Fenmarch Libraries <library@example.org>".parse().unwrap();
        let config = crate::mail::transport::MailConfig { transport: MailRoute::Files, from };
        let transport = crate::mail::transport::Transport::open(&config, &site.app.config.data_dir).unwrap();
        assert_eq!(crate::notices::mailer::send_due(&site.app, &transport).await.unwrap(), 1);
        let (_, body) = mail(site).await.pop().unwrap();
        assert!(body.contains("/saved-answers/…") && !body.contains(&path), "{body}");
        // It still opens what it opened.
        site.visitor().get(&path).await.is(200);
    }

    async fn one_address_may_have_several_drafts_each_with_a_link_of_its_own(site) {
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.visitor();
        let first = answered(&mut ann).await;
        let one = save_by_link(site, &mut ann, &first, ANN).await;
        let second = begin(&mut ann).await;
        fill(&mut ann, &second, "often", &[("q-visits", "never")]).await.is(303);
        let two = save_by_link(site, &mut ann, &second, ANN).await;
        let opened = draft_of(ann.post(&one, &[]).await.is(303).location());
        ann.get(&format!("{opened}/check")).await.is(200).says("Every week");
        let opened = draft_of(ann.post(&two, &[]).await.is(303).location());
        ann.get(&format!("{opened}/check")).await.is(200).says("Never");
    }

    async fn another_address_takes_the_place_of_one_that_was_mistyped(site) {
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.visitor();
        let draft = answered(&mut ann).await;
        let wrong = save_by_link(site, &mut ann, &draft, "anne@example.org").await;
        let right = save_by_link(site, &mut ann, &draft, ANN).await;
        site.visitor().get(&wrong).await.is(410).says("may have been replaced");
        site.visitor().get(&right).await.is(200);
        // The message that waited for the wrong one is not sent any more.
        let all = mail(site).await;
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].0, ANN);
        // Asked for once more, the same address has both links.
        let again = save_by_link(site, &mut ann, &draft, ANN).await;
        site.visitor().get(&right).await.is(200);
        site.visitor().get(&again).await.is(200);
        assert_eq!(kept(site).await[2], 1);
    }

    async fn whoever_gets_a_link_by_somebody_elses_slip_has_their_address_forgotten(site) {
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.visitor();
        let draft = answered(&mut ann).await;
        let path = save_by_link(site, &mut ann, &draft, "bob@example.org").await;
        site.visitor().get(&path).await.is(200).says("You did not save these answers?");
        site.visitor().post(&format!("{path}/forget"), &[]).await.is(200).says("Your address is erased");
        site.visitor().get(&path).await.is(410);
        assert_eq!(kept(site).await[2..], [0, 0]);
        ann.get(&format!("{draft}/check")).await.is(200).says("Every week");
    }

    async fn a_code_is_shown_once_and_a_page_that_is_sent_again_makes_no_other(site) {
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.visitor();
        let draft = answered(&mut ann).await;
        ann.get(&format!("{draft}/save")).await.is(200).says("name=\"seen\" value=\"0\"");
        let form = [("seen", "0")];
        let page = ann.post(&format!("{draft}/save/code"), &form).await.is(200).says("shown only once")
            .says("http://soundings.test/saved-answers").says("Thursday 2 April 2026").says("are not counted");
        assert_eq!(page.headers["cache-control"], "private, no-store");
        let code = page.body.split("<p class=\"code\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
        // A reload sends the form again.
        ann.post(&format!("{draft}/save/code"), &form).await.is(409).says("was shown already").does_not_say(&code);
        ann.get(&format!("{draft}/save")).await.is(200).says("You took a code on").does_not_say(&code);
        site.visitor().post("/saved-answers", &[("code", &code)]).await.is(303);
        // Another one takes its place.
        let other = save_by_code(&mut ann, &draft).await;
        assert_ne!(code, other);
        site.visitor().post("/saved-answers", &[("code", &code)]).await.is(422);
        site.visitor().post("/saved-answers", &[("code", &other)]).await.is(303);
    }

    async fn whoever_shares_a_computer_can_close_the_pages_behind_them(site) {
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.visitor();
        let draft = answered(&mut ann).await;
        // Not without a way back.
        let stays = ann.post(&format!("{draft}/save/leave"), &[]).await.is(303);
        assert_eq!(stays.location(), format!("{draft}/save"));
        let code = save_by_code(&mut ann, &draft).await;
        let left = ann.post(&format!("{draft}/save/leave"), &[]).await.is(303);
        ann.get(left.location()).await.is(200).says("Your answers are saved.");
        ann.get(&format!("{draft}/check")).await.is(410);
        let opened = draft_of(ann.post("/saved-answers", &[("code", &code)]).await.is(303).location());
        ann.get(&format!("{opened}/check")).await.is(200).says("Every week");
    }

    async fn on_a_library_computer_there_is_a_code_on_paper_and_no_link(site) {
        publish(site, LONGER, |_| {}).await;
        site.branch("mill", "Mill Library").await;
        let mut admin = site.person(Role::Administrator).await;
        admin.post("/staff/branches/mill/addresses", &[("network", "203.0.113.7")]).await.is(303);
        let mut ann = site.visitor();
        let draft = answered(&mut ann).await;
        let library = "203.0.113.7";
        let save = format!("{draft}/save");
        from(&mut ann, library, &save, None).await.is(200).says("Not on a library’s computer").does_not_say("Your email address");
        from(&mut ann, library, &format!("{save}/link"), Some("email=ann%40example.org")).await.is(403).says("Take a code on paper");
        assert!(mail(site).await.is_empty());
        from(&mut ann, library, &format!("{save}/code"), Some("seen=0")).await.is(200).says("Your code");
        // Elsewhere, and on a device that is somebody's own, there is one.
        from(&mut ann, "203.0.113.8", &save, None).await.is(200).says("Your email address");
        let mut bob = site.resident("bob@example.org").await;
        let draft = begin(&mut bob).await;
        from(&mut bob, library, &format!("{draft}/save"), None).await.is(200).says("Your email address");
    }
}

#[tokio::test]
async fn where_no_mail_can_be_sent_none_is_promised_on_sqlite() {
    let site = Site::with(On::Sqlite, |config| config.mail.transport = MailRoute::Files).await;
    publish(&site, LONGER, |_| {}).await;
    let mut ann = site.visitor();
    let draft = answered(&mut ann).await;
    ann.get(&format!("{draft}/save")).await.is(200).says("cannot send email").does_not_say("Your email address");
    ann.post(&format!("{draft}/save/link"), &[("email", ANN)]).await.is(403);
    save_by_code(&mut ann, &draft).await;
    site.finish().await;
}
