//! Many rows in few statements: what lets hundreds of votes share one transaction cheaply.
//!
//! The number of rows differs from batch to batch, but a database likes to see the same texts again. So rows
//! go in chunks of 64, 16, 4 and 1: four texts for each statement, however many rows come.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use super::statement::{On, Record, Statement};
use super::value::Value;
use super::{DbError, Tx};

const CHUNKS: [usize; 4] = [64, 16, 4, 1];

/// Texts by (head, tail, columns, rows). Bounded: a few per statement in the program.
static TEXTS: LazyLock<Mutex<Texts>> = LazyLock::new(Mutex::default);

type Texts = HashMap<(usize, usize, usize, usize), &'static str>;

fn text(head: &'static str, tail: &'static str, columns: usize, rows: usize, nested: bool) -> &'static str {
    let key = (head.as_ptr() as usize, tail.as_ptr() as usize, columns, rows);
    let mut texts = TEXTS.lock().unwrap_or_else(PoisonError::into_inner);
    texts.entry(key).or_insert_with(|| {
        let mut number = 0;
        let groups: Vec<String> = (0..rows)
            .map(|_| {
                let marks: Vec<String> = (0..columns)
                    .map(|_| {
                        number += 1;
                        format!("${number}")
                    })
                    .collect();
                if nested { format!("({})", marks.join(", ")) } else { marks.join(", ") }
            })
            .collect();
        let list = groups.join(", ");
        let whole = if nested { format!("{head} {list} {tail}") } else { format!("{head} ({list}) {tail}") };
        Box::leak(whole.into_boxed_str())
    })
}

/// `INSERT INTO … VALUES` many rows, with whatever follows (`ON CONFLICT …`, `RETURNING …`).
pub struct Rows {
    head: &'static str,
    tail: &'static str,
    columns: usize,
    values: Vec<Value>,
}

/// Writes an insert of many rows: the text up to and including `VALUES`, the number of columns, the text after.
#[macro_export]
macro_rules! sql_rows {
    ($head:literal, 1, $tail:literal) => { $crate::sql_rows!(@ $head, 1, "($1)", $tail) };
    ($head:literal, 2, $tail:literal) => { $crate::sql_rows!(@ $head, 2, "($1, $2)", $tail) };
    ($head:literal, 3, $tail:literal) => { $crate::sql_rows!(@ $head, 3, "($1, $2, $3)", $tail) };
    ($head:literal, 4, $tail:literal) => { $crate::sql_rows!(@ $head, 4, "($1, $2, $3, $4)", $tail) };
    ($head:literal, 5, $tail:literal) => { $crate::sql_rows!(@ $head, 5, "($1, $2, $3, $4, $5)", $tail) };
    ($head:literal, 6, $tail:literal) => { $crate::sql_rows!(@ $head, 6, "($1, $2, $3, $4, $5, $6)", $tail) };
    ($head:literal, 7, $tail:literal) => { $crate::sql_rows!(@ $head, 7, "($1, $2, $3, $4, $5, $6, $7)", $tail) };
    ($head:literal, 8, $tail:literal) => { $crate::sql_rows!(@ $head, 8, "($1, $2, $3, $4, $5, $6, $7, $8)", $tail) };
    ($head:literal, 9, $tail:literal) => { $crate::sql_rows!(@ $head, 9, "($1, $2, $3, $4, $5, $6, $7, $8, $9)", $tail) };
    ($head:literal, 10, $tail:literal) => { $crate::sql_rows!(@ $head, 10, "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)", $tail) };
    ($head:literal, 11, $tail:literal) => { $crate::sql_rows!(@ $head, 11, "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)", $tail) };
    ($head:literal, 12, $tail:literal) => { $crate::sql_rows!(@ $head, 12, "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)", $tail) };
    (@ $head:literal, $columns:literal, $marks:literal, $tail:literal) => {{
        $crate::db::inventory::submit! {
            $crate::db::Registered { sql: concat!($head, " ", $marks, " ", $tail), at: concat!(file!(), ":", line!()) }
        }
        $crate::db::Rows::new($head, $columns, $tail)
    }};
}

impl Rows {
    /// No rows yet. Written with [`sql_rows!`](crate::sql_rows).
    pub fn new(head: &'static str, columns: usize, tail: &'static str) -> Self {
        Self { head, tail, columns, values: Vec::new() }
    }

    /// Adds one row; it must have as many values as the statement has columns.
    pub fn push<const N: usize>(&mut self, row: [Value; N]) {
        debug_assert_eq!(N, self.columns);
        self.values.extend(row);
    }

    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    fn chunks(self) -> impl Iterator<Item = Statement> {
        let Self { head, tail, columns, values } = self;
        let mut left = values.len() / columns;
        let mut values = values.into_iter();
        std::iter::from_fn(move || {
            let rows = CHUNKS.into_iter().find(|&size| size <= left)?;
            left -= rows;
            let statement = Statement::new(text(head, tail, columns, rows, true));
            Some(values.by_ref().take(rows * columns).fold(statement, Statement::bind))
        })
    }

    /// Writes every row.
    ///
    /// # Errors
    /// When the record refuses one of them; the transaction should then be dropped.
    pub async fn run(self, tx: &mut Tx) -> Result<(), DbError> {
        for statement in self.chunks() {
            statement.run(tx).await?;
        }
        Ok(())
    }

    /// Writes every row and reads what `RETURNING` gives, in no order that may be relied on.
    ///
    /// # Errors
    /// When the record refuses one of them; the transaction should then be dropped.
    pub async fn returning<T: Record>(self, tx: &mut Tx) -> Result<Vec<T>, DbError> {
        let mut found = Vec::new();
        for statement in self.chunks() {
            found.extend(statement.all::<T>(&mut *tx).await?);
        }
        Ok(found)
    }
}

/// `… IN (…)` over many ids.
pub struct InList {
    head: &'static str,
    tail: &'static str,
    ids: Vec<i64>,
}

/// Writes a query over a set of ids: the text up to and including `IN`, the text after the list, the ids.
#[macro_export]
macro_rules! sql_in {
    ($head:literal, $ids:expr, $tail:literal) => {{
        $crate::db::inventory::submit! {
            $crate::db::Registered { sql: concat!($head, " ($1) ", $tail), at: concat!(file!(), ":", line!()) }
        }
        $crate::db::InList::new($head, $ids, $tail)
    }};
}

impl InList {
    /// The query over these ids, each once. Written with [`sql_in!`](crate::sql_in).
    pub fn new(head: &'static str, ids: impl IntoIterator<Item = i64>, tail: &'static str) -> Self {
        let mut ids: Vec<i64> = ids.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        Self { head, tail, ids }
    }

    fn chunks(self) -> impl Iterator<Item = Statement> {
        let Self { head, tail, ids } = self;
        let mut rest = ids;
        std::iter::from_fn(move || {
            let take = rest.len().min(CHUNKS[0]);
            if take == 0 {
                return None;
            }
            let after = rest.split_off(take);
            let mut now = std::mem::replace(&mut rest, after);
            // The smallest chunk that holds them, the last id repeated to fill it.
            let size = CHUNKS.into_iter().rev().find(|&size| size >= take).unwrap_or(take);
            if let Some(&last) = now.last() {
                now.resize(size, last);
            }
            Some(now.into_iter().fold(Statement::new(text(head, tail, size, 1, false)), Statement::bind))
        })
    }

    /// Every row for these ids.
    ///
    /// # Errors
    /// When the record cannot be reached or refuses the statement.
    pub async fn all<'a, T: Record>(self, on: impl Into<On<'a>>) -> Result<Vec<T>, DbError> {
        let mut on = on.into();
        let mut found = Vec::new();
        for statement in self.chunks() {
            found.extend(statement.all::<T>(on.again()).await?);
        }
        Ok(found)
    }

    /// Changes every row with one of these ids.
    ///
    /// # Errors
    /// When the record refuses the statement; the transaction should then be dropped.
    pub async fn run(self, tx: &mut Tx) -> Result<(), DbError> {
        for statement in self.chunks() {
            statement.run(tx).await?;
        }
        Ok(())
    }
}
