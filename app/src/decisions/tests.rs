//! From a closed consultation to a published decision, and what becomes of its promises.

use super::model::DecisionContent;
use super::store;
use crate::audit;
use crate::identity::model::Role;
use crate::site::testing::{Browser, Site};
use crate::sql;
use crate::test_both;
use crate::time::Time;

const STAFF: &str = "/staff/consultations/hours/decision";
const PUBLIC: &str = "/consultations/hours/decision";
const VOTE: &str = "/consultations/hours/proposals/1/vote";

/// A consultation that closes in an hour.
async fn consultation(site: &Site) {
    let closes = site.app.clock.now().plus(Time::HOUR);
    site.consultation("hours", |new| new.closes_at = Some(closes)).await;
}

/// The same, and the clock two hours on.
async fn closed(site: &Site) -> Browser {
    consultation(site).await;
    site.app.clock.advance(2 * Time::HOUR);
    site.person(Role::Staff).await
}

/// A decision that somebody voted for, published with one promise: who published it, and the promise's number.
async fn promised(site: &Site) -> (Browser, i64) {
    consultation(site).await;
    site.resident("ann@example.org").await.post(VOTE, &[("choice", "support")]).await.is(303);
    site.app.clock.advance(2 * Time::HOUR);
    let mut staff = site.person(Role::Staff).await;
    publish(&mut staff).await;
    let (id,): (i64,) = sql!("SELECT id FROM promises").one(&site.app.db).await.unwrap();
    (staff, id)
}

/// Everything a decision has to say; tests change single fields.
const WHOLE: [(&str, &str); 14] = [
    ("outcome", "Saturday afternoons are kept."),
    ("outcome-1", "adopted"),
    ("version-1", "1"),
    ("decided-by", "Cabinet"),
    ("decided-on", "2026-03-02"),
    ("we-asked", "We asked about **Saturdays**."),
    ("you-said", "Keep them."),
    ("we-did", "We keep them."),
    ("reasons", "Most people work in the week."),
    ("theme-1", "People work in the week"),
    ("weighed-1", "Great weight."),
    ("promise-1", "Print the new hours."),
    ("due-1", "2026-03-09"),
    ("act", "preview"),
];

fn with(changes: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let mut fields: Vec<_> =
        WHOLE.into_iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name)).collect();
    fields.extend(changes);
    fields
}

async fn messages(site: &Site, subject: &str) -> Vec<(String, String)> {
    let rows: Vec<(String, String, String)> =
        sql!("SELECT recipient, subject, body FROM outbox ORDER BY recipient, id").all(&site.app.db).await.unwrap();
    let ours = rows.into_iter().filter(|(_, told, _)| told.starts_with(subject));
    ours.map(|(recipient, _, body)| (recipient, body)).collect()
}

async fn publish(staff: &mut Browser) {
    staff.post(STAFF, &with(&[])).await.is(303);
    staff.post(STAFF, &[("act", "publish"), ("confirm", "1")]).await.is(303);
}

/// How many acts the record has, but for the saving of drafts; and that it holds.
async fn acts(site: &Site) -> i64 {
    assert!(audit::store::verify(&site.app.db).await.unwrap().is_ok());
    crate::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM audit_log WHERE action <> 'decision.draft'")
        .number(&site.app.db)
        .await
        .unwrap()
}

test_both! {
    async fn a_decision_is_saved_previewed_and_published_and_residents_read_it(site) {
        let mut staff = closed(site).await;
        staff.get(STAFF).await.is(200).says("Record the decision").says("Section 149").says("Moseley").says("Nobody voted");
        let answer = staff.post(STAFF, &[("act", "save"), ("reasons", "Half a thought")]).await.is(303);
        assert_eq!(answer.location(), "/staff/consultations/hours/decision?done=saved");
        staff.get(STAFF).await.is(200).says("Half a thought");
        staff.get(&format!("{STAFF}/preview")).await.is(200).says("Missing:").says("Say who decided")
            .does_not_say("Publish the decision and tell people");
        site.visitor().get(PUBLIC).await.is(200).says("Not decided yet").does_not_say("Half a thought");
        let answer = staff.post(STAFF, &with(&[])).await.is(303);
        assert_eq!(answer.location(), "/staff/consultations/hours/decision/preview");
        staff.get(answer.location()).await.is(200).says("Residents cannot see this yet").says("<strong>Saturdays</strong>")
            .says("Publish the decision and tell people");
        staff.post(STAFF, &[("act", "publish")]).await.is(422).says("Tick the box");
        site.visitor().get(PUBLIC).await.is(200).says("Not decided yet");
        let answer = staff.post(STAFF, &[("act", "publish"), ("confirm", "1")]).await.is(303);
        assert_eq!(answer.location(), "/staff/consultations/hours/decision?done=published");
        staff.get(answer.location()).await.is(200).says("The decision is published").says("Mark as kept");
        site.visitor().get(PUBLIC).await.is(200)
            .says("We asked").says("<strong>Saturdays</strong>").says("You said").says("We did")
            .says("Saturday afternoons are kept.").says("Adopted").says("version 1").says("Cabinet")
            .says("Monday 2 March 2026").says("Great weight.").says("We will, by Monday 9 March 2026:")
            .says("data-stage=\"decided\"").says("Promise due");
        site.visitor().get("/consultations/hours").await.is(200).says("The decision is published. Saturday afternoons are kept.");
        assert_eq!(acts(site).await, 1);
    }

    async fn what_came_of_it_is_the_first_sentence_of_the_decision_and_how_its_promises_stand(site) {
        consultation(site).await;
        let resident = site.account("ann@example.org", Role::Resident).await;
        let mut ann = site.signed_in(resident).await;
        ann.post(VOTE, &[("choice", "support")]).await.is(303);
        let account = ann.get("/account").await.body;
        let code = account.split("/receipts/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        site.app.clock.advance(2 * Time::HOUR);
        let mut staff = site.person(Role::Staff).await;
        let outcome = ("outcome", "St. Anne’s keeps its Saturdays. Quay waits until May.");
        staff.post(STAFF, &with(&[outcome])).await.is(303);
        staff.post(STAFF, &[("act", "publish"), ("confirm", "1")]).await.is(303);
        let mut ann = site.signed_in(resident).await;
        let receipt = format!("/receipts/{code}");
        let pages = ["/", "/consultations", "/consultations/hours", "/account", receipt.as_str()];
        for path in pages {
            let page = ann.get(path).await.is(200).says("St. Anne’s keeps its Saturdays.");
            page.says("1 promise: still to be kept, by Monday 9 March 2026.");
        }
        // Lists have it in the place of what was asked.
        for path in ["/", "/consultations"] {
            ann.get(path).await.does_not_say("Quay waits").does_not_say("One sentence.");
        }
        site.app.clock.advance(8 * Time::DAY);
        let mut ann = site.signed_in(resident).await;
        for path in pages {
            ann.get(path).await.is(200).says("1 promise: overdue.");
        }
        let mut staff = site.signed_in(site.account("late@library.example.org", Role::Staff).await).await;
        staff.get("/staff").await.is(200).says("1 promise<!> overdue");
        staff.get("/staff?stage=decided").await.is(200).says("1 promise: overdue.");
        site.person(Role::Councillor).await.get("/council").await.says("St. Anne’s keeps its Saturdays.").says("1 promise: overdue.");
    }

    async fn everybody_who_took_part_and_wants_mail_gets_exactly_one_message(site) {
        consultation(site).await;
        let mut ann = site.resident("ann@example.org").await;
        ann.post(VOTE, &[("choice", "support")]).await.is(303);
        ann.post(VOTE, &[("choice", "oppose")]).await.is(303);
        ann.post("/consultations/hours/proposals/1/comments", &[("body", "Please keep them.")]).await.is(303);
        site.resident("bob@example.org").await.post(VOTE, &[("choice", "support")]).await.is(303);
        site.resident("quiet@example.org").await.post(VOTE, &[("choice", "support")]).await.is(303);
        site.resident("elsewhere@example.org").await;
        let mut tx = site.app.db.begin().await.unwrap();
        sql!("UPDATE accounts SET notify = 0 WHERE email = 'quiet@example.org'").run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        site.app.clock.advance(2 * Time::HOUR);
        let mut staff = site.person(Role::Staff).await;
        publish(&mut staff).await;
        let told = messages(site, "Decided: ").await;
        let who: Vec<&str> = told.iter().map(|(recipient, _)| recipient.as_str()).collect();
        assert_eq!(who, ["ann@example.org", "bob@example.org"]);
        assert!(told[0].1.contains("http://soundings.test/consultations/hours/decision"), "{}", told[0].1);
        site.visitor().get(PUBLIC).await.is(200).says("3 people answered: 2 supported it and 1 opposed it.");
    }

    async fn nothing_can_be_decided_before_closing(site) {
        consultation(site).await;
        let mut staff = site.person(Role::Staff).await;
        staff.get(STAFF).await.is(200).says("People can still answer");
        staff.post(STAFF, &with(&[("act", "publish"), ("confirm", "1")])).await.is(409).says("People can still answer");
        assert!(messages(site, "Decided").await.is_empty());
        site.visitor().get(PUBLIC).await.is(200).says("Not decided yet").says("has not said yet when it will decide");
        site.consultation("later", |new| new.opens_at = Some(site.app.clock.now().plus(Time::DAY))).await;
        site.visitor().get("/consultations/later/decision").await.is(404);
        site.consultation("draft", |new| new.published_at = None).await;
        site.visitor().get("/consultations/draft/decision").await.is(404);
        site.consultation("gone", |new| new.withdrawn_at = Some(site.app.clock.now())).await;
        site.visitor().get("/consultations/gone/decision").await.is(200).says("There will be no decision");
        staff.post("/staff/consultations/gone/decision", &with(&[])).await.is(409).says("withdrawn");
    }

    async fn only_a_version_that_was_put_to_residents_can_be_adopted(site) {
        let mut staff = closed(site).await;
        site.amend("hours", "Open on Sundays instead").await;
        staff.get(STAFF).await.is(200).says("Version 1, published").does_not_say("Version 2, published");
        let publish = [("act", "publish"), ("confirm", "1"), ("version-1", "2")];
        staff.post(STAFF, &with(&publish)).await.is(422).says("was not put to residents").says("Most people work");
        let publish = [("act", "publish"), ("confirm", "1")];
        staff.post(STAFF, &with(&publish)).await.is(303);
        site.visitor().get(PUBLIC).await.is(200).says("Open on Saturday afternoons").does_not_say("Sundays");
    }

    async fn a_decision_that_changes_a_proposal_says_what_changes(site) {
        let mut staff = closed(site).await;
        let publish = [("act", "publish"), ("confirm", "1"), ("outcome-1", "adopted-with-changes")];
        staff.post(STAFF, &with(&publish)).await.is(422).says("Say what changes in proposal 1");
        let publish =
            [("act", "publish"), ("confirm", "1"), ("outcome-1", "adopted-with-changes"), ("changes-1", "One hour less.")];
        staff.post(STAFF, &with(&publish)).await.is(303);
        site.visitor().get(PUBLIC).await.is(200).says("Adopted with changes").says("One hour less.");
    }

    async fn what_is_missing_is_named_and_what_was_typed_is_kept(site) {
        let mut staff = closed(site).await;
        let publish = [("act", "publish"), ("confirm", "1")];
        let changed = |changes: &[(&'static str, &'static str)]| with(&[&publish, changes].concat());
        staff.post(STAFF, &changed(&[("decided-on", "2026-03-01")])).await.is(422)
            .says("cannot have been made before that").says("Most people work in the week.");
        staff.post(STAFF, &changed(&[("decided-on", "2026-03-03")])).await.is(422).says("in the future");
        staff.post(STAFF, &changed(&[("decided-on", "2026-02-31")])).await.is(422).says("Enter a real date");
        staff.post(STAFF, &changed(&[("outcome-1", "")])).await.is(422).says("Say what was decided about proposal 1");
        staff.post(STAFF, &changed(&[("outcome-1", "maybe")])).await.is(422).says("Choose one of the four outcomes");
        staff.post(STAFF, &changed(&[("weighed-1", "")])).await.is(422).says("Say how this theme was weighed");
        staff.post(STAFF, &changed(&[("due-1", "")])).await.is(422).says("Say by when");
        staff.post(STAFF, &changed(&[("due-1", "2026-03-01")])).await.is(422).says("due before the decision was made");
        staff.post(STAFF, &changed(&[("shoe", "9")])).await.is(422).says("no field called “shoe”");
        let long: String = "x".repeat(20_001);
        staff.post(STAFF, &[("act", "save"), ("reasons", &long)]).await.is(422).says("has 1 too many");
        assert!(store::of(&site.app.db, crate::ids::ConsultationId(1)).await.unwrap().is_none());
    }

    async fn more_rows_can_be_had_without_javascript_and_nothing_typed_is_lost(site) {
        let mut staff = closed(site).await;
        staff.get(STAFF).await.is(200).says("name=\"theme-2\"").does_not_say("name=\"theme-3\"");
        let more = with(&[("act", "add-themes"), ("theme-4", "A later row"), ("weighed-4", "Some.")]);
        staff.post(STAFF, &more).await.is(200).says("A later row").says("name=\"theme-7\"").does_not_say("name=\"theme-8\"")
            .says("Print the new hours.").says("2026-03-09");
        staff.post(STAFF, &with(&[("act", "add-promises")])).await.is(200).says("name=\"promise-6\"");
    }

    async fn two_people_writing_at_once_do_not_overwrite_each_other_unseen(site) {
        let mut staff = closed(site).await;
        staff.post(STAFF, &with(&[("act", "save")])).await.is(303);
        let late = with(&[("act", "save"), ("seen", "0"), ("reasons", "Mine, typed meanwhile")]);
        staff.post(STAFF, &late).await.is(409).says("You saved this draft in another window").says("<h3>Why this was decided<!>").says("Save mine").says("Mine, typed meanwhile");
        staff.get(STAFF).await.is(200).says("Most people work in the week.");
    }

    async fn a_published_decision_never_changes(site) {
        let mut staff = closed(site).await;
        publish(&mut staff).await;
        for act in ["save", "preview", "publish", "add-themes"] {
            let again = with(&[("act", act), ("confirm", "1"), ("reasons", "Other reasons")]);
            staff.post(STAFF, &again).await.is(409).says("its draft cannot be changed");
        }
        site.visitor().get(PUBLIC).await.is(200).says("Most people work in the week.").does_not_say("Other reasons");
        staff.get(STAFF).await.is(200).does_not_say("Save as a draft");
        let consultation = crate::consultations::store::by_slug(&site.app.db, "hours").await.unwrap().unwrap();
        let mut tx = site.app.db.begin().await.unwrap();
        let now = site.app.clock.now();
        let content = DecisionContent::default();
        assert!(!store::save(&mut tx, consultation.id, &content, None, now).await.unwrap());
        assert_eq!(acts(site).await, 1);
    }

    async fn the_decision_about_what_is_not_there_is_missed(site) {
        site.person(Role::Staff).await.get("/staff/consultations/nothing/decision").await.is(404);
    }

    async fn a_promise_that_is_overdue_says_so_even_on_a_kept_page(site) {
        let mut staff = closed(site).await;
        publish(&mut staff).await;
        let mut visitor = site.visitor();
        visitor.get(PUBLIC).await.is(200).says("We will, by Monday 9 March 2026:").does_not_say("Its date has passed");
        // Nothing changes in the record, only the calendar.
        site.app.clock.advance(8 * Time::DAY);
        visitor.get(PUBLIC).await.is(200).says("We said we would, by Monday 9 March 2026:").says("Its date has passed");
    }

    async fn a_promise_is_marked_as_kept_once_and_people_are_told(site) {
        let (mut staff, id) = promised(site).await;
        let path = format!("/staff/consultations/hours/promises/{id}");
        let (day, note) = (format!("kept-on-{id}"), format!("note-{id}"));
        staff.post(&path, &[(&day, "2026-03-05"), (&note, "")]).await.is(422)
            .says("in the future").says("Enter how it was kept").says("2026-03-05");
        staff.post(&path, &[(&day, "2026-03-01"), (&note, "x")]).await.is(422).says("before the decision was made");
        site.app.clock.advance(3 * Time::DAY);
        staff.post(&path, &[(&day, "2026-03-05"), (&note, "They are on every door.")]).await.is(303);
        staff.post(&path, &[(&day, "2026-03-05"), (&note, "Again.")]).await.is(409);
        staff.post("/staff/consultations/hours/promises/99", &[]).await.is(404);
        site.visitor().get(PUBLIC).await.is(200)
            .says("They are on every door.").says("Promise kept").says("data-state=\"kept\"").does_not_say("Again.");
        let told = messages(site, "A promise kept").await;
        assert_eq!(told.len(), 1);
        assert!(told[0].1.contains("Print the new hours.\n\nWe kept it on Thursday 5 March 2026:\n\nThey are on every door."), "{}", told[0].1);
        assert_eq!(acts(site).await, 2);
    }

    async fn a_promise_that_will_not_be_kept_says_why_and_people_are_told(site) {
        let (mut staff, id) = promised(site).await;
        let path = format!("/staff/consultations/hours/promises/{id}/decline");
        let because = format!("because-{id}");
        staff.post(&path, &[(&because, " ")]).await.is(422).says("Enter why it will not be kept");
        staff.post(&path, &[(&because, &"x".repeat(1_001)), ("day", "1")]).await.is(422).says("no field called “day”").says("xxx");
        site.person(Role::Councillor).await.post(&path, &[(&because, "No.")]).await.is(403);
        staff.post(&path, &[(&because, "The printer closed.")]).await.is(303);
        staff.post(&path, &[(&because, "Again.")]).await.is(409);
        let keep = format!("/staff/consultations/hours/promises/{id}");
        staff.post(&keep, &[(&format!("kept-on-{id}"), "2026-03-02"), (&format!("note-{id}"), "x")]).await.is(409);
        site.app.clock.advance(30 * Time::DAY);
        site.visitor().get(PUBLIC).await.is(200)
            .says("We will not:").says("The printer closed.").says("Promise given up").says("data-state=\"refused\"")
            .does_not_say("Its date has passed").does_not_say("Again.");
        let told = messages(site, "A promise we will not keep").await;
        assert!(told.len() == 1 && told[0].1.contains("Print the new hours.\n\nWe will not, because: The printer closed."), "{told:?}");
        assert_eq!(acts(site).await, 2);
    }
}
