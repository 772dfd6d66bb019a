use proptest::prelude::*;

use super::super::answer::{Answer, Given};
use super::super::document::from_toml;
use super::super::key::Key;
use super::super::{arbitrary, checking, document, reading};
use super::*;

const ABOUT_READING: &str = r#"
[[page]]
key = "first"
[[page.question]]
key = "reads"
type = "one-of"
required = true
option = [{ code = "yes", label = "Yes" }, { code = "no", label = "No" }]
[[page.question]]
key = "what"
type = "several-of"
when = 'reads = "yes"'
required = true
option = [{ code = "novels", label = "Novels" }, { code = "news", label = "News" }, { code = "old", label = "Old", retired = true }]
[[page]]
key = "second"
when = 'what contains "novels"'
[[page.question]]
key = "which"
type = "short-text"
[[page.question]]
key = "again"
type = "short-text"
when = "answered(which)"
[[page]]
key = "third"
[[page.question]]
key = "end"
type = "short-text"
when = "unasked(which) or unanswered(which)"
"#;

fn key(key: &str) -> Key {
    Key::new(key).unwrap()
}

fn given(json: &str, whole: &Questionnaire) -> Given {
    reading::from_json(json, whole).unwrap()
}

fn asked(whole: &Questionnaire, json: &str) -> Vec<String> {
    let given = given(json, whole);
    Route::of(whole, &given).asked().map(|(_, question)| question.key.to_string()).collect()
}

#[test]
fn what_is_off_the_route_counts_as_unanswered_so_hiding_cascades() {
    let whole = from_toml(ABOUT_READING).unwrap();
    let all = r#"{"reads": "yes", "what": ["novels"], "which": "Emma", "again": "yes"}"#;
    assert_eq!(asked(&whole, all), ["reads", "what", "which", "again"]);
    // The first answer changes: everything that hangs on it goes, whatever was said, and the last question comes.
    let changed = all.replace("\"yes\", \"what\"", "\"no\", \"what\"");
    assert_eq!(asked(&whole, &changed), ["reads", "end"]);
    let kept = given(&changed, &whole);
    let route = Route::of(&whole, &kept);
    let out: Vec<&str> = route.left_out(&kept).into_iter().map(Key::as_str).collect();
    assert_eq!(out, ["what", "which", "again"]);
    assert_eq!(route.sent().len(), 1);
    // It comes back with the route.
    assert_eq!(Route::of(&whole, &given(all, &whole)).left_out(&given(all, &whole)).len(), 0);
}

#[test]
fn what_has_to_be_answered_is_asked_for_on_the_route_only() {
    let whole = from_toml(ABOUT_READING).unwrap();
    let missing = |json: &str| -> Vec<String> {
        let given = given(json, &whole);
        Route::of(&whole, &given).missing().into_iter().map(|(_, question)| question.key.to_string()).collect()
    };
    assert_eq!(missing("{}"), ["reads"]);
    assert_eq!(missing(r#"{"reads": "yes"}"#), ["what"]);
    assert!(missing(r#"{"reads": "no"}"#).is_empty());
}

#[test]
fn an_option_that_is_not_offered_any_more_is_no_answer() {
    let whole = from_toml(ABOUT_READING).unwrap();
    let kept = given(r#"{"reads": "yes", "what": ["old"]}"#, &whole);
    let route = Route::of(&whole, &kept);
    assert_eq!(route.answer(&key("what")), None);
    assert_eq!(route.missing().len(), 1);
    let kept = given(r#"{"reads": "yes", "what": ["old", "news"]}"#, &whole);
    let route = Route::of(&whole, &kept);
    assert_eq!(route.answer(&key("what")), Some(&Answer::ticks(["news"])));
    assert_eq!(route.left_out(&kept), [&key("what")]);
}

#[test]
fn pages_without_anything_to_ask_are_passed_over() {
    let whole = from_toml(ABOUT_READING).unwrap();
    let kept = given(r#"{"reads": "no"}"#, &whole);
    let route = Route::of(&whole, &kept);
    assert_eq!(route.pages(), [0, 2]);
    assert_eq!(route.first_unanswered(false).map(|(page, question)| (page, question.key.as_str())), Some((2, "end")));
}

proptest! {
    #[test]
    fn a_walk_through_any_questionnaire_ends_and_loses_no_answer_on_the_route(seed: u64, start: u64) {
        let whole = arbitrary::questionnaire(seed);
        let mut rng = arbitrary::chance(start);
        let mut kept = Given::new();
        let mut steps = 0;
        let mut at = Route::of(&whole, &kept).pages().first().copied();
        while let Some(page) = at {
            steps += 1;
            prop_assert!(steps <= whole.pages.len(), "it goes round in circles");
            let route = Route::of(&whole, &kept);
            let before = route.sent();
            let mut answers = Vec::new();
            let mut now = kept.clone();
            for question in route.on_page(page) {
                // What stands before it on the page is read before it.
                let route = Route::of(&whole, &now);
                if !route.asks(question.key.as_str()) {
                    continue;
                }
                if let Some(answer) = arbitrary::answer(&mut rng, question, |option| route.offers(option)) {
                    now.insert(question.key.clone(), answer.clone());
                    answers.push((question.key.clone(), answer));
                }
            }
            let route = Route::of(&whole, &now);
            // What was answered on earlier pages stays on the route: conditions look back only.
            for (key, answer) in &before {
                prop_assert_eq!(route.answer(key), Some(answer), "{}", key);
            }
            for (key, answer) in &answers {
                if route.asks(key.as_str()) {
                    prop_assert_eq!(route.answer(key), Some(answer));
                }
            }
            at = route.pages().into_iter().find(|next| *next > page);
            kept = now;
        }
        // What is sent is what was answered on the route, and comes back from the record.
        let sent = Route::of(&whole, &kept).sent();
        prop_assert_eq!(&Route::of(&whole, &sent).sent(), &sent);
        let json = reading::to_json(&sent);
        prop_assert_eq!(&reading::from_json(&json, &whole).map_err(|why| TestCaseError::fail(why.to_string()))?, &sent);
    }

    #[test]
    fn every_answer_that_is_offered_can_be_taken_and_filled_in_again(seed: u64, answers: u64) {
        let whole = arbitrary::questionnaire(seed);
        let given = arbitrary::given(&whole, answers);
        let route = Route::of(&whole, &given);
        let offers = |option: &AnswerOption| route.offers(option);
        let around = checking::Around { offers: &offers, branch: &|_| true, today: "2030-01-01".parse().unwrap() };
        for (key, answer) in &given {
            let question = whole.question(key.as_str()).unwrap();
            let language = document::from_toml("languages = [\"en\"]").unwrap().languages.remove(0);
            prop_assert_eq!(question.check(answer, &language, &around), Ok(()), "{:?} {:?}", question.kind, answer);
            let filled = super::super::fields::tests::Filled(question.written_fields(answer));
            prop_assert_eq!(question.read_fields(&filled), Ok(Some(answer.clone())), "{:?}", question.kind);
        }
    }
}
