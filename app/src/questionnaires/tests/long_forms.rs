//! A questionnaire of two hundred questions on fifty pages, as staff build it: no page of theirs grows with it without end.

use std::fmt::Write as _;

use super::STAFF;
use crate::identity::model::Role;
use crate::site::testing::TestResponse;
use crate::test_both;

/// The heaviest that a page of the staff's may be, in bytes of HTML.
const HEAVIEST: usize = 200_000;

/// So many questions on so many pages; a rule has something to say of each, and every fifth is asked of some only.
fn long(questions: usize, pages: usize) -> String {
    let mut text = "title = \"A long one\"\n".to_owned();
    for number in 0..questions {
        if number % (questions / pages) == 0 {
            write!(text, "\n[[page]]\nkey = \"p{number}\"\n").unwrap();
        }
        write!(
            text,
            "\n[[page.question]]\nkey = \"q{number}\"\ntype = \"one-of\"\n\
             label = \"How well does service number {number} suit you and those you come with, in winter and in summer?\"\n\
             option = [{{ code = \"well\", label = \"Well\" }}, {{ code = \"neither\", label = \"Neither\" }}, \
             {{ code = \"badly\", label = \"Badly\" }}, {{ code = \"unknown\", label = \"I have never used it\" }}]\n"
        )
        .unwrap();
        if number % 5 == 4 {
            writeln!(text, "when = 'q{} in (\"well\", \"neither\")'", number - 1).unwrap();
        }
    }
    text
}

fn is_light(page: &TestResponse, what: &str) {
    assert!(page.body.len() < HEAVIEST, "{what} has {} bytes", page.body.len());
}

/// The keys of the questions that an outline shows.
fn shown(page: &TestResponse) -> Vec<&str> {
    page.body.split("data-question=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

test_both! {
    async fn the_outline_of_a_long_questionnaire_comes_in_parts_and_a_question_can_be_moved_from_one_to_the_next(site) {
        site.consultation("hours", |new| new.published_at = None).await;
        let mut staff = site.person(Role::Staff).await;
        staff.post(&format!("{STAFF}/new"), &[("definition", &long(200, 50))]).await.is(303);
        let build = format!("{STAFF}/1/build");
        let first = staff.get(&build).await.is(200).says("Pages 1 to 25").says("Pages 26 to 50");
        let second = staff.get(&format!("{build}?part=2")).await.is(200);
        is_light(&first, "the first part");
        is_light(&second, "the second part");
        let expected: Vec<String> = (0..200).map(|number| format!("q{number}")).collect();
        let both: Vec<&str> = shown(&first).into_iter().chain(shown(&second)).collect();
        assert_eq!(both, expected);
        // Down over the edge: it is shown where it went.
        let moved = staff.post(&build, &[("do", "down q99")]).await.is(303);
        assert!(moved.location().ends_with("/build?part=2#q-q99"), "{}", moved.location());
        let back = staff.post(&format!("{build}?part=2"), &[("do", "up q99")]).await.is(303);
        assert!(back.location().ends_with("/build#q-q99"), "{}", back.location());
        // What cannot be done is said in the part where it was asked for.
        let refused = staff.post(&format!("{build}?part=2"), &[("do", "nonsense")]).await.is(422).says("Press one of the buttons");
        assert_eq!(shown(&refused), shown(&second));
        // A part that is not there is the last one, and a word is the first.
        assert_eq!(shown(&staff.get(&format!("{build}?part=99")).await.is(200)), shown(&second));
        assert_eq!(shown(&staff.get(&format!("{build}?part=x")).await.is(200)), shown(&first));
        staff.get(&format!("{build}/questions/q150")).await.is(200).says("/build?part=2#q-q150");
    }

    async fn what_the_rules_say_of_a_long_questionnaire_is_told_rule_by_rule(site) {
        site.consultation("hours", |new| new.published_at = None).await;
        let mut staff = site.person(Role::Staff).await;
        staff.post(&format!("{STAFF}/new"), &[("definition", &long(200, 50))]).await.is(303);
        let page = staff.get(&format!("{STAFF}/1")).await.is(200).says("One side has more weight").says("Show all 200");
        is_light(&page, "the page of the questionnaire");
        assert_eq!(page.body.matches("finding=unbalanced").count(), 10);
        let all = staff.get(&format!("{STAFF}/1?rule=unbalanced")).await.is(200).says("Back to what every rule says");
        is_light(&all, "all that one rule says");
        assert_eq!(all.body.matches("finding=unbalanced").count(), 200);
        // Why it matters is told once for each rule.
        let rules = page.body.matches("class=\"wording-rule\"").count();
        assert_eq!(page.body.matches("Why does this matter?").count(), rules);
    }
}
