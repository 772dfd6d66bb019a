//! Many rows in few statements: what lets hundreds of votes share one transaction cheaply.
//!
//! The number of rows differs from batch to batch, but a database likes to see the same texts again. So all rows go as one
//! value, or one for each column, and one text serves any number of them: PostgreSQL is given a list for each column, SQLite
//! all rows as JSON. Bytes have no place in JSON: rows that hold any, and rows that are not inserted, go in chunks of 64,
//! 16, 4 and 1.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use serde_json::Value as Json;

use super::statement::{On, Record, Statement};
use super::value::{ColumnValues, Value, ValueType};
use super::{Db, DbError, Engine, Tx};

/// How many rows go into one statement as a text of their own: the largest of these that there are.
const CHUNKS: [usize; 4] = [64, 16, 4, 1];
/// How many rows go into one statement otherwise.
const MOST: usize = 1_024;

/// A text made of these parts, for so many rows or columns.
type TextKey = (usize, usize, TextShape);

/// How the parts of a text are put together.
#[derive(Clone, PartialEq, Eq, Hash)]
enum TextShape {
    /// `(…, …), (…, …)`: columns and rows.
    Rows(usize, usize),
    /// All rows as JSON, with so many columns.
    Json(usize),
    /// Ids as JSON.
    Ids,
    /// A list for each column, of these kinds.
    Columns(Vec<ValueType>),
    /// One list of ids.
    Any,
}

/// Texts by their parts. Bounded: a few per statement in the program.
static TEXTS: LazyLock<Mutex<HashMap<TextKey, &'static str>>> = LazyLock::new(Mutex::default);

fn text(head: &'static str, tail: &'static str, shape: TextShape) -> &'static str {
    let key = (head.as_ptr() as usize, tail.as_ptr() as usize, shape);
    let mut texts = TEXTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = texts.get(&key) {
        return known;
    }
    let marks = |from: usize, count: usize| {
        (from..from + count).map(|number| format!("${number}")).collect::<Vec<_>>().join(", ")
    };
    let whole = match &key.2 {
        TextShape::Rows(columns, rows) => {
            let groups: Vec<String> =
                (0..*rows).map(|row| format!("({})", marks(row * columns + 1, *columns))).collect();
            format!("{head} {} {tail}", groups.join(", "))
        }
        TextShape::Json(columns) => {
            let head = head.trim_end().strip_suffix("VALUES").unwrap_or(head);
            let values: Vec<String> = (0..*columns).map(|column| format!("value ->> {column}")).collect();
            // Without a condition, the engine would take ON CONFLICT for part of a join.
            format!("{head} SELECT {} FROM json_each($1) WHERE true {tail}", values.join(", "))
        }
        TextShape::Ids => format!("{head} (SELECT value FROM json_each($1)) {tail}"),
        TextShape::Columns(kinds) => {
            let head = head.trim_end().strip_suffix("VALUES").unwrap_or(head);
            let lists: Vec<String> = kinds.iter().zip(1..).map(|(kind, number)| kind.list(number)).collect();
            format!("{head} SELECT * FROM UNNEST({}) {tail}", lists.join(", "))
        }
        TextShape::Any => format!("{} = ANY($1) {tail}", head.trim_end().strip_suffix("IN").unwrap_or(head)),
    };
    let whole: &'static str = Box::leak(whole.into_boxed_str());
    texts.insert(key, whole);
    whole
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
            $crate::db::RegisteredSql { sql: concat!($head, " ", $marks, " ", $tail), at: concat!(file!(), ":", line!()) }
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

    fn statements(self, tx: &Tx) -> Result<Vec<Statement>, DbError> {
        match tx {
            // Rows that are joined to rather than written stay where they stand in the text.
            _ if !self.head.starts_with("INSERT") => Ok(self.chunks().collect()),
            Tx::Sqlite { .. } if self.fit_json() => Ok(self.json()),
            Tx::Sqlite { .. } => Ok(self.chunks().collect()),
            Tx::Postgres { .. } => self.lists(),
        }
    }

    /// Whether every value can be written as JSON and read from it again.
    fn fit_json(&self) -> bool {
        self.values.iter().all(|value| match value {
            Value::Int(_) | Value::Text(None) => true,
            // SQLite ends a text from JSON there.
            Value::Text(Some(text)) => !text.contains('\0'),
            Value::Bytes(_) => false,
        })
    }

    fn json(self) -> Vec<Statement> {
        let Self { head, tail, columns, values } = self;
        let text = text(head, tail, TextShape::Json(columns));
        let value = |value: &Value| match value {
            Value::Int(Some(number)) => Json::from(*number),
            Value::Text(Some(text)) => Json::from(text.as_str()),
            Value::Int(None) | Value::Text(None) | Value::Bytes(_) => Json::Null,
        };
        let rows = |rows: &[Value]| {
            let rows = rows.chunks(columns).map(|row| row.iter().map(value).collect());
            Json::Array(rows.collect()).to_string()
        };
        values.chunks(columns * MOST).map(|chunk| Statement::new(text).bind(rows(chunk))).collect()
    }

    fn chunks(self) -> impl Iterator<Item = Statement> {
        let Self { head, tail, columns, values } = self;
        let mut left = values.len() / columns;
        let mut values = values.into_iter();
        std::iter::from_fn(move || {
            let rows = CHUNKS.into_iter().find(|&size| size <= left)?;
            left -= rows;
            let statement = Statement::new(text(head, tail, TextShape::Rows(columns, rows)));
            Some(values.by_ref().take(rows * columns).fold(statement, Statement::bind))
        })
    }

    fn lists(self) -> Result<Vec<Statement>, DbError> {
        let Self { head, tail, columns, values } = self;
        let mut statements = Vec::new();
        let mut values = values.into_iter().peekable();
        while values.peek().is_some() {
            let mut lists: Vec<ColumnValues> = Vec::with_capacity(columns);
            let mut kinds = Vec::with_capacity(columns);
            for (place, value) in values.by_ref().take(columns * MOST).enumerate() {
                if place < columns {
                    kinds.push(value.kind());
                    lists.push(ColumnValues::new(value.kind()));
                }
                let list = lists.get_mut(place % columns).ok_or(DbError::RowNotFound)?;
                list.push(value).map_err(|value| {
                    DbError::InvalidArgument(format!("{value:?} is of another kind than its column: {head}"))
                })?;
            }
            let statement = Statement::new(text(head, tail, TextShape::Columns(kinds)));
            statements.push(lists.into_iter().fold(statement, Statement::bind_list));
        }
        Ok(statements)
    }

    /// Writes every row, together with whatever comes next in the change.
    ///
    /// # Errors
    /// When the record refuses one of them, here or where the next statement runs; the transaction should then be dropped.
    pub async fn run(self, tx: &mut Tx) -> Result<(), DbError> {
        for statement in self.statements(tx)? {
            statement.run_with_next(tx).await?;
        }
        Ok(())
    }

    /// Writes every row and reads what `RETURNING` gives, in no order that may be relied on.
    ///
    /// # Errors
    /// When the record refuses one of them; the transaction should then be dropped.
    pub async fn returning<T: Record>(self, tx: &mut Tx) -> Result<Vec<T>, DbError> {
        let mut found = Vec::new();
        for statement in self.statements(tx)? {
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
    ($head:expr, $ids:expr, $tail:literal) => {{
        $crate::db::inventory::submit! {
            $crate::db::RegisteredSql { sql: concat!($head, " ($1) ", $tail), at: concat!(file!(), ":", line!()) }
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

    /// The statement for the engine; none when there are no ids.
    pub fn statement(self, on: &On<'_>) -> Option<Statement> {
        let Self { head, tail, ids } = self;
        if ids.is_empty() {
            return None;
        }
        Some(match on {
            On::Db(Db { engine: Engine::Sqlite { .. }, .. }) | On::Tx(Tx::Sqlite { .. }) => {
                Statement::new(text(head, tail, TextShape::Ids)).bind(Json::from(ids).to_string())
            }
            On::Db(Db { engine: Engine::Postgres(_), .. }) | On::Tx(Tx::Postgres { .. }) => {
                let ids = ColumnValues::Int(ids.into_iter().map(Some).collect());
                Statement::new(text(head, tail, TextShape::Any)).bind_list(ids)
            }
        })
    }

    /// Every row for these ids.
    ///
    /// # Errors
    /// When the record cannot be reached or refuses the statement.
    pub async fn all<'a, T: Record>(self, on: impl Into<On<'a>>) -> Result<Vec<T>, DbError> {
        let on = on.into();
        match self.statement(&on) {
            Some(statement) => statement.all::<T>(on).await,
            None => Ok(Vec::new()),
        }
    }

    /// Changes every row with one of these ids, together with whatever comes next in the change.
    ///
    /// # Errors
    /// When the record refuses the statement, here or where the next one runs; the transaction should then be dropped.
    pub async fn run(self, tx: &mut Tx) -> Result<(), DbError> {
        match self.statement(&On::Tx(tx)) {
            Some(statement) => statement.run_with_next(tx).await,
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_has_one_text_on_a_server_however_many_rows_it_has() {
        let rows = TextShape::Columns(vec![ValueType::Int, ValueType::Text]);
        let made = text("INSERT INTO things (a, b) VALUES", "RETURNING a", rows);
        assert_eq!(made, "INSERT INTO things (a, b)  SELECT * FROM UNNEST($1::bigint[], $2::text[]) RETURNING a");
        let made = text("INSERT INTO things (a, b) VALUES", "RETURNING a", TextShape::Json(2));
        let json =
            "INSERT INTO things (a, b)  SELECT value ->> 0, value ->> 1 FROM json_each($1) WHERE true RETURNING a";
        assert_eq!(made, json);
        let asked = text("SELECT a FROM things WHERE a IN", "ORDER BY a", TextShape::Any);
        assert_eq!(asked, "SELECT a FROM things WHERE a  = ANY($1) ORDER BY a");
    }
}
