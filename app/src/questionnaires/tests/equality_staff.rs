//! Staff choose the equality questions before a consultation opens, and get counts in which nobody can be found once it has
//! ended.

use super::equality::{answered, ask};
use super::{EXAMPLE, STAFF, begin, fill, publish};
use crate::identity::model::Role;
use crate::questionnaires::equality::keeping::tend;
use crate::questionnaires::equality::{EqualityTopic, Nation};
use crate::site::testing::Site;
use crate::sql;
use crate::test_both;
use crate::time::Time;

async fn records(site: &Site) -> i64 {
    let (count,): (i64,) =
        sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM equality_answers").one(&site.app.db).await.unwrap();
    count
}

async fn ended(site: &Site, later: i64) {
    let hours = crate::consultations::store::by_slug(&site.app.db, "hours").await.unwrap().unwrap();
    site.app.clock.advance(hours.dates.closes_at.unwrap().0 - site.app.clock.now().0 + later);
}

test_both! {
    async fn staff_look_at_a_nations_questions_choose_topics_and_switch_them_on_and_off(site) {
        site.consultation("hours", |new| new.published_at = None).await;
        let mut staff = site.person(Role::Staff).await;
        staff.post(&format!("{STAFF}/new"), &[("definition", EXAMPLE)]).await.is(303);
        let page = format!("{STAFF}/1/equality");
        staff.get(&format!("{STAFF}/1")).await.is(200).says(&page);
        staff.get(&page).await.is(200).says("They are not asked.").says("no one set of equality questions").says("There is currently no harmonised standard")
            .says("Ask these questions").does_not_say("Stop asking");
        staff.get(&format!("{page}?nation=northern-ireland")).await.is(200).says("Northern Ireland").says("What do you ask? (Northern Ireland)")
            .does_not_say("value=\"gender-identity\"");
        staff.get(&format!("{page}?nation=wales")).await.is(200).says("has not been checked by anybody who speaks it").says("Ask in Cymraeg too");
        staff.post(&page, &[("asks", "yes"), ("nation", "france"), ("topic", "age")]).await.is(422).says("Choose England");
        staff.post(&page, &[("asks", "yes"), ("nation", "northern-ireland"), ("topic", "gender-identity")]).await.is(422).says("Choose at least one topic");
        let on = [("asks", "yes"), ("nation", "scotland"), ("topic", "age"), ("topic", "sex")];
        let done = staff.post(&page, &on).await.is(303);
        let shown = staff.get(done.location()).await.is(200).says("They are asked.").says("Stop asking").says("What do you ask? (Scotland)");
        assert_eq!(shown.body.matches("name=\"topic\"").count(), 9);
        let ticked = shown.body.split("name=\"topic\"").skip(1).filter(|rest| rest.split('>').next().unwrap().contains("checked")).count();
        assert_eq!(ticked, 2);
        // A colleague who looked before that does not undo it.
        staff.post(&page, &[("asks", "no"), ("seen", "0")]).await.is(409).says("nothing was saved");
        let off = staff.post(&page, &[("asks", "no")]).await.is(303);
        staff.get(off.location()).await.is(200).says("They are not asked.");
        let (acts,): (i64,) = sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM audit_log WHERE action = 'questionnaire.equality'").one(&site.app.db).await.unwrap();
        assert_eq!(acts, 2);
        site.person(Role::Analyst).await.get(&page).await.is(403);
    }

    async fn one_questionnaire_of_a_consultation_asks_and_not_another(site) {
        site.consultation("hours", |new| new.published_at = None).await;
        let mut staff = site.person(Role::Staff).await;
        for definition in [EXAMPLE, &EXAMPLE.replace("What do you use", "Why do you use")] {
            staff.post(&format!("{STAFF}/new"), &[("definition", definition)]).await.is(303);
        }
        let on = [("asks", "yes"), ("nation", "england"), ("topic", "age")];
        staff.post(&format!("{STAFF}/1/equality"), &on).await.is(303);
        staff.get(&format!("{STAFF}/2/equality")).await.is(200).says("Another questionnaire of this consultation");
        staff.post(&format!("{STAFF}/2/equality"), &on).await.is(409);
        staff.post(&format!("{STAFF}/1/equality"), &[("asks", "no")]).await.is(303);
        staff.post(&format!("{STAFF}/2/equality"), &on).await.is(303);
        staff.get(&format!("{STAFF}/1/equality")).await.is(200).says("Another questionnaire of this consultation");
    }

    async fn while_it_is_open_they_can_only_be_stopped_and_then_nobody_is_asked_who_has_not_answered(site) {
        publish(site, EXAMPLE, |_| {}).await;
        let page = format!("{STAFF}/1/equality");
        let mut staff = site.person(Role::Staff).await;
        let on = [("asks", "yes"), ("nation", "england"), ("topic", "age")];
        staff.post(&page, &on).await.is(409).says("The consultation is open");
        ask(site, Nation::England, &[EqualityTopic::Age]).await;
        answered(site, "ann@example.org", &[("q-age", "25-34")]).await;
        staff.get(&page).await.is(200).says("Stop asking").does_not_say("Ask these questions");
        staff.post(&page, &[("asks", "no")]).await.is(303);
        let mut bob = site.resident("bob@example.org").await;
        let draft = begin(&mut bob).await;
        fill(&mut bob, &draft, "one", &[("q-visits", "never")]).await.is(303);
        let sent = bob.post(&format!("{draft}/send"), &[]).await.is(303);
        assert_eq!(sent.location(), format!("{draft}/sent"));
        assert_eq!(records(site).await, 1, "what was answered is counted all the same");
        ended(site, Time::HOUR).await;
        let mut staff = site.person(Role::Administrator).await;
        staff.post(&page, &on).await.is(409);
        staff.post(&page, &[("asks", "no")]).await.is(409);
    }

    async fn counts_are_drawn_once_after_the_end_with_small_ones_hidden_and_stay_when_the_answers_are_erased(site) {
        publish(site, EXAMPLE, |_| {}).await;
        ask(site, Nation::England, &[EqualityTopic::Age, EqualityTopic::Sex]).await;
        for number in 0..14 {
            let (age, sex) = match number {
                0..2 => ("75-84", "male"),
                2..8 => ("25-34", "male"),
                _ => ("35-49", "female"),
            };
            answered(site, &format!("r{number}@example.org"), &[("q-age", age), ("q-sex", sex)]).await;
        }
        let page = format!("{STAFF}/1/equality/counts");
        tend(&site.app).await.unwrap();
        let mut analyst = site.colleague("An Alyst", Role::Analyst).await;
        analyst.get(&page).await.is(200).says("Not counted yet").says("after the consultation has closed").does_not_say("25 to 34");
        analyst.get(&format!("{page}.csv")).await.is(404);
        ended(site, Time::HOUR).await;
        tend(&site.app).await.unwrap();
        let mut analyst = site.person(Role::Analyst).await;
        analyst.get(&page).await.is(200).says("may still be answering");
        let before: Vec<(i64,)> = sql!("SELECT id FROM equality_answers").all(&site.app.db).await.unwrap();
        site.app.clock.advance(2 * Time::HOUR);
        tend(&site.app).await.unwrap();
        let after: Vec<(i64,)> = sql!("SELECT id FROM equality_answers").all(&site.app.db).await.unwrap();
        assert_eq!((before.len(), after.len()), (28, 28));
        assert!(after.iter().all(|id| !before.contains(id)), "written anew under other numbers");
        let mut analyst = site.colleague("Ann Alyst", Role::Analyst).await;
        let shown = analyst.get(&page).await.is(200).says("14 people who were offered it").says("not shown").says("How old are you?");
        // 6 and 8 of sex may be shown; of age 2 and 6, and the two could be taken from the total.
        let csv = analyst.get(&format!("{page}.csv")).await.is(200);
        let count = |question: &str, code: &str| {
            let line = csv.body.lines().find(|line| line.contains(&format!(",{question},")) && line.contains(&format!(",{code},"))).unwrap();
            line.to_owned()
        };
        assert!(count("sex", "female").contains(",6,") && count("sex", "male").contains(",8,"), "{}", csv.body);
        // Six of one age have to go with the two of another, and as they are as large so do the other six.
        for age in ["25-34", "35-49", "75-84", "under-16", "no-answer"] {
            assert!(count("age", age).contains(",[c],"), "{}", csv.body);
        }
        let (noted,): (i64,) = sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM audit_log WHERE action = 'questionnaire.equality-counts'").one(&site.app.db).await.unwrap();
        assert_eq!(noted, 1);
        // Programs are told nothing of it.
        let told = site.visitor().get("/api/v1/consultations/hours/results").await.is(200);
        assert!(!told.body.contains("equality") && !told.body.contains("25-34"), "{}", told.body);
        // Nothing is counted again, whatever is in the record.
        let mut tx = site.app.db.begin().await.unwrap();
        sql!("DELETE FROM equality_answers WHERE topic = 'sex'").run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        tend(&site.app).await.unwrap();
        let again = analyst.get(&page).await.is(200);
        assert_eq!(again.body.matches("not shown").count(), shown.body.matches("not shown").count());
        // And erased on its day.
        ended(site, 89 * Time::DAY).await;
        tend(&site.app).await.unwrap();
        assert_eq!(records(site).await, 14);
        ended(site, 90 * Time::DAY).await;
        tend(&site.app).await.unwrap();
        assert_eq!(records(site).await, 0);
        site.person(Role::Staff).await.get(&page).await.is(200).says("14 people who were offered it");
        site.person(Role::Councillor).await.get(&page).await.is(403);
    }

    async fn weeks_in_which_few_people_answered_are_put_together(site) {
        publish(site, EXAMPLE, |_| {}).await;
        ask(site, Nation::England, &[EqualityTopic::Age, EqualityTopic::Sex]).await;
        for (number, week) in [0, 0, 0, 1, 1, 2].into_iter().enumerate() {
            let start = crate::site::testing::start();
            site.app.clock.advance(start.plus(week * 7 * Time::DAY).0 - site.app.clock.now().0);
            answered(site, &format!("r{number}@example.org"), &[("q-sex", "male")]).await;
        }
        let weeks = async || -> Vec<(String, i64)> {
            sql!("SELECT week, CAST(COUNT(*) AS BIGINT) FROM equality_answers GROUP BY week ORDER BY week").all(&site.app.db).await.unwrap()
        };
        let of = |weeks: &[(&str, i64)]| -> Vec<(String, i64)> { weeks.iter().map(|(week, count)| ((*week).to_owned(), *count)).collect() };
        assert_eq!(weeks().await, of(&[("2026-03-02", 6), ("2026-03-09", 4), ("2026-03-16", 2)]));
        tend(&site.app).await.unwrap();
        assert_eq!(weeks().await, of(&[("2026-03-02", 10), ("2026-03-16", 2)]));
        ended(site, 3 * Time::HOUR).await;
        tend(&site.app).await.unwrap();
        assert_eq!(weeks().await, of(&[("2026-03-02", 12)]));
    }
}
