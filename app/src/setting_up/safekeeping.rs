//! Backups as the record knows them: when one was made of it, and when one was last put back for practice. A backup that
//! nobody has ever put back is a hope.

use crate::db::{DbError, On, Tx};
use crate::sql;
use crate::time::Time;

/// How many of each kind the record remembers; the oldest go.
const REMEMBERED: i64 = 400;

/// What was done for the day on which the record is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safekeeping {
    /// A backup was made.
    Backup,
    /// A backup was put back for practice, and proved itself.
    Rehearsal,
}

impl Safekeeping {
    /// Its word in the record.
    const fn word(self) -> &'static str {
        match self {
            Self::Backup => "backup",
            Self::Rehearsal => "rehearsal",
        }
    }
}

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct SafekeepingNote {
    /// When it was done.
    pub at: Time,
    /// The moment of the record that the file holds.
    pub taken_at: Time,
    /// How many rows it has.
    pub rows_held: i64,
}

/// Notes that something was done.
///
/// # Errors
/// When the record refuses it.
pub async fn note(tx: &mut Tx, kind: Safekeeping, kept: &SafekeepingNote) -> Result<(), DbError> {
    let id = sql!(
        "INSERT INTO safekeeping (kind, at, taken_at, rows_held) VALUES ($1, $2, $3, $4) RETURNING id",
        kind.word(),
        kept.at,
        kept.taken_at,
        kept.rows_held
    )
    .number(&mut *tx)
    .await?;
    sql!("DELETE FROM safekeeping WHERE kind = $1 AND id <= $2", kind.word(), id - REMEMBERED).run(tx).await?;
    Ok(())
}

/// The last time that something was done, if ever.
///
/// # Errors
/// When the record cannot be read.
pub async fn last(on: impl Into<On<'_>>, kind: Safekeeping) -> Result<Option<SafekeepingNote>, DbError> {
    sql!("SELECT at, taken_at, rows_held FROM safekeeping WHERE kind = $1 ORDER BY id DESC LIMIT 1", kind.word())
        .maybe(on)
        .await
}
