//! Mail on its way from the outbox.

mod apart;
mod setup;
mod stopping;
mod talking;

use std::net::TcpListener;
use std::path::Path;

use crate::identity::model::Role;
use crate::mail::transport::{MailConfig, MailError, MailRoute, Sender, Transport};
use crate::notices::mailer::send_due;
use crate::notices::store::{Message, post};
use crate::site::testing::Site;
use crate::test_both;
use crate::time::Time;

const FROM: &str = "Fenmarch Libraries <library@example.org>";

fn files(site: &Site) -> Transport {
    let config = MailConfig { transport: MailRoute::Files, from: FROM.parse().unwrap() };
    Transport::open(&config, &site.app.config.data_dir).unwrap()
}

/// A mail server that is not there: a port that was free a moment ago.
fn nowhere(site: &Site) -> Transport {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let config =
        MailConfig { transport: format!("smtp://127.0.0.1:{port}").parse().unwrap(), from: FROM.parse().unwrap() };
    Transport::open(&config, &site.app.config.data_dir).unwrap()
}

fn written(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder.join("mail")) else { return Vec::new() };
    let mut mails: Vec<String> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "eml"))
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    mails.sort();
    mails
}

async fn write(site: &Site, recipient: &str, body: &str) {
    let mut tx = site.app.db.begin().await.unwrap();
    let message = Message { account: None, recipient, subject: "Dogfennau – news", body };
    post(&mut tx, &message, site.app.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
}

#[derive(Debug, PartialEq, sqlx::FromRow)]
struct Row {
    attempts: i64,
    due_at: Time,
    sent_at: Option<Time>,
    failed_at: Option<Time>,
}

async fn row(site: &Site) -> Row {
    crate::sql!("SELECT attempts, due_at, sent_at, failed_at FROM outbox ORDER BY id DESC LIMIT 1")
        .one(&site.app.db)
        .await
        .unwrap()
}

test_both! {
    async fn what_waits_is_sent_once(site) {
        write(site, "ann@example.org", "First.").await;
        write(site, "ben@example.org", "Second.").await;
        let transport = files(site);
        assert_eq!(send_due(&site.app, &transport).await.unwrap(), 2);
        assert_eq!(send_due(&site.app, &transport).await.unwrap(), 0);
        let mails = written(&site.app.config.data_dir);
        assert_eq!(mails.len(), 2);
        let all = mails.join("\n");
        for line in ["From: \"Fenmarch Libraries\" <library@example.org>", "To: ann@example.org", "First.", "Second."] {
            assert!(all.contains(line), "{line} is missing:\n{all}");
        }
        assert!(all.contains("Date: Mon, 02 Mar 2026 10:00:00 +0000"), "{all}");
        assert_eq!(row(site).await.sent_at, Some(site.app.clock.now()));
    }

    async fn more_than_one_handful_goes_out_in_one_go(site) {
        for number in 0..45 {
            write(site, &format!("reader{number}@example.org"), "News.").await;
        }
        assert_eq!(send_due(&site.app, &files(site)).await.unwrap(), 45);
        assert_eq!(written(&site.app.config.data_dir).len(), 45);
    }

    async fn a_registration_reaches_the_mailbox_and_its_key_is_not_kept(site) {
        let form = [("name", "Ann Reader"), ("email", "ann@example.org"), ("password", "three quiet words")];
        let mut ann = site.visitor();
        ann.post("/register", &form).await.is(303);
        assert_eq!(send_due(&site.app, &files(site)).await.unwrap(), 1);
        let mail = written(&site.app.config.data_dir).remove(0);
        // A long line is broken in the file, with "=" at the end of each part.
        let whole = mail.replace("=\r\n", "").replace("=\n", "");
        let start = whole.find("/confirm/").unwrap();
        let link = whole[start..].split_whitespace().next().unwrap().to_owned();
        let (kept,): (String,) = crate::sql!("SELECT body FROM outbox").one(&site.app.db).await.unwrap();
        assert!(kept.contains("/confirm/…") && !kept.contains(&link), "{kept}");
        ann.post(&link, &[]).await.is(303);
    }

    async fn a_mail_server_that_is_away_is_tried_again_later_and_later(site) {
        write(site, "ann@example.org", "News.").await;
        let away = nowhere(site);
        for (attempt, wait) in [(1, 1), (2, 5), (3, 30), (4, 120), (5, 120)] {
            assert_eq!(send_due(&site.app, &away).await.unwrap(), 0);
            let due_at = site.app.clock.now().plus(wait * Time::MINUTE);
            assert_eq!(row(site).await, Row { attempts: attempt, due_at, sent_at: None, failed_at: None });
            // Not before it is due.
            assert_eq!(send_due(&site.app, &away).await.unwrap(), 0);
            assert_eq!(row(site).await.attempts, attempt);
            site.app.clock.advance(wait * Time::MINUTE);
        }
        assert_eq!(send_due(&site.app, &files(site)).await.unwrap(), 1);
        let (error,): (String,) = crate::sql!("SELECT last_error FROM outbox").one(&site.app.db).await.unwrap();
        assert_eq!(error, "");
    }

    async fn after_a_day_a_message_is_given_up_and_the_reason_kept(site) {
        write(site, "ann@example.org", "News.").await;
        let away = nowhere(site);
        for _ in 0..30 {
            send_due(&site.app, &away).await.unwrap();
            site.app.clock.advance(2 * Time::HOUR);
        }
        let row = row(site).await;
        assert!(row.failed_at.is_some() && row.sent_at.is_none(), "{row:?}");
        assert!((12..=17).contains(&row.attempts), "{row:?}");
        let (error,): (String,) = crate::sql!("SELECT last_error FROM outbox").one(&site.app.db).await.unwrap();
        assert!(!error.is_empty());
        assert_eq!(send_due(&site.app, &files(site)).await.unwrap(), 0, "what is given up stays given up");
    }

    async fn one_message_that_cannot_be_sent_does_not_hold_up_the_others(site) {
        write(site, "not an address", "Lost.").await;
        write(site, "ann@example.org", "News.").await;
        assert_eq!(send_due(&site.app, &files(site)).await.unwrap(), 1);
        let (failed,): (i64,) = crate::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM outbox WHERE failed_at IS NOT NULL")
            .one(&site.app.db)
            .await
            .unwrap();
        assert_eq!(failed, 1, "an address that is none will not be one tomorrow");
    }

    async fn an_administrator_sees_what_did_not_go_out_and_tries_it_once_more(site) {
        let mut administrator = site.person(Role::Administrator).await;
        administrator.get("/staff/mail").await.is(200).says("All mail has gone out");
        write(site, "ann@example.org", "News.").await;
        let away = nowhere(site);
        send_due(&site.app, &away).await.unwrap();
        administrator.get("/staff/mail").await.says("Dogfennau").says("Tried again from").does_not_say("ann@example.org");
        site.app.clock.advance(25 * Time::HOUR);
        send_due(&site.app, &away).await.unwrap();
        let page = administrator.get("/staff/mail").await.says("Given up on").says("Try once more");
        let action = page.body.split('"').find(|part| part.ends_with("/again")).unwrap().to_owned();
        administrator.post(&action, &[]).await.is(303);
        assert_eq!(send_due(&site.app, &files(site)).await.unwrap(), 1);
        administrator.get("/staff/mail").await.says("All mail has gone out");
    }

    async fn two_programs_over_one_record_send_each_message_once(site) {
        for number in 0..30 {
            write(site, &format!("reader{number}@example.org"), "News.").await;
        }
        let (one, two) = (files(site), files(site));
        let (first, second) = tokio::join!(send_due(&site.app, &one), send_due(&site.app, &two));
        assert_eq!(first.unwrap() + second.unwrap(), 30);
        assert_eq!(written(&site.app.config.data_dir).len(), 30);
    }

    async fn mail_of_a_person_who_left_is_not_sent(site) {
        let mut ann = site.resident("ann@example.org").await;
        let password = "correct horse battery";
        let change = [("current_password", password), ("new_password", "four calm reading chairs")];
        ann.post("/account/password", &change).await.is(303);
        ann.post("/account/delete", &[("password", "four calm reading chairs")]).await.is(303);
        assert_eq!(send_due(&site.app, &files(site)).await.unwrap(), 0);
    }
}

#[test]
fn the_way_of_mail_is_files_or_a_mail_server() {
    assert_eq!("files".parse::<MailRoute>().unwrap(), MailRoute::Files);
    assert_eq!(
        "smtps://mail.example.org".parse::<MailRoute>().unwrap(),
        MailRoute::Smtp("smtps://mail.example.org".to_owned())
    );
    let error = "https://user:secret@example.org".parse::<MailRoute>().unwrap_err();
    assert!(!error.to_string().contains("secret"), "{error}");
}

#[test]
fn a_sender_is_an_address_that_somebody_could_answer() {
    for typed in ["the library", "", "Library <>", "Library <library>"] {
        assert!(matches!(typed.parse::<Sender>(), Err(MailError::From(_))), "{typed:?}");
    }
    for typed in ["library@localhost", "Library <root@mail.localdomain>"] {
        assert!(matches!(typed.parse::<Sender>(), Err(MailError::FromHere(_))), "{typed:?}");
    }
    let named = |typed: &str| typed.parse::<Sender>().unwrap().name;
    assert_eq!(named("library@example.org"), None);
    assert_eq!(named("Łódź, Libraries & more <library@example.org>").unwrap(), "Łódź, Libraries & more");
    assert_eq!(named("\"Fenmarch \\\"F\\\" Libraries\" <library@example.org>").unwrap(), "Fenmarch \"F\" Libraries");
}

#[test]
fn mail_is_from_the_site_by_itself_and_never_from_localhost() {
    let of = |url: &str| Sender::of_site(url).map(|sender| sender.mailbox("Fenmarch Libraries").to_string());
    assert_eq!(of("https://say.example.org").unwrap(), "Fenmarch Libraries <no-reply@say.example.org>");
    assert_eq!(of("https://say.example.org:8443").unwrap(), "Fenmarch Libraries <no-reply@say.example.org>");
    for url in ["http://127.0.0.1:3000", "http://localhost:3000", "http://library", "http://[::1]:3000"] {
        assert_eq!(of(url), None, "{url}");
    }
    let nobody = Sender::nobody().mailbox("Fenmarch Libraries").to_string();
    assert_eq!(nobody, "Fenmarch Libraries <no-reply@soundings.invalid>");
}
