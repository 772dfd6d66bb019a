//! Amendments: what staff may change of a published questionnaire, who is told, and what is asked again.

use super::{LONGER, PAGE, STAFF, explain, miscounted, publish, recorded};
use crate::identity::model::Role;
use crate::site::testing::{Browser, TestResponse};
use crate::test_both;
use crate::time::Time;

/// The longer one with a question more, another word, and an option that is gone.
fn amended() -> String {
    LONGER
        .replace("Less often", "Now and then")
        .replace("{ code = \"books\", label = \"Books\" }", "{ code = \"books\", label = \"Books\", retired = true }")
        .replace("What do you use it for?", "What do you come for?")
        + "\n[[page]]\nkey = \"new\"\n[[page.question]]\nkey = \"sundays\"\ntype = \"one-of\"\nlabel = \"Would you come on Sundays?\"\ndont-know = true\n\
           option = [{ code = \"yes\", label = \"Yes\" }, { code = \"no\", label = \"No\" }]\n"
}

fn hidden(page: &TestResponse, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    page.body.split(&start).nth(1).unwrap_or_else(|| panic!("no {name}")).split('"').next().unwrap().to_owned()
}

async fn amend(staff: &mut Browser, toml: &str, again: &[&str]) -> TestResponse {
    staff.post(&format!("{STAFF}/1/edit"), &[("definition", toml)]).await.is(303);
    explain(staff).await;
    let page = staff.get(&format!("{STAFF}/1/amend")).await.is(200);
    let seen = hidden(&page, "seen");
    let mut fields = vec![("summary", "Sundays are possible now."), ("kind", "amendment"), ("seen", seen.as_str())];
    fields.extend(again.iter().map(|key| ("again", *key)));
    staff.post(&format!("{STAFF}/1/amend"), &fields).await
}

test_both! {
    async fn an_amendment_is_prepared_shown_and_published_as_a_new_version(site) {
        publish(site, LONGER, |_| {}).await;
        let mut staff = site.person(Role::Staff).await;
        staff.get(&format!("{STAFF}/1")).await.is(200).does_not_say("What an amendment would change");
        staff.post(&format!("{STAFF}/1/edit"), &[("definition", &amended())]).await.is(303);
        // Until it is published, residents are asked what was published, under its title.
        site.visitor().get(&format!("{PAGE}/questions")).await.is(200).says("What do you use it for?").does_not_say("Sundays");
        staff.get(&format!("{STAFF}/1")).await.is(200).says("What an amendment would change").says("Would you come on Sundays?")
            .says("Publish the amendment");
        let page = staff.get(&format!("{STAFF}/1/amend")).await.is(200);
        page.says("What do you come for?");
        staff.post(&format!("{STAFF}/1/amend"), &[("summary", ""), ("kind", "")]).await.is(409);
        let page = staff.get(&format!("{STAFF}/1/amend")).await;
        let seen = hidden(&page, "seen");
        let bad = [("summary", ""), ("kind", "correction"), ("seen", seen.as_str())];
        let page = staff.post(&format!("{STAFF}/1/amend"), &bad).await.is(422);
        page.says("what changed").says("that is an amendment");
        amend(&mut staff, &amended(), &[]).await.is(303);
        site.visitor().get(&format!("{PAGE}/questions")).await.is(200).says("Would you come on Sundays?").does_not_say("Books");
        site.visitor().get(&format!("{PAGE}/changes")).await.is(200).says("Sundays are possible now.").says("Version 2");
        site.visitor().get("/consultations/hours").await.is(200).says("was amended");
        assert!(miscounted(site).await.is_empty());
    }

    async fn what_would_change_the_meaning_of_an_answer_is_refused_with_the_reason_and_kept_as_typed(site) {
        publish(site, LONGER, |_| {}).await;
        let mut staff = site.person(Role::Staff).await;
        for (toml, words) in [
            (LONGER.replace("type = \"whole-number\"", "type = \"short-text\"").replace("least = 0\nmost = 18\n", ""), "ages"),
            (LONGER.replace("  { code = \"never\", label = \"Never\" },\n", ""), "cannot be deleted"),
            (LONGER.replace("key = \"more\"", "key = \"else\""), "cannot be deleted"),
            (LONGER.replace("languages = [\"en\", \"cy\"]", "languages = [\"en\"]").replace(", cy = \"Am eich llyfrgell\"", "")
                .replace(", cy = \"Pa lyfrgell ydych chi’n ei defnyddio fwyaf?\"", ""), "cannot be taken away"),
        ] {
            let page = staff.post(&format!("{STAFF}/1/edit"), &[("definition", &toml)]).await.is(422);
            assert!(page.body.contains(words), "{words}: {}", page.body);
        }
        staff.get(&format!("{STAFF}/1/amend")).await.is(303);
    }

    async fn those_who_answered_are_told_and_asked_only_about_what_changed(site) {
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let mut bob = site.resident("bob@example.org").await;
        let all = format!("{PAGE}/answers");
        ann.post(&all, &[("q-visits", "weekly"), ("q-uses", "books"), ("q-more", "All well.")]).await.is(303);
        bob.post(&all, &[("q-visits", "never")]).await.is(303);
        let mut staff = site.person(Role::Staff).await;
        site.app.clock.advance(Time::HOUR);
        amend(&mut staff, &amended(), &[]).await.is(303);
        let mails: Vec<(String, String)> = crate::sql!("SELECT recipient, body FROM outbox WHERE notice = 1 ORDER BY recipient")
            .all(&site.app.db).await.unwrap();
        assert_eq!(mails.iter().map(|(to, _)| to.as_str()).collect::<Vec<_>>(), ["ann@example.org", "bob@example.org"]);
        assert!(mails[0].1.contains("Sundays are possible now.") && mails[0].1.contains("/questionnaires/1/changes"), "{}", mails[0].1);
        // Ann chose an option that is gone, and nobody was asked about Sundays.
        ann.get(PAGE).await.is(200).says("You are asked 2 questions again").says("Answer what is new");
        bob.get(PAGE).await.is(200).says("You are asked 1 question again");
        let first = ann.post(&format!("{PAGE}/begin"), &[]).await.is(303).location().to_owned();
        assert!(first.ends_with("/pages/what?to=again"), "{first}");
        ann.get(&first).await.is(200).says("amended since you answered");
        let path = first.split('?').next().unwrap();
        let next = ann.post(path, &[("q-uses", "children"), ("to", "again")]).await.is(303).location().to_owned();
        assert!(next.ends_with("/pages/new?to=again"), "{next}");
        let last = ann.post(next.split('?').next().unwrap(), &[("q-sundays", "yes"), ("to", "again")]).await.is(303);
        assert!(last.location().ends_with("/check"), "{}", last.location());
        ann.get(last.location()).await.is(200).says("All well.");
        let send = last.location().replace("/check", "/send");
        ann.post(&send, &[("version", "2")]).await.is(303);
        assert!(recorded(site).await.contains(&r#"{"more":"All well.","sundays":"yes","uses":["children"],"visits":"weekly"}"#.to_owned()),
            "{:?}", recorded(site).await);
        ann.get(PAGE).await.is(200).says("Change my answers").does_not_say("Answer what is new");
        assert!(miscounted(site).await.is_empty());
    }

    async fn a_question_in_other_words_is_asked_again_only_if_staff_say_so(site) {
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        ann.post(&format!("{PAGE}/answers"), &[("q-visits", "weekly"), ("q-uses", "children")]).await.is(303);
        let mut staff = site.person(Role::Staff).await;
        let reworded = LONGER.replace("What do you use it for?", "What do you come for?");
        amend(&mut staff, &reworded, &[]).await.is(303);
        ann.get(PAGE).await.is(200).says("Change my answers").does_not_say("Answer what is new");
        let more = LONGER.replace("What do you use it for?", "What brings you here?");
        amend(&mut staff, &more, &["uses"]).await.is(303);
        ann.get(PAGE).await.is(200).says("You are asked 1 question again");
        // A tick for what is not put in other words is a mistake.
        let last = more.replace("How old is the youngest?", "What age is the youngest?");
        amend(&mut staff, &last, &["visits"]).await.is(422).says("not put in other words");
    }

    async fn a_closed_questionnaire_is_not_amended_and_a_draft_is_edited(site) {
        publish(site, LONGER, |_| {}).await;
        let mut staff = site.person(Role::Staff).await;
        staff.post(&format!("{STAFF}/1/edit"), &[("definition", &amended())]).await.is(303);
        site.app.clock.advance(400 * Time::DAY);
        let mut staff = site.colleague("Late", Role::Staff).await;
        staff.get(&format!("{STAFF}/1/amend")).await.is(409).says("Nobody answers this questionnaire any more");
        staff.post(&format!("{STAFF}/1/edit"), &[("definition", LONGER)]).await.is(409);
        staff.get(&format!("{STAFF}/1")).await.is(200).does_not_say("Publish the amendment");
    }
}
