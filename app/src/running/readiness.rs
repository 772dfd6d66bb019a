//! Whether what a draft asks is ready: each kind of thing says so itself.

use serde_json::Value;

use crate::consultations::checks::{Check, CheckOutcome, own_words};
use crate::consultations::editing::hash_of_text;
use crate::consultations::instrument::{Instrument, Instruments, TemplateError};
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

/// That something which staff wrote in a kind still has a template's gaps; nothing if none has.
async fn gaps_in(
    on: On<'_>,
    instrument: &dyn Instrument,
    of: &Consultation,
    page: &str,
) -> Result<Option<Check>, DbError> {
    let kept = match instrument.kept(on, of.id).await {
        Ok(kept) => kept,
        Err(TemplateError::Db(error)) => return Err(error),
        // What cannot be made a template of has none of a template's gaps.
        Err(_) => None,
    };
    let mut written = Vec::new();
    if let Some(kept) = &kept {
        strings(kept, &mut written);
    }
    let texts: Vec<(String, &str)> = written.into_iter().map(|text| (page.to_owned(), text)).collect();
    let check = own_words("own-words-asked", &texts);
    Ok((check.outcome != CheckOutcome::Passed).then_some(check))
}

/// Every text in a value.
fn strings<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(all) => all.iter().for_each(|one| strings(one, found)),
        Value::Object(all) => all.values().for_each(|one| strings(one, found)),
        _ => {}
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
        // Proposals look for themselves, field by field; of other kinds, everything that staff wrote in them.
        let page = instrument.words().page;
        if !page.is_empty()
            && let Some(gaps) = gaps_in(on.again(), instrument, consultation, page).await?
        {
            checks.push(gaps);
        }
    }
    Ok(Readiness { checks, seen: hash_of_text(&words) })
}
