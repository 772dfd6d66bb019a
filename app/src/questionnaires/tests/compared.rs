//! The answers to one question library by library: in public once it has closed, with small libraries put together.

use super::{PAGE, STAFF, amend, miscounted, publish};
use crate::identity::model::Role;
use crate::site::testing::Site;
use crate::time::Time;
use crate::{sql, test_both};

/// One question of every kind that can be set side by side, and one that cannot.
const EVERY_KIND: &str = r#"
title = "Hours"
[[page]]
key = "one"
[[page.question]]
key = "visits"
type = "one-of"
label = "How often do you come?"
required = true
option = [{ code = "weekly", label = "Every week" }, { code = "less", label = "Less often" }, { code = "never", label = "Never" }]
[[page.question]]
key = "uses"
type = "several-of"
label = "What for?"
option = [
  { code = "books", label = "Books" },
  { code = "warm", label = "A warm room" },
  { code = "print", label = "Printing" },
]
[[page.question]]
key = "ease"
type = "scale"
label = "How easy is it?"
points = ["Hard", "Neither", "Easy"]
[[page.question]]
key = "suits"
type = "matrix"
label = "Do the hours suit you?"
option = [{ code = "day", label = "On weekdays" }, { code = "sat", label = "On Saturdays" }]
column = [{ code = "1", label = "Badly" }, { code = "2", label = "Well" }]
[[page.question]]
key = "order"
type = "rank"
label = "What matters most?"
option = [{ code = "sat", label = "Saturdays" }, { code = "eve", label = "Evenings" }, { code = "sun", label = "Sundays" }]
[[page.question]]
key = "minutes"
type = "whole-number"
label = "How far is it?"
least = 0
most = 180
[[page.question]]
key = "more"
type = "long-text"
label = "Anything else?"
"#;

const NEVER: &[(&str, &str)] = &[
    ("q-visits", "never"),
    ("q-uses", "warm"),
    ("q-ease", "1"),
    ("q-suits/day", "1"),
    ("q-suits/sat", "1"),
    ("q-order/sat", "2"),
    ("q-order/sun", "1"),
    ("q-minutes", "60"),
];
const WEEKLY: &[(&str, &str)] = &[
    ("q-visits", "weekly"),
    ("q-uses", "books"),
    ("q-uses", "print"),
    ("q-ease", "3"),
    ("q-suits/day", "2"),
    ("q-suits/sat", "1"),
    ("q-order/sat", "1"),
    ("q-order/eve", "2"),
    ("q-minutes", "10"),
];

/// Twelve people of Ash who come weekly, ten of Elm of whom two do, three of Oak and four who named no library.
async fn answered(site: &Site) {
    let mut branches = Vec::new();
    for (slug, name) in [("ash", "Ash Library"), ("elm", "Elm Library"), ("oak", "Oak Library")] {
        branches.push(Some(site.branch(slug, name).await));
    }
    branches.push(None);
    for (at, (people, weekly)) in [(12, 12), (10, 2), (3, 3), (4, 0)].into_iter().enumerate() {
        for number in 0..people {
            let mut one = site.resident_of(&format!("r{at}-{number}@example.org"), branches[at]).await;
            let fields = if number < weekly { WEEKLY } else { NEVER };
            one.post(&format!("{PAGE}/answers"), fields).await.is(303);
        }
    }
}

/// The tables of a page, without the marks between pieces of text.
fn tables(page: &str) -> Vec<String> {
    let page = page.replace("<!>", "");
    page.split("<table>").skip(1).filter_map(|rest| Some(rest.split("</table>").next()?.to_owned())).collect()
}

/// The row of a table on a page: its cells after the heading.
fn row(page: &str, name: &str) -> Vec<String> {
    let tables = tables(page);
    let rows = tables.iter().flat_map(|table| table.split("<tr>"));
    let row = rows.into_iter().find(|row| row.contains(&format!(">{name}</th>")));
    let row = row.unwrap_or_else(|| panic!("there is no row {name} in {tables:?}"));
    let cells = row.split("<td").skip(1);
    cells.map(|cell| cell.split('>').nth(1).unwrap().split('<').next().unwrap().trim().to_owned()).collect()
}

test_both! {
    async fn libraries_are_compared_in_public_once_it_has_closed_and_small_ones_are_put_together(site) {
        publish(site, EVERY_KIND, |new| new.results = "live").await;
        answered(site).await;
        let page = format!("{PAGE}/results/visits");
        let open = site.visitor().get(&page).await.is(200);
        open.says("id=\"by-library\"").says("Libraries are compared here once the consultation has closed").does_not_say("Ash Library");
        site.app.clock.advance(400 * Time::DAY);
        let closed = site.visitor().get(&page).await.is(200);
        let closed = closed.says("“Every week”, given most often of all, is found most at “Ash Library”, 12 of 12 (100%), and least at “Elm Library”, 2 of 10 (20%).")
            .does_not_say("Oak Library").does_not_say("No library given").says("All bars of this page are on one scale, which ends at 100%");
        assert_eq!(row(&closed.body, "Ash Library"), ["12 of 12 (100%)", "0 of 12 (0%)", "0 of 12 (0%)"]);
        assert_eq!(row(&closed.body, "Libraries with fewer than 5 answers"), ["3 of 7 (43%)", "0 of 7 (0%)", "4 of 7 (57%)"]);
        // Of the ways they came in the public reads in the turnout; nobody's answer is told by it.
        closed.does_not_say("By the way they came in");
        site.visitor().get(&format!("{PAGE}/results/more")).await.is(200).does_not_say("By library");
        assert!(miscounted(site).await.is_empty(), "{:?}", miscounted(site).await);
    }

    async fn staff_compare_every_library_at_any_time(site) {
        publish(site, EVERY_KIND, |new| new.results = "hidden").await;
        answered(site).await;
        let mut staff = site.person(Role::Staff).await;
        let page = staff.get(&format!("{STAFF}/1/results/visits")).await.is(200);
        let page = page.says("please do not quote such numbers before").does_not_say("with fewer than 5 answers</th>");
        assert_eq!(row(&page.body, "Oak Library"), ["3 of 3", "0 of 3", "0 of 3"]);
        assert_eq!(row(&page.body, "No library given"), ["0 of 4", "0 of 4", "4 of 4"]);
        // All came online, so there is nothing to set side by side.
        page.does_not_say("By the way they came in");
        let ease = staff.get(&format!("{STAFF}/1/results/ease")).await.is(200);
        ease.says("“Ash Library” stands highest: 12 (100%) chose a point above the middle. “Elm Library” stands lowest: 2 (20%).");
        let suits = staff.get(&format!("{STAFF}/1/results/suits")).await.is(200);
        suits.says("On weekdays. Answers by library").says("On Saturdays. Answers by library");
        let minutes = staff.get(&format!("{STAFF}/1/results/minutes")).await.is(200);
        let minutes = minutes.says("The means lie between 10.0 at “Ash Library” and 50.0 at “Elm Library”.");
        assert_eq!(row(&minutes.body, "Elm Library"), ["10", "50.0"]);
        let order = staff.get(&format!("{STAFF}/1/results/order")).await.is(200);
        assert_eq!(row(&order.body, "Elm Library"), ["10", "1.8", "2.0", "1.0"]);
    }

    async fn an_order_and_one_library_are_asked_for_in_the_address(site) {
        publish(site, EVERY_KIND, |new| new.results = "hidden").await;
        answered(site).await;
        for number in 0..20 {
            let mut one = site.resident(&format!("more{number}@example.org")).await;
            one.post(&format!("{PAGE}/answers"), WEEKLY).await.is(303);
        }
        site.app.clock.advance(400 * Time::DAY);
        let page = format!("{PAGE}/results/uses");
        let place = |table: &str, name: &str| table.find(&format!(">{name}</th>")).unwrap_or(usize::MAX);
        let named = site.visitor().get(&page).await.is(200).body;
        let by_answers = site.visitor().get(&format!("{page}?libraries=answers&order=most")).await.is(200);
        let last = |body: &str| tables(body).pop().unwrap();
        // Three of Oak are too few, so the smallest of the others joins them: Elm, whose ten stand for themselves nowhere.
        assert!(place(&last(&named), "Ash Library") < place(&last(&named), "No library given"));
        let answers = last(&by_answers.body);
        let places = ["No library given", "All other libraries", "Ash Library"].map(|name| place(&answers, name));
        assert!(places.is_sorted() && places[2] < usize::MAX, "{answers}");
        // Each of the orders keeps what else was asked for.
        by_answers.says(&format!("{page}?libraries=answers\"")).says(&format!("{page}?order=most\""));
        let one = site.visitor().get(&format!("{page}?library=ash&libraries=answers")).await.is(200);
        assert_eq!(row(&one.body, "Ash Library"), ["12 of 12 (100%)", "0 of 12 (0%)", "12 of 12 (100%)"]);
        assert_eq!(row(&one.body, "Everybody"), ["37 of 49 (76%)", "12 of 49 (24%)", "37 of 49 (76%)"]);
        assert!(!last(&one.body).contains("No library given"), "{}", last(&one.body));
        // A library that may not be named is not found by asking for it.
        for few in ["oak", "elm", "nowhere"] {
            let few = site.visitor().get(&format!("{page}?library={few}")).await.is(200);
            assert!(last(&few.body).contains("No library given"), "{}", last(&few.body));
            few.does_not_say("Oak Library").does_not_say("Elm Library");
        }
    }

    async fn what_fewer_than_five_were_offered_is_left_out_for_everybody(site) {
        let only_never = |code: &str, label: &str| {
            let plain = format!("{{ code = \"{code}\", label = \"{label}\" }}");
            (plain, format!("{{ code = \"{code}\", label = \"{label}\", when = 'visits = \"never\"' }}"))
        };
        let form = [only_never("warm", "A warm room"), only_never("sun", "Sundays")]
            .into_iter()
            .fold(EVERY_KIND.to_owned(), |form, (plain, some)| form.replace(&plain, &some));
        publish(site, &form, |new| new.results = "live").await;
        let branches = [site.branch("ash", "Ash Library").await, site.branch("elm", "Elm Library").await];
        for number in 0..14 {
            let fields = if number < 10 { WEEKLY } else { NEVER };
            let mut one = site.resident_of(&format!("r{number}@example.org"), Some(branches[number % 2])).await;
            one.post(&format!("{PAGE}/answers"), fields).await.is(303);
        }
        site.app.clock.advance(400 * Time::DAY);
        let uses = site.visitor().get(&format!("{PAGE}/results/uses")).await.is(200);
        uses.says("Printing").does_not_say("A warm room").says("1 option or line that fewer than five people were offered or answered is left out");
        // Of an order everybody gives one, so that what is left out would come back: nothing of it is told.
        let order = site.visitor().get(&format!("{PAGE}/results/order")).await.is(200);
        order.says("would come out of the rest, so nothing of this question is told").does_not_say("Saturdays").does_not_say("Sundays");
        let told = site.visitor().get("/api/v1/consultations/hours/results").await.is(200).json();
        let told = told["questionnaires"][0]["questions"].to_string();
        assert!(told.contains("\"print\"") && !told.contains("\"warm\"") && !told.contains("\"sun\"") && !told.contains("\"eve\""), "{told}");
        let mut staff = site.person(Role::Staff).await;
        staff.get(&format!("{STAFF}/1/results/uses")).await.is(200).says("A warm room").says("some of whom were not offered every answer");
        // Nor are libraries compared where not everybody could choose the same.
        site.visitor().get(&format!("{PAGE}/results/uses")).await.is(200)
            .says("At some libraries too few people were offered every answer").does_not_say("Answers by library");
    }

    async fn an_option_that_came_too_late_stands_with_others_and_takes_nothing_from_the_rest(site) {
        let id = publish(site, EVERY_KIND, |new| new.results = "live").await;
        for number in 0..12 {
            let mut one = site.resident(&format!("r{number}@example.org")).await;
            one.post(&format!("{PAGE}/answers"), if number < 7 { WEEKLY } else { NEVER }).await.is(303);
        }
        let late = r#"{ code = "never", label = "Never" }, { code = "online", label = "Online only" }"#;
        amend(site, id, &EVERY_KIND.replace(r#"{ code = "never", label = "Never" }"#, late), "One more answer.").await;
        for number in 0..3 {
            let mut one = site.resident(&format!("late{number}@example.org")).await;
            let fields: Vec<(&str, &str)> = NEVER
                .iter()
                .map(|(name, value)| (*name, if *name == "q-visits" { "online" } else { *value }))
                .collect();
            one.post(&format!("{PAGE}/answers"), &fields).await.is(303);
        }
        site.app.clock.advance(400 * Time::DAY);
        let visits = site.visitor().get(&format!("{PAGE}/results/visits")).await.is(200);
        // Three were offered it, nobody chose the second, and five never come.
        assert_eq!(row(&visits.body, "Every week"), ["7", "47%"]);
        assert_eq!(row(&visits.body, "Other answers, put together"), ["8", "53%"]);
        visits.does_not_say("Online only");
        let told = site.visitor().get("/api/v1/consultations/hours/results").await.is(200).json();
        let told = told["questionnaires"][0]["questions"][0]["options"].to_string();
        assert!(told.contains("/other-answers") && !told.contains("\"online\"") && !told.contains("\"never\""), "{told}");
        let mut staff = site.person(Role::Staff).await;
        staff.get(&format!("{STAFF}/1/results/visits")).await.is(200).says("Online only");
    }

    async fn no_line_of_a_grid_and_no_mean_tells_what_one_to_four_people_of_a_library_said(site) {
        publish(site, EVERY_KIND, |new| new.results = "live").await;
        let [ash, elm, oak] = [("ash", "Ash Library"), ("elm", "Elm Library"), ("oak", "Oak Library")];
        for (slug, name, people) in [(ash.0, ash.1, 12), (elm.0, elm.1, 11), (oak.0, oak.1, 10)] {
            let branch = site.branch(slug, name).await;
            for number in 0..people {
                let mut one = site.resident_of(&format!("{slug}{number}@example.org"), Some(branch)).await;
                // At Oak one person alone said something of Saturdays, and one alone put Sundays anywhere.
                let quiet = slug == "oak" && number > 0;
                let fields: Vec<(&str, &str)> = NEVER
                    .iter()
                    .filter(|(name, _)| !quiet || !["q-suits/sat", "q-order/sun"].contains(name))
                    .map(|(name, value)| if quiet && *name == "q-order/sat" { (*name, "1") } else { (*name, *value) })
                    .collect();
                one.post(&format!("{PAGE}/answers"), &fields).await.is(303);
            }
        }
        site.app.clock.advance(400 * Time::DAY);
        let grid = site.visitor().get(&format!("{PAGE}/results/suits")).await.is(200);
        let lines = tables(&grid.body);
        let named = |table: &str| ["Ash Library", "Elm Library", "Oak Library", "Put together for this line"].map(|name| table.contains(name));
        // All answered the first line. Of the second Oak's one is told together with Elm's eleven.
        assert_eq!(named(&lines[1]), [true, true, true, false], "{}", lines[1]);
        assert_eq!(named(&lines[2]), [true, false, false, true], "{}", lines[2]);
        // The places of an order hang together: whoever knows all but one of a row's means knows the last.
        let order = site.visitor().get(&format!("{PAGE}/results/order")).await.is(200);
        order.says("At some libraries too few people were offered every answer, or gave each a place").does_not_say("Answers by library");
        let minutes = site.visitor().get(&format!("{PAGE}/results/minutes")).await.is(200);
        assert_eq!(row(&minutes.body, "Oak Library"), ["10", "60.0"]);
        let alone = site.visitor().get(&format!("{PAGE}/results/suits?library=oak")).await.is(200);
        let lines = tables(&alone.body);
        assert!(lines[1].contains("Oak Library") && !lines[2].contains("Oak Library"), "{lines:?}");
        let mut staff = site.person(Role::Staff).await;
        let order = staff.get(&format!("{STAFF}/1/results/order")).await.is(200);
        assert_eq!(row(&order.body, "Oak Library")[3], "1.0");
    }

    async fn sums_by_library_change_with_answers_and_go_with_those_who_withdraw(site) {
        let id = publish(site, EVERY_KIND, |_| {}).await;
        let ash = site.branch("ash", "Ash Library").await;
        let mut ann = site.resident_of("ann@example.org", Some(ash)).await;
        ann.post(&format!("{PAGE}/answers"), NEVER).await.is(303);
        ann.post(&format!("{PAGE}/answers"), WEEKLY).await.is(303);
        let kept = |code: &'static str| async move {
            let sums = crate::questionnaires::store::tallies::of_question(&site.app.db, id, "visits").await.unwrap();
            sums.into_iter().filter(|one| one.code == code).map(|one| (one.branch_slug, one.amount)).collect::<Vec<_>>()
        };
        assert_eq!(kept("weekly").await, [(Some("ash".to_owned()), 1)]);
        assert_eq!(kept("never").await, []);
        assert!(miscounted(site).await.is_empty());
        ann.post("/account/delete", &[("password", "correct horse battery")]).await.is(303);
        assert_eq!(kept("weekly").await, []);
        assert!(miscounted(site).await.is_empty(), "{:?}", miscounted(site).await);
    }

    async fn answers_from_before_there_were_sums_by_library_are_counted_before_the_site_serves(site) {
        publish(site, EVERY_KIND, |_| {}).await;
        answered(site).await;
        let mut tx = site.app.db.begin().await.unwrap();
        sql!("DELETE FROM questionnaire_branch_tallies").run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        assert!(!miscounted(site).await.is_empty());
        assert_eq!(crate::assembly::refresh::refresh(&site.app.db).await.unwrap().counted, 1);
        assert_eq!(miscounted(site).await, Vec::<String>::new());
        assert_eq!(crate::assembly::refresh::refresh(&site.app.db).await.unwrap().counted, 0);
        // An older program that wrote meanwhile knew nothing of libraries.
        let mut tx = site.app.db.begin().await.unwrap();
        sql!("DELETE FROM questionnaire_branch_tallies WHERE branch_id = 0").run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(crate::assembly::refresh::refresh(&site.app.db).await.unwrap().counted, 1);
        assert_eq!(miscounted(site).await, Vec::<String>::new());
    }
}
