//! The audit log's chain: how each entry is sealed to the one before it, so that nobody can quietly
//! change, remove, insert or reorder what staff did.
//!
//! Every entry has a hash. It covers the entry and the hash before it, so a change to an old entry
//! breaks every later one. Anyone with the log can check it with a few lines of code; this page is the
//! whole recipe.
//!
//! # The encoding, `soundings-audit-1`
//!
//! `hash = SHA-256(previous hash ‖ encoding)`, where the hash before the first entry is 32 zero bytes
//! ([`GENESIS`]) and the encoding is these fields, one after another:
//!
//! | field | bytes |
//! |---|---|
//! | version | text `soundings-audit-1` |
//! | sequence number | whole number |
//! | time, Unix milliseconds UTC | whole number |
//! | acting account | `00` for none (the program itself), or `01` and a whole number |
//! | action | text |
//! | kind of subject | text |
//! | subject's number | whole number |
//! | number of details | count |
//! | each detail, in ascending order of its name's bytes | text name, text value |
//!
//! A *whole number* is 8 bytes, two's complement, most significant first. A *count* is 8 bytes, unsigned,
//! most significant first. A *text* is a count of bytes, then the bytes in UTF-8. Because every length
//! comes before what it measures, two different entries never have the same encoding.
//!
//! # What the chain cannot show
//!
//! A log cut short at the end is still a good chain. To notice that, note the last hash somewhere else
//! (a printed record, an evidence pack) and give it to [`verify_against`] as an [`Anchor`].
//!
//! Entries hold numbers and hashes, never names, addresses or what people wrote, so erasing a person
//! never breaks the chain; [`Entry::check`] refuses anything that looks like words.

use std::borrow::Cow;
use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

/// The name of the encoding, which begins every encoded entry.
pub const VERSION: &str = "soundings-audit-1";

/// The hash "before" the first entry.
pub const GENESIS: [u8; 32] = [0; 32];

/// The longest a detail may be, in bytes: room for a SHA-512 in hexadecimal.
const DETAIL_BYTES: usize = 128;

/// One thing that was done, as the log keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Its place in the log: the first entry is 1 and there are no gaps.
    pub seq: i64,
    /// When it was done, Unix milliseconds UTC.
    pub at_ms: i64,
    /// The account that did it; none when the program acted by itself.
    pub actor_account_id: Option<i64>,
    /// What was done, such as `consultation.publish`.
    pub action: Cow<'a, str>,
    /// What it was done to, such as `consultation`.
    pub subject_kind: Cow<'a, str>,
    /// The number of what it was done to.
    pub subject_id: i64,
    /// More about it: ids and hashes only.
    pub detail: BTreeMap<String, String>,
}

/// A part of an entry that is not an id or a hash, and so may not enter a log that is never erased.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the audit entry's {field} may hold only an id, a number or a hash")]
pub struct NotAnIdOrHash {
    /// Which field: `action`, `subject_kind` or the name of the detail.
    pub field: String,
}

impl Entry<'_> {
    /// Refuses anything that could be a name, an address or a sentence.
    ///
    /// Actions, kinds, detail names and detail values may hold ASCII letters, digits and `. _ - : ,` and
    /// at most 128 bytes. There are no spaces and no `@`, so neither "Jo Price" nor an email address fits.
    ///
    /// # Errors
    ///
    /// Names the field that does not fit.
    pub fn check(&self) -> Result<(), NotAnIdOrHash> {
        let fixed = [("action", self.action.as_ref()), ("subject_kind", self.subject_kind.as_ref())];
        for (field, word) in fixed {
            if word.is_empty() || !is_id_or_hash(word) {
                return Err(NotAnIdOrHash { field: field.to_owned() });
            }
        }
        for (name, value) in &self.detail {
            if name.is_empty() || !is_id_or_hash(name) || !is_id_or_hash(value) {
                return Err(NotAnIdOrHash { field: name.clone() });
            }
        }
        Ok(())
    }
}

fn is_id_or_hash(word: &str) -> bool {
    word.len() <= DETAIL_BYTES
        && word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b':' | b','))
}

/// An entry as bytes, in the encoding `soundings-audit-1`.
pub fn encode(entry: &Entry<'_>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(160);
    put_text(&mut bytes, VERSION);
    bytes.extend(entry.seq.to_be_bytes());
    bytes.extend(entry.at_ms.to_be_bytes());
    match entry.actor_account_id {
        None => bytes.push(0),
        Some(account) => {
            bytes.push(1);
            bytes.extend(account.to_be_bytes());
        }
    }
    put_text(&mut bytes, &entry.action);
    put_text(&mut bytes, &entry.subject_kind);
    bytes.extend(entry.subject_id.to_be_bytes());
    put_count(&mut bytes, entry.detail.len());
    for (name, value) in &entry.detail {
        put_text(&mut bytes, name);
        put_text(&mut bytes, value);
    }
    bytes
}

fn put_count(bytes: &mut Vec<u8>, count: usize) {
    bytes.extend((count as u64).to_be_bytes());
}

fn put_text(bytes: &mut Vec<u8>, text: &str) {
    put_count(bytes, text.len());
    bytes.extend(text.as_bytes());
}

/// The hash that seals `entry` to the entry before it, whose hash is `previous` ([`GENESIS`] for the first).
pub fn hash(previous: &[u8; 32], entry: &Entry<'_>) -> [u8; 32] {
    Sha256::new().chain_update(previous).chain_update(encode(entry)).finalize().into()
}

/// A hash noted outside the log: at that moment, the entry with this number had this hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    /// The entry's place in the log.
    pub seq: i64,
    /// The hash it had.
    pub hash: [u8; 32],
}

/// What a good chain amounts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// How many entries there are.
    pub count: i64,
    /// The hash of the last one ([`GENESIS`] when there are none): worth noting somewhere else.
    pub head: [u8; 32],
}

/// Where a chain first breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the audit log breaks at entry {seq}: {why}")]
pub struct Broken {
    /// The first place in the log that is not as it should be.
    pub seq: i64,
    /// What is wrong there.
    pub why: Why,
}

/// How a chain can break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// The entry that should be here is not: one was removed, added or moved.
    #[error("entry {found} stands in its place, so an entry was removed, added or moved")]
    OutOfOrder {
        /// The number that stands there instead.
        found: i64,
    },
    /// The entry is here but does not fit its hash.
    #[error("it does not match its hash, so it, its hash or an entry before it was changed")]
    Changed,
    /// The log ends before a hash that was noted earlier.
    #[error("the log ends before it, so entries were removed from the end")]
    CutShort,
    /// The entry has another hash than the one noted earlier.
    #[error("its hash is not the one noted at the time, so the log was written anew")]
    NotAsNoted,
}

/// Checks a whole log, given each entry with the hash stored beside it, in the order of `seq`.
///
/// # Errors
///
/// The first place where the chain breaks, and how.
pub fn verify<'a>(entries: impl IntoIterator<Item = (Entry<'a>, [u8; 32])>) -> Result<Verified, Broken> {
    verify_against(entries, &[])
}

/// Checks a whole log, and that it still agrees with hashes noted earlier.
///
/// # Errors
///
/// The first place where the chain breaks or differs from an anchor, and how.
pub fn verify_against<'a>(
    entries: impl IntoIterator<Item = (Entry<'a>, [u8; 32])>,
    anchors: &[Anchor],
) -> Result<Verified, Broken> {
    let mut so_far = Verified { count: 0, head: GENESIS };
    for (entry, stored) in entries {
        let seq = so_far.count + 1;
        if entry.seq != seq {
            return Err(Broken { seq, why: Why::OutOfOrder { found: entry.seq } });
        }
        if hash(&so_far.head, &entry) != stored {
            return Err(Broken { seq, why: Why::Changed });
        }
        if anchors.iter().any(|anchor| anchor.seq == seq && anchor.hash != stored) {
            return Err(Broken { seq, why: Why::NotAsNoted });
        }
        so_far = Verified { count: seq, head: stored };
    }
    match anchors.iter().filter(|anchor| anchor.seq > so_far.count).min_by_key(|anchor| anchor.seq) {
        Some(missing) => Err(Broken { seq: missing.seq, why: Why::CutShort }),
        None => Ok(so_far),
    }
}

#[cfg(test)]
mod tests;
