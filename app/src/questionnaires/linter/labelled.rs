//! Questions with the findings that a good linter gives, one a line: id, type, question, options, expected rules,
//! note. A "-" expects none. They measure the linter; a line makes a questionnaire of one question.

use super::rule::LintRule;
use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::question::{
    AnswerOption, OptionList, Question, QuestionKind, QuestionPage, Questionnaire,
};
use crate::questionnaires::definition::texts::{Language, Wording};

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct LabelledQuestion {
    /// What it is called in the list.
    pub id: String,
    /// The question, alone in a questionnaire.
    pub questionnaire: Questionnaire,
    /// The rules that should find something, each once.
    pub expected: Vec<LintRule>,
    /// Why, or where it is from.
    pub note: String,
}

/// Reads the list, which begins with a line of headings.
///
/// # Errors
/// A sentence that names the line.
pub fn read_labelled(text: &str) -> Result<Vec<LabelledQuestion>, String> {
    let lines = text.trim_start_matches('\u{feff}').lines().enumerate().skip(1);
    lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| read_line(line).map_err(|why| format!("Line {}: {why}", at + 1)))
        .collect()
}

fn read_line(line: &str) -> Result<LabelledQuestion, String> {
    let mut cells = line.split('\t').map(str::trim);
    let mut cell = || cells.next().unwrap_or_default().to_owned();
    let (id, kind, question, options, expect, note) = (cell(), cell(), cell(), cell(), cell(), cell());
    if id.is_empty() || question.is_empty() {
        return Err("it has no id or no question.".to_owned());
    }
    let mut expected = Vec::new();
    for name in expect.split(',').map(str::trim).filter(|name| !matches!(*name, "" | "-")) {
        let rule = LintRule::named(name).ok_or_else(|| format!("there is no rule {name:?}."))?;
        if !expected.contains(&rule) {
            expected.push(rule);
        }
    }
    let options: Vec<&str> = options.split('|').map(str::trim).filter(|option| !option.is_empty()).collect();
    Ok(LabelledQuestion { questionnaire: one_question(&id, &kind, &question, &options)?, id, expected, note })
}

/// A questionnaire of one question in English, from the words for its type and its options.
fn one_question(id: &str, kind: &str, text: &str, options: &[&str]) -> Result<Questionnaire, String> {
    let english = Language::english();
    let wording = |text: &str| Wording::one(&english, text);
    let listed = || -> Vec<AnswerOption> {
        options
            .iter()
            .enumerate()
            .map(|(at, label)| AnswerOption::new(format!("o{}", at + 1), wording(label)))
            .collect()
    };
    let list = || OptionList { options: listed(), shuffled: false };
    let kind = match kind {
        "yes-no" | "one-of" => QuestionKind::OneOf(list()),
        "several-of" => QuestionKind::SeveralOf { list: list(), least: None, most: None },
        "rank" => QuestionKind::Rank { list: list(), most: None },
        "number" | "whole-number" => {
            QuestionKind::Number { places: 0, least: None, most: None, unit: Wording::default() }
        }
        "decimal-number" => QuestionKind::Number { places: 2, least: None, most: None, unit: Wording::default() },
        "money" => QuestionKind::Money { least: None, most: None },
        "text" | "long-text" => QuestionKind::Text { long: true, most: None, published: false },
        "short-text" => QuestionKind::Text { long: false, most: None, published: false },
        "date" => QuestionKind::Date { partial: false, earliest: None, latest: None },
        "branch" => QuestionKind::Branch,
        "postcode-area" => QuestionKind::PostcodeArea,
        "information" => QuestionKind::Information,
        "matrix" => {
            let columns =
                ["Very good", "Fairly good", "Neither good nor poor", "Fairly poor", "Very poor", "I don’t know"];
            let columns = columns
                .iter()
                .enumerate()
                .map(|(at, label)| AnswerOption::new(format!("c{at}"), wording(label)))
                .collect();
            QuestionKind::Matrix { rows: listed(), columns, every_row: false }
        }
        scale if scale.starts_with("scale") => {
            QuestionKind::Scale { points: options.iter().map(|label| wording(label)).collect() }
        }
        other => return Err(format!("{other:?} is no type of question.")),
    };
    let mut question = Question::new(Key::new(id)?, kind);
    question.label = wording(text);
    let page = QuestionPage {
        key: Key::new("page")?,
        title: Wording::default(),
        when: None,
        shuffled: false,
        questions: vec![question],
    };
    Ok(Questionnaire { pages: vec![page], ..Questionnaire::empty(english) })
}
