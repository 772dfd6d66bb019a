//! Short names for questions and options: LimeSurvey takes 20 letters and digits for a question and five for an answer, where
//! ours may have 64 of more kinds.

use std::collections::BTreeMap;

use super::super::super::definition::blank::Blank;
use super::super::super::definition::key::Key;
use super::super::super::definition::question::{AnswerOption, Question, QuestionKind, Questionnaire};
use super::distinct::Distinct;

/// The longest code of a question, in characters.
const LONGEST_QUESTION: usize = 20;
/// The longest code of an answer or a part, in characters.
const LONGEST_ITEM: usize = 5;
/// What LimeSurvey and its equations need for themselves.
const TAKEN: [&str; 24] = [
    "other", "comment", "time", "self", "that", "this", "and", "or", "not", "eq", "ne", "lt", "le", "gt", "ge", "if",
    "true", "false", "count", "token", "lang", "sid", "naok", "null",
];

/// The short names of a questionnaire.
#[derive(Clone, Debug, Default)]
pub(super) struct ShortNames(BTreeMap<Key, QuestionNames>);

/// The short names of a question and what is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct QuestionNames {
    /// The question's own.
    pub(super) code: String,
    /// Its options, rows or points, by their codes.
    pub(super) options: BTreeMap<String, String>,
    /// The columns of a matrix, by their codes.
    pub(super) columns: BTreeMap<String, String>,
    /// The option that is LimeSurvey's own "other", by its code.
    pub(super) other: Option<String>,
    /// The answers that stand for "I don't know" and "I prefer not to say", where they are offered as answers.
    pub(super) blanks: Vec<(Blank, String)>,
}

impl ShortNames {
    /// Short names for everything.
    pub(super) fn of(whole: &Questionnaire) -> Self {
        Self::preferring(whole, &BTreeMap::new())
    }

    /// Short names for everything, those that are given where they can be.
    pub(super) fn preferring(whole: &Questionnaire, given: &BTreeMap<Key, QuestionNames>) -> Self {
        let mut taken = reserved();
        let mut names = BTreeMap::new();
        for question in whole.questions() {
            if let Some(given) = given.get(&question.key) {
                taken.take(&given.code.to_lowercase());
            }
        }
        for question in whole.questions() {
            let known = given.get(&question.key);
            let code = match known {
                Some(known) => known.code.clone(),
                None => short(question.key.as_str(), LONGEST_QUESTION, "q", &mut taken),
            };
            names.insert(question.key.clone(), of_question(question, code, known));
        }
        Self(names)
    }

    /// The names of a question.
    pub(super) fn get(&self, key: &Key) -> Option<&QuestionNames> {
        self.0.get(key)
    }
}

fn of_question(question: &Question, code: String, given: Option<&QuestionNames>) -> QuestionNames {
    let mut taken = reserved();
    let mut names = QuestionNames { code, ..QuestionNames::default() };
    names.other = other(question).map(|option| option.code.clone());
    if let Some(given) = given {
        given.options.values().for_each(|name| _ = taken.take(&name.to_lowercase()));
    }
    for option in question.options() {
        if names.other.as_ref() == Some(&option.code) {
            continue;
        }
        let known = given.and_then(|given| given.options.get(&option.code)).cloned();
        let name = known.unwrap_or_else(|| short(&option.code, LONGEST_ITEM, "A", &mut taken));
        names.options.insert(option.code.clone(), name);
    }
    if let QuestionKind::Scale { points } = &question.kind {
        for point in 1..=points.len() {
            taken.take(&point.to_string());
            names.options.insert(point.to_string(), point.to_string());
        }
    }
    if let QuestionKind::Matrix { columns, .. } = &question.kind {
        taken = reserved();
        if let Some(given) = given {
            given.columns.values().for_each(|name| _ = taken.take(&name.to_lowercase()));
        }
        for column in columns {
            let known = given.and_then(|given| given.columns.get(&column.code)).cloned();
            let name = known.unwrap_or_else(|| short(&column.code, LONGEST_ITEM, "A", &mut taken));
            names.columns.insert(column.code.clone(), name);
        }
    }
    let offered =
        [(question.dont_know, Blank::DontKnow, "DK"), (question.prefer_not_to_say, Blank::PreferNotToSay, "PNS")];
    if says_blanks(question) {
        for (_, blank, near) in offered.into_iter().filter(|(offered, _, _)| *offered) {
            let known = given.and_then(|given| given.blanks.iter().find(|(known, _)| *known == blank));
            let name = known.map_or_else(|| short(near, LONGEST_ITEM, near, &mut taken), |(_, name)| name.clone());
            names.blanks.push((blank, name));
        }
    }
    names
}

/// Whether "I don't know" can be offered as one more answer: where one of some answers is chosen.
const fn says_blanks(question: &Question) -> bool {
    matches!(question.kind, QuestionKind::OneOf(_) | QuestionKind::Scale { .. } | QuestionKind::Matrix { .. })
}

/// The option that LimeSurvey's own "other" can be: the only one with words beside it, for everybody.
fn other(question: &Question) -> Option<&AnswerOption> {
    let list = match &question.kind {
        QuestionKind::OneOf(list) | QuestionKind::SeveralOf { list, .. } => list,
        _ => return None,
    };
    let mut others = list.options.iter().filter(|option| option.write_in);
    let only = others.next().filter(|option| option.when.is_none() && !option.retired)?;
    others.next().is_none().then_some(only)
}

/// A name of letters and digits that nothing else has, as near to a text as can be.
fn short(text: &str, longest: usize, begins: &str, taken: &mut Distinct) -> String {
    let mut near: String = text.chars().filter(char::is_ascii_alphanumeric).take(longest).collect();
    // A question's code begins with a letter; what was cut short is not what it was.
    let question = longest == LONGEST_QUESTION;
    if near.is_empty() || question && !near.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
        near = format!("{begins}{near}").chars().take(longest).collect();
    }
    let numbered = |number: usize| {
        let end = number.to_string();
        let start: String = begins.chars().take(longest.saturating_sub(end.len())).collect();
        format!("{start}{end}")
    };
    taken.name(&near, numbered, str::to_lowercase)
}

/// The names that are not to be had.
fn reserved() -> Distinct {
    let mut taken = Distinct::default();
    for word in TAKEN {
        taken.take(word);
    }
    taken
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::super::super::super::definition::arbitrary;
    use super::*;

    proptest! {
        #[test]
        fn short_names_are_short_plain_and_different(seed: u64) {
            let whole = arbitrary::questionnaire(seed);
            let names = ShortNames::of(&whole);
            let mut codes = BTreeSet::new();
            for names in names.0.values() {
                let fits = |name: &str, longest| {
                    name.len() <= longest && !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
                };
                prop_assert!(fits(&names.code, 20) && names.code.starts_with(|first: char| first.is_ascii_alphabetic()));
                prop_assert!(codes.insert(names.code.to_lowercase()));
                let mut items = BTreeSet::new();
                for name in names.options.values() {
                    prop_assert!(fits(name, 5) && items.insert(name.to_lowercase()) && !TAKEN.contains(&name.as_str()));
                }
            }
        }
    }
}
