//! LimeSurvey's files: its tab-separated survey (`.txt`, `.tsv`), read and written, and its XML survey (`.lss`), read.
//!
//! Both are read into one picture of the survey ([`source`]), and that is taken over ([`take`]): what each variable is, what
//! each equation means, what has no counterpart. A TSV file that this program wrote has one more column in which stands what
//! LimeSurvey's columns cannot say; reading it gives the same questionnaire again ([`merge`]).

mod builtin;
mod conditions;
mod distinct;
mod filters;
mod kinds;
mod limits;
mod lss;
mod meaning;
mod merge;
mod names;
mod plain;
mod say;
mod script;
mod settings;
mod source;
mod table;
mod take;
#[cfg(test)]
mod tests;
mod tsv;
mod write;

use super::super::definition::question::Questionnaire;
use super::imported::{Imported, NotImported};

/// The largest file that is read, in bytes.
pub const LARGEST: usize = 8 * 1024 * 1024;

fn of_a_size(bytes: &[u8]) -> Result<(), NotImported> {
    if bytes.len() <= LARGEST {
        return Ok(());
    }
    Err(NotImported::because(format!(
        "This file has {} bytes; a questionnaire file may have at most {LARGEST}.",
        bytes.len()
    )))
}

/// Reads a LimeSurvey survey of tab-separated text.
///
/// # Errors
/// Why it is no such file, or too large.
pub fn read_tsv(bytes: &[u8]) -> Result<Imported, NotImported> {
    of_a_size(bytes)?;
    let survey = tsv::read(bytes)?;
    let taken = take::take(&survey);
    Ok(merge::with_beside(&survey, taken))
}

/// Reads a LimeSurvey survey of XML, of any version since 1.9.
///
/// # Errors
/// Why it is no such file, too large, or not safe to read.
pub fn read_lss(bytes: &[u8]) -> Result<Imported, NotImported> {
    of_a_size(bytes)?;
    Ok(take::take(&lss::read(bytes)?).imported)
}

/// Writes a questionnaire as a LimeSurvey survey of tab-separated text, which LimeSurvey imports as it is. LimeSurvey's codes
/// are short and have letters and digits only, so questions and options have short names in it; [`read_tsv`] knows the real
/// ones.
pub fn write_tsv(questionnaire: &Questionnaire) -> Vec<u8> {
    let rows = write::rows(questionnaire, &names::ShortNames::of(questionnaire));
    let mut bytes = b"\xEF\xBB\xBF".to_vec();
    bytes.extend_from_slice(table::written(&rows).as_bytes());
    bytes
}
