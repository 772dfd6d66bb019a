//! Stopping notices without signing in, and amendments that become one message.

use axum::body::Body;
use axum::http::{Request, header};

use super::{files, written};
use crate::identity::model::Role;
use crate::notices::mailer::send_due;
use crate::notices::store::{Message, post, post_notice};
use crate::notices::unsubscribe;
use crate::site::testing::{Browser, Site, TestResponse};
use crate::test_both;
use crate::time::Time;

/// What a mail program's server sends when its reader asks for no more: from another site, without a cookie.
pub(super) async fn one_click(site: &Site, path: &str) -> TestResponse {
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::CONTENT_LENGTH, 26)
        .header(header::ORIGIN, "https://mail.example.net")
        .header("sec-fetch-site", "cross-site")
        .body(Body::from("List-Unsubscribe=One-Click"))
        .unwrap();
    site.visitor().send(request).await
}

async fn notify(site: &Site, email: &str) -> i64 {
    crate::sql!("SELECT notify FROM accounts WHERE email = $1", email).number(&site.app.db).await.unwrap()
}

async fn waiting(site: &Site) -> Vec<(String, String)> {
    crate::sql!("SELECT subject, body FROM outbox WHERE sent_at IS NULL ORDER BY id").all(&site.app.db).await.unwrap()
}

/// Publishes an amendment as staff do, and says what changed.
async fn amend(staff: &mut Browser, number: i64, title: &str, summary: &str) {
    let base = format!("/staff/consultations/hours/proposals/{number}");
    let fields = [
        ("title", title),
        ("summary", "Two more hours."),
        ("body", "People asked for it."),
        ("fixed", "The budget."),
        ("open", "Which hours."),
        ("then", "amend"),
    ];
    staff.post(&format!("{base}/edit"), &fields).await.is(303);
    let page = staff.get(&format!("{base}/amend")).await.is(200);
    let seen = page.body.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let fields = [("seen", seen.as_str()), ("summary", summary), ("kind", "amendment")];
    staff.post(&format!("{base}/amend"), &fields).await.is(303);
}

async fn vote(person: &mut Browser, number: i64) {
    let path = format!("/consultations/hours/proposals/{number}/vote");
    person.post(&path, &[("choice", "support")]).await.is(303);
}

test_both! {
    async fn a_press_of_one_button_stops_notices_without_signing_in(site) {
        let ann = site.account("ann@example.org", Role::Resident).await;
        let ben = site.account("ben@example.org", Role::Resident).await;
        let now = site.app.clock.now();
        let mut tx = site.app.db.begin().await.unwrap();
        for (account, recipient) in [(ann, "ann@example.org"), (ben, "ben@example.org")] {
            let message = |subject| Message { account: Some(account), recipient, subject, body: "Hello,\n\nNews.\n" };
            post_notice(&mut tx, &message("A notice"), now).await.unwrap();
            post(&mut tx, &message("About your account"), now).await.unwrap();
        }
        tx.commit().await.unwrap();
        let path = unsubscribe::path(&site.app.secret, ann);
        let page = site.visitor().get(&path).await.is(200);
        let page = page.says("Stop these messages").says("What does not").does_not_say("ann@example.org");
        assert_eq!(page.headers["cache-control"], "private, no-store");
        assert_eq!(notify(site, "ann@example.org").await, 1, "looking changes nothing: scanners follow links");
        one_click(site, &path).await.is(200).says("These messages have stopped");
        one_click(site, &path).await.is(200);
        site.visitor().post(&path, &[]).await.is(200);
        assert_eq!((notify(site, "ann@example.org").await, notify(site, "ben@example.org").await), (0, 1));
        // What waited is not sent either; what is about the account itself is.
        assert_eq!(send_due(&site.app, &files(site)).await.unwrap(), 3);
        let mails = written(&site.app.config.data_dir);
        let notices: Vec<&String> = mails.iter().filter(|mail| mail.contains("Subject: A notice")).collect();
        assert_eq!(notices.len(), 1);
        assert!(notices[0].contains("To: ben@example.org") && notices[0].contains("List-Unsubscribe: <http://soundings.test/unsubscribe/"));
        for mail in mails.iter().filter(|mail| mail.contains("About your account")) {
            assert!(!mail.to_lowercase().contains("unsubscribe"), "{mail}");
        }
    }

    async fn a_multipart_press_is_understood_too(site) {
        let ann = site.account("ann@example.org", Role::Resident).await;
        let body = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";
        let request = Request::post(unsubscribe::path(&site.app.secret, ann))
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .header(header::ORIGIN, "https://mail.example.net")
            .body(Body::from(body))
            .unwrap();
        site.visitor().send(request).await.is(200);
        assert_eq!(notify(site, "ann@example.org").await, 0);
    }

    async fn nobody_can_stop_another_persons_notices(site) {
        let ann = site.account("ann@example.org", Role::Resident).await;
        let ben = site.account("ben@example.org", Role::Resident).await;
        let anns = unsubscribe::path(&site.app.secret, ann);
        let key = anns.rsplit_once('.').unwrap().1;
        let bens = format!("/unsubscribe/{ben}.{key}");
        for path in [bens.as_str(), "/unsubscribe/1", "/unsubscribe/1.", "/unsubscribe/.x", "/unsubscribe/1.%00", "/unsubscribe/x.y.z"] {
            site.visitor().get(path).await.is(404);
            one_click(site, path).await.is(404);
        }
        assert_eq!(unsubscribe::path(b"another installation", ann).len(), anns.len());
        one_click(site, &unsubscribe::path(b"another installation", ann)).await.is(404);
        assert_eq!((notify(site, "ann@example.org").await, notify(site, "ben@example.org").await), (1, 1));
        // The key opens nothing else, and no other form takes what comes from another site.
        for path in [format!("/confirm/{ann}.{key}"), format!("/reset/{ann}.{key}")] {
            site.visitor().get(&path).await.is(404);
        }
        for path in ["/sign-out", "/account/messages", &format!("{anns}/more"), "/unsubscribe"] {
            one_click(site, path).await.is(403);
        }
    }

    async fn switching_notices_off_on_the_account_page_keeps_back_what_waits(site) {
        let ann = site.account("ann@example.org", Role::Resident).await;
        let mut tx = site.app.db.begin().await.unwrap();
        let message = Message { account: Some(ann), recipient: "ann@example.org", subject: "A notice", body: "News.\n" };
        post_notice(&mut tx, &message, site.app.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        site.signed_in(ann).await.post("/account/messages", &[]).await.is(303);
        assert_eq!(send_due(&site.app, &files(site)).await.unwrap(), 0);
    }

    async fn amendments_within_an_hour_become_one_message_that_names_each(site) {
        site.consultation("hours", |new| {
            new.proposals.push(crate::site::testing::content("Close on Mondays"));
        }).await;
        let mut ann = site.resident("ann@example.org").await;
        let mut ben = site.resident("ben@example.org").await;
        vote(&mut ann, 1).await;
        vote(&mut ann, 2).await;
        vote(&mut ben, 2).await;
        let mut staff = site.person(Role::Staff).await;
        amend(&mut staff, 1, "Open on Sunday afternoons", "Sundays suit more.").await;
        site.app.clock.advance(10 * Time::MINUTE);
        amend(&mut staff, 1, "Open on Sunday mornings", "Mornings suit more.").await;
        site.app.clock.advance(40 * Time::MINUTE);
        amend(&mut staff, 2, "Close on Tuesdays", "Mondays are busy.").await;
        let outbox = waiting(site).await;
        assert_eq!(outbox.len(), 2, "one for each person: {outbox:?}");
        assert_eq!(outbox[0].0, "What you answered has changed: Opening hours at Millbrook");
        assert_eq!(outbox[1].0, "A proposal you answered has changed: Close on Tuesdays");
        let own = &outbox[0].1;
        let places: Vec<usize> = ["Sundays suit more.", "Mornings suit more.", "Mondays are busy."]
            .iter()
            .map(|words| own.find(words).unwrap_or_else(|| panic!("{words} is missing: {own}")))
            .collect();
        assert!(places.is_sorted(), "{own}");
        assert!(own.contains("/proposals/1/changes") && own.contains("/proposals/2/changes"), "{own}");
        assert!(!outbox[1].1.contains("Sundays"), "{}", outbox[1].1);
        // Nothing goes before the hour is over, and then one message goes to each.
        assert_eq!(send_due(&site.app, &files(site)).await.unwrap(), 0);
        site.app.clock.advance(10 * Time::MINUTE);
        assert_eq!(send_due(&site.app, &files(site)).await.unwrap(), 1, "Ann’s hour began first");
        // What is sent is not sent again: the next change is a message of its own.
        amend(&mut staff, 1, "Open on Sundays", "The whole day.").await;
        let outbox = waiting(site).await;
        assert_eq!(outbox.len(), 2);
        assert!(outbox[1].1.contains("The whole day.") && !outbox[1].1.contains("Mornings suit more."), "{outbox:?}");
        site.app.clock.advance(Time::HOUR);
        assert_eq!(send_due(&site.app, &files(site)).await.unwrap(), 2);
        assert_eq!(written(&site.app.config.data_dir).len(), 3);
    }

    async fn shortly_before_closing_an_amendment_is_told_at_once(site) {
        let closes = site.app.clock.now().plus(90 * Time::MINUTE);
        site.consultation("hours", |new| new.closes_at = Some(closes)).await;
        let mut ann = site.resident("ann@example.org").await;
        vote(&mut ann, 1).await;
        let mut staff = site.person(Role::Staff).await;
        amend(&mut staff, 1, "Open on Sunday afternoons", "Sundays suit more.").await;
        assert_eq!(send_due(&site.app, &files(site)).await.unwrap(), 1);
    }
}
