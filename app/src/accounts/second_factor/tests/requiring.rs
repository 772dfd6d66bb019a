//! A second step that the service asks of a role, and losing one's own.

use super::{PASSWORD, between, with_app};
use crate::accounts::tests::acts;
use crate::identity::model::Role;
use crate::site::testing::{Browser, Site};
use crate::test_both;
use crate::time::Time;

const RULE: &str = "/staff/settings/second-factor";

/// An administrator who has a second step.
async fn administrator(site: &Site) -> Browser {
    let mut admin = site.person(Role::Administrator).await;
    with_app(site, &mut admin).await;
    admin
}

test_both! {
    async fn from_its_day_on_people_of_a_role_set_one_up_before_they_work(site) {
        let mut admin = administrator(site).await;
        let mut jo = site.person(Role::Staff).await;
        let mut ann = site.resident("ann@example.org").await;
        site.consultation("hours", |_| {}).await;
        // Tests begin on Monday 2 March 2026.
        admin.post(RULE, &[("from-staff", "2026-03-04"), ("from-councillor", "2026-03-02")]).await.is(303);
        jo.get("/staff").await.is(200);
        jo.get("/account/second-factor").await.says("needs a second step from Wednesday 4 March 2026");
        site.app.clock.advance(2 * Time::DAY);
        assert_eq!(jo.get("/staff").await.is(303).location(), "/account/second-factor");
        assert_eq!(jo.get("/staff/consultations/hours").await.is(303).location(), "/account/second-factor");
        jo.post("/staff/consultations/new", &[("title", "My long text")]).await.is(403).says("Set one up on your account page").says("My long text");
        jo.post_for_json("/staff/unsent?form=/staff/consultations/new", &[("title", "x")]).await.is(403);
        // Public pages and one's own account stay open.
        jo.get("/consultations/hours").await.is(200);
        jo.get("/account").await.is(200);
        jo.get("/account/second-factor").await.is(200).says("Please set up a second step");
        ann.get("/account/second-factor").await.is(200).does_not_say("Your role");
        with_app(site, &mut jo).await;
        jo.get("/staff").await.is(200);
        // And the last one stays.
        let page = jo.get("/account/second-factor").await.is(200).says("the last one can only be replaced");
        let id = between(&page.body, "href=\"/account/second-factor/", "/remove").rsplit('/').next().unwrap().to_owned();
        jo.post(&format!("/account/second-factor/{id}/remove"), &[("current_password", PASSWORD)]).await.is(409).says("Add the new one first");
        let mut councillor = site.person(Role::Councillor).await;
        assert_eq!(councillor.get("/council").await.is(303).location(), "/account/second-factor");
    }

    async fn whoever_signs_in_without_one_is_led_to_set_it_up(site) {
        let mut admin = administrator(site).await;
        site.person(Role::Moderator).await;
        admin.post(RULE, &[("from-moderator", "2026-03-01")]).await.is(303);
        let mut mo = site.visitor();
        let form = [("email", "moderator@library.example.org"), ("password", PASSWORD), ("continue_to", "/staff/moderation")];
        assert_eq!(mo.post("/sign-in", &form).await.is(303).location(), "/account/second-factor");
    }

    async fn only_an_administrator_who_has_one_asks_it_of_others(site) {
        for role in [Role::Staff, Role::Councillor, Role::Resident] {
            site.person(role).await.post(RULE, &[("from-staff", "2026-03-04")]).await.is(403);
        }
        let mut admin = site.person(Role::Administrator).await;
        admin.get(RULE).await.is(200).says("You have none yourself yet");
        admin.post(RULE, &[("from-administrator", "2026-03-01")]).await.is(409).says("Set up a second step for your own account first").says("2026-03-01");
        admin.get("/staff").await.is(200);
        with_app(site, &mut admin).await;
        for wrong in ["soon", "2026-02-30", "01/03/2026"] {
            admin.post(RULE, &[("from-staff", wrong)]).await.is(422).says("Enter a date").says(wrong);
        }
        admin.post(RULE, &[("from-resident", "2026-03-01")]).await.is(422);
        admin.post(RULE, &[("from-administrator", "2026-03-01")]).await.is(303);
        admin.get(RULE).await.is(200).says("2026-03-01");
        admin.get("/staff").await.is(200);
        // Changed by a colleague since it was opened.
        admin.post(RULE, &[("from-staff", "2026-03-09"), ("seen", "old")]).await.is(409).says("Save mine");
        admin.post(RULE, &[]).await.is(303);
        admin.get(RULE).await.does_not_say("2026-03-01");
        let acts: Vec<String> = acts(site).await.into_iter().map(|act| act.0).collect();
        assert_eq!(acts.iter().filter(|act| *act == "settings.second-factor").count(), 2);
    }

    async fn an_administrator_takes_a_lost_one_off_and_its_owner_is_told_why(site) {
        let mut admin = administrator(site).await;
        let mut jo = site.person(Role::Staff).await;
        with_app(site, &mut jo).await;
        admin.get("/staff/people").await.is(200).says("Second step");
        let path = "/staff/people/2/second-step";
        jo.get(path).await.is(403);
        admin.get("/staff/people/2").await.is(200).says("They lost their second step");
        admin.get(path).await.is(200).says("Make sure that it is them");
        admin.post(path, &[("reason", " ")]).await.is(422).says("Enter why");
        admin.post(path, &[("reason", &"x".repeat(501))]).await.is(422).says("1 too many");
        // Not one's own: that would be a way around the password.
        admin.get("/staff/people/1/second-step").await.is(409);
        admin.post("/staff/people/1/second-step", &[("reason", "Lost")]).await.is(409);
        admin.post("/staff/people/99/second-step", &[("reason", "Lost")]).await.is(404);
        admin.post(path, &[("reason", "Telephone fell into the sea.")]).await.is(303);
        jo.get("/account").await.is(401);
        let mut again = site.visitor();
        again.post("/sign-in", &[("email", "staff@library.example.org"), ("password", PASSWORD)]).await.is(303);
        let (body,): (String,) = crate::sql!("SELECT body FROM outbox ORDER BY id DESC LIMIT 1").one(&site.app.db).await.unwrap();
        assert!(body.contains("fell into the sea"), "{body}");
        let acts = acts(site).await;
        assert_eq!(acts.last().unwrap(), &("second-factor.reset".to_owned(), 2));
    }
}
