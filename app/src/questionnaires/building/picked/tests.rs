use proptest::prelude::*;
use rand::Rng;

use crate::questionnaires::definition::answer::Given;
use crate::questionnaires::definition::arbitrary;
use crate::questionnaires::definition::condition::Viewed;
use crate::questionnaires::definition::document::from_toml;
use crate::questionnaires::definition::fields::tests::Filled;
use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::proof::{self, ProofRule};
use crate::questionnaires::definition::question::Questionnaire;
use crate::questionnaires::definition::route::Route;

use super::super::edit::ConditionPlace;
use super::*;

fn condition(text: &str) -> Condition {
    text.parse().unwrap()
}

#[test]
fn conditions_of_two_levels_can_be_picked_and_deeper_ones_are_edited_as_text() {
    for (text, lines) in [
        ("a = \"x\"", "all: all(1)"),
        ("a != \"x\" and b in (\"y\", \"z\") and answered(c)", "all: all(3)"),
        ("a = \"x\" or b contains \"y\"", "all: any(2)"),
        ("a = \"x\" and (b = \"y\" or c = \"z\")", "all: all(1), any(2)"),
        ("(a = \"x\" and b = \"y\") or (c = \"z\" and not asked(d))", "any: all(2), all(2)"),
        ("not (a = \"x\" or b = \"y\")", "all: all(2)"),
        ("not (a = \"x\" and (b = \"y\" or c = \"z\"))", "any: any(1), all(2)"),
        ("not (count(a) > 2)", "all: all(1)"),
        ("a = \"x\" and (b = \"y\" and c = \"z\")", "all: all(3)"),
    ] {
        let picked = picked(&condition(text)).unwrap_or_else(|| panic!("{text}"));
        let groups: Vec<String> =
            picked.groups.iter().map(|group| format!("{}({})", group.join.name(), group.lines.len())).collect();
        assert_eq!(format!("{}: {}", picked.join.name(), groups.join(", ")), lines, "{text}");
    }
    for text in ["true", "not age < 18", "a = \"1\" and (b = \"2\" or (c = \"3\" and (d = \"4\" or e = \"5\")))"] {
        assert_eq!(picked(&condition(text)), None, "{text}");
    }
    assert_eq!(PickedCondition::empty().condition(), None);
}

const FORM: &str = r#"
[[page]]
key = "p"
[[page.question]]
key = "visits"
type = "one-of"
label = "How often do you come?"
dont-know = true
option = [{ code = "often", label = "Often" }, { code = "never", label = "Never" }, { code = "old", label = "Old", retired = true }]
[[page.question]]
key = "age"
type = "whole-number"
label = "How old are you?"
[[page.question]]
key = "suit"
type = "matrix"
label = "How well do the hours suit you?"
option = [{ code = "day", label = "On weekdays" }, { code = "sat", label = "On Saturdays" }]
column = [{ code = "1", label = "Badly" }, { code = "2", label = "Well" }]
[[page.question]]
key = "uses"
type = "several-of"
label = "What do you use?"
option = [{ code = "books", label = "Books" }, { code = "films", label = "Films" }]
[[page.question]]
key = "last"
type = "short-text"
label = "Anything else?"
"#;

fn form() -> Questionnaire {
    from_toml(FORM).unwrap()
}

#[test]
fn what_is_asked_before_can_be_picked_in_plain_words() {
    let all = pickable(&form(), &ConditionPlace::Question(Key::new("last").unwrap()));
    let values: Vec<&str> = all.iter().map(|one| one.value.as_str()).collect();
    assert_eq!(values, ["visits", "age", "suit", "suit/day", "suit/sat", "uses"]);
    assert_eq!(all[4].words, "“On Saturdays” in question 3 (“How well do the hours suit you?”)");
    let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(code, words)| ((*code).to_owned(), (*words).to_owned())).collect()
    };
    assert_eq!(
        all[0].values,
        PickValues::Chosen(pairs(&[("often", "Often"), ("never", "Never"), ("dont-know", "I don’t know")]))
    );
    assert_eq!(all[5].included, pairs(&[("books", "Books"), ("films", "Films")]));
    let words: Vec<&str> = all[1].comparisons.iter().map(|(_, words)| *words).collect();
    assert_eq!(
        words,
        [
            "is",
            "is not (or was not answered)",
            "is less than",
            "is at most",
            "is more than",
            "is at least",
            "was answered",
            "was not answered",
            "was asked",
            "was not asked"
        ]
    );
    assert_eq!(pickable(&form(), &ConditionPlace::Page(Key::new("p").unwrap())), []);
}

fn read(fields: &[(&str, &str)]) -> Result<String, String> {
    let filled = Filled(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect());
    match PickedCondition::read_fields(&form(), &filled) {
        Ok(picked) => Ok(picked.condition().map(|condition| condition.to_string()).unwrap_or_default()),
        Err(wrong) => {
            Err(wrong.into_iter().map(|(field, why)| format!("{field}: {why}")).collect::<Vec<_>>().join(" "))
        }
    }
}

#[test]
fn a_form_is_read_and_what_is_wrong_in_it_is_said_by_its_box() {
    assert_eq!(read(&[]).as_deref(), Ok(""));
    assert_eq!(read(&[("0-0-question", ""), ("0-0-is", "is")]).as_deref(), Ok(""));
    assert_eq!(
        read(&[
            ("join", "any"),
            ("0-0-question", "visits"),
            ("0-0-is", "is-one-of"),
            ("0-0-value", "often"),
            ("0-0-value", "dont-know"),
            ("0-3-question", "age"),
            ("0-3-is", "at-least"),
            ("0-3-value", "1,000"),
            ("2-join", "any"),
            ("2-0-question", "suit/sat"),
            ("2-0-is", "is-not"),
            ("2-0-value", "1"),
            ("2-1-question", "uses"),
            ("2-1-is", "ticked-more"),
            ("2-1-value", "1"),
        ])
        .as_deref(),
        Ok("visits in (\"often\", \"dont-know\") and age >= 1000 or (suit/\"sat\" != \"1\" or count(uses) > 1)")
    );
    for (fields, words) in [
        (&[("0-0-question", "gone")][..], "0-0-question: There is no question “gone”"),
        (&[("0-0-question", "suit/x")], "has no part “x”"),
        (&[("0-0-question", "visits"), ("0-0-is", "less")], "0-0-is: Choose how the answer to question 1"),
        (&[("0-0-question", "visits"), ("0-0-is", "is"), ("0-0-value", " ")], "0-0-value: Choose or type"),
        (&[("0-0-question", "age"), ("0-0-is", "less"), ("0-0-value", "old")], "“old” is not a number"),
    ] {
        let why = read(fields).unwrap_err();
        assert!(why.contains(words), "{why}");
    }
}

/// Whether two conditions hold together for what people along all sorts of routes answered.
fn same_truth(form: &Questionnaire, one: &Condition, other: &Condition, seed: u64) -> bool {
    (0..24).all(|more| {
        let mut given = arbitrary::given(form, seed.wrapping_add(more));
        if more % 3 == 0 {
            let mut rng = arbitrary::chance(seed ^ more);
            given.retain(|_, _| rng.random_bool(0.4));
        }
        let nothing = Given::new();
        [&given, &nothing].into_iter().all(|given| {
            let route = Route::of(form, given);
            holds(one, &route) == holds(other, &route)
        })
    })
}

fn holds(condition: &Condition, viewed: &impl Viewed) -> bool {
    condition.holds(viewed)
}

proptest! {
    #[test]
    fn a_picked_condition_holds_for_the_same_people(seed: u64, deep in 0_u32..4) {
        let form = arbitrary::questionnaire(seed);
        let questions: Vec<_> = form.questions().cloned().collect();
        let Some(condition) = arbitrary::condition(&mut arbitrary::chance(seed), &questions, deep) else { return Ok(()) };
        let Some(picked) = picked(&condition) else { return Ok(()) };
        let Some(again) = picked.condition() else { return Err(TestCaseError::fail("it has lines")) };
        prop_assert!(same_truth(&form, &condition, &again, seed), "{} / {}", condition, again);
        prop_assert_eq!(super::picked(&again), Some(picked.clone()), "picked again it is the same picks");
        // Through the boxes of a form, and back.
        let whole = picked.groups.iter().flat_map(|group| &group.lines).all(|line| {
            line.of.part.is_none() || form.question(line.of.key.as_str()).is_some_and(|one| one.asks())
        });
        prop_assume!(whole);
        let sent = Filled(picked.written_fields());
        let read = PickedCondition::read_fields(&form, &sent).map_err(|why| TestCaseError::fail(format!("{why:?}")))?;
        let Some(read) = read.condition() else { return Err(TestCaseError::fail("it has lines")) };
        prop_assert!(same_truth(&form, &condition, &read, seed), "{} / {}", condition, read);
    }

    #[test]
    fn whatever_can_be_picked_fits_its_question(seed: u64) {
        let mut form = arbitrary::questionnaire(seed);
        // Without words it is not put together rightly, so the proof looks at what it is put together of, and at no routes.
        let last = Question::new(Key::new("last").unwrap(), QuestionKind::Text { long: true, most: None, published: false });
        form.pages.last_mut().unwrap().questions.push(last);
        let mut all = Vec::new();
        for subject in pickable(&form, &ConditionPlace::Question(Key::new("last").unwrap())) {
            for (comparison, _) in &subject.comparisons {
                let included = matches!(comparison, PickComparison::Includes | PickComparison::DoesNotInclude);
                let counted = matches!(
                    comparison,
                    PickComparison::Ticked(_) | PickComparison::TickedExactly | PickComparison::Wrote(_)
                );
                let value = match &subject.values {
                    _ if included => subject.included[0].0.clone(),
                    _ if counted => "1".to_owned(),
                    PickValues::Chosen(values) => values[0].0.clone(),
                    PickValues::Number => "2".to_owned(),
                    PickValues::Date => "2027-03".to_owned(),
                    PickValues::Branch | PickValues::Words => "words".to_owned(),
                };
                let sent = Filled(vec![
                    ("0-0-question".to_owned(), subject.value.clone()),
                    ("0-0-is".to_owned(), comparison.name().to_owned()),
                    ("0-0-value".to_owned(), value),
                ]);
                let read = PickedCondition::read_fields(&form, &sent);
                let read = read.map_err(|why| TestCaseError::fail(format!("{} {comparison:?}: {why:?}", subject.value)))?;
                all.extend(read.condition());
            }
        }
        form.pages.last_mut().unwrap().questions.last_mut().unwrap().when = Some(Condition::Any(all));
        let faults = proof::faults(&form);
        let rules = [ProofRule::Misfit, ProofRule::Unknown, ProofRule::Removed, ProofRule::Later];
        let misfit = faults.iter().find(|fault| fault.about.as_deref() == Some("last") && rules.contains(&fault.rule));
        prop_assert_eq!(misfit, None);
    }
}
