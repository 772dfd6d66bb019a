//! A second person's approval: asked for, given for the words as they stand, sent back, refused to the author.

use crate::identity::model::Role;
use crate::site::testing::{Browser, Site};
use crate::time::Time;
use crate::{sql, test_both};

const BASE: &str = "/staff/consultations/hours";
const ASK: &str = "/staff/consultations/hours/ask-approval";
const ANSWER: &str = "/staff/consultations/hours/approve";
const PUBLISH: &str = "/staff/consultations/hours/publish";

const WORDS: [(&str, &str); 11] = [
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

const PROPOSAL: [(&str, &str); 9] = [
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

/// Ann has a draft that is ready, and the service asks for a second person's approval. Ann, and Bo who could approve.
async fn ready(site: &Site) -> (Browser, Browser) {
    let mut ann = site.colleague("Ann Reed", Role::Staff).await;
    let bo = site.colleague("Bo Marsh", Role::Staff).await;
    let mut admin = site.colleague("Ada Min", Role::Administrator).await;
    let settings = [("name", "Fenmarch Libraries"), ("contact", "the desk"), ("second_person", "1")];
    admin.post("/staff/settings", &settings).await.is(303);
    ann.post("/staff/consultations/new", &WORDS).await.is(303);
    ann.post(&format!("{BASE}/proposals/new"), &PROPOSAL).await.is(303);
    (ann, bo)
}

/// The mark of the words that the page shows.
async fn seen(by: &mut Browser) -> String {
    let page = by.get(BASE).await.is(200).body;
    let form = page.split("id=\"approval\"").nth(1).unwrap();
    form.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

async fn mails(site: &Site, subject: &str) -> i64 {
    sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM outbox WHERE subject = $1", subject).number(&site.app.db).await.unwrap()
}

test_both! {
    async fn somebody_else_approves_and_only_then_it_is_published(site) {
        let (mut ann, mut bo) = ready(site).await;
        ann.get(BASE).await.says("Ask for approval").does_not_say(">Publish<");
        ann.get("/staff").await.says("Ready: check it, have it approved and publish");
        ann.post(PUBLISH, &[]).await.is(409).says("A second person has to approve");
        bo.post(ANSWER, &[("answer", "approve")]).await.is(409).says("Nobody has asked for this approval");
        ann.post(ASK, &[("words", "Look at the <dates>.")]).await.is(303);
        // The owner of the consultation asked, so both others may answer and are told at once.
        assert_eq!(mails(site, "A consultation waits for your approval").await, 2);
        ann.get(BASE).await.says("Waiting for approval.").says("Bo Marsh").does_not_say("Approve it");
        let list = bo.get("/staff").await.says("Waits for a second person’s approval");
        list.says("A second person reads it and approves it, or sends it back").does_not_say("Ready: check it");
        bo.get(BASE).await.says("Look at the &lt;dates&gt;.").says("Approve it").says("Send it back");
        ann.post(PUBLISH, &[]).await.is(409);
        let mark = seen(&mut bo).await;
        bo.post(ANSWER, &[("answer", "approve"), ("seen", &mark)]).await.is(303);
        assert_eq!(mails(site, "Your consultation is approved").await, 1);
        ann.get(BASE).await.says("Bo Marsh").says("exactly as it stands");
        ann.post(PUBLISH, &[]).await.is(303);
        let mut admin = site.signed_in(crate::ids::AccountId(3)).await;
        admin.get("/staff/audit").await.says("asked for a second person’s approval").says("approved the consultation before");
        bo.get("/account/data").await.says("approvals_before_publishing");
    }

    async fn the_author_cannot_approve_even_by_sending_the_form_directly(site) {
        let (mut ann, mut bo) = ready(site).await;
        ann.post(ASK, &[("words", "")]).await.is(303);
        ann.post(ANSWER, &[("answer", "approve")]).await.is(403).says("somebody else has to read and approve it");
        ann.post_for_json(ANSWER, &[("answer", "approve")]).await.is(403).says("approval-by-author");
        ann.post(ASK, &[("words", "again")]).await.is(409).says("asked for already");
        // A colleague who asks is an author too, and the owner stays one.
        bo.post(ANSWER, &[("answer", "back"), ("words", "The dates are wrong.")]).await.is(303);
        bo.post(ASK, &[("words", "")]).await.is(303);
        bo.post(ANSWER, &[("answer", "approve")]).await.is(403).says("somebody else");
        ann.post(ANSWER, &[("answer", "approve")]).await.is(403).says("somebody else");
        site.person(Role::Moderator).await.post(ANSWER, &[("answer", "approve")]).await.is(403);
        site.visitor().post(ANSWER, &[("answer", "approve")]).await.is(401);
        ann.post(PUBLISH, &[]).await.is(409);
    }

    async fn an_approval_is_for_the_words_as_they_stood(site) {
        let (mut ann, mut bo) = ready(site).await;
        ann.post(ASK, &[("words", "")]).await.is(303);
        let mark = seen(&mut bo).await;
        // Changed while Bo reads: nothing is approved that was not read.
        site.app.clock.advance(Time::MINUTE);
        let contact = [("name", "Engagement team"), ("email", "hours@library.example")];
        ann.post(&format!("{BASE}/contact"), &contact).await.is(303);
        bo.post(ANSWER, &[("answer", "approve"), ("seen", &mark)]).await.is(409).says("has changed since the approval");
        ann.get(BASE).await.says("something was changed since");
        ann.post(ASK, &[("words", "now")]).await.is(303);
        bo.post(ANSWER, &[("answer", "approve"), ("words", "Fine.")]).await.is(303);
        // Every part of it counts: its own words, what it asks, its libraries.
        let proposal = PROPOSAL.map(|(name, value)| (name, if name == "body" { "Because buses run late." } else { value }));
        site.app.clock.advance(Time::MINUTE);
        ann.post(&format!("{BASE}/proposals/1/edit"), &proposal).await.is(303);
        ann.get(BASE).await.says("It was approved, and something was changed since.").does_not_say(">Publish<");
        ann.post(PUBLISH, &[]).await.is(409).says("A second person has to approve");
        site.app.clock.advance(crate::site::once::WINDOW);
        ann.post(ASK, &[("words", "")]).await.is(303);
        bo.post(ANSWER, &[("answer", "approve")]).await.is(303);
        let other = WORDS.map(|(name, value)| (name, if name == "closes_date" { "2026-06-02" } else { value }));
        ann.post(&format!("{BASE}/edit"), &other).await.is(303);
        ann.post(PUBLISH, &[]).await.is(409);
    }

    async fn sending_back_says_why(site) {
        let (mut ann, mut bo) = ready(site).await;
        ann.post(ASK, &[("words", "")]).await.is(303);
        bo.post(ANSWER, &[("answer", "back"), ("words", " ")]).await.is(422).says("what is missing");
        bo.post(ANSWER, &[("answer", "perhaps")]).await.is(422).says("Choose whether you approve it");
        let long = "x".repeat(1001);
        bo.post(ANSWER, &[("answer", "back"), ("words", &long)]).await.is(422).says("1 too many").says(&long);
        bo.post(ANSWER, &[("answer", "back"), ("words", "Say what it <costs>.")]).await.is(303);
        ann.get(BASE).await.says("Sent back.").says("Say what it &lt;costs&gt;.").says("Ask for approval");
        assert_eq!(mails(site, "Your consultation was sent back").await, 1);
        ann.post(PUBLISH, &[]).await.is(409);
    }

    async fn an_approval_outlives_the_account_that_gave_it(site) {
        let (mut ann, mut bo) = ready(site).await;
        ann.post(ASK, &[("words", "")]).await.is(303);
        bo.post(ANSWER, &[("answer", "approve")]).await.is(303);
        bo.post("/account/delete", &[("password", "correct horse battery")]).await.is(303);
        ann.get(BASE).await.says("somebody whose account is gone").does_not_say("Bo Marsh");
        ann.post(PUBLISH, &[]).await.is(303);
    }

    async fn a_service_with_one_person_is_told_before_nothing_can_be_published(site) {
        let mut admin = site.colleague("Ada Min", Role::Administrator).await;
        site.person(Role::Moderator).await;
        let settings = [("name", "Fenmarch Libraries"), ("contact", "the desk"), ("second_person", "1")];
        admin.post("/staff/settings", &settings).await.is(422).says("Only one person can run consultations").says("checked");
        site.person(Role::Staff).await;
        admin.post("/staff/settings", &settings).await.is(303);
        // Switched off again: what waits for an approval can be published.
        admin.post("/staff/settings", &settings[..2]).await.is(303);
        admin.get("/staff/settings").await.is(200);
    }

    async fn without_the_setting_nothing_is_asked(site) {
        let mut staff = site.colleague("Ann Reed", Role::Staff).await;
        staff.post("/staff/consultations/new", &WORDS).await.is(303);
        staff.post(&format!("{BASE}/proposals/new"), &PROPOSAL).await.is(303);
        staff.get(BASE).await.does_not_say("second person").says(">Publish<");
        staff.post(ASK, &[("words", "")]).await.is(409).says("asks for no second person");
        staff.post(PUBLISH, &[]).await.is(303);
        staff.post(ASK, &[("words", "")]).await.is(409);
    }
}
