//! The questions about the people who answer: offered once, left out at will, and kept so that nobody can be found.

use std::collections::BTreeSet;

use super::{EXAMPLE, PAGE, begin, fill, publish};
use crate::questionnaires::equality::asked::EqualitySetting;
use crate::questionnaires::equality::keeping::{KEPT_DAYS, tend};
use crate::questionnaires::equality::{EqualityTopic, Nation};
use crate::questionnaires::store;
use crate::site::testing::{Browser, Site, TestResponse};
use crate::sql;
use crate::test_both;
use crate::time::Time;

/// Lets the consultation `hours` ask after its questionnaire 1.
pub(super) async fn ask(site: &Site, nation: Nation, topics: &[EqualityTopic]) {
    let mut tx = site.app.db.begin().await.unwrap();
    let hours = crate::consultations::store::by_slug(&mut tx, "hours").await.unwrap().unwrap();
    let record = store::by_number(&mut tx, hours.id, 1).await.unwrap().unwrap();
    let setting = EqualitySetting {
        consultation: hours.id,
        questionnaire: record.id,
        asks: true,
        nation,
        topics: topics.to_vec(),
        unreviewed: false,
        updated_at: site.app.clock.now(),
    };
    store::equality::set(&mut tx, &setting).await.unwrap();
    tx.commit().await.unwrap();
}

/// Sends a questionnaire, and gives the path of the draft and where it led.
async fn send(browser: &mut Browser) -> (String, String) {
    let draft = begin(browser).await;
    fill(browser, &draft, "one", &[("q-visits", "never")]).await.is(303);
    let sent = browser.post(&format!("{draft}/send"), &[("version", "1")]).await.is(303);
    let led = sent.location().to_owned();
    (draft, led)
}

/// Fills in a page.
async fn page(browser: &mut Browser, draft: &str, number: &str, fields: &[(&str, &str)]) -> TestResponse {
    let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("page", number)]).collect();
    browser.post(&format!("{draft}/about-you/questions"), &fields).await
}

/// Somebody who sends a questionnaire and answers on one page.
pub(super) async fn answered(site: &Site, email: &str, fields: &[(&str, &str)]) {
    let mut one = site.resident(email).await;
    let (draft, led) = send(&mut one).await;
    assert_eq!(led, format!("{draft}/about-you"));
    // Whatever comes on later pages is left empty.
    page(&mut one, &draft, "9", fields).await.is(303);
}

async fn kept(site: &Site) -> Vec<(i64, String, String, String, String)> {
    sql!("SELECT id, block, week, topic, answers FROM equality_answers ORDER BY id").all(&site.app.db).await.unwrap()
}

async fn tickets(site: &Site) -> i64 {
    let (count,): (i64,) =
        sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM equality_tickets").one(&site.app.db).await.unwrap();
    count
}

fn of<'a>(kept: &'a [(i64, String, String, String, String)], topic: &str) -> &'a str {
    &kept.iter().find(|row| row.3 == topic).unwrap().4
}

test_both! {
    async fn unless_staff_switch_it_on_nobody_is_asked(site) {
        publish(site, EXAMPLE, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let (draft, led) = send(&mut ann).await;
        assert_eq!(led, format!("{draft}/sent"));
        for path in ["about-you", "about-you/questions"] {
            assert_eq!(ann.get(&format!("{draft}/{path}")).await.is(303).location(), format!("{draft}/sent"));
        }
        page(&mut ann, &draft, "1", &[("q-age", "25-34")]).await.is(303);
        assert_eq!((kept(site).await.len(), tickets(site).await), (0, 0));
    }

    async fn whoever_says_yes_answers_two_or_three_pages_and_then_gets_the_receipt(site) {
        publish(site, EXAMPLE, |_| {}).await;
        ask(site, Nation::England, &EqualityTopic::ALL).await;
        let mut ann = site.resident("ann@example.org").await;
        let (draft, led) = send(&mut ann).await;
        assert_eq!(led, format!("{draft}/about-you"));
        ann.get(&led).await.is(200).says("Your answers are sent.").says("Yes, I will answer them (2 minutes)").says("No, skip them")
            .says("for equality monitoring and for nothing else").says("They are erased on").says("cannot be found again");
        let on = ann.post(&led, &[("answer", "yes")]).await.is(303);
        let first = ann.get(on.location()).await.is(200);
        assert_eq!(first.headers["cache-control"], "private, no-store");
        first.says("How old are you?").says("What is your sex?").says("I prefer not to say").does_not_say("sexual orientation").does_not_say("Are you 16 or over?");
        let mut fields = vec![("q-age", "35-49"), ("q-sex", "female"), ("q-ethnic-group", "white"), ("q-religion", "prefer-not-to-say")];
        let second = page(&mut ann, &draft, "1", &fields).await.is(200);
        // What was said on the first page comes along.
        assert!(second.body.contains("name=\"q-age\" value=\"35-49\""), "{}", second.body);
        second.says("White").says("sexual orientation").says("12 months or more").does_not_say("day-to-day");
        fields.extend([("q-ethnic-group-white", "roma"), ("q-health-condition", "yes")]);
        page(&mut ann, &draft, "2", &fields).await.is(200).says("day-to-day").says("Yes, a little").says("Send these answers");
        fields.push(("q-condition-effect", "a-little"));
        let effect = page(&mut ann, &draft, "3", &fields).await.is(303);
        assert_eq!(effect.location(), format!("{draft}/sent"));
        ann.get(effect.location()).await.is(200).says("Your answers are recorded.").says("/receipts/").does_not_say("questions about you");
        let kept = kept(site).await;
        assert_eq!(kept.len(), 9);
        assert_eq!(of(&kept, "age"), r#"{"age":"35-49"}"#);
        assert_eq!(of(&kept, "ethnic-group"), r#"{"ethnic-group":"white","ethnic-group-white":"roma"}"#);
        assert_eq!(of(&kept, "religion"), r#"{"religion":"prefer-not-to-say"}"#);
        assert_eq!(of(&kept, "unpaid-care"), "{}");
        assert!(kept.iter().all(|row| row.1 == "england 2026.1" && row.2 == "2026-03-02"), "{kept:?}");
        assert_eq!(tickets(site).await, 0);
    }

    async fn whoever_says_no_leaves_nothing_and_is_not_asked_again(site) {
        publish(site, EXAMPLE, |_| {}).await;
        ask(site, Nation::England, &EqualityTopic::ALL).await;
        let mut ann = site.resident("ann@example.org").await;
        let (draft, led) = send(&mut ann).await;
        ann.post(&led, &[]).await.is(422).says("Choose whether to answer");
        let no = ann.post(&led, &[("answer", "no")]).await.is(303);
        assert_eq!(no.location(), format!("{draft}/sent"));
        assert_eq!((kept(site).await.len(), tickets(site).await), (0, 0));
        assert_eq!(ann.get(&led).await.is(303).location(), format!("{draft}/sent"));
        page(&mut ann, &draft, "9", &[("q-age", "35-49")]).await.is(303);
        assert_eq!(kept(site).await.len(), 0);
        // Answers that are changed and sent again do not ask once more.
        let (draft, led) = send(&mut ann).await;
        assert_eq!(led, format!("{draft}/sent"));
    }

    async fn whoever_leaves_it_is_shown_the_way_from_the_receipt_until_it_expires(site) {
        publish(site, EXAMPLE, |_| {}).await;
        ask(site, Nation::England, &EqualityTopic::ALL).await;
        let mut ann = site.resident("ann@example.org").await;
        let (draft, led) = send(&mut ann).await;
        ann.get(&format!("{draft}/sent")).await.is(200).says("/receipts/").says("A few questions about you").says(&led);
        site.app.clock.advance(59 * Time::MINUTE);
        let mut other = site.visitor();
        other.get(&led).await.is(200);
        site.app.clock.advance(2 * Time::HOUR);
        other.get(&format!("{draft}/sent")).await.is(200).does_not_say("A few questions about you");
        assert_eq!(other.get(&led).await.is(303).location(), format!("{draft}/sent"));
        page(&mut other, &draft, "9", &[("q-age", "35-49")]).await.is(303);
        assert_eq!((kept(site).await.len(), tickets(site).await), (0, 1));
        tend(&site.app).await.unwrap();
        assert_eq!(tickets(site).await, 0);
    }

    async fn whoever_is_under_16_is_done_after_the_first_page(site) {
        publish(site, EXAMPLE, |_| {}).await;
        ask(site, Nation::England, &EqualityTopic::ALL).await;
        let mut ann = site.resident("ann@example.org").await;
        let (draft, _) = send(&mut ann).await;
        // What an old page or a program says beyond the route is not kept.
        let fields = [("q-age", "under-16"), ("q-sex", "male"), ("q-sexual-orientation", "bisexual"), ("q-gender-identity", "yes")];
        assert_eq!(page(&mut ann, &draft, "1", &fields).await.is(303).location(), format!("{draft}/sent"));
        let kept = kept(site).await;
        assert_eq!(kept.len(), 9, "a record of each topic, so that no topic tells how many were too young");
        assert_eq!((of(&kept, "sexual-orientation"), of(&kept, "gender-identity"), of(&kept, "age")), ("{}", "{}", r#"{"age":"under-16"}"#));
    }

    async fn whoever_gives_no_age_is_asked_whether_they_are_16_and_that_is_not_kept(site) {
        publish(site, EXAMPLE, |_| {}).await;
        ask(site, Nation::Scotland, &[EqualityTopic::Age, EqualityTopic::SexualOrientation]).await;
        let mut ann = site.resident("ann@example.org").await;
        let (draft, _) = send(&mut ann).await;
        let mut fields = vec![("q-age", "prefer-not-to-say")];
        page(&mut ann, &draft, "1", &fields).await.is(200).says("Are you 16 or over?");
        fields.push(("q-sixteen-or-over", "yes"));
        page(&mut ann, &draft, "2", &fields).await.is(200).says("sexual orientation");
        page(&mut ann, &draft, "3", &fields).await.is(303);
        let kept = kept(site).await;
        assert_eq!(kept.len(), 2);
        assert!(!format!("{kept:?}").contains("sixteen"), "{kept:?}");
    }

    async fn back_and_mistakes_lose_nothing_that_was_said(site) {
        publish(site, EXAMPLE, |_| {}).await;
        ask(site, Nation::England, &EqualityTopic::ALL).await;
        let mut ann = site.resident("ann@example.org").await;
        let (draft, _) = send(&mut ann).await;
        let fields = [("q-age", "35-49"), ("q-marital-status", "married"), ("back", "yes")];
        let back = page(&mut ann, &draft, "2", &fields).await.is(200).says("How old are you?");
        assert_eq!(back.body.matches(" checked").count(), 1, "{}", back.body);
        assert!(back.body.contains("name=\"q-marital-status\" value=\"married\""), "{}", back.body);
        let wrong = page(&mut ann, &draft, "1", &[("q-age", "12"), ("q-sex", "female")]).await.is(422);
        assert_eq!(wrong.body.matches(" checked").count(), 1, "{}", wrong.body);
        wrong.says("is not one of the options").says("There is a problem");
        page(&mut ann, &draft, "1", &[("q-name", "Ann")]).await.is(422).says("no field called");
        assert_eq!((kept(site).await.len(), tickets(site).await), (0, 1));
    }

    async fn what_is_left_empty_throughout_is_not_kept(site) {
        publish(site, EXAMPLE, |_| {}).await;
        ask(site, Nation::England, &EqualityTopic::ALL).await;
        let mut ann = site.resident("ann@example.org").await;
        let (draft, _) = send(&mut ann).await;
        page(&mut ann, &draft, "9", &[]).await.is(303);
        assert_eq!((kept(site).await.len(), tickets(site).await), (0, 0));
    }

    async fn a_right_to_answer_is_used_once_in_its_own_consultation(site) {
        publish(site, EXAMPLE, |_| {}).await;
        ask(site, Nation::England, &[EqualityTopic::Sex]).await;
        let mut ann = site.resident("ann@example.org").await;
        let (draft, led) = send(&mut ann).await;
        page(&mut ann, &draft, "1", &[("q-sex", "female")]).await.is(303);
        page(&mut ann, &draft, "1", &[("q-sex", "male")]).await.is(303);
        ann.post(&led, &[("answer", "yes")]).await.is(303);
        assert_eq!(kept(site).await.len(), 1);
        let mut bob = site.resident("bob@example.org").await;
        let (draft, led) = send(&mut bob).await;
        let other = site.consultation("parks", |_| {}).await;
        let mut tx = site.app.db.begin().await.unwrap();
        sql!("UPDATE equality_tickets SET consultation_id = $1", other).run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        bob.get(&led).await.is(303);
        page(&mut bob, &draft, "1", &[("q-sex", "male")]).await.is(303);
        assert_eq!(kept(site).await.len(), 1);
        // Nor does an address of another consultation, or a guess, lead anywhere.
        let moved = draft.replace("/hours/", "/parks/");
        bob.get(&format!("{moved}/about-you")).await.is(404);
        bob.get(&format!("{PAGE}/answers/guess/about-you")).await.is(410);
    }

    async fn two_drafts_of_one_person_and_answers_after_a_withdrawal_ask_once(site) {
        publish(site, EXAMPLE, |_| {}).await;
        ask(site, Nation::England, &[EqualityTopic::Sex]).await;
        let mut ann = site.resident("ann@example.org").await;
        let drafts = [begin(&mut ann).await, begin(&mut ann).await];
        let mut led = Vec::new();
        for draft in &drafts {
            fill(&mut ann, draft, "one", &[("q-visits", "never")]).await.is(303);
            led.push(ann.post(&format!("{draft}/send"), &[]).await.is(303).location().to_owned());
        }
        assert_eq!(led, [format!("{}/about-you", drafts[0]), format!("{}/sent", drafts[1])]);
        let mut tx = site.app.db.begin().await.unwrap();
        sql!("UPDATE responses SET withdrawn_at = $1", site.app.clock.now()).run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        let (draft, led) = send(&mut ann).await;
        assert_eq!(led, format!("{draft}/sent"));
    }

    async fn nothing_says_whose_answers_they_are_or_which_are_one_persons(site) {
        publish(site, EXAMPLE, |_| {}).await;
        ask(site, Nation::England, &EqualityTopic::ALL).await;
        let mut drafts = Vec::new();
        for number in 0..6 {
            let mut one = site.resident(&format!("r{number}@example.org")).await;
            let (draft, _) = send(&mut one).await;
            let (hash,): (Vec<u8>,) = sql!("SELECT ticket_hash FROM equality_tickets").one(&site.app.db).await.unwrap();
            let (same,): (i64,) = sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM questionnaire_draft_keys WHERE key_hash = $1", hash.clone())
                .one(&site.app.db).await.unwrap();
            let key = draft.rsplit('/').next().unwrap().to_owned();
            assert_eq!(same, 0);
            assert_ne!(hash, <sha2::Sha256 as sha2::Digest>::digest(key.as_bytes()).to_vec(), "the record leads from a draft to its right");
            let on = page(&mut one, &draft, "1", &[("q-age", "35-49"), ("q-sex", "female")]).await.is(200);
            assert!(on.headers.get("location").is_none());
            // Not in the draft, nor anywhere else before all of it is there.
            let (answers,): (String,) = sql!("SELECT answers FROM questionnaire_drafts ORDER BY id DESC LIMIT 1").one(&site.app.db).await.unwrap();
            assert_eq!(answers, "{}");
            let end = page(&mut one, &draft, "9", &[("q-age", "35-49"), ("q-sex", "female")]).await.is(303);
            assert!(!end.location().contains("35-49") && !end.location().contains('?'), "{}", end.location());
            drafts.push(draft);
        }
        let columns: BTreeSet<String> = crate::db::bulk::schema(&site.app.db).await.unwrap().into_iter()
            .filter(|(table, _)| table == "equality_answers").map(|(_, column)| column).collect();
        let expected = ["id", "consultation_id", "block", "week", "topic", "answers"];
        assert_eq!(columns, expected.map(str::to_owned).into(), "another column could be what joins them to a person");
        // Neither the numbers nor their order tell what came together: the topics of one person stand anywhere.
        let kept = kept(site).await;
        assert_eq!(kept.len(), 54);
        let responses: Vec<(i64,)> = sql!("SELECT id FROM responses UNION SELECT id FROM questionnaire_answers UNION SELECT id FROM questionnaire_drafts")
            .all(&site.app.db).await.unwrap();
        let most = responses.iter().map(|(id,)| *id).max().unwrap();
        assert!(kept.iter().all(|row| row.0 > most + 1_000), "numbers that are counted up tell an order");
        let topics: Vec<&str> = kept.iter().map(|row| row.3.as_str()).collect();
        let in_turn: Vec<&str> = EqualityTopic::ALL.iter().map(|topic| topic.word()).collect();
        assert!(topics.chunks(9).any(|one| one != in_turn) && topics.chunks(9).any(|one| one.iter().collect::<BTreeSet<_>>().len() < 9), "{topics:?}");
    }

    async fn what_was_begun_before_closing_can_be_answered_after_it_and_is_counted_once(site) {
        let now = site.app.clock.now();
        publish(site, EXAMPLE, |new| new.closes_at = Some(now.plus(30 * Time::MINUTE))).await;
        ask(site, Nation::England, &[EqualityTopic::Sex]).await;
        let mut ann = site.resident("ann@example.org").await;
        let (draft, led) = send(&mut ann).await;
        site.app.clock.advance(45 * Time::MINUTE);
        tend(&site.app).await.unwrap();
        ann.get(&led).await.is(200);
        page(&mut ann, &draft, "1", &[("q-sex", "female")]).await.is(303);
        assert_eq!(kept(site).await.len(), 1);
        let hours = crate::consultations::store::by_slug(&site.app.db, "hours").await.unwrap().unwrap();
        assert!(store::equality::counts(&site.app.db, hours.id).await.unwrap().is_none(), "somebody may still be answering");
    }

    async fn a_file_of_everything_held_about_somebody_says_that_these_answers_cannot_be_found(site) {
        publish(site, EXAMPLE, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        send(&mut ann).await;
        ann.get("/account/data").await.is(200).does_not_say("cannot be found by person");
        ask(site, Nation::England, &[EqualityTopic::Sex]).await;
        ann.get("/account/data").await.is(200).says("cannot be found by person").does_not_say("female");
        site.visitor().get("/privacy").await.is(200).says("equality monitoring").says(&format!("{KEPT_DAYS} days"));
    }

    async fn a_page_in_welsh_is_asked_in_welsh_only_once_staff_choose_so(site) {
        let welsh = EXAMPLE.replace("title = \"What", "languages = [\"en\", \"cy\"]\ntitle = \"What");
        publish(site, &welsh, |_| {}).await;
        ask(site, Nation::Wales, &[EqualityTopic::Sex]).await;
        let mut ann = site.resident("ann@example.org").await;
        let draft = ann.post(&format!("{PAGE}/begin"), &[("language", "cy")]).await.is(303).location().to_owned();
        fill(&mut ann, &draft, "one", &[("q-visits", "never")]).await.is(303);
        let led = ann.post(&format!("{draft}/send"), &[]).await.is(303).location().to_owned();
        ann.get(&led).await.is(200).says("No, skip them").does_not_say("Amdanoch chi");
        let mut tx = site.app.db.begin().await.unwrap();
        sql!("UPDATE equality_blocks SET unreviewed = 1").run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        ann.get(&led).await.is(200).says("Amdanoch chi").says("lang=\"cy\"");
    }
}
