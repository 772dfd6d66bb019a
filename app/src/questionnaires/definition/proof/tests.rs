use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use rand::Rng;
use rand::seq::IndexedRandom;

use super::super::answer::{Answer, Given};
use super::super::arbitrary;
use super::super::blank::Blank;
use super::super::condition::Condition;
use super::super::document::from_toml;
use super::super::key::Key;
use super::super::question::{AnswerOption, OptionList, Question, QuestionKind, QuestionPage, Questionnaire};
use super::super::route::Route;
use super::super::texts::{Language, Wording};
use super::*;

/// A questionnaire with a page for each of these questions: a key, a kind with its options, and a condition.
fn pages(questions: &[(&str, &str, &str)]) -> Questionnaire {
    let mut toml = String::new();
    for (key, kind, when) in questions {
        let when = if when.is_empty() { String::new() } else { format!("when = '{when}'\n") };
        toml += &format!(
            "[[page]]\nkey = \"on-{key}\"\n[[page.question]]\nkey = \"{key}\"\nlabel = \"Q {key}\"\n{when}{kind}\n"
        );
    }
    from_toml(&toml).unwrap_or_else(|why| panic!("{why}\n{toml}"))
}

const YES_NO: &str = "type = \"one-of\"\nrequired = true\noption = [{ code = \"yes\", label = \"Yes\" }, { code = \"no\", label = \"No\" }]";
const TICKS: &str = "type = \"several-of\"\noption = [{ code = \"a\", label = \"A\" }, { code = \"b\", label = \"B\" }, { code = \"c\", label = \"C\" }, { code = \"none\", label = \"None\", exclusive = true }]";
const AGE: &str = "type = \"whole-number\"\nleast = 0\nmost = 120\nrequired = true";
const WORDS: &str = "type = \"short-text\"";

fn rules(whole: &Questionnaire) -> Vec<(&'static str, String)> {
    faults(whole).into_iter().map(|fault| (fault.rule.name(), fault.about.unwrap_or_default())).collect()
}

fn found(questions: &[(&str, &str, &str)]) -> Vec<(&'static str, String)> {
    rules(&pages(questions))
}

fn one(rule: &'static str, about: &str) -> Vec<(&'static str, String)> {
    vec![(rule, about.to_owned())]
}

#[test]
fn a_questionnaire_in_which_everything_can_be_reached_has_no_faults() {
    let whole = [
        ("use", YES_NO, ""),
        ("groups", TICKS, "use = \"yes\""),
        ("why", WORDS, "use = \"no\" or count(groups) > 1 and not groups contains \"a\""),
        ("age", AGE, ""),
        ("young", WORDS, "age < 18"),
        ("old", WORDS, "age >= 65 and use = \"yes\""),
    ];
    assert_eq!(found(&whole), []);
}

#[test]
fn a_condition_that_cannot_come_out_both_ways_is_found() {
    for (kind, when, rule) in [
        (YES_NO, "q = \"yes\" or q = \"no\"", "always-true"),
        (YES_NO, "q = \"yes\" and q = \"no\"", "always-false"),
        (YES_NO, "unanswered(q)", "always-false"),
        (YES_NO, "not (q = \"yes\") or q = \"yes\"", "always-true"),
        (AGE, "q < 18 or q > 17", "always-true"),
        (AGE, "q > 120", "always-false"),
        (AGE, "q >= 0", "always-true"),
        (AGE, "q > 17.5 and q < 18", "always-false"),
        (TICKS, "count(q) > 3", "always-false"),
        (TICKS, "count(q) >= 0", "always-true"),
        (TICKS, "q contains \"none\" and q contains \"a\"", "always-false"),
        (TICKS, "q contains \"none\" and count(q) > 1", "always-false"),
        (TICKS, "unasked(q)", "always-false"),
        (TICKS, "unanswered(q) and count(q) > 0", "always-false"),
        (WORDS, "length(q) > 200", "always-false"),
        (WORDS, "q = \"abc\" and length(q) != 3", "always-false"),
        ("type = \"date\"\nrequired = true\nearliest = \"2020-01-01\"", "q < \"2020-01-01\"", "always-false"),
        ("type = \"date\"\nrequired = true\nearliest = \"2020-01-01\"", "q >= \"2020\"", "always-true"),
        ("type = \"money\"\nmost = 10\nrequired = true", "q <= 10", "always-true"),
        ("type = \"scale\"", "q > 5", "always-false"),
        (YES_NO, "true", "always-true"),
        (YES_NO, "false", "always-false"),
    ] {
        let mut rules = found(&[("q", kind, ""), ("next", WORDS, when)]);
        rules.retain(|(rule, _)| *rule != "never-asked");
        assert_eq!(rules, one(rule, "next"), "{when}");
    }
}

#[test]
fn a_condition_that_only_just_comes_out_both_ways_is_none() {
    for (kind, when) in [
        ("type = \"whole-number\"\nleast = 0\nmost = 120", "q < 18 or q > 17"),
        (AGE, "q > 119"),
        (AGE, "q < 1"),
        ("type = \"decimal-number\"\nplaces = 1\nrequired = true", "q > 17.5 and q < 18"),
        (TICKS, "count(q) = 3"),
        (TICKS, "count(q) > 2 and q contains \"c\""),
        (TICKS, "count(q) = 1 and not q contains \"a\" and not q contains \"b\" and not q contains \"c\""),
        (WORDS, "length(q) > 199"),
        (WORDS, "q = \"abc\""),
        (WORDS, "length(q) = 3 and q != \"abc\""),
        ("type = \"date\"", "q < \"2020-01-01\" and q > \"2019-12-30\""),
        ("type = \"date\"\npartial = true", "q <= \"2020-06-01\" and q >= \"2020-06-02\" "),
        (
            "type = \"rank\"\noption = [{code=\"a\",label=\"A\"},{code=\"b\",label=\"B\"},{code=\"c\",label=\"C\"}]",
            "q/a = 3",
        ),
        (
            "type = \"split-points\"\ntotal = 10\noption = [{code=\"a\",label=\"A\"},{code=\"b\",label=\"B\"}]",
            "q/a > 9",
        ),
        (
            "type = \"split-points\"\ntotal = 10\noption = [{code=\"a\",label=\"A\"},{code=\"b\",label=\"B\"}]",
            "q/a = 4 and q/b = 6",
        ),
        ("type = \"branch\"", "q = \"hythe\""),
    ] {
        assert_eq!(found(&[("q", kind, ""), ("next", WORDS, when)]), [], "{when}");
    }
}

#[test]
fn places_and_parts_that_cannot_be_given_together_are_found() {
    let rank = "type = \"rank\"\noption = [{code=\"a\",label=\"A\"},{code=\"b\",label=\"B\"},{code=\"c\",label=\"C\"}]";
    let split = "type = \"split-points\"\ntotal = 10\noption = [{code=\"a\",label=\"A\"},{code=\"b\",label=\"B\"}]";
    let matrix = "type = \"matrix\"\noption = [{code=\"a\",label=\"A\"}]\ncolumn = [{code=\"1\",label=\"1\"},{code=\"2\",label=\"2\"}]";
    for (kind, when) in [
        (rank, "q/a = 1 and q/b = 1"),
        (rank, "q/a > 3"),
        (rank, "q/a = 2 and unanswered(q/b) and unanswered(q/c)"),
        (split, "q/a > 5 and q/b > 5"),
        (split, "q/a = 4 and q/b = 5"),
        (matrix, "answered(q) and unanswered(q/a)"),
        (matrix, "q/a = \"1\" and q/a = \"2\""),
    ] {
        let mut rules = found(&[("q", kind, ""), ("next", WORDS, when)]);
        rules.retain(|(rule, _)| *rule != "never-asked");
        assert_eq!(rules, one("always-false", "next"), "{when}");
    }
}

#[test]
fn hiding_cascades_and_what_hangs_on_a_hidden_question_is_never_asked() {
    let whole = [
        ("use", YES_NO, ""),
        ("how", YES_NO, "use = \"yes\""),
        ("deep", WORDS, "how = \"yes\" and use = \"no\""),
        ("deeper", WORDS, "answered(deep)"),
    ];
    assert_eq!(
        found(&whole),
        [
            ("always-false", "deep".to_owned()),
            ("never-asked", "deep".to_owned()),
            ("always-false", "deeper".to_owned()),
            ("never-asked", "deeper".to_owned()),
        ]
    );
    // That it was not asked can be asked about.
    assert_eq!(found(&[("use", YES_NO, ""), ("how", YES_NO, "use = \"yes\""), ("x", WORDS, "unasked(how)")]), []);
}

#[test]
fn what_refers_to_nothing_to_something_later_or_to_something_removed_is_found() {
    assert_eq!(found(&[("a", YES_NO, "b = \"yes\""), ("b", YES_NO, "")]), one("later-question", "a"));
    assert_eq!(found(&[("a", YES_NO, "c = \"yes\"")]), one("unknown-question", "a"));
    let gone = format!("{YES_NO}\nretired = true");
    assert_eq!(found(&[("a", &gone, ""), ("b", WORDS, "a = \"yes\"")]), one("removed-question", "b"));
    let option = "type = \"one-of\"\noption = [{ code = \"x\", label = \"X\" }, { code = \"y\", label = \"Y\", retired = true }]";
    assert_eq!(found(&[("a", option, ""), ("b", WORDS, "a = \"y\"")]), one("removed-question", "b"));
    assert_eq!(found(&[("a", YES_NO, ""), ("b", WORDS, "a = \"maybe\"")]), one("misfit", "b"));
    assert_eq!(found(&[("a", YES_NO, ""), ("b", WORDS, "count(a) > 1")]), one("misfit", "b"));
    assert_eq!(found(&[("a", AGE, ""), ("b", WORDS, "a contains \"x\"")]), one("misfit", "b"));
}

#[test]
fn a_circle_is_found_and_named() {
    let whole = pages(&[("a", YES_NO, "c = \"yes\""), ("b", YES_NO, "a = \"yes\""), ("c", YES_NO, "b = \"yes\"")]);
    let circle: Vec<ProofFault> = faults(&whole).into_iter().filter(|fault| fault.rule == ProofRule::Cycle).collect();
    assert_eq!(circle.len(), 1);
    for name in ["“a”", "“b”", "“c”"] {
        assert!(circle[0].words.contains(name), "{}", circle[0].words);
    }
    let rules = found(&[("a", YES_NO, "a = \"yes\"")]);
    assert!(rules.contains(&("cycle", "a".to_owned())), "{rules:?}");
}

#[test]
fn somebody_who_has_to_answer_and_is_offered_nothing_is_found() {
    let when = |required: bool, everybody: bool| {
        let all = if everybody { ", { code = \"c\", label = \"C\" }" } else { "" };
        format!(
            "type = \"one-of\"\nrequired = {required}\noption = [{{ code = \"a\", label = \"A\", when = 'q = \"yes\"' }}, \
             {{ code = \"b\", label = \"B\", when = 'q = \"yes\" and p = \"yes\"' }}{all}]"
        )
    };
    let ask = |kind: &str| found(&[("p", YES_NO, ""), ("q", YES_NO, ""), ("r", kind, "")]);
    assert_eq!(ask(&when(true, false)), one("blocked", "r"));
    assert_eq!(ask(&when(true, true)), []);
    assert_eq!(ask(&when(false, false)), []);
    assert_eq!(found(&[("p", YES_NO, ""), ("q", YES_NO, ""), ("r", &when(true, false), "q = \"yes\"")]).len(), 1);
}

#[test]
fn what_nobody_could_answer_is_found() {
    for kind in [
        "type = \"one-of\"",
        "type = \"rank\"\noption = [{ code = \"a\", label = \"A\" }]",
        "type = \"several-of\"\nleast = 3\noption = [{ code = \"a\", label = \"A\" }]",
        "type = \"whole-number\"\nleast = 3\nmost = 2",
        "type = \"scale\"\npoints = [\"one\"]",
        "type = \"date\"\nearliest = \"2020-01-02\"\nlatest = \"2020-01-01\"",
    ] {
        assert_eq!(found(&[("q", kind, "")]), one("cannot-be-answered", "q"), "{kind}");
    }
}

#[test]
fn a_key_or_a_code_that_stands_twice_is_found() {
    let twice = pages(&[("q", YES_NO, ""), ("p", YES_NO, "")]);
    let mut whole = twice.clone();
    whole.pages[1].questions[0].key = Key::new("q").unwrap();
    assert_eq!(rules(&whole), one("duplicate-key", "q"));
    let mut whole = twice;
    if let QuestionKind::OneOf(list) = &mut whole.pages[0].questions[0].kind {
        list.options[1].code = "yes".to_owned();
    }
    assert_eq!(rules(&whole), one("duplicate-code", "q"));
}

#[test]
fn ten_thousand_options_are_refused_with_the_most_there_can_be() {
    let mut whole = pages(&[("q", YES_NO, "")]);
    if let QuestionKind::OneOf(list) = &mut whole.pages[0].questions[0].kind {
        let label = Wording::one(&Language::english(), "An option");
        list.options = (0..10_000).map(|number| AnswerOption::new(number.to_string(), label.clone())).collect();
    }
    let found = faults(&whole);
    assert_eq!(found.len(), 1);
    assert!(found[0].words.contains("10,000 options. At most 1000"), "{}", found[0].words);
}

#[test]
fn pages_that_change_places_cannot_rely_on_each_other() {
    let mut whole = pages(&[("a", YES_NO, ""), ("b", YES_NO, ""), ("c", WORDS, "b = \"yes\"")]);
    assert_eq!(rules(&whole), []);
    for page in &mut whole.pages[1..] {
        page.shuffled = true;
    }
    assert_eq!(rules(&whole), one("later-question", "c"));
}

#[test]
fn words_that_repeat_what_was_not_asked_before_are_found() {
    let ask = |label: &str| {
        let mut whole = pages(&[("a", YES_NO, ""), ("w", WORDS, ""), ("b", WORDS, ""), ("c", YES_NO, "")]);
        whole.pages[2].questions[0].label = Wording::one(&Language::english(), label);
        rules(&whole)
    };
    assert_eq!(ask("You said {{a|nothing}}"), []);
    for label in ["{{a}}", "{{w|x}}", "{{c|x}}", "{{b|x}}", "{{nothing|x}}"] {
        assert_eq!(ask(label), one("piping", "b"), "{label}");
    }
}

#[test]
fn a_follow_up_for_each_of_twenty_ticks_is_proved() {
    let options: Vec<String> = (0..20).map(|number| format!("{{ code = \"o{number}\", label = \"O\" }}")).collect();
    let ticks = format!("type = \"several-of\"\noption = [{}]", options.join(","));
    let keys: Vec<String> = (0..20).map(|number| format!("f{number}")).collect();
    let whens: Vec<String> = (0..20).map(|number| format!("q contains \"o{number}\"")).collect();
    let mut questions = vec![("q", ticks.as_str(), "")];
    questions.extend(keys.iter().zip(&whens).map(|(key, when)| (key.as_str(), YES_NO, when.as_str())));
    assert_eq!(found(&questions), []);
    let all: Vec<String> = keys.iter().map(|key| format!("{key} = \"yes\"")).collect();
    let all = all.join(" and ");
    questions.push(("last", WORDS, &all));
    assert_eq!(found(&questions), []);
    let none = format!("({all}) and count(q) < 20");
    questions.push(("never", WORDS, &none));
    assert_eq!(found(&questions), [("always-false", "never".to_owned()), ("never-asked", "never".to_owned())]);
}

/// A small questionnaire of which every answer can be tried.
fn small(seed: u64) -> Questionnaire {
    let mut rng = arbitrary::chance(seed);
    let rng = &mut rng;
    let mut whole = Questionnaire::empty(Language::english());
    let mut earlier: Vec<Question> = Vec::new();
    let words = || Wording::one(&Language::english(), "words");
    for number in 0..5 {
        let options = |rng: &mut rand_chacha::ChaCha8Rng, earlier: &[Question]| OptionList {
            options: ["a", "b", "c"]
                .into_iter()
                .map(|code| AnswerOption {
                    when: rng.random_bool(0.15).then(|| arbitrary::condition(rng, earlier, 1)).flatten(),
                    exclusive: code == "c" && rng.random_bool(0.4),
                    ..AnswerOption::new(code, words())
                })
                .collect(),
            shuffled: false,
        };
        let kind = match rng.random_range(0..3) {
            0 => QuestionKind::OneOf(options(rng, &earlier)),
            1 => QuestionKind::SeveralOf {
                list: options(rng, &earlier),
                least: None,
                most: [None, Some(2)].choose(rng).copied().flatten(),
            },
            _ => QuestionKind::Number {
                places: 0,
                least: "0".parse().ok(),
                most: "4".parse().ok(),
                unit: Wording::default(),
            },
        };
        let mut question = Question::new(Key::new(&format!("q{number}")).unwrap(), kind);
        question.label = words();
        question.required = rng.random_bool(0.5);
        question.dont_know = rng.random_bool(0.2);
        question.when = rng.random_bool(0.6).then(|| arbitrary::condition(rng, &earlier, 2)).flatten();
        earlier.push(question.clone());
        let when = rng.random_bool(0.2).then(|| arbitrary::condition(rng, &earlier[..number], 1)).flatten();
        let key = Key::new(&format!("p{number}")).unwrap();
        whole.pages.push(QuestionPage { key, title: words(), when, shuffled: false, questions: vec![question] });
    }
    whole
}

/// Every answer that somebody on this route can give to a question.
fn all_answers(question: &Question, route: &Route<'_>) -> Vec<Option<Answer>> {
    let mut all: Vec<Option<Answer>> = if question.required { Vec::new() } else { vec![None] };
    if question.dont_know {
        all.push(Some(Answer::Blank(Blank::DontKnow)));
    }
    match &question.kind {
        QuestionKind::OneOf(list) => {
            all.extend(list.options.iter().filter(|one| route.offers(one)).map(|one| Some(Answer::code(&one.code))));
        }
        QuestionKind::SeveralOf { list, most, .. } => {
            for set in 1_u32..8 {
                let chosen: Vec<&AnswerOption> = list
                    .options
                    .iter()
                    .enumerate()
                    .filter(|(place, _)| set & (1 << place) != 0)
                    .map(|(_, one)| one)
                    .collect();
                let fits = chosen.iter().all(|one| route.offers(one) && (!one.exclusive || chosen.len() == 1));
                if fits && most.is_none_or(|most| chosen.len() <= most as usize) {
                    all.push(Some(Answer::ticks(chosen.iter().map(|one| one.code.as_str()))));
                }
            }
        }
        _ => all.extend((0..=4).map(|number| Some(Answer::Number(number.to_string().parse().unwrap())))),
    }
    all
}

/// What trying every answer shows: who is asked, how each condition came out, and who was stuck.
#[derive(Default)]
struct Tried {
    asked: BTreeSet<String>,
    outcomes: BTreeMap<String, BTreeSet<bool>>,
    stuck: BTreeSet<String>,
}

fn try_all(whole: &Questionnaire, from: usize, given: &Given, tried: &mut Tried) {
    let questions: Vec<(&QuestionPage, &Question)> =
        whole.pages.iter().flat_map(|page| page.questions.iter().map(move |question| (page, question))).collect();
    let Some((page, question)) = questions.get(from) else { return };
    let route = Route::of(whole, given);
    let mut note = |name: String, when: &Option<Condition>| {
        if let Some(when) = when {
            tried.outcomes.entry(name).or_default().insert(when.holds(&route));
        }
    };
    note(page.key.to_string(), &page.when);
    if page.when.as_ref().is_none_or(|when| when.holds(&route)) {
        note(question.key.to_string(), &question.when);
    }
    if !route.asks(question.key.as_str()) {
        return try_all(whole, from + 1, given, tried);
    }
    tried.asked.insert(question.key.to_string());
    for option in question.options() {
        if let Some(when) = &option.when {
            tried.outcomes.entry(format!("{}/{}", question.key, option.code)).or_default().insert(when.holds(&route));
        }
    }
    let answers = all_answers(question, &route);
    if answers.is_empty() {
        tried.stuck.insert(question.key.to_string());
    }
    for answer in answers {
        let mut given = given.clone();
        if let Some(answer) = answer {
            given.insert(question.key.clone(), answer);
        }
        try_all(whole, from + 1, &given, tried);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn the_proof_says_what_trying_every_answer_shows(seed: u64) {
        let whole = small(seed);
        prop_assume!(structure::faults(&whole).is_empty());
        let mut tried = Tried::default();
        try_all(&whole, 0, &Given::new(), &mut tried);
        let said = faults(&whole);
        let of = |rule: ProofRule| -> BTreeSet<String> {
            said.iter().filter(|fault| fault.rule == rule).filter_map(|fault| fault.about.clone()).collect()
        };
        let all: BTreeSet<String> = whole.questions().map(|question| question.key.to_string()).collect();
        prop_assert_eq!(of(ProofRule::NotProved).len(), 0);
        prop_assert_eq!(of(ProofRule::NeverAsked), all.difference(&tried.asked).cloned().collect::<BTreeSet<_>>());
        prop_assert_eq!(of(ProofRule::Blocked), tried.stuck);
        // A condition on an option is told under its question; one that nobody gets to is not judged.
        let once = |wanted: bool| -> BTreeSet<String> {
            tried.outcomes.iter().filter(|(_, seen)| **seen == BTreeSet::from([wanted]))
                .map(|(name, _)| name.split('/').next().unwrap_or_default().to_owned()).collect()
        };
        prop_assert_eq!(of(ProofRule::AlwaysTrue), once(true));
        prop_assert_eq!(of(ProofRule::AlwaysFalse), once(false));
    }

    #[test]
    fn every_questionnaire_is_judged_and_none_stumbles(seed: u64) {
        let whole = arbitrary::questionnaire(seed);
        let said = faults(&whole);
        prop_assert!(!said.iter().any(|fault| fault.rule == ProofRule::NotProved), "{:?}", said);
        // Somebody who goes along a route is never asked what nobody is asked.
        for answers in 0..10 {
            let given = arbitrary::given(&whole, answers);
            let route = Route::of(&whole, &given);
            prop_assert!(route.missing().is_empty(), "{:?} was not answered", route.missing());
            for fault in said.iter().filter(|fault| fault.rule == ProofRule::NeverAsked) {
                prop_assert!(!route.asks(fault.about.as_deref().unwrap_or_default()));
            }
        }
    }
}
