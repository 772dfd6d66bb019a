use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::answer::Answer;
use super::super::arbitrary;
use super::super::blank::Blank;
use super::super::key::Key;
use super::super::route::Route;
use super::{Condition, Standing, Viewed};

struct Table(BTreeMap<Key, Option<Answer>>);

impl Viewed for Table {
    fn standing(&self, key: &Key) -> Standing<'_> {
        match self.0.get(key) {
            None => Standing::NotAsked,
            Some(None) => Standing::Empty,
            Some(Some(answer)) => Standing::Answered(answer),
        }
    }
}

fn table(answers: &[(&str, Option<Answer>)]) -> Table {
    Table(answers.iter().map(|(key, answer)| (Key::new(key).unwrap(), answer.clone())).collect())
}

fn read(text: &str) -> Condition {
    text.parse().unwrap_or_else(|why| panic!("{text}: {why}"))
}

fn yes_no(a: bool, b: bool, c: bool) -> Table {
    let one = |yes: bool| Some(Answer::code(if yes { "yes" } else { "no" }));
    table(&[("a", one(a)), ("b", one(b)), ("c", one(c))])
}

/// Every row of the truth table of three questions.
fn truth(text: &str) -> Vec<bool> {
    let condition = read(text);
    let rows = (0..8).map(|row| yes_no(row & 4 != 0, row & 2 != 0, row & 1 != 0));
    rows.map(|row| condition.holds(&row)).collect()
}

#[test]
fn and_binds_before_or_and_not_before_both() {
    let (a, b, c) = (r#"a = "yes""#, r#"b = "yes""#, r#"c = "yes""#);
    assert_eq!(truth(&format!("{a} and {b} or {c}")), truth(&format!("({a} and {b}) or {c}")));
    assert_eq!(truth(&format!("{a} or {b} and {c}")), truth(&format!("{a} or ({b} and {c})")));
    assert_eq!(truth(&format!("not {a} and {b}")), truth(&format!("(not {a}) and {b}")));
    assert_eq!(truth(&format!("{a} and ({b} or {c})")), [false, false, false, false, false, true, true, true]);
    assert_ne!(truth(&format!("{a} and ({b} or {c})")), truth(&format!("{a} and {b} or {c}")));
    assert_eq!(truth(&format!("not ({a} or {b})")), truth(&format!("not {a} and not {b}")));
}

#[test]
fn nothing_is_less_or_more_than_what_was_not_answered() {
    for standing in [table(&[("age", None)]), table(&[])] {
        for text in ["age < 18", "age >= 18", "age = 18", r#"age in (18, "19")"#, r#"age contains "18""#] {
            assert!(!read(text).holds(&standing), "{text}");
            assert!(read(&format!("not {text}")).holds(&standing), "{text}");
        }
        assert!(read("unanswered(age)").holds(&standing));
        assert!(read("count(age) = 0 and length(age) < 1").holds(&standing));
    }
    assert!(!read("unasked(age)").holds(&table(&[("age", None)])));
    assert!(read("unasked(age)").holds(&table(&[])));
}

#[test]
fn dont_know_is_an_answer_and_no_number() {
    let standing = table(&[("age", Some(Answer::Blank(Blank::DontKnow)))]);
    assert!(read(r#"age = "dont-know""#).holds(&standing));
    assert!(read("answered(age) and asked(age)").holds(&standing));
    assert!(!read("age < 18 or age >= 18").holds(&standing));
}

#[test]
fn each_kind_of_answer_is_compared_as_what_it_is() {
    let number = |text: &str| Answer::Number(text.parse().unwrap());
    let shares = |money| Answer::Shares { parts: BTreeMap::from([("ramp".to_owned(), 1250)]), money };
    for (answer, text, holds) in [
        (number("18"), "q >= 18 and q < 18.01 and q = 18.0", true),
        (number("18"), r#"q = "18""#, true),
        (number("-0.5"), "q < 0 and q > -1", true),
        (Answer::Money(1250), "q = 12.5 and q > 12.49", true),
        (shares(false), "q/ramp = 1250 and q/other = 0 and q contains \"ramp\"", true),
        (shares(true), "q/ramp = 12.50", true),
        (Answer::code("3"), "q >= 3 and q = \"3\" and q = 3", true),
        (Answer::code("yes"), "q >= 3 or q < 3", false),
        (Answer::ticks(["a", "b"]), r#"q contains "a" and count(q) = 2 and not q contains "c""#, true),
        (Answer::ticks(["a"]), r#"q = "a""#, false),
        (Answer::Order(vec!["b".into(), "a".into()]), r#"q/b = 1 and q/a = 2 and unanswered(q/c)"#, true),
        (Answer::Rows([("r".to_owned(), "4".to_owned())].into()), r#"q/r = "4" and q/r > 3 and unanswered(q/s)"#, true),
        (Answer::Text("héllo".into()), r#"length(q) = 5 and q = "héllo""#, true),
        (Answer::Date("2020-05".parse().unwrap()), r#"q < "2020-06-01" and q >= "2020-05-20" and q > "2019""#, true),
        (Answer::Branch("hythe".into()), r#"q in ("ash", "hythe")"#, true),
    ] {
        assert_eq!(read(text).holds(&table(&[("q", Some(answer))])), holds, "{text}");
    }
}

#[test]
fn what_is_not_a_condition_is_refused_with_the_place() {
    for (text, at, words) in [
        ("", 0, "ends"),
        ("a =", 3, "ends"),
        ("a = yes", 4, "quotation marks"),
        ("a = \"yes", 4, "never ends"),
        ("a = \"x\" b = \"y\"", 8, "“and”"),
        ("(a = \"x\"", 8, "“)”"),
        ("a ~ 3", 2, "means nothing"),
        ("a = 1e9", 5, "“and”"),
        ("and = 3", 0, "key"),
        ("a = 12345678901", 4, "nine digits"),
        ("count(a)", 8, "comparison"),
        ("a in ()", 6, "quotation marks"),
        ("${a = 3", 0, "never ends"),
        ("${1a} = 3", 0, "cannot be a key"),
    ] {
        let why = text.parse::<Condition>().expect_err(text);
        assert_eq!(why.at, at, "{text}: {why}");
        assert!(why.why.contains(words), "{text}: {why}");
    }
    let deep = format!("{}a = 1{}", "(".repeat(100_000 / 10), ")".repeat(10_000));
    assert!(deep.parse::<Condition>().is_err());
    assert!("not ".repeat(4_000).parse::<Condition>().is_err());
}

#[test]
fn a_key_that_is_a_word_of_conditions_can_still_be_asked_about() {
    let condition = read("${not} = \"x\" and count(${count}) > 1");
    assert_eq!(condition.to_string().parse::<Condition>(), Ok(condition));
}

proptest! {
    #[test]
    fn a_condition_written_down_is_read_as_what_it_was(seed: u64) {
        let whole = arbitrary::questionnaire(seed);
        let mut rng = arbitrary::chance(seed ^ 1);
        let earlier: Vec<_> = whole.questions().cloned().collect();
        let Some(condition) = arbitrary::condition(&mut rng, &earlier, 4) else { return Ok(()) };
        let written = condition.to_string();
        let read: Condition = written.parse().map_err(|why| TestCaseError::fail(format!("{written}: {why}")))?;
        // Brackets that change nothing may go: what it says is the same, and it is written the same.
        prop_assert_eq!(read.to_string(), written);
        for answers in 0..20 {
            let given = arbitrary::given(&whole, answers);
            let route = Route::of(&whole, &given);
            prop_assert_eq!(read.holds(&route), condition.holds(&route));
        }
    }

    #[test]
    fn no_text_makes_the_reader_stumble(text in r#"[a-c()=!<>"$\{\}/, 0-9.-]{0,40}|(and|or|not|in|contains|count|a|"x"|[(]|[)]| |=|3){0,30}"#) {
        if let Ok(condition) = text.parse::<Condition>() {
            let again: Result<Condition, _> = condition.to_string().parse();
            prop_assert_eq!(again.map(|one| one.to_string()), Ok(condition.to_string()));
        }
    }
}

#[test]
fn what_is_read_is_never_longer_than_what_can_be_read_again() {
    // Without spaces it fits, with those with which it is kept it does not.
    let tight = vec!["a=1or b!=2"; 1_500].join("or ");
    assert!(tight.len() <= super::parse::LONGEST, "{}", tight.len());
    let why = tight.parse::<Condition>().unwrap_err().to_string();
    assert!(why.contains("at most 20000 characters"), "{why}");
    let fits = vec!["a = 1"; 2_000].join(" or ");
    let read: Condition = fits.parse().unwrap();
    assert_eq!(read.to_string().parse(), Ok(read));
}
