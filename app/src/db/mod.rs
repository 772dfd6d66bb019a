//! The record: where everything the library service and its residents say is kept.
//!
//! One embedded SQLite file by default, PostgreSQL when one machine is not enough; the rest of the program
//! sees a [`Db`] to read from and a [`Tx`] to change things in, and never which of the two it is. SQL is one
//! text for both engines, written beside the function that runs it with [`sql!`](crate::sql); what has to
//! differ lives in [`dialect`].

pub mod bulk;
pub mod dialect;
mod pools;
mod rows;
mod statement;
#[cfg(test)]
pub mod testing;
mod value;

pub use inventory;
pub use pools::{Db, Engine, OpenError, Tx};
pub use rows::{InList, Rows};
pub use statement::{On, Record, Registered, Statement, count_queries};
pub use value::{Flag, Value};

/// What can go wrong between the program and the record.
pub type DbError = sqlx::Error;

/// Whether the record could not be reached or was too busy, so that trying again later may help.
pub fn is_unavailable(error: &DbError) -> bool {
    match error {
        DbError::Io(_) | DbError::PoolTimedOut | DbError::PoolClosed | DbError::WorkerCrashed => true,
        // SQLITE_BUSY, LOCKED, FULL, IOERR, CANTOPEN, READONLY; PostgreSQL's connection and resource classes.
        DbError::Database(inner) => inner.code().is_some_and(|code| match code.parse::<u32>() {
            Ok(number) if code.len() < 5 => matches!(number & 0xff, 5 | 6 | 8 | 10 | 13 | 14),
            // 55P03: a lock was not to be had in time.
            _ => code == "55P03" || code.starts_with("08") || code.starts_with("53") || code.starts_with("57"),
        }),
        _ => false,
    }
}

/// Whether a write was refused because the same thing is already there.
pub fn is_duplicate(error: &DbError) -> bool {
    matches!(error, DbError::Database(inner) if inner.is_unique_violation())
}
