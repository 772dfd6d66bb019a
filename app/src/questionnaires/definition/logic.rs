//! The logic of a questionnaire in words, for staff: "Question 7 is asked of people who chose “Yes” for question 3".

use super::blank::Blank;
use super::condition::{Bound, Condition, Measure, Operand, Subject, Test};
use super::key::Key;
use super::piping;
use super::question::{Question, QuestionKind, Questionnaire};
use crate::ui::first_letter::capitalised;

/// A question's words in the first language, as they read for nobody in particular.
pub fn question_words(whole: &Questionnaire, question: &Question) -> String {
    piping::for_everybody(question.label.read(whole.first_language(), &whole.languages)).into_owned()
}

/// A question as it is named in sentences: its number and its words.
pub fn title(whole: &Questionnaire, question: &Question) -> String {
    let label = question_words(whole, question);
    let mut words: String = label.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() > 80 {
        words = words.chars().take(79).collect::<String>().trim_end().to_owned() + "…";
    }
    let number = number(whole, &question.key);
    match (number, words.is_empty()) {
        (Some(number), false) => format!("question {number} (“{words}”)"),
        (Some(number), true) => format!("question {number} (“{}”)", question.key),
        (None, false) => format!("“{words}”"),
        (None, true) => format!("“{}”", question.key),
    }
}

/// The number of a question among those that ask something, from 1: the same for staff, on paper and in files.
pub fn number(whole: &Questionnaire, key: &Key) -> Option<usize> {
    whole
        .questions()
        .filter(|question| question.asks())
        .position(|question| question.key == *key)
        .map(|place| place + 1)
}

/// A condition in words, after "people who": "chose “Yes” for question 3, and gave a number of 18 or more for question 4".
pub fn in_words(whole: &Questionnaire, condition: &Condition) -> String {
    say(whole, condition, false, true)
}

fn say(whole: &Questionnaire, condition: &Condition, not: bool, outermost: bool) -> String {
    match condition {
        Condition::Always(always) if *always != not => "answer at all".to_owned(),
        Condition::Always(_) => "do not exist".to_owned(),
        Condition::Not(inner) => say(whole, inner, !not, outermost),
        // What is not all of them is not one of them, or not another.
        Condition::All(inner) => joined(whole, inner, not, if not { "or" } else { "and" }, outermost),
        Condition::Any(inner) => joined(whole, inner, not, if not { "and" } else { "or" }, outermost),
        Condition::Test { of, is } => test(whole, of, is, not),
    }
}

fn joined(whole: &Questionnaire, inner: &[Condition], not: bool, word: &str, outermost: bool) -> String {
    let said: Vec<String> = inner.iter().map(|one| say(whole, one, not, inner.len() == 1 && outermost)).collect();
    match said.as_slice() {
        [] => {
            if word == "and" {
                "answer at all".to_owned()
            } else {
                "do not exist".to_owned()
            }
        }
        [one] => one.clone(),
        _ => {
            let words = said.join(&format!(", {word} "));
            if outermost { words } else { format!("({words})") }
        }
    }
}

fn test(whole: &Questionnaire, of: &Subject, is: &Test, not: bool) -> String {
    let Some(question) = whole.question(of.key.as_str()) else {
        return format!("answered the missing question “{}” in some way", of.key);
    };
    let named = match number(whole, &of.key) {
        Some(number) => format!("question {number}"),
        None => format!("“{}”", of.key),
    };
    let place = match &of.part {
        Some(part) => format!("“{}” in {named}", label(whole, question, part)),
        None => named,
    };
    let word = |operand: &Operand| match operand {
        Operand::Text(text) => said(whole, question, of, text),
        Operand::Number(number) => said(whole, question, of, &number.to_string()),
    };
    let did_not = if not { "did not choose" } else { "chose" };
    match is {
        Test::Unanswered if not => format!("answered {place}"),
        Test::Unanswered => format!("did not answer {place}"),
        Test::Unasked if not => format!("were asked {place}"),
        Test::Unasked => format!("were not asked {place}"),
        Test::Contains(code) => format!("{did_not} “{}” in {place}", label(whole, question, code)),
        Test::Is(operand) if has_words(question, of) => {
            format!("{} {} for {place}", if not { "did not give" } else { "gave" }, word(operand))
        }
        Test::Is(operand) => format!("{did_not} {} for {place}", word(operand)),
        Test::IsOneOf(operands) => {
            let words: Vec<String> = operands.iter().map(word).collect();
            let (last, others) =
                words.split_last().map_or((String::new(), &[][..]), |(last, others)| (last.clone(), others));
            let all = if others.is_empty() { last } else { format!("{} or {last}", others.join(", ")) };
            format!("{did_not} {all} for {place}")
        }
        Test::Ordered(bound, operand) => {
            let amount = match operand {
                Operand::Text(text) => text.clone(),
                Operand::Number(number) => number.to_string(),
            };
            ordered(*bound, &amount, of.measure, &question.kind, &place, not)
        }
    }
}

fn ordered(bound: Bound, amount: &str, measure: Measure, kind: &QuestionKind, place: &str, not: bool) -> String {
    let date = matches!(kind, QuestionKind::Date { .. });
    let how = match (bound, date) {
        (Bound::Less, true) => format!("before {amount}"),
        (Bound::AtMost, true) => format!("on or before {amount}"),
        (Bound::More, true) => format!("after {amount}"),
        (Bound::AtLeast, true) => format!("on or after {amount}"),
        (Bound::Less, false) => format!("less than {amount}"),
        (Bound::AtMost, false) => format!("{amount} or less"),
        (Bound::More, false) => format!("more than {amount}"),
        (Bound::AtLeast, false) => format!("{amount} or more"),
    };
    match (measure, date) {
        (Measure::Count, _) => format!("{} {how} in {place}", if not { "did not tick" } else { "ticked" }),
        (Measure::Length, _) => {
            format!("{} {how} characters for {place}", if not { "did not write" } else { "wrote" })
        }
        (Measure::Itself, true) => format!("{} a date {how} for {place}", if not { "did not give" } else { "gave" }),
        (Measure::Itself, false) => format!("{} {how} for {place}", if not { "did not give" } else { "gave" }),
    }
}

/// Whether what it is compared with is a word or a number of somebody's own.
const fn has_words(question: &Question, of: &Subject) -> bool {
    match question.kind {
        QuestionKind::Number { .. }
        | QuestionKind::Money { .. }
        | QuestionKind::Text { .. }
        | QuestionKind::Date { .. } => true,
        QuestionKind::Rank { .. } | QuestionKind::Split { .. } => of.part.is_some(),
        _ => false,
    }
}

fn said(whole: &Questionnaire, question: &Question, of: &Subject, text: &str) -> String {
    if let Some(blank) = Blank::chosen(text).filter(|blank| question.offers_blank(*blank)) {
        return format!("“{}”", blank.label());
    }
    let first = whole.first_language();
    let words = match &question.kind {
        QuestionKind::Scale { points } => {
            let point = text.parse::<usize>().ok().and_then(|point| points.get(point.checked_sub(1)?));
            point.map(|point| point.read(first, &whole.languages).to_owned()).filter(|words| !words.is_empty())
        }
        QuestionKind::Matrix { columns, .. } if of.part.is_some() => columns
            .iter()
            .find(|column| column.code == text)
            .map(|column| column.label.read(first, &whole.languages).to_owned()),
        QuestionKind::OneOf(_) => Some(label(whole, question, text)),
        _ => None,
    };
    format!("“{}”", words.as_deref().filter(|words| !words.is_empty()).unwrap_or(text))
}

fn label(whole: &Questionnaire, question: &Question, code: &str) -> String {
    let words = question.option(code).map(|option| option.label.read(whole.first_language(), &whole.languages));
    words.filter(|words| !words.is_empty()).unwrap_or(code).to_owned()
}

/// A line of the logic of a questionnaire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogicLine {
    /// The key of the question or page.
    pub key: Key,
    /// "Question 7 (“…”) is asked of people who …".
    pub words: String,
    /// Whether it is asked of everybody.
    pub everybody: bool,
}

/// The whole logic, question by question: of whom each is asked, and which options depend on what.
pub fn lines(whole: &Questionnaire) -> Vec<LogicLine> {
    let mut found = Vec::new();
    for page in &whole.pages {
        for question in page.questions.iter().filter(|question| !question.retired) {
            let when = Condition::both(page.when.clone(), question.when.clone());
            let title = capitalised(&title(whole, question));
            let verb = if question.asks() { "is asked of" } else { "is shown to" };
            let words = match &when {
                Some(when) => format!("{title} {verb} people who {}.", in_words(whole, when)),
                None => format!("{title} {verb} everybody."),
            };
            found.push(LogicLine { key: question.key.clone(), words, everybody: when.is_none() });
            for option in question.options().iter().filter(|option| !option.retired) {
                if let Some(when) = &option.when {
                    let words = format!(
                        "“{}” is offered to people who {}.",
                        label(whole, question, &option.code),
                        in_words(whole, when)
                    );
                    found.push(LogicLine { key: question.key.clone(), words, everybody: false });
                }
            }
        }
    }
    found
}
