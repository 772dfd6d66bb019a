//! Doing an edit: another questionnaire, or a sentence why not.

mod details;
mod options;
mod pages;
mod questions;

use std::collections::BTreeSet;

use crate::questionnaires::amending::{self, ChangedPart, text_place};
use crate::questionnaires::definition::document;
use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::logic::title;
use crate::questionnaires::definition::question::{Question, QuestionPage, Questionnaire};
use crate::ui::first_letter::capitalised;

use super::edit::{ConditionPlace, QuestionnaireEdit};
use super::references::{self, FormReference};

/// What an edit has to respect beside the draft itself.
#[derive(Clone, Copy, Debug)]
pub struct EditBounds<'a> {
    /// Every version that was published, the first one first; none for a questionnaire that never was.
    pub published: &'a [&'a Questionnaire],
    /// Every key of a question or page that was ever used in this questionnaire, as far as it is known beside the draft and
    /// the versions: in earlier drafts, which undo can bring back.
    pub used: &'a BTreeSet<Key>,
}

impl EditBounds<'_> {
    /// Every key that may not be given to something new.
    fn taken(&self, form: &Questionnaire) -> BTreeSet<Key> {
        let forms = self.published.iter().copied().chain([form]);
        let keys = forms.flat_map(|form| {
            form.pages.iter().map(|page| &page.key).chain(form.questions().map(|question| &question.key))
        });
        keys.chain(self.used).cloned().collect()
    }

    /// Whether a question was ever published.
    pub fn has_published(&self, key: &Key) -> bool {
        self.published.iter().any(|version| version.question(key.as_str()).is_some())
    }
}

/// A questionnaire after an edit.
#[derive(Clone, Debug, PartialEq)]
pub struct EditedForm {
    /// The questionnaire. It equals the one before where the edit changed nothing.
    pub form: Questionnaire,
    /// What was done, for the history: "Moved “How often do you come?” up".
    pub words: String,
    /// What to show next: what was added or changed.
    pub at: ChangedPart,
}

/// Why an edit cannot be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditRefused {
    /// In whole sentences, with what to do instead where there is something.
    pub why: String,
}

impl std::fmt::Display for EditRefused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.why)
    }
}

impl std::error::Error for EditRefused {}

/// What was done: what to show, and other words than the edit's own if something else was done than it says.
struct DoneEdit {
    at: ChangedPart,
    words: Option<String>,
}

type Done = Result<DoneEdit, EditRefused>;

fn refuse<T>(why: impl Into<String>) -> Result<T, EditRefused> {
    Err(EditRefused { why: why.into() })
}

const fn done(at: ChangedPart) -> Done {
    Ok(DoneEdit { at, words: None })
}

const fn done_as(at: ChangedPart, words: String) -> Done {
    Ok(DoneEdit { at, words: Some(words) })
}

impl QuestionnaireEdit {
    /// Does it.
    ///
    /// # Errors
    /// Why it cannot be done: what it names is not there (any more), something else refers to what it takes away, or it
    /// would do to a published questionnaire what an amendment may not.
    pub fn apply(&self, form: &Questionnaire, bounds: &EditBounds<'_>) -> Result<EditedForm, EditRefused> {
        let mut next = form.clone();
        let done = self.perform(&mut next, bounds)?;
        // What cannot be written down and read again (a condition that is too long when two were joined) is not drafted.
        let written = document::to_json(&next).map_err(|error| EditRefused { why: error.to_string() })?;
        let next = document::from_json(&written).map_err(|error| EditRefused { why: format!("{error}.") })?;
        let before = amending::refused(bounds.published, form);
        let forbidden = amending::refused(bounds.published, &next).into_iter().filter(|one| !before.contains(one));
        let forbidden: Vec<String> = forbidden.map(|refusal| refusal.words).collect();
        if !forbidden.is_empty() {
            return refuse(forbidden.join(" "));
        }
        Ok(EditedForm { words: done.words.unwrap_or_else(|| self.in_words(form)), at: done.at, form: next })
    }

    fn perform(&self, form: &mut Questionnaire, bounds: &EditBounds<'_>) -> Done {
        match self {
            Self::AddQuestion { kind, label, language, spot } => {
                questions::add(form, bounds, (kind, label, language), spot)
            }
            Self::AddCopy { question, spot } => questions::add_copy(form, bounds, question, spot),
            Self::Duplicate(key) => questions::duplicate(form, bounds, key),
            Self::MoveQuestion { question, to } => questions::relocate(form, question, to),
            Self::RemoveQuestion(key) => questions::remove(form, bounds, key),
            Self::BringBackQuestion(key) => questions::bring_back(form, key),
            Self::SetRequired { question, required } => {
                let asking = asking_mut(form, question)?;
                asking.required = *required;
                done(ChangedPart::Question(question.clone()))
            }
            Self::SetBlanks { question, dont_know, prefer_not_to_say } => {
                questions::set_blanks(form, question, *dont_know, *prefer_not_to_say)
            }
            Self::SetText { at, language, text } => {
                if !form.languages.contains(language) {
                    return refuse(format!("“{language}” is not a language of this questionnaire. Add it first."));
                }
                let text = text.trim().replace("\r\n", "\n").replace('\r', "\n");
                let Some(wording) = text_place::wording_mut(form, at) else {
                    return refuse("What these words belong to is not there any more.");
                };
                wording.set(language, text);
                done(part_of(at))
            }
            Self::AddLanguage(language) => {
                if form.languages.contains(language) {
                    return refuse(format!("The questionnaire has the language “{language}” already."));
                }
                form.languages.push(language.clone());
                done(ChangedPart::Whole)
            }
            Self::RemoveLanguage(language) => {
                let left = form.languages.iter().filter(|other| *other != language).count();
                if left == form.languages.len() || left == 0 {
                    return refuse("A questionnaire keeps one language at least, and only one that it has can go.");
                }
                form.languages.retain(|other| other != language);
                let places: Vec<_> = text_place::of_form(form).into_iter().map(|(place, _)| place).collect();
                for place in places {
                    if let Some(wording) = text_place::wording_mut(form, &place) {
                        wording.set(language, "");
                    }
                }
                done(ChangedPart::Whole)
            }
            Self::AddPage { title, language, after } => pages::add(form, bounds, title, language, after.as_ref()),
            Self::MovePage { page, to } => pages::relocate(form, page, to),
            Self::SplitPage(question) => pages::split(form, bounds, question),
            Self::MergePage(page) => pages::merge(form, page),
            Self::RemovePage(page) => pages::remove(form, bounds, page),
            Self::SetPageShuffled { page, shuffled } => {
                page_mut(form, page)?.shuffled = *shuffled;
                done(ChangedPart::Page(page.clone()))
            }
            Self::AddOption { question, of, label, language } => {
                options::add(form, bounds, question, *of, (label, language))
            }
            Self::PasteOptions { question, of, text, language } => {
                options::paste(form, bounds, question, *of, (text, language))
            }
            Self::MoveOption { question, of, code, to } => options::relocate(form, question, *of, code, to),
            Self::RemoveOption { question, of, code } => options::remove(form, bounds, question, *of, code),
            Self::BringBackOption { question, of, code } => options::bring_back(form, question, *of, code),
            Self::SetOption { question, code, exclusive, write_in, fixed } => {
                options::set(form, question, code, (*exclusive, *write_in, *fixed))
            }
            Self::SetCondition { of, when } => {
                if let Some(why) = when.as_ref().and_then(|when| references::missing(form, when)) {
                    return refuse(why);
                }
                set_condition(form, of, when.as_ref())
            }
            Self::SetShuffled { .. }
            | Self::SetTicks { .. }
            | Self::SetRankPlaces { .. }
            | Self::SetPoints { .. }
            | Self::SetEveryRow { .. }
            | Self::SetNumber { .. }
            | Self::SetMoney { .. }
            | Self::SetTotal { .. }
            | Self::SetWriting { .. }
            | Self::SetDates { .. } => details::set(form, self),
        }
    }
}

fn part_of(at: &amending::TextPlace) -> ChangedPart {
    use amending::TextPlace as At;
    match at {
        At::Title | At::Introduction | At::Thanks => ChangedPart::Whole,
        At::PageTitle(key) => ChangedPart::Page(key.clone()),
        At::Label(key) | At::Help(key) | At::Error(key) | At::Note(key) | At::Unit(key) | At::Point(key, _) => {
            ChangedPart::Question(key.clone())
        }
        At::OptionLabel(key, code) => ChangedPart::Option(key.clone(), code.clone()),
        At::ColumnLabel(key, code) => ChangedPart::Column(key.clone(), code.clone()),
    }
}

fn set_condition(
    form: &mut Questionnaire,
    of: &ConditionPlace,
    when: Option<&crate::questionnaires::definition::condition::Condition>,
) -> Done {
    let when = when.cloned();
    match of {
        ConditionPlace::Page(key) => {
            page_mut(form, key)?.when = when;
            done(ChangedPart::Page(key.clone()))
        }
        ConditionPlace::Question(key) => {
            question_mut(form, key)?.when = when;
            done(ChangedPart::Question(key.clone()))
        }
        ConditionPlace::Option(key, code) => {
            let question = question_mut(form, key)?;
            let options = options::list_mut(question, super::edit::OptionsOf::Options)?;
            options::option_mut(options, code)?.when = when;
            done(ChangedPart::Option(key.clone(), code.clone()))
        }
    }
}

fn page_mut<'a>(form: &'a mut Questionnaire, key: &Key) -> Result<&'a mut QuestionPage, EditRefused> {
    let place = page_place(form, key)?;
    form.pages.get_mut(place).ok_or_else(|| no_page(key))
}

fn page_place(form: &Questionnaire, key: &Key) -> Result<usize, EditRefused> {
    form.pages.iter().position(|page| page.key == *key).ok_or_else(|| no_page(key))
}

fn no_page(key: &Key) -> EditRefused {
    EditRefused { why: format!("There is no page “{key}” any more.") }
}

fn no_question(key: &Key) -> EditRefused {
    EditRefused { why: format!("There is no question “{key}” any more.") }
}

fn question_mut<'a>(form: &'a mut Questionnaire, key: &Key) -> Result<&'a mut Question, EditRefused> {
    let mut questions = form.pages.iter_mut().flat_map(|page| &mut page.questions);
    questions.find(|question| question.key == *key).ok_or_else(|| no_question(key))
}

fn asking_mut<'a>(form: &'a mut Questionnaire, key: &Key) -> Result<&'a mut Question, EditRefused> {
    let question = question_mut(form, key)?;
    if question.asks() { Ok(question) } else { refuse("Information asks nothing, so nothing has to be answered.") }
}

/// The places of the page and of the question on it.
fn question_place(form: &Questionnaire, key: &Key) -> Result<(usize, usize), EditRefused> {
    let found = form.places().find(|(_, _, question)| question.key == *key).map(|(page, place, _)| (page, place));
    found.ok_or_else(|| no_question(key))
}

/// Refuses to take something away that is referred to. Where it is retired, what is itself retired may refer to it.
fn unless_referred(what: &str, references: &[FormReference], retiring: bool) -> Result<(), EditRefused> {
    let live: Vec<FormReference> = references.iter().filter(|one| !(retiring && one.retired)).cloned().collect();
    if live.is_empty() {
        return Ok(());
    }
    let verb = if let [_] = live.as_slice() { "refers" } else { "refer" };
    let words = capitalised(&references::in_words(&live));
    refuse(format!("{words} {verb} to {what}. Change that first; then it can be taken out."))
}

fn titled(form: &Questionnaire, key: &Key) -> String {
    form.question(key.as_str()).map_or_else(|| format!("“{key}”"), |question| title(form, question))
}
