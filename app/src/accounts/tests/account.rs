//! A person's own account page.

use super::{mailed_link, messages};
use crate::identity::model::Role;
use crate::test_both;
use crate::time::Time;

const PASSWORD: &str = "correct horse battery";

test_both! {
    async fn the_account_page_is_for_whoever_is_signed_in(site) {
        site.visitor().get("/account").await.is(401).says("Sign in");
        let mut ann = site.resident("ann@example.org").await;
        let page = ann.get("/account").await.is(200).says("ann@example.org").says("Confirmed on").says("Nothing yet");
        assert_eq!(page.headers.get("cache-control").unwrap(), "private, no-store");
    }

    async fn a_name_can_be_changed_and_a_bad_one_is_named_and_kept(site) {
        let mut ann = site.resident("ann@example.org").await;
        ann.post("/account/name", &[("name", "Ann Reader")]).await.is(303);
        ann.get("/account?done=name").await.says("Your name is changed").says("value=\"Ann Reader\"");
        let long = "x".repeat(201);
        ann.post("/account/name", &[("name", &long)]).await.is(422).says("The name is too long").says(&long);
        ann.post("/account/name", &[("name", "Ann"), ("role", "administrator")])
            .await
            .is(422)
            .says("no field called “role”");
    }

    async fn the_main_library_is_what_the_next_vote_is_counted_under(site) {
        let millbrook = site.branch("millbrook", "Millbrook Library").await.to_string();
        let harmsgate = site.branch("harmsgate", "Harmsgate Library").await.to_string();
        site.consultation("hours", |_| {}).await;
        site.consultation("doors", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let form = [("branch", millbrook.as_str()), ("branch", &harmsgate), ("main_library", &millbrook)];
        ann.post("/account/branches", &form).await.is(303);
        ann.post("/consultations/hours/proposals/1/vote", &[("choice", "support")]).await.is(303);
        // The main one need not be ticked as well.
        ann.post("/account/branches", &[("main_library", &harmsgate)]).await.is(303);
        ann.post("/consultations/hours/proposals/1/vote", &[("choice", "oppose")]).await.is(303);
        ann.post("/consultations/doors/proposals/1/vote", &[("choice", "neither")]).await.is(303);
        let counted: Vec<(String, i64, i64)> =
            crate::sql!("SELECT choice, branch_id, votes FROM tallies WHERE votes > 0 ORDER BY choice")
                .all(&site.app.db)
                .await
                .unwrap();
        let expected = [
            ("neither".to_owned(), harmsgate.parse().unwrap(), 1),
            ("oppose".to_owned(), millbrook.parse().unwrap(), 1),
        ];
        assert_eq!(counted, expected, "a response keeps the library it was given with");
        ann.get("/account").await.says("counted under Millbrook Library").says("counted under Harmsgate Library");
    }

    async fn a_library_that_is_not_there_is_refused_and_the_ticks_are_kept(site) {
        let millbrook = site.branch("millbrook", "Millbrook Library").await.to_string();
        let mut ann = site.resident("ann@example.org").await;
        ann.post("/account/branches", &[("branch", &millbrook), ("branch", "999"), ("main_library", "shoe")])
            .await
            .is(422)
            .says("one of those sent is not there any more")
            .says("Choose your main library from the list")
            .says(&format!("value=\"{millbrook}\" checked"));
        let kept =
            crate::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM account_branches").number(&site.app.db).await.unwrap();
        assert_eq!(kept, 0);
    }

    async fn mail_about_consultations_can_be_refused_and_wanted_again(site) {
        let mut ann = site.resident("ann@example.org").await;
        for (fields, wants) in [(&[][..], 0), (&[("notify", "1")][..], 1)] {
            ann.post("/account/messages", fields).await.is(303);
            assert_eq!(crate::sql!("SELECT notify FROM accounts").number(&site.app.db).await.unwrap(), wants);
        }
    }

    async fn changing_the_password_asks_the_old_one_and_signs_out_every_other_device(site) {
        let id = site.account("ann@example.org", Role::Resident).await;
        let (mut ann, mut elsewhere) = (site.signed_in(id).await, site.signed_in(id).await);
        let wrong = [("current_password", "not this one"), ("new_password", "four calm reading chairs")];
        ann.post("/account/password", &wrong).await.is(422).says("That is not the password you have now");
        ann.post("/account/password", &[("current_password", PASSWORD), ("new_password", "short")])
            .await
            .is(422)
            .says("The password is too short");
        elsewhere.get("/account").await.is(200);
        let right = [("current_password", PASSWORD), ("new_password", "four calm reading chairs")];
        ann.post("/account/password", &right).await.is(303);
        ann.get("/account?done=password").await.is(200).says("Your password is changed");
        elsewhere.get("/account").await.is(401);
        let sign_in = |password| [("email", "ann@example.org"), ("password", password)];
        site.visitor().post("/sign-in", &sign_in(PASSWORD)).await.is(422);
        site.visitor().post("/sign-in", &sign_in("four calm reading chairs")).await.is(303);
        assert_eq!(messages(site).await, 1, "the person is told");
    }

    async fn guessing_the_old_password_on_a_computer_left_signed_in_has_to_wait(site) {
        let mut ann = site.resident("ann@example.org").await;
        let wrong = [("current_password", "not this one"), ("new_password", "four calm reading chairs")];
        for _ in 0..10 {
            ann.post("/account/password", &wrong).await.is(422);
        }
        let right = [("current_password", PASSWORD), ("new_password", "four calm reading chairs")];
        ann.post("/account/password", &right).await.is(429).says("wait 15 minutes");
        site.app.clock.advance(16 * Time::MINUTE);
        ann.post("/account/password", &right).await.is(303);
    }

    async fn one_device_can_be_signed_out_and_nobody_elses(site) {
        let id = site.account("ann@example.org", Role::Resident).await;
        let (mut ann, mut phone) = (site.signed_in(id).await, site.signed_in(id).await);
        let mut ben = site.resident("ben@example.org").await;
        let sessions: Vec<(i64,)> =
            crate::sql!("SELECT id FROM sessions ORDER BY id").all(&site.app.db).await.unwrap();
        ben.post(&format!("/account/sessions/{}/end", sessions[1].0), &[]).await.is(303);
        phone.get("/account").await.is(200);
        ann.post(&format!("/account/sessions/{}/end", sessions[1].0), &[]).await.is(303);
        phone.get("/account").await.is(401);
        ann.get("/account").await.is(200).says("this one");
        let answer = ann.post(&format!("/account/sessions/{}/end", sessions[0].0), &[]).await.is(303);
        assert_eq!(answer.location(), "/sign-in?done=elsewhere");
        ann.get("/account").await.is(401);
        ben.get("/account").await.is(200);
    }

    async fn signing_out_everywhere_else_keeps_this_device(site) {
        let id = site.account("ann@example.org", Role::Resident).await;
        let (mut ann, mut one, mut two) =
            (site.signed_in(id).await, site.signed_in(id).await, site.signed_in(id).await);
        ann.get("/account").await.says("Sign out everywhere else");
        ann.post("/account/sessions/others/end", &[]).await.is(303);
        ann.get("/account").await.is(200).does_not_say("Sign out everywhere else");
        one.get("/account").await.is(401);
        two.get("/account").await.is(401);
    }

    async fn what_a_person_took_part_in_is_listed_with_receipts_and_votes(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let mut ben = site.resident("ben@example.org").await;
        ann.post("/consultations/hours/proposals/1/vote", &[("choice", "strongly-oppose")]).await.is(303);
        let page = ann.get("/account").await.is(200).says("Opening hours at Millbrook").says("Strongly oppose");
        let start = page.body.find("/receipts/").unwrap();
        let href = page.body[start..].split('"').next().unwrap().to_owned();
        site.visitor().get(&href).await.is(200).says("Your receipt");
        ben.get("/account").await.does_not_say("Strongly oppose");
    }

    async fn everything_held_about_a_person_can_be_taken_away(site) {
        let millbrook = site.branch("millbrook", "Millbrook Library").await.to_string();
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let mut ben = site.resident("ben@example.org").await;
        let page = "/consultations/hours/proposals/1";
        ann.post("/account/branches", &[("branch", &millbrook)]).await.is(303);
        ann.post(&format!("{page}/vote"), &[("choice", "support")]).await.is(303);
        ann.post(&format!("{page}/comments"), &[("body", "More hours please.")]).await.is(303);
        ben.post(&format!("{page}/comments"), &[("body", "Said by Ben.")]).await.is(303);
        let comment = crate::sql!("SELECT MAX(id) AS id FROM comments").number(&site.app.db).await.unwrap();
        ann.post(&format!("{page}/comments/{comment}/agree"), &[("agree", "1")]).await.is(303);
        site.visitor().post("/reset", &[("email", "ann@example.org")]).await.is(303);
        let link = mailed_link(site, "/reset/").await;
        site.visitor().get("/account/data").await.is(401);
        let file = ann.get("/account/data").await.is(200);
        assert!(file.headers.get("content-disposition").unwrap().to_str().unwrap().starts_with("attachment"));
        assert_eq!(file.headers.get("cache-control").unwrap(), "private, no-store");
        let data = file.json();
        assert_eq!(data["account"]["email"], "ann@example.org");
        assert_eq!(data["libraries"][0]["name"], "Millbrook Library");
        assert_eq!(data["libraries"][0]["main"], true);
        let response = &data["responses"][0];
        assert_eq!(response["consultation"], "hours");
        assert_eq!(response["counted"], true);
        assert_eq!(response["votes"][0]["choice"], "support");
        assert_eq!(response["comments"][0]["text"], "More hours please.");
        assert_eq!(response["comments"][0]["state"], "published");
        assert_eq!(response["agreements"][0]["comment"], comment);
        assert_eq!(data["mail"][0]["to"], "ann@example.org");
        assert!(!file.body.contains(link.trim_start_matches("/reset/")), "a one-time link is a key");
        assert!(!file.body.contains("Said by Ben."));
        assert!(!file.body.contains("argon2"));
    }

    async fn an_address_not_confirmed_yet_can_ask_for_a_new_message_but_not_without_end(site) {
        let mut ann = site.visitor();
        let form = [("name", "Ann Reader"), ("email", "ann@example.org"), ("password", "three quiet words")];
        ann.post("/register", &form).await.is(303);
        let first = mailed_link(site, "/confirm/").await;
        ann.post("/sign-in", &[form[1], form[2], ("own_device", "1")]).await.is(303);
        ann.get("/account").await.is(200).says("Not confirmed yet").says("Send a new message");
        for _ in 0..2 {
            ann.post("/account/confirm-again", &[]).await.is(303);
        }
        ann.post("/account/confirm-again", &[]).await.is(429).says("at most three an hour");
        assert_eq!(messages(site).await, 3);
        site.visitor().post(&first, &[]).await.is(404);
        site.app.clock.advance(61 * Time::MINUTE);
        ann.post("/account/confirm-again", &[]).await.is(303);
        let newest = mailed_link(site, "/confirm/").await;
        ann.post(&newest, &[]).await.is(303);
        assert_eq!(ann.post("/account/confirm-again", &[]).await.is(303).location(), "/account");
        assert_eq!(messages(site).await, 4);
    }
}
