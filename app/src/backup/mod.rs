//! A backup: the whole record in one file, taken while the site serves, and put back into an empty database on
//! either engine. It holds everything, documents and the installation's secret included, so receipts given
//! before still work after; keep it as safe as the database itself.
//!
//! The file is a `tar.gz`: first `manifest.json`, which names every part with its number of rows and its
//! SHA-256, then `tables/<name>.jsonl`, one JSON array for each row with the columns in the order that the
//! manifest gives; bytes are base64.

mod archive;
mod rehearse;
pub(crate) mod restore;
mod tables;
#[cfg(test)]
mod tests;
mod write;

use serde::{Deserialize, Serialize};

use crate::db::DbError;

pub use rehearse::{Rehearsal, rehearse};
pub use restore::restore;
pub use write::write;

/// The version of the file's own form.
pub const FORMAT: i64 = 1;

/// What is in a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of the file's form.
    pub format: i64,
    /// When the snapshot was taken, Unix milliseconds UTC.
    pub created_at: i64,
    /// The newest migration of the tables.
    pub schema: i64,
    /// The parts, in the order in which they are put back.
    pub parts: Vec<BackupTable>,
}

/// One table in a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupTable {
    /// The table.
    pub table: String,
    /// Its columns, in the order of each row's values.
    pub columns: Vec<String>,
    /// How many rows.
    pub rows: u64,
    /// The part's length in bytes.
    pub bytes: u64,
    /// SHA-256 of the part, in hexadecimal.
    pub sha256: String,
}

impl Manifest {
    /// How many rows there are in all tables.
    pub fn rows(&self) -> u64 {
        self.parts.iter().map(|part| part.rows).sum()
    }
}

/// Why a backup could not be written or put back.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The record could not be read or written.
    #[error("the database answered: {0}")]
    Record(#[from] DbError),
    /// A file could not be read or written.
    #[error("the file could not be read or written: {0}")]
    File(#[from] std::io::Error),
    /// The file is not a backup, or not a whole one.
    #[error("this is not a whole backup: {0}; nothing was changed")]
    Damaged(String),
    /// The file was made by another version of the program.
    #[error("this backup has tables of version {found}, and this program has {expected}; use the program that made it")]
    Version {
        /// What the file has.
        found: i64,
        /// What the program has.
        expected: i64,
    },
    /// There is something in the database.
    #[error("a backup is only put back into an empty database; there are rows in {0}, and nothing was changed")]
    NotEmpty(&'static str),
    /// The database itself is damaged, so a backup of it would be worth nothing.
    #[error("the database is damaged, and no backup was written: {0}")]
    DamagedRecord(String),
    /// The backup was written as the record is, which does not add up, so that it cannot be put back.
    #[error("the record does not add up, so a backup of it cannot be put back: {why}; what there is was kept as {kept}", kept = kept.display())]
    Unusable {
        /// What does not add up.
        why: String,
        /// Where the file is.
        kept: std::path::PathBuf,
    },
    /// What was written is not what was read: a disk that fails, or a fault of the program.
    #[error("the backup was written, but the copy is not what was read, so it was removed: {0}")]
    BadCopy(String),
    /// The backup is of another installation than the one that serves.
    #[error("this is a backup of another installation, so it says nothing about this one")]
    Foreign,
    /// What was put back does not prove itself.
    #[error("what is in the backup does not add up: {0}; nothing was changed")]
    Unproven(String),
}
