//! What can be picked: which questions, rows and parts, and the values to choose from.

use crate::questionnaires::definition::blank::Blank;
use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::logic::title;
use crate::questionnaires::definition::question::{AnswerOption, Question, QuestionKind, Questionnaire};

use super::super::edit::ConditionPlace;
use super::{PickComparison, comparisons_for};

/// Something that a line can look at.
#[derive(Clone, Debug, PartialEq)]
pub struct PickSubject {
    /// What a form sends for it: the key, or the key, a slash and the code of the part.
    pub value: String,
    /// What it is called: "question 3 (“…”)", "“On Saturdays” in question 4".
    pub words: String,
    /// The comparisons, each with what it is called for this question.
    pub comparisons: Vec<(PickComparison, &'static str)>,
    /// What an answer is chosen from.
    pub values: PickValues,
    /// What "includes" and "does not include" are chosen from; empty where they cannot be picked.
    pub included: Vec<(String, String)>,
}

/// What the value of a line is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PickValues {
    /// One of these: the code and what it is called.
    Chosen(Vec<(String, String)>),
    /// A number that is typed.
    Number,
    /// A date that is typed: `2027-03-01`, `2027-03` or `2027`.
    Date,
    /// A library, by its name in addresses: whoever makes the page knows them.
    Branch,
    /// Words that are typed.
    Words,
}

/// Everything that a condition at this place can look at: what is asked before it, in order.
pub fn pickable(form: &Questionnaire, at: &ConditionPlace) -> Vec<PickSubject> {
    let before: Vec<&Question> = match at {
        ConditionPlace::Page(page) => {
            form.pages.iter().take_while(|one| one.key != *page).flat_map(|one| &one.questions).collect()
        }
        ConditionPlace::Question(key) | ConditionPlace::Option(key, _) => {
            form.questions().take_while(|question| question.key != *key).collect()
        }
    };
    let standing = before.into_iter().filter(|question| question.asks() && !question.retired);
    standing.flat_map(|question| subjects(form, question)).collect()
}

fn subjects(form: &Questionnaire, question: &Question) -> Vec<PickSubject> {
    let named = title(form, question);
    let mut all = vec![subject(form, question, question.key.to_string(), named.clone(), false)];
    if matches!(question.kind, QuestionKind::Matrix { .. } | QuestionKind::Rank { .. } | QuestionKind::Split { .. }) {
        for option in question.options().iter().filter(|option| !option.retired) {
            let words = format!("“{}” in {named}", label(form, option));
            all.push(subject(form, question, part_value(&question.key, &option.code), words, true));
        }
    }
    all
}

/// What a form sends for a part of a question. No key and no code has a slash.
pub(super) fn part_value(key: &Key, code: &str) -> String {
    format!("{key}/{code}")
}

fn subject(form: &Questionnaire, question: &Question, value: String, words: String, part: bool) -> PickSubject {
    let comparisons = comparisons_for(question, part);
    let includes = comparisons.contains(&PickComparison::Includes);
    let blanks = || {
        let offered = Blank::CHOSEN.into_iter().filter(|blank| question.offers_blank(*blank));
        offered.map(|blank| (blank.code().to_owned(), blank.label().to_owned()))
    };
    let chosen = |options: &[AnswerOption]| -> Vec<(String, String)> {
        let standing = options.iter().filter(|option| !option.retired);
        standing.map(|option| (option.code.clone(), label(form, option))).collect()
    };
    let values = match (&question.kind, part) {
        (QuestionKind::OneOf(list), _) => PickValues::Chosen([chosen(&list.options), blanks().collect()].concat()),
        (QuestionKind::Matrix { columns, .. }, true) => {
            PickValues::Chosen([chosen(columns), blanks().collect()].concat())
        }
        (QuestionKind::Scale { points }, _) => {
            let point = |(at, words): (usize, &crate::questionnaires::definition::texts::Wording)| {
                let words = words.read(form.first_language(), &form.languages);
                let number = (at + 1).to_string();
                (number.clone(), if words.is_empty() { number } else { format!("{number}: {words}") })
            };
            PickValues::Chosen(points.iter().enumerate().map(point).chain(blanks()).collect())
        }
        (QuestionKind::Date { .. }, _) => PickValues::Date,
        (QuestionKind::Branch, _) => PickValues::Branch,
        (QuestionKind::Text { .. } | QuestionKind::PostcodeArea, _) => PickValues::Words,
        _ => PickValues::Number,
    };
    PickSubject {
        value,
        words,
        values,
        included: if includes { chosen(question.options()) } else { Vec::new() },
        comparisons: comparisons.into_iter().map(|one| (one, one.words(&question.kind))).collect(),
    }
}

fn label(form: &Questionnaire, option: &AnswerOption) -> String {
    let words = option.label.read(form.first_language(), &form.languages);
    if words.is_empty() { option.code.clone() } else { words.to_owned() }
}
