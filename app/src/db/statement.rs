//! A statement with its values, run on whichever engine holds the record.

use std::cell::Cell;
use std::future::Future;

use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments, AssertSqlSafe, FromRow, SqlSafeStr};

use super::DbError;
use super::change::{OpenChange, Tx};
use super::patience;
use super::pools::{Db, ReadingBy};
use super::several;
use super::value::{ColumnValues, Value};

/// A statement text known to the program, so that a test can prepare every one of them on both engines.
pub struct RegisteredSql {
    /// The SQL.
    pub sql: &'static str,
    /// Where it is written, as `file:line`.
    pub at: &'static str,
}

inventory::collect!(RegisteredSql);

/// Writes a statement: one literal in the portable subset of SQL, `$1`, `$2`… for values, then the values.
///
/// The literal is registered, so that a test prepares it on both engines.
#[macro_export]
macro_rules! sql {
    ($text:expr $(, $value:expr)* $(,)?) => {{
        $crate::db::inventory::submit! {
            $crate::db::RegisteredSql { sql: $text, at: concat!(file!(), ":", line!()) }
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

/// How many statements wait for the next one at most.
const MOST_WAITING: usize = 16;

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
    pub(super) text: SqlText,
    pub(super) values: Vec<Bound>,
}

/// What a `$n` stands for.
pub(super) enum Bound {
    One(Value),
    /// Only in texts made for PostgreSQL.
    List(ColumnValues),
}

/// A literal, or a text built once per number of rows and kept for the life of the program.
type SqlText = &'static str;

/// Values for a SQLite file.
pub(super) fn for_sqlite(text: &str, values: Vec<Bound>) -> Result<SqliteArguments, DbError> {
    let mut arguments = SqliteArguments::default();
    for value in values {
        match value {
            Bound::One(Value::Int(value)) => arguments.add(value),
            Bound::One(Value::Text(value)) => arguments.add(value),
            Bound::One(Value::Bytes(value)) => arguments.add(value),
            Bound::List(_) => return Err(DbError::InvalidArgument(format!("SQLite takes no lists: {text}"))),
        }
        .map_err(DbError::Encode)?;
    }
    Ok(arguments)
}

/// Values for a PostgreSQL server.
fn for_postgres(values: Vec<Bound>) -> Result<PgArguments, DbError> {
    let mut arguments = PgArguments::default();
    for value in values {
        match value {
            Bound::One(Value::Int(value)) => arguments.add(value),
            Bound::One(Value::Text(value)) => arguments.add(value),
            Bound::One(Value::Bytes(value)) => arguments.add(value),
            Bound::List(ColumnValues::Int(list)) => arguments.add(list),
            Bound::List(ColumnValues::Text(list)) => arguments.add(list),
            Bound::List(ColumnValues::Bytes(list)) => arguments.add(list),
        }
        .map_err(DbError::Encode)?;
    }
    Ok(arguments)
}

/// Runs one query on whichever engine `$on` is, with the values bound: `query` or `query_as`.
macro_rules! dispatch {
    ($statement:expr, $on:expr, $make:expr, |$query:ident, $executor:ident| $run:expr) => {{
        let _ = QUERIES.try_with(|queries| queries.set(queries.get() + 1));
        let Statement { text, values } = $statement;
        match $on {
            On::Db(db) => {
                patience::may_read()?;
                let outcome = match (&*db.reading_by, db.taking_time()) {
                    (ReadingBy::Sqlite(hand), _) => {
                        let $query = $make(AssertSqlSafe(text).into_sql_str(), for_sqlite(text, values)?);
                        async {
                            let mut held = hand.take(&db.reading).await?;
                            let $executor = &mut *held.connection;
                            let outcome = $run;
                            if outcome.is_ok() {
                                held.keep();
                            }
                            outcome
                        }
                        .await
                    }
                    (ReadingBy::Postgres(_), Some(slow)) => {
                        let $query = $make(AssertSqlSafe(text).into_sql_str(), for_postgres(values)?);
                        let $executor = slow;
                        db.answered(async { $run }).await
                    }
                    (ReadingBy::Postgres(hand), None) => {
                        let $query = $make(AssertSqlSafe(text).into_sql_str(), for_postgres(values)?);
                        let work = async {
                            let mut held = hand.take(&db.health).await?;
                            let $executor = &mut *held.connection;
                            let outcome = $run;
                            if outcome.is_ok() {
                                held.keep();
                            }
                            outcome
                        };
                        db.answered(work).await
                    }
                };
                outcome.inspect_err(|error| db.learn(error))
            }
            On::Tx(Tx::Sqlite { inner, about }) => {
                about.may_go_on()?;
                let Statement { text, values } = after_waiting(about, Statement { text, values });
                let $query = $make(AssertSqlSafe(text).into_sql_str(), for_sqlite(text, values)?);
                let $executor = &mut **inner;
                let outcome = $run;
                outcome.inspect_err(|error| about.learn(error))
            }
            On::Tx(Tx::Postgres { inner, about }) => {
                about.may_go_on()?;
                let $query = $make(AssertSqlSafe(text).into_sql_str(), for_postgres(values)?);
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

/// A statement together with those that wait for it, if any do: what it gives comes from the last of them.
fn after_waiting(about: &mut OpenChange, last: Statement) -> Statement {
    if about.waiting.is_empty() {
        return last;
    }
    let mut all = std::mem::take(&mut about.waiting);
    all.push(last);
    several::one(all)
}

/// Runs what waits for the next statement.
pub(super) async fn run_waiting(tx: &mut Tx) -> Result<(), DbError> {
    let Tx::Sqlite { about, .. } = tx else { return Ok(()) };
    match about.waiting.pop() {
        Some(last) => Box::pin(last.run_now(tx)).await.map(drop),
        None => Ok(()),
    }
}

impl Statement {
    /// A statement without values yet. Written with [`sql!`](crate::sql) everywhere but in `db`.
    pub fn new(text: &'static str) -> Self {
        Self { text, values: Vec::new() }
    }

    /// Gives the next `$n` its value.
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(Bound::One(value.into()));
        self
    }

    /// Gives the next `$n` a list, in a text made for PostgreSQL.
    pub(super) fn bind_list(mut self, list: ColumnValues) -> Self {
        self.values.push(Bound::List(list));
        self
    }

    /// Runs the statement together with whatever comes next in this change, at its end at the latest. On SQLite each
    /// statement is handed to a thread of its own and back, which takes longer than most statements do.
    ///
    /// # Errors
    /// When the record refuses the statement; here, or where the next one runs.
    pub async fn run_with_next(self, tx: &mut Tx) -> Result<(), DbError> {
        match tx {
            Tx::Sqlite { about, .. } => {
                about.may_go_on()?;
                about.waiting.push(self);
                // A text of hundreds of statements takes longer than they do, and each number of them is another text.
                if about.waiting.len() >= MOST_WAITING { run_waiting(tx).await } else { Ok(()) }
            }
            Tx::Postgres { .. } => self.run(tx).await.map(drop),
        }
    }

    /// Every row.
    ///
    /// # Errors
    /// When the record cannot be reached or refuses the statement.
    pub async fn all<'a, T: Record>(self, on: impl Into<On<'a>>) -> Result<Vec<T>, DbError> {
        let on = on.into();
        dispatch!(self, on, sqlx::query_as_with::<_, T, _>, |query, executor| query.fetch_all(executor).await)
    }

    /// Every row as a PostgreSQL server gives it, inside a change.
    pub(super) async fn postgres_rows(self, tx: &mut Tx) -> Result<Vec<PgRow>, DbError> {
        let Tx::Postgres { inner, about } = tx else { return Err(DbError::RowNotFound) };
        about.may_go_on()?;
        let query = sqlx::query_with(AssertSqlSafe(self.text).into_sql_str(), for_postgres(self.values)?);
        let outcome = about.answered(async { query.fetch_all(&mut **inner).await }).await;
        outcome.inspect_err(|error| {
            patience::learn_reading(error);
            about.learn(error);
        })
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// When the record cannot be reached or refuses the statement.
    pub async fn maybe<'a, T: Record>(self, on: impl Into<On<'a>>) -> Result<Option<T>, DbError> {
        let on = on.into();
        dispatch!(self, on, sqlx::query_as_with::<_, T, _>, |query, executor| query.fetch_optional(executor).await)
    }

    /// The one row there must be.
    ///
    /// # Errors
    /// Also when there is no row.
    pub async fn one<'a, T: Record>(self, on: impl Into<On<'a>>) -> Result<T, DbError> {
        let on = on.into();
        dispatch!(self, on, sqlx::query_as_with::<_, T, _>, |query, executor| query.fetch_one(executor).await)
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
        run_waiting(tx).await?;
        self.run_now(tx).await
    }

    async fn run_now(self, tx: &mut Tx) -> Result<u64, DbError> {
        let on = On::Tx(tx);
        dispatch!(self, on, sqlx::query_with, |query, executor| query
            .execute(executor)
            .await
            .map(|done| done.rows_affected()))
    }
}
