//! A statement with its values, run on whichever engine holds the record.

use std::cell::Cell;
use std::future::Future;

use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, FromRow, SqlSafeStr};

use super::DbError;
use super::patience;
use super::pools::{Db, Engine, Tx};
use super::value::Value;

/// A statement text known to the program, so that a test can prepare every one of them on both engines.
pub struct Registered {
    /// The SQL.
    pub sql: &'static str,
    /// Where it is written, as `file:line`.
    pub at: &'static str,
}

inventory::collect!(Registered);

/// Writes a statement: one literal in the portable subset of SQL, `$1`, `$2`… for values, then the values.
///
/// The literal is registered, so that a test prepares it on both engines.
#[macro_export]
macro_rules! sql {
    ($text:expr $(, $value:expr)* $(,)?) => {{
        $crate::db::inventory::submit! {
            $crate::db::Registered { sql: $text, at: concat!(file!(), ":", line!()) }
        }
        $crate::db::Statement::new($text)$(.bind($value))*
    }};
}

/// A row that can be read from either engine; derived with `sqlx::FromRow`.
pub trait Record: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T> Record for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// Where a statement runs: on the readers' side of the record, or inside a transaction.
pub enum On<'a> {
    /// A read outside any transaction.
    Db(&'a Db),
    /// Inside a transaction.
    Tx(&'a mut Tx),
}

impl<'a> From<&'a Db> for On<'a> {
    fn from(db: &'a Db) -> Self {
        Self::Db(db)
    }
}

impl<'a> From<&'a mut Tx> for On<'a> {
    fn from(tx: &'a mut Tx) -> Self {
        Self::Tx(tx)
    }
}

impl On<'_> {
    /// The same place again, for a function that runs several statements.
    pub fn again(&mut self) -> On<'_> {
        match self {
            Self::Db(db) => On::Db(db),
            Self::Tx(tx) => On::Tx(tx),
        }
    }
}

tokio::task_local! {
    static QUERIES: Cell<u32>;
}

/// Runs a future and says how many statements it ran, for the figures that `make bench` reports.
pub async fn count_queries<T>(work: impl Future<Output = T>) -> (T, u32) {
    QUERIES.scope(Cell::new(0), async { (work.await, QUERIES.get_count()) }).await
}

trait Count {
    fn get_count(&'static self) -> u32;
}

impl Count for tokio::task::LocalKey<Cell<u32>> {
    fn get_count(&'static self) -> u32 {
        self.with(Cell::get)
    }
}

/// A statement and the values it is given.
#[must_use = "a statement does nothing until it is run"]
pub struct Statement {
    text: SqlText,
    values: Vec<Value>,
}

/// A literal, or a text built once per number of rows and kept for the life of the program.
type SqlText = &'static str;

/// Runs one query on whichever engine `$on` is, with the values bound: `query` or `query_as`.
macro_rules! dispatch {
    ($statement:expr, $on:expr, $make:expr, |$query:ident, $executor:ident| $run:expr) => {{
        let _ = QUERIES.try_with(|queries| queries.set(queries.get() + 1));
        let Statement { text, values } = $statement;
        macro_rules! bound {
            ($made:expr) => {{
                let mut made = $made;
                for value in values {
                    made = match value {
                        Value::Int(value) => made.bind(value),
                        Value::Text(value) => made.bind(value),
                        Value::Bytes(value) => made.bind(value),
                    };
                }
                made
            }};
        }
        match $on {
            On::Db(db) => {
                patience::may_read()?;
                let outcome = match &db.engine {
                    Engine::Sqlite { read, .. } => {
                        let $query = bound!($make(AssertSqlSafe(text).into_sql_str()));
                        let $executor = read;
                        $run
                    }
                    Engine::Postgres(pool) => {
                        let $query = bound!($make(AssertSqlSafe(text).into_sql_str()));
                        let $executor = db.reading_by(pool);
                        db.answered(async { $run }).await
                    }
                };
                outcome.inspect_err(|error| db.learn(error))
            }
            On::Tx(Tx::Sqlite { inner, about }) => {
                about.may_go_on()?;
                let $query = bound!($make(AssertSqlSafe(text).into_sql_str()));
                let $executor = &mut **inner;
                let outcome = $run;
                outcome.inspect_err(|error| about.learn(error))
            }
            On::Tx(Tx::Postgres { inner, about }) => {
                about.may_go_on()?;
                let $query = bound!($make(AssertSqlSafe(text).into_sql_str()));
                let $executor = &mut **inner;
                let outcome = about.answered(async { $run }).await;
                outcome.inspect_err(|error| {
                    patience::learn_reading(error);
                    about.learn(error);
                })
            }
        }
    }};
}

impl Statement {
    /// A statement without values yet. Written with [`sql!`](crate::sql) everywhere but in `db`.
    pub fn new(text: &'static str) -> Self {
        Self { text, values: Vec::new() }
    }

    /// Gives the next `$n` its value.
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    /// Every row.
    ///
    /// # Errors
    /// When the record cannot be reached or refuses the statement.
    pub async fn all<'a, T: Record>(self, on: impl Into<On<'a>>) -> Result<Vec<T>, DbError> {
        let on = on.into();
        dispatch!(self, on, sqlx::query_as::<_, T>, |query, executor| query.fetch_all(executor).await)
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// When the record cannot be reached or refuses the statement.
    pub async fn maybe<'a, T: Record>(self, on: impl Into<On<'a>>) -> Result<Option<T>, DbError> {
        let on = on.into();
        dispatch!(self, on, sqlx::query_as::<_, T>, |query, executor| query.fetch_optional(executor).await)
    }

    /// The one row there must be.
    ///
    /// # Errors
    /// Also when there is no row.
    pub async fn one<'a, T: Record>(self, on: impl Into<On<'a>>) -> Result<T, DbError> {
        let on = on.into();
        dispatch!(self, on, sqlx::query_as::<_, T>, |query, executor| query.fetch_one(executor).await)
    }

    /// The whole number in the first column of the one row, such as a count or a new id.
    ///
    /// # Errors
    /// Also when there is no row.
    pub async fn number<'a>(self, on: impl Into<On<'a>>) -> Result<i64, DbError> {
        self.one::<(i64,)>(on).await.map(|row| row.0)
    }

    /// Runs the statement and says how many rows it changed.
    ///
    /// # Errors
    /// When the record cannot be reached or refuses the statement.
    pub async fn run(self, tx: &mut Tx) -> Result<u64, DbError> {
        let on = On::Tx(tx);
        dispatch!(self, on, sqlx::query, |query, executor| query
            .execute(executor)
            .await
            .map(|done| done.rows_affected()))
    }
}
