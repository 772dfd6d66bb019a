//! Staff write a questionnaire, see whom it asks what, and cannot publish one in which somebody gets lost.

use super::{EXAMPLE, STAFF};
use crate::identity::model::Role;
use crate::test_both;

test_both! {
    async fn a_questionnaire_is_written_read_again_changed_and_deleted_in_a_draft(site) {
        site.consultation("hours", |new| new.published_at = None).await;
        let mut staff = site.person(Role::Staff).await;
        staff.get(STAFF).await.is(200).says("No questionnaires yet").says("Write a questionnaire");
        staff.get(&format!("{STAFF}/new?as=text")).await.is(200).says("How you use the library");
        let added = staff.post(&format!("{STAFF}/new"), &[("definition", EXAMPLE)]).await.is(303);
        assert_eq!(added.location(), format!("{STAFF}/1?done=added"));
        staff.get(added.location()).await.is(200).says("Everybody gets to the end.").says("Question 1 (“How often do you come?”) is asked of everybody.")
            .says("is asked of people who chose “Often” for question 1.");
        let page = staff.get(&format!("{STAFF}/1/edit")).await.is(200);
        page.says("visits = ");
        let changed = EXAMPLE.replace("Why do you come?", "What brings you here?");
        staff.post(&format!("{STAFF}/1/edit"), &[("definition", &changed)]).await.is(303);
        staff.get(&format!("{STAFF}/1")).await.is(200).says("What brings you here?");
        staff.get(&format!("{STAFF}/1/delete")).await.is(200).says("Delete the questionnaire?");
        staff.post(&format!("{STAFF}/1/delete"), &[]).await.is(303);
        staff.get(STAFF).await.is(200).says("No questionnaires yet");
    }

    async fn what_is_no_questionnaire_comes_back_with_what_is_wrong_and_all_that_was_typed(site) {
        site.consultation("hours", |new| new.published_at = None).await;
        let mut staff = site.person(Role::Staff).await;
        for (definition, words) in [
            ("", "Write the questionnaire"),
            ("title = ", "line 1"),
            ("[[page]]\nkey = \"p\"", "a title"),
            ("title = \"T\"\n[[page]]\nkey = \"p\"\n[[page.question]]\nkey = \"q\"\ntype = \"quiz\"", "no type of question"),
        ] {
            let page = staff.post(&format!("{STAFF}/new"), &[("definition", definition)]).await.is(422);
            page.says(words);
        }
    }

    async fn a_dead_end_keeps_it_from_being_published_and_is_said_in_words(site) {
        let now = site.app.clock.now();
        site.consultation("hours", |new| {
            new.published_at = None;
            (new.opens_at, new.closes_at) = (Some(now.plus(crate::time::Time::DAY)), Some(now.plus(60 * crate::time::Time::DAY)));
        }).await;
        let mut staff = site.person(Role::Staff).await;
        let dead = EXAMPLE.replace("visits = \"often\"'", "visits = \"often\" and visits = \"never\"'");
        staff.post(&format!("{STAFF}/new"), &[("definition", &dead)]).await.is(303);
        staff.get(&format!("{STAFF}/1")).await.is(200).says("cannot be published like this").says("is never true");
        staff.get(STAFF).await.is(200).says("things to put right");
        let publish = [("anyway", "yes"), ("because", "We want to.")];
        staff.post("/staff/consultations/hours/publish", &publish).await.is(422).says("is never true");
        staff.post(&format!("{STAFF}/1/edit"), &[("definition", EXAMPLE)]).await.is(303);
        staff.post("/staff/consultations/hours/publish", &publish).await.is(303);
        // Published, it is not taken away, nor is another put beside it.
        let late = EXAMPLE.replace("Often", "Always");
        staff.post(&format!("{STAFF}/1/delete"), &[]).await.is(409);
        staff.post(&format!("{STAFF}/new"), &[("definition", &late)]).await.is(409);
        staff.get(&format!("{STAFF}/1")).await.is(200).says("Version 1 is published");
    }

    async fn a_colleague_who_saved_meanwhile_is_not_overwritten(site) {
        site.consultation("hours", |new| new.published_at = None).await;
        let mut staff = site.person(Role::Staff).await;
        staff.post(&format!("{STAFF}/new"), &[("definition", EXAMPLE)]).await.is(303);
        let theirs = EXAMPLE.replace("Often", "Very often");
        staff.post(&format!("{STAFF}/1/edit"), &[("definition", &theirs)]).await.is(303);
        let mine = EXAMPLE.replace("Often", "Every day");
        staff.post(&format!("{STAFF}/1/edit"), &[("definition", &mine), ("seen", "1")]).await.is(409).says("Every day");
        staff.get(&format!("{STAFF}/1/edit")).await.is(200).says("Very often");
    }
}
