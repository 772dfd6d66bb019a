//! Changing what is published, through the real router.

use crate::identity::model::Role;
use crate::site::testing::{Browser, Site};
use crate::test_both;
use crate::time::Time;

const EDIT: &str = "/staff/consultations/hours/proposals/1/edit";
const AMEND: &str = "/staff/consultations/hours/proposals/1/amend";
const PAGE: &str = "/consultations/hours/proposals/1";

/// Saves a draft and opens the page that compares it; gives the mark of what was compared.
async fn changed(staff: &mut Browser, title: &str) -> String {
    let fields = [
        ("title", title),
        ("summary", "Two more hours."),
        ("body", "People asked for it."),
        ("fixed", "The budget."),
        ("open", "Which hours."),
        ("then", "amend"),
    ];
    let done = staff.post(EDIT, &fields).await.is(303);
    assert_eq!(done.location(), AMEND);
    let page = staff.get(AMEND).await.is(200);
    page.body.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

async fn mails(site: &Site) -> Vec<String> {
    let rows: Vec<(String,)> =
        crate::sql!("SELECT recipient FROM outbox WHERE subject LIKE 'A proposal you answered%' ORDER BY recipient")
            .all(&site.app.db)
            .await
            .unwrap();
    rows.into_iter().map(|row| row.0).collect()
}

test_both! {
    async fn an_amendment_is_a_new_version_and_those_who_answered_are_asked_again(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let mut quiet = site.resident("quiet@example.org").await;
        let mut gone = site.resident("gone@example.org").await;
        site.resident("never@example.org").await;
        for person in [&mut ann, &mut quiet, &mut gone] {
            person.post(&format!("{PAGE}/vote"), &[("choice", "support")]).await.is(303);
        }
        let mut tx = site.app.db.begin().await.unwrap();
        crate::sql!("UPDATE accounts SET notify = 0 WHERE email = 'quiet@example.org'").run(&mut tx).await.unwrap();
        crate::sql!("UPDATE responses SET withdrawn_at = 1 WHERE participant_id = (SELECT participant_id FROM account_participants JOIN accounts ON accounts.id = account_id WHERE email = 'gone@example.org')")
            .run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        let mut staff = site.person(Role::Staff).await;
        let seen = changed(&mut staff, "Open on Sunday afternoons").await;
        let page = staff.get(AMEND).await;
        page.says("<del><span class=\"vh\">Removed: </span>Saturday").says("<ins><span class=\"vh\">Added: </span>Sunday");
        site.visitor().get(PAGE).await.says("Open on Saturday afternoons").does_not_say("Sunday");
        let page = staff.post(AMEND, &[("seen", &seen), ("kind", "amendment")]).await.is(422).says("Enter what changed");
        assert!(page.body.contains("value=\"amendment\" checked"));
        staff.post(AMEND, &[("seen", &seen), ("summary", "Sundays suit more.")]).await.is(422).says("Choose whether it is an amendment");
        staff.post(AMEND, &[("seen", &seen), ("summary", "Sundays suit more."), ("kind", "amendment")]).await.is(303);
        site.visitor().get(PAGE).await.says("Open on Sunday afternoons").says("Sundays suit more.").says("Version 2");
        ann.get(PAGE).await.says("changed after you answered");
        assert_eq!(mails(site).await, ["ann@example.org"]);
        site.visitor().get("/consultations/hours").await.says("was amended. Sundays suit more.");
        site.visitor().get("/consultations?q=sunday").await.says("Opening hours at Millbrook");
        let page = site.visitor().get(&format!("{PAGE}/changes")).await.is(200);
        let page = page.says("Version 1").says("Version 2").says("Added: </span>Sunday").says("Sundays suit more.");
        page.says("asked to look again");
        staff.get(AMEND).await.is(409).says("nothing to publish");
        assert!(crate::audit::store::verify(&site.app.db).await.unwrap().is_ok());
    }

    async fn a_correction_asks_nobody_again_but_shows_its_difference(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        ann.post(&format!("{PAGE}/vote"), &[("choice", "support")]).await.is(303);
        let mut staff = site.person(Role::Staff).await;
        let seen = changed(&mut staff, "Open on Saturday afternoon").await;
        staff.post(AMEND, &[("seen", &seen), ("summary", "One letter too many."), ("kind", "correction")]).await.is(303);
        ann.get(PAGE).await.does_not_say("changed after you answered").says("Corrected on");
        assert!(mails(site).await.is_empty());
        let page = site.visitor().get(&format!("{PAGE}/changes")).await;
        page.says("nobody was asked again").says("Removed: </span>afternoons");
        site.visitor().get("/consultations/hours").await.says("was corrected. One letter too many.");
    }

    async fn what_is_compared_is_what_is_shown(site) {
        site.consultation("hours", |new| {
            new.proposals[0].summary = "Two more hours.".to_owned();
            new.proposals[0].fixed = "The budget.".to_owned();
            new.proposals[0].open = "Which hours.".to_owned();
            new.proposals[0].body = "The desk is staffed from nine until five.\n\n* one\n* two\n\nNothing else is planned for now.".to_owned();
        }).await;
        let mut staff = site.person(Role::Staff).await;
        let draft = |body| [("title", "Open on Saturday afternoons"), ("summary", "Two more hours."), ("body", body),
            ("fixed", "The budget."), ("open", "Which hours."), ("then", "amend")];
        let marked = "The desk is **staffed** from nine until five.\n\n- one\n- two\n\nNothing else is planned for now.";
        staff.post(EDIT, &draft(marked)).await.is(303);
        staff.get(AMEND).await.is(200).says("No words changed.").says("Only how the text is laid out changed").does_not_say("<del>");
        let written = "The desk is **staffed** from nine until six.\n\n- one\n- two\n\nA garden room will be built next year.";
        staff.post(EDIT, &draft(written)).await.is(303);
        let page = staff.get(AMEND).await.is(200);
        page.says("<del><span class=\"vh\">Removed: </span>five<").says("<ins><span class=\"vh\">Added: </span>six<")
            .says("<del><span class=\"vh\">Removed: </span>Nothing else is planned for now.<")
            .says("<ins><span class=\"vh\">Added: </span>A garden room will be built next year.<")
            .does_not_say("**");
    }

    async fn a_published_version_never_changes_and_never_goes(site) {
        site.consultation("hours", |_| {}).await;
        let mut tx = site.app.db.begin().await.unwrap();
        let refused = crate::sql!("UPDATE proposal_versions SET title = 'Altered'").run(&mut tx).await;
        assert!(refused.unwrap_err().to_string().contains("never changes"));
        drop(tx);
        let mut tx = site.app.db.begin().await.unwrap();
        assert!(crate::sql!("DELETE FROM proposal_versions").run(&mut tx).await.is_err());
    }

    async fn what_is_published_is_what_was_looked_at(site) {
        site.consultation("hours", |_| {}).await;
        let mut staff = site.person(Role::Staff).await;
        let old = changed(&mut staff, "Open on Sundays").await;
        site.app.clock.advance(1);
        changed(&mut staff, "Closed on Sundays").await;
        let page = staff.post(AMEND, &[("seen", &old), ("summary", "Kept words"), ("kind", "amendment")]).await.is(409);
        page.says("changed since you opened this page").says("Kept words").says("Closed");
        site.visitor().get(PAGE).await.does_not_say("Sundays");
    }

    async fn nothing_is_amended_after_closing_or_before_publishing(site) {
        site.consultation("hours", |_| {}).await;
        site.consultation("draft", |new| new.published_at = None).await;
        let mut staff = site.person(Role::Staff).await;
        let seen = changed(&mut staff, "Open on Sundays").await;
        staff.get("/staff/consultations/draft/proposals/1/amend").await.is(409);
        site.app.clock.advance(31 * Time::DAY);
        let mut staff = site.signed_in(site.account("late@library.example.org", Role::Staff).await).await;
        let fields = [("seen", &*seen), ("summary", "Too late"), ("kind", "amendment")];
        staff.post(AMEND, &fields).await.is(409).says("has closed");
        staff.get(EDIT).await.is(409);
        site.visitor().get(PAGE).await.does_not_say("Sundays");
    }

    async fn an_unfinished_draft_cannot_replace_a_finished_text(site) {
        site.consultation("hours", |_| {}).await;
        let mut staff = site.person(Role::Staff).await;
        staff.post(EDIT, &[("title", "Only a title")]).await.is(303);
        let page = staff.get(AMEND).await.is(200);
        let seen = page.body.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let fields = [("seen", &*seen), ("summary", "Shorter"), ("kind", "amendment")];
        staff.post(AMEND, &fields).await.is(422).says("The draft has no reasons");
    }
}
