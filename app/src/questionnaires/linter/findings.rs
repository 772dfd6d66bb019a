//! The list that the rules write to.

use super::asked::AskedQuestion;
use super::finding::{LintFinding, LintPlace};
use super::rule::LintRule;
use super::strength::LintStrength;
use crate::questionnaires::definition::texts::Language;

/// What was found so far, each with the place by which the findings are put in order.
pub(super) struct FindingList<'a> {
    found: Vec<(usize, LintFinding)>,
    language: &'a Language,
}

impl<'a> FindingList<'a> {
    /// An empty one for rules that read this language.
    pub(super) const fn new(language: &'a Language) -> Self {
        Self { found: Vec::new(), language }
    }

    /// Adds a finding about a question, as strong as its rule.
    pub(super) fn add(
        &mut self,
        asked: &AskedQuestion<'_>,
        rule: LintRule,
        words: impl Into<String>,
        suggestion: impl Into<String>,
    ) {
        self.add_with(asked, rule, rule.strength(), words, suggestion);
    }

    /// Adds one of another strength.
    pub(super) fn add_with(
        &mut self,
        asked: &AskedQuestion<'_>,
        rule: LintRule,
        strength: LintStrength,
        words: impl Into<String>,
        suggestion: impl Into<String>,
    ) {
        let finding = LintFinding {
            rule,
            place: LintPlace::Question(asked.question.key.to_string()),
            language: self.language.clone(),
            words: words.into(),
            strength,
            suggestion: suggestion.into(),
        };
        self.put(asked.place + 1, finding);
    }

    /// Adds one that is made already, at a place: 0 is the whole questionnaire, 1 the first question.
    pub(super) fn put(&mut self, at: usize, finding: LintFinding) {
        if !self.found.iter().any(|(_, other)| {
            other.rule == finding.rule
                && other.place == finding.place
                && other.words == finding.words
                && other.language == finding.language
        }) {
            self.found.push((at, finding));
        }
    }

    /// Whether a rule found something in a question.
    pub(super) fn has(&self, asked: &AskedQuestion<'_>, rule: LintRule) -> bool {
        let key = asked.question.key.as_str();
        self.found.iter().rev().any(|(_, finding)| finding.rule == rule && finding.place.question() == Some(key))
    }

    /// Whether the words of a rule's finding in a question are among these.
    pub(super) fn tells_within(&self, asked: &AskedQuestion<'_>, rule: LintRule, words: &str) -> bool {
        let key = asked.question.key.as_str();
        self.found.iter().any(|(_, finding)| {
            finding.rule == rule && finding.place.question() == Some(key) && words.contains(finding.words.as_str())
        })
    }

    /// All of it, in the order of the questionnaire and of the rules.
    pub(super) fn sorted(mut self) -> Vec<LintFinding> {
        self.found.sort_by(|(one, left), (other, right)| one.cmp(other).then_with(|| left.rule.cmp(&right.rule)));
        self.found.into_iter().map(|(_, finding)| finding).collect()
    }
}
