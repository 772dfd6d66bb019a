//! A change of address, as both ends, somebody at a left computer and an administrator meet it.

use crate::accounts::tests::{mailed_link, messages};
use crate::identity::model::Role;
use crate::site::testing::{Browser, Site};
use crate::test_both;
use crate::time::Time;

const PASSWORD: &str = "correct horse battery";

async fn ask(browser: &mut Browser, email: &str) -> crate::site::testing::TestResponse {
    browser.post("/account/address", &[("email", email), ("current_password", PASSWORD)]).await
}

/// The links that were mailed to both ends: of the old address and of the new.
async fn links(site: &Site) -> (String, String) {
    let new = mailed_link(site, "/address/").await;
    let bodies: Vec<(String,)> = crate::sql!(
        "SELECT body FROM outbox WHERE body LIKE '%say so%' OR body LIKE '%stop the change%' ORDER BY id DESC"
    )
    .all(&site.app.db)
    .await
    .unwrap();
    let start = bodies[0].0.find("/address/").unwrap();
    (bodies[0].0[start..].split_whitespace().next().unwrap().to_owned(), new)
}

async fn email_of(site: &Site, id: i64) -> String {
    crate::sql!("SELECT email FROM accounts WHERE id = $1", id).one::<(String,)>(&site.app.db).await.unwrap().0
}

test_both! {
    async fn an_address_changes_when_both_ends_have_agreed_in_either_order(site) {
        let mut ann = site.resident("ann@example.org").await;
        for (new, old_first) in [("ann.new@example.org", true), ("ann.newest@example.org", false)] {
            site.app.clock.advance(2 * Time::HOUR);
            assert_eq!(ask(&mut ann, &format!(" {} ", new.to_uppercase())).await.is(303).location(), "/account/address?done=sent");
            ann.get("/account/address").await.is(200).says(new).says("Neither address has agreed yet");
            let (old_link, new_link) = links(site).await;
            let before = email_of(site, 1).await;
            site.visitor().get(&old_link).await.is(200).says("Was this you?").says(new);
            site.visitor().get(&new_link).await.is(200).says("Confirm your new address").does_not_say(&before);
            assert_eq!(email_of(site, 1).await, before, "looking changes nothing");
            let (first, second) = if old_first { (&old_link, &new_link) } else { (&new_link, &old_link) };
            site.visitor().post(first, &[]).await.is(200).says("one to go");
            site.visitor().post(first, &[]).await.is(200).says("one to go");
            assert_eq!(email_of(site, 1).await, before);
            site.visitor().post(second, &[]).await.is(200).says("Your address is changed");
            assert_eq!(email_of(site, 1).await, new);
            site.visitor().post(second, &[]).await.is(404);
            site.visitor().post(first, &[]).await.is(404);
        }
        assert_eq!(crate::accounts::tests::acts(site).await.len(), 0, "what residents do is not in the record of acts");
        let mut again = site.visitor();
        again.post("/sign-in", &[("email", "ann@example.org"), ("password", PASSWORD)]).await.is(422);
        again.post("/sign-in", &[("email", "ann.newest@example.org"), ("password", PASSWORD)]).await.is(303);
    }

    async fn either_end_stops_it_and_so_does_its_owner(site) {
        let mut ann = site.resident("ann@example.org").await;
        for end in 0..3 {
            site.app.clock.advance(2 * Time::HOUR);
            ask(&mut ann, "new@example.org").await.is(303);
            let (old, new) = links(site).await;
            match end {
                0 => drop(site.visitor().post(&format!("{old}/stop"), &[]).await.is(200).says("set a new password now")),
                1 => drop(site.visitor().post(&format!("{new}/stop"), &[]).await.is(200).says("forgotten here")),
                _ => drop(ann.post("/account/address/stop", &[]).await.is(303)),
            }
            for link in [&old, &new] {
                site.visitor().get(link).await.is(404);
                site.visitor().post(link, &[]).await.is(404);
            }
        }
        assert_eq!(email_of(site, 1).await, "ann@example.org");
    }

    async fn a_computer_left_signed_in_is_not_enough_and_mistakes_are_named(site) {
        let mut ann = site.resident("ann@example.org").await;
        let to = |email: &'static str, password: &'static str| [("email", email), ("current_password", password)];
        for (form, said) in [
            (to("new@example.org", ""), "Enter the password you have now"),
            (to("new@example.org", "wrong"), "not the password you have now"),
            (to("", PASSWORD), "Enter your email address"),
            (to("nonsense", PASSWORD), "Enter an email address like"),
            (to("Ann@Example.org", PASSWORD), "the address you have already"),
        ] {
            ann.post("/account/address", &form).await.is(422).says(said);
        }
        assert_eq!(messages(site).await, 0);
        site.visitor().post("/account/address", &to("new@example.org", PASSWORD)).await.is(401);
    }

    async fn an_older_change_and_one_that_is_too_old_do_nothing(site) {
        let mut ann = site.resident("ann@example.org").await;
        ask(&mut ann, "one@example.org").await.is(303);
        let first = links(site).await;
        ask(&mut ann, "two@example.org").await.is(303);
        let second = links(site).await;
        for link in [&first.0, &first.1] {
            site.visitor().post(link, &[]).await.is(404);
        }
        site.app.clock.advance(4 * Time::DAY);
        for link in [&second.0, &second.1] {
            site.visitor().post(link, &[]).await.is(404);
        }
        site.visitor().get("/address/forged").await.is(404);
        ann.get("/account/address").await.does_not_say("under way");
        assert_eq!(email_of(site, 1).await, "ann@example.org");
        for _ in 0..3 {
            ask(&mut ann, "three@example.org").await.is(303);
        }
        ask(&mut ann, "three@example.org").await.is(429).says("three an hour");
    }

    async fn an_address_that_has_an_account_is_not_given_away_nor_taken(site) {
        site.account("ben@example.org", Role::Resident).await;
        let mut ann = site.resident("ann@example.org").await;
        ask(&mut ann, "ben@example.org").await.is(303);
        let (subject,): (String,) = crate::sql!("SELECT subject FROM outbox ORDER BY id DESC LIMIT 1").one(&site.app.db).await.unwrap();
        assert!(subject.starts_with("You already have an account"), "{subject}");
        // One that gets an account meanwhile.
        ask(&mut ann, "cleo@example.org").await.is(303);
        let (old, new) = links(site).await;
        site.visitor().post(&old, &[]).await.is(200);
        site.account("cleo@example.org", Role::Resident).await;
        site.visitor().post(&new, &[]).await.is(409).says("The address is taken");
        assert_eq!(email_of(site, 2).await, "ann@example.org");
    }

    async fn an_administrator_stands_in_for_an_old_address_that_is_gone_on_record(site) {
        let mut admin = site.person(Role::Administrator).await;
        site.account("jo@old.example.org", Role::Staff).await;
        site.account("ann@example.org", Role::Resident).await;
        let path = "/staff/people/2/address";
        admin.get("/staff/people/2").await.is(200).says("Change their address");
        admin.get("/staff/people/3/address").await.is(404);
        admin.post("/staff/people/3/address", &[("email", "x@example.org"), ("reason", "x")]).await.is(404);
        admin.get("/staff/people/1/address").await.is(409);
        admin.post(path, &[("email", "nonsense"), ("reason", "")]).await.is(422).says("Enter why").says("nonsense");
        admin.post(path, &[("email", "ann@example.org"), ("reason", "Gone")]).await.is(422).says("has an account already");
        site.person(Role::Staff).await.get(path).await.is(403);
        admin.post(path, &[("email", "jo@new.example.org"), ("reason", "The council moved its mail.")]).await.is(303);
        assert_eq!(email_of(site, 2).await, "jo@old.example.org");
        let (old, new) = links(site).await;
        site.visitor().get(&old).await.is(200).says("No, stop it");
        site.visitor().post(&new, &[]).await.is(200).says("Your address is changed");
        assert_eq!(email_of(site, 2).await, "jo@new.example.org");
        let acts = crate::accounts::tests::acts(site).await;
        let count = |action: &str| acts.iter().filter(|act| *act == &(action.to_owned(), 2)).count();
        assert_eq!((count("account.address"), count("account.new-address")), (1, 1));
    }
}
