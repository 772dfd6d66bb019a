use super::super::document::from_toml;
use super::super::question::Questionnaire;
use super::super::{checking, route};
use super::*;

/// Fields as they were sent.
pub(crate) struct Filled(pub(crate) Vec<(String, String)>);

impl FilledIn for Filled {
    fn value(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.trim())
    }

    fn values(&self, name: &str) -> Vec<&str> {
        self.0.iter().filter(|(field, _)| field == name).map(|(_, value)| value.as_str()).collect()
    }
}

fn filled(fields: &[(&str, &str)]) -> Filled {
    Filled(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
}

fn asking(question: &str) -> Questionnaire {
    from_toml(&format!("[[page]]\nkey = \"p\"\n[[page.question]]\nkey = \"q\"\nlabel = \"Q\"\n{question}")).unwrap()
}

/// What is made of these fields: an answer that can be taken, or what is said about it.
fn made(question: &str, fields: &[(&str, &str)]) -> Result<Option<Answer>, String> {
    let whole = asking(question);
    let question = whole.question("q").unwrap();
    let given = super::super::answer::Given::new();
    let route = route::Route::of(&whole, &given);
    let offers = |option: &super::super::question::AnswerOption| route.offers(option);
    let around =
        checking::Around { offers: &offers, branch: &|slug| slug == "hythe", today: "2027-03-01".parse().unwrap() };
    let answer = question.read_fields(&filled(fields)).map_err(|why| why.words())?;
    if let Some(answer) = &answer {
        question.check(answer, whole.first_language(), &around).map_err(|why| why.words())?;
    }
    Ok(answer)
}

const ONE: &str = "type = \"one-of\"\ndont-know = true\noption = [{ code = \"a\", label = \"A\" }, { code = \"o\", label = \"Other\", write-in = true }, { code = \"old\", label = \"Old\", retired = true }]";
const SEVERAL: &str = "type = \"several-of\"\ndont-know = true\nmost = 2\noption = [{ code = \"a\", label = \"A\" }, { code = \"b\", label = \"B\" }, { code = \"o\", label = \"Other\", write-in = true }, { code = \"none\", label = \"None of these\", exclusive = true }]";
const RANK: &str = "type = \"rank\"\noption = [{ code = \"a\", label = \"A\" }, { code = \"b\", label = \"B\" }, { code = \"c\", label = \"C\" }]";

#[test]
fn other_is_a_choice_and_a_text() {
    let other = |text: &str| Answer::Code { code: "o".into(), other: Some(text.into()) };
    assert_eq!(made(ONE, &[("q-q", "o"), ("q-q/o/text", "A van")]), Ok(Some(other("A van"))));
    // Spaces are no text; whoever writes and does not choose has chosen.
    assert_eq!(made(ONE, &[("q-q", "o"), ("q-q/o/text", "  ")]), Ok(Some(Answer::code("o"))));
    assert_eq!(made(ONE, &[("q-q/o/text", "A van")]), Ok(Some(other("A van"))));
    assert!(made(ONE, &[("q-q", "a"), ("q-q/o/text", "A van")]).unwrap_err().contains("Choose “Other” as well"));
    assert_eq!(made(ONE, &[("q-q", "")]), Ok(None));
}

#[test]
fn an_option_that_is_not_offered_is_refused_whoever_sends_it() {
    for code in ["old", "x", "prefer-not-to-say"] {
        assert!(made(ONE, &[("q-q", code)]).unwrap_err().contains("not one of the options"), "{code}");
    }
    assert_eq!(made(ONE, &[("q-q", "dont-know")]), Ok(Some(Answer::Blank(Blank::DontKnow))));
}

#[test]
fn two_values_where_one_is_asked_for_are_said_to_be_two_and_neither_is_taken() {
    let date = "type = \"date\"";
    for (kind, fields) in [
        (ONE, &[("q-q", "a"), ("q-q", "b")][..]),
        (RANK, &[("q-q/a", "1"), ("q-q/a", "2")]),
        (SEVERAL, &[("q-q", "a"), ("q-q/blank", "dont-know"), ("q-q/blank", "prefer-not-to-say")]),
        ("type = \"whole-number\"", &[("q-q", "1"), ("q-q", "2")]),
        ("type = \"short-text\"", &[("q-q", "yes"), ("q-q", "no")]),
        (date, &[("q-q/day", "1"), ("q-q/day", "2"), ("q-q/month", "3"), ("q-q/year", "2026")]),
    ] {
        let why = made(kind, fields).unwrap_err();
        assert!(why.contains("Give one answer"), "{fields:?}: {why}");
    }
    // The same twice, or empty beside it, is one.
    assert_eq!(made(ONE, &[("q-q", "a"), ("q-q", "a"), ("q-q", "")]), Ok(Some(Answer::code("a"))));
}

#[test]
fn an_option_that_excludes_the_others_stands_alone() {
    assert_eq!(made(SEVERAL, &[("q-q", "none")]), Ok(Some(Answer::ticks(["none"]))));
    let why = made(SEVERAL, &[("q-q", "none"), ("q-q", "a")]).unwrap_err();
    assert!(why.contains("Choose “None of these” alone"), "{why}");
    assert!(made(SEVERAL, &[("q-q", "a"), ("q-q", "b"), ("q-q", "o")]).unwrap_err().contains("at most 2"));
    // In the order of the question, whichever way they came; a tick that came twice is one.
    assert_eq!(made(SEVERAL, &[("q-q", "b"), ("q-q", "a"), ("q-q", "b")]), Ok(Some(Answer::ticks(["a", "b"]))));
    let why = made(SEVERAL, &[("q-q", "a"), ("q-q/blank", "dont-know")]).unwrap_err();
    assert!(why.contains("not both"), "{why}");
}

#[test]
fn a_rank_is_typed_in_numbers_from_the_first_place() {
    assert_eq!(made(RANK, &[("q-q/b", "1"), ("q-q/a", "2.")]), Ok(Some(Answer::Order(vec!["b".into(), "a".into()]))));
    for (fields, words) in [
        (&[("q-q/a", "1"), ("q-q/b", "1")][..], "Two options have the place 1"),
        (&[("q-q/a", "2")], "No option has the place 1"),
        (&[("q-q/a", "4")], "“4” is not a place. Use the numbers 1 to 3"),
        (&[("q-q/a", "first")], "“first” is not a place"),
        (&[("q-q/a", "0")], "is not a place"),
    ] {
        let why = made(RANK, fields).unwrap_err();
        assert!(why.contains(words), "{fields:?}: {why}");
    }
}

#[test]
fn numbers_are_taken_as_people_type_them() {
    let whole = "type = \"whole-number\"\nleast = 0\nmost = 5000";
    for (typed, read) in [(" 12 ", "12"), ("1,000", "1000"), ("1 000", "1000"), ("+3", "3"), ("007", "7")] {
        assert_eq!(made(whole, &[("q-q", typed)]), Ok(Some(Answer::Number(read.parse().unwrap()))), "{typed}");
    }
    for (typed, words) in [
        ("twelve", "in figures"),
        ("1,00", "in figures"),
        ("12.5", "whole number"),
        ("-1", "Enter 0 or more"),
        ("6000", "Enter 5000 or less"),
        ("99999999999", "or less"),
        ("1e3", "in figures"),
    ] {
        let why = made(whole, &[("q-q", typed)]).unwrap_err();
        assert!(why.contains(words), "{typed}: {why}");
    }
    assert_eq!(made("type = \"money\"", &[("q-q", "£1,200.50")]), Ok(Some(Answer::Money(120_050))));
    assert!(made("type = \"money\"", &[("q-q", "lots")]).is_err());
    assert!(made("type = \"money\"", &[("q-q", "5000000000")]).unwrap_err().contains("or less"));
}

#[test]
fn what_is_shared_out_has_to_be_all_of_it() {
    let split = "type = \"split-points\"\ntotal = 100\noption = [{ code = \"a\", label = \"A\" }, { code = \"b\", label = \"B\" }]";
    let parts = |parts: &[(&str, i64)]| Answer::Shares {
        parts: parts.iter().map(|(code, part)| ((*code).to_owned(), *part)).collect(),
        money: false,
    };
    assert_eq!(made(split, &[("q-q/a", "60"), ("q-q/b", "40")]), Ok(Some(parts(&[("a", 60), ("b", 40)]))));
    assert_eq!(made(split, &[("q-q/a", "100"), ("q-q/b", "0")]), Ok(Some(parts(&[("a", 100)]))));
    let why = made(split, &[("q-q/a", "60"), ("q-q/b", "30")]).unwrap_err();
    assert!(why.contains("Share out 100 in all. What you entered comes to 90"), "{why}");
    assert!(made(split, &[("q-q/a", "160"), ("q-q/b", "-60")]).is_err());
    assert!(made(split, &[("q-q/a", "0")]).is_err());
}

#[test]
fn a_date_has_three_boxes_and_may_be_known_in_part() {
    let date = |partial: bool, fields: &[(&str, &str)]| {
        made(&format!("type = \"date\"\npartial = {partial}\nlatest = \"today\""), fields)
    };
    let some = |text: &str| Ok(Some(Answer::Date(text.parse().unwrap())));
    assert_eq!(date(false, &[("q-q/day", "1"), ("q-q/month", "Feb"), ("q-q/year", "2024")]), some("2024-02-01"));
    assert_eq!(date(true, &[("q-q/month", "2"), ("q-q/year", "2024")]), some("2024-02"));
    assert_eq!(date(true, &[("q-q/year", "2024")]), some("2024"));
    assert!(date(false, &[("q-q/year", "2024")]).unwrap_err().contains("the day, the month and the year"));
    for fields in [
        &[("q-q/day", "30"), ("q-q/month", "2"), ("q-q/year", "2024")][..],
        &[("q-q/day", "1"), ("q-q/year", "2024")],
        &[("q-q/day", "1"), ("q-q/month", "1"), ("q-q/year", "24")],
        &[("q-q/day", "x"), ("q-q/month", "1"), ("q-q/year", "2024")],
    ] {
        assert!(date(true, fields).unwrap_err().contains("in the calendar"), "{fields:?}");
    }
    assert!(
        date(false, &[("q-q/day", "2"), ("q-q/month", "3"), ("q-q/year", "2027")]).unwrap_err().contains("not after")
    );
}

#[test]
fn of_a_postcode_only_the_first_half_is_kept() {
    for typed in ["ll57 2dg", "LL57", " ll572DG "] {
        assert_eq!(
            made("type = \"postcode-area\"", &[("q-q", typed)]),
            Ok(Some(Answer::Area("LL57".into()))),
            "{typed}"
        );
    }
    for typed in ["57", "Bangor", "LL57 2", "L"] {
        assert!(made("type = \"postcode-area\"", &[("q-q", typed)]).is_err(), "{typed}");
    }
}

#[test]
fn five_thousand_characters_are_told_and_not_cut() {
    let text = "x".repeat(5_001);
    let why = made("type = \"long-text\"", &[("q-q", &text)]).unwrap_err();
    assert!(why.contains("at most 5,000 characters. There are 1 too many"), "{why}");
    assert!(made("type = \"long-text\"", &[("q-q", &text[1..])]).is_ok());
}

#[test]
fn a_library_is_one_of_the_service() {
    assert_eq!(made("type = \"branch\"", &[("q-q", "hythe")]), Ok(Some(Answer::Branch("hythe".into()))));
    assert!(made("type = \"branch\"", &[("q-q", "nowhere")]).unwrap_err().contains("libraries in the list"));
}

#[test]
fn every_row_is_asked_for_where_every_row_is_wanted() {
    let matrix = |required: bool| {
        format!(
            "type = \"matrix\"\nevery-row = true\nrequired = {required}\noption = [{{ code = \"r\", label = \"Ramp\" }}, \
             {{ code = \"s\", label = \"Seats\" }}]\ncolumn = [{{ code = \"1\", label = \"Bad\" }}, {{ code = \"2\", label = \"Good\" }}]"
        )
    };
    assert!(made(&matrix(true), &[("q-q/r", "1")]).unwrap_err().contains("“Seats”"));
    assert!(made(&matrix(false), &[("q-q/r", "1")]).is_ok());
    assert!(made(&matrix(false), &[("q-q/r", "3")]).is_err());
    // A row that is not asked is no field of the question.
    assert_eq!(made(&matrix(false), &[("q-q/x", "1")]), Ok(None));
}
