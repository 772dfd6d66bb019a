//! What paper cannot do: put an earlier answer into later words, compute whom to ask, or show each person another
//! order.

use super::finding::{LintFinding, LintPlace};
use super::findings::FindingList;
use super::rule::LintRule;
use crate::questionnaires::definition::condition::{Condition, Measure, Test};
use crate::questionnaires::definition::piping;
use crate::questionnaires::definition::question::{Question, QuestionKind, Questionnaire};
use crate::questionnaires::definition::texts::{Language, Wording};

/// The first place where an earlier answer is put into a text.
fn piped(text: &str) -> Option<&str> {
    piping::piped(text).first()?;
    let from = text.find("{{")?;
    let to = text.get(from..)?.find("}}")?;
    text.get(from..from + to + 2)
}

fn piped_in<'a>(wordings: &[&'a Wording]) -> Option<(&'a Language, &'a str)> {
    wordings
        .iter()
        .flat_map(|wording| wording.all())
        .find_map(|(language, text)| piped(text).map(|words| (language, words)))
}

/// What of a condition cannot be said as "If yes, go to question 7".
fn computed(condition: &Condition) -> Option<&'static str> {
    condition.tests().into_iter().find_map(|(of, is)| match (of.measure, is) {
        (Measure::Count, _) => Some("how many options were ticked"),
        (Measure::Length, _) => Some("how much was written"),
        (_, Test::Unasked) => Some("whether a question was asked"),
        _ if of.part.is_some() && matches!(is, Test::Ordered(..)) => Some("a place in an order or a part of a whole"),
        _ => None,
    })
}

/// `paper`, for every question and page that cannot be printed.
pub(super) fn check(questionnaire: &Questionnaire, findings: &mut FindingList<'_>) {
    let mut place = 0;
    for page in &questionnaire.pages {
        let on_page = |words: String, suggestion: String| LintFinding {
            rule: LintRule::Paper,
            place: LintPlace::Page(page.key.to_string()),
            language: questionnaire.first_language().clone(),
            words,
            strength: LintRule::Paper.strength(),
            suggestion,
        };
        if let Some((language, words)) = piped_in(&[&page.title]) {
            findings.put(
                place + 1,
                LintFinding { language: language.clone(), ..on_page(words.to_owned(), PIPED.to_owned()) },
            );
        }
        if page.shuffled {
            findings.put(
                place + 1,
                on_page(
                    text(&page.title, questionnaire),
                    "Paper has one order. Take the random order of pages out, or offer no paper.".to_owned(),
                ),
            );
        }
        if let Some(what) = page.when.as_ref().and_then(computed) {
            findings.put(
                place + 1,
                on_page(page.when.as_ref().map_or(String::new(), ToString::to_string), computed_better(what)),
            );
        }
        for question in page.questions.iter().filter(|question| !question.retired) {
            place += 1;
            let about = |words: String, suggestion: String| LintFinding {
                place: LintPlace::Question(question.key.to_string()),
                ..on_page(words, suggestion)
            };
            if let Some((language, words)) = piped_in(&wordings(question)) {
                findings.put(
                    place,
                    LintFinding { language: language.clone(), ..about(words.to_owned(), PIPED.to_owned()) },
                );
            }
            for condition in
                question.when.iter().chain(question.options().iter().filter_map(|option| option.when.as_ref()))
            {
                if let Some(what) = computed(condition) {
                    findings.put(place, about(condition.to_string(), computed_better(what)));
                }
            }
            if question.options().iter().any(|option| option.when.is_some()) {
                let words = question
                    .options()
                    .iter()
                    .find(|option| option.when.is_some())
                    .map_or(String::new(), |option| text(&option.label, questionnaire));
                findings.put(
                    place,
                    about(
                        words,
                        "On paper an option is there for everybody. Offer it to all, or ask two questions.".to_owned(),
                    ),
                );
            }
            if question.list().is_some_and(|list| list.shuffled) {
                findings.put(
                    place,
                    about(
                        text(&question.label, questionnaire),
                        "Paper has one order. Take the random order out, or offer no paper.".to_owned(),
                    ),
                );
            }
        }
    }
}

const PIPED: &str = "Say it without the earlier answer: “the library that you chose”, “what you said above”.";

fn computed_better(what: &str) -> String {
    format!(
        "It depends on {what}, which cannot be said as “If yes, go to question 7”. Make it depend on one \
            answer, or ask everybody."
    )
}

fn text(wording: &Wording, questionnaire: &Questionnaire) -> String {
    wording.read(questionnaire.first_language(), &questionnaire.languages).to_owned()
}

/// Every text of a question that residents see.
pub(super) fn wordings(question: &Question) -> Vec<&Wording> {
    let mut all = vec![&question.label, &question.help, &question.error];
    all.extend(question.options().iter().filter(|option| !option.retired).map(|option| &option.label));
    match &question.kind {
        QuestionKind::Scale { points } => all.extend(points),
        QuestionKind::Matrix { columns, .. } => {
            all.extend(columns.iter().filter(|column| !column.retired).map(|column| &column.label));
        }
        QuestionKind::Number { unit, .. } => all.push(unit),
        _ => {}
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_earlier_answer_in_the_words_is_found_and_other_braces_are_not() {
        assert_eq!(piped("You use {{library|a library}}. Why?"), Some("{{library|a library}}"));
        assert_eq!(piped("{not} this, {{key}} this"), Some("{{key}}"));
        for plain in ["", "{{", "{library}", "${library}", "}}{{", "{1 2} £"] {
            assert_eq!(piped(plain), None, "{plain}");
        }
    }
}
