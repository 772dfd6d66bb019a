//! What came of it: the same sums for everybody, hidden where results are hidden.

use super::{LONGER, PAGE, STAFF, miscounted, publish};
use crate::identity::model::Role;
use crate::site::testing::Site;
use crate::test_both;

async fn answered(site: &Site, people: std::ops::Range<usize>) {
    for number in people {
        let mut one = site.resident(&format!("r{number}@example.org")).await;
        let visits = if number % 3 == 0 { "never" } else { "weekly" };
        let fields: &[(&str, &str)] = match number % 3 {
            0 => &[("q-visits", "never"), ("q-hours/day", "1")],
            _ => &[
                ("q-visits", "weekly"),
                ("q-uses", "books"),
                ("q-uses", "children"),
                ("q-ages", "7"),
                ("q-hours/day", "2"),
            ],
        };
        assert!(fields.contains(&("q-visits", visits)));
        one.post(&format!("{PAGE}/answers"), fields).await.is(303);
    }
}

test_both! {
    async fn results_say_how_many_were_asked_and_what_they_answered(site) {
        publish(site, LONGER, |new| new.results = "live").await;
        answered(site, 0..3).await;
        let few = site.visitor().get(&format!("{PAGE}/results")).await.is(200);
        few.says("3 people answered").says("Too few to show more").does_not_say("Every week");
        let told = site.visitor().get("/api/v1/consultations/hours/results").await.is(200).json();
        assert!(!told.to_string().contains("weekly"), "{told}");
        answered(site, 3..9).await;
        let list = site.visitor().get(&format!("{PAGE}/results")).await.is(200);
        list.says("9 people answered").says("Most often chosen: “Books” and “Children’s times”, each by 6 of 6").does_not_say("<figure");
        let page = site.visitor().get(&format!("{PAGE}/results?show=all")).await.is(200);
        page.says("9 people answered").says("6 of 6 people asked answered").says("Every week").says("Most often chosen: “Books” and “Children’s times”, each by 6 of 6")
            .says("On average 7").says("On weekdays").says("read by staff");
        let told = site.visitor().get("/api/v1/consultations/hours/results").await.is(200).json();
        let own = &told["questionnaires"][0];
        assert_eq!(own["people"], 9);
        let uses = own["questions"].as_array().unwrap().iter().find(|one| one["key"] == "uses").unwrap().clone();
        assert_eq!((uses["asked"].as_i64(), uses["options"][0]["count"].as_i64()), (Some(6), Some(6)));
        assert!(miscounted(site).await.is_empty());
    }

    async fn while_it_is_open_nobody_can_tell_from_the_figures_what_one_person_said(site) {
        publish(site, LONGER, |new| new.results = "live").await;
        answered(site, 0..6).await;
        let page = format!("{PAGE}/results");
        site.visitor().get(&page).await.is(200).says("6 people answered").says("after every ten");
        for more in 6..15 {
            answered(site, more..more + 1).await;
            site.visitor().get(&page).await.is(200).says("6 people answered");
            let told = site.visitor().get("/api/v1/consultations/hours/results").await.is(200).json();
            assert_eq!(told["questionnaires"][0]["people"], 6);
        }
        let mut staff = site.person(Role::Staff).await;
        staff.get(&format!("{STAFF}/1/results")).await.is(200).says("15 people answered");
        answered(site, 15..16).await;
        site.visitor().get(&page).await.is(200).says("16 people answered");
        answered(site, 16..17).await;
        // When no more can come, all of them are shown.
        site.app.clock.advance(400 * crate::time::Time::DAY);
        site.visitor().get(&page).await.is(200).says("17 people answered");
    }

    async fn each_question_has_a_page_with_its_order_in_the_address(site) {
        publish(site, LONGER, |new| new.results = "live").await;
        answered(site, 0..9).await;
        let page = format!("{PAGE}/results");
        let list = site.visitor().get(&page).await.is(200);
        list.says(&format!("{page}/uses")).says(&format!("{page}?show=all"));
        let uses = site.visitor().get(&format!("{page}/uses")).await.is(200);
        uses.says("Most often chosen: “Books”").says("6 of 6 people asked answered").says("rel=\"next\"").says("rel=\"prev\"");
        let sorted = site.visitor().get(&format!("{page}/uses?order=most")).await.is(200);
        let sorted = sorted.says("aria-current=\"true\">Most chosen first").body;
        let place = |words: &str| sorted.find(&format!(">{words}<")).unwrap();
        assert!(place("Books") < place("Children’s times"));
        for wrong in ["nothing", "uses%00", "Uses", "a.b"] {
            site.visitor().get(&format!("{page}/{wrong}")).await.is(404);
        }
        let mut staff = site.person(Role::Staff).await;
        staff.get(&format!("{STAFF}/1/results")).await.is(200).says(&format!("{STAFF}/1/results/uses"));
        staff.get(&format!("{STAFF}/1/results/uses?order=most")).await.is(200).says("Most often chosen: “Books”");
        staff.get(&format!("{STAFF}/1/results/nothing")).await.is(404);
        site.resident("rita@example.org").await.get(&format!("{STAFF}/1/results/uses")).await.is(403);
    }

    async fn a_question_that_fewer_than_five_answered_is_not_told(site) {
        publish(site, LONGER, |new| new.results = "live").await;
        // Four of those who come are asked what for, and of them three say it.
        answered(site, 0..6).await;
        let uses = site.visitor().get(&format!("{PAGE}/results/uses")).await.is(200);
        uses.says("Too few people answered this").does_not_say("Books").does_not_say("<figure").does_not_say("asked answered");
        let list = site.visitor().get(&format!("{PAGE}/results")).await.is(200);
        list.says("Too few people answered this").does_not_say("Books");
        site.person(Role::Staff).await.get(&format!("{STAFF}/1/results/uses")).await.is(200).says("Books");
    }

    async fn hidden_means_hidden_for_everybody_but_the_staffs_own_page(site) {
        publish(site, LONGER, |new| new.results = "hidden").await;
        answered(site, 0..3).await;
        site.visitor().get(&format!("{PAGE}/results")).await.is(200).does_not_say("Every week").does_not_say("answered.");
        let told = site.visitor().get("/api/v1/consultations/hours/results").await.is(200).json();
        assert!(told["questionnaires"].is_null(), "{told}");
        let one = site.visitor().get(&format!("{PAGE}/results/visits")).await.is(303);
        assert_eq!(one.location(), format!("{PAGE}/results"));
        let mut staff = site.person(Role::Staff).await;
        staff.get(&format!("{STAFF}/1/results")).await.is(200).says("3 people answered").says("cannot see these numbers");
        staff.get(&format!("{STAFF}/1/results/visits")).await.is(200).says("cannot see these numbers");
    }

    async fn a_library_that_few_people_named_is_not_shown_in_public(site) {
        site.branch("hythe", "Hythe Library").await;
        site.branch("ash", "Ash Library").await;
        publish(site, LONGER, |new| new.results = "live").await;
        for number in 0..8 {
            let mut one = site.resident(&format!("r{number}@example.org")).await;
            let library = if number < 2 { "ash" } else { "hythe" };
            one.post(&format!("{PAGE}/answers"), &[("q-visits", "never"), ("q-library", library)]).await.is(303);
        }
        site.visitor().get(&format!("{PAGE}/results")).await.is(200).does_not_say("Ash Library");
        let mut staff = site.person(Role::Staff).await;
        staff.get(&format!("{STAFF}/1/results/library")).await.is(200).says("Ash Library").says("Hythe Library");
        site.visitor().get(&format!("{PAGE}/results/library")).await.is(200).does_not_say("Ash Library");
    }
}

test_both! {
    async fn answers_are_taken_away_in_every_format_one_row_a_response(site) {
        site.branch("hythe", "Hythe Library").await;
        publish(site, LONGER, |_| {}).await;
        answered(site, 0..7).await;
        let mut analyst = site.person(Role::Analyst).await;
        let base = format!("{STAFF}/1/files");
        let csv = analyst.get(&format!("{base}/answers.csv")).await.is(200);
        let lines: Vec<&str> = csv.body.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(lines.len(), 8, "{}", csv.body);
        assert!(lines[0].contains("visits") && lines[0].contains("uses/books") && lines[0].contains("uses/other/text"), "{}", lines[0]);
        assert!(csv.body.contains("not-asked"), "{}", csv.body);
        assert!(csv.headers["content-disposition"].to_str().unwrap().contains("hours-questionnaire-1-answers.csv"));
        let told = analyst.get(&format!("{base}/answers.csv?cells=labels")).await.is(200);
        told.says("Every week");
        for file in ["answers.xlsx", "answers.ods", "data-package.zip"] {
            let answer = analyst.get(&format!("{base}/{file}")).await.is(200);
            assert!(answer.body.starts_with("PK"), "{file}");
        }
        analyst.get(&format!("{base}/answers.jsonl")).await.is(200).says("\"weekly\"");
        analyst.get(&format!("{base}/spss.sps")).await.is(200).says("VALUE LABELS");
        analyst.get(&format!("{base}/codebook.csv")).await.is(200).says("uses/books");
        for file in ["codes.csv", "spss.csv", "triple-s.xml", "triple-s.csv", "ddi.xml"] {
            analyst.get(&format!("{base}/{file}")).await.is(200);
        }
        analyst.get(&format!("{base}/answers.exe")).await.is(404);
        let (noted,): (i64,) = crate::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM audit_log WHERE action = 'questionnaire.export'").one(&site.app.db).await.unwrap();
        assert_eq!(noted, 12 + 1);
        site.person(Role::Councillor).await.get(&format!("{base}/answers.csv")).await.is(403);
    }
}
