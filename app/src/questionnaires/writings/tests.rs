//! What people write: who reads it, when everybody may, and that nothing of it is left where its author takes it back.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::identity::model::Role;
use crate::ids::QuestionnaireId;
use crate::questionnaires::definition::arbitrary;
use crate::questionnaires::tests::{PAGE, STAFF, amend, miscounted, publish, recorded};
use crate::site::testing::{Browser, Site};
use crate::time::Time;
use crate::{sql, test_both};

const PASSWORD: &str = "correct horse battery";

/// One question whose answers may be published, one whose answers may not, and one with “please say”.
const ASKED: &str = r#"
title = "Your library"
[[page]]
key = "one"
[[page.question]]
key = "wish"
type = "long-text"
label = "What do you wish for?"
published = true
[[page.question]]
key = "else"
type = "short-text"
label = "Anything else?"
[[page.question]]
key = "uses"
type = "several-of"
label = "What do you use?"
option = [{ code = "books", label = "Books" }, { code = "other", label = "Something else", write-in = true }]
"#;

/// The same first question, asked only of those who use something else.
const ASKED_OF_FEW: &str = r#"
title = "Your library"
[[page]]
key = "one"
[[page.question]]
key = "uses"
type = "several-of"
label = "What do you use?"
option = [{ code = "books", label = "Books" }, { code = "other", label = "Something else" }]
[[page.question]]
key = "wish"
type = "long-text"
label = "What do you wish for?"
when = 'uses contains "other"'
published = true
"#;

const LIST: &str = "/consultations/hours/questionnaires/1/words?question=wish";

async fn asked(site: &Site) -> QuestionnaireId {
    publish(site, ASKED, |new| new.results = "live").await
}

/// Somebody answers, under a name; `wish` is what they wish for.
async fn writes(site: &Site, name: &str, wish: &str) -> Browser {
    let mut one = site.resident(&format!("{name}@example.org")).await;
    let private = format!("private words of {name}");
    let fields =
        [("q-wish", wish), ("q-else", private.as_str()), ("q-uses", "other"), ("q-uses/other/text", "a quiet corner")];
    one.post(&format!("{PAGE}/answers"), &fields).await.is(303);
    one
}

async fn five_write(site: &Site) -> Vec<Browser> {
    let mut all = Vec::new();
    for (name, wish) in [
        ("ann", "More evenings."),
        ("ben", "A garden."),
        ("cy", "Ring Mo on 01632 960001."),
        ("di", "Tea."),
        ("ed", "Quiet."),
    ] {
        all.push(writes(site, name, wish).await);
    }
    all
}

/// Another colleague of this role, signed in.
async fn person(site: &Site, role: Role) -> Browser {
    let number = sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM accounts").number(&site.app.db).await.unwrap();
    site.colleague(&format!("{} {number}", role.word()), role).await
}

/// The number of the text that somebody wishes for.
async fn number_of(site: &Site, wish: &str) -> i64 {
    sql!("SELECT id FROM questionnaire_writings WHERE text = $1", wish).number(&site.app.db).await.unwrap()
}

/// A moderator decides about the text.
async fn decide(site: &Site, wish: &str, fields: &[(&str, &str)]) {
    let mut moderator = person(site, Role::Moderator).await;
    let page = format!("/staff/moderation/answers/{}", number_of(site, wish).await);
    let shown = moderator.get(&page).await.is(200);
    let seen = shown.body.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    moderator.post(&page, &[fields, &[("seen", seen.as_str())]].concat()).await.is(303);
}

async fn sound(site: &Site) {
    assert!(miscounted(site).await.is_empty());
    for (what, found) in crate::questionnaires::store::impossible() {
        let (wrong, _): (i64, i64) = found.one(&site.app.db).await.unwrap();
        assert_eq!(wrong, 0, "{what}");
    }
}

test_both! {
    async fn staff_read_every_text_question_by_question_and_nobody_else_does(site) {
        asked(site).await;
        five_write(site).await;
        let mut analyst = person(site, Role::Analyst).await;
        let results = analyst.get(&format!("{STAFF}/1/results?show=all")).await.is(200).body;
        for key in ["wish", "else", "uses"] {
            assert!(results.contains(&format!("{STAFF}/1/words?question={key}")), "{key}");
        }
        let wish = analyst.get(&format!("{STAFF}/1/words?question=wish")).await.is(200);
        wish.says("Not read yet").says("A garden.").does_not_say("private words").does_not_say("ben@");
        let private = analyst.get(&format!("{STAFF}/1/words?question=else")).await.is(200);
        private.says("For staff alone").says("private words of ann").does_not_say("Decide about it again");
        analyst.get(&format!("{STAFF}/1/words?question=uses")).await.says("a quiet corner").says("beside “Something else”");
        analyst.get(&format!("{STAFF}/1/words?question=nothing")).await.is(404);
        for role in [Role::Councillor, Role::Moderator, Role::Resident] {
            person(site, role).await.get(&format!("{STAFF}/1/words?question=else")).await.is(403);
        }
        site.visitor().get(&format!("{PAGE}/results?show=all")).await.is(200).does_not_say("A garden.").does_not_say("private words");
        site.visitor().get(LIST).await.is(200).says("Nothing is published yet").does_not_say("A garden.");
        site.visitor().get(&format!("{PAGE}/words?question=else")).await.is(404);
        // Whoever answers is told before they write, and only where it is so.
        let form = site.visitor().get(&format!("{PAGE}/questions")).await.is(200);
        assert_eq!(form.body.matches("We may publish what you write here").count(), 1);
        sound(site).await;
    }

    async fn what_may_be_published_is_read_by_a_moderator_first(site) {
        asked(site).await;
        five_write(site).await;
        let mut moderator = person(site, Role::Moderator).await;
        moderator.get("/staff/moderation/answers").await.is(200).says("A garden.").says("What do you wish for?")
            .does_not_say("private words").does_not_say("a quiet corner");
        decide(site, "A garden.", &[("action", "publish")]).await;
        decide(site, "More evenings.", &[("action", "publish")]).await;
        decide(site, "Ring Mo on 01632 960001.", &[("action", "redact"), ("reason", "personal-information"), ("text", "Ring [removed: name and number]")]).await;
        decide(site, "Tea.", &[("action", "remove"), ("reason", "off-topic")]).await;
        let public = site.visitor().get(LIST).await.is(200);
        public.says("A garden.").says("More evenings.").says("removed: name and number").does_not_say("01632")
            .does_not_say("Tea.").does_not_say("Quiet.");
        let results = site.visitor().get(&format!("{PAGE}/results?show=all")).await.is(200);
        results.says("A garden.").says(LIST).does_not_say("01632").does_not_say("Quiet.");
        // Staff still read all of it.
        let mut staff = person(site, Role::Staff).await;
        staff.get(&format!("{STAFF}/1/words?question=wish&show=removed")).await.is(200).says("Tea.").says("Decide about it again");
        staff.get(&format!("{STAFF}/1/words?question=wish&show=published")).await.says("01632").says("removed: name and number");
        // Whoever is told: the author, without anybody learning who that is.
        let told = sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM outbox WHERE recipient = $1 AND body LIKE '%do not publish it%'", "di@example.org");
        assert_eq!(told.number(&site.app.db).await.unwrap(), 1);
        sound(site).await;
    }

    async fn what_was_read_in_the_list_is_published_in_one_go(site) {
        asked(site).await;
        five_write(site).await;
        let mut staff = person(site, Role::Staff).await;
        let list = format!("{STAFF}/1/words?question=wish");
        staff.get(&list).await.is(200).says("Publish those that are ticked");
        let (garden, tea, private) =
            (number_of(site, "A garden.").await, number_of(site, "Tea.").await, number_of(site, "private words of ann").await);
        decide(site, "Tea.", &[("action", "remove"), ("reason", "off-topic")]).await;
        // What a colleague decided about meanwhile, what is for staff alone and what is not there are left alone.
        let (garden, tea, private) = (garden.to_string(), tea.to_string(), private.to_string());
        let ticked = [("publish", garden.as_str()), ("publish", &tea), ("publish", &private), ("publish", "99999"), ("publish", "x")];
        let done = staff.post(&list, &ticked).await.is(303);
        staff.get(done.location()).await.is(200).says("It is published.").does_not_say("A garden.").says("Quiet.");
        site.visitor().get(LIST).await.says("A garden.").does_not_say("Tea.").does_not_say("private words");
        let logged = sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM audit_log WHERE action = 'answer.publish'");
        assert_eq!(logged.number(&site.app.db).await.unwrap(), 1);
        let done = staff.post(&list, &[]).await.is(303);
        staff.get(done.location()).await.says("Nothing was published.");
        // An analyst reads, and does not publish.
        person(site, Role::Analyst).await.post(&list, &ticked).await.is(403);
        person(site, Role::Analyst).await.get(&list).await.is(200).does_not_say("Publish those");
        sound(site).await;
    }

    async fn a_published_answer_can_be_reported_and_taken_down_again(site) {
        asked(site).await;
        five_write(site).await;
        decide(site, "A garden.", &[("action", "publish")]).await;
        let report = format!("{PAGE}/words/{}/report", number_of(site, "A garden.").await);
        let mut visitor = site.visitor();
        visitor.get(&report).await.is(200).says("A garden.");
        visitor.post(&report, &[("reason", "other"), ("detail", "")]).await.is(422).says("Say in a few words");
        let done = visitor.post(&report, &[("reason", "personal-information"), ("detail", "It says where I live.")]).await.is(303);
        visitor.get(done.location()).await.is(200).says("a moderator will look at it");
        person(site, Role::Moderator).await.get("/staff/moderation").await.says("It says where I live.");
        decide(site, "A garden.", &[("action", "remove"), ("reason", "personal-information")]).await;
        visitor.get(LIST).await.does_not_say("A garden.");
        visitor.get(&report).await.is(404);
        // What waits, and what is for staff alone, cannot be looked at that way.
        for words in ["Quiet.", "private words of ann"] {
            visitor.get(&format!("{PAGE}/words/{}/report", number_of(site, words).await)).await.is(404);
        }
        let private = number_of(site, "private words of ann").await;
        person(site, Role::Moderator).await.get(&format!("/staff/moderation/answers/{private}")).await.is(404);
        sound(site).await;
    }

    async fn what_is_sent_again_unchanged_stays_and_other_words_are_read_again(site) {
        asked(site).await;
        let mut five = five_write(site).await;
        decide(site, "A garden.", &[("action", "publish")]).await;
        let again = |wish: &'static str| [("q-wish", wish), ("q-else", "other private words"), ("q-uses", "books")];
        five[1].post(&format!("{PAGE}/answers"), &again("A garden.")).await.is(303);
        site.visitor().get(LIST).await.is(200).says("A garden.");
        let mut staff = person(site, Role::Staff).await;
        staff.get(&format!("{STAFF}/1/words?question=else")).await.says("other private words").does_not_say("private words of ben");
        five[1].post(&format!("{PAGE}/answers"), &again("A bigger garden.")).await.is(303);
        site.visitor().get(LIST).await.is(200).does_not_say("garden");
        staff.get(&format!("{STAFF}/1/words?question=wish&show=held")).await.says("A bigger garden.").does_not_say("A garden.");
        // What was decided stays in the log, about words that are no longer there.
        let left = sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM questionnaire_writings WHERE state = 'gone' AND text = ''");
        assert_eq!(left.number(&site.app.db).await.unwrap(), 1);
        sound(site).await;
    }

    async fn words_go_with_whoever_wrote_them_at_their_wish(site) {
        asked(site).await;
        let mut five = five_write(site).await;
        decide(site, "A garden.", &[("action", "publish")]).await;
        site.app.clock.advance(400 * Time::DAY);
        let mut ben = five.remove(1);
        ben.post("/sign-in", &[("email", "ben@example.org"), ("password", PASSWORD)]).await;
        ben.post("/account/delete", &[("password", PASSWORD)]).await.is(422).says("Choose what should happen");
        ben.post("/account/delete", &[("password", PASSWORD), ("comments", "remove")]).await.is(303);
        site.visitor().get(LIST).await.is(200).does_not_say("A garden.");
        let mut staff = person(site, Role::Staff).await;
        staff.get(&format!("{STAFF}/1/words?question=else")).await.says("private words of ann").does_not_say("words of ben");
        let kept = recorded(site).await;
        assert_eq!((kept.len(), kept.iter().filter(|answers| answers.contains("[erased]")).count()), (5, 1), "{kept:?}");
        assert!(!kept.concat().contains("garden") && !kept.concat().contains("words of ben"), "{kept:?}");
        // They are still counted as people who answered.
        site.visitor().get(&format!("{PAGE}/results?show=all")).await.is(200).says("5 people answered");
        sound(site).await;
    }

    async fn words_of_a_withdrawn_response_are_in_no_list(site) {
        asked(site).await;
        let mut five = five_write(site).await;
        writes(site, "flo", "Warmth.").await;
        decide(site, "A garden.", &[("action", "publish")]).await;
        // An open consultation: whoever goes is no longer counted.
        five[1].post("/account/delete", &[("password", PASSWORD), ("comments", "keep")]).await.is(303);
        site.visitor().get(LIST).await.is(200).does_not_say("A garden.");
        person(site, Role::Staff).await.get(&format!("{STAFF}/1/words?question=else")).await.does_not_say("words of ben");
        sound(site).await;
    }

    async fn nothing_is_published_where_the_figures_are_not_shown(site) {
        publish(site, ASKED, |new| new.results = "hidden").await;
        five_write(site).await;
        decide(site, "A garden.", &[("action", "publish")]).await;
        site.visitor().get(LIST).await.is(404);
        site.visitor().get(&format!("{PAGE}/results?show=all")).await.is(200).does_not_say("A garden.");
        site.app.clock.advance(400 * Time::DAY);
        site.visitor().get(LIST).await.is(200).says("A garden.");
    }

    async fn the_words_of_fewer_than_five_people_are_not_published(site) {
        asked(site).await;
        writes(site, "ann", "More evenings.").await;
        decide(site, "More evenings.", &[("action", "publish")]).await;
        site.visitor().get(LIST).await.is(404);
        site.visitor().get(&format!("{PAGE}/results?show=all")).await.is(200).does_not_say("More evenings.");
    }

    async fn of_a_question_that_few_people_were_asked_no_words_are_published(site) {
        publish(site, ASKED_OF_FEW, |new| new.results = "live").await;
        for number in 0..9 {
            let mut one = site.resident(&format!("r{number}@example.org")).await;
            let wish = format!("Wish {number}.");
            let fields: &[(&str, &str)] =
                if number < 4 { &[("q-uses", "other"), ("q-wish", &wish)] } else { &[("q-uses", "books")] };
            one.post(&format!("{PAGE}/answers"), fields).await.is(303);
        }
        decide(site, "Wish 1.", &[("action", "publish")]).await;
        site.visitor().get(&format!("{PAGE}/results?show=all")).await.is(200).says("Too few people answered this").does_not_say("Wish 1.");
        site.visitor().get(LIST).await.is(404);
        let report = format!("{PAGE}/words/{}/report", number_of(site, "Wish 1.").await);
        site.visitor().get(&report).await.is(404);
        let mut fifth = site.resident("fifth@example.org").await;
        fifth.post(&format!("{PAGE}/answers"), &[("q-uses", "other")]).await.is(303);
        site.app.clock.advance(400 * Time::DAY);
        site.visitor().get(LIST).await.is(200).says("Wish 1.");
        site.visitor().get(&report).await.is(200).says("Wish 1.");
    }

    async fn a_long_list_is_read_page_by_page_and_shows_each_text_once(site) {
        asked(site).await;
        for number in 0..60 {
            let mut one = site.resident(&format!("r{number}@example.org")).await;
            one.post(&format!("{PAGE}/answers"), &[("q-else", &format!("text {number}.") as &str)]).await.is(303);
        }
        let mut staff = person(site, Role::Staff).await;
        let (mut here, mut seen, mut pages) = (format!("{STAFF}/1/words?question=else"), BTreeSet::new(), 0);
        loop {
            let page = staff.get(&here).await.is(200);
            for text in page.body.split("text ").skip(1) {
                let number = text.split('.').next().unwrap();
                if number.parse::<u32>().is_ok() {
                    assert!(seen.insert(number.to_owned()), "{number} stands twice");
                }
            }
            pages += 1;
            let Some(next) = page.body.split("rel=\"next\" href=\"").nth(1) else { break };
            here = next.split('"').next().unwrap().replace("&amp;", "&");
        }
        assert_eq!((seen.len(), pages), (60, 3));
    }

    async fn an_amendment_decides_for_what_is_written_from_then_on(site) {
        let id = asked(site).await;
        five_write(site).await;
        decide(site, "A garden.", &[("action", "publish")]).await;
        amend(site, id, &ASKED.replace("published = true\n", ""), "Nothing is published.").await;
        site.visitor().get(LIST).await.is(404);
        site.visitor().get(&format!("{PAGE}/results?show=all")).await.is(200).does_not_say("A garden.");
        let mut gus = writes(site, "gus", "A bell.").await;
        amend(site, id, ASKED, "Words are published again.").await;
        site.visitor().get(LIST).await.is(200).says("A garden.");
        // Gus was not told that it would be, so it stays with staff until he sends it again.
        person(site, Role::Moderator).await.get("/staff/moderation/answers").await.does_not_say("A bell.");
        gus.post(&format!("{PAGE}/answers"), &[("q-wish", "A bell.")]).await.is(303);
        person(site, Role::Moderator).await.get("/staff/moderation/answers").await.says("A bell.");
        sound(site).await;
    }
}

proptest! {
    #[test]
    fn after_any_change_what_stands_is_what_was_written_last(form in any::<u64>(), first in any::<u64>(), last in any::<u64>()) {
        let form = arbitrary::questionnaire(form);
        let (before, after) = (texts(&form, &arbitrary::given(&form, first)), texts(&form, &arbitrary::given(&form, last)));
        let (gone, new) = changed(&before, &after);
        let mut standing = before.clone();
        for spot in gone {
            prop_assert!(standing.remove(spot).is_some());
        }
        for (spot, text) in new {
            prop_assert!(standing.insert(spot.clone(), text.clone()).is_none(), "nothing stands twice");
        }
        prop_assert_eq!(&standing, &after);
        let (gone, new) = changed(&after, &after);
        prop_assert!(gone.is_empty() && new.is_empty());
    }

    #[test]
    fn a_place_says_nothing_of_the_order_and_is_never_below_nought(key in any::<i64>()) {
        let spot = |word: &str| (Key::new(word).unwrap(), String::new());
        prop_assert!(place(key, &spot("one")) >= 0);
        prop_assert_ne!(place(key, &spot("one")), place(key, &spot("two")));
    }
}
