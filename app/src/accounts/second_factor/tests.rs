//! Signing in with a second step, as its owner, as somebody who has the password, and as an administrator meet it.

mod passkeys;
mod requiring;

use super::app::AppSecret;
use super::store;
use crate::accounts::tests::{acts, mailed_link};
use crate::identity::model::Role;
use crate::site::testing::{Browser, Site, TestResponse};
use crate::test_both;
use crate::time::Time;

const PASSWORD: &str = "correct horse battery";
const SECOND: &str = "/sign-in/second-step";

/// What stands between two marks of a page.
fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    let start = page.find(before).unwrap_or_else(|| panic!("no {before:?} in {page}")) + before.len();
    let end = page[start..].find(after).unwrap() + start;
    &page[start..end]
}

fn hidden<'a>(page: &'a TestResponse, name: &str) -> &'a str {
    between(&page.body, &format!("name=\"{name}\" value=\""), "\"")
}

/// Sets an app up, and gives its secret and the recovery codes.
async fn with_app(site: &Site, person: &mut Browser) -> (AppSecret, Vec<String>) {
    let page = person.get("/account/second-factor/app").await.is(200).says("class=\"qr\"");
    let secret = AppSecret::of_typed(between(&page.body, "<code>", "<"));
    let code = secret.code_at(site.app.clock.now());
    let token = hidden(&page, "setup_token").to_owned();
    let form = [
        ("setup_token", token.as_str()),
        ("one_time_code", &code),
        ("name", "Telephone"),
        ("current_password", PASSWORD),
    ];
    let shown = person.post("/account/second-factor/app", &form).await.is(200).says("Your recovery codes");
    let codes = shown.body.split("<li><code>").skip(1).map(|part| part.split('<').next().unwrap().to_owned()).collect();
    // The code that was shown is used up.
    site.app.clock.advance(Time::MINUTE);
    (secret, codes)
}

/// Types the right password, and gives the page of the second step.
async fn first_step(browser: &mut Browser, email: &str) -> TestResponse {
    browser.post("/sign-in", &[("email", email), ("password", PASSWORD)]).await.is(200).says("The password is right")
}

async fn second_step(browser: &mut Browser, half: &str, code: &str) -> TestResponse {
    browser.post(SECOND, &[("half_token", half), ("one_time_code", code)]).await
}

/// Begins to sign in and types a code.
async fn both_steps(site: &Site, email: &str, code: &str) -> (Browser, TestResponse) {
    let mut browser = site.visitor();
    let page = first_step(&mut browser, email).await;
    let half = hidden(&page, "half_token").to_owned();
    let answer = second_step(&mut browser, &half, code).await;
    (browser, answer)
}

async fn subjects(site: &Site) -> Vec<String> {
    let rows: Vec<(String,)> = crate::sql!("SELECT subject FROM outbox ORDER BY id").all(&site.app.db).await.unwrap();
    rows.into_iter().map(|row| row.0).collect()
}

test_both! {
    async fn a_password_alone_signs_nobody_in_who_has_a_second_step(site) {
        let mut jo = site.person(Role::Staff).await;
        let (secret, codes) = with_app(site, &mut jo).await;
        assert_eq!(codes.len(), 10);
        assert!(subjects(site).await[0].starts_with("A second step was added"));
        let mut other = site.visitor();
        let page = first_step(&mut other, "staff@library.example.org").await;
        // There is no session yet: what the browser has is a mark.
        for path in ["/staff", "/account", "/account/second-factor"] {
            other.get(path).await.is(401);
        }
        let half = hidden(&page, "half_token").to_owned();
        let code = secret.code_at(site.app.clock.now());
        assert_eq!(second_step(&mut other, &half, &code).await.is(303).location(), "/staff");
        other.get("/staff").await.is(200);
        other.get("/account").await.is(200).says("Password and a code").says("Signed in with password and a code");
    }

    async fn a_code_is_taken_once_and_never_again_in_any_window(site) {
        let mut jo = site.person(Role::Staff).await;
        let (secret, _) = with_app(site, &mut jo).await;
        let now = site.app.clock.now();
        let code = secret.code_at(now);
        both_steps(site, "staff@library.example.org", &code).await.1.is(303);
        both_steps(site, "staff@library.example.org", &code).await.1.is(422).says("was used before");
        // Nor one from before it, which would still be in time.
        let before = secret.code_at(now.plus(-30_000));
        both_steps(site, "staff@library.example.org", &before).await.1.is(422);
        site.app.clock.advance(30_000);
        both_steps(site, "staff@library.example.org", &code).await.1.is(422);
        let next = secret.code_at(site.app.clock.now());
        both_steps(site, "staff@library.example.org", &next).await.1.is(303);
    }

    async fn of_two_who_type_the_same_code_at_once_one_is_let_in(site) {
        let mut jo = site.person(Role::Staff).await;
        let (secret, _) = with_app(site, &mut jo).await;
        let code = secret.code_at(site.app.clock.now());
        let (mut one, mut two) = (site.visitor(), site.visitor());
        let first = hidden(&first_step(&mut one, "staff@library.example.org").await, "half_token").to_owned();
        let second = hidden(&first_step(&mut two, "staff@library.example.org").await, "half_token").to_owned();
        let (a, b) = tokio::join!(second_step(&mut one, &first, &code), second_step(&mut two, &second, &code));
        let mut answers = [a.status.as_u16(), b.status.as_u16()];
        answers.sort_unstable();
        assert_eq!(answers, [303, 422]);
    }

    async fn five_wrong_codes_make_an_account_wait_and_its_owner_hears_of_it(site) {
        let mut jo = site.person(Role::Staff).await;
        let (secret, codes) = with_app(site, &mut jo).await;
        for wrong in ["000000", "", "12345", "abcdef", "aaaa-bbbb-cccc-dddd", "9999999"] {
            both_steps(site, "staff@library.example.org", wrong).await.1.is(422);
        }
        assert!(subjects(site).await.last().unwrap().starts_with("Somebody may know your password"));
        let code = secret.code_at(site.app.clock.now());
        both_steps(site, "staff@library.example.org", &code).await.1.is(429).says("wait 15 minutes");
        both_steps(site, "staff@library.example.org", &codes[0]).await.1.is(429);
        site.app.clock.advance(16 * Time::MINUTE);
        let code = secret.code_at(site.app.clock.now());
        both_steps(site, "staff@library.example.org", &code).await.1.is(303);
        jo.get("/account").await.is(200).says("the password was right, the second step was not");
    }

    async fn a_half_sign_in_ends_after_ten_minutes_works_once_and_in_its_own_browser_alone(site) {
        let mut jo = site.person(Role::Staff).await;
        let (secret, _) = with_app(site, &mut jo).await;
        // Another browser than the one that typed the password: it has a cookie of its own.
        let mut other = site.resident("ann@example.org").await;
        let mut own = site.visitor();
        let half = hidden(&first_step(&mut own, "staff@library.example.org").await, "half_token").to_owned();
        let code = secret.code_at(site.app.clock.now());
        second_step(&mut other, &half, &code).await.is(422).says("begun in another window");
        second_step(&mut site.visitor(), &half, &code).await.is(422).says("begun in another window");
        second_step(&mut own, "forged", &code).await.is(422).says("begun in another window");
        second_step(&mut own, &half, &code).await.is(303);
        let mut again = site.visitor();
        second_step(&mut again, &half, &code).await.is(422).says("begun in another window");
        let half = hidden(&first_step(&mut again, "staff@library.example.org").await, "half_token").to_owned();
        site.app.clock.advance(11 * Time::MINUTE);
        let code = secret.code_at(site.app.clock.now());
        second_step(&mut again, &half, &code).await.is(422).says("longer than ten minutes");
        assert_eq!(again.get(SECOND).await.is(303).location(), "/sign-in");
    }

    async fn a_stranger_who_guesses_codes_does_not_bar_the_owner_at_a_browser_they_signed_in_with(site) {
        let mut jo = site.person(Role::Staff).await;
        let (secret, _) = with_app(site, &mut jo).await;
        for _ in 0..5 {
            both_steps(site, "staff@library.example.org", "000000").await.1.is(422);
        }
        both_steps(site, "staff@library.example.org", "000000").await.1.is(429);
        let page = first_step(&mut jo, "staff@library.example.org").await;
        let half = hidden(&page, "half_token").to_owned();
        let code = secret.code_at(site.app.clock.now());
        second_step(&mut jo, &half, "000000").await.is(422);
        second_step(&mut jo, &half, &code).await.is(303);
    }

    async fn a_sign_in_that_stops_before_the_second_step_is_told_and_a_finished_one_is_told_once(site) {
        let mut jo = site.person(Role::Staff).await;
        let (secret, _) = with_app(site, &mut jo).await;
        let refused = |page: &TestResponse| page.body.matches("the second step was not shown").count();
        let mut thief = site.visitor();
        first_step(&mut thief, "staff@library.example.org").await;
        assert_eq!(refused(&jo.get("/account").await), 1);
        let mut own = site.visitor();
        let half = hidden(&first_step(&mut own, "staff@library.example.org").await, "half_token").to_owned();
        second_step(&mut own, &half, "000000").await.is(422);
        assert_eq!(refused(&jo.get("/account").await), 2);
        let code = secret.code_at(site.app.clock.now());
        second_step(&mut own, &half, &code).await.is(303);
        let page = jo.get("/account").await;
        assert_eq!((refused(&page), page.body.matches("Signed in with password and a code").count()), (1, 1));
    }

    async fn with_the_first_one_every_sign_in_ends_that_was_begun_without(site) {
        let mut jo = site.person(Role::Staff).await;
        let mut thief = site.visitor();
        thief.post("/sign-in", &[("email", "staff@library.example.org"), ("password", PASSWORD)]).await.is(303);
        thief.get("/staff").await.is(200);
        let (secret, _) = with_app(site, &mut jo).await;
        thief.get("/account").await.is(401);
        thief.post("/account/second-factor/codes", &[("current_password", PASSWORD)]).await.is(401);
        jo.get("/account").await.is(200).says("Password and a code");
        // One more ends nothing.
        let code = secret.code_at(site.app.clock.now());
        let (mut other, answer) = both_steps(site, "staff@library.example.org", &code).await;
        answer.is(303);
        let page = jo.get("/account/second-factor/app").await.is(200);
        let second = AppSecret::of_typed(between(&page.body, "<code>", "<")).code_at(site.app.clock.now());
        let token = hidden(&page, "setup_token").to_owned();
        let form = [("setup_token", token.as_str()), ("one_time_code", &second), ("name", "Tablet"), ("current_password", PASSWORD)];
        assert_eq!(jo.post("/account/second-factor/app", &form).await.is(303).location(), "/account/second-factor?done=added");
        other.get("/staff").await.is(200);
    }

    async fn an_app_that_is_turned_on_twice_is_kept_once(site) {
        let mut jo = site.person(Role::Staff).await;
        let page = jo.get("/account/second-factor/app").await.is(200);
        let secret = AppSecret::of_typed(between(&page.body, "<code>", "<"));
        let code = secret.code_at(site.app.clock.now());
        let token = hidden(&page, "setup_token").to_owned();
        let form = [("setup_token", token.as_str()), ("one_time_code", &code), ("name", "Telephone"), ("current_password", PASSWORD)];
        jo.post("/account/second-factor/app", &form).await.is(200).says("Your recovery codes");
        let again = jo.post("/account/second-factor/app", &form).await.is(303);
        assert_eq!(again.location(), "/account/second-factor?done=known");
        assert_eq!(store::all(&site.app.db, crate::ids::AccountId(1)).await.unwrap().len(), 1);
        jo.get(again.location()).await.is(200).says("added a moment ago").says("10 recovery codes left");
    }

    async fn a_recovery_code_lets_in_once_and_its_owner_is_told(site) {
        let mut jo = site.person(Role::Staff).await;
        let (_, codes) = with_app(site, &mut jo).await;
        let typed = codes[3].to_uppercase().replace('-', " ");
        both_steps(site, "staff@library.example.org", &typed).await.1.is(303);
        both_steps(site, "staff@library.example.org", &codes[3]).await.1.is(422);
        assert!(subjects(site).await.last().unwrap().starts_with("A recovery code was used"));
        jo.get("/account/second-factor").await.says("You have 9 recovery codes left");
        jo.post("/account/second-factor/codes", &[("current_password", "wrong")]).await.is(422).says("not the password");
        let new = jo.post("/account/second-factor/codes", &[("current_password", PASSWORD)]).await.is(200);
        assert!(!new.body.contains(&codes[4]));
        both_steps(site, "staff@library.example.org", &codes[4]).await.1.is(422);
        let acts: Vec<String> = acts(site).await.into_iter().map(|act| act.0).collect();
        assert_eq!(acts, ["second-factor.add", "second-factor.recovery", "second-factor.codes"]);
    }

    async fn what_waits_goes_through_the_second_step(site) {
        site.consultation("hours", |shape| shape.results = "live").await;
        let mut ann = site.resident("ann@example.org").await;
        let (secret, _) = with_app(site, &mut ann).await;
        let mut out = site.visitor();
        let vote = "/consultations/hours/proposals/1/vote";
        out.post(vote, &[("choice", "oppose")]).await.is(401);
        let sent = [("email", "ann@example.org"), ("password", PASSWORD), ("continue_to", vote), ("carry", "choice=oppose")];
        let page = out.post("/sign-in", &sent).await.is(200).says("What you are about to send").says("Oppose");
        let half = hidden(&page, "half_token").to_owned();
        let wrong = [("half_token", half.as_str()), ("one_time_code", "000000"), sent[2], sent[3]];
        out.post(SECOND, &wrong).await.is(422).says("name=\"carry\" value=\"choice=oppose\"").does_not_say("000000");
        let code = secret.code_at(site.app.clock.now());
        let right = [("half_token", half.as_str()), ("one_time_code", &code), sent[2], sent[3]];
        let answer = out.post(SECOND, &right).await.is(303);
        assert!(answer.location().contains("done=vote"), "{}", answer.location());
        // And a page that was asked for.
        let page = site.visitor().post("/sign-in", &[sent[0], sent[1], ("continue_to", "/branches")]).await.is(200);
        page.says("name=\"continue_to\" value=\"/branches\"");
    }

    async fn a_mailbox_alone_lets_nobody_in_who_has_a_second_step(site) {
        let mut jo = site.person(Role::Staff).await;
        with_app(site, &mut jo).await;
        site.visitor().post("/reset", &[("email", "staff@library.example.org")]).await.is(303);
        let link = mailed_link(site, "/reset/").await;
        let mut thief = site.visitor();
        let answer = thief.post(&link, &[("password", "three quiet words")]).await.is(303);
        assert_eq!(answer.location(), "/sign-in?done=password");
        thief.get("/staff").await.is(401);
        let right = [("email", "staff@library.example.org"), ("password", "three quiet words")];
        thief.post("/sign-in", &right).await.is(200).says("Now the second step");
    }

    async fn setting_up_needs_the_code_the_password_and_a_fresh_page_of_ones_own(site) {
        let mut jo = site.person(Role::Staff).await;
        let mut ann = site.resident("ann@example.org").await;
        let page = jo.get("/account/second-factor/app").await.is(200);
        let secret = AppSecret::of_typed(between(&page.body, "<code>", "<"));
        let token = hidden(&page, "setup_token").to_owned();
        let code = secret.code_at(site.app.clock.now());
        let form = |token: &str, code: &str, name: &str, password: &str| {
            [("setup_token", token), ("one_time_code", code), ("name", name), ("current_password", password)]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
        };
        async fn send(browser: &mut Browser, form: &[(String, String); 4]) -> TestResponse {
            let pairs: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            browser.post("/account/second-factor/app", &pairs).await
        }
        send(&mut jo, &form(&token, "000000", "x", PASSWORD)).await.is(422).says("not what the app should show now").says(&secret.typed());
        send(&mut jo, &form(&token, "", "x", PASSWORD)).await.is(422).says("Enter the six digits");
        send(&mut jo, &form(&token, &code, "", PASSWORD)).await.is(422).says("Enter what you call it");
        send(&mut jo, &form(&token, &code, &"x".repeat(61), PASSWORD)).await.is(422).says("1 too many");
        send(&mut jo, &form(&token, &code, "x", "wrong")).await.is(422).says("not the password you have now").does_not_say("wrong\"");
        send(&mut jo, &form(&token, &code, "x", "")).await.is(422).says("Enter the password you have now");
        send(&mut jo, &form("forged", &code, "x", PASSWORD)).await.is(422).says("open for too long");
        // Somebody else's page.
        send(&mut ann, &form(&token, &code, "x", PASSWORD)).await.is(422).says("open for too long");
        site.app.clock.advance(31 * Time::MINUTE);
        let code = secret.code_at(site.app.clock.now());
        send(&mut jo, &form(&token, &code, "x", PASSWORD)).await.is(422).says("open for too long");
        jo.get("/account/second-factor").await.says("You have no second step yet");
    }

    async fn whoever_registers_with_somebody_elses_address_cannot_bar_its_owner(site) {
        let mut ann = site.visitor();
        let form = [("name", "Ann"), ("email", "ann@example.org"), ("password", PASSWORD)];
        ann.post("/register", &form).await.is(303);
        ann.post("/sign-in", &[form[1], form[2]]).await.is(303);
        for path in ["/account/second-factor/app", "/account/second-factor/passkey", "/account/address"] {
            ann.get(path).await.is(403).says("confirm your email address first");
            ann.post(path, &[("current_password", PASSWORD)]).await.is(403);
        }
    }

    async fn taking_the_last_one_off_makes_the_password_enough_again(site) {
        let mut jo = site.person(Role::Staff).await;
        let (_, codes) = with_app(site, &mut jo).await;
        let page = jo.get("/account/second-factor").await.is(200).says("Telephone");
        let path = format!("/account/second-factor/{}/remove", between(&page.body, "/account/second-factor/", "/remove").split('/').next_back().unwrap());
        let mut ann = site.resident("ann@example.org").await;
        ann.get(&path).await.is(404);
        ann.post(&path, &[("current_password", PASSWORD)]).await.is(404);
        jo.get(&path).await.is(200).says("Your password alone then lets anybody in");
        jo.post(&path, &[("current_password", "")]).await.is(422).says("Enter the password you have now");
        jo.post(&path, &[("current_password", PASSWORD), ("shoe", "9")]).await.is(422).says("shoe");
        assert_eq!(jo.post(&path, &[("current_password", PASSWORD)]).await.is(303).location(), "/account/second-factor?done=removed");
        jo.post(&path, &[("current_password", PASSWORD)]).await.is(404);
        let mut again = site.visitor();
        again.post("/sign-in", &[("email", "staff@library.example.org"), ("password", PASSWORD)]).await.is(303);
        // The recovery codes went with it.
        let left = store::codes_left(&site.app.db, crate::ids::AccountId(1)).await.unwrap();
        assert_eq!(left, 0, "{codes:?}");
        assert!(subjects(site).await.last().unwrap().starts_with("A second step was taken off"));
    }

    async fn what_is_kept_gives_no_code_away_and_can_be_taken_away(site) {
        let mut jo = site.person(Role::Staff).await;
        let (secret, codes) = with_app(site, &mut jo).await;
        let (sealed,): (Vec<u8>,) = crate::sql!("SELECT sealed FROM second_factors").one(&site.app.db).await.unwrap();
        assert!(!sealed.windows(20).any(|part| part == secret.bytes()));
        let data = jo.get("/account/data").await.is(200);
        let told = data.json();
        assert_eq!(told["second_steps"][0]["name"], "Telephone");
        assert_eq!(told["recovery_codes_left"], 10);
        assert!(!data.body.contains(&codes[0]) && !data.body.contains(&secret.typed()));
    }
}
