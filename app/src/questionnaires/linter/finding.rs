//! What the linter says of a draft: which rule, of which question, the very words, and a better form.

use super::rule::LintRule;
use super::strength::LintStrength;
use crate::questionnaires::definition::texts::Language;

/// What a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LintPlace {
    /// The whole questionnaire.
    Whole,
    /// The page with this key.
    Page(String),
    /// The question with this key.
    Question(String),
}

impl LintPlace {
    /// The key of the question, if it is about one.
    pub fn question(&self) -> Option<&str> {
        match self {
            Self::Question(key) => Some(key),
            Self::Whole | Self::Page(_) => None,
        }
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LintFinding {
    /// The rule.
    pub rule: LintRule,
    /// What it is about.
    pub place: LintPlace,
    /// The language of the words; for a missing text, the language in which it is missing.
    pub language: Language,
    /// The very words that triggered it, as they stand in the text.
    pub words: String,
    /// Whether a reason is asked for.
    pub strength: LintStrength,
    /// A better form, in plain words.
    pub suggestion: String,
}

impl LintFinding {
    /// What stays the same while unrelated things change, so that a reason that was given still applies: the rule,
    /// the place by its key, the language, and the words without regard to capitals and spaces. Changing the words
    /// that triggered it makes another finding, which asks for another reason.
    pub fn identity(&self) -> String {
        let place = match &self.place {
            LintPlace::Whole => "whole",
            LintPlace::Page(key) | LintPlace::Question(key) => key,
        };
        let kind = match &self.place {
            LintPlace::Whole | LintPlace::Question(_) => "",
            LintPlace::Page(_) => "page:",
        };
        let words = self.words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        format!("{}|{kind}{place}|{}|{words}", self.rule.name(), self.language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_the_same_whatever_its_spaces_and_suggestion() {
        let finding = LintFinding {
            rule: LintRule::Leading,
            place: LintPlace::Question("close".to_owned()),
            language: Language::english(),
            words: "Do you  agree that".to_owned(),
            strength: LintStrength::Strong,
            suggestion: "one".to_owned(),
        };
        assert_eq!(finding.identity(), "leading|close|en|do you agree that");
        let other =
            LintFinding { words: "do you agree that".to_owned(), suggestion: "two".to_owned(), ..finding.clone() };
        assert_eq!(other.identity(), finding.identity());
        let page = LintFinding { place: LintPlace::Page("close".to_owned()), ..finding.clone() };
        assert_ne!(page.identity(), finding.identity(), "a page and a question may have the same key");
    }
}
