//! What can be chosen, and what part each option plays: an answer, or a way out such as "I don't know" or "None of
//! these".

use super::phrases::phrases;
use super::words::{LabelSentence, sentences};
use crate::questionnaires::definition::question::{AnswerOption, Question, QuestionKind};
use crate::questionnaires::definition::texts::Language;

/// What an option is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OptionRole {
    /// One of the answers.
    Plain,
    /// "I don't know", "No opinion".
    DontKnow,
    /// "Prefer not to say".
    PreferNotToSay,
    /// "None of these", "Neither".
    None,
    /// "Something else".
    Other,
    /// "I have not used it": for those whom it does not concern.
    Outside,
    /// Stands for the list of libraries.
    Branches,
}

/// One option.
#[derive(Clone, Debug)]
pub(super) struct OfferedOption<'a> {
    /// As it stands.
    pub(super) label: &'a str,
    /// Its words, of all its sentences, without what is in brackets.
    pub(super) sentence: LabelSentence<'a>,
    pub(super) role: OptionRole,
}

impl OfferedOption<'_> {
    /// Whether it begins with this word and is an answer of its own: "Yes", "Yes, often".
    pub(super) fn is_answer(&self, word: &str) -> bool {
        self.sentence.lower(0) == word
            && (self.sentence.words.len() == 1 || self.sentence.words.first().is_some_and(|first| first.mark != ' '))
    }

    /// A word of it.
    pub(super) fn has(&self, words: &[&str]) -> bool {
        self.sentence.has(words)
    }
}

phrases! {
    /// No view, or no knowledge.
    UNKNOWN:
    "don't|not know", "not sure|certain", "unsure", "undecided", "no opinion|view|views|preference|idea",
    "don't mind", "do not mind", "can't|cannot say",
    "no strong|particular view|views|opinion|feeling|feelings|preference", "no feeling",
    "don't|not really? have|hold a|an|any .. view|opinion|preference", "do not have a view|opinion|preference",
    "don't remember", "cannot|not remember", "can't remember", "no preference", "it doesn't matter",
    "it does not matter", "maybe", "unknown",
}

phrases! {
    REFUSED:
    "prefer not to say|answer|tell", "prefer not", "rather not say|answer|tell", "not want to say|answer",
    "don't want to say|answer",
}

phrases! {
    NOTHING:
    "none", "neither", "nothing", "nobody", "no-one", "nowhere", "not at any", "no one", "never",
    "no day|days|time|times|other", "not any", "no charge", "free",
}

phrases! {
    ELSE:
    "other|others", "another", "something|somewhere|someone|somebody|anything|anywhere|some|any other|else",
    "elsewhere", "a different|another", "it? varies|depends",
}

phrases! {
    /// It does not concern this person.
    OUTSIDE:
    "not applicable", "n/a", "does not|doesn't apply",
    "i|we|i've|we've have? not|never|haven't|don't|didn't|cannot|can't",
    "i|we do|did|am|was|were|had|would|could not|never|rather", "i'm not", "i have no|none",
    "have|i've no|not|never used|tried|been|visited|joined|any", "haven't used|tried|been|visited",
    "never|not used|tried|been|visited", "don't|do not use|visit|go|have", "did not|didn't use|visit|go|have|ask",
    "i would rather not", "not at school|work",
}

fn role(sentence: &LabelSentence<'_>, option: Option<&AnswerOption>) -> OptionRole {
    let length = sentence.words.len();
    if sentence.whole.trim().starts_with('(') && sentence.has(&["list"]) {
        return OptionRole::Branches;
    }
    if REFUSED.find(sentence).is_some() && length <= 7 {
        return OptionRole::PreferNotToSay;
    }
    // "I do not know what it offers" is a reason.
    if let Some((from, to)) = UNKNOWN.find(sentence)
        && from <= 3
        && (length <= to + 1 || (length <= to + 3 && sentence.has(&["yet", "enough", "either", "way"])))
    {
        return OptionRole::DontKnow;
    }
    if option.is_some_and(|option| option.write_in) || (ELSE.at(sentence, 0).is_some()) {
        return OptionRole::Other;
    }
    // "Nothing for people of my age" is a reason.
    let reason =
        sentence.lower(0) == "nothing" && length > 1 && !matches!(sentence.lower(1), "else" | "in" | "at" | "of");
    if option.is_some_and(|option| option.exclusive) || (NOTHING.at(sentence, 0).is_some() && length <= 7 && !reason) {
        return OptionRole::None;
    }
    if OUTSIDE.at(sentence, 0).is_some() || (length <= 3 && sentence.lower(0) == "n" && sentence.lower(1) == "a") {
        return OptionRole::Outside;
    }
    OptionRole::Plain
}

fn read<'a>(label: &'a str, option: Option<&AnswerOption>) -> OfferedOption<'a> {
    let mut words: Vec<_> = sentences(label).into_iter().flat_map(|sentence| sentence.words).collect();
    if words.iter().any(|word| !word.bracketed) {
        words.retain(|word| !word.bracketed);
    }
    let sentence = LabelSentence { whole: label, words, asks: false };
    let role = role(&sentence, option);
    OfferedOption { label, sentence, role }
}

/// The options of a question in a language, without those that can be chosen no longer; of a scale its points.
pub(super) fn offered<'a>(question: &'a Question, language: &Language) -> Vec<OfferedOption<'a>> {
    match &question.kind {
        QuestionKind::Scale { points } => {
            points.iter().map(|point| read(point.get(language).unwrap_or_default(), None)).collect()
        }
        _ => columns(question.options(), language),
    }
}

/// The same of a list of options.
pub(super) fn columns<'a>(options: &'a [AnswerOption], language: &Language) -> Vec<OfferedOption<'a>> {
    let usable = options.iter().filter(|option| !option.retired);
    let mut read: Vec<_> =
        usable.map(|option| read(option.label.get(language).unwrap_or_default(), Some(option))).collect();
    // Several "I do not …" are reasons to choose from, not a way out for those whom it does not concern.
    if read.iter().filter(|option| option.role == OptionRole::Outside).count() > 2 {
        for option in &mut read {
            if option.role == OptionRole::Outside {
                option.role = OptionRole::Plain;
            }
        }
    }
    read
}

/// Whether the last of a list of times takes in those who hardly ever do it: "Less often".
pub(super) fn says_rarely_or_less(options: &[OfferedOption<'_>]) -> bool {
    options.iter().any(|option| {
        option.has(&["less", "rarely", "seldom", "never"]) && option.has(&["often", "never", "rarely", "seldom"])
    })
}

/// Whether an option is the name of a place: "Elm Park", "Stoke Lane Library".
pub(super) fn is_place_name(option: &OfferedOption<'_>) -> bool {
    option.role == OptionRole::Plain
        && option.sentence.words.len() >= 2
        && option
            .sentence
            .words
            .iter()
            .all(|word| word.is_capital() || word.is(&["of", "and", "on", "the", "upon", "by", "in", "le", "library"]))
}
