//! What is done beside the site: the one reminder, and erasing; and what a person is told of what is held about them.

use super::{ANN, answered, closes, kept, link, mail, remind, save_by_code, save_by_link, work};
use crate::identity::model::Role;
use crate::questionnaires::tests::{EXAMPLE, LONGER, PAGE, begin, fill, publish};
use crate::sql;
use crate::test_both;
use crate::time::Time;

test_both! {
    async fn whoever_took_a_link_is_reminded_once_three_days_before_closing(site) {
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.visitor();
        let draft = answered(&mut ann).await;
        save_by_link(site, &mut ann, &draft, ANN).await;
        // A code alone leaves no address.
        let other = answered(&mut ann).await;
        save_by_code(&mut ann, &other).await;
        site.app.clock.advance(27 * Time::DAY - Time::MINUTE);
        assert_eq!(work(site).await, (0, 0));
        assert_eq!(mail(site).await.len(), 1);
        site.app.clock.advance(Time::MINUTE);
        assert_eq!(work(site).await, (1, 0));
        let all = mail(site).await;
        assert_eq!(all.len(), 2);
        assert_eq!(all[1].0, ANN);
        for words in ["“About your library”", "not sent yet", "Wednesday 1 April 2026", "erased on Thursday 2 April 2026", "only this once"] {
            assert!(all[1].1.contains(words), "{words} is missing:\n{}", all[1].1);
        }
        // Its link opens the answers.
        let opened = site.visitor().post(&link(site).await, &[]).await.is(303);
        assert!(opened.location().ends_with("/pages/what"));
        // Only once, also when the closing date is put off, and never after closing.
        assert_eq!(work(site).await, (0, 0));
        closes(site, site.app.clock.now().plus(20 * Time::DAY)).await;
        site.app.clock.advance(18 * Time::DAY);
        assert_eq!(work(site).await, (0, 0));
        site.app.clock.advance(2 * Time::DAY + Time::HOUR);
        assert_eq!(work(site).await, (0, 0));
        assert_eq!(mail(site).await.len(), 2);
    }

    async fn nobody_is_reminded_who_sent_withdrew_forgot_or_came_in_the_last_days(site) {
        publish(site, EXAMPLE, |_| {}).await;
        let mut ann = site.resident(ANN).await;
        let draft = begin(&mut ann).await;
        fill(&mut ann, &draft, "one", &[("q-visits", "never")]).await.is(303);
        save_by_link(site, &mut ann, &draft, ANN).await;
        ann.post(&format!("{draft}/send"), &[]).await.is(303);
        let mut bob = site.visitor();
        let draft = begin(&mut bob).await;
        let path = save_by_link(site, &mut bob, &draft, "bob@example.org").await;
        bob.post(&format!("{path}/forget"), &[]).await.is(200);
        site.app.clock.advance(28 * Time::DAY);
        let draft = begin(&mut bob).await;
        bob.get(&format!("{draft}/save")).await.is(200).does_not_say("one reminder");
        save_by_link(site, &mut bob, &draft, "late@example.org").await;
        let (_, body) = mail(site).await.pop().unwrap();
        assert!(!body.contains("once more"), "{body}");
        assert_eq!(work(site).await.0, 0);
        site.app.clock.advance(Time::DAY);
        assert_eq!(work(site).await.0, 0);
        // Nor after closing, though nobody looked in time.
        site.app.clock.advance(2 * Time::DAY);
        assert_eq!(work(site).await.0, 0);
    }

    async fn nobody_is_reminded_of_what_was_withdrawn(site) {
        publish(site, EXAMPLE, |_| {}).await;
        let mut ann = site.visitor();
        let draft = begin(&mut ann).await;
        save_by_link(site, &mut ann, &draft, ANN).await;
        site.app.clock.advance(28 * Time::DAY);
        let mut tx = site.app.db.begin().await.unwrap();
        sql!("UPDATE consultations SET withdrawn_at = $1", site.app.clock.now()).run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(work(site).await, (0, 0));
        assert_eq!(mail(site).await.len(), 1);
    }

    async fn two_programs_write_one_reminder(site) {
        publish(site, EXAMPLE, |_| {}).await;
        let mut ann = site.visitor();
        let draft = begin(&mut ann).await;
        save_by_link(site, &mut ann, &draft, ANN).await;
        site.app.clock.advance(28 * Time::DAY);
        let (one, two) = tokio::join!(remind(&site.app), remind(&site.app));
        assert_eq!(one.unwrap() + two.unwrap(), 1);
        assert_eq!(mail(site).await.len(), 2);
    }

    async fn what_is_saved_for_later_stays_until_closing_and_what_is_not_for_28_days(site) {
        publish(site, LONGER, |new| new.closes_at = new.closes_at.map(|at| at.plus(60 * Time::DAY))).await;
        let mut ann = site.visitor();
        let left = answered(&mut ann).await;
        let draft = answered(&mut ann).await;
        let code = save_by_code(&mut ann, &draft).await;
        site.app.clock.advance(29 * Time::DAY);
        assert_eq!(work(site).await, (0, 1));
        ann.get(&left).await.is(410);
        ann.post("/saved-answers", &[("code", &code)]).await.is(303);
        site.app.clock.advance(61 * Time::DAY);
        ann.post("/saved-answers", &[("code", &code)]).await.is(303);
        site.app.clock.advance(2 * Time::DAY);
        assert_eq!(work(site).await, (0, 1));
        assert_eq!(kept(site).await, [0, 0, 0, 0]);
    }

    async fn drafts_at_closing_are_not_counted(site) {
        publish(site, EXAMPLE, |_| {}).await;
        let mut ann = site.visitor();
        let draft = begin(&mut ann).await;
        fill(&mut ann, &draft, "one", &[("q-visits", "never")]).await.is(303);
        save_by_link(site, &mut ann, &draft, ANN).await;
        site.app.clock.advance(30 * Time::DAY + Time::HOUR);
        site.visitor().get(&format!("{PAGE}/results")).await.is(200).does_not_say("1 person answered");
        assert!(crate::questionnaires::tests::recorded(site).await.is_empty());
    }

    async fn a_person_is_told_what_they_saved_and_it_goes_with_their_account(site) {
        publish(site, EXAMPLE, |_| {}).await;
        let mut ann = site.resident(ANN).await;
        // Saved signed out, with the address of the account.
        let mut guest = site.visitor();
        let draft = begin(&mut guest).await;
        fill(&mut guest, &draft, "one", &[("q-visits", "often")]).await.is(303);
        save_by_link(site, &mut guest, &draft, ANN).await;
        // Changed after sending, and saved with a code.
        let sent = begin(&mut ann).await;
        fill(&mut ann, &sent, "one", &[("q-visits", "never")]).await.is(303);
        ann.post(&format!("{sent}/send"), &[]).await.is(303);
        let change = begin(&mut ann).await;
        save_by_code(&mut ann, &change).await;
        // Somebody else's.
        let theirs = begin(&mut guest).await;
        save_by_link(site, &mut guest, &theirs, "bob@example.org").await;
        let data = ann.get("/account/data").await.is(200).json();
        let saved = data["saved_answers"].as_array().unwrap();
        assert_eq!(saved.len(), 2, "{saved:#?}");
        assert_eq!(saved[0]["answers"][0]["answer"], "Often");
        assert_eq!(saved[0]["link_sent_to"], ANN);
        assert_eq!(saved[0]["erased_at"], "2026-04-02T10:00:00Z");
        assert_eq!(saved[1]["answers"][0]["answer"], "Never");
        assert!(saved[1]["link_sent_to"].is_null());
        assert!(!data.to_string().contains("bob@example.org"));
        // Whoever has not confirmed an address is not shown what was saved with it.
        let mallory = site.account("bob@example.org", Role::Resident).await;
        let mut tx = site.app.db.begin().await.unwrap();
        sql!("UPDATE accounts SET confirmed_at = NULL WHERE id = $1", mallory).run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        let data = site.signed_in(mallory).await.get("/account/data").await.is(200).json();
        assert_eq!(data["saved_answers"].as_array().unwrap().len(), 0);
        ann.get("/account/delete").await.is(200).says("answers that you saved with your address");
        ann.post("/account/delete", &[("password", "correct horse battery")]).await.is(303);
        let (left,): (String,) = sql!("SELECT email FROM questionnaire_draft_addresses").one(&site.app.db).await.unwrap();
        assert_eq!(left, "bob@example.org");
        assert!(mail(site).await.iter().all(|(to, _)| to != ANN));
        guest.get(&draft).await.is(410);
        guest.get(&theirs).await.is(303);
    }
}
