//! What is sent before anybody has signed in goes with its author into their account.

use crate::accounts::tests::{confirming_link, mailed_link, messages};
use crate::identity::model::Role;
use crate::site::testing::{Browser, Site, TestResponse};
use crate::test_both;
use crate::time::Time;

const VOTE: &str = "/consultations/hours/proposals/1/vote";
const COMMENT: &str = "/consultations/hours/proposals/1/comments";
const PASSWORD: &str = "three quiet words";

/// Sends a form as somebody nobody knows, and registers with what waits, as the page that answers would.
async fn answer_and_register(ann: &mut Browser, path: &str, fields: &[(&str, &str)]) -> TestResponse {
    let page =
        ann.post(path, fields).await.is(401).says("One more step").says("I am new here").says("I have an account");
    let carry = serde_urlencoded::to_string(fields).unwrap();
    assert!(page.body.contains("action=\"/register\""), "the answer goes along to the registration");
    ann.post(
        "/register",
        &[
            ("name", "Ann Reader"),
            ("email", "ann@example.org"),
            ("password", PASSWORD),
            ("continue_to", path),
            ("carry", &carry),
        ],
    )
    .await
}

async fn votes(site: &Site) -> i64 {
    crate::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM votes").number(&site.app.db).await.unwrap()
}

async fn kept(site: &Site) -> i64 {
    crate::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM pending_submissions").number(&site.app.db).await.unwrap()
}

test_both! {
    async fn a_vote_goes_with_the_person_into_their_new_account(site) {
        site.consultation("hours", |shape| shape.results = "live").await;
        let mut ann = site.visitor();
        ann.post(VOTE, &[("choice", "oppose")]).await.is(401).says("Your answer: ").says("Oppose");
        answer_and_register(&mut ann, VOTE, &[("choice", "oppose")]).await.is(303);
        ann.get("/registered").await.is(200).says("your answer is kept").says("Oppose");
        assert_eq!((votes(site).await, kept(site).await), (0, 1));
        let link = confirming_link(site).await;
        ann.get(&link).await.is(200).says("what you sent is recorded").says("Oppose").does_not_say("type=\"password\"");
        let answer = ann.post(&link, &[]).await.is(303);
        assert_eq!(answer.location(), "/consultations/hours/proposals/1?done=vote#done");
        ann.get("/consultations/hours/proposals/1?done=vote")
            .await
            .is(200)
            .says("Your answer “Oppose” is recorded")
            .says("Your receipt")
            .says("Sign out");
        assert_eq!((votes(site).await, kept(site).await), (1, 0));
    }

    async fn a_mistake_in_either_form_is_told_there_and_the_answer_stays(site) {
        site.consultation("hours", |_| {}).await;
        let carried = [("continue_to", VOTE), ("carry", "choice=oppose")];
        let registering = [("name", "Ann"), ("email", "not an address"), ("password", PASSWORD), carried[0], carried[1]];
        let page = site.visitor().post("/register", &registering).await.is(422).says("Error: One more step");
        let page = page.says("href=\"#new-email\"").says("id=\"new-email-error\"").says("Oppose");
        let page = page.says("value=\"not an address\"").does_not_say("id=\"email-error\"");
        assert_eq!(page.body.matches("name=\"carry\"").count(), 3, "each way on takes the answer along");
        let signing_in = [("email", "ann@example.org"), ("password", "wrong wrong"), carried[0], carried[1]];
        let page = site.visitor().post("/sign-in", &signing_in).await.is(422).says("href=\"#email\"").says("Oppose");
        page.says("id=\"email-error\"").does_not_say("id=\"new-email-error\"");
        // Alone on its page the form's summary leads to its own fields.
        let page = site.visitor().post("/register", &registering[..3]).await.is(422);
        page.says("href=\"#email\"").says("id=\"email\"").does_not_say("new-email");
    }

    async fn whoever_signed_in_meanwhile_in_another_window_is_not_signed_out_by_registering(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let form = [("name", "Ann"), ("email", "ann2@example.org"), ("password", PASSWORD)];
        assert_eq!(ann.post("/register", &form).await.is(303).location(), "/account");
        let answer = ann
            .post("/register", &[form[0], form[1], form[2], ("continue_to", VOTE), ("carry", "choice=oppose")])
            .await
            .is(303);
        assert!(answer.location().contains("done=vote"), "{}", answer.location());
        ann.get("/account").await.is(200).says("ann@example.org");
        assert_eq!((votes(site).await, kept(site).await), (1, 0));
    }

    async fn a_comment_waits_sealed_and_is_recorded_once(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.visitor();
        let comment = [("body", "Zebra crossings & <libraries> need each other, naïvely"), ("show_branch", "1")];
        answer_and_register(&mut ann, COMMENT, &comment).await.is(303);
        answer_and_register(&mut ann, COMMENT, &comment).await.is(303);
        assert_eq!(kept(site).await, 1, "the same sent twice waits once");
        let (sealed,): (Vec<u8>,) =
            crate::sql!("SELECT sealed FROM pending_submissions").one(&site.app.db).await.unwrap();
        assert!(!sealed.windows(5).any(|part| part == b"Zebra"));
        let link = confirming_link(site).await;
        ann.get(&link).await.says("Zebra crossings &amp; &lt;libraries&gt;");
        let answer = ann.post(&link, &[]).await.is(303);
        assert!(answer.location().contains("done=comment"), "{}", answer.location());
        ann.get("/consultations/hours/proposals/1").await.says("Zebra crossings");
    }

    async fn a_password_sent_with_a_form_that_waits_is_never_kept(site) {
        let page = site.visitor().post("/account/password", &[("current_password", "a b c"), ("new_password", "d e f")]).await;
        page.is(401).does_not_say("a b c").does_not_say("d e f").does_not_say("carry");
    }

    async fn somebody_else_s_browser_is_asked_before_anything_is_recorded(site) {
        site.consultation("hours", |_| {}).await;
        let mut stranger = site.visitor();
        answer_and_register(&mut stranger, VOTE, &[("choice", "oppose")]).await.is(303);
        let link = confirming_link(site).await;
        let mut ann = site.visitor();
        ann.get(&link)
            .await
            .is(200)
            .says("registered in another browser")
            .says("Ann Reader")
            .says("Monday 2 March 2026")
            .says("Oppose")
            .says("type=\"password\"");
        ann.post(&link, &[]).await.is(422).says("Choose a password");
        assert_eq!(votes(site).await, 0);
        let new = [("password", "a password of my own"), ("waiting", "throw-away")];
        ann.post(&link, &new).await.is(303);
        assert_eq!((votes(site).await, kept(site).await), (0, 0));
        ann.get("/account").await.is(200).says("Confirmed on");
        // What the stranger chose opens nothing.
        let sign_in = [("email", "ann@example.org"), ("password", PASSWORD)];
        stranger.post("/sign-in", &sign_in).await.is(422);
        stranger.get("/account").await.is(401);
    }

    async fn what_a_stranger_sent_before_is_not_called_yours_and_not_recorded_with_it(site) {
        site.consultation("hours", |_| {}).await;
        answer_and_register(&mut site.visitor(), COMMENT, &[("body", "Close them all")]).await.is(303);
        let mut ann = site.visitor();
        answer_and_register(&mut ann, VOTE, &[("choice", "support")]).await.is(303);
        let link = confirming_link(site).await;
        ann.get(&link).await.says("Support").does_not_say("Close them all").says("you are shown it next");
        assert_eq!(ann.post(&link, &[("waiting", "record")]).await.is(303).location(), "/account/waiting?done=recorded");
        ann.get("/account/waiting?done=recorded").await.says("What you sent is recorded").says("Close them all");
        assert_eq!((votes(site).await, kept(site).await), (1, 1));
    }

    async fn who_was_invited_is_sent_no_confirming_link_by_strangers(site) {
        let mut administrator = site.person(Role::Administrator).await;
        let sam = [("name", "Sam"), ("email", "sam@library.example.org"), ("role", "staff")];
        administrator.post("/staff/people/new", &sam).await.is(303);
        let before = messages(site).await;
        site.visitor().post("/confirm-again", &[sam[1]]).await.is(303);
        assert_eq!(messages(site).await, before);
    }

    async fn what_was_sent_from_another_browser_is_recorded_when_its_owner_says_so(site) {
        site.consultation("hours", |_| {}).await;
        answer_and_register(&mut site.visitor(), VOTE, &[("choice", "support")]).await.is(303);
        let link = confirming_link(site).await;
        let mut phone = site.visitor();
        let answer = phone.post(&link, &[("password", "a password of my own"), ("waiting", "record")]).await.is(303);
        assert_eq!(answer.location(), "/consultations/hours/proposals/1?done=vote#done");
        assert_eq!(votes(site).await, 1);
    }

    async fn a_registration_by_somebody_else_can_be_erased(site) {
        site.consultation("hours", |_| {}).await;
        answer_and_register(&mut site.visitor(), VOTE, &[("choice", "support")]).await.is(303);
        let link = confirming_link(site).await;
        site.visitor().post(&format!("{link}/not-me"), &[]).await.is(200).says("The registration is erased");
        let accounts = crate::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM accounts").number(&site.app.db).await.unwrap();
        assert_eq!((accounts, kept(site).await, votes(site).await), (0, 0, 0));
        site.visitor().post(&link, &[("password", PASSWORD)]).await.is(404);
    }

    async fn an_erased_link_erases_no_account_that_is_confirmed(site) {
        site.account("ann@example.org", Role::Resident).await;
        site.visitor().post("/confirm/forged/not-me", &[]).await.is(404);
    }

    async fn what_waited_until_a_consultation_closed_is_not_recorded_and_the_words_are_shown(site) {
        site.consultation("hours", |shape| shape.closes_at = Some(crate::site::testing::start().plus(Time::DAY))).await;
        let mut ann = site.visitor();
        answer_and_register(&mut ann, COMMENT, &[("body", "Please stay open late")]).await.is(303);
        let link = confirming_link(site).await;
        site.app.clock.advance(2 * Time::DAY);
        let page = ann.post(&link, &[]).await;
        assert_eq!(page.status, 409, "{}", page.body);
        assert_eq!(kept(site).await, 1);
        ann.get("/account").await.is(200).says("Something waits for you");
        ann.get("/account/waiting").await.is(200).says("Please stay open late");
        let (id,): (i64,) = crate::sql!("SELECT id FROM pending_submissions").one(&site.app.db).await.unwrap();
        let mut other = site.resident("ben@example.org").await;
        other.post(&format!("/account/waiting/{id}/throw-away"), &[]).await.is(404);
        ann.post(&format!("/account/waiting/{id}/throw-away"), &[]).await.is(303);
        assert_eq!(kept(site).await, 0);
    }

    async fn what_waits_is_erased_after_fourteen_days(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.visitor();
        answer_and_register(&mut ann, VOTE, &[("choice", "support")]).await.is(303);
        site.app.clock.advance(15 * Time::DAY);
        let mut tx = site.app.db.begin().await.unwrap();
        assert_eq!(crate::accounts::pending::store::erase_old(&mut tx, site.app.clock.now()).await.unwrap(), 1);
        tx.commit().await.unwrap();
        assert_eq!(kept(site).await, 0);
    }

    async fn an_answer_sent_with_an_address_that_has_an_account_waits_for_its_owner(site) {
        site.consultation("hours", |_| {}).await;
        site.account("ann@example.org", Role::Resident).await;
        let mut stranger = site.visitor();
        answer_and_register(&mut stranger, VOTE, &[("choice", "oppose")]).await.is(303);
        stranger.get("/registered").await.says("your answer is kept");
        let (body,): (String,) = crate::sql!("SELECT body FROM outbox ORDER BY id DESC LIMIT 1").one(&site.app.db).await.unwrap();
        assert!(body.contains("waits for you to sign in"), "{body}");
        let mut ann = site.visitor();
        let sign_in = [("email", "ann@example.org"), ("password", "correct horse battery")];
        assert_eq!(ann.post("/sign-in", &sign_in).await.is(303).location(), "/account/waiting");
        ann.get("/account/waiting").await.says("Oppose").says("Record it now").says("Throw it away");
        assert_eq!(votes(site).await, 0);
        let (id,): (i64,) = crate::sql!("SELECT id FROM pending_submissions").one(&site.app.db).await.unwrap();
        let answer = ann.post(&format!("/account/waiting/{id}/send"), &[]).await.is(303);
        assert!(answer.location().contains("done=vote"), "{}", answer.location());
        assert_eq!((votes(site).await, kept(site).await), (1, 0));
    }

    async fn whoever_registers_again_and_then_signs_in_after_all_need_not_be_asked(site) {
        site.consultation("hours", |_| {}).await;
        site.account("ann@example.org", Role::Resident).await;
        let mut ann = site.visitor();
        answer_and_register(&mut ann, VOTE, &[("choice", "oppose")]).await.is(303);
        let sign_in = [("email", "ann@example.org"), ("password", "correct horse battery")];
        assert_eq!(ann.post("/sign-in", &sign_in).await.is(303).location(), "/consultations/hours/proposals/1?done=vote#done");
        assert_eq!(votes(site).await, 1);
    }

    async fn an_answer_goes_with_somebody_who_forgot_their_password(site) {
        site.consultation("hours", |_| {}).await;
        site.account("ann@example.org", Role::Resident).await;
        let mut ann = site.visitor();
        ann.post(VOTE, &[("choice", "neither")]).await.is(401).says("action=\"/reset/begin\"");
        let carried = [("continue_to", VOTE), ("carry", "choice=neither")];
        ann.post("/reset/begin", &carried).await.is(200).says("It goes with you").says("name=\"carry\"");
        ann.post("/reset", &[("email", "ann@example.org"), carried[0], carried[1]]).await.is(303);
        let link = mailed_link(site, "/reset/").await;
        let answer = ann.post(&link, &[("password", "four calm reading chairs")]).await.is(303);
        assert_eq!(answer.location(), "/consultations/hours/proposals/1?done=vote#done");
        assert_eq!(votes(site).await, 1);
    }

    async fn an_answer_of_somebody_who_registered_and_is_not_confirmed_is_kept_too(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.visitor();
        let form = [("name", "Ann Reader"), ("email", "ann@example.org"), ("password", PASSWORD)];
        ann.post("/register", &form).await.is(303);
        ann.post("/sign-in", &form[1..]).await.is(303);
        ann.post(VOTE, &[("choice", "support")])
            .await
            .is(403)
            .says("Confirm your address first")
            .says("What you sent is kept")
            .says("Support");
        assert_eq!((votes(site).await, kept(site).await), (0, 1));
        // What is kept of them is theirs to read.
        let data = ann.get("/account/data").await.is(200).json();
        assert_eq!(data["waiting_for_your_address_to_be_confirmed"][0]["fields"][0]["value"], "support");
        let link = confirming_link(site).await;
        let answer = ann.post(&link, &[]).await.is(303);
        assert_eq!(answer.location(), "/consultations/hours/proposals/1?done=vote#done");
        assert_eq!(votes(site).await, 1);
    }

    async fn confirming_leads_back_to_the_page_somebody_came_from(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.visitor();
        ann.get("/account").await.is(401).says("/register?to=%2Faccount");
        ann.get("/register?to=%2Fconsultations%2Fhours").await.is(200).says("value=\"/consultations/hours\"");
        ann.get("/register?to=%2F%09%2Fevil.example").await.is(200).does_not_say("evil");
        let form = [("name", "Ann Reader"), ("email", "ann@example.org"), ("password", PASSWORD)];
        ann.post("/register", &[form[0], form[1], form[2], ("continue_to", "/consultations/hours")]).await.is(303);
        let link = confirming_link(site).await;
        assert_eq!(ann.post(&link, &[]).await.is(303).location(), "/consultations/hours");
        ann.get("/account").await.is(200).says("Confirmed on");
    }

    async fn nobody_is_signed_in_before_confirming_and_the_cookie_tells_nothing(site) {
        site.account("ann@example.org", Role::Resident).await;
        let form = |email| [("name", "Ann"), ("email", email), ("password", PASSWORD)];
        let (mut known, mut unknown) = (site.visitor(), site.visitor());
        let first = known.post("/register", &form("ann@example.org")).await.is(303);
        let second = unknown.post("/register", &form("ben@example.org")).await.is(303);
        let line = |answer: &TestResponse| answer.headers.get("set-cookie").unwrap().to_str().unwrap().to_owned();
        let shape = |line: String| line.split(';').enumerate().map(|(at, part)| if at == 0 { part.len().to_string() } else { part.to_owned() }).collect::<Vec<_>>();
        assert_eq!(shape(line(&first)), shape(line(&second)));
        for browser in [&mut known, &mut unknown] {
            browser.get("/account").await.is(401);
            browser.get("/consultations").await.is(200).does_not_say("Sign out");
        }
    }

    async fn somebody_else_s_address_gets_few_messages_whatever_is_tried(site) {
        site.account("ann@example.org", Role::Resident).await;
        for round in 0..4 {
            for email in ["ann@example.org", "ann+1@example.org", "ann+2@example.org"] {
                let form = [("name", "Ann"), ("email", email), ("password", PASSWORD)];
                site.visitor().post("/register", &form).await.is(303);
                site.visitor().post("/reset", &[("email", email)]).await.is(303);
                site.visitor().post("/confirm-again", &[("email", email)]).await.is(303);
            }
            let most = if round == 0 { 3 } else { 6 };
            assert!(messages(site).await <= most, "{} messages in round {round}", messages(site).await);
            site.app.clock.advance(61 * Time::MINUTE);
        }
    }

    async fn a_sign_in_inside_a_sign_in_is_not_sent_on(site) {
        site.account("ann@example.org", Role::Resident).await;
        let right = [("email", "ann@example.org"), ("password", "correct horse battery")];
        let mut inner = serde_urlencoded::to_string(right).unwrap();
        for _ in 0..60 {
            if inner.len() > 30_000 {
                break;
            }
            inner = serde_urlencoded::to_string([right[0], right[1], ("continue_to", "/sign-in"), ("carry", &inner)]).unwrap();
        }
        let fields = [right[0], right[1], ("continue_to", "/sign-in"), ("carry", inner.as_str())];
        assert_eq!(site.visitor().post("/sign-in", &fields).await.is(303).location(), "/consultations");
    }

    async fn signing_in_leads_to_no_other_site(site) {
        site.account("ann@example.org", Role::Resident).await;
        let right = [("email", "ann@example.org"), ("password", "correct horse battery")];
        for to in ["/\t/evil.example", "//evil.example", "/\\evil.example", "/%2f/evil.example", "https://evil.example"] {
            let answer = site.visitor().post("/sign-in", &[right[0], right[1], ("continue_to", to)]).await.is(303);
            assert_eq!(answer.location(), "/consultations", "{to:?}");
        }
    }

    async fn what_a_browser_sent_is_shown_to_others_who_sit_down_at_it_for_a_short_while_only(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.visitor();
        answer_and_register(&mut ann, COMMENT, &[("body", "Please stay open late")]).await.is(303);
        ann.get("/registered").await.says("Please stay open late");
        site.app.clock.advance(21 * Time::MINUTE);
        ann.get("/registered").await.is(200).does_not_say("Please stay open late");
    }
}
