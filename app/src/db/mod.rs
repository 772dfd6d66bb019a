//! The record: where everything the library service and its residents say is kept.
//!
//! One embedded SQLite file by default, PostgreSQL when one machine is not enough; the rest of the program
//! sees a [`Db`] to read from and a [`Tx`] to change things in, and never which of the two it is. SQL is one
//! text for both engines, written beside the function that runs it with [`sql!`](crate::sql); what has to
//! differ lives in [`dialect`].

pub mod bulk;
#[cfg(test)]
mod carried_over;
mod change;
pub mod dialect;
mod file;
mod hand;
mod patience;
mod pools;
mod rows;
mod several;
mod statement;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;
mod value;
mod versions;

pub use change::{OpenChange, Tx};
pub use inventory;
pub use patience::{cannot_change, is_unsure, out_of_reach, taking_time, waiting_once};
pub use pools::{Db, Engine, NotReady, OpenError};
pub use rows::{InList, Rows};
pub use several::{StatementRows, together};
pub use statement::{On, Record, RegisteredSql, Statement, count_queries};
pub use value::{Flag, Value};
pub use versions::Scope;

/// What can go wrong between the program and the record.
pub type DbError = sqlx::Error;

/// Whether the record could not be reached, was too busy or cannot be relied on, so that trying again later may help.
pub fn is_unavailable(error: &DbError) -> bool {
    match error {
        DbError::PoolTimedOut | DbError::PoolClosed => true,
        DbError::Database(inner) => match patience::sqlite_code(error) {
            // BUSY, LOCKED, NOMEM, READONLY, INTERRUPT, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB.
            Some(code) => matches!(code, 5..=11 | 13..=15 | 26),
            // PostgreSQL's classes for the connection, resources, the operator and the machine; 55P03 is a lock that
            // was not to be had in time, 25006 a server that only reads, 40001 and 40P01 two changes in each other's
            // way, XX001 and XX002 a damaged file.
            None => inner.code().is_some_and(|code| {
                matches!(&*code, "55P03" | "25006" | "40001" | "40P01" | "XX001" | "XX002")
                    || ["08", "53", "57", "58"].iter().any(|class| code.starts_with(class))
            }),
        },
        _ => patience::is_trouble(error),
    }
}

/// Whether a write was refused because the same thing is already there.
pub fn is_duplicate(error: &DbError) -> bool {
    matches!(error, DbError::Database(inner) if inner.is_unique_violation())
}
