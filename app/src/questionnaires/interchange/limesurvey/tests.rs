//! Whole files read and written.

mod real;
mod xml;

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::super::super::definition::arbitrary;
use super::super::super::definition::document;
use super::super::super::definition::key::Key;
use super::super::super::definition::question::{Question, QuestionKind, QuestionPage};
use super::super::super::definition::route::Route;
use super::super::super::definition::texts::Language;
use super::*;
use xml::{NEW, OLD};

/// A file without the column of ours, as if LimeSurvey had written it.
fn without_beside(bytes: &[u8]) -> Vec<u8> {
    let (text, _) = table::decoded(bytes);
    let mut rows = table::rows(&text).unwrap();
    for row in &mut rows {
        row.pop();
    }
    table::written(&rows).into_bytes()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_questionnaire_written_and_read_again_is_the_same(seed: u64) {
        let whole = arbitrary::questionnaire(seed);
        let file = write_tsv(&whole);
        let read = read_tsv(&file).map_err(|why| TestCaseError::fail(why.to_string()))?;
        prop_assert_eq!(document::to_json(&read.questionnaire).ok(), document::to_json(&whole).ok());
        prop_assert!(read.unclear.is_empty() && read.dropped.is_empty(), "{:?} {:?}", read.unclear, read.dropped);
        prop_assert!(read.warnings.is_empty(), "{:?}", read.warnings);
    }

    #[test]
    fn the_standard_columns_alone_have_every_question_and_condition(seed: u64) {
        let whole = arbitrary::questionnaire(seed);
        let names = names::ShortNames::of(&whole);
        let read = read_tsv(&without_beside(&write_tsv(&whole))).map_err(|why| TestCaseError::fail(why.to_string()))?;
        prop_assert!(read.unclear.is_empty(), "{:?}", read.unclear);
        let keys: Vec<&str> = read.questionnaire.questions().map(|question| question.key.as_str()).collect();
        let wanted: Vec<&str> = whole.questions().map(|question| names.get(&question.key).unwrap().code.as_str()).collect();
        prop_assert_eq!(keys, wanted);
        for (question, read) in whole.questions().zip(read.questionnaire.questions()) {
            prop_assert_eq!(question.required, read.required);
            match (&question.when, &read.when) {
                (_, Some(_)) => prop_assert!(question.when.is_some() || question.retired),
                (None, None) => prop_assert!(!question.retired),
                // What holds for everybody need not be said.
                (Some(when), None) => {
                    prop_assert!(!question.retired);
                    for answers in 0..40 {
                        let given = arbitrary::given(&whole, answers ^ seed);
                        prop_assert!(when.holds(&Route::of(&whole, &given)), "{}: {} is asked of everybody", question.key, when);
                    }
                }
            }
        }
    }

    #[test]
    fn a_condition_written_as_an_equation_means_the_same_when_it_is_read(seed: u64) {
        let mut whole = arbitrary::questionnaire(seed);
        let mut rng = arbitrary::chance(seed ^ 7);
        let earlier: Vec<Question> = whole.questions().cloned().collect();
        let Some(condition) = arbitrary::condition(&mut rng, &earlier, 4) else { return Ok(()) };
        let last = Question::new(Key::new("the_last").unwrap(), QuestionKind::Information);
        whole.pages.push(QuestionPage {
            key: Key::new("last-page").unwrap(),
            title: Default::default(),
            when: None,
            shuffled: false,
            questions: vec![last],
        });
        // The file says otherwise what it said when it was written, so it is read and not taken from beside.
        let names = names::ShortNames::of(&whole);
        let equation = say::Saying::of(&whole, &names).equation(&condition);
        let mut rows = write::rows(&whole, &names);
        let last = names.get(&Key::new("the_last").unwrap()).unwrap().code.clone();
        for row in rows.iter_mut().filter(|row| row[2] == "Q" && row[4] == last) {
            row[5].clone_from(&equation);
        }
        let read = read_tsv(table::written(&rows).as_bytes()).map_err(|why| TestCaseError::fail(why.to_string()))?;
        prop_assert!(read.unclear.is_empty(), "{equation}: {:?}", read.unclear);
        let again = read.questionnaire.question("the_last").and_then(|question| question.when.clone());
        for answers in 0..20 {
            let given = arbitrary::given(&whole, answers ^ seed);
            let route = Route::of(&whole, &given);
            let holds = again.as_ref().is_none_or(|again| again.holds(&route));
            prop_assert_eq!(holds, condition.holds(&route), "{} | {} | {:?} | {:?}", condition, equation, again, given);
        }
    }
}

/// What stands in a made-up file: rows with `|` between the cells and the usual columns.
fn file(rows: &str) -> Vec<u8> {
    let mut text = "class\ttype/scale\tname\trelevance\ttext\thelp\tlanguage\tmandatory\tother\n".to_owned();
    for row in rows.lines().map(str::trim).filter(|row| !row.is_empty()) {
        text.push_str(&row.replace('|', "\t"));
        text.push('\n');
    }
    text.into_bytes()
}

fn read(rows: &str) -> Imported {
    read_tsv(&file(rows)).unwrap()
}

fn when(imported: &Imported, key: &str) -> String {
    let question = imported.questionnaire.question(key).unwrap_or_else(|| panic!("no {key}"));
    question.when.as_ref().map_or_else(String::new, ToString::to_string)
}

const SURVEY: &str = r#"
    S||language||en
    S||format||G
    SL||surveyls_title||A survey||en
    G|1|First|1|||en
    Q|L|use|1|Do you use it?||en|Y|Y
    A||A1||Yes||en
    A||A2||No||en
    Q|N|age|1|How old are you?||en
    Q|M|why|1|Why?||en||Y
    SQ||a||Books||en
    SQ||b||Quiet||en
    SQ||c||Warmth||en
    Q|F|rate|1|How good?||en
    SQ||r1||Staff||en
    SQ||r2||Hours||en
    A||1||Bad||en
    A||2||Good||en
    Q|R|order|1|In order||en
    A||x||One||en
    A||y||Two||en
    A||z||Three||en
    Q|S|words|1|Say more||en
    Q|D|day|1|Which day?||en
    Q|T|maybe|use == "A1"|More||en
    G|2|Second|1|||en
"#;

#[test]
fn equations_mean_what_they_mean_in_limesurvey() {
    for (equation, wanted) in [
        ("use.NAOK == 'A1'", r#"use = "A1""#),
        ("use eq 'A1' and age lt 18 or age ge 65", r#"use = "A1" and age < 18 or age >= 65"#),
        ("use == 'A1' and (age < 18 or age >= 65)", r#"use = "A1" and (age < 18 or age >= 65)"#),
        ("use.NAOK != 'A1'", r#"use != "A1""#),
        ("!is_empty(use.NAOK)", "answered(use)"),
        ("use == ''", "unanswered(use)"),
        ("18 <= age", "age >= 18"),
        ("use == '-oth-'", r#"use = "other""#),
        ("why_a.NAOK == 'Y'", r#"why contains "a""#),
        ("why_a.NAOK != 'Y'", r#"not why contains "a""#),
        ("is_empty(why_b)", r#"not why contains "b""#),
        ("why_other.NAOK != ''", r#"why contains "other""#),
        ("count(that.why.NAOK) >= 2", "count(why) >= 2"),
        ("count(why_a, why_b, why_c, why_other) > 0", "answered(why)"),
        ("count(why_a.NAOK, why_b.NAOK) == 2", r#"why contains "a" and why contains "b""#),
        ("rate_r1.NAOK == 2", r#"rate/"r1" = "2""#),
        ("rate_r1.NAOK > 1", r#"rate/"r1" > 1"#),
        ("is_empty(rate_r2)", r#"unanswered(rate/"r2")"#),
        ("order_1 == 'y'", r#"order/"y" = 1"#),
        ("order_2.NAOK != ''", "not count(order) < 2"),
        ("strlen(words) > 3", "length(words) > 3"),
        ("words", "answered(words)"),
        ("day > '2020-05-10'", r#"day > "2020-05-10""#),
        ("age", "answered(age) and age != 0"),
        ("if(age > 5, 1, 0) == 1", "age > 5"),
        ("if(use == 'A1', age > 5, age > 10)", r#"use = "A1" and age > 5 or use != "A1" and age > 10"#),
        ("use.shown == 'Yes'", r#"use = "A1""#),
        ("maybe.NAOK == 'x'", r#"maybe = "x""#),
        // Without NAOK an equation is false where the question is not shown; it is said only where it matters.
        ("maybe == 'x'", r#"maybe = "x""#),
        ("maybe != 'x'", r#"asked(maybe) and maybe != "x""#),
        ("maybe.NAOK != 'x'", r#"maybe != "x""#),
        ("maybe.relevanceStatus == 0", "unasked(maybe)"),
        ("0", "false"),
    ] {
        let imported = read(&format!("{SURVEY}\nQ|T|last|{}|Last||en", equation.replace("||", "or")));
        assert!(imported.unclear.is_empty(), "{equation}: {:?}", imported.unclear);
        assert_eq!(when(&imported, "last"), wanted, "{equation}");
    }
}

#[test]
fn what_is_not_understood_is_named_and_never_asked() {
    for equation in [
        "use == words",
        "age + 1 > 5",
        "regexMatch('/x/', words)",
        "nobody == 1",
        "use ==",
        "TOKEN:EMAIL != ''",
        "use_other == 'tea'",
        "why_a == 'N'",
        "today() > day",
        "age == 'old'",
        "use > 5",
        "rate == 5",
        "(use == 'A1'",
    ] {
        let imported = read(&format!("{SURVEY}\nQ|T|last|{equation}|Last||en"));
        assert_eq!(when(&imported, "last"), "false", "{equation}");
        let unclear: Vec<&str> = imported.unclear.iter().map(|unclear| unclear.question.as_str()).collect();
        assert_eq!(unclear, ["last"], "{equation}");
        assert!(imported.unclear.iter().all(|unclear| unclear.why.ends_with('.') && unclear.condition == equation));
        assert!(imported.without_unclear().questionnaire.question("last").is_none());
    }
    // A group that is not understood is a page that is never shown.
    let imported = read("G|1|First|1|||en\nQ|N|age|1|Age||en\nG|2|Second|rand(1,2) == 1|||en\nQ|T|last|1|Last||en");
    assert_eq!(imported.unclear.first().map(|unclear| unclear.question.as_str()), Some("second"));
}

#[test]
fn hidden_and_worked_out_questions_are_dropped_and_what_hangs_on_them_is_unclear() {
    let text = "class\ttype/scale\tname\trelevance\ttext\thidden\nG\t1\tFirst\t1\t\t\nQ\t*\tscore\t1\t{1 + 1}\t\n\
                Q\tS\tfrom\t1\tFrom\t1\nQ\tT\tone\tscore > 1\tOne\t\nQ\tT\ttwo\tfrom == 'x'\tTwo\t\n";
    let imported = read_tsv(text.as_bytes()).unwrap();
    let dropped: Vec<(&str, &str)> =
        imported.dropped.iter().map(|dropped| (dropped.name.as_str(), dropped.what.as_str())).collect();
    assert_eq!(dropped, [("score", "equation"), ("from", "hidden question")]);
    assert_eq!(imported.unclear.len(), 2);
}

#[test]
fn several_languages_share_their_keys_and_codes() {
    let imported = read(
        "S||language||en
         S||additional_languages||cy
         SL||surveyls_title||Hours||en
         SL||surveyls_title||Oriau||cy
         G|1|About you|1|||en
         Q|L|use|1|Do you?|Say|en|Y
         A||y||Yes||en
         A||n||No||en
         G|1|Amdanoch chi|1|||cy
         Q|L|use|1|Ydych chi?||cy|Y
         A||y||Ie||cy
         A||n||Na||cy",
    );
    let whole = &imported.questionnaire;
    let welsh = Language::new("cy").unwrap();
    assert_eq!(whole.languages, [Language::english(), welsh.clone()]);
    assert_eq!(whole.title.get(&welsh), Some("Oriau"));
    assert_eq!((whole.pages.len(), whole.pages[0].title.get(&welsh)), (1, Some("Amdanoch chi")));
    let question = whole.question("use").unwrap();
    assert_eq!((question.label.get(&welsh), question.help.get(&welsh)), (Some("Ydych chi?"), None));
    assert!(question.required);
    let labels: Vec<Option<&str>> = question.options().iter().map(|option| option.label.get(&welsh)).collect();
    assert_eq!(labels, [Some("Ie"), Some("Na")]);
}

#[test]
fn each_type_becomes_the_kind_that_there_is_or_is_named() {
    for (kind, rows, word) in [
        ("L", "A||a||A||en", "one-of"),
        ("!", "A||a||A||en", "one-of"),
        ("O", "A||a||A||en", "one-of"),
        ("5", "", "scale"),
        ("Y", "", "one-of"),
        ("G", "", "one-of"),
        ("M", "SQ||a||A||en", "several-of"),
        ("P", "SQ||a||A||en", "several-of"),
        ("R", "A||a||A||en", "rank"),
        ("A", "SQ||a||A||en", "matrix"),
        ("B", "SQ||a||A||en", "matrix"),
        ("C", "SQ||a||A||en", "matrix"),
        ("E", "SQ||a||A||en", "matrix"),
        ("F", "SQ||a||A||en\nA||1||One||en", "matrix"),
        ("H", "SQ||a||A||en\nA||1||One||en", "matrix"),
        (":", "SQ|0|a||A||en", "matrix"),
        ("N", "", "decimal-number"),
        ("S", "", "short-text"),
        ("T", "", "long-text"),
        ("U", "", "long-text"),
        ("D", "", "date"),
        ("X", "", "information"),
        ("PIPE", "", "file"),
    ] {
        let rows = format!("G#1#First#1###en\nQ#{kind}#q#1#Text##en\n{}", rows.replace('|', "#"));
        let rows = rows.replace("PIPE", "\u{1}");
        let text = String::from_utf8(file(&rows.replace('#', "|"))).unwrap().replace('\u{1}', "|");
        let imported = read_tsv(text.as_bytes()).unwrap();
        assert_eq!(imported.questionnaire.question("q").map(|question| question.kind.word()), Some(word), "{kind}");
    }
    for (kind, rows, keys) in [
        ("Q", "SQ||a||A||en\nSQ||b||B||en", &["q_a", "q_b"][..]),
        ("K", "SQ||a||A||en\nSQ||b||B||en", &["q_a", "q_b"]),
        ("1", "SQ||a||A||en\nA|0|x||X||en\nA|1|y||Y||en", &[]),
        (";", "SQ|0|a||A||en\nSQ|1|b||B||en", &[]),
        ("I", "", &[]),
        ("*", "", &[]),
        ("?", "", &[]),
    ] {
        let imported = read(&format!("G|1|First|1|||en\nQ|{kind}|q|1|Text||en\n{rows}"));
        let found: Vec<&str> = imported.questionnaire.questions().map(|question| question.key.as_str()).collect();
        assert_eq!(found, keys, "{kind}");
        assert!(imported.dropped.iter().any(|dropped| dropped.name == "q"), "{kind}");
    }
}

#[test]
fn an_earlier_answer_in_a_text_is_repeated_and_calculations_are_named() {
    let imported = read(&format!(
        "{SURVEY}\nQ|T|last|1|You said {{use.shown}} and {{age}}, {{sum(age, 1)}}. {{if(is_empty(age.NAOK), \"no age\", age.shown)}}||en"
    ));
    let label = &imported.questionnaire.question("last").unwrap().label;
    assert_eq!(label.get(&Language::english()), Some("You said {{use|…}} and {{age|…}}, …. {{age|no age}}"));
    assert!(imported.dropped.iter().any(|dropped| dropped.name == "last" && dropped.what == "expression in a text"));
    assert_eq!(imported.warnings.iter().filter(|warning| warning.contains("repeats the answer")).count(), 2);
}

#[test]
fn filters_and_conditions_of_parts_become_conditions_of_options() {
    let text = "class\ttype/scale\tname\trelevance\ttext\tarray_filter\tarray_filter_exclude\texclude_all_others\n\
        G\t1\tFirst\t1\t\t\t\t\n\
        Q\tM\tuse\t1\tUse\t\t\tc\nSQ\t\ta\t\tA\t\t\t\nSQ\t\tb\t\tB\t\t\t\nSQ\t\tc\t\tNone\t\t\t\n\
        Q\tF\trate\t1\tRate\tuse\t\t\nSQ\t\ta\t\tA\t\t\t\nSQ\t\tb\tuse_c != 'Y'\tB\t\t\t\nSQ\t\td\t\tD\t\t\t\nA\t\t1\t\tOne\t\t\t\n\
        Q\tM\trest\t1\tRest\t\trate\t\nSQ\t\ta\t\tA\t\t\t\nSQ\t\td\t\tD\t\t\t\n\
        Q\tM\tlost\t1\tLost\tnothing\t\t\nSQ\t\ta\t\tA\t\t\t\n";
    let imported = read_tsv(text.as_bytes()).unwrap();
    let of = |key: &str, code: &str| {
        let question = imported.questionnaire.question(key).unwrap();
        question.option(code).unwrap().when.as_ref().map_or_else(String::new, ToString::to_string)
    };
    assert_eq!(of("rate", "a"), r#"use contains "a""#);
    assert_eq!(of("rate", "b"), r#"not use contains "c" and use contains "b""#);
    assert_eq!(of("rate", "d"), "");
    // A filter takes the filters of its source along.
    assert_eq!(of("rest", "a"), r#"unanswered(rate/"a") and use contains "a""#);
    assert_eq!(of("rest", "d"), r#"unanswered(rate/"d")"#);
    assert_eq!(of("lost", "a"), "false");
    assert_eq!(imported.unclear.len(), 1);
    assert!(imported.questionnaire.question("use").unwrap().option("c").unwrap().exclusive);
}

#[test]
fn the_format_of_a_survey_says_what_a_page_is() {
    let survey = |format: &str| {
        read(&format!(
            "S||format||{format}\nG|1|First|age > 3|||en\nQ|N|age|1|Age||en\nQ|T|b|1|B||en\nG|2|Second|1|||en\nQ|T|c|1|C||en"
        ))
    };
    for (format, pages) in [("G", 2), ("A", 2), ("I", 2), ("S", 3)] {
        let imported = survey(format);
        assert_eq!(imported.questionnaire.pages.len(), pages, "{format}");
        assert!(imported.questionnaire.pages[0].when.is_some());
        let keys: BTreeSet<&str> = imported.questionnaire.pages.iter().map(|page| page.key.as_str()).collect();
        assert_eq!(keys.len(), pages);
    }
}

/// Changes the cells of a column in the rows that have these words in them.
fn edited(whole: &Questionnaire, class: &str, find: &str, column: &str, to: &str) -> Vec<u8> {
    let (text, _) = table::decoded(&write_tsv(whole));
    let mut rows = table::rows(&text).unwrap();
    let at = rows[0].iter().position(|name| name == column).unwrap();
    let mut count = 0;
    for row in rows.iter_mut().filter(|row| row[2] == class && row.iter().any(|cell| cell == find)) {
        to.clone_into(&mut row[at]);
        count += 1;
    }
    assert!(count > 0, "no such row: {find}\n{text}");
    table::written(&rows).into_bytes()
}

#[test]
fn what_somebody_changed_in_the_columns_counts_and_the_rest_stays() {
    let whole = document::from_toml(
        r#"
        languages = ["en", "cy"]
        title = "Hours"
        [[page]]
        key = "first_page"
        question = [
            { key = "how-often", type = "one-of", label = { en = "How often?", cy = "Pa mor aml?" }, dont-know = true, note = "Staff", option = [
                { code = "every_week", label = "Every week" }, { code = "less_often", label = "Less often" },
                { code = "gone", label = "Gone", retired = true },
            ] },
            { key = "feel", type = "scale", label = "Satisfied?", points = ["Bad", "", "Fair", "", "Good"] },
            { key = "why_not", type = "long-text", label = "Why?", when = 'how-often = "less_often" or how-often = "dont-know"' },
        ]
        "#,
    )
    .unwrap();
    let english = Language::english();
    let same = |bytes: &[u8]| read_tsv(bytes).unwrap().questionnaire;
    assert_eq!(same(&write_tsv(&whole)), whole);
    // A word.
    let read = same(&edited(&whole, "Q", "How often?", "text", "How often do you come?"));
    let mut wanted = whole.clone();
    wanted.pages[0].questions[0].label.set(&english, "How often do you come?");
    assert_eq!(read, wanted);
    // Whether it has to be answered.
    let read = same(&edited(&whole, "Q", "How often?", "mandatory", "Y"));
    assert!(read.questions().next().unwrap().required);
    // A condition, in the names of the file: it is here with the real ones.
    let read = same(&edited(&whole, "Q", "Why?", "relevance", "howoften.NAOK == 'every' and feel > 3"));
    assert_eq!(
        read.question("why_not").unwrap().when.as_ref().unwrap().to_string(),
        r#"how-often = "every_week" and feel > 3"#
    );
    let read = same(&edited(&whole, "Q", "Why?", "relevance", "howoften.NAOK == 'DK'"));
    assert_eq!(read.question("why_not").unwrap().when.as_ref().unwrap().to_string(), r#"how-often = "dont-know""#);
    // A label of an option; the real code and the retired option stay.
    let read = same(&edited(&whole, "A", "Less often", "text", "Rarely"));
    let options = read.questions().next().unwrap().options();
    let codes: Vec<&str> = options.iter().map(|option| option.code.as_str()).collect();
    assert_eq!(codes, ["every_week", "less_often", "gone"]);
    assert_eq!(options[1].label.get(&english), Some("Rarely"));
    // A new code is a new option.
    let read = same(&edited(&whole, "A", "lesso", "name", "never"));
    let codes: Vec<&str> = read.questions().next().unwrap().options().iter().map(|one| one.code.as_str()).collect();
    assert_eq!(codes, ["every_week", "never", "gone"]);
    // A point of the scale.
    let read = same(&edited(&whole, "A", "Fair", "text", "So so"));
    let QuestionKind::Scale { points } = &read.question("feel").unwrap().kind else { panic!("still a scale") };
    assert_eq!(points[2].get(&english), Some("So so"));
    // Another type.
    let read = same(&edited(&whole, "Q", "Why?", "type/scale", "S"));
    assert_eq!(read.question("why_not").unwrap().kind.word(), "short-text");
    // Another name is another question.
    let read = same(&edited(&whole, "Q", "Why?", "name", "because"));
    assert!(read.question("because").is_some() && read.question("why_not").is_none());
    // What is not JSON any more.
    let broken = read_tsv(&edited(&whole, "Q", "Why?", "soundings", "{broken")).unwrap();
    assert!(broken.warnings.iter().any(|warning| warning.contains("cannot be read")));
    assert!(broken.questionnaire.question("whynot").is_some());
}

#[test]
fn what_is_no_survey_or_not_safe_is_refused_in_a_sentence() {
    let bomb =
        r#"<?xml version="1.0"?><!DOCTYPE document [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><document>&b;</document>"#;
    let own = "<document><LimeSurveyDocType>Survey</LimeSurveyDocType><x>&own;</x></document>";
    let deep = format!("<document>{}{}</document>", "<a>".repeat(100), "</a>".repeat(100));
    for (text, words) in [
        ("", "does not say what kind"),
        ("<html></html>", "<document>"),
        ("<document>", "in the middle"),
        (bomb, "document type"),
        (own, "entity"),
        (deep.as_str(), "deep"),
        ("<document><LimeSurveyDocType>Label set</LimeSurveyDocType></document>", "Label set"),
        ("<document><LimeSurveyDocType>Survey</LimeSurveyDocType></document>", "neither a title nor groups"),
        ("<document><a></b></document>", "XML"),
    ] {
        let why = read_lss(text.as_bytes()).expect_err(text).to_string();
        assert!(why.contains(words) && why.ends_with('.'), "{text}: {why}");
    }
    assert!(read_lss(b"\xFF\xFF").unwrap_err().to_string().contains("UTF-8"));
    for text in ["", "a\tb\n", "class\tname\ttext\n"] {
        assert!(read_tsv(text.as_bytes()).unwrap_err().to_string().ends_with('.'), "{text}");
    }
    assert!(read_tsv(&vec![b'x'; LARGEST + 1]).is_err());
}

/// Changes bytes here and there, the same for the same seed.
fn mutated(bytes: &[u8], seed: u64) -> Vec<u8> {
    use rand::Rng;
    let mut rng = arbitrary::chance(seed);
    let mut bytes = bytes.to_vec();
    for _ in 0..rng.random_range(1..12) {
        if bytes.is_empty() {
            break;
        }
        let at = rng.random_range(0..bytes.len());
        match rng.random_range(0..5) {
            0 => bytes[at] = rng.random(),
            1 => {
                bytes.remove(at);
            }
            2 => bytes.insert(at, *b"\t\n\"<>&{}()'!=."[..].get(rng.random_range(0..14)).unwrap()),
            3 => {
                let end = (at + rng.random_range(0..60)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                let to = rng.random_range(0..=bytes.len());
                bytes.splice(to..to, piece);
            }
            _ => {
                let end = (at + rng.random_range(0..30)).min(bytes.len());
                bytes.drain(at..end);
            }
        }
    }
    bytes
}

#[test]
fn no_bytes_make_the_readers_stumble() {
    #[expect(clippy::disallowed_methods, reason = "a test has no command line")]
    let rounds = std::env::var("SOUNDINGS_FUZZ_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(300_u64);
    for seed in 0..rounds {
        for whole in [OLD, NEW] {
            let _ = read_lss(&mutated(whole.as_bytes(), seed));
        }
        let _ = read_tsv(&mutated(&file(SURVEY), seed));
        let _ = read_tsv(&mutated(&write_tsv(&arbitrary::questionnaire(seed)), seed));
    }
}
