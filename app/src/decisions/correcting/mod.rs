//! Putting a published decision right: what was published stays with its date, each correction is a version of its own with
//! what changed and why, and everybody can compare them. What was promised is not touched here.

pub mod forms;
pub mod pages;
pub mod store;
#[cfg(test)]
mod tests;

use super::model::{DecisionContent, Ruling};
use crate::consultations::instrument::Finding;
use crate::proposals::changes::view::ChangedPart;
use crate::time::Time;

/// One version of a published decision.
#[derive(Clone, Debug)]
pub struct DecisionVersion {
    /// From 1: what was published first.
    pub version: i64,
    /// What it says.
    pub content: DecisionContent,
    /// What changed and why; empty for the first.
    pub change: String,
    /// Whether what was decided was put right, and not only how it is told.
    pub outcome_changed: bool,
    /// When it was published.
    pub published_at: Time,
}

/// The parts in which two texts of a decision differ, each with its words. Promises are left out: they stand as they were made.
pub(super) fn differences(old: &DecisionContent, new: &DecisionContent, asked: &[Finding]) -> Vec<ChangedPart> {
    let read = |content: &DecisionContent| without_promises(content).read(asked);
    let (old, new) = (read(old), read(new));
    let value = |fields: &[(String, String)], label: &str| {
        fields.iter().find(|(own, _)| own == label).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let mut labels: Vec<String> = new.iter().map(|(label, _)| label.clone()).collect();
    let gone = old.iter().map(|(label, _)| label).filter(|label| !labels.contains(label)).cloned();
    labels.extend(gone.collect::<Vec<_>>());
    labels
        .into_iter()
        .filter_map(|label| {
            let (before, after) = (value(&old, &label), value(&new, &label));
            ChangedPart::between(label, &before, &after)
        })
        .collect()
}

/// A decision without what it promises.
pub(super) fn without_promises(content: &DecisionContent) -> DecisionContent {
    DecisionContent { promises: Vec::new(), ..content.clone() }
}

/// Whether what was decided differs, and not only how it is told: the decision in a sentence, who decided and when, and what
/// was decided about each thing that was asked.
pub(super) fn decides_otherwise(old: &DecisionContent, new: &DecisionContent) -> bool {
    let decided = |content: &DecisionContent| {
        let rulings: Vec<_> = content
            .rulings
            .iter()
            .map(|Ruling { kind, number, outcome, version, .. }| {
                // A version says something only where something was adopted.
                let version = version.filter(|_| outcome.is_some_and(super::model::RulingOutcome::adopts));
                (kind.clone(), *number, *outcome, version)
            })
            .collect();
        (content.outcome.clone(), content.decided_by.clone(), content.decided_on.clone(), rulings)
    };
    decided(old) != decided(new)
}
