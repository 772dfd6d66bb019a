//! Whole questionnaires: what earlier questions and conditions change, and what only the whole can show.

use super::super::*;
use crate::questionnaires::definition::document::from_toml;

fn read(text: &str) -> Questionnaire {
    from_toml(text).expect("the draft can be read")
}

fn found(text: &str, context: &LintContext) -> Vec<(&'static str, String, String)> {
    let place = |finding: &LintFinding| match &finding.place {
        LintPlace::Whole => "whole".to_owned(),
        LintPlace::Page(key) => format!("page {key}"),
        LintPlace::Question(key) => key.clone(),
    };
    lint(&read(text), context)
        .iter()
        .map(|finding| (finding.rule.name(), place(finding), finding.words.clone()))
        .collect()
}

fn rules(text: &str) -> Vec<(&'static str, String)> {
    found(text, &LintContext::default()).into_iter().map(|(rule, place, _)| (rule, place)).collect()
}

const USES: &str = r#"
[[page]]
key = "uses"
[[page.question]]
key = "uses"
type = "one-of"
label = "Have you used the mobile library in the last 3 months?"
dont-know = true
option = [{ code = "yes", label = "Yes" }, { code = "no", label = "No" }]
"#;

fn why(when: &str, label: &str) -> String {
    format!(
        "[[page]]\nkey = \"why\"\n[[page.question]]\nkey = \"why\"\ntype = \"long-text\"\nlabel = \"{label}\"\n{when}\n"
    )
}

#[test]
fn a_question_with_a_condition_takes_nothing_for_granted() {
    let label = "Why do you use the mobile library?";
    assert_eq!(rules(&why("", label)), [("assumption", "why".to_owned())]);
    assert_eq!(rules(&format!("{USES}{}", why("when = 'uses = \"yes\"'", label))), []);
}

#[test]
fn a_page_with_a_condition_takes_nothing_for_granted() {
    let page = why("", "Why do you use the mobile library?").replacen(
        "key = \"why\"",
        "key = \"why\"\nwhen = 'uses = \"yes\"'",
        1,
    );
    assert_eq!(rules(&format!("{USES}{page}")), []);
}

#[test]
fn a_question_after_one_that_asks_whether_it_is_so_takes_nothing_for_granted() {
    assert_eq!(rules(&format!("{USES}{}", why("", "Why do you use the mobile library?"))), []);
    let other = "Why do you come to story time?";
    assert_eq!(rules(&format!("{USES}{}", why("", other))), [("assumption", "why".to_owned())]);
}

#[test]
fn a_why_that_follows_an_answer_takes_nothing_for_granted() {
    assert_eq!(rules(&format!("{USES}{}", why("", "Why do you say that?"))), []);
}

#[test]
fn if_yes_needs_a_condition_until_it_has_one() {
    let label = "If yes, which stop do you use?";
    assert_eq!(rules(&format!("{USES}{}", why("", label))), [("missing-condition", "why".to_owned())]);
    assert_eq!(rules(&format!("{USES}{}", why("when = 'uses = \"yes\"'", label))), []);
}

#[test]
fn what_was_explained_before_is_no_riddle() {
    let asked = why("", "What do you think about the proposals?");
    assert_eq!(rules(&asked), [("missing-context", "why".to_owned())]);
    let told = r#"
[[page]]
key = "told"
[[page.question]]
key = "told"
type = "information"
label = """We propose to open Easton Library at 8am in place of 9am on every weekday from April, and to close it at 5pm on
Fridays."""
"#;
    assert_eq!(rules(&format!("{told}{asked}")), []);
}

#[test]
fn a_term_is_known_where_the_glossary_or_the_help_explains_it() {
    let asked = why("", "What do you think of BorrowBox?");
    assert_eq!(rules(&asked), [("undefined-term", "why".to_owned())]);
    let glossary = LintContext { glossary: vec!["BorrowBox".to_owned()], ..LintContext::default() };
    assert_eq!(found(&asked, &glossary), []);
    let helped =
        why("help = \"BorrowBox is an app that lends books to your phone.\"", "What do you think of BorrowBox?");
    assert_eq!(rules(&helped), []);
}

fn scale(key: &str, label: &str) -> String {
    let points = r#"points = ["Very good", "Fairly good", "Neither good nor poor", "Fairly poor", "Very poor"]"#;
    format!(
        "[[page]]\nkey = \"{key}\"\n[[page.question]]\nkey = \"{key}\"\ntype = \"scale\"\nlabel = \"{label}\"\ndont-know = \
         true\n{points}\n"
    )
}

#[test]
fn in_general_is_asked_before_in_particular() {
    let general = scale("all", "Overall, how good or poor is the library service?");
    let particular = scale("events", "How good or poor are the library events?");
    assert_eq!(rules(&format!("{particular}{general}")), [("order", "all".to_owned())]);
    assert_eq!(rules(&format!("{general}{particular}")), []);
}

#[test]
fn peoples_own_words_are_asked_for_before_a_list() {
    let list = r#"
[[page]]
key = "list"
[[page.question]]
key = "list"
type = "several-of"
label = "Which improvements to the building do you want most?"
option = [
  { code = "a", label = "Lifts" },
  { code = "b", label = "Toilets" },
  { code = "c", label = "Chairs" },
  { code = "o", label = "Something else", write-in = true },
  { code = "n", label = "None of these", exclusive = true },
]
"#;
    let open = why("", "What improvements to the building do you want?");
    assert_eq!(rules(&format!("{list}{open}")), [("order", "why".to_owned())]);
    assert_eq!(rules(&format!("{open}{list}")), []);
    let more = why("", "What other improvements to the building do you want?");
    assert_eq!(rules(&format!("{list}{more}")), []);
}

const AGE: &str = r#"
[[page]]
key = "age"
[[page.question]]
key = "age"
type = "one-of"
label = "How old are you?"
prefer-not-to-say = true
option = [{ code = "a", label = "Under 16" }, { code = "b", label = "16 to 64" }, { code = "c", label = "65 or over" }]
"#;

#[test]
fn who_somebody_is_comes_last_unless_the_route_hangs_on_it() {
    let after = scale("events", "How good or poor are the library events?");
    assert_eq!(rules(&format!("{AGE}{after}")), [("order", "age".to_owned())]);
    assert_eq!(rules(&format!("{after}{AGE}")), []);
    let hangs = after.replace("dont-know", "when = 'age != \"a\"'\ndont-know");
    assert_eq!(rules(&format!("{AGE}{hangs}")), []);
    let block = LintContext { equality_block: true, ..LintContext::default() };
    assert_eq!(found(AGE, &block), []);
}

#[test]
fn two_questions_that_ask_the_same_are_told() {
    let one = scale("events", "How good or poor are the library events?");
    let same = scale("same", "How good or poor are our library’s events usually?");
    assert_eq!(rules(&format!("{one}{same}")), [("duplicate", "same".to_owned())]);
    let easton = scale("a", "How good or poor are the events at Easton?");
    let stoke = scale("b", "How good or poor are the events at Stoke Lane?");
    assert_eq!(rules(&format!("{easton}{stoke}")), []);
}

const WELSH: &str = r#"
languages = ["en", "cy"]
title = { en = "Opening hours", cy = "Oriau agor" }
[[page]]
key = "visit"
[[page.question]]
key = "visit"
type = "one-of"
label = { en = "Which library is nearest to your home?", cy = "Pa lyfrgell sydd agosaf at eich cartref?" }
option = [
  { code = "a", label = { en = "Easton", cy = "Easton" } },
  { code = "b", label = { en = "Stoke Lane", cy = "Stoke Lane" } },
  { code = "n", label = { en = "I don’t know", cy = "Dydw i ddim yn gwybod" } },
]
"#;

#[test]
fn a_missing_or_identical_translation_is_told_and_names_are_left_alone() {
    assert_eq!(rules(WELSH), []);
    let missing = WELSH.replace(", cy = \"Pa lyfrgell sydd agosaf at eich cartref?\"", "");
    assert_eq!(
        found(&missing, &LintContext::default()),
        [("language", "visit".to_owned(), "Which library is nearest to your home?".to_owned())]
    );
    let same = WELSH.replace("Dydw i ddim yn gwybod", "I don’t know");
    assert_eq!(rules(&same), [("language", "visit".to_owned())]);
    let title = WELSH.replace(", cy = \"Oriau agor\"", "");
    assert_eq!(rules(&title), [("language", "whole".to_owned())]);
    let english = WELSH.replace("en = \"Which library is nearest to your home?\", ", "");
    assert_eq!(rules(&english), [("language", "visit".to_owned())]);
}

#[test]
fn rules_about_words_are_for_english_alone() {
    let welsh = r#"
languages = ["cy"]
[[page]]
key = "a"
[[page.question]]
key = "a"
type = "one-of"
label = "Do you agree that we never always should not?"
option = [{ code = "a", label = "16-25" }, { code = "b", label = "25-40" }]
"#;
    assert_eq!(rules(welsh), []);
}

#[test]
fn what_paper_cannot_do_is_told_only_where_there_is_paper() {
    let paper = LintContext { paper: true, ..LintContext::default() };
    let shuffled = USES.replace("dont-know", "shuffled = true\ndont-know");
    assert_eq!(rules(&shuffled), []);
    assert_eq!(found(&shuffled, &paper)[0].0, "paper");
    let counted = format!("{USES}{}", why("when = 'count(uses) > 1'", "What should we know about that?"));
    assert_eq!(found(&counted, &paper), [("paper", "why".to_owned(), "count(uses) > 1".to_owned())]);
    let plain = format!("{USES}{}", why("when = 'uses = \"yes\"'", "What should we know about that?"));
    assert_eq!(found(&plain, &paper), []);
}

#[test]
fn a_page_of_hard_words_has_a_reading_age() {
    let hard = "The consolidation of operational responsibilities across administrative jurisdictions necessitates \
                comprehensive reorganisation of professional infrastructure, notwithstanding considerable \
                institutional resistance. ";
    let easy = "We want to know what you think. It will help us to plan. We are open six days a week. You can come in \
                at any time. ";
    let page = |text: &str, times: usize| {
        format!(
            "[[page]]\nkey = \"read\"\n[[page.question]]\nkey = \"read\"\ntype = \"information\"\nlabel = \"{}\"\n",
            text.repeat(times)
        )
    };
    assert!(rules(&page(hard, 6)).contains(&("reading-age", "page read".to_owned())));
    assert!(!rules(&page(hard, 2)).iter().any(|(rule, _)| *rule == "reading-age"), "a short page is not judged");
    assert_eq!(rules(&page(easy, 6)), []);
}

#[test]
fn a_questionnaire_of_more_than_twenty_minutes_is_told() {
    let many = |count: usize| {
        (0..count).map(|at| why("", "What do you see?").replace("\"why\"", &format!("\"q{at}\""))).collect::<String>()
    };
    assert!(!rules(&many(20)).contains(&("too-many-to-rank", "whole".to_owned())));
    assert!(rules(&many(40)).contains(&("too-many-to-rank", "whole".to_owned())));
}

#[test]
fn a_reason_that_was_given_still_applies_when_other_things_change() {
    let draft = why("", "Do you agree that we should close on Mondays?");
    let identity = |text: &str| {
        lint(&read(text), &LintContext::default())
            .iter()
            .filter(|one| one.rule == LintRule::Leading)
            .map(LintFinding::identity)
            .collect::<Vec<_>>()
    };
    let first = identity(&draft);
    assert_eq!(first.len(), 1);
    assert_eq!(identity(&format!("{USES}{}", draft.replace("long-text", "short-text"))), first);
    assert_eq!(identity(&draft.replace("Do you agree that", "Do  you agree that")), first);
    assert_ne!(identity(&draft.replace("Do you agree that", "Surely")), first);
}

#[test]
fn a_scale_without_a_middle_needs_a_reason_in_its_note() {
    let even = scale("clean", "How good or poor are the chairs?").replace("\"Neither good nor poor\", ", "");
    assert_eq!(rules(&even), [("no-neutral", "clean".to_owned())]);
    assert_eq!(rules(&even.replace("dont-know", "note = \"We have to choose.\"\ndont-know")), []);
}

#[test]
fn a_retired_question_is_not_read() {
    assert_eq!(rules(&why("retired = true", "Why do you use the mobile library?")), []);
}

#[test]
fn the_words_stand_in_the_text_and_a_pair_is_split_into_two_questions() {
    let draft = USES.replace(
        "Have you used the mobile library in the last 3 months?",
        "Do you agree that opening hours and staffing should be reduced?",
    );
    let findings = lint(&read(&draft), &LintContext::default());
    let pair = findings.iter().find(|one| one.rule == LintRule::DoubleBarrelled).expect("it is found");
    assert_eq!(pair.words, "opening hours and staffing");
    assert_eq!(
        pair.suggestion,
        "Split it: “Do you agree that opening hours should be reduced?” and “Do you agree that staffing should be reduced?”"
    );
    for finding in &findings {
        assert!(draft.contains(&finding.words), "{finding:?}");
    }
}

#[test]
fn the_same_question_is_judged_alike_however_dont_know_is_offered() {
    let flag = USES.to_owned();
    let option = USES
        .replace("dont-know = true\n", "")
        .replace("label = \"No\" }", "label = \"No\" }, { code = \"dk\", label = \"Not sure\" }");
    assert_eq!((rules(&flag), rules(&option)), (vec![], vec![]));
    assert_eq!(rules(&USES.replace("dont-know = true\n", "")), [("no-dont-know", "uses".to_owned())]);
}

mod any {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever is written, the linter answers, and its words stand in what was written.
        #[test]
        fn any_text_can_be_read(
            label in "[A-Za-z0-9 £%,.?!'’(){}$/–-]{0,120}",
            options in prop::collection::vec("[A-Za-z0-9 £%+,.–-]{0,24}", 0..6),
            kind in 0_usize..6,
        ) {
            let kind = ["one-of", "several-of", "rank", "scale", "text", "matrix"][kind];
            let options = options.join("|");
            let line = format!("id\ttype\tquestion\toptions\texpect\tnote\nQ1\t{kind}\tIs {label}\t{options}\t-\t\n");
            for one in read_labelled(&line).expect("the line is a line") {
                let context = LintContext { paper: true, ..LintContext::default() };
                let findings = lint(&one.questionnaire, &context);
                let again = lint(&one.questionnaire, &context);
                prop_assert_eq!(&findings, &again);
                for finding in &findings {
                    prop_assert!(!finding.suggestion.is_empty());
                }
            }
        }
    }
}
