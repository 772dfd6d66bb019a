//! What staff are told about the equality questions before they use them.

use super::super::definition::answer::PartialDate;
use super::super::words::date_words;
use super::block::{EqualityBlock, EqualityTopic, StandardStatus};

/// What kind of concern it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EqualityConcern {
    /// It was to be looked at again by now.
    Old,
    /// There is no standard.
    NoStandard,
    /// The standard is interim.
    Interim,
    /// The standard is being redone.
    BeingRedone,
    /// Something was not checked against the published form.
    Unchecked,
    /// A language that nobody who speaks it has checked.
    Unreviewed,
    /// Something else that staff should know, or that is not settled.
    Note,
}

/// A sentence or two for staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EqualityWarning {
    /// The topic, or none if it is about all of it.
    pub topic: Option<EqualityTopic>,
    /// What kind of concern it is.
    pub concern: EqualityConcern,
    /// What is said.
    pub sentence: String,
}

impl EqualityBlock {
    /// What staff are told on a day: about all of it first, then by topic.
    pub fn warnings(&self, today: PartialDate) -> Vec<EqualityWarning> {
        let mut all: Vec<EqualityWarning> = Vec::new();
        let mut say = |topic, concern, sentence: String| all.push(EqualityWarning { topic, concern, sentence });
        for language in &self.unreviewed {
            let sentence = format!(
                "The wording in {} has not been checked by anybody who speaks it. You can leave it out until it is.",
                language_name(language.code())
            );
            say(None, EqualityConcern::Unreviewed, sentence);
        }
        self.notes.iter().for_each(|note| say(None, EqualityConcern::Note, note.clone()));
        for block in &self.topics {
            let topic = Some(block.topic);
            let name = &block.name;
            if today.compared(&block.review_by).is_gt() {
                let sentence = format!(
                    "{name}: this was last checked on {} and was to be checked again by {}. The standard may have changed.",
                    date_words(self.checked),
                    date_words(block.review_by)
                );
                say(topic, EqualityConcern::Old, sentence);
            }
            let concern = match block.status {
                StandardStatus::Standard => None,
                StandardStatus::Interim => Some(EqualityConcern::Interim),
                StandardStatus::BeingRedone => Some(EqualityConcern::BeingRedone),
                StandardStatus::None => Some(EqualityConcern::NoStandard),
            };
            if let Some(concern) = concern {
                say(topic, concern, format!("{name}: {}", block.status_note));
            }
            let concern = if block.unchecked { EqualityConcern::Unchecked } else { EqualityConcern::Note };
            let before = if block.unchecked { "not checked against the form. " } else { "" };
            block.notes.iter().for_each(|note| say(topic, concern, format!("{name}: {before}{note}")));
        }
        all
    }
}

fn language_name(code: &str) -> &str {
    match code {
        "cy" => "Welsh",
        "en" => "English",
        other => other,
    }
}
