use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::questionnaires::definition::answer::{Answer, Given};
use crate::questionnaires::definition::arbitrary;
use crate::questionnaires::definition::document::from_toml;
use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::question::{QuestionKind, Questionnaire};
use crate::questionnaires::definition::texts::{Language, Wording};

use super::*;

const FIRST: &str = r#"
languages = ["en", "cy"]
title = "Opening hours"
[[page]]
key = "use"
[[page.question]]
key = "visits"
type = "one-of"
label = { en = "How often do you come?", cy = "Pa mor aml ydych chi’n dod?" }
option = [
  { code = "often", label = "Often" },
  { code = "sometimes", label = "Sometimes" },
  { code = "never", label = "Never" },
]
[[page.question]]
key = "why"
type = "long-text"
label = "Why not?"
when = 'visits = "never"'
most = 500
[[page]]
key = "hours"
[[page.question]]
key = "suit"
type = "matrix"
label = "How well do the hours suit you?"
option = [{ code = "day", label = "On weekdays" }, { code = "sat", label = "On Saturdays" }]
column = [{ code = "1", label = "Badly" }, { code = "2", label = "Well" }]
[[page.question]]
key = "points"
type = "scale"
label = "How far do you travel?"
points = ["Very far", "", "Not far"]
[[page.question]]
key = "order"
type = "rank"
label = "Which matter most?"
option = [{ code = "a", label = "Books" }, { code = "b", label = "Warmth" }, { code = "c", label = "Quiet" }]
[[page.question]]
key = "miles"
type = "whole-number"
label = "How many miles?"
unit = "miles"
least = 0
most = 100
[[page.question]]
key = "share"
type = "split-points"
label = "Share out ten points"
total = 10
option = [{ code = "x", label = "Staff" }, { code = "y", label = "Books" }]
[[page.question]]
key = "uses"
type = "several-of"
label = "What do you use?"
option = [{ code = "books", label = "Books" }, { code = "other", label = "Other", write-in = true }, { code = "none", label = "None", exclusive = true }]
[[page.question]]
key = "since"
type = "date"
label = "Since when?"
partial = true
earliest = "1950"
"#;

fn first() -> Questionnaire {
    from_toml(FIRST).unwrap()
}

fn changed(from: &str, to: &str) -> Questionnaire {
    assert!(FIRST.contains(from), "{from}");
    from_toml(&FIRST.replacen(from, to, 1)).unwrap()
}

fn key(text: &str) -> Key {
    Key::new(text).unwrap()
}

fn why_not(next: &Questionnaire) -> Vec<String> {
    refused(&[&first()], next).into_iter().map(|refusal| refusal.words).collect()
}

#[test]
fn what_makes_old_answers_mean_something_else_is_refused_with_what_to_do_instead() {
    for (from, to, words) in [
        (
            "type = \"long-text\"",
            "type = \"short-text\"",
            "question 2 (“Why not?”) with the key “why” was asked as the type long-text",
        ),
        ("most = 500", "most = 400", "cannot take fewer characters"),
        (
            "{ code = \"sometimes\", label = \"Sometimes\" },",
            "",
            "the option “Sometimes” was published and cannot be deleted. Retire it",
        ),
        ("{ code = \"sat\", label = \"On Saturdays\" }", "", "the option “On Saturdays” was published"),
        (
            "{ code = \"2\", label = \"Well\" }]",
            "{ code = \"2\", label = \"Well\" }, { code = \"3\", label = \"Very well\" }]",
            "cannot have other points",
        ),
        (
            "[{ code = \"1\", label = \"Badly\" }, { code = \"2\", label = \"Well\" }]",
            "[{ code = \"2\", label = \"Well\" }, { code = \"1\", label = \"Badly\" }]",
            "in another order",
        ),
        (
            "{ code = \"2\", label = \"Well\" }]",
            "{ code = \"2\", label = \"Well\", retired = true }, { code = \"3\", label = \"Fine\" }]",
            "other points",
        ),
        ("[\"Very far\", \"\", \"Not far\"]", "[\"Not far\", \"\", \"Very far\"]", "points change places"),
        (
            "[\"Very far\", \"\", \"Not far\"]",
            "[\"Very far\", \"\", \"\", \"Not far\"]",
            "has 3 points and cannot have 4",
        ),
        (
            "{ code = \"c\", label = \"Quiet\" }]",
            "{ code = \"c\", label = \"Quiet\" }, { code = \"d\", label = \"Toilets\" }]",
            "gave 3 places and cannot give 4",
        ),
        ("unit = \"miles\"", "unit = \"kilometres\"", "its unit"),
        ("unit = \"miles\"", "", "its unit"),
        ("most = 100", "most = 50", "end lower"),
        ("least = 0", "least = 1", "begin higher"),
        ("total = 10", "total = 20", "another total"),
        (
            "{ code = \"y\", label = \"Books\" }]",
            "{ code = \"y\", label = \"Books\" }, { code = \"z\", label = \"Tea\" }]",
            "among other options",
        ),
        (", exclusive = true", "", "chosen beside others"),
        (
            "label = \"Books\" }, { code = \"other\"",
            "label = \"Books\", exclusive = true }, { code = \"other\"",
            "exclude the others",
        ),
        (", write-in = true", "", "please say"),
        ("partial = true", "", "whole date"),
        ("earliest = \"1950\"", "earliest = \"1960\"", "begin higher or later"),
        (
            "[{ code = \"a\", label = \"Books\" }, { code = \"b\", label = \"Warmth\" }",
            "[{ code = \"a\", label = \"Warmth\" }, { code = \"b\", label = \"Books\" }",
            "words of another option",
        ),
        ("languages = [\"en\", \"cy\"]", "languages = [\"en\"]", "The language “cy” cannot be taken away"),
    ] {
        let all = why_not(&changed(from, to));
        assert!(all.iter().any(|said| said.to_lowercase().contains(&words.to_lowercase())), "{to}: {all:?}");
    }
}

#[test]
fn what_keeps_the_meaning_of_old_answers_is_allowed() {
    for (from, to) in [
        ("Why not?", "What keeps you away?"),
        ("most = 500", "most = 1000"),
        ("most = 100", ""),
        ("least = 0", "least = -5"),
        (
            "{ code = \"never\", label = \"Never\" },",
            "{ code = \"never\", label = \"Never\" }, { code = \"x\", label = \"It depends\" },",
        ),
        (
            "{ code = \"sometimes\", label = \"Sometimes\" },",
            "{ code = \"sometimes\", label = \"Sometimes\", retired = true },",
        ),
        (
            "{ code = \"sat\", label = \"On Saturdays\" }",
            "{ code = \"sat\", label = \"On Saturdays\" }, { code = \"sun\", label = \"On Sundays\" }",
        ),
        ("unit = \"miles\"", "unit = { en = \"Miles\", cy = \"milltir\" }"),
        ("[\"Very far\", \"\", \"Not far\"]", "[\"A long way\", \"Some way\", \"Not far\"]"),
        ("earliest = \"1950\"", "earliest = \"1940\""),
        ("earliest = \"1950\"", ""),
        ("key = \"points\"", "key = \"points\"\nrequired = true\ndont-know = true"),
        ("key = \"points\"", "key = \"points\"\nretired = true"),
        ("when = 'visits = \"never\"'", "when = 'visits != \"often\"'"),
        ("key = \"use\"", "key = \"use\"\nshuffled = true"),
    ] {
        let next = changed(from, to);
        assert_eq!(why_not(&next), Vec::<String>::new(), "{to}");
        assert!(!changes(&first(), &next).is_empty(), "{to}");
    }
}

#[test]
fn a_deleted_question_is_refused_and_so_is_a_key_that_comes_back_for_something_else() {
    let one = first();
    let mut without = one.clone();
    without.pages[1].questions.remove(1);
    let [refusal] = &refused(&[&one], &without)[..] else { panic!("one refusal") };
    assert_eq!(refusal.question, Some(key("points")));
    assert!(refusal.words.contains("cannot be deleted. Retire it"), "{}", refusal.words);

    let mut retired = one.clone();
    retired.pages[1].questions[1].retired = true;
    let mut back = retired.clone();
    back.pages[1].questions[1].retired = false;
    assert_eq!(refused(&[&one, &retired], &back), []);
    // Reworded while nobody is asked it, it still comes back as what it was asked as.
    retired.pages[1].questions[1].label = Wording::one(&Language::english(), "How old are you?");
    back.pages[1].questions[1].label = Wording::one(&Language::english(), "How old are you?");
    assert!(refused(&[&one, &retired], &back)[0].words.contains("cannot come back for something else"));

    let mut option = one.clone();
    let QuestionKind::OneOf(list) = &mut option.pages[0].questions[0].kind else { panic!() };
    list.options[1].retired = true;
    let mut reused = option.clone();
    let QuestionKind::OneOf(list) = &mut reused.pages[0].questions[0].kind else { panic!() };
    list.options[1].retired = false;
    list.options[1].label = Wording::one(&Language::english(), "Twice a day");
    assert!(refused(&[&one, &option], &reused)[0].words.contains("come back for something else"));
}

#[test]
fn what_an_older_version_had_is_remembered_even_if_the_last_one_has_lost_it() {
    let one = first();
    let mut two = one.clone();
    two.pages.remove(0);
    let refused = refused(&[&one, &two], &two);
    assert!(refused.iter().any(|refusal| refusal.question == Some(key("visits"))), "{refused:?}");
    // A page that was taken out does not come back as another.
    let back = super::refused(&[&one, &two], &one);
    assert!(back.iter().any(|refusal| refusal.question.is_none() && refusal.words.contains("“use”")), "{back:?}");
}

#[test]
fn changes_are_told_to_staff_and_to_residents_in_their_language() {
    let said = |from: &str, to: &str| {
        let next = changed(from, to);
        let all = changes(&first(), &next);
        assert_eq!(all.len(), 1, "{all:?}");
        let welsh = Language::new("cy").unwrap();
        let both = [Language::english(), welsh].map(|language| all[0].for_residents(&first(), &next, &language));
        (all[0].for_staff(&first(), &next), both)
    };
    let (staff, [english, welsh]) = said("en = \"How often do you come?\"", "en = \"How often do you visit?\"");
    assert_eq!(
        staff,
        "Question 1 (“How often do you visit?”): the question (en) said “How often do you come?” and now says “How often do you visit?”."
    );
    assert!(english.unwrap().starts_with("“How often do you visit?”: the question said"));
    assert_eq!(welsh, None);

    let (staff, [english, welsh]) = said("key = \"visits\"", "key = \"visits\"\nrequired = true");
    assert_eq!(staff, "Question 1 (“How often do you come?”) has to be answered now.");
    assert_eq!(english.as_deref(), Some("“How often do you come?” has to be answered now."));
    assert_eq!(welsh.as_deref(), Some("“Pa mor aml ydych chi’n dod?” has to be answered now."));

    let (staff, [english, _]) = said("when = 'visits = \"never\"'", "when = 'visits != \"often\"'");
    assert_eq!(
        staff,
        "Question 2 (“Why not?”) was asked of people who chose “Never” for question 1. Now it is asked of people who did not choose “Often” for question 1."
    );
    assert_eq!(english.as_deref(), Some("“Why not?” is now asked of other people than before."));

    let (staff, [english, _]) = said("label = \"Sometimes\" }", "label = \"Sometimes\", retired = true }");
    assert_eq!(
        staff,
        "“Sometimes” in question 1 (“How often do you come?”) cannot be chosen any more. It keeps its column."
    );
    assert_eq!(english.as_deref(), Some("“Sometimes” in “How often do you come?” cannot be chosen any more."));

    let (staff, english) = said("key = \"why\"", "key = \"why\"\nnote = \"Ask twice\"");
    assert!(staff.contains("the note (en) now says “Ask twice”"), "{staff}");
    assert_eq!(english, [None, None]);
    let (_, english) = said("Why not?", "Why  NOT?");
    assert_eq!(english, [None, None], "spelling is no news for residents");
}

#[test]
fn a_question_that_moved_is_told_and_those_it_passed_are_not() {
    let mut next = first();
    next.pages[1].questions.swap(0, 1);
    let all = changes(&first(), &next);
    assert_eq!(all.len(), 1, "{all:?}");
    let mut next = first();
    let moved = next.pages[1].questions.remove(3);
    next.pages[0].questions.push(moved);
    let all = changes(&first(), &next);
    assert_eq!(
        all.iter().map(|change| change.for_staff(&first(), &next)).collect::<Vec<_>>(),
        ["Question 3 (“How many miles?”) is on another page now: the page “use”."]
    );
    let mut next = first();
    next.pages.swap(0, 1);
    assert_eq!(changes(&first(), &next).len(), 1);
}

fn sent() -> Given {
    Given::from([
        (key("visits"), Answer::code("sometimes")),
        (key("suit"), Answer::Rows([("day".to_owned(), "1".to_owned())].into())),
        (key("uses"), Answer::ticks(["books", "other"])),
    ])
}

#[test]
fn only_what_is_new_for_somebody_is_asked_again() {
    let nothing = BTreeSet::new();
    let again = |next: &Questionnaire, ticked: &BTreeSet<Key>| -> Vec<String> {
        to_ask_again(&first(), next, &sent(), ticked).iter().map(ToString::to_string).collect()
    };
    assert_eq!(again(&first(), &nothing), Vec::<String>::new(), "what was skipped is not asked again");
    for (from, to, wanted) in [
        ("label = \"Sometimes\" }", "label = \"Sometimes\", retired = true }", vec!["visits"]),
        ("label = \"Often\" }", "label = \"Often\", retired = true }", vec![]),
        ("when = 'visits = \"never\"'", "when = 'visits != \"often\"'", vec!["why"]),
        (
            "label = \"On Saturdays\" }",
            "label = \"On Saturdays\" }, { code = \"sun\", label = \"On Sundays\" }",
            vec!["suit"],
        ),
        (
            "{ code = \"books\", label = \"Books\" }",
            "{ code = \"books\", label = \"Books\" }, { code = \"wifi\", label = \"Wi-Fi\" }",
            vec![],
        ),
        (
            "key = \"points\"",
            "key = \"new\"\ntype = \"branch\"\nlabel = \"Which library?\"\n[[page.question]]\nkey = \"points\"",
            vec!["new"],
        ),
        ("key = \"points\"", "key = \"points\"\nrequired = true", vec!["points"]),
        ("How often do you come?", "How often do you visit?", vec![]),
        (
            "{ code = \"books\", label = \"Books\" }",
            "{ code = \"books\", label = \"Books\", retired = true }",
            vec!["uses"],
        ),
    ] {
        assert_eq!(again(&changed(from, to), &nothing), wanted, "{to}");
    }
    let ticked = BTreeSet::from([key("visits")]);
    assert_eq!(again(&changed("How often do you come?", "How often do you visit?"), &ticked), ["visits"]);
    assert_eq!(again(&changed("How often do you come?", "How often  do you come?"), &ticked), Vec::<String>::new());
}

proptest! {
    #[test]
    fn a_form_that_did_not_change_has_no_changes_no_refusals_and_asks_nothing_again(seed: u64) {
        let form = arbitrary::questionnaire(seed);
        prop_assert_eq!(refused(&[&form], &form), vec![]);
        prop_assert_eq!(changes(&form, &form), vec![]);
        let all: BTreeSet<Key> = form.questions().map(|question| question.key.clone()).collect();
        prop_assert_eq!(to_ask_again(&form, &form, &arbitrary::given(&form, seed), &all), vec![]);
    }

    #[test]
    fn a_deleted_question_and_a_deleted_option_are_always_refused(seed: u64, at: prop::sample::Index) {
        let form = arbitrary::questionnaire(seed);
        let keys: Vec<Key> = form.questions().map(|question| question.key.clone()).collect();
        prop_assume!(!keys.is_empty());
        let gone = at.get(&keys);
        let mut next = form.clone();
        for page in &mut next.pages {
            page.questions.retain(|question| question.key != *gone);
        }
        prop_assert!(refused(&[&form], &next).iter().any(|refusal| refusal.question.as_ref() == Some(gone)));
        let mut next = form.clone();
        let mut removed = false;
        for question in next.pages.iter_mut().flat_map(|page| &mut page.questions).filter(|one| one.key == *gone) {
            let options = match &mut question.kind {
                QuestionKind::OneOf(list) | QuestionKind::SeveralOf { list, .. } | QuestionKind::Rank { list, .. } => &mut list.options,
                QuestionKind::Split { options, .. } | QuestionKind::Matrix { rows: options, .. } => options,
                _ => continue,
            };
            removed = options.pop().is_some();
        }
        prop_assert_eq!(removed, refused(&[&form], &next).iter().any(|refusal| refusal.option.is_some()));
    }

    #[test]
    fn another_type_under_the_same_key_is_always_refused(seed: u64, other: u64) {
        let (form, other) = (arbitrary::questionnaire(seed), arbitrary::questionnaire(other));
        let differ = form.questions().any(|question| {
            other.question(question.key.as_str()).is_none_or(|other| other.kind.word() != question.kind.word())
        });
        prop_assert!(!differ || !refused(&[&form], &other).is_empty());
    }
}
