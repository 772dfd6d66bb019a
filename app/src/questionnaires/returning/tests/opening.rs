//! Coming back: by a link that does nothing by itself, by a code however it is typed, twice at once, too late.

use super::{ANN, answered, closes, draft_of, kept, mail, save_by_code, save_by_link, work};
use crate::questionnaires::tests::{EXAMPLE, LONGER, PAGE, amend, begin, fill, publish, recorded};
use crate::sql;
use crate::test_both;
use crate::time::Time;

test_both! {
    async fn a_mail_scanner_that_follows_the_link_does_nothing(site) {
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.visitor();
        let draft = answered(&mut ann).await;
        let path = save_by_link(site, &mut ann, &draft, ANN).await;
        let before = kept(site).await;
        for _ in 0..3 {
            let page = site.visitor().get(&path).await.is(200).says("You answered 1 question so far").says(">Go on<")
                .says("Thursday 2 April 2026").does_not_say("Every week").does_not_say("/answers/");
            assert_eq!(page.headers["cache-control"], "private, no-store");
        }
        assert_eq!(kept(site).await, before);
        // The button opens it, on another device, at the first question that is not answered.
        let mut phone = site.visitor();
        let opened = phone.post(&path, &[]).await.is(303);
        assert!(opened.location().ends_with("/pages/what"), "{}", opened.location());
        assert_ne!(draft_of(opened.location()), draft);
        phone.get(opened.location()).await.is(200).says("What do you use it for?");
        // The device where it was saved goes on too.
        ann.get(&format!("{draft}/check")).await.is(200).says("Every week");
        // It opens as often as it is needed.
        phone.post(&path, &[]).await.is(303);
    }

    async fn somebody_comes_back_to_the_first_unanswered_question_or_to_what_they_check(site) {
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.visitor();
        let draft = begin(&mut ann).await;
        let path = save_by_link(site, &mut ann, &draft, ANN).await;
        let lands = async || site.visitor().post(&path, &[]).await.is(303).location().to_owned();
        assert!(lands().await.ends_with("/pages/use"));
        fill(&mut ann, &draft, "often", &[("q-visits", "never")]).await.is(303);
        assert!(lands().await.ends_with("/pages/opinion"), "the question before it was left out on purpose");
        fill(&mut ann, &draft, "opinion", &[("q-hours/day", "2"), ("q-hours/sat", "2")]).await.is(303);
        assert!(lands().await.ends_with("/pages/opinion#q-more"), "two questions on one page");
        fill(&mut ann, &draft, "opinion", &[("q-hours/day", "2"), ("q-hours/sat", "2"), ("q-more", "No.")]).await.is(303);
        assert!(lands().await.ends_with("/check"));
    }

    async fn a_link_opened_twice_at_once_works_for_both_and_loses_no_answer(site) {
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.visitor();
        let draft = answered(&mut ann).await;
        let path = save_by_link(site, &mut ann, &draft, ANN).await;
        let (mut one, mut two) = (site.visitor(), site.visitor());
        let (first, second) = tokio::join!(one.post(&path, &[]), two.post(&path, &[]));
        let (first, second) = (draft_of(first.is(303).location()), draft_of(second.is(303).location()));
        assert_ne!(first, second);
        let (what, opinion) = (format!("{first}/pages/what"), format!("{second}/pages/opinion"));
        let (left, right) = tokio::join!(
            one.post(&what, &[("q-uses", "books")]),
            two.post(&opinion, &[("q-more", "Longer, please.")])
        );
        left.is(303);
        right.is(303);
        for (browser, opened) in [(&mut one, &first), (&mut two, &second)] {
            browser.get(&format!("{opened}/check")).await.is(200).says("Every week").says("Books").says("Longer, please.");
        }
        // Sent in one of them, the other says so with the same receipt.
        let mut ann = site.resident(ANN).await;
        ann.post(&format!("{first}/send"), &[]).await.is(303);
        two.get(&format!("{second}/check")).await.is(303);
        two.get(&format!("{second}/sent?already=yes")).await.is(200).says("Already sent");
        assert_eq!(recorded(site).await.len(), 1);
    }

    async fn after_sending_the_link_and_the_code_show_the_same_receipt_and_the_address_is_gone(site) {
        publish(site, EXAMPLE, |_| {}).await;
        let mut ann = site.resident(ANN).await;
        let draft = begin(&mut ann).await;
        fill(&mut ann, &draft, "one", &[("q-visits", "never")]).await.is(303);
        let path = save_by_link(site, &mut ann, &draft, ANN).await;
        let code = save_by_code(&mut ann, &draft).await;
        assert_eq!(kept(site).await, [1, 3, 1, 1]);
        ann.post(&format!("{draft}/send"), &[]).await.is(303);
        let receipt = ann.get(&format!("{draft}/sent")).await.is(200).body;
        let receipt = receipt.split("/receipts/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert_eq!(kept(site).await[2..], [0, 0], "the address, and the message to it");
        site.visitor().get(&path).await.is(200).says("Already sent").says(&receipt).does_not_say("Never");
        for (to, fields) in [(path.as_str(), vec![]), ("/saved-answers", vec![("code", code.as_str())])] {
            let mut other = site.visitor();
            let on = other.post(to, &fields).await.is(303);
            assert!(on.location().ends_with("/sent?already=yes"), "{}", on.location());
            other.get(on.location()).await.is(200).says("Already sent").says(&receipt);
        }
        assert_eq!(recorded(site).await.len(), 1);
        assert_eq!(work(site).await, (0, 0));
        assert!(mail(site).await.is_empty());
    }

    async fn after_closing_the_link_says_what_becomes_of_the_answers_and_then_that_they_are_gone(site) {
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.visitor();
        let draft = answered(&mut ann).await;
        let path = save_by_link(site, &mut ann, &draft, ANN).await;
        let code = save_by_code(&mut ann, &draft).await;
        site.app.clock.advance(30 * Time::DAY + Time::MINUTE);
        let mut late = site.visitor();
        late.get(&path).await.is(200).says("This has closed").says("not counted").says("Thursday 2 April 2026").says("Read what I answered");
        let read = late.post(&path, &[]).await.is(303);
        late.get(read.location()).await.is(200).says("This has closed").says("Every week").does_not_say("Send my answers").does_not_say("Save and finish later");
        let opened = draft_of(read.location());
        assert_eq!(late.get(&format!("{opened}/save")).await.is(303).location(), format!("{opened}/check"));
        late.post("/saved-answers", &[("code", &code)]).await.is(303);
        // A day later it is gone, whether or not somebody has tidied up yet.
        site.app.clock.advance(Time::DAY);
        for _ in 0..2 {
            late.get(&path).await.is(410).says("These answers are not here").says("/receipts");
            late.post(&path, &[]).await.is(410);
            late.post("/saved-answers", &[("code", &code)]).await.is(422).says("No saved answers have this code");
            late.get(&format!("{opened}/check")).await.is(410);
            work(site).await;
        }
        assert_eq!(kept(site).await, [0, 0, 0, 0]);
    }

    async fn an_extension_keeps_the_answers_and_the_link(site) {
        publish(site, LONGER, |_| {}).await;
        let now = site.app.clock.now();
        closes(site, now.plus(10 * Time::DAY)).await;
        let mut ann = site.visitor();
        let draft = answered(&mut ann).await;
        let path = save_by_link(site, &mut ann, &draft, ANN).await;
        site.app.clock.advance(9 * Time::DAY);
        closes(site, now.plus(80 * Time::DAY)).await;
        // Past the old closing, and past the 28 days of a draft that nobody saved for later.
        site.app.clock.advance(61 * Time::DAY);
        assert_eq!(work(site).await, (0, 0));
        let opened = site.visitor().post(&path, &[]).await.is(303).location().to_owned();
        let mut late = site.visitor();
        late.get(&opened).await.is(200);
        // To keep another page does not make the time shorter.
        fill(&mut late, &draft_of(&opened), "opinion", &[("q-more", "Still here")]).await.is(303);
        site.app.clock.advance(9 * Time::DAY);
        work(site).await;
        site.visitor().get(&path).await.is(200).says("You answered 2 questions so far");
        site.app.clock.advance(2 * Time::DAY);
        assert_eq!(work(site).await.1, 1);
        assert_eq!(kept(site).await, [0, 0, 0, 0]);
    }

    async fn a_code_is_read_however_it_is_typed_and_a_wrong_one_is_told_beside_the_field(site) {
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.visitor();
        let draft = answered(&mut ann).await;
        let code = save_by_code(&mut ann, &draft).await;
        let mut phone = site.visitor();
        phone.get("/saved-answers").await.is(200).says("Go on with answers you saved");
        phone.get(PAGE).await.is(200).says("href=\"/saved-answers\"");
        for typed in [code.clone(), code.to_lowercase(), code.replace('-', ""), code.replace('-', " "), format!("  {code} ")] {
            let opened = phone.post("/saved-answers", &[("code", &typed)]).await.is(303);
            assert!(opened.location().ends_with("/pages/what"), "{}", opened.location());
        }
        let mut swapped: Vec<char> = code.chars().collect();
        let place = (0..3).find(|place| swapped[*place] != swapped[place + 1]).unwrap();
        swapped.swap(place, place + 1);
        let swapped: String = swapped.into_iter().collect();
        for (typed, why) in [
            ("", "Enter the code"), ("ABCD", "has 4"), ("7H3K-M9QX-2C4D-VW5T", "as a receipt has"), ("U", "do not contain"),
            (swapped.as_str(), "two may be swapped"), ("0000-0000-0000-0000-0000", "No saved answers have this code"),
        ] {
            phone.post("/saved-answers", &[("code", typed)]).await.is(422).says("There is a problem").says(why)
                .says("code-error").says(typed);
        }
        phone.post("/saved-answers", &[("code", &code), ("slug", "x")]).await.is(422).says("no field called");
    }

    async fn a_draft_that_was_deleted_or_never_was_is_told_plainly(site) {
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.visitor();
        let draft = answered(&mut ann).await;
        let path = save_by_link(site, &mut ann, &draft, ANN).await;
        ann.post(&format!("{draft}/delete"), &[]).await.is(303);
        ann.get(&path).await.is(410).says("These answers are not here");
        ann.get("/saved-answers/guess").await.is(410);
        ann.post("/saved-answers/guess", &[]).await.is(410);
        ann.post("/saved-answers/guess/forget", &[]).await.is(410);
        assert_eq!(kept(site).await, [0, 0, 0, 0]);
        // What opens a page is no link, and a link no page.
        let draft = answered(&mut ann).await;
        let path = save_by_link(site, &mut ann, &draft, ANN).await;
        ann.get(&format!("/saved-answers/{}", draft.rsplit('/').next().unwrap())).await.is(410);
        ann.get(&format!("{PAGE}/answers/{}", path.rsplit('/').next().unwrap())).await.is(410);
    }

    async fn a_withdrawn_consultation_takes_its_drafts_along(site) {
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.visitor();
        let draft = answered(&mut ann).await;
        let path = save_by_link(site, &mut ann, &draft, ANN).await;
        let mut tx = site.app.db.begin().await.unwrap();
        sql!("UPDATE consultations SET withdrawn_at = $1", site.app.clock.now()).run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        site.visitor().get(&path).await.is(200).says("This was withdrawn").says("Tuesday 3 March 2026");
        site.app.clock.advance(Time::DAY);
        site.visitor().get(&path).await.is(410);
        assert_eq!(work(site).await, (0, 1));
        assert_eq!(kept(site).await, [0, 0, 0, 0]);
    }

    async fn a_link_to_changed_answers_opens_them_only_for_whoever_sent_them(site) {
        publish(site, EXAMPLE, |_| {}).await;
        let account = site.account(ANN, crate::identity::model::Role::Resident).await;
        let mut ann = site.signed_in(account).await;
        let draft = begin(&mut ann).await;
        fill(&mut ann, &draft, "one", &[("q-visits", "never")]).await.is(303);
        ann.post(&format!("{draft}/send"), &[]).await.is(303);
        let draft = begin(&mut ann).await;
        let path = save_by_link(site, &mut ann, &draft, ANN).await;
        site.visitor().get(&path).await.is(401);
        site.visitor().post(&path, &[]).await.is(401);
        site.resident("bob@example.org").await.post(&path, &[]).await.is(410);
        let opened = site.signed_in(account).await.post(&path, &[]).await.is(303);
        assert!(opened.location().ends_with("/check"));
    }

    async fn a_link_to_answers_of_a_version_that_was_amended_keeps_them_and_says_what_is_new(site) {
        let id = publish(site, EXAMPLE, |_| {}).await;
        let mut ann = site.visitor();
        let draft = begin(&mut ann).await;
        fill(&mut ann, &draft, "one", &[("q-visits", "never")]).await.is(303);
        let path = save_by_link(site, &mut ann, &draft, ANN).await;
        amend(site, id, &EXAMPLE.replace("How often do you come?", "How often do you visit?"), "Plainer words.").await;
        let opened = ann.post(&path, &[]).await.is(303).location().to_owned();
        ann.get(&opened).await.is(200).says("Never").says("Plainer words.");
    }
}
