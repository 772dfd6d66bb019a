//! Proof, before a questionnaire is published, that nobody gets lost in it: every question is asked of somebody, no
//! condition is always true or always false, nobody has to answer what cannot be answered, nothing refers to a question that
//! comes later or is not asked any more.
//!
//! It does not try answers one by one: it enumerates what conditions can tell apart. Of a number that is only compared with
//! 18 it knows less, exactly and more; of ticks only those that are mentioned, and how many others. What follows from that
//! for each question is held as a decision diagram (Bryant, "Graph-based algorithms for Boolean function manipulation",
//! 1986, here with variables of several values), so questionnaires of hundreds of questions are proved in moments.

mod apart;
mod diagram;
mod misfit;
mod reach;
mod structure;
#[cfg(test)]
mod tests;

pub use structure::MOST_OPTIONS;

use super::question::Questionnaire;

/// What keeps a questionnaire from being published, and what staff should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProofFault {
    /// Which rule.
    pub rule: ProofRule,
    /// The key of the question or page; none if it is about the whole.
    pub about: Option<String>,
    /// In a sentence.
    pub words: String,
}

/// What is proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProofRule {
    /// There is something to ask.
    Empty,
    /// It is not larger than can be handled.
    TooLarge,
    /// Each key stands once.
    DuplicateKey,
    /// Each code stands once in its question.
    DuplicateCode,
    /// Each question and option has words.
    NoWords,
    /// Each question can be answered by what it offers.
    CannotBeAnswered,
    /// Conditions refer to questions that there are.
    Unknown,
    /// Conditions refer to what was asked before.
    Later,
    /// Conditions refer to what is still asked.
    Removed,
    /// No question hangs on itself.
    Cycle,
    /// Conditions ask what their question can answer.
    Misfit,
    /// Words repeat answers that were given before, with words for no answer.
    Piping,
    /// Every question is asked of somebody.
    NeverAsked,
    /// No condition is always true.
    AlwaysTrue,
    /// No condition is always false.
    AlwaysFalse,
    /// Nobody has to answer what offers them no answer.
    Blocked,
    /// All that was proved: it is small enough for that.
    NotProved,
}

impl ProofRule {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge => "too-large",
            Self::DuplicateKey => "duplicate-key",
            Self::DuplicateCode => "duplicate-code",
            Self::NoWords => "no-words",
            Self::CannotBeAnswered => "cannot-be-answered",
            Self::Unknown => "unknown-question",
            Self::Later => "later-question",
            Self::Removed => "removed-question",
            Self::Cycle => "cycle",
            Self::Misfit => "misfit",
            Self::Piping => "piping",
            Self::NeverAsked => "never-asked",
            Self::AlwaysTrue => "always-true",
            Self::AlwaysFalse => "always-false",
            Self::Blocked => "blocked",
            Self::NotProved => "not-proved",
        }
    }
}

impl ProofFault {
    fn new(rule: ProofRule, about: impl Into<Option<String>>, words: String) -> Self {
        Self { rule, about: about.into(), words }
    }
}

/// Everything that keeps a questionnaire from being published, in its own order.
pub fn faults(whole: &Questionnaire) -> Vec<ProofFault> {
    let found = structure::faults(whole);
    // What is not put together rightly has no routes to be proved.
    if found.is_empty() { reach::faults(whole) } else { found }
}
