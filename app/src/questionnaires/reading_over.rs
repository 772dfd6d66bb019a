//! What is found when a draft is read over: what keeps it from being published, and what its wording could do better. Every
//! page on which staff work at it shows some of that, and a long questionnaire takes a moment to prove, so it is kept until
//! another word is written. It is found by what the draft says and nothing else: the same words are read over once, whoever
//! wrote them and however often they were undone.

use std::sync::Arc;

use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};

use super::definition::document;
use super::definition::proof::ProofFault;
use super::definition::question::Questionnaire;
use super::linter::{self, LintContext, LintFinding};
use super::rules;
use crate::App;
use crate::site::Fault;
use crate::site::app::Warm;

/// How many are kept: more drafts than are worked at on one day.
const MOST: usize = 200;

/// What was found.
#[derive(Debug, PartialEq)]
pub struct ReadOver {
    /// What keeps it from being published.
    pub faults: Vec<ProofFault>,
    /// What the rules of good questions say of it.
    pub findings: Vec<LintFinding>,
}

impl ReadOver {
    /// Reads a questionnaire over now.
    pub fn now(form: &Questionnaire) -> Self {
        Self { faults: rules::faults(form), findings: linter::lint(form, &LintContext::default()) }
    }
}

/// What was found in the drafts that staff work at.
pub struct KeptReadings(Cache<[u8; 32], Arc<ReadOver>>);

impl Warm for KeptReadings {
    fn open(_: &App) -> Self {
        Self(Cache::new(MOST))
    }
}

impl KeptReadings {
    /// What is found in a questionnaire: kept, or found now beside what the program does for everybody else.
    ///
    /// # Errors
    /// When it cannot be written as a document, or the reading broke off: a fault of the program.
    pub async fn of(&self, form: &Questionnaire) -> Result<Arc<ReadOver>, Fault> {
        let text = document::to_json(form).map_err(Fault::broken)?;
        let key: [u8; 32] = Sha256::digest(text.as_bytes()).into();
        if let Some(known) = self.0.get(&key) {
            return Ok(known);
        }
        let form = form.clone();
        let found = tokio::task::spawn_blocking(move || ReadOver::now(&form)).await.map_err(Fault::broken)?;
        let found = Arc::new(found);
        self.0.insert(key, Arc::clone(&found));
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::questionnaires::definition::document::from_toml;
    use crate::questionnaires::definition::texts::{Language, Wording};
    use crate::questionnaires::tests::EXAMPLE;

    #[tokio::test]
    async fn the_same_words_are_read_over_once_and_other_words_anew() {
        let kept = KeptReadings(Cache::new(MOST));
        let mut form = from_toml(EXAMPLE).unwrap();
        let first = kept.of(&form).await.unwrap();
        assert_eq!(*first, ReadOver::now(&form));
        assert!(Arc::ptr_eq(&first, &kept.of(&form.clone()).await.unwrap()));
        let label = form.pages[0].questions[0].label.clone();
        form.pages[0].questions[0].label = Wording::one(&Language::english(), "Do you agree that evenings are lovely?");
        let other = kept.of(&form).await.unwrap();
        assert_eq!(*other, ReadOver::now(&form));
        assert_ne!(other.findings, first.findings);
        form.pages[0].questions[0].label = label;
        assert!(Arc::ptr_eq(&first, &kept.of(&form).await.unwrap()));
    }
}
