//! What is written is read back as what it was, and conditions keep their truth.

use proptest::prelude::*;

use super::super::super::super::definition::answer::Answer;
use super::super::super::super::definition::arbitrary;
use super::super::super::super::definition::condition::Condition;
use super::super::super::super::definition::decimal::Decimal;
use super::super::super::super::definition::document;
use super::super::super::super::definition::key::Key;
use super::super::super::super::definition::question::{
    AnswerOption, OptionList, Question, QuestionKind, QuestionPage, Questionnaire,
};
use super::super::super::super::definition::route::Route;
use super::super::super::super::definition::texts::{Language, Wording};
use super::super::extra::COLUMN;
use super::super::{read, read_sheets, write, written, xpath};
use super::oracle;

fn key(text: &str) -> Key {
    Key::new(text).unwrap()
}

fn english(text: &str) -> Wording {
    Wording::one(&Language::english(), text)
}

/// The same with one more page, on which a last question has a condition.
fn with_last(mut whole: Questionnaire, when: Condition) -> Questionnaire {
    let mut last = Question::new(key("the_last"), QuestionKind::Text { long: false, most: None, published: false });
    last.label = english("Last");
    last.when = Some(when);
    let page = QuestionPage {
        key: key("the_last_page"),
        title: Wording::default(),
        when: None,
        shuffled: false,
        questions: vec![last],
    };
    whole.pages.push(page);
    whole
}

/// A form read back when the column of ours says nothing of conditions: what is left is what the standard cells say.
fn by_standard_cells(whole: &Questionnaire) -> super::super::super::imported::Imported {
    let mut sheets = written::sheets(whole).unwrap();
    for sheet in &mut sheets {
        let column = sheet.headings.iter().position(|heading| heading == COLUMN).unwrap();
        for cell in sheet.lines.iter_mut().filter_map(|line| line.get_mut(column)).filter(|cell| !cell.is_empty()) {
            let mut extra: serde_json::Value = serde_json::from_str(cell).unwrap();
            extra.as_object_mut().unwrap().remove("when");
            *cell = extra.to_string();
        }
    }
    read_sheets(&written::cells(&sheets)).unwrap()
}

/// Whether a form can hold an answer: "I don't know" is a choice there only among choices, and a day is known whole.
fn sayable(answer: &Answer) -> bool {
    match answer {
        Answer::Blank(_) => false,
        Answer::Date(date) => date.is_whole(),
        _ => true,
    }
}

/// What a program for forms holds for a name: the rows, parts and questions of arbitrary questionnaires.
fn answer_as_text(whole: &Questionnaire, route: &Route<'_>, name: &str) -> String {
    let naming = written::FormNaming::of(whole);
    for question in whole.questions() {
        let Some(answer) = route.answer(&question.key) else { continue };
        for option in question.options() {
            if naming.part(question, &option.code) == Some(name) {
                return match answer {
                    Answer::Rows(rows) => rows.get(&option.code).cloned().unwrap_or_default(),
                    Answer::Shares { parts, money } => {
                        parts.get(&option.code).filter(|part| **part > 0).map_or_else(String::new, |part| {
                            if *money { Decimal::pounds(*part) } else { Decimal::whole(*part) }.unwrap().to_string()
                        })
                    }
                    _ => String::new(),
                };
            }
        }
        if naming.question(&question.key) == name {
            return match answer {
                Answer::Code { code, .. } => code.clone(),
                Answer::Ticks { codes, .. } | Answer::Order(codes) => codes.join(" "),
                Answer::Number(number) => number.to_string(),
                Answer::Money(pence) => Decimal::pounds(*pence).unwrap().to_string(),
                Answer::Text(text) | Answer::Branch(text) | Answer::Area(text) => text.clone(),
                Answer::Date(date) => date.to_string(),
                Answer::File { name, .. } => name.clone(),
                Answer::Blank(_) | Answer::Rows(_) | Answer::Shares { .. } => String::new(),
            };
        }
    }
    String::new()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_questionnaire_written_as_a_form_is_read_as_what_it_was(seed: u64) {
        let whole = arbitrary::questionnaire(seed);
        let bytes = write(&whole).map_err(|why| TestCaseError::fail(why.to_string()))?;
        let imported = read(&bytes).map_err(|why| TestCaseError::fail(why.to_string()))?;
        prop_assert_eq!(document::to_json(&imported.questionnaire).ok(), document::to_json(&whole).ok());
        prop_assert_eq!((imported.dropped, imported.unclear), (vec![], vec![]));
    }

    #[test]
    fn a_condition_written_as_an_expression_is_true_of_the_same_people(seed: u64) {
        let whole = arbitrary::questionnaire(seed);
        let mut rng = arbitrary::chance(seed ^ 1);
        let earlier: Vec<_> = whole.questions().cloned().collect();
        let Some(condition) = arbitrary::condition(&mut rng, &earlier, 4) else { return Ok(()) };
        let whole = with_last(whole, condition.clone());
        let read = by_standard_cells(&whole);
        if read.unclear.iter().any(|unclear| unclear.question == "the_last") {
            // What other programs understand and we do not: it is said, and never taken for "always".
            let last = read.questionnaire.question("the_last").unwrap();
            prop_assert_eq!(last.when.as_ref(), Some(&Condition::Always(false)));
            return Ok(());
        }
        let again = read.questionnaire.question("the_last").unwrap().when.clone();
        for answers in 0..20 {
            let given = arbitrary::given(&whole, answers);
            let route = Route::of(&whole, &given);
            let holds = again.as_ref().is_none_or(|again| again.holds(&route));
            prop_assert_eq!(holds, condition.holds(&route), "{} as {:?}", condition, again.map(|again| again.to_string()));
        }
    }

    #[test]
    fn other_programs_find_a_condition_true_of_the_same_people(seed: u64) {
        let whole = arbitrary::questionnaire(seed);
        let mut rng = arbitrary::chance(seed ^ 1);
        let earlier: Vec<_> = whole.questions().cloned().collect();
        let Some(condition) = arbitrary::condition(&mut rng, &earlier, 3) else { return Ok(()) };
        let whole = with_last(whole, condition.clone());
        let sheets = written::sheets(&whole).unwrap();
        let survey = &sheets[0];
        let column = survey.headings.iter().position(|heading| heading == "relevant").unwrap();
        let line = survey.lines.iter().find(|line| line[1] == "the_last").unwrap();
        let expression = xpath::read(&line[column]).unwrap();
        for answers in 0..20 {
            let given = arbitrary::given(&whole, answers);
            let route = Route::of(&whole, &given);
            if !whole.questions().all(|question| route.answer(&question.key).is_none_or(sayable)) {
                continue;
            }
            let held = oracle::worth(&expression, &|name| answer_as_text(&whole, &route, name)).truth();
            prop_assert_eq!(held, condition.holds(&route), "{} as {}: {:?}", condition, line[column], given);
        }
    }
}

#[test]
fn nearly_every_condition_is_understood_by_its_standard_cell() {
    let (mut all, mut clear) = (0, 0);
    for seed in 0..80 {
        let whole = arbitrary::questionnaire(seed);
        let mut rng = arbitrary::chance(seed ^ 1);
        let earlier: Vec<_> = whole.questions().cloned().collect();
        let Some(condition) = arbitrary::condition(&mut rng, &earlier, 4) else { continue };
        let read = by_standard_cells(&with_last(whole, condition));
        all += 1;
        clear += usize::from(!read.unclear.iter().any(|unclear| unclear.question == "the_last"));
    }
    println!("{clear} of {all}");
    assert!(clear * 100 >= all * 97, "{clear} of {all}");
}

/// A questionnaire with names that a form cannot have, and a page with nothing on it.
pub(super) fn odd_names() -> Questionnaire {
    let mut whole = Questionnaire::empty(Language::english());
    let option = |code: &str| AnswerOption::new(code, english(code));
    let one_of = |codes: &[&str]| {
        QuestionKind::OneOf(OptionList { options: codes.iter().map(|code| option(code)).collect(), shuffled: false })
    };
    let more = OptionList {
        options: vec![
            option("${y}"),
            AnswerOption { write_in: true, ..option("b${") },
            AnswerOption { exclusive: true, ..option("${z}") },
        ],
        shuffled: false,
    };
    let rows = vec![option("yes"), option("0"), option("a"), option("ünde")];
    let mut questions = vec![
        Question::new(key("ªbc"), one_of(&["a'b", "${x}", "a&b", "<c>"])),
        Question::new(key("Äpfel"), one_of(&["dont-know", "x"])),
        Question::new(key("äpfel"), one_of(&["other", "x"])),
        Question::new(key("äpfel_other"), QuestionKind::Text { long: false, most: None, published: false }),
        Question::new(
            key("meta"),
            QuestionKind::Matrix { rows, columns: vec![option("1"), option("2")], every_row: false },
        ),
        Question::new(key("and"), QuestionKind::Information),
        Question::new(key("several"), QuestionKind::SeveralOf { list: more, least: Some(2), most: None }),
        Question::new(key("words"), QuestionKind::Text { long: true, most: Some(10), published: false }),
        Question::new(key("end"), QuestionKind::Information),
    ];
    questions[7].when = Some(r#"several contains "${z}" or not several contains "${y}""#.parse().unwrap());
    questions[8].when = Some(r#"words = "a ${x}'s \"c\"" or words != "${""#.parse().unwrap());
    questions[3].when = Some(r#"äpfel = "other""#.parse().unwrap());
    questions[4].when =
        Some(r#"${ªbc} in ("${x}", "a'b") or Äpfel = "dont-know""#.replace("${ªbc}", "ªbc").parse().unwrap());
    questions[5].when = Some(r#"meta/"0" = "1" or meta/a > 1"#.parse().unwrap());
    questions[5].label = english("You said {{äpfel|nothing}} and {{gone|?}} and {{ and ${y} and {{meta|x}}.");
    for name in ["meta", "begin_group"] {
        whole.pages.push(QuestionPage {
            key: key(name),
            title: english("- "),
            when: None,
            shuffled: true,
            questions: std::mem::take(&mut questions),
        });
    }
    whole.title = Wording::one(&Language::new("cy").unwrap(), "Teitl");
    whole
}

#[test]
fn names_that_a_form_cannot_have_come_back() {
    let whole = odd_names();
    let imported = read(&write(&whole).unwrap()).unwrap();
    assert_eq!(document::to_json(&imported.questionnaire).unwrap(), document::to_json(&whole).unwrap());
    assert_eq!((imported.dropped, imported.unclear), (vec![], vec![]));
}

#[test]
fn what_was_changed_in_a_spreadsheet_counts() {
    let mut whole = Questionnaire::empty(Language::english());
    let option = |code: &str| AnswerOption::new(code, english(code));
    let options = vec![option("a"), option("b"), AnswerOption { exclusive: true, fixed: true, ..option("none") }];
    let kind = QuestionKind::SeveralOf { list: OptionList { options, shuffled: true }, least: None, most: Some(2) };
    let mut first = Question::new(key("first"), kind);
    first.label = english("Costs {{x|nothing}} ${y}");
    let mut second = Question::new(key("second"), QuestionKind::Money { least: Some(100), most: None });
    second.label = english("How much?");
    second.when = Some("count(first) > 1 or unasked(first)".parse().unwrap());
    whole.pages.push(QuestionPage {
        key: key("page"),
        title: Wording::default(),
        when: None,
        shuffled: false,
        questions: vec![first, second],
    });
    let mut sheets = written::sheets(&whole).unwrap();
    let survey = &mut sheets[0];
    let column = |heading: &str, survey: &written::SheetTexts| {
        survey
            .headings
            .iter()
            .position(|other| other == heading)
            .unwrap_or_else(|| panic!("{heading}: {:?}", survey.headings))
    };
    let label = column("label::English (en)", survey);
    survey.lines[1][label] = "Costs nothing".to_owned();
    let relevant = column("relevant", survey);
    survey.lines[2][relevant] = "selected(${first}, 'a')".to_owned();
    let check = column("constraint", survey);
    survey.lines[1][check] = "count-selected(.) <= 1".to_owned();
    survey.lines[2][check] = ". >= 2.50".to_owned();
    let read = read_sheets(&written::cells(&sheets)).unwrap().questionnaire;
    let first = read.question("first").unwrap();
    assert_eq!(first.label, english("Costs nothing"));
    let QuestionKind::SeveralOf { list, most, .. } = &first.kind else { panic!("{first:?}") };
    assert_eq!((*most, list.options[2].exclusive, list.options[2].fixed), (Some(1), false, true));
    let second = read.question("second").unwrap();
    assert_eq!(second.kind, QuestionKind::Money { least: Some(250), most: None });
    assert_eq!(second.when.as_ref().map(ToString::to_string).as_deref(), Some(r#"first contains "a""#));
}
