//! What is said about mail where it leaves this machine, and where it does not.

use super::apart::MailServer;
use super::written;
use crate::db::testing::On;
use crate::identity::model::Role;
use crate::mail::transport::{MailConfig, MailRoute, Sender};
use crate::site::testing::{NewConsultation, Site};
use crate::test_both;
use crate::time::Time;

const NOT_SET_UP: &str = "Mail is not set up, so no message reaches anybody.";

async fn without_mail(on: On) -> Site {
    Site::with(on, |config| config.mail = MailConfig::default()).await
}

fn draft(new: &mut NewConsultation) {
    new.published_at = None;
}

const CONSULTATION: &[(&str, &str)] = &[
    ("title", "Saturday hours"),
    ("slug", "hours"),
    ("summary", "Two more hours on Saturdays."),
    ("background", "People asked for longer hours."),
    ("level", "consult"),
    ("results", "hidden"),
    ("opens_date", "2026-03-09"),
    ("opens_time", "09:00"),
    ("closes_date", "2026-06-01"),
    ("closes_time", "17:00"),
    ("decision_due", "2026-07-13"),
];

const PROPOSAL: &[(&str, &str)] = &[
    ("title", "Open until six"),
    ("summary", "Two more hours."),
    ("body", "Because people work."),
    ("fixed", "The budget."),
    ("open", "Which hours."),
    ("alternative_title_0", "Sundays"),
    ("alternative_why_0", "No buses run."),
    ("cost_item_0", "Staff"),
    ("cost_amount_0", "£1,200.50"),
];

/// A test over a site that writes mail as files, on both engines.
macro_rules! without_mail {
    ($( async fn $name:ident($site:ident) $body:block )*) => {$(
        mod $name {
            use super::*;

            async fn body($site: &Site) $body

            #[tokio::test]
            async fn on_sqlite() {
                let site = without_mail(On::Sqlite).await;
                body(&site).await;
                site.finish().await;
            }

            #[tokio::test]
            async fn on_postgres() {
                let site = without_mail(On::Postgres).await;
                body(&site).await;
                site.finish().await;
            }
        }
    )*};
}

without_mail! {
    async fn every_page_of_the_staff_says_that_mail_reaches_nobody(site) {
        site.consultation("hours", draft).await;
        let mut administrator = site.person(Role::Administrator).await;
        for path in ["/staff", "/staff/people", "/staff/settings", "/staff/mail", "/staff/consultations/hours"] {
            administrator.get(path).await.is(200).says(NOT_SET_UP).says("href=\"/staff/mail\"");
        }
        site.person(Role::Staff).await.get("/staff/mail").await.is(200).says(NOT_SET_UP).says("--mail-from");
        let mut moderator = site.person(Role::Moderator).await;
        moderator.get("/staff/moderation").await.is(200).says(NOT_SET_UP).does_not_say("What to do");
        moderator.get("/staff/mail").await.is(403);
        site.visitor().get("/").await.is(200).does_not_say(NOT_SET_UP);
        administrator.get("/staff/mail").await.does_not_say("All mail has gone out").does_not_say("Send me a test message");
        administrator.post("/staff/mail/test", &[]).await.is(303);
    }

    async fn an_invitation_is_shown_once_to_be_handed_over(site) {
        let mut administrator = site.person(Role::Administrator).await;
        administrator.get("/staff/people/new").await.is(200).says("you are shown a link to give them yourself").does_not_say("They get a message");
        let form = [("name", "Ben Keeper"), ("email", "ben@example.org"), ("role", "staff")];
        let page = administrator.post("/staff/people/new", &form).await.is(200);
        let page = page.says("Give them this link yourself").says("Ben Keeper is invited as: staff").does_not_say("on its way");
        assert_eq!(page.headers["cache-control"], "private, no-store");
        let link = |body: &str| {
            let start = body.find("http://soundings.test/invite/").unwrap();
            body[start..].split('<').next().unwrap().strip_prefix("http://soundings.test").unwrap().to_owned()
        };
        let first = link(&page.body);
        let person = page.body.split("href=\"/staff/people/").find_map(|rest| rest.split('"').next().unwrap().parse::<i64>().ok()).unwrap();
        let own = format!("/staff/people/{person}");
        administrator.get(&own).await.is(200).says("Make a new link").does_not_say("/invite/");
        let page = administrator.post(&format!("{own}/invite"), &[]).await.is(200).says("Give them this link yourself");
        let second = link(&page.body);
        site.visitor().get(&first).await.is(404);
        let mut ben = site.visitor();
        ben.get(&second).await.is(200).says("ben@example.org");
        ben.post(&second, &[("password", "three quiet words")]).await.is(303);
    }

    async fn nobody_is_told_to_look_for_a_message_that_cannot_come(site) {
        let sorry = "This site cannot send email at the moment.";
        site.account("ann@example.org", Role::Resident).await;
        site.visitor().get("/register").await.is(200).says(sorry);
        site.visitor().get("/registered").await.is(200).says(sorry).does_not_say("We have sent you a message");
        site.visitor().get("/reset").await.is(200).says(sorry);
        site.visitor().get("/reset?done=sent").await.is(200).says(sorry).does_not_say("on its way");
        // The same whether or not the address has an account.
        let mut pages = Vec::new();
        for email in ["ann@example.org", "new@example.org"] {
            let form = [("name", "Ann Reader"), ("email", email), ("password", "three quiet words")];
            let answer = site.visitor().post("/register", &form).await.is(303);
            pages.push((answer.location().to_owned(), site.visitor().get(answer.location()).await.body));
        }
        assert_eq!(pages[0], pages[1]);
    }

    async fn whoever_publishes_is_warned_that_nobody_can_be_told_and_may_publish(site) {
        let mut staff = site.person(Role::Staff).await;
        staff.post("/staff/consultations/new", CONSULTATION).await.is(303);
        staff.post("/staff/consultations/hours/proposals/new", PROPOSAL).await.is(303);
        let page = staff.get("/staff/consultations/hours").await.is(200).says("See that mail goes out").says("Take care");
        page.says("New residents cannot confirm their address, and without that they cannot vote or comment.").says("Before you publish:");
        staff.post("/staff/consultations/hours/publish", &[]).await.is(303);
        site.visitor().get("/consultations/hours").await.is(200);
    }
}

#[tokio::test]
async fn the_mailer_wakes_when_a_message_is_written() {
    let site = without_mail(On::Sqlite).await;
    let mailing = tokio::spawn(crate::notices::mailer::run(site.app.clone()));
    super::write(&site, "ann@example.org", "News.").await;
    for _ in 0..200 {
        if super::row(&site).await.sent_at.is_some() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    mailing.abort();
    assert!(super::row(&site).await.sent_at.is_some(), "nothing was sent within ten seconds");
    let mail = written(&site.app.config.data_dir).remove(0);
    assert!(mail.contains("From: \"Your library service\" <no-reply@soundings.invalid>"), "{mail}");
    site.finish().await;
}

/// A site whose mail goes to a real mail server.
async fn with_server(on: On, how: &[&str]) -> (Site, MailServer) {
    let server = MailServer::start(how);
    let url = server.url.clone();
    let site = Site::with(on, |config| {
        config.mail = MailConfig { transport: MailRoute::Smtp(url), from: Sender::nobody() };
    })
    .await;
    (site, server)
}

async fn staff_send_themselves_a_test(on: On) {
    let (site, server) = with_server(on, &[]).await;
    site.consultation("hours", draft).await;
    let mut staff = site.person(Role::Staff).await;
    staff
        .get("/staff/mail")
        .await
        .is(200)
        .says("None has been sent yet")
        .says("Send me a test message")
        .does_not_say(NOT_SET_UP);
    staff.get("/staff/consultations/hours").await.says("No test message has been sent yet");
    let next = staff.post("/staff/mail/test", &[]).await.is(303);
    let page = staff.get(next.location()).await.is(200).says("The mail server took the message.");
    page.says("250 2.0.0 Taken as number 1").says("staff@library.example.org");
    let mail = server.taken().remove(0);
    assert_eq!(
        (mail.to.as_str(), mail.subject.as_str()),
        ("staff@library.example.org", "A test message from Your library service")
    );
    assert_eq!((mail.name.as_str(), mail.from.as_str()), ("Your library service", "no-reply@soundings.invalid"));
    staff.get("/staff/consultations/hours").await.says("A test message went out on Monday 2 March 2026.");
    site.person(Role::Analyst).await.post("/staff/mail/test", &[]).await.is(403);
    site.visitor().post("/staff/mail/test", &[]).await.is(401);
    assert_eq!(server.taken().len(), 1);
    site.finish().await;
}

async fn a_test_that_fails_says_why_and_warns(on: On) {
    let (site, _server) = with_server(on, &["sender-refused"]).await;
    site.consultation("hours", draft).await;
    let mut staff = site.person(Role::Staff).await;
    let next = staff.post("/staff/mail/test", &[]).await.is(303);
    let why = "The mail server did not take the sender: 550 5.7.1 We do not send for this address";
    staff.get(next.location()).await.is(200).says("The message did not go out.").says(why);
    staff.get("/staff").await.says("Mail is not going out at the moment.");
    staff.get("/staff/consultations/hours").await.says("Take care").says(why);
    site.finish().await;
}

#[tokio::test]
async fn staff_send_themselves_a_test_message_and_see_the_answer_on_sqlite() {
    staff_send_themselves_a_test(On::Sqlite).await;
}

#[tokio::test]
async fn staff_send_themselves_a_test_message_and_see_the_answer_on_postgres() {
    staff_send_themselves_a_test(On::Postgres).await;
}

#[tokio::test]
async fn a_test_message_that_fails_says_why_and_warns_before_publishing_on_sqlite() {
    a_test_that_fails_says_why_and_warns(On::Sqlite).await;
}

#[tokio::test]
async fn a_test_message_that_fails_says_why_and_warns_before_publishing_on_postgres() {
    a_test_that_fails_says_why_and_warns(On::Postgres).await;
}

test_both! {
    async fn a_failed_test_of_an_earlier_mail_server_is_not_held_against_this_one(site) {
        site.consultation("hours", draft).await;
        let staff = site.account("sam@example.org", Role::Staff).await;
        let mut tx = site.app.db.begin().await.unwrap();
        let tested = crate::notices::store::Tested {
            at: site.app.clock.now().plus(-Time::HOUR),
            taken: crate::db::Flag(false),
            answer: "The mail server could not be reached".to_owned(),
        };
        crate::notices::store::note_test(&mut tx, staff, "mail.example.org:25", &tested).await.unwrap();
        tx.commit().await.unwrap();
        let mut staff = site.signed_in(staff).await;
        staff.get("/staff/mail").await.is(200).says("None has been sent yet");
        staff.get("/staff/consultations/hours").await.is(200).does_not_say("did not go out");
    }
}
