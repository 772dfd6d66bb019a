//! A published decision that is put right: in public, with a date, beside what stood there before.

use crate::identity::model::Role;
use crate::site::testing::{Browser, Site};
use crate::time::Time;
use crate::{audit, sql, test_both};

const STAFF: &str = "/staff/consultations/hours/decision";
const CORRECT: &str = "/staff/consultations/hours/decision/correct";
const PUBLIC: &str = "/consultations/hours/decision";
const CHANGES: &str = "/consultations/hours/decision/changes";

/// Everything the decision says; tests change single fields.
const WHOLE: [(&str, &str); 11] = [
    ("outcome", "Saturday afternoons are kept."),
    ("outcome-1", "adopted"),
    ("version-1", "1"),
    ("decided-by", "Cabinet"),
    ("decided-on", "2026-03-02"),
    ("we-asked", "We asked about **Saturdays**."),
    ("you-said", "Keep them."),
    ("we-did", "We keep them."),
    ("reasons", "Most people work in the wek."),
    ("theme-1", "People work in the week"),
    ("weighed-1", "Great weight."),
];

fn with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields: Vec<(&str, &str)> =
        WHOLE.into_iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name)).collect();
    fields.extend(changes);
    fields
}

/// A consultation that somebody voted in, decided, with one promise.
async fn decided(site: &Site) -> Browser {
    let closes = site.app.clock.now().plus(Time::HOUR);
    site.consultation("hours", |new| new.closes_at = Some(closes)).await;
    site.resident("ann@example.org")
        .await
        .post("/consultations/hours/proposals/1/vote", &[("choice", "support")])
        .await
        .is(303);
    site.app.clock.advance(2 * Time::HOUR);
    let mut staff = site.person(Role::Staff).await;
    staff
        .post(STAFF, &with(&[("promise-1", "Print the new hours."), ("due-1", "2026-03-09"), ("act", "preview")]))
        .await
        .is(303);
    staff.post(STAFF, &[("act", "publish"), ("confirm", "1")]).await.is(303);
    staff
}

/// The value of a hidden field.
fn hidden(page: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    page.split(&mark).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
}

/// Looks at what changes and publishes it; gives the answer.
async fn correct(staff: &mut Browser, changes: &[(&str, &str)]) -> crate::site::testing::TestResponse {
    let looked = staff.post(CORRECT, &with(&[changes, &[("act", "look")]].concat())).await.is(200);
    let (mark, seen) = (hidden(&looked.body, "looked"), hidden(&looked.body, "seen"));
    let more = [("act", "publish"), ("looked", mark.as_str()), ("seen", seen.as_str())];
    staff.post(CORRECT, &with(&[changes, &more].concat())).await
}

async fn letters(site: &Site) -> i64 {
    sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM outbox WHERE subject LIKE 'Corrected%'")
        .number(&site.app.db)
        .await
        .unwrap()
}

test_both! {
    async fn a_slip_is_put_right_in_public_and_nobody_is_bothered(site) {
        let mut staff = decided(site).await;
        site.visitor().get(CHANGES).await.is(200).says("Nothing has changed");
        site.visitor().get(PUBLIC).await.is(200).does_not_say("Corrected on");
        staff.get(STAFF).await.is(200).says("Correct the text");
        let form = staff.get(CORRECT).await.is(200).says("Most people work in the wek.").does_not_say("Promise 1");
        assert!(!form.body.contains("value=\"publish\""), "nothing is published before it was looked at");
        site.app.clock.advance(Time::DAY);
        let fixed = [("reasons", "Most people work in the week."), ("change", "A typing <mistake> in the reasons.")];
        let looked = staff.post(CORRECT, &with(&[fixed[0], fixed[1], ("act", "look")])).await.is(200);
        looked.says("Publish the correction").says("<span class=\"vh\">Added: </span>week").does_not_say("This changes what was decided.");
        correct(&mut staff, &fixed).await.is(303);
        staff.get(&format!("{STAFF}?done=corrected")).await.says("The correction is published.");
        let page = site.visitor().get(PUBLIC).await.is(200).says("Corrected on Tuesday 3 March 2026: ");
        let page = page.says("A typing &lt;mistake&gt; in the reasons.").says("Most people work in the week.").does_not_say("the wek");
        // The promise stands as it was made, and the slip is stamped.
        page.says("Print the new hours.").says(">Corrected<").says("/decision/versions/1");
        site.visitor().get(CHANGES).await.is(200).says("Version 2").says("Removed: </span>wek").says("Version 1");
        site.visitor().get(&format!("{PUBLIC}/versions/1")).await.is(200).says("This is not what stands.").says("the wek").does_not_say("Print the new hours.");
        assert_eq!(site.visitor().get(&format!("{PUBLIC}/versions/2")).await.is(303).location(), PUBLIC);
        for nowhere in ["0", "3", "x", "-1"] {
            site.visitor().get(&format!("{PUBLIC}/versions/{nowhere}")).await.is(404);
        }
        assert_eq!(letters(site).await, 0);
        site.visitor().get("/consultations/hours").await.says("The decision was corrected. A typing");
        let feed = site.visitor().get("/decisions.atom").await.is(200);
        feed.says("<updated>2026-03-03T").says("<published>2026-03-02T");
        let told = site.visitor().get("/api/v1/consultations/hours").await.is(200).json();
        assert!(told["decision_corrected_at"].as_str().is_some_and(|at| at.starts_with("2026-03-03T")), "{told}");
        assert!(audit::store::verify(&site.app.db).await.unwrap().is_ok());
        site.person(Role::Administrator).await.get("/staff/audit").await.says("corrected the published decision");
    }

    async fn what_was_decided_is_put_right_first_of_all_and_people_are_told_if_staff_say_so(site) {
        let mut staff = decided(site).await;
        let changes = [("outcome", "Saturday mornings are kept."), ("outcome-1", "not-adopted"), ("change", "It was mornings."), ("tell", "1")];
        let looked = staff.post(CORRECT, &with(&[&changes[..], &[("act", "look")]].concat())).await.is(200);
        looked.says("This changes what was decided.");
        correct(&mut staff, &changes).await.is(303);
        site.visitor().get(PUBLIC).await.says("What was decided was corrected on").says("It was mornings.").says("Not adopted");
        assert_eq!(letters(site).await, 1);
        let (version,): (Option<i64>,) = sql!("SELECT version FROM decision_rulings").one(&site.app.db).await.unwrap();
        assert_eq!(version, None);
        // A second correction is a third version; the first stays.
        correct(&mut staff, &[("change", "It was afternoons after all.")]).await.is(303);
        site.visitor().get(CHANGES).await.says("This decision has 3 versions").says("It was mornings.").says("after all");
        assert_eq!(letters(site).await, 1);
    }

    async fn a_correction_is_refused_with_everything_typed_kept(site) {
        let mut staff = decided(site).await;
        staff.post(CORRECT, &with(&[("change", "Nothing"), ("act", "look")])).await.is(422).says("Nothing differs from what is published");
        let page = staff.post(CORRECT, &with(&[("outcome", ""), ("change", "kept words"), ("act", "look")])).await.is(422);
        page.says("Say in a sentence or two what was decided").says("kept words");
        let long = "x".repeat(501);
        staff.post(CORRECT, &with(&[("outcome", "Other."), ("change", &long), ("act", "look")])).await.is(422).says("1 too many").says(&long);
        staff.post(CORRECT, &with(&[("outcome", "Other."), ("act", "burn")])).await.is(422).says("a button it does not have");
        staff.post(CORRECT, &with(&[("outcome", "Other."), ("promise-1", "More"), ("act", "look")])).await.is(422).says("no field called");
        staff.post(CORRECT, &with(&[("decided-on", "2027-01-01"), ("act", "look")])).await.is(422).says("in the future");
        // Published without a look, or after other words were looked at.
        let unseen = [("outcome", "Other."), ("change", "Why"), ("act", "publish")];
        staff.post(CORRECT, &with(&unseen)).await.is(422).says("not those that you looked at").says("Other.");
        let looked = staff.post(CORRECT, &with(&[("outcome", "Other."), ("change", "Why"), ("act", "look")])).await.is(200);
        let mark = hidden(&looked.body, "looked");
        staff.post(CORRECT, &with(&[("outcome", "Another."), ("change", "Why"), ("looked", &mark), ("act", "publish")])).await.is(422);
        staff.post(CORRECT, &with(&[("outcome", "Other."), ("change", " "), ("looked", &mark), ("act", "publish")])).await.is(422).says("Enter what changed");
        // Rows can be added on the way.
        staff.post(CORRECT, &with(&[("outcome", "Other."), ("act", "add-themes")])).await.is(200).says("Theme 4").says("Other.");
        site.visitor().get(CHANGES).await.says("Nothing has changed");
        for role in [Role::Moderator, Role::Analyst, Role::Councillor, Role::Resident] {
            let mut person = site.person(role).await;
            person.get(CORRECT).await.is(403);
            person.post(CORRECT, &with(&unseen)).await.is(403);
        }
    }

    async fn two_colleagues_who_correct_at_once_are_shown_each_others_words(site) {
        let mut one = decided(site).await;
        let account = site.account("other@library.example.org", Role::Staff).await;
        let mut other = site.signed_in(account).await;
        let seen = hidden(&other.get(CORRECT).await.is(200).body, "seen");
        correct(&mut one, &[("outcome", "The first."), ("change", "One")]).await.is(303);
        let late = [("outcome", "The second."), ("change", "Two"), ("seen", seen.as_str()), ("act", "look")];
        let page = other.post(CORRECT, &with(&late)).await.is(409);
        page.says("The first.").says("The second.").says("Two");
    }

    async fn only_a_published_decision_is_corrected(site) {
        let closes = site.app.clock.now().plus(Time::HOUR);
        site.consultation("hours", |new| new.closes_at = Some(closes)).await;
        let mut staff = site.person(Role::Staff).await;
        staff.get(CORRECT).await.is(409).says("not published yet");
        staff.post(CORRECT, &with(&[("act", "look")])).await.is(409);
        staff.get("/staff/consultations/none/decision/correct").await.is(404);
        site.visitor().get(CHANGES).await.is(404);
        site.visitor().get("/consultations/none/decision/changes").await.is(404);
    }

    async fn a_version_that_was_published_never_changes(site) {
        let mut staff = decided(site).await;
        correct(&mut staff, &[("outcome", "Other."), ("change", "Why")]).await.is(303);
        let mut tx = site.app.db.begin().await.unwrap();
        let changed = sql!("UPDATE decision_versions SET content = '{}'").run(&mut tx).await;
        assert!(changed.is_err());
    }
}
