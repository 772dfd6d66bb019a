//! What an amendment may not do, in sentences that say what to do instead.

use std::collections::{BTreeMap, BTreeSet};

use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::logic::title;
use crate::questionnaires::definition::question::{AnswerOption, Question, QuestionKind, Questionnaire};
use crate::ui::first_letter::capitalised;

use super::kinds::{Forbidden, agree, forbidden, forbidden_of_option};

/// Something that an amendment may not do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AmendmentRefusal {
    /// The key of the question; none if it is about a page or the whole.
    pub question: Option<Key>,
    /// The code of the option, row or point, if it is about one.
    pub option: Option<String>,
    /// What is not allowed and what to do instead, in whole sentences that name the question by its key and its words.
    pub words: String,
}

/// Everything about the next version that the published ones do not allow. `published` is every version that was ever
/// published, the first one first; with none of them everything is allowed.
///
/// The words alone do not tell a question that is asked better from another question under its key: whoever publishes reads
/// both in the list of [changes](super::changes()). Only what was retired has to come back in its own words.
pub fn refused(published: &[&Questionnaire], next: &Questionnaire) -> Vec<AmendmentRefusal> {
    let Some(last) = published.last() else { return Vec::new() };
    let mut found = Vec::new();
    for language in published.iter().flat_map(|version| &version.languages).collect::<BTreeSet<_>>() {
        if !next.languages.contains(language) {
            found.push(whole(format!(
                "The language “{language}” cannot be taken away: people began in it. Leave it among the languages."
            )));
        }
    }
    let page_keys: BTreeSet<&Key> = last.pages.iter().map(|page| &page.key).collect();
    for page in next.pages.iter().filter(|page| !page_keys.contains(&page.key)) {
        if published.iter().any(|version| version.pages.iter().any(|old| old.key == page.key)) {
            found.push(whole(format!(
                "The page “{0}” cannot have the key “{0}”: a page that was taken out had it. Add a page with a new key.",
                page.key
            )));
        }
    }
    let now: BTreeMap<&Key, &Question> = next.questions().map(|question| (&question.key, question)).collect();
    let mut told = BTreeSet::new();
    for (at, version) in published.iter().enumerate().rev() {
        for old in version.questions().filter(|question| told.insert(question.key.clone())) {
            let earlier: Vec<&Question> = published
                .get(..=at)
                .unwrap_or_default()
                .iter()
                .filter_map(|one| one.question(old.key.as_str()))
                .collect();
            match now.get(&old.key) {
                Some(new) => question(version, old, new, &earlier, &mut found),
                None => found.push(AmendmentRefusal {
                    question: Some(old.key.clone()),
                    option: None,
                    words: format!(
                        "{} was published and cannot be deleted. Retire it: it keeps its column and is asked of nobody new.",
                        named(version, old)
                    ),
                }),
            }
        }
    }
    found
}

fn whole(words: String) -> AmendmentRefusal {
    AmendmentRefusal { question: None, option: None, words }
}

/// A question with its number, its words and its key, as sentences begin with it.
fn named(form: &Questionnaire, question: &Question) -> String {
    format!("{} with the key “{}”", capitalised(&title(form, question)), question.key)
}

/// `earlier` is the question in every version that has it, the oldest first and `old` last.
fn question(
    version: &Questionnaire,
    old: &Question,
    new: &Question,
    earlier: &[&Question],
    found: &mut Vec<AmendmentRefusal>,
) {
    let name = named(version, old);
    let mut refuse = |option: Option<(&str, &[AnswerOption])>, forbidden: &Forbidden| {
        let of =
            option.map(|(code, list)| format!(": the option “{}”", words_of(version, list, code))).unwrap_or_default();
        let option = option.map(|(code, _)| code);
        found.push(AmendmentRefusal {
            question: Some(old.key.clone()),
            option: option.map(str::to_owned),
            words: format!("{name}{of} {}. {}", forbidden.cannot, forbidden.instead),
        });
    };
    for one in forbidden(old, new) {
        refuse(None, &one);
    }
    if old.kind.word() != new.kind.word() {
        return;
    }
    let asked = earlier.iter().rev().find(|question| !question.retired);
    if let Some(asked) = asked.filter(|_| old.retired && !new.retired)
        && !agree(&asked.label, &new.label)
    {
        let cannot = "was retired and its key cannot come back for something else".to_owned();
        refuse(None, &Forbidden { cannot, instead: "Bring it back in its old words, or add a new question." });
    }
    for lists in [options as fn(&Question) -> &[AnswerOption], columns] {
        let codes: BTreeSet<&str> =
            earlier.iter().flat_map(|question| lists(question)).map(|option| option.code.as_str()).collect();
        for code in codes {
            let with_code = |question: &'_ Question| lists(question).iter().position(|option| option.code == code);
            let Some(now) = with_code(new).and_then(|at| lists(new).get(at)) else {
                let cannot = "was published and cannot be deleted".to_owned();
                refuse(
                    Some((code, lists(old))),
                    &Forbidden { cannot, instead: "Retire it: it keeps its column and can be chosen no longer." },
                );
                continue;
            };
            let mut seen = earlier.iter().rev().flat_map(|question| lists(question)).filter(|one| one.code == code);
            let Some(was) = seen.next() else { continue };
            let asked = Some(was).into_iter().chain(seen).find(|option| !option.retired);
            for one in forbidden_of_option(was, now, asked, lists(old)) {
                refuse(Some((code, lists(old))), &one);
            }
        }
    }
}

fn options(question: &Question) -> &[AnswerOption] {
    question.options()
}

/// The points of a matrix; none for other kinds.
fn columns(question: &Question) -> &[AnswerOption] {
    if let QuestionKind::Matrix { columns, .. } = &question.kind { columns } else { &[] }
}

fn words_of(form: &Questionnaire, list: &[AnswerOption], code: &str) -> String {
    let option = list.iter().find(|option| option.code == code);
    let words = option.map_or("", |option| option.label.read(form.first_language(), &form.languages));
    if words.is_empty() { code.to_owned() } else { words.to_owned() }
}
