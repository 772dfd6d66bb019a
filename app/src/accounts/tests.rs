//! Registering, confirming, signing in and out.

mod account;
mod deletion;
mod one_time_links;
mod people;
mod sign_in_limits;

use crate::identity::model::Role;
use crate::site::testing::Site;
use crate::test_both;
use crate::time::Time;

/// The one-time link that begins so in the newest message that has one.
pub(super) async fn mailed_link(site: &Site, begins: &str) -> String {
    let bodies: Vec<(String,)> =
        crate::sql!("SELECT body FROM outbox ORDER BY id DESC").all(&site.app.db).await.unwrap();
    let body = bodies.into_iter().map(|row| row.0).find(|body| body.contains(begins)).expect("no message has the link");
    let start = body.find(begins).unwrap();
    body[start..].split_whitespace().next().unwrap().to_owned()
}

/// How many messages were written.
pub(super) async fn messages(site: &Site) -> i64 {
    crate::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM outbox").number(&site.app.db).await.unwrap()
}

/// What was recorded in the log, as action and subject, oldest first.
pub(super) async fn acts(site: &Site) -> Vec<(String, i64)> {
    crate::sql!("SELECT action, subject_id FROM audit_log ORDER BY seq").all(&site.app.db).await.unwrap()
}

pub(crate) async fn confirming_link(site: &Site) -> String {
    mailed_link(site, "/confirm/").await
}

const FORM: [(&str, &str); 3] =
    [("name", "Ann Reader"), ("email", " Ann@Example.org "), ("password", "three quiet words")];

test_both! {
    async fn a_resident_registers_confirms_and_can_take_part(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.visitor();
        let answer = ann.post("/register", &FORM).await.is(303);
        assert_eq!(answer.location(), "/registered");
        ann.get("/registered").await.is(200).says("Check your email");
        let vote = "/consultations/hours/proposals/1/vote";
        ann.post(vote, &[("choice", "support")]).await.is(401).says("One more step").says("Support");
        let link = confirming_link(site).await;
        ann.get(&link).await.is(200).says("Confirm my address");
        ann.post(vote, &[("choice", "support")]).await.is(401);
        assert_eq!(ann.post(&link, &[]).await.is(303).location(), "/consultations?done=confirmed");
        ann.post(vote, &[("choice", "support")]).await.is(303);
        ann.get(&link).await.is(410).says("used already");
    }

    async fn mistakes_in_the_registration_are_named_and_what_was_typed_is_kept(site) {
        let long = "x".repeat(201);
        let page = site
            .visitor()
            .post("/register", &[("name", &long), ("email", "not an address"), ("password", "short"), ("shoe", "9")])
            .await
            .is(422)
            .says("There is a problem")
            .says("The name is too long")
            .says("Enter an email address like")
            .says("The password is too short")
            .says("no field called “shoe”")
            .says("not an address");
        assert!(!page.body.contains("value=\"short\""), "a password is never sent back");
    }

    async fn nobody_can_find_out_who_has_an_account(site) {
        site.account("ann@example.org", Role::Resident).await;
        let answer = site.visitor().post("/register", &FORM).await.is(303);
        assert_eq!(answer.location(), "/registered");
        let (subject,): (String,) =
            crate::sql!("SELECT subject FROM outbox ORDER BY id DESC LIMIT 1").one(&site.app.db).await.unwrap();
        assert!(subject.contains("already have an account"), "{subject}");
    }

    async fn a_link_that_is_forged_or_too_old_does_nothing(site) {
        site.visitor().get("/confirm/forged").await.is(404).says("We do not know this link");
        let mut ann = site.visitor();
        ann.post("/register", &FORM).await.is(303);
        let link = confirming_link(site).await;
        site.app.clock.advance(4 * Time::DAY);
        site.visitor().post(&link, &[]).await.is(410).says("too old");
    }

    async fn ten_wrong_passwords_make_an_account_wait_but_not_for_ever(site) {
        site.account("ann@example.org", Role::Resident).await;
        let wrong = [("email", "ann@example.org"), ("password", "not this one")];
        let right = [("email", "ann@example.org"), ("password", "correct horse battery")];
        let mut ann = site.visitor();
        for _ in 0..10 {
            ann.post("/sign-in", &wrong).await.is(422).says("do not belong together");
        }
        ann.post("/sign-in", &right).await.is(429).says("wait 15 minutes");
        site.app.clock.advance(16 * Time::MINUTE);
        ann.post("/sign-in", &right).await.is(303);
    }

    async fn a_vote_sent_before_signing_in_is_kept_and_sent_after(site) {
        site.consultation("hours", |shape| shape.results = "live").await;
        site.account("ann@example.org", Role::Resident).await;
        let mut ann = site.visitor();
        let vote = "/consultations/hours/proposals/1/vote";
        ann.post(vote, &[("choice", "oppose")])
            .await
            .is(401)
            .says("name=\"carry\" value=\"choice=oppose\"")
            .says("name=\"continue_to\"");
        let answer = ann
            .post("/sign-in", &[
                ("email", "ann@example.org"),
                ("password", "correct horse battery"),
                ("continue_to", vote),
                ("carry", "choice=oppose"),
            ])
            .await
            .is(303);
        assert!(answer.location().contains("done=vote"), "{}", answer.location());
        ann.get("/consultations/hours/proposals/1").await.is(200).says("Your answer now").says("Oppose");
    }

    async fn a_sign_in_on_a_shared_computer_ends_after_twenty_quiet_minutes(site) {
        site.account("ann@example.org", Role::Resident).await;
        let mut ann = site.visitor();
        let right = [("email", "ann@example.org"), ("password", "correct horse battery")];
        ann.post("/sign-in", &right).await.is(303);
        site.app.clock.advance(19 * Time::MINUTE);
        ann.get("/").await.says("Sign out");
        site.app.clock.advance(19 * Time::MINUTE);
        ann.get("/").await.says("Sign out");
        site.app.clock.advance(21 * Time::MINUTE);
        ann.get("/").await.does_not_say("Sign out");
    }

    async fn signing_out_ends_the_session_and_pages_are_not_kept_by_the_browser(site) {
        let mut ann = site.resident("ann@example.org").await;
        let page = ann.get("/").await.says("Sign out");
        assert_eq!(page.headers.get("cache-control").unwrap(), "private, no-store");
        let before = ann.clone();
        ann.post("/sign-out", &[]).await.is(303);
        before.clone().get("/").await.does_not_say("Sign out");
    }
}
