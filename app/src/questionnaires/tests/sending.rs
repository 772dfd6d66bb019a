//! Sending: once, whatever is pressed how often; changed while the consultation is open; never what is off the route.

use super::{EXAMPLE, LONGER, PAGE, amend, begin, fill, miscounted, publish, recorded};
use crate::identity::model::Role;
use crate::test_both;
use crate::time::Time;

test_both! {
    async fn what_is_sent_is_recorded_with_a_receipt_and_only_what_is_on_the_route(site) {
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let draft = begin(&mut ann).await;
        fill(&mut ann, &draft, "often", &[("q-visits", "weekly")]).await.is(303);
        fill(&mut ann, &draft, "what", &[("q-uses", "children")]).await.is(303);
        fill(&mut ann, &draft, "children", &[("q-ages", "7")]).await.is(303);
        fill(&mut ann, &draft, "often", &[("q-visits", "never")]).await.is(303);
        let sent = ann.post(&format!("{draft}/send"), &[("version", "1")]).await.is(303);
        ann.get(sent.location()).await.is(200).says("Your answers are recorded.").says("/receipts/").says("We read every answer.");
        assert_eq!(recorded(site).await, [r#"{"visits":"never"}"#]);
        assert!(miscounted(site).await.is_empty());
        // The draft holds nothing any more.
        let (answers,): (String,) = crate::sql!("SELECT answers FROM questionnaire_drafts").one(&site.app.db).await.unwrap();
        assert_eq!(answers, "{}");
    }

    async fn pressing_twice_going_back_and_an_old_tab_record_nothing_twice(site) {
        publish(site, EXAMPLE, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let draft = begin(&mut ann).await;
        fill(&mut ann, &draft, "one", &[("q-visits", "never")]).await.is(303);
        let send = format!("{draft}/send");
        ann.post(&send, &[("version", "1")]).await.is(303);
        let first = ann.get(&format!("{draft}/sent")).await.is(200).body;
        let code = first.split("/receipts/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let again = ann.post(&send, &[("version", "1")]).await.is(303);
        ann.get(again.location()).await.is(200).says("Already sent").says(&code);
        // A page that the phone kept, and Back.
        let kept = fill(&mut ann, &draft, "one", &[("q-visits", "often")]).await.is(303);
        ann.get(kept.location()).await.is(200).says("Already sent").says(&code);
        for path in [draft.clone(), format!("{draft}/check"), format!("{draft}/pages/one"), format!("{draft}/delete")] {
            let on = ann.get(&path).await.is(303);
            assert_eq!(on.location(), format!("{draft}/sent?already=yes"));
        }
        assert_eq!(recorded(site).await.len(), 1);
        assert!(miscounted(site).await.is_empty());
    }

    async fn a_send_that_was_recorded_but_not_noted_gets_the_same_receipt(site) {
        publish(site, EXAMPLE, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let draft = begin(&mut ann).await;
        fill(&mut ann, &draft, "one", &[("q-visits", "never")]).await.is(303);
        ann.post(&format!("{draft}/send"), &[]).await.is(303);
        let first = ann.get(&format!("{draft}/sent")).await.is(200).body;
        // As if the power had gone between the two.
        let mut tx = site.app.db.begin().await.unwrap();
        crate::sql!("UPDATE questionnaire_drafts SET sent_at = NULL, receipt = '', answers = '{\"visits\":\"never\"}'").run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        ann.post(&format!("{draft}/send"), &[]).await.is(303);
        assert_eq!(ann.get(&format!("{draft}/sent")).await.is(200).body, first);
        assert_eq!(recorded(site).await.len(), 1);
        assert!(miscounted(site).await.is_empty());
    }

    async fn nothing_is_sent_while_something_that_is_needed_is_missing(site) {
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let draft = begin(&mut ann).await;
        ann.post(&format!("{draft}/send"), &[]).await.is(422).says("Answer “How often");
        ann.get(&format!("{draft}/check")).await.is(200).says("Not answered yet, and an answer is needed");
        fill(&mut ann, &draft, "often", &[("q-visits", "weekly")]).await.is(303);
        ann.post(&format!("{draft}/send"), &[]).await.is(422).says("Answer “What do you use it for?”");
        assert!(recorded(site).await.is_empty());
    }

    async fn what_is_sent_at_once_and_would_not_be_asked_is_said_and_not_left_out_silently(site) {
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let all = format!("{PAGE}/answers");
        let page = ann.post(&all, &[("q-visits", "never"), ("q-uses", "books")]).await.is(422);
        page.says("is not asked of people who answered so");
        // A row that the matrix does not have, and a second answer to one question.
        ann.post(&all, &[("q-visits", "never"), ("q-hours/night", "1")]).await.is(422).says("has no field called");
        ann.post(&all, &[("q-visits", "never"), ("q-visits", "less")]).await.is(422).says("Give one answer");
        assert!(recorded(site).await.is_empty());
        ann.post(&all, &[("q-visits", "never"), ("q-uses", "")]).await.is(303);
        assert_eq!(recorded(site).await, [r#"{"visits":"never"}"#]);
    }

    async fn answers_sent_again_supersede_those_sent_before(site) {
        publish(site, EXAMPLE, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let draft = begin(&mut ann).await;
        fill(&mut ann, &draft, "one", &[("q-visits", "often")]).await.is(303);
        fill(&mut ann, &draft, "two", &[("q-why", "To read.")]).await.is(303);
        ann.post(&format!("{draft}/send"), &[]).await.is(303);
        site.app.clock.advance(Time::HOUR);
        ann.get(PAGE).await.is(200).says("You sent your answers on").says("Change my answers");
        let changed = ann.post(&format!("{PAGE}/begin"), &[]).await.is(303);
        ann.get(changed.location()).await.is(200).says("To read.");
        // What was sent is opened by nobody else, whoever has the address.
        site.visitor().get(changed.location()).await.is(410).does_not_say("To read.");
        site.resident("bob@example.org").await.get(changed.location()).await.is(410);
        let draft = changed.location().trim_end_matches("/check").to_owned();
        fill(&mut ann, &draft, "one", &[("q-visits", "never")]).await.is(303);
        // Until it is sent the old answers count.
        assert_eq!(recorded(site).await, [r#"{"visits":"often","why":"To read."}"#]);
        ann.post(&format!("{draft}/send"), &[]).await.is(303);
        assert_eq!(recorded(site).await, [r#"{"visits":"never"}"#]);
        let (all,): (i64,) = crate::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM questionnaire_answers").one(&site.app.db).await.unwrap();
        assert_eq!(all, 2);
        let (first, last): (i64, i64) = crate::sql!("SELECT first_sent_at, sent_at FROM questionnaire_answers WHERE superseded_at IS NULL").one(&site.app.db).await.unwrap();
        assert_eq!(last - first, Time::HOUR);
        assert!(miscounted(site).await.is_empty());
    }

    async fn what_another_window_changed_is_checked_again_before_it_is_sent(site) {
        publish(site, EXAMPLE, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let draft = begin(&mut ann).await;
        fill(&mut ann, &draft, "one", &[("q-visits", "never")]).await.is(303);
        let page = ann.get(&format!("{draft}/check")).await.is(200).body;
        let seen = page.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        fill(&mut ann, &draft, "one", &[("q-visits", "often")]).await.is(303);
        ann.post(&format!("{draft}/send"), &[("version", "1"), ("seen", &seen)]).await.is(409).says("changed in another window");
        assert!(recorded(site).await.is_empty());
    }

    async fn what_another_window_keeps_while_it_is_recorded_is_not_lost(site) {
        publish(site, EXAMPLE, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let draft = begin(&mut ann).await;
        fill(&mut ann, &draft, "one", &[("q-visits", "never")]).await.is(303);
        ann.post(&format!("{draft}/send"), &[]).await.is(303);
        // As if another window had kept a page between checking and noting that it was sent.
        let mut tx = site.app.db.begin().await.unwrap();
        crate::sql!("UPDATE questionnaire_drafts SET sent_at = NULL, answers = '{\"visits\":\"often\"}'").run(&mut tx).await.unwrap();
        let draft_row: (crate::ids::QuestionnaireDraftId, i64) =
            crate::sql!("SELECT id, send_key FROM questionnaire_drafts").one(&mut tx).await.unwrap();
        let mut as_read = crate::questionnaires::store::drafts::by_key(
            &mut tx, draft.rsplit('/').next().unwrap(), crate::questionnaires::store::drafts::KeyPurpose::Page, site.app.clock.now(),
        ).await.unwrap().unwrap();
        as_read.answers = r#"{"visits":"never"}"#.to_owned();
        use crate::questionnaires::store::drafts::{self, SentDraft};
        let noted = drafts::sent(&mut tx, &as_read, "R", site.app.clock.now()).await.unwrap();
        assert_eq!(noted, SentDraft::ChangedMeanwhile);
        drafts::go_on(&mut tx, &as_read, draft_row.1 / 2).await.unwrap();
        tx.commit().await.unwrap();
        ann.get(&format!("{draft}/check?done=more")).await.is(200).says("Meanwhile another window changed some").says("Often");
        ann.post(&format!("{draft}/send"), &[]).await.is(303);
        assert_eq!(recorded(site).await, [r#"{"visits":"often"}"#]);
        assert!(miscounted(site).await.is_empty());
    }

    async fn whoever_has_to_sign_in_first_reads_what_waits(site) {
        publish(site, EXAMPLE, |_| {}).await;
        let mut visitor = site.visitor();
        let draft = begin(&mut visitor).await;
        fill(&mut visitor, &draft, "one", &[("q-visits", "never")]).await.is(303);
        let page = visitor.get(&format!("{draft}/check")).await.is(200);
        let field = |name: &str| {
            page.body.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap().split('"').next().unwrap().to_owned()
        };
        let (seen, checked) = (field("seen"), field("checked"));
        assert_eq!(checked, "1 answer to “What do you use the library for?”");
        let waits = visitor.post(&format!("{draft}/send"), &[("version", "1"), ("seen", &seen), ("checked", &checked)]).await.is(401);
        waits.says("1 answer to “What do you use the library for?”");
    }

    async fn a_version_that_was_amended_meanwhile_is_looked_at_before_it_is_sent(site) {
        let id = publish(site, EXAMPLE, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let draft = begin(&mut ann).await;
        fill(&mut ann, &draft, "one", &[("q-visits", "never")]).await.is(303);
        amend(site, id, &EXAMPLE.replace("How often do you come?", "How often do you visit?"), "Plainer words.").await;
        ann.post(&format!("{draft}/send"), &[("version", "1")]).await.is(409).says("was amended while you were answering").says("How often do you visit?");
        assert!(recorded(site).await.is_empty());
        ann.post(&format!("{draft}/send"), &[("version", "2")]).await.is(303);
        assert_eq!(recorded(site).await.len(), 1);
        assert!(miscounted(site).await.is_empty());
    }

    async fn an_option_that_was_retired_meanwhile_has_to_be_answered_again(site) {
        let id = publish(site, EXAMPLE, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let draft = begin(&mut ann).await;
        fill(&mut ann, &draft, "one", &[("q-visits", "never")]).await.is(303);
        let without = EXAMPLE.replace("{ code = \"never\", label = \"Never\" }", "{ code = \"never\", label = \"Never\", retired = true }, { code = \"rarely\", label = \"Hardly ever\" }");
        amend(site, id, &without, "“Never” is now “Hardly ever”.").await;
        ann.get(&format!("{draft}/check")).await.is(200).says("an answer is needed").says("Not sent");
        ann.post(&format!("{draft}/send"), &[("version", "2")]).await.is(422);
        fill(&mut ann, &draft, "one", &[("q-visits", "rarely")]).await.is(303);
        ann.post(&format!("{draft}/send"), &[("version", "2")]).await.is(303);
        assert_eq!(recorded(site).await, [r#"{"visits":"rarely"}"#]);
    }

    async fn whoever_is_not_signed_in_is_asked_to_and_loses_nothing(site) {
        publish(site, EXAMPLE, |_| {}).await;
        let mut guest = site.visitor();
        let draft = begin(&mut guest).await;
        fill(&mut guest, &draft, "one", &[("q-visits", "never")]).await.is(303);
        guest.post(&format!("{draft}/send"), &[("version", "1")]).await.is(401).says(&format!("{draft}/send"));
        assert!(recorded(site).await.is_empty());
        let mut ann = site.resident("ann@example.org").await;
        ann.post(&format!("{draft}/send"), &[("version", "1")]).await.is(303);
        assert_eq!(recorded(site).await.len(), 1);
    }

    async fn nothing_is_taken_after_closing_and_the_draft_says_so(site) {
        publish(site, EXAMPLE, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let draft = begin(&mut ann).await;
        fill(&mut ann, &draft, "one", &[("q-visits", "never")]).await.is(303);
        let hours = crate::consultations::store::by_slug(&site.app.db, "hours").await.unwrap().unwrap();
        let closes = hours.dates.closes_at.unwrap();
        site.app.clock.advance(closes.0 - site.app.clock.now().0 - Time::HOUR);
        let mut ann = site.resident("ann2@example.org").await;
        let late = begin(&mut ann).await;
        fill(&mut ann, &late, "one", &[("q-visits", "never")]).await.is(303);
        site.app.clock.advance(2 * Time::HOUR);
        ann.get(&format!("{late}/check")).await.is(200).says("This has closed").does_not_say("Send my answers");
        ann.post(&format!("{late}/send"), &[]).await.is(409);
        assert!(recorded(site).await.is_empty());
    }

    async fn staff_and_councillors_do_not_answer(site) {
        publish(site, EXAMPLE, |_| {}).await;
        let mut staff = site.person(Role::Staff).await;
        staff.get(PAGE).await.is(200).says("Only residents answer");
        let draft = begin(&mut staff).await;
        fill(&mut staff, &draft, "one", &[("q-visits", "never")]).await.is(303);
        staff.post(&format!("{draft}/send"), &[]).await.is(403);
        assert!(recorded(site).await.is_empty());
    }

    async fn all_answers_can_be_sent_at_once_and_are_recorded_once(site) {
        publish(site, EXAMPLE, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let all = format!("{PAGE}/answers");
        ann.post(&all, &[]).await.is(422);
        ann.post(&all, &[("q-why", "x")]).await.is(422).says("Answer “How often do you come?”");
        let fields = [("q-visits", "never"), ("q-why", ""), ("key", "77")];
        ann.post(&all, &fields).await.is(303);
        ann.post(&all, &fields).await.is(303);
        assert_eq!(recorded(site).await, [r#"{"visits":"never"}"#]);
        let told = ann.post_for_json(&all, &[("q-visits", "often")]).await.is(200).json();
        assert_eq!(told["done"], "questionnaire");
        let refused = ann.post_for_json(&all, &[("q-visits", "x")]).await.is(422).json();
        assert!(refused.to_string().contains("not one of the options"), "{refused}");
    }

    async fn a_key_that_is_somebody_elses_records_nothing_and_says_so(site) {
        publish(site, EXAMPLE, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let mut bob = site.resident("bob@example.org").await;
        let all = format!("{PAGE}/answers");
        ann.post(&all, &[("q-visits", "never"), ("key", "1")]).await.is(303);
        bob.post(&all, &[("q-visits", "often"), ("key", "1")]).await.is(409).says("Nothing was recorded");
        assert_eq!(recorded(site).await.len(), 1);
        bob.post(&all, &[("q-visits", "often"), ("key", "2")]).await.is(303);
        ann.post(&all, &[("q-visits", "never"), ("key", "1")]).await.is(303);
        assert_eq!(recorded(site).await.len(), 2);
        assert!(miscounted(site).await.is_empty());
    }
}
