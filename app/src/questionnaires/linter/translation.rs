//! Texts that are missing in one of the questionnaire's languages, or are the same words as in another.

use super::finding::{LintFinding, LintPlace};
use super::findings::FindingList;
use super::printing::wordings;
use super::rule::LintRule;
use crate::questionnaires::definition::question::Questionnaire;
use crate::questionnaires::definition::texts::{Language, Wording};

/// Single words that are no names, although they begin with a capital as options do.
const SINGLE: &[&str] = &[
    "yes",
    "no",
    "other",
    "none",
    "never",
    "agree",
    "disagree",
    "neither",
    "always",
    "often",
    "sometimes",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "morning",
    "afternoon",
    "evening",
    "books",
];

/// Whether a text has to differ between languages: names, numbers and single words with a capital may stay.
fn is_to_be_translated(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).collect();
    let small = words
        .iter()
        .filter(|word| word.chars().find(|letter| letter.is_alphabetic()).is_some_and(char::is_lowercase))
        .filter(|word| word.chars().count() > 2);
    let bare = text.trim().trim_end_matches(['.', '?', '!']).to_lowercase();
    small.count() > 0 || SINGLE.contains(&bare.as_str())
}

/// What is wrong with some texts in a language: those that are missing, and those that are the same as in the first
/// one.
fn lacks<'a>(texts: &[&'a Wording], language: &Language, first: &Language) -> (Vec<&'a str>, Vec<&'a str>) {
    let (mut missing, mut same) = (Vec::new(), Vec::new());
    for wording in texts {
        match (wording.get(first), wording.get(language)) {
            (Some(text), None) => missing.push(text),
            (Some(text), Some(other)) if text.trim() == other.trim() && is_to_be_translated(text) => same.push(text),
            _ => {}
        }
    }
    (missing, same)
}

/// `language`: for every language but the first, what is missing or the same; and what only other languages have.
pub(super) fn check(questionnaire: &Questionnaire, findings: &mut FindingList<'_>) {
    let Some((first, others)) = questionnaire.languages.split_first() else { return };
    let mut tell = |at: usize, place: LintPlace, texts: &[&Wording]| {
        for language in others {
            let (missing, same) = lacks(texts, language, first);
            let put = |words: Vec<&str>, suggestion: String| LintFinding {
                rule: LintRule::Language,
                place: place.clone(),
                language: language.clone(),
                words: words.join(" · "),
                strength: LintRule::Language.strength(),
                suggestion,
            };
            let named = super::translation::name(language);
            if !missing.is_empty() {
                findings.put(at, put(missing, format!("Write this in {named}.")));
            }
            if !same.is_empty() {
                findings.put(at, put(same, format!("These words are the same in {named}. Translate them.")));
            }
        }
        let only: Vec<&str> = texts
            .iter()
            .filter(|wording| !wording.is_empty() && wording.get(first).is_none())
            .map(|wording| wording.read(first, others))
            .collect();
        if !others.is_empty() && !only.is_empty() {
            findings.put(
                at,
                LintFinding {
                    rule: LintRule::Language,
                    place: place.clone(),
                    language: first.clone(),
                    words: only.join(" · "),
                    strength: LintRule::Language.strength(),
                    suggestion: format!("Write this in {} too.", name(first)),
                },
            );
        }
    };
    tell(0, LintPlace::Whole, &[&questionnaire.title, &questionnaire.introduction, &questionnaire.thanks]);
    let mut place = 0;
    for page in &questionnaire.pages {
        tell(place + 1, LintPlace::Page(page.key.to_string()), &[&page.title]);
        for question in page.questions.iter().filter(|question| !question.retired) {
            place += 1;
            tell(place, LintPlace::Question(question.key.to_string()), &wordings(question));
        }
    }
}

/// What a language is called, as far as we know its name.
fn name(language: &Language) -> String {
    match language.code() {
        "en" => "English".to_owned(),
        "cy" => "Welsh".to_owned(),
        "gd" => "Gaelic".to_owned(),
        "ga" => "Irish".to_owned(),
        "pl" => "Polish".to_owned(),
        other => format!("the language “{other}”"),
    }
}
