//! What an edit did, in words for the history: "Moved “How often do you come?” up".

use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::logic::in_words;
use crate::questionnaires::definition::piping;
use crate::questionnaires::definition::question::{KINDS, Question, Questionnaire};
use crate::questionnaires::definition::texts::Wording;

use super::edit::{ConditionPlace, MoveTo, OptionsOf, QuestionMove, QuestionSpot, QuestionnaireEdit};
use super::references::options_of;

/// The most characters of a label in a sentence.
const LONGEST_SAID: usize = 60;

/// Words in quotation marks and at a readable length; other words if there are none.
fn quoted(form: &Questionnaire, wording: &Wording, otherwise: &str) -> String {
    shortened(&piping::for_everybody(wording.read(form.first_language(), &form.languages)), otherwise)
}

fn shortened(text: &str, otherwise: &str) -> String {
    let mut words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() {
        otherwise.clone_into(&mut words);
    }
    if words.chars().count() > LONGEST_SAID {
        words = words.chars().take(LONGEST_SAID - 1).collect::<String>().trim_end().to_owned() + "…";
    }
    format!("“{words}”")
}

/// A question by its label, or by its key if it has none.
pub(super) fn called(form: &Questionnaire, question: Option<&Question>, key: &Key) -> String {
    question.map_or_else(|| format!("“{key}”"), |question| quoted(form, &question.label, key.as_str()))
}

/// A page by its heading, or by its key if it has none.
pub(super) fn page_called(form: &Questionnaire, key: &Key) -> String {
    let page = form.pages.iter().find(|page| page.key == *key);
    format!("the page {}", page.map_or_else(|| format!("“{key}”"), |page| quoted(form, &page.title, key.as_str())))
}

/// An option by its label, or by its code if it has none.
pub(super) fn option_called(form: &Questionnaire, key: &Key, of: OptionsOf, code: &str) -> String {
    let question = form.question(key.as_str());
    let option = question.and_then(|question| options_of(question, of).iter().find(|option| option.code == code));
    option.map_or_else(|| format!("“{code}”"), |option| quoted(form, &option.label, code))
}

impl QuestionnaireEdit {
    /// What it does to this questionnaire, for the history. What was really done may be told otherwise by
    /// [`EditedForm::words`](super::EditedForm): that a question was retired and not removed, or what a list left out.
    pub fn in_words(&self, form: &Questionnaire) -> String {
        let question = |key: &Key| called(form, form.question(key.as_str()), key);
        let page = |key: &Key| page_called(form, key);
        let option = |key: &Key, of: OptionsOf, code: &str| {
            format!("{} of {}", option_called(form, key, of, code), question(key))
        };
        match self {
            Self::AddQuestion { kind, label, .. } if label.trim().is_empty() => {
                let kind = KINDS.iter().find(|(word, _)| word == kind).map_or(kind.as_str(), |(_, words)| words);
                format!("Added a question ({kind})")
            }
            Self::AddQuestion { label, .. } => format!("Added {}", shortened(label, "")),
            Self::AddCopy { question: copy, .. } => format!("Added {}", called(form, Some(copy), &copy.key)),
            Self::Duplicate(key) => format!("Copied {}", question(key)),
            Self::MoveQuestion { question: key, to } => match to {
                QuestionMove::Up => format!("Moved {} up", question(key)),
                QuestionMove::Down => format!("Moved {} down", question(key)),
                QuestionMove::To(QuestionSpot::First(to)) => {
                    format!("Moved {} to the beginning of {}", question(key), page(to))
                }
                QuestionMove::To(QuestionSpot::Last(to)) => {
                    format!("Moved {} to the end of {}", question(key), page(to))
                }
                QuestionMove::To(QuestionSpot::After(to)) => format!("Moved {} after {}", question(key), question(to)),
            },
            Self::RemoveQuestion(key) => format!("Removed {}", question(key)),
            Self::BringBackQuestion(key) => format!("Brought back {}", question(key)),
            Self::SetText { at, language, .. } => {
                let of = at.question().map(|key| format!(" of {}", question(key))).unwrap_or_default();
                let which = if form.languages.len() > 1 { format!(" ({language})") } else { String::new() };
                format!("Changed the words of {}{of}{which}", at.noun())
            }
            Self::SetRequired { question: key, required: true } => {
                format!("Made {} a question that has to be answered", question(key))
            }
            Self::SetRequired { question: key, required: false } => format!("Let {} be left empty", question(key)),
            Self::SetBlanks { question: key, .. } => {
                format!("Changed whether {} offers “I don’t know” and “I prefer not to say”", question(key))
            }
            Self::AddLanguage(language) => format!("Added the language “{language}”"),
            Self::RemoveLanguage(language) => format!("Took away the language “{language}”"),
            Self::AddPage { title, .. } if title.trim().is_empty() => "Added a page".to_owned(),
            Self::AddPage { title, .. } => format!("Added the page {}", shortened(title, "")),
            Self::MovePage { page: key, to } => match to {
                MoveTo::Up => format!("Moved {} up", page(key)),
                MoveTo::Down => format!("Moved {} down", page(key)),
                MoveTo::After(None) => format!("Moved {} to the beginning", page(key)),
                MoveTo::After(Some(other)) => format!("Moved {} after {}", page(key), page(other)),
            },
            Self::SplitPage(key) => format!("Began a new page with {}", question(key)),
            Self::MergePage(key) => format!("Joined {} to the one before it", page(key)),
            Self::RemovePage(key) => format!("Removed {}", page(key)),
            Self::SetPageShuffled { page: key, shuffled: true } => {
                format!("Let {} change places with those beside it", page(key))
            }
            Self::SetPageShuffled { page: key, shuffled: false } => format!("Gave {} a fixed place", page(key)),
            Self::AddOption { question: key, label, .. } => {
                format!("Added {} to {}", shortened(label, ""), question(key))
            }
            Self::PasteOptions { question: key, .. } => format!("Added options to {} from a list", question(key)),
            Self::MoveOption { question: key, of, code, .. } => format!("Moved {}", option(key, *of, code)),
            Self::RemoveOption { question: key, of, code } => format!("Removed {}", option(key, *of, code)),
            Self::BringBackOption { question: key, of, code } => format!("Brought back {}", option(key, *of, code)),
            Self::SetOption { question: key, code, .. } => {
                format!("Changed how {} is chosen", option(key, OptionsOf::Options, code))
            }
            Self::SetShuffled { question: key, shuffled: true } => {
                format!("Put the options of {} in an order of chance", question(key))
            }
            Self::SetShuffled { question: key, shuffled: false } => {
                format!("Put the options of {} in one order", question(key))
            }
            Self::SetPoints { question: key, points } => format!("Gave {} {points} points", question(key)),
            Self::SetTicks { question: key, .. }
            | Self::SetRankPlaces { question: key, .. }
            | Self::SetEveryRow { question: key, .. }
            | Self::SetNumber { question: key, .. }
            | Self::SetMoney { question: key, .. }
            | Self::SetTotal { question: key, .. }
            | Self::SetWriting { question: key, .. }
            | Self::SetDates { question: key, .. } => format!("Changed what {} takes", question(key)),
            Self::SetCondition { of, when } => {
                let (what, verb) = match of {
                    ConditionPlace::Page(key) => (page(key), "asked of"),
                    ConditionPlace::Question(key) => (question(key), "asked of"),
                    ConditionPlace::Option(key, code) => (option(key, OptionsOf::Options, code), "offered to"),
                };
                match when {
                    Some(when) => format!("Let {what} be {verb} people who {}", in_words(form, when)),
                    None => format!("Let {what} be {verb} everybody"),
                }
            }
        }
    }
}
