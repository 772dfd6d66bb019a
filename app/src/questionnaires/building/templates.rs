//! Questionnaires to start from, written for the questions that library services put most often. Each is a plain
//! questionnaire in our own format; why each question is asked that way stands beside it, for whoever changes it.
//!
//! What they have in common: the last three months in place of "usually", nobody has to answer, what people did before what
//! they would like, staying as it is among the options, and half a postcode in place of a name.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::questionnaires::definition::document::{NotAQuestionnaire, from_toml};
use crate::questionnaires::definition::question::{Question, Questionnaire};

/// A questionnaire to start from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StartingForm {
    /// Its name in addresses.
    pub name: &'static str,
    /// What it is called in the list.
    pub title: &'static str,
    /// What it is for, in a sentence.
    pub purpose: &'static str,
    document: &'static str,
    notes: &'static str,
}

/// Each with the reasons beside its questions, read once.
static READ: LazyLock<Vec<(Questionnaire, BTreeMap<String, String>)>> =
    LazyLock::new(|| STARTING_FORMS.iter().filter_map(|one| Some((one.questionnaire().ok()?, one.notes()))).collect());

/// Why a question is asked as it is, if it is one of ours and in our words still.
pub fn why_so(question: &Question) -> Option<&'static str> {
    READ.iter().find_map(|(form, notes)| {
        let ours = form.question(question.key.as_str()).filter(|ours| ours.label == question.label)?;
        notes.get(ours.key.as_str()).map(String::as_str)
    })
}

/// All of them, in the order of the list.
pub const STARTING_FORMS: [StartingForm; 4] = [
    StartingForm {
        name: "opening-hours",
        title: "Opening hours",
        purpose: "When a library should be open, with or without staff: what people missed, and what suits them.",
        document: include_str!("templates/opening-hours.toml"),
        notes: include_str!("templates/opening-hours.notes.toml"),
    },
    StartingForm {
        name: "moving-a-library",
        title: "Moving or closing a library",
        purpose: "What a move or a closure would do to people. Staying is among the answers. Write the proposal in first.",
        document: include_str!("templates/moving-a-library.toml"),
        notes: include_str!("templates/moving-a-library.notes.toml"),
    },
    StartingForm {
        name: "use-and-reasons",
        title: "What people use, and why others do not",
        purpose: "For those who come and for those who do not: each is asked what only they can say.",
        document: include_str!("templates/use-and-reasons.toml"),
        notes: include_str!("templates/use-and-reasons.notes.toml"),
    },
    StartingForm {
        name: "mobile-library-stops",
        title: "Mobile library stops",
        purpose: "Which stops people depend on, how they get there, and why others do not use the van.",
        document: include_str!("templates/mobile-library-stops.toml"),
        notes: include_str!("templates/mobile-library-stops.notes.toml"),
    },
];

impl StartingForm {
    /// The one with this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        STARTING_FORMS.iter().find(|form| form.name == name)
    }

    /// The questionnaire.
    ///
    /// # Errors
    /// When it cannot be read: a fault of the program, which the tests rule out.
    pub fn questionnaire(&self) -> Result<Questionnaire, NotAQuestionnaire> {
        from_toml(self.document)
    }

    /// Why each question is asked that way, by its key: for staff, beside the question, until they change it.
    pub fn notes(&self) -> BTreeMap<String, String> {
        toml::from_str(self.notes).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::questionnaires::definition::document::to_toml;
    use crate::questionnaires::definition::proof;
    use crate::questionnaires::linter::{LintContext, LintStrength, lint};

    fn all() -> impl Iterator<Item = (&'static StartingForm, Questionnaire)> {
        STARTING_FORMS
            .iter()
            .map(|form| (form, form.questionnaire().unwrap_or_else(|why| panic!("{}: {why}", form.name))))
    }

    #[test]
    fn each_is_proved_and_the_linter_finds_nothing_strong() {
        for (starting, form) in all() {
            assert_eq!(proof::faults(&form), [], "{}", starting.name);
            let strong: Vec<String> = lint(&form, &LintContext::default())
                .into_iter()
                .filter(|finding| finding.strength == LintStrength::Strong)
                .map(|finding| finding.identity())
                .collect();
            assert_eq!(strong, Vec::<String>::new(), "{}", starting.name);
            assert!(form.questions().count() >= 8, "{} is no real questionnaire", starting.name);
        }
    }

    #[test]
    fn each_question_has_a_note_and_each_note_a_question() {
        for (starting, form) in all() {
            let keys: BTreeSet<String> = form.questions().map(|question| question.key.to_string()).collect();
            let notes = starting.notes();
            assert_eq!(notes.keys().cloned().collect::<BTreeSet<_>>(), keys, "{}", starting.name);
            assert!(notes.values().all(|note| note.len() > 40), "{}", starting.name);
        }
    }

    #[test]
    fn each_is_found_by_its_name_and_read_as_it_was_written() {
        for (starting, form) in all() {
            assert_eq!(StartingForm::named(starting.name), Some(starting));
            assert_eq!(from_toml(&to_toml(&form).unwrap()).as_ref(), Ok(&form));
        }
        assert_eq!(StartingForm::named("gone"), None);
    }

    #[test]
    fn nothing_has_to_be_answered() {
        for (starting, form) in all() {
            assert!(!form.questions().any(|question| question.required), "{}", starting.name);
        }
    }
}
