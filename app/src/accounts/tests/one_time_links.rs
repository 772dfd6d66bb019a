//! Links that work once: a new password, an invitation, the first administrator.

use super::{acts, mailed_link, messages};
use crate::accounts::store::first_administrator_link;
use crate::identity::model::Role;
use crate::site::testing::Site;
use crate::test_both;
use crate::time::Time;

const NEW: [(&str, &str); 1] = [("password", "four calm reading chairs")];
const ANN: [(&str, &str); 1] = [("email", "ann@example.org")];
const REGISTER: [(&str, &str); 3] =
    [("name", "Ann Reader"), ("email", "ann@example.org"), ("password", "three quiet words")];
const SAM: [(&str, &str); 3] = [("name", "Sam Stacks"), ("email", "Sam@Library.example.org"), ("role", "staff")];

async fn first_link(site: &Site) -> Option<String> {
    let token = first_administrator_link(&site.app.db, &site.app.secret, site.app.clock.now()).await.unwrap();
    token.map(|link| format!("/first-administrator/{}", link.token))
}

test_both! {
    async fn a_forgotten_password_is_set_anew_and_every_device_signed_out(site) {
        let id = site.account("ann@example.org", Role::Resident).await;
        let mut phone = site.signed_in(id).await;
        let mut ann = site.visitor();
        ann.get("/reset").await.is(200).says("Set a new password");
        let answer = ann.post("/reset", &[("email", " Ann@Example.org")]).await.is(303);
        assert_eq!(answer.location(), "/reset?done=sent");
        ann.get("/reset?done=sent").await.is(200).says("Check your email");
        let link = mailed_link(site, "/reset/").await;
        ann.get(&link).await.is(200).says("Choose a new password").says("ann@example.org");
        ann.post(&link, &[("password", "short")]).await.is(422).says("The password is too short");
        phone.get("/account").await.is(200);
        assert_eq!(ann.post(&link, &NEW).await.is(303).location(), "/account?done=password");
        ann.get("/account?done=password").await.is(200).says("Your password is changed");
        phone.get("/account").await.is(401);
        ann.post("/sign-in", &[ANN[0], NEW[0]]).await.is(303);
    }

    async fn a_password_link_works_once(site) {
        site.account("ann@example.org", Role::Resident).await;
        let mut ann = site.visitor();
        ann.post("/reset", &ANN).await.is(303);
        let link = mailed_link(site, "/reset/").await;
        let (mut one, mut two) = (site.visitor(), site.visitor());
        let (first, second) = tokio::join!(one.post(&link, &NEW), two.post(&link, &NEW));
        let mut statuses = [first.status.as_u16(), second.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses[0], 303);
        assert!([404, 410].contains(&statuses[1]), "{statuses:?}");
        ann.post(&link, &[("password", "somebody else’s words")]).await.is(410).says("used already");
    }

    async fn a_forged_old_or_replaced_password_link_does_nothing(site) {
        site.account("ann@example.org", Role::Resident).await;
        let mut ann = site.visitor();
        ann.get("/reset/forged").await.is(404).says("We do not know this link");
        ann.post("/reset/forged", &NEW).await.is(404);
        ann.post("/reset", &ANN).await.is(303);
        let replaced = mailed_link(site, "/reset/").await;
        ann.post("/reset", &ANN).await.is(303);
        ann.post(&replaced, &NEW).await.is(404);
        let newest = mailed_link(site, "/reset/").await;
        site.app.clock.advance(61 * Time::MINUTE);
        ann.post(&newest, &NEW).await.is(410).says("too old");
        ann.post("/sign-in", &[ANN[0], ("password", "correct horse battery")]).await.is(303);
    }

    async fn a_link_for_one_purpose_does_not_serve_another(site) {
        let mut ann = site.visitor();
        ann.post("/register", &REGISTER).await.is(303);
        let confirm = mailed_link(site, "/confirm/").await;
        let token = confirm.trim_start_matches("/confirm/");
        for path in ["reset", "invite", "first-administrator"] {
            site.visitor().post(&format!("/{path}/{token}"), &NEW).await.is(404);
        }
        ann.post(&confirm, &[]).await.is(303);
    }

    async fn nobody_finds_out_by_asking_for_a_password_who_has_an_account(site) {
        site.account("ann@example.org", Role::Resident).await;
        let known = site.visitor().post("/reset", &ANN).await.is(303);
        let unknown = site.visitor().post("/reset", &[("email", "ben@example.org")]).await.is(303);
        assert_eq!(known.location(), unknown.location());
        assert_eq!(messages(site).await, 1);
        let bad = site.visitor().post("/reset", &[("email", "no address")]).await.is(422);
        bad.says("like name@example.org").says("value=\"no address\"");
    }

    async fn one_address_gets_three_password_messages_an_hour_and_the_answer_stays_the_same(site) {
        site.account("ann@example.org", Role::Resident).await;
        for _ in 0..6 {
            site.visitor().post("/reset", &ANN).await.is(303);
        }
        assert_eq!(messages(site).await, 3);
        site.app.clock.advance(61 * Time::MINUTE);
        site.visitor().post("/reset", &ANN).await.is(303);
        assert_eq!(messages(site).await, 4);
    }

    async fn a_new_password_behind_the_link_confirms_the_address_too(site) {
        let mut ann = site.visitor();
        ann.post("/register", &REGISTER).await.is(303);
        ann.post("/reset", &ANN).await.is(303);
        let link = mailed_link(site, "/reset/").await;
        ann.post(&link, &NEW).await.is(303);
        ann.post("/sign-in", &[ANN[0], NEW[0]]).await.is(303);
        ann.get("/account").await.is(200).says("Confirmed on");
    }

    async fn a_closed_account_gets_no_new_password(site) {
        let id = site.account("ann@example.org", Role::Resident).await;
        site.visitor().post("/reset", &ANN).await.is(303);
        let link = mailed_link(site, "/reset/").await;
        let mut administrator = site.person(Role::Administrator).await;
        administrator.post(&format!("/staff/people/{id}/close"), &[]).await.is(303);
        site.visitor().post(&link, &NEW).await.is(404);
        site.visitor().post("/reset", &ANN).await.is(303);
        assert_eq!(messages(site).await, 1);
    }

    async fn an_invitation_sets_the_first_password_once(site) {
        let mut administrator = site.person(Role::Administrator).await;
        administrator.post("/staff/people/new", &SAM).await.is(303);
        let link = mailed_link(site, "/invite/").await;
        let mut sam = site.visitor();
        sam.get(&link).await.is(200).says("Welcome").says("sam@library.example.org").says("as: staff");
        sam.post(&link, &[("password", "sam@library.example.org")]).await.is(422).says("easy to guess");
        assert_eq!(sam.post(&link, &NEW).await.is(303).location(), "/staff?done=welcome");
        sam.get("/staff?done=welcome").await.is(200).says("Your account is ready, and you are signed in");
        sam.post(&link, &[("password", "somebody else’s words")]).await.is(410).says("used already");
        sam.post("/invite/forged", &NEW).await.is(404);
        let sign_in = [("email", "sam@library.example.org"), NEW[0]];
        assert_eq!(sam.post("/sign-in", &sign_in).await.is(303).location(), "/staff");
    }

    async fn an_invitation_is_good_for_a_week_and_can_be_sent_again(site) {
        let id = site.account("nell@library.example.org", Role::Administrator).await;
        site.signed_in(id).await.post("/staff/people/new", &SAM).await.is(303);
        let link = mailed_link(site, "/invite/").await;
        site.app.clock.advance(8 * Time::DAY);
        site.visitor().post(&link, &NEW).await.is(410).says("too old").says("ask the administrator");
        let sam = crate::sql!("SELECT MAX(id) AS id FROM accounts").number(&site.app.db).await.unwrap();
        site.signed_in(id).await.post(&format!("/staff/people/{sam}/invite"), &[]).await.is(303);
        let again = mailed_link(site, "/invite/").await;
        site.visitor().post(&again, &NEW).await.is(303);
    }

    async fn the_first_administrator_is_made_by_the_link_once(site) {
        let link = first_link(site).await.unwrap();
        let mut nell = site.visitor();
        nell.get(&link).await.is(200).says("The first administrator");
        nell.post(&link, &[("name", ""), ("email", "nell"), ("password", "short")])
            .await
            .is(422)
            .says("Enter your name")
            .says("value=\"nell\"");
        let form = [("name", "Nell Head"), ("email", "nell@library.example.org"), NEW[0]];
        assert_eq!(nell.post(&link, &form).await.is(303).location(), "/staff?done=welcome");
        nell.get("/staff/people").await.is(200).says("Nell Head");
        nell.post(&link, &form).await.is(410);
        nell.post("/sign-in", &[form[1], NEW[0]]).await.is(303);
        nell.get("/staff/people").await.is(200).says("Nell Head");
        assert_eq!(acts(site).await[0].0, "account.add");
        assert_eq!(first_link(site).await, None, "no link is made when there is an administrator");
    }

    async fn the_link_for_the_first_administrator_dies_when_there_is_one_and_when_another_is_printed(site) {
        let earlier = first_link(site).await.unwrap();
        // Several servers that start on one database print the same.
        assert_eq!(first_link(site).await.unwrap(), earlier);
        site.app.clock.advance(2 * Time::HOUR);
        let later = first_link(site).await.unwrap();
        let form = [("name", "Nell Head"), ("email", "nell@library.example.org"), NEW[0]];
        site.visitor().post(&earlier, &form).await.is(404);
        site.account("ann@example.org", Role::Resident).await;
        site.visitor().post(&later, &[("name", "Ann"), ANN[0], NEW[0]]).await.is(422).says("a resident already");
        site.person(Role::Administrator).await;
        site.visitor().get(&later).await.is(410);
        site.visitor().post(&later, &form).await.is(410);
    }
}
