//! From an empty installation to a site that is open to the public, and what everybody sees before that.

use std::collections::BTreeSet;

use axum::http::Method;

use super::safekeeping::{self, Safekeeping, SafekeepingNote};
use crate::assembly::INSTRUMENTS;
use crate::assembly::router::routes;
use crate::audit;
use crate::backup::{BackupError, rehearse, write};
use crate::db::Flag;
use crate::identity::model::Role;
use crate::legal::{LegalPage, LegalReview, LegalText, standard, store as legal};
use crate::notices::store::{Tested, note_test};
use crate::site::routes::Authority;
use crate::site::testing::{Browser, Site};
use crate::time::Time;
use crate::{sql, test_both};

const LIST: &str = "/staff/set-up";
const NOT_OPEN: &str = "This site is not open yet";

/// An administrator of a site that nobody else sees yet.
async fn closed(site: &Site) -> Browser {
    site.set_opened(None).await;
    site.person(Role::Administrator).await
}

/// Every legal text filled in and reviewed.
async fn reviewed(site: &Site) {
    let now = site.app.clock.now();
    let mut tx = site.app.db.begin().await.unwrap();
    for page in LegalPage::ALL {
        let mut text = LegalText::ours(page);
        for gap in standard::gaps(page) {
            text.facts.insert(gap.name.to_owned(), "As the council decided.".to_owned());
        }
        let version = legal::save(&mut tx, page, &text, None, now).await.unwrap();
        let review = LegalReview { by: "Jo Marsh".to_owned(), role: "solicitor".to_owned(), at: now };
        assert!(legal::review(&mut tx, page, version, &review).await.unwrap());
    }
    tx.commit().await.unwrap();
}

/// A test message that the mail server took, or not.
async fn mail_tested(site: &Site, taken: bool) {
    let server = site.app.mail.server().unwrap();
    let by = crate::ids::AccountId(sql!("SELECT MIN(id) FROM accounts").number(&site.app.db).await.unwrap());
    let tested = Tested { at: site.app.clock.now(), taken: Flag(taken), answer: "250 taken".to_owned() };
    let mut tx = site.app.db.begin().await.unwrap();
    note_test(&mut tx, by, &server, &tested).await.unwrap();
    tx.commit().await.unwrap();
}

async fn named(admin: &mut Browser) {
    let words = [("name", "Fenmarch Libraries"), ("tagline", ""), ("contact", "libraries@fenmarch.example")];
    admin.post("/staff/settings", &words).await.is(303);
}

test_both! {
    async fn before_it_is_open_nobody_sees_anything_but_a_page_that_says_so(site) {
        site.consultation("hours", |_| {}).await;
        site.branch("mill", "Millbrook").await;
        let mut resident = site.resident("ann@example.org").await;
        // Kept while it was open, and not shown once it is closed.
        site.visitor().get("/consultations/hours").await.is(200).says("Opening hours at Millbrook");
        site.set_opened(None).await;
        site.visitor().get("/").await.is(200).says(NOT_OPEN).says("noindex").does_not_say("Consultations").does_not_say("Privacy");
        let declared = routes(INSTRUMENTS);
        let mut seen = 0;
        for one in declared.declared() {
            let public = matches!(one.authority, Authority::Anyone | Authority::TakesPart);
            if !public || one.before_opening || one.path == "/" {
                continue;
            }
            seen += 1;
            let path = one.path.replace("{slug}", "hours").replace("{*name}", "x");
            let path: Vec<&str> = path.split('/').map(|part| if part.starts_with('{') { "1" } else { part }).collect();
            let path = path.join("/");
            for visitor in [&mut site.visitor(), &mut resident] {
                let page = if one.method == Method::POST { visitor.post(&path, &[]).await } else { visitor.get(&path).await };
                let page = page.is(404).does_not_say("Opening hours").does_not_say("Millbrook");
                if path.starts_with("/api/") || path.starts_with("/fn/") {
                    assert_eq!(page.json()["code"], "site-not-open", "{path}");
                } else {
                    page.says(NOT_OPEN);
                }
            }
        }
        assert!(seen > 60, "too few addresses were tried: {seen}");
        site.visitor().get("/no/such/page").await.is(404).says(NOT_OPEN);
    }

    async fn what_people_need_to_come_in_and_what_machines_ask_answers_before_it_is_open(site) {
        closed(site).await;
        for path in ["/healthz", "/readyz", "/favicon.ico"] {
            site.visitor().get(path).await.is(200);
        }
        site.visitor().get("/robots.txt").await.is(200).says("Disallow: /\n").does_not_say("Sitemap");
        site.visitor().get("/sign-in").await.is(200).says("Sign in").does_not_say("Register to take part");
        site.visitor().get("/reset").await.is(200);
        let mut visitor = site.visitor();
        let typed = [("email", "administrator@library.example.org"), ("password", "correct horse battery")];
        visitor.post("/sign-in", &typed).await.is(303);
        visitor.get("/staff").await.is(200).says("Set up your service");
        // So do the second step of signing in, setting one up, and the links of a change of address.
        assert_eq!(site.visitor().get("/sign-in/second-step").await.is(303).location(), "/sign-in");
        site.visitor().post("/sign-in/second-step", &[("half_token", "x"), ("one_time_code", "1")]).await.is(422).says("Please sign in again");
        for path in ["/account/second-factor", "/account/second-factor/app", "/account/address"] {
            visitor.get(path).await.is(200);
        }
        site.visitor().get("/address/forged").await.is(404).does_not_say(NOT_OPEN);
        site.visitor().post("/address/forged", &[]).await.is(404).does_not_say(NOT_OPEN);
        // A page of the staff's asks who comes, as ever.
        site.visitor().get(LIST).await.is(401);
        site.set_opened(Some(site.app.clock.now())).await;
        site.visitor().get("/robots.txt").await.is(200).says("Sitemap");
        site.visitor().get("/sign-in").await.is(200).says("Register to take part");
    }

    async fn people_who_work_for_the_service_see_the_site_as_everybody_will(site) {
        site.consultation("hours", |_| {}).await;
        let mut admin = closed(site).await;
        admin.get("/").await.is(200).says("Have your say").says("not open to the public yet").says("href=\"/staff/set-up\"");
        let mut councillor = site.person(Role::Councillor).await;
        let page = councillor.get("/consultations/hours").await.is(200).says("Opening hours at Millbrook");
        page.says("not open to the public yet").does_not_say("href=\"/staff/set-up\"");
    }

    async fn only_administrators_see_the_list_and_open_the_site(site) {
        site.set_opened(None).await;
        for role in [Role::Staff, Role::Moderator, Role::Analyst, Role::Councillor, Role::Resident] {
            let mut person = site.person(role).await;
            person.get(LIST).await.is(403);
            person.post(&format!("{LIST}/open"), &[("anyway", "yes"), ("because", "x")]).await.is(403);
            person.post(&format!("{LIST}/close"), &[]).await.is(403);
        }
        let mut staff = site.colleague("Sam Ash", Role::Staff).await;
        staff.get("/staff").await.is(200).does_not_say("Set up your service");
    }

    async fn the_list_leads_from_an_empty_installation_to_the_first_published_consultation(site) {
        let mut admin = closed(site).await;
        admin.get("/staff").await.is(200).says("Set up your service").says("0 of 9 done").says("Name the service");
        let list = admin.get(LIST).await.is(200).says("Not ready to open").does_not_say(">Open to the public</button>");
        list.says("Privacy: 6 gaps to fill in").says("Send yourself a test message").says("No backup of this record was seen");
        let open = format!("{LIST}/open");
        let refused = admin.post(&open, &[]).await.is(422);
        refused.says("Name the service").says("Make the legal texts yours").says("Send a test message");
        named(&mut admin).await;
        reviewed(site).await;
        mail_tested(site, false).await;
        admin.post(&open, &[("anyway", "yes"), ("because", "no")]).await.is(422).says("did not go out");
        mail_tested(site, true).await;

        // What the law does not ask can be left, with a reason.
        let list = admin.get(LIST).await.is(200).says("3 of 9 done").says(">Open to the public</button>");
        list.says("Open anyway, because:").says("There is no library yet").says("There is one administrator");
        admin.post(&open, &[]).await.is(422).says("Tick “Open anyway”");
        admin.post(&open, &[("anyway", "yes"), ("because", " ")]).await.is(422).says("your reason for opening anyway");
        admin.post(&open, &[("anyway", "yes"), ("because", "x"), ("more", "1")]).await.is(422).says("no field called “more”");
        site.visitor().get("/").await.is(200).says(NOT_OPEN);

        // A consultation waits until people can see it.
        site.consultation("hours", |new| new.published_at = None).await;
        decision_due(site, "hours").await;
        let draft = admin.get("/staff/consultations/hours").await.is(200);
        draft.says("Only people who work for the service see the site so far").says("Not ready to publish");
        admin.post("/staff/consultations/hours/publish", &[]).await.is(422).says("Open the site to the public");

        let why = "We are a team of two until May.";
        admin.post(&open, &[("anyway", "yes"), ("because", why)]).await.is(303);
        admin.get(&format!("{LIST}?done=opened")).await.is(200).says("The site is open to the public.").says(why);
        admin.get("/staff").await.is(200).does_not_say("Set up your service");
        site.visitor().get("/").await.is(200).says("Fenmarch Libraries").does_not_say(NOT_OPEN);
        admin.get("/staff/audit").await.is(200).says("opened the site to the public");
        // Pressed again, by a colleague who saw the old page.
        admin.post(&open, &[("anyway", "yes"), ("because", "again")]).await.is(303);
        admin.get(LIST).await.is(200).says(why).does_not_say("again</p>");

        let publish = [("anyway", "yes"), ("because", "A pilot.")];
        admin.post("/staff/consultations/hours/publish", &publish).await.is(303);
        site.visitor().get("/consultations/hours").await.is(200).says("Opening hours at Millbrook");
        let verified = audit::store::verify(&site.app.db).await.unwrap().unwrap();
        assert!(verified.count >= 3, "{}", verified.count);
    }

    async fn a_site_is_closed_again_only_while_nothing_was_published_on_it(site) {
        let mut admin = site.person(Role::Administrator).await;
        admin.get(LIST).await.is(200).says("Close it to the public again");
        admin.post(&format!("{LIST}/close"), &[]).await.is(303);
        site.visitor().get("/").await.is(200).says(NOT_OPEN);
        site.set_opened(Some(site.app.clock.now())).await;
        site.consultation("hours", |new| new.withdrawn_at = new.opens_at).await;
        admin.get(LIST).await.is(200).does_not_say("Close it to the public again").says("people have receipts that lead here");
        admin.post(&format!("{LIST}/close"), &[]).await.is(409).says("So it stays open");
        site.visitor().get("/").await.is(200).does_not_say(NOT_OPEN);
    }

    async fn backups_that_were_made_and_put_back_stand_on_the_list(site) {
        site.consultation("hours", |_| {}).await;
        let mut admin = site.person(Role::Administrator).await;
        let file = site.app.config.data_dir.join("backup.tar.gz");
        let made = write(INSTRUMENTS, &site.app.db, &site.app.clock, &file).await.unwrap();
        let found = rehearse(INSTRUMENTS, &site.app.db, &file).await.unwrap();
        assert_eq!((found.manifest.rows(), found.consultations, found.responses, found.latest), (made.rows(), 1, 0, None));
        let kept = SafekeepingNote { at: site.app.clock.now(), taken_at: Time(made.created_at), rows_held: 1 };
        for kind in [Safekeeping::Backup, Safekeeping::Rehearsal] {
            assert_eq!(safekeeping::last(&site.app.db, kind).await.unwrap(), None);
            let mut tx = site.app.db.begin().await.unwrap();
            safekeeping::note(&mut tx, kind, &kept).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(safekeeping::last(&site.app.db, kind).await.unwrap(), Some(kept));
        }
        admin.get(LIST).await.is(200).says("The last one was made on Monday 2 March 2026").says("every count was right");
        site.app.clock.advance(9 * Time::DAY);
        let mut admin = site.colleague("Ada Min", Role::Administrator).await;
        admin.get(LIST).await.is(200).says("Ask whoever runs the program why there was none since");
    }

    async fn a_rehearsal_takes_no_backup_of_another_installation_nor_one_that_is_not_whole(site) {
        let file = site.app.config.data_dir.join("backup.tar.gz");
        write(INSTRUMENTS, &site.app.db, &site.app.clock, &file).await.unwrap();
        let mut bytes = std::fs::read(&file).unwrap();
        let half = site.app.config.data_dir.join("half.tar.gz");
        bytes.truncate(bytes.len() / 2);
        std::fs::write(&half, bytes).unwrap();
        assert!(matches!(rehearse(INSTRUMENTS, &site.app.db, &half).await, Err(BackupError::Damaged(_))));
        let missing = site.app.config.data_dir.join("none.tar.gz");
        assert!(matches!(rehearse(INSTRUMENTS, &site.app.db, &missing).await, Err(BackupError::File(_))));
        let mut tx = site.app.db.begin().await.unwrap();
        sql!("UPDATE installation SET secret = $1 WHERE id = 1", [7_u8; 32].as_slice()).run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        assert!(matches!(rehearse(INSTRUMENTS, &site.app.db, &file).await, Err(BackupError::Foreign)));
        let left = std::fs::read_dir(&site.app.config.data_dir).unwrap().flatten();
        let left: Vec<_> = left.filter(|entry| entry.file_name().to_string_lossy().contains("rehearsal")).collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

/// Says of a draft when it will be decided.
async fn decision_due(site: &Site, slug: &str) {
    let mut tx = site.app.db.begin().await.unwrap();
    sql!("UPDATE consultations SET decision_due_at = closes_at + 86400000 WHERE slug = $1", slug)
        .run(&mut tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

test_both! {
    async fn every_step_has_a_code_that_is_documented(site) {
        let mut admin = closed(site).await;
        let list = admin.get(LIST).await.is(200);
        let documented = include_str!("../../../docs/codes.md").split("\n## ").find(|part| part.starts_with("The set-up list")).unwrap();
        let documented: BTreeSet<&str> =
            documented.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
        let steps: BTreeSet<&str> =
            list.body.split("id=\"step-").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(documented, steps);
    }
}
