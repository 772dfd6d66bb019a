//! What refers to a question or an option: conditions that look at it, and words that repeat its answer.

use crate::questionnaires::amending::text_place::{self, TextPlace};
use crate::questionnaires::definition::blank::Blank;
use crate::questionnaires::definition::condition::{Condition, Measure, Operand, Subject, Test};
use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::logic::title;
use crate::questionnaires::definition::piping;
use crate::questionnaires::definition::question::{AnswerOption, Question, QuestionKind, QuestionPage, Questionnaire};

use super::edit::OptionsOf;

/// Something that refers to a question, an option or a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormReference {
    /// The question whose condition or words refer to it; none for a page or the whole.
    pub question: Option<Key>,
    /// Whether whoever refers to it is asked no longer.
    pub retired: bool,
    /// How it is named in a sentence: "the condition of question 4 (“…”)".
    pub words: String,
}

/// Everything that refers to a question, but for itself.
pub fn to_question(form: &Questionnaire, key: &Key) -> Vec<FormReference> {
    let mut found = conditions(form, |of, _| of.key == *key);
    for (place, wording) in text_place::of_form(form) {
        let repeats =
            wording.all().any(|(_, text)| piping::piped(text).iter().any(|(piped, _)| *piped == key.as_str()));
        if !repeats || !place.is_for_residents() {
            continue;
        }
        let question = place.question().and_then(|key| form.question(key.as_str()));
        let words = match (&place, question) {
            (_, Some(question)) => format!("the words of {}", title(form, question)),
            (TextPlace::PageTitle(page), None) => format!("the heading of the page “{page}”"),
            (place, None) => place.noun().to_owned(),
        };
        found.push(FormReference {
            question: question.map(|question| question.key.clone()),
            retired: question.is_some_and(|question| question.retired),
            words,
        });
    }
    found.retain(|reference| reference.question.as_ref() != Some(key));
    found.dedup_by(|one, other| one.words == other.words);
    found
}

/// Every condition that names an option, a row or a point of a question, or one of its blanks, by its code.
pub fn to_option(form: &Questionnaire, key: &Key, of: OptionsOf, code: &str) -> Vec<FormReference> {
    let Some(question) = form.question(key.as_str()) else { return Vec::new() };
    conditions(form, |subject, is| {
        subject.key == *key && named(question, subject, is).iter().any(|(list, one)| *list == of && one == code)
    })
}

/// Every condition that looks at the points of a scale: what they mean hangs on how many there are.
pub(super) fn to_points(form: &Questionnaire, key: &Key) -> Vec<FormReference> {
    conditions(form, |of, is| of.key == *key && matches!(is, Test::Is(_) | Test::IsOneOf(_) | Test::Ordered(..)))
}

/// References in a sentence: "the condition of question 4 (“…”) and the words of question 5 (“…”)".
pub fn in_words(references: &[FormReference]) -> String {
    let all: Vec<&str> = references.iter().map(|reference| reference.words.as_str()).collect();
    match all.split_last() {
        None => String::new(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

/// What a condition names that the questionnaire does not have, in a sentence; nothing if all of it is there.
pub fn missing(form: &Questionnaire, condition: &Condition) -> Option<String> {
    condition.tests().into_iter().find_map(|(of, is)| {
        let Some(question) = form.question(of.key.as_str()) else {
            return Some(format!("The condition looks at “{}”, which is no question.", of.key));
        };
        let gone = named(question, of, is).into_iter().find(|(list, code)| {
            let blank = Blank::chosen(code).is_some_and(|blank| question.offers_blank(blank));
            !blank && !options_of(question, *list).iter().any(|option| option.code == *code)
        })?;
        Some(format!("The condition names “{}”, which {} does not have.", gone.1, title(form, question)))
    })
}

/// The options, rows or points of a question.
pub fn options_of(question: &Question, of: OptionsOf) -> &[AnswerOption] {
    match (of, &question.kind) {
        (OptionsOf::Options, _) => question.options(),
        (OptionsOf::Columns, QuestionKind::Matrix { columns, .. }) => columns,
        (OptionsOf::Columns, _) => &[],
    }
}

/// Every condition of a questionnaire, with where it stands.
pub(super) fn all_conditions(form: &Questionnaire) -> Vec<(ConditionAt<'_>, &Condition)> {
    let mut all = Vec::new();
    for page in &form.pages {
        all.extend(page.when.as_ref().map(|when| (ConditionAt::Page(page), when)));
        for question in &page.questions {
            all.extend(question.when.as_ref().map(|when| (ConditionAt::Question(question), when)));
            let options = question.options().iter().chain(options_of(question, OptionsOf::Columns));
            all.extend(options.filter_map(|one| Some((ConditionAt::Option(question, one), one.when.as_ref()?))));
        }
    }
    all
}

/// Where a condition stands.
#[derive(Clone, Copy)]
pub(super) enum ConditionAt<'a> {
    Page(&'a QuestionPage),
    Question(&'a Question),
    Option(&'a Question, &'a AnswerOption),
}

fn conditions(form: &Questionnaire, is_meant: impl Fn(&Subject, &Test) -> bool) -> Vec<FormReference> {
    let all = all_conditions(form).into_iter();
    all.filter(|(_, when)| when.tests().into_iter().any(|(of, is)| is_meant(of, is)))
        .map(|(at, _)| match at {
            ConditionAt::Page(page) => FormReference {
                question: None,
                retired: false,
                words: format!("the condition of the page “{}”", page.key),
            },
            ConditionAt::Question(question) => FormReference {
                question: Some(question.key.clone()),
                retired: question.retired,
                words: format!("the condition of {}", title(form, question)),
            },
            ConditionAt::Option(question, option) => FormReference {
                question: Some(question.key.clone()),
                retired: question.retired || option.retired,
                words: format!("the condition of the option “{}” of {}", option.code, title(form, question)),
            },
        })
        .collect()
}

/// The codes that a test names, each with the list it is of.
fn named(question: &Question, of: &Subject, is: &Test) -> Vec<(OptionsOf, String)> {
    let mut found: Vec<(OptionsOf, String)> = of.part.iter().map(|part| (OptionsOf::Options, part.clone())).collect();
    let operands = match is {
        Test::Contains(code) => {
            found.push((OptionsOf::Options, code.clone()));
            &[][..]
        }
        Test::Is(operand) => std::slice::from_ref(operand),
        Test::IsOneOf(operands) => operands,
        Test::Ordered(..) | Test::Unanswered | Test::Unasked => &[],
    };
    for operand in operands.iter().filter(|_| of.measure == Measure::Itself) {
        let text = match operand {
            Operand::Text(text) => text.clone(),
            Operand::Number(number) => number.to_string(),
        };
        match &question.kind {
            QuestionKind::Matrix { .. } if of.part.is_some() => found.push((OptionsOf::Columns, text)),
            QuestionKind::OneOf(_) => found.push((OptionsOf::Options, text)),
            _ if Blank::chosen(&text).is_some() => found.push((OptionsOf::Options, text)),
            _ => {}
        }
    }
    found
}
