//! Whether what a draft asks is ready: each kind of thing says so itself.

use crate::consultations::checks::Check;
use crate::consultations::editing::hash_of_text;
use crate::consultations::instrument::Instruments;
use crate::consultations::model::Consultation;
use crate::db::{DbError, On};
use crate::time::Time;

/// What a draft asks, as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Readiness {
    /// The checks of each thing that is asked.
    pub checks: Vec<Check>,
    /// A fingerprint of all its words, so that nothing is published that was not checked.
    seen: String,
}

impl Readiness {
    /// A mark of all its words: another one when a colleague has changed something.
    pub fn mark(&self) -> &str {
        &self.seen
    }
}

/// Reads and checks what a draft asks; nothing once it is published.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of(
    on: impl Into<On<'_>>,
    instruments: Instruments,
    consultation: &Consultation,
    now: Time,
) -> Result<Readiness, DbError> {
    let mut on = on.into();
    if consultation.dates.published_at.is_some() {
        return Ok(Readiness::default());
    }
    let (mut checks, mut words) = (Vec::new(), String::new());
    for instrument in instruments.asked(consultation.parts) {
        if let Some(draft) = instrument.draft(on.again(), consultation, now).await? {
            words.push_str(&format!("{}: {}\n", instrument.words().key, draft.seen));
            checks.extend(draft.checks);
        }
    }
    Ok(Readiness { checks, seen: hash_of_text(&words) })
}
