//! Answers in words, for whoever gave them: what they check before they send, and their own page.

use serde_json::{Value, json};

use super::definition::answer::{Answer, Given};
use super::definition::question::{AnswerOption, Question, QuestionKind, Questionnaire};
use super::definition::route::Route;
use super::view::{AskedOf, FilesHere};
use crate::money::pounds;
use crate::numbers::grouped;
use crate::time::Time;

/// An answer in words, a line for each part of it.
pub fn answer_words(question: &Question, answer: &Answer, asked: &AskedOf<'_>) -> Vec<String> {
    let language = asked.language;
    let read = |option: &AnswerOption| {
        let label = option.label.read(language, &asked.form.languages);
        if label.is_empty() { option.code.clone() } else { label.to_owned() }
    };
    let label = |code: &str| question.option(code).map_or_else(|| code.to_owned(), read);
    let with = |words: String, other: Option<&String>| match other {
        Some(text) => format!("{words}: {text}"),
        None => words,
    };
    match (answer, &question.kind) {
        (Answer::Blank(blank), _) => vec![blank.words(language).to_owned()],
        (Answer::Code { code, .. }, QuestionKind::Scale { points }) => {
            let point = code.parse::<usize>().ok().and_then(|point| points.get(point.checked_sub(1)?));
            let words = point.map(|point| point.read(language, &asked.form.languages)).unwrap_or_default();
            let count = points.len();
            vec![if words.is_empty() { format!("{code} of {count}") } else { words.to_owned() }]
        }
        (Answer::Code { code, other }, _) => vec![with(label(code), other.as_ref())],
        (Answer::Ticks { codes, other }, _) => codes.iter().map(|code| with(label(code), other.get(code))).collect(),
        (Answer::Rows(rows), QuestionKind::Matrix { rows: all, columns, .. }) => all
            .iter()
            .filter_map(|row| {
                let code = rows.get(&row.code)?;
                let column = columns.iter().find(|column| column.code == *code).map(read);
                let blank = super::definition::blank::Blank::chosen(code).map(|blank| blank.words(language).to_owned());
                Some(format!("{}: {}", read(row), column.or(blank).unwrap_or_else(|| code.clone())))
            })
            .collect(),
        (Answer::Rows(rows), _) => rows.iter().map(|(row, code)| format!("{row}: {code}")).collect(),
        (Answer::Order(codes), _) => {
            codes.iter().zip(1..).map(|(code, place): (_, usize)| format!("{place}. {}", label(code))).collect()
        }
        (Answer::Number(number), QuestionKind::Number { unit, .. }) => {
            let unit = unit.read(language, &asked.form.languages);
            vec![format!("{number} {unit}").trim_end().to_owned()]
        }
        (Answer::Number(number), _) => vec![number.to_string()],
        (Answer::Money(pence), _) => vec![pounds(*pence)],
        (Answer::Shares { parts, money }, _) => question
            .options()
            .iter()
            .filter_map(|option| {
                let part = parts.get(&option.code)?;
                let amount = if *money { pounds(*part) } else { grouped(*part) };
                Some(format!("{}: {amount}", read(option)))
            })
            .collect(),
        (Answer::Text(text), _) => text.lines().map(str::to_owned).collect(),
        (Answer::Area(area), _) => vec![area.clone()],
        (Answer::Date(date), _) => vec![date_words(*date)],
        (Answer::Branch(slug), _) => {
            let name = asked.branches.iter().find(|branch| branch.slug == *slug).map(|branch| branch.name.clone());
            vec![name.unwrap_or_else(|| slug.clone())]
        }
        (Answer::File { name, .. }, _) => vec![name.clone()],
    }
}

/// Every answer on the route with its question, in the first language: for whoever gave them, to take away.
pub fn questions_and_answers(form: &Questionnaire, given: &Given, at: Time) -> Vec<Value> {
    let (language, files) = (form.first_language(), FilesHere::ToRead);
    let asked = AskedOf { form, language, branches: &[], order_seed: None, now: at, files };
    let route = Route::of(form, given);
    let told = route.asked().filter_map(|(_, question)| {
        let answer = route.answer(&question.key)?;
        Some(json!({
            "question": asked.said(&question.label, &route),
            "answer": answer_words(question, answer, &asked).join("; "),
        }))
    });
    told.collect()
}

/// "27 March 2026", "March 2026", "2026".
pub fn date_words(date: super::definition::answer::PartialDate) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month = date.month.and_then(|month| MONTHS.get(usize::try_from(month).ok()?.checked_sub(1)?));
    match (date.day, month) {
        (Some(day), Some(month)) => format!("{day} {month} {}", date.year),
        (None, Some(month)) => format!("{month} {}", date.year),
        _ => date.year.to_string(),
    }
}
