//! A survey as LimeSurvey's own files hold it, before anything of it means something here: settings, groups, questions,
//! their answers and parts, and the words of each language with their markup.

use std::collections::BTreeMap;

use super::super::imported::Dropped;

/// Words by the code of their language, with their markup. What belongs to no language stands under the empty code.
pub(super) type Texts = BTreeMap<String, String>;

/// A whole survey.
#[derive(Clone, Debug, Default)]
pub(super) struct LimeSurvey {
    /// Its number.
    pub(super) id: String,
    /// `format`, `assessments` and so on.
    pub(super) settings: BTreeMap<String, String>,
    /// The codes of its languages, the base language first.
    pub(super) languages: Vec<String>,
    /// `surveyls_title`, `surveyls_welcometext` and so on.
    pub(super) words: BTreeMap<String, Texts>,
    /// Its groups in order.
    pub(super) groups: Vec<LimeGroup>,
    /// What is in the file and has no counterpart here.
    pub(super) dropped: Vec<Dropped>,
    /// What was read in another way than it is written.
    pub(super) warnings: Vec<String>,
    /// What this program wrote beside it.
    pub(super) beside: String,
}

/// A group of questions.
#[derive(Clone, Debug, Default)]
pub(super) struct LimeGroup {
    /// Its number, if it has one.
    pub(super) id: String,
    /// What it is called.
    pub(super) name: Texts,
    /// What is said above its questions.
    pub(super) description: Texts,
    /// Whom it is shown to.
    pub(super) relevance: String,
    /// Groups with the same word here change places.
    pub(super) random: String,
    /// Its questions in order.
    pub(super) questions: Vec<LimeQuestion>,
    /// What this program wrote beside it.
    pub(super) beside: String,
}

/// A question.
#[derive(Clone, Debug, Default)]
pub(super) struct LimeQuestion {
    /// Its number, if it has one.
    pub(super) id: String,
    /// Its code: LimeSurvey's name of the variable.
    pub(super) code: String,
    /// Its type, a letter or a sign.
    pub(super) kind: String,
    /// The question itself.
    pub(super) text: Texts,
    /// The help below it.
    pub(super) help: Texts,
    /// Whom it is shown to.
    pub(super) relevance: String,
    /// A regular expression that answers have to match.
    pub(super) pattern: String,
    /// "Y" if it has "other".
    pub(super) other: String,
    /// "Y", "S" (it is asked for once more) or "N".
    pub(super) mandatory: String,
    /// Its other settings: by name, then by language.
    pub(super) attributes: BTreeMap<String, Texts>,
    /// Its parts: rows, ticks, boxes.
    pub(super) parts: Vec<LimeItem>,
    /// Its answers.
    pub(super) answers: Vec<LimeItem>,
    /// Its conditions in the old table.
    pub(super) conditions: Vec<LimeCondition>,
    /// An answer that is filled in beforehand.
    pub(super) default: String,
    /// What this program wrote beside it.
    pub(super) beside: String,
}

/// An answer or a part of a question.
#[derive(Clone, Debug, Default)]
pub(super) struct LimeItem {
    /// Its number, if it has one.
    pub(super) id: String,
    /// Its code.
    pub(super) code: String,
    /// What it is called.
    pub(super) text: Texts,
    /// Which of two axes it belongs to: "0" or "1".
    pub(super) scale: String,
    /// Whom it is shown to.
    pub(super) relevance: String,
    /// Points of an assessment.
    pub(super) points: String,
    /// An answer that is filled in beforehand.
    pub(super) default: String,
    /// What this program wrote beside it.
    pub(super) beside: String,
}

/// A row of the old table of conditions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct LimeCondition {
    /// Rows of the same scenario hold together; one scenario is enough.
    pub(super) scenario: String,
    /// The number of the question that it looks at.
    pub(super) of: String,
    /// The column that it looks at.
    pub(super) field: String,
    /// The comparison.
    pub(super) method: String,
    /// What it is compared with.
    pub(super) value: String,
    /// Whether the file has lost what it is compared with.
    pub(super) lost: bool,
}

impl LimeSurvey {
    /// A setting, or nothing where it is the one that the installation has for everybody.
    pub(super) fn setting(&self, name: &str) -> &str {
        match self.settings.get(name).map_or("", |value| value.trim()) {
            "I" | "inherit" | "-1" => "",
            value => value,
        }
    }

    /// Every question with its group's place.
    pub(super) fn questions(&self) -> impl Iterator<Item = (usize, &LimeQuestion)> {
        self.groups.iter().enumerate().flat_map(|(place, group)| group.questions.iter().map(move |one| (place, one)))
    }

    /// Puts a language at the end of the list, if it is a new one.
    pub(super) fn speaks(&mut self, language: &str) {
        let language = language.trim();
        if !language.is_empty() && !self.languages.iter().any(|known| known == language) {
            self.languages.push(language.to_owned());
        }
    }
}

impl LimeQuestion {
    /// A setting that is the same in all languages, or that of the first language that has one; without spaces around it.
    pub(super) fn attribute(&self, name: &str) -> &str {
        let texts = self.attributes.get(name);
        let value =
            texts.and_then(|texts| texts.get("").or_else(|| texts.values().find(|value| !value.trim().is_empty())));
        value.map_or("", |value| value.trim())
    }

    /// Whether a setting is switched on.
    pub(super) fn is_on(&self, name: &str) -> bool {
        matches!(self.attribute(name), "1" | "Y" | "y" | "yes" | "on")
    }

    /// A setting by language.
    pub(super) fn words(&self, name: &str) -> Texts {
        self.attributes.get(name).cloned().unwrap_or_default()
    }

    /// The parts of one axis.
    pub(super) fn axis(&self, scale: &'static str) -> impl Iterator<Item = &LimeItem> {
        self.parts.iter().filter(move |part| part.on(scale))
    }

    /// The answers of the first axis.
    pub(super) fn first_answers(&self) -> impl Iterator<Item = &LimeItem> {
        self.answers.iter().filter(|answer| answer.on("0"))
    }
}

impl LimeItem {
    /// Whether it belongs to an axis; what says nothing belongs to the first.
    pub(super) fn on(&self, scale: &str) -> bool {
        match self.scale.trim() {
            "" => scale == "0",
            own => own == scale,
        }
    }
}
