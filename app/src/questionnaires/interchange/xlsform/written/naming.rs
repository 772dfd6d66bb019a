//! What the questions, rows and pages of a questionnaire are called in a form: by their keys, wherever a name of a form may
//! be so and is not taken. Names have to be unlike each other in the whole form, so that `${name}` means one thing.

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::super::definition::key::Key;
use super::super::super::super::definition::question::{Question, QuestionKind, Questionnaire};
use super::super::choices::numbered;

/// The longest name that we make up.
const LONGEST: usize = 80;

/// The names of a form.
pub(in super::super) struct FormNaming<'a> {
    /// What is written.
    pub(super) whole: &'a Questionnaire,
    by_key: BTreeMap<&'a str, &'a Question>,
    questions: BTreeMap<&'a str, String>,
    keys: BTreeMap<String, &'a str>,
    parts: BTreeMap<&'a str, BTreeMap<&'a str, String>>,
    write_ins: BTreeMap<&'a str, BTreeMap<&'a str, String>>,
    pages: Vec<String>,
    /// The line before everything.
    pub(super) introduction: String,
    /// The line at the end.
    pub(super) thanks: String,
}

/// Whether programs for forms take this as a name: a letter or underscore, then letters, digits, `-`, `_` and `.`, of the
/// letters that names in XML have.
fn is_name(text: &str) -> bool {
    let first = |letter: char| {
        matches!(letter, 'A'..='Z' | '_' | 'a'..='z' | 'Ø'..='ö' | 'ø'..='\u{2ff}' | '\u{370}'..='\u{37d}'
            | '\u{37f}'..='\u{1fff}' | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}'
            | '\u{fdf0}'..='\u{fffd}' | '\u{10000}'..='\u{effff}')
    };
    let mut letters = text.chars();
    letters.next().is_some_and(first)
        && letters.all(|letter| first(letter) || matches!(letter, '-' | '.' | '0'..='9' | '·'))
}

/// What an option is called in a form: its code, unless that looks like a reference.
pub(in super::super) fn choice_name(code: &str) -> String {
    code.replace("${", "__")
}

fn fitting(text: &str, used: &mut BTreeSet<String>) -> String {
    let mut plain: String =
        text.chars().map(|letter| if is_name(&format!("a{letter}")) { letter } else { '_' }).take(LONGEST).collect();
    if !is_name(&plain) {
        plain.insert(0, '_');
    }
    // Some programs do not tell capitals from small letters.
    let name = numbered(&plain, LONGEST, |name| used.contains(&name.to_lowercase()));
    used.insert(name.to_lowercase());
    name
}

impl<'a> FormNaming<'a> {
    /// Names for everything.
    pub(in super::super) fn of(whole: &'a Questionnaire) -> Self {
        // What programs for forms add themselves.
        let mut used: BTreeSet<String> = ["meta", "instanceid", "instancename", "data"].map(str::to_owned).into();
        let mut naming = Self {
            whole,
            by_key: BTreeMap::new(),
            questions: BTreeMap::new(),
            keys: BTreeMap::new(),
            parts: BTreeMap::new(),
            write_ins: BTreeMap::new(),
            pages: Vec::new(),
            introduction: String::new(),
            thanks: String::new(),
        };
        for question in whole.questions() {
            let name = fitting(question.key.as_str(), &mut used);
            naming.by_key.insert(question.key.as_str(), question);
            naming.keys.insert(name.clone(), question.key.as_str());
            naming.questions.insert(question.key.as_str(), name);
        }
        naming.pages = whole.pages.iter().map(|page| fitting(page.key.as_str(), &mut used)).collect();
        for question in whole.questions() {
            let key = question.key.as_str();
            match &question.kind {
                QuestionKind::Matrix { .. } | QuestionKind::Split { .. } => {
                    for option in question.options() {
                        let wanted =
                            if is_name(&option.code) { option.code.clone() } else { format!("{key}_{}", option.code) };
                        naming.parts.entry(key).or_default().insert(&option.code, fitting(&wanted, &mut used));
                    }
                }
                QuestionKind::OneOf(list) | QuestionKind::SeveralOf { list, .. } => {
                    for option in list.options.iter().filter(|option| option.write_in) {
                        let name = fitting(&format!("{key}_{}", option.code), &mut used);
                        naming.write_ins.entry(key).or_default().insert(&option.code, name);
                    }
                }
                _ => {}
            }
        }
        naming.introduction = fitting("introduction", &mut used);
        naming.thanks = fitting("thanks", &mut used);
        naming
    }

    /// The question with a key.
    pub(super) fn with_key(&self, key: &str) -> Option<&'a Question> {
        self.by_key.get(key).copied()
    }

    /// What a question is called.
    pub(in super::super) fn question(&self, key: &Key) -> &str {
        self.questions.get(key.as_str()).map_or("", String::as_str)
    }

    /// What a row of a matrix or a part of what is shared out is called.
    pub(in super::super) fn part(&self, question: &Question, code: &str) -> Option<&str> {
        self.parts.get(question.key.as_str())?.get(code).map(String::as_str)
    }

    /// What the line of words beside an option is called.
    pub(super) fn write_in(&self, question: &Question, code: &str) -> Option<&str> {
        self.write_ins.get(question.key.as_str())?.get(code).map(String::as_str)
    }

    /// What a page is called.
    pub(super) fn page(&self, at: usize) -> &str {
        self.pages.get(at).map_or("", String::as_str)
    }

    /// The name by which words may repeat an answer; none for what has no answer of its own in a form.
    pub(super) fn repeated(&self, key: &str) -> Option<String> {
        let question = self.with_key(key)?;
        let has = question.asks() && !matches!(question.kind, QuestionKind::Matrix { .. } | QuestionKind::Split { .. });
        has.then(|| self.question(&question.key).to_owned())
    }

    /// The key of the question with a name, as a reader of the form will take it.
    pub(super) fn key(&self, name: &str) -> Option<String> {
        let key = *self.keys.get(name)?;
        self.repeated(key).map(|_| key.to_owned())
    }
}
