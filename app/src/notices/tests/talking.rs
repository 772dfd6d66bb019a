//! Mail by way of a real mail server: what it takes, puts off, refuses, and leaves without an answer.

use std::time::{Duration, Instant};

use super::apart::MailServer;
use super::stopping::one_click;
use super::{FROM, row};
use crate::identity::model::Role;
use crate::mail::transport::{MailConfig, Transport};
use crate::notices::mailer::send_due;
use crate::notices::store::{Message, post, post_notice};
use crate::site::testing::Site;
use crate::test_both;
use crate::time::Time;

/// How long one message may take in these tests.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long a whole test may take: if the program hangs, the test fails.
const LONGEST: Duration = Duration::from_secs(100);

fn by(site: &Site, url: &str, from: &str) -> Transport {
    let config = MailConfig { transport: url.parse().unwrap(), from: from.parse().unwrap() };
    Transport::open(&config, &site.app.config.data_dir).unwrap().patience(PATIENCE)
}

/// Sends what is due; fails when that does not end.
async fn send(site: &Site, transport: &Transport) -> usize {
    tokio::time::timeout(LONGEST, send_due(&site.app, transport)).await.expect("sending ends").unwrap()
}

async fn write(site: &Site, recipient: &str, subject: &str) {
    let mut tx = site.app.db.begin().await.unwrap();
    let message = Message { account: None, recipient, subject, body: "Hello,\n\nNews.\n" };
    post(&mut tx, &message, site.app.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
}

async fn last_error(site: &Site) -> String {
    let (error,): (String,) =
        crate::sql!("SELECT last_error FROM outbox ORDER BY id DESC LIMIT 1").one(&site.app.db).await.unwrap();
    error
}

test_both! {
    async fn a_mail_program_reads_every_header_as_it_was_meant(site) {
        let server = MailServer::start(&[]);
        let transport = by(site, &server.url, "Łódź, “Fenmarch” Libraries <library@example.org>");
        let long = format!("Confirm: {}", "Öffnungszeiten der Zweigstelle ".repeat(7));
        let endless = "Ж".repeat(240);
        let subjects = [
            "Plain words",
            "Decided: Two\r\nBcc: everybody@example.org\r\n\r\nlines",
            "Saturday 📚🎉 opening – “yes”, said 👩‍👩‍👧, and =?utf-8?q?no?=",
            "A proposal you answered has changed: Libraries, cafés & “late” openings; 50% more (or less), \\ \"quoted\"",
            &long,
            &endless,
        ];
        for (number, subject) in subjects.iter().enumerate() {
            write(site, &format!("reader{number}@example.org"), subject).await;
        }
        let mut tx = site.app.db.begin().await.unwrap();
        let body = format!("Hello,\r\nline\rline\u{2028}line\u{7}\n.\n..two dots\nFrom here\n{}\n\n\n", "long ".repeat(300));
        let message = Message { account: None, recipient: "body@example.org", subject: "Body", body: &body };
        post(&mut tx, &message, site.app.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(send(site, &transport).await, subjects.len() + 1);
        let taken = server.taken();
        assert_eq!(taken.len(), subjects.len() + 1);
        for mail in &taken {
            assert_eq!(mail.defects, Vec::<String>::new(), "{mail:?}");
            assert_eq!((mail.name.as_str(), mail.from.as_str()), ("Łódź, “Fenmarch” Libraries", "library@example.org"));
            assert_eq!(mail.envelope_from, "library@example.org");
            assert_eq!(mail.headers["auto-submitted"], "auto-generated");
            assert_eq!(mail.headers["date"], "Mon, 02 Mar 2026 10:00:00 +0000");
            assert!(mail.headers["message-id"].ends_with("@example.org>"), "{mail:?}");
            assert!(!mail.headers.contains_key("list-unsubscribe"), "nothing about an account can be stopped");
            assert!(!mail.headers.contains_key("bcc"), "{mail:?}");
            assert!(mail.longest_line <= 998 && mail.bare_line_ends == 0, "{mail:?}");
        }
        let ids: std::collections::BTreeSet<&str> = taken.iter().map(|mail| mail.headers["message-id"].as_str()).collect();
        assert_eq!(ids.len(), taken.len(), "each message has an id of its own");
        for (number, subject) in subjects.iter().enumerate() {
            let mail = taken.iter().find(|mail| mail.to == format!("reader{number}@example.org")).unwrap();
            let words: Vec<&str> = subject.split_whitespace().collect();
            assert_eq!(mail.subject, words.join(" "));
        }
        let body = taken.iter().find(|mail| mail.to == "body@example.org").unwrap().body.replace("\r\n", "\n");
        assert_eq!(body, format!("Hello,\nline\nline\nline\n.\n..two dots\nFrom here\n{}\n", "long ".repeat(300).trim_end()));
    }

    async fn a_recipient_who_is_put_off_gets_the_message_once_later(site) {
        let server = MailServer::start(&[]);
        let transport = by(site, &server.url, FROM);
        for word in ["busyonce", "droponce", "stallonce"] {
            write(site, &format!("{word}@example.org"), "News").await;
        }
        write(site, "busy@example.org", "News").await;
        assert_eq!(send(site, &transport).await, 0);
        assert!(last_error(site).await.contains("450 4.2.0 The mailbox is busy"), "{}", last_error(site).await);
        site.app.clock.advance(Time::MINUTE);
        assert_eq!(send(site, &transport).await, 3);
        for wait in [5, 30, 120] {
            site.app.clock.advance(wait * Time::MINUTE);
            assert_eq!(send(site, &transport).await, 0);
        }
        let mut to: Vec<String> = server.taken().into_iter().map(|mail| mail.to).collect();
        to.sort();
        assert_eq!(to, ["busyonce@example.org", "droponce@example.org", "stallonce@example.org"]);
        assert_eq!(server.tries("busy@example.org"), 5);
        assert_eq!(transport.trouble(), None, "the server is there");
        let page = site.person(Role::Administrator).await.get("/staff/mail").await.is(200);
        page.says("The mail server did not take the recipient: 450 4.2.0 The mailbox is busy").says("Tried again from");
    }

    async fn a_recipient_who_is_refused_for_good_is_given_up_at_once_and_shown(site) {
        let server = MailServer::start(&[]);
        let transport = by(site, &server.url, FROM);
        write(site, "gone@example.org", "News for nobody").await;
        write(site, "spam@example.org", "News that is unwanted").await;
        write(site, "ann@example.org", "News").await;
        assert_eq!(send(site, &transport).await, 1);
        for _ in 0..40 {
            site.app.clock.advance(2 * Time::HOUR);
            assert_eq!(send(site, &transport).await, 0);
        }
        assert_eq!((server.tries("gone@example.org"), server.tries("spam@example.org")), (1, 1));
        let mut administrator = site.person(Role::Administrator).await;
        let page = administrator.get("/staff/mail").await.is(200);
        let page = page.says("News for nobody").says("Given up on").says("Try all that were given up once more");
        let page = page.says("The mail server did not take the recipient: 550 5.1.1").says("there is nobody of this name");
        page.says("The mail server did not take the message: 554 5.7.1 We do not want this").does_not_say("@EXAMPLE.ORG").does_not_say("gone@example.org");
        administrator.post("/staff/mail/again", &[]).await.is(303);
        assert_eq!(send(site, &transport).await, 0);
        assert_eq!(server.tries("gone@example.org"), 2, "somebody asked for it");
    }

    async fn recipients_who_stall_hold_up_nobody(site) {
        let server = MailServer::start(&[]);
        let transport = by(site, &server.url, FROM);
        for number in 0..10 {
            write(site, &format!("stall{number}@example.org"), "News").await;
        }
        for number in 0..30 {
            write(site, &format!("reader{number}@example.org"), "News").await;
        }
        let begun = Instant::now();
        assert_eq!(send(site, &transport).await, 30);
        // Ten that stall, eight at a time, take two rounds; thirty after one another would take far longer.
        assert!(begun.elapsed() < 8 * PATIENCE, "{:?}", begun.elapsed());
        let (error,): (String,) = crate::sql!("SELECT last_error FROM outbox WHERE recipient = 'stall0@example.org'")
            .one(&site.app.db).await.unwrap();
        assert_eq!(error, "The mail server did not take the recipient: it did not answer in time");
        assert_eq!(server.taken().len(), 30);
    }

    async fn a_message_written_while_another_stalls_goes_out_meanwhile(site) {
        let server = MailServer::start(&[]);
        let transport = by(site, &server.url, FROM).patience(Duration::from_secs(15));
        write(site, "stall@example.org", "News").await;
        let sending = send(site, &transport);
        let writing = async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            write(site, "ann@example.org", "News").await;
            let begun = Instant::now();
            while server.taken().is_empty() && begun.elapsed() < Duration::from_secs(12) {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            server.taken().len()
        };
        let (sent, meanwhile) = tokio::join!(sending, writing);
        assert_eq!((sent, meanwhile), (1, 1));
    }

    async fn a_sender_or_a_password_that_is_refused_can_be_mended_so_nothing_is_given_up(site) {
        write(site, "ann@example.org", "News").await;
        {
            let refusing = MailServer::start(&["sender-refused"]);
            let transport = by(site, &refusing.url, FROM);
            assert_eq!(send(site, &transport).await, 0);
            assert_eq!(last_error(site).await, "The mail server did not take the sender: 550 5.7.1 We do not send for this address");
            assert!(transport.trouble().is_some());
        }
        site.app.clock.advance(Time::MINUTE);
        {
            let refusing = MailServer::start(&["password-refused"]);
            let transport = by(site, &refusing.url.replace("smtp://", "smtp://reader:secret%20word@"), FROM);
            assert_eq!(send(site, &transport).await, 0);
            let error = last_error(site).await;
            assert!(error.starts_with("The mail server did not take the user name and password: 535"), "{error}");
            assert!(!error.contains("secret"), "{error}");
        }
        assert_eq!(row(site).await.failed_at, None);
        site.app.clock.advance(5 * Time::MINUTE);
        let server = MailServer::start(&[]);
        let transport = by(site, &server.url, FROM);
        assert_eq!(send(site, &transport).await, 1);
        assert_eq!(transport.trouble(), None);
    }

    async fn a_notice_carries_the_way_to_stop_it_and_a_mail_program_can_press_the_button(site) {
        let server = MailServer::start(&[]);
        let transport = by(site, &server.url, FROM);
        let ann = site.account("ann@example.org", Role::Resident).await;
        let mut tx = site.app.db.begin().await.unwrap();
        let message = Message { account: Some(ann), recipient: "ann@example.org", subject: "Decided", body: "Hello,\n\nIt is decided.\n" };
        post_notice(&mut tx, &message, site.app.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(send(site, &transport).await, 1);
        let mail = server.taken().remove(0);
        assert_eq!(mail.headers["list-unsubscribe-post"], "List-Unsubscribe=One-Click");
        let url = mail.headers["list-unsubscribe"].trim_matches(['<', '>']).to_owned();
        let body = mail.body.replace("\r\n", "\n");
        assert_eq!(
            body,
            format!(
                "Hello,\n\nIt is decided.\n\nThank you for taking part.\n\nYour library service\n\n--\nYou get this message \
                 because you took part in a consultation of Your library service. To get no more messages about \
                 consultations, open this link and press the button (no password is needed):\n{url}\n"
            )
        );
        let (kept,): (String,) = crate::sql!("SELECT body FROM outbox").one(&site.app.db).await.unwrap();
        assert!(!kept.contains("unsubscribe"), "the key is not kept: {kept}");
        let path = url.strip_prefix("http://soundings.test").unwrap();
        one_click(site, path).await.is(200);
        assert_eq!(crate::sql!("SELECT notify FROM accounts").number(&site.app.db).await.unwrap(), 0);
    }
}
