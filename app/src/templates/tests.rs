//! Drafts begun from the templates that come with the program, from those of the service, and from what it asked before.

use super::content::TemplateContent;
use super::ours::OURS;
use crate::consultations::checks::CheckOutcome;
use crate::consultations::guidance;
use crate::consultations::instrument::Instruments;
use crate::consultations::store::by_slug;
use crate::identity::model::Role;
use crate::site::testing::{Browser, Site};
use crate::{sql, test_both};

const USE: &str = "/staff/templates/use";

async fn begun(staff: &mut Browser, from: &str, title: &str) -> String {
    let made = staff.post(USE, &[("from", from), ("title", title)]).await.is(303);
    let path = made.location().split('?').next().unwrap_or_default().to_owned();
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

/// What a template made of this consultation would hold.
async fn held(site: &Site, slug: &str) -> TemplateContent {
    let consultation = by_slug(&site.app.db, slug).await.unwrap().unwrap();
    TemplateContent::of(&site.app.db, Instruments::of(&site.app), &consultation).await.unwrap()
}

#[test]
fn every_template_of_ours_can_be_read_and_says_where_to_write() {
    for one in OURS {
        let content = one.content().unwrap_or_else(|why| panic!("{}: {why}", one.key));
        assert!(!content.asked.is_empty() && content.guidance.len() >= 3, "{}", one.key);
        assert!(content.background.contains('['), "{}: gaps to fill", one.key);
        assert!(content.days >= crate::consultations::checks::FEWEST_DAYS, "{}: six weeks at least", one.key);
    }
}

test_both! {
    async fn each_of_ours_becomes_a_draft_with_all_it_asks_and_advice_at_fields_that_are_there(site) {
        let mut staff = site.person(Role::Staff).await;
        let list = staff.get("/staff/templates").await.is(200);
        for one in OURS {
            assert!(list.body.contains(one.name), "{}", one.name);
            let from = format!("ours-{}", one.key);
            staff.get(&format!("{USE}?from={from}")).await.is(200).says("notes in the margins");
            let content = one.content().unwrap();
            let answer = staff.post(USE, &[("from", &from), ("title", &format!("From {}", one.key))]).await;
            // Ideas need a last day, which nobody can know beforehand.
            let answer = if one.key == "book-fund" { answer.is(200).says("choose until when they may") } else { answer.is(303) };
            drop(answer);
            let slug = format!("from-{}", one.key);
            let consultation = by_slug(&site.app.db, &slug).await.unwrap().unwrap();
            let asked: Vec<&str> = Instruments::of(&site.app).asked(consultation.parts).map(|one| one.words().key).collect();
            assert_eq!(asked.len(), content.asked.len(), "{slug}: {asked:?}");
            staff.get(&format!("/staff/consultations/{slug}")).await.is(200);
            // Each piece of advice leads to its field.
            let edit = format!("/staff/consultations/{slug}/edit");
            let proposal = format!("/staff/consultations/{slug}/proposals/1/edit");
            for note in &content.guidance {
                let path = if note.place == guidance::CONSULTATION { &edit } else { &proposal };
                let page = staff.get(path).await.is(200).says("In the margin");
                // Without libraries there is no box for one.
                let there = page.body.contains(&format!("id=\"{}\"", note.field)) || note.field == "branch";
                assert!(there, "{slug}: {} is not on {path}", note.field);
                assert!(page.body.contains(&format!("href=\"#{}\"", note.field)), "{slug}: {}", note.field);
            }
            // Nothing is missing but what the gaps and the advice are about: every kind can be published as it is.
            for instrument in Instruments::of(&site.app).asked(consultation.parts) {
                let now = site.app.clock.now();
                let draft = instrument.draft((&site.app.db).into(), &consultation, now).await.unwrap().unwrap();
                let missing = draft.checks.iter().filter(|check| check.outcome == CheckOutcome::Missing);
                let missing: Vec<_> = missing.map(|check| (check.task, check.found.as_str())).collect();
                assert!(missing.is_empty(), "{slug}: {missing:?}");
            }
        }
    }

    async fn what_was_asked_before_is_begun_again_without_what_anybody_answered(site) {
        site.branch("millbrook", "Millbrook Library").await;
        let mut staff = site.person(Role::Staff).await;
        let first = begun(&mut staff, "ours-self-service", "Doors without staff").await;
        let again = begun(&mut staff, &format!("consultation-{first}"), "Doors again").await;
        assert_eq!(again, "doors-again");
        let (one, two) = (held(site, &first).await, held(site, &again).await);
        assert_eq!(TemplateContent { title: String::new(), ..one }, TemplateContent { title: String::new(), ..two });
        // The copy is a draft like any other, and nothing public.
        site.visitor().get("/consultations/doors-again").await.is(404);
    }

    async fn a_service_keeps_its_own_templates_replaces_and_deletes_them(site) {
        let mut staff = site.person(Role::Staff).await;
        let first = begun(&mut staff, "ours-makerspace", "Making").await;
        let path = format!("/staff/consultations/{first}/template");
        staff.get(&path).await.is(200).says("Make a template");
        staff.post(&path, &[("name", ""), ("about", "It went well.")]).await.is(422).says("It went well.");
        staff.post(&path, &[("name", "Our makerspace"), ("about", "It went well.")]).await.is(303);
        staff.get("/staff/templates?done=kept").await.is(200).says("Our makerspace").says("It went well.").says("Asks: statements");
        // Another of the name only when somebody says so.
        staff.post(&path, &[("name", "Our makerspace"), ("about", "New.")]).await.is(422).says("Replace the template of this name");
        staff.post(&path, &[("name", "Our makerspace"), ("about", "New."), ("replace", "on")]).await.is(303);
        let (id,): (i64,) = sql!("SELECT id FROM templates").one(&site.app.db).await.unwrap();
        let mut other = site.colleague("Robin", Role::Staff).await;
        let from = format!("own-{id}");
        let draft = begun(&mut other, &from, "Making, elsewhere").await;
        assert_eq!(held(site, &draft).await.asked, held(site, &first).await.asked);
        other.get(&format!("/staff/templates/{id}/delete")).await.is(200).says("Delete this template?");
        other.post(&format!("/staff/templates/{id}/delete"), &[]).await.is(303);
        other.post(&format!("/staff/templates/{id}/delete"), &[]).await.is(404);
        // A page that was open when it was deleted.
        staff.get(&format!("{USE}?from={from}")).await.is(404);
        staff.post(USE, &[("from", &from), ("title", "x")]).await.is(404);
        other.get(&format!("/staff/consultations/{draft}")).await.is(200);
        site.person(Role::Administrator).await.get("/staff/audit").await.is(200).says("deleted a template");
    }

    async fn a_template_of_a_library_that_is_gone_says_so_and_gives_all_the_rest(site) {
        let library = site.branch("gone", "Gone Library").await;
        let mut staff = site.person(Role::Staff).await;
        let first = begun(&mut staff, "ours-opening-hours", "Hours").await;
        let consultation = by_slug(&site.app.db, &first).await.unwrap().unwrap();
        let about = sql!("INSERT INTO consultation_branches (consultation_id, branch_id) VALUES ($1, $2)", consultation.id, library);
        let mut tx = site.app.db.begin().await.unwrap();
        about.run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        staff.post(&format!("/staff/consultations/{first}/template"), &[("name", "Hours"), ("about", "")]).await.is(303);
        let mut tx = site.app.db.begin().await.unwrap();
        sql!("UPDATE branches SET year_closed = 2025 WHERE id = $1", library).run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        let (id,): (i64,) = sql!("SELECT id FROM templates").one(&site.app.db).await.unwrap();
        let page = staff.post(USE, &[("from", &format!("own-{id}")), ("title", "Hours again")]).await.is(200);
        page.says("Look at these first").says("“gone”").says("closed or not in the list").says("/staff/consultations/hours-again");
        let draft = by_slug(&site.app.db, "hours-again").await.unwrap().unwrap();
        assert!(crate::consultations::store::branches_of(&site.app.db, [draft.id]).await.unwrap().is_empty());
        assert_eq!(held(site, "hours-again").await.asked, held(site, &first).await.asked);
    }

    async fn only_those_who_run_consultations_use_templates_and_mistakes_keep_what_was_typed(site) {
        site.visitor().get("/staff/templates").await.is(401);
        for role in [Role::Moderator, Role::Analyst, Role::Councillor, Role::Resident] {
            let mut person = site.person(role).await;
            person.get("/staff/templates").await.is(403);
            person.post(USE, &[("from", "ours-makerspace"), ("title", "x")]).await.is(403);
        }
        let mut staff = site.person(Role::Staff).await;
        staff.post(USE, &[("from", "ours-makerspace"), ("title", " ")]).await.is(422).says("Enter a title");
        let long = "w".repeat(201);
        staff.post(USE, &[("from", "ours-makerspace"), ("title", &long)]).await.is(422).says(&long);
        for from in ["ours-none", "own-99", "own-x", "consultation-none", "none"] {
            staff.get(&format!("{USE}?from={from}")).await.is(404);
        }
        staff.get(USE).await.is(303);
        // The same press twice makes one draft.
        let twice = [("from", "ours-makerspace"), ("title", "Once")];
        staff.post(USE, &twice).await.is(303);
        staff.post(USE, &twice).await.is(303);
        assert!(by_slug(&site.app.db, "once-2").await.unwrap().is_none());
    }
}
