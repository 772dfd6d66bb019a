//! "Other: please say": a form asks for the words in a line of their own, shown to those who chose one option of the
//! question before; with us the line belongs to the option.

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::definition::condition::{Condition, Operand, Test};
use super::super::super::definition::piping::piped;
use super::super::super::definition::question::{Question, QuestionKind, QuestionPage};
use super::super::super::definition::texts::Wording;
use super::super::imported::Imported;

/// Lines of words that we wrote.
pub(super) struct OwnLines<'a> {
    /// Those that belong to an option: their names, the question's key and the option's code.
    pub(super) write_ins: &'a [(String, String, String)],
    /// The key of each name of the form.
    pub(super) names: &'a BTreeMap<String, String>,
    /// The keys of those that are questions, however they are called.
    pub(super) questions: &'a BTreeSet<String>,
}

/// By the key of a line of words: the question and the option that it belongs to.
type Belonging = BTreeMap<String, (String, String)>;

/// Makes such lines part of their options.
pub(super) fn fold(imported: &mut Imported, own: &OwnLines<'_>) {
    let ours: Belonging = own
        .write_ins
        .iter()
        .filter_map(|(name, of, code)| Some((own.names.get(name)?.clone(), (of.clone(), code.clone()))))
        .collect();
    let mut wanted = named_so(imported, own, &ours);
    wanted.extend(ours.clone());
    let mut codes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (of, code) in wanted.values() {
        codes.entry(of).or_default().insert(code);
    }
    let mut there: BTreeSet<(String, String)> = BTreeSet::new();
    for question in imported.questionnaire.pages.iter_mut().flat_map(|page| &mut page.questions) {
        let Some(codes) = codes.get(question.key.as_str()) else { continue };
        if let QuestionKind::OneOf(list) | QuestionKind::SeveralOf { list, .. } = &mut question.kind {
            for option in list.options.iter_mut().filter(|option| codes.contains(option.code.as_str())) {
                option.write_in = true;
                there.insert((question.key.to_string(), option.code.clone()));
            }
        }
    }
    // A line whose option is not there (any more) stays what it is.
    let goes = |question: &Question| wanted.get(question.key.as_str()).filter(|option| there.contains(option));
    let warnings = &mut imported.warnings;
    imported.questionnaire.pages.retain_mut(|page| {
        let had = page.questions.len();
        page.questions.retain(|question| {
            let Some((of, code)) = goes(question) else { return true };
            let key = question.key.as_str();
            if !ours.contains_key(key) {
                warnings.push(format!(
                    "{key} became the line “please say” beside the option {code} of {of}; its own words are not kept."
                ));
            }
            false
        });
        page.questions.len() == had || !page.questions.is_empty()
    });
}

/// Lines of words that are named after the option of the question before, as forms do.
fn named_so(imported: &Imported, own: &OwnLines<'_>, ours: &Belonging) -> Belonging {
    let stay = staying(imported, own);
    let mut found = Belonging::new();
    let mut before: Option<(&Question, &QuestionPage)> = None;
    for page in &imported.questionnaire.pages {
        for question in page.questions.iter().filter(|question| !ours.contains_key(question.key.as_str())) {
            let key = question.key.as_str();
            if let (Some((of, of_page)), QuestionKind::Text { .. }, Some(Condition::Test { of: subject, is })) =
                (before, &question.kind, &question.when)
                && subject.key == of.key
                && let Some(code) = chosen(is)
                && of.option(code).is_some()
                && belongs(of.key.as_str(), code, key)
                && !stay.contains(key)
                && !imported.unclear.iter().any(|unclear| unclear.question == of.key.as_str())
                && (page.when.is_none() || page.when == of_page.when)
            {
                found.insert(key.to_owned(), (of.key.to_string(), code.to_owned()));
                continue;
            }
            let is_choice = matches!(question.kind, QuestionKind::OneOf(_) | QuestionKind::SeveralOf { .. });
            before = is_choice.then_some((question, page));
        }
    }
    found
}

/// The keys of what has to stay a question: because a condition or words refer to it, its own condition is not understood,
/// or we wrote it as one.
fn staying(imported: &Imported, own: &OwnLines<'_>) -> BTreeSet<String> {
    let mut stay = own.questions.clone();
    stay.extend(imported.unclear.iter().map(|unclear| unclear.question.clone()));
    let mut words = |wording: &Wording| {
        for (_, text) in wording.all() {
            stay.extend(piped(text).into_iter().map(|(key, _)| key.to_owned()));
        }
    };
    let mut conditions = Vec::new();
    for page in &imported.questionnaire.pages {
        words(&page.title);
        conditions.extend(&page.when);
        for question in &page.questions {
            for wording in [&question.label, &question.help, &question.error] {
                words(wording);
            }
            conditions.extend(&question.when);
            for option in question.options() {
                words(&option.label);
                conditions.extend(&option.when);
            }
        }
    }
    words(&imported.questionnaire.thanks);
    for (of, _) in conditions.into_iter().flat_map(Condition::tests) {
        stay.insert(of.key.to_string());
    }
    stay
}

fn chosen(is: &Test) -> Option<&str> {
    match is {
        Test::Is(Operand::Text(code)) | Test::Contains(code) => Some(code),
        _ => None,
    }
}

/// Whether a line of words is named after a question and its option, as forms do: `reason_other`, `reason_specify`.
fn belongs(question: &str, code: &str, text: &str) -> bool {
    let (question, code, text) = (question.to_lowercase(), code.to_lowercase(), text.to_lowercase());
    let plain = |part: &str| part.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>();
    let endings = [
        "other",
        "oth",
        "others",
        "otr",
        "specify",
        "spec",
        "sp",
        "othertext",
        "othspec",
        "otherspecify",
        "specifyother",
        "otherspec",
        "text",
        "autre",
        "autres",
        "andere",
        "anderes",
        "otro",
        "otra",
        "arall",
        "pleasesay",
        "pleasespecify",
    ];
    let Some(rest) = text.strip_prefix(&question) else { return false };
    let rest = plain(rest);
    !rest.is_empty() && (endings.contains(&rest.as_str()) || rest == plain(&code))
}
