use proptest::prelude::*;

use super::super::arbitrary;
use super::*;

proptest! {
    #[test]
    fn a_questionnaire_written_down_is_read_as_what_it_was(seed: u64) {
        let whole = arbitrary::questionnaire(seed);
        let toml = to_toml(&whole).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let read = from_toml(&toml).map_err(|why| TestCaseError::fail(format!("{why}\n{toml}")))?;
        prop_assert_eq!(to_toml(&read).ok(), Some(toml));
        let json = to_json(&whole).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let read = from_json(&json).map_err(|why| TestCaseError::fail(why.to_string()))?;
        prop_assert_eq!(to_json(&read).ok(), Some(json));
    }
}

#[test]
fn a_plain_text_is_in_the_first_language() {
    let whole = from_toml(
        r#"
        languages = ["cy", "en"]
        title = "Oriau agor"
        [[page]]
        key = "one"
        [[page.question]]
        key = "library"
        type = "one-of"
        label = { en = "Which library?", cy = "Pa lyfrgell?" }
        option = [{ code = "a", label = "Un" }, { code = "b", label = { en = "Two" }, write-in = true }]
        "#,
    )
    .unwrap();
    let welsh = Language::new("cy").unwrap();
    assert_eq!(whole.title.get(&welsh), Some("Oriau agor"));
    let question = whole.question("library").unwrap();
    assert_eq!(question.option("a").unwrap().label.get(&welsh), Some("Un"));
    assert_eq!(question.label.get(&Language::english()), Some("Which library?"));
}

#[test]
fn what_a_kind_does_not_have_is_refused_and_named() {
    let read = |question: &str| {
        from_toml(&format!("[[page]]\nkey = \"p\"\n[[page.question]]\nkey = \"q\"\n{question}"))
            .map(|_| ())
            .unwrap_err()
    };
    for (question, words) in [
        ("type = \"rank\"\nunit = \"miles\"", "a question of the type rank has no `unit`"),
        ("type = \"one-of\"\nmost = 3", "no `most`"),
        ("type = \"ranking\"", "“ranking” is no type of question"),
        ("type = \"several-of\"\nmost = -1", "`most` has to be a whole number"),
        ("type = \"money\"\nleast = 0.001", "pounds and pence"),
        ("type = \"split-points\"", "needs a `total`"),
        ("type = \"whole-number\"\nplaces = 2", "no decimal places"),
        ("type = \"date\"\nlatest = \"2027-02-30\"", "not a date"),
        ("type = \"one-of\"\noption = [{ code = \"a b\" }]", "cannot be the code"),
        ("type = \"one-of\"\nwhen = \"x = \"", "is not understood"),
        ("type = \"one-of\"\nanswer = 3", "answer"),
        ("type = \"one-of\"\nlabel = { english = \"x\" }", "language code"),
    ] {
        let why = read(question).to_string();
        assert!(why.contains(words), "{question}: {why}");
    }
}
