//! Whole tables out of the record and into it: for backups, and nothing else. It is the one place where SQL is
//! put together while the program runs, from names written in the program.

use futures::TryStreamExt;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Postgres, Row, SqlSafeStr, Sqlite, Transaction};

use super::DbError;
use super::change::Tx;
use super::pools::{Db, Engine};
use super::value::Value;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// Whole numbers: ids, times, money, flags.
    Int,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

/// A table of the record.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// The columns of its key, as they stand in `ORDER BY`.
    pub key: &'static str,
    /// Every column and what it holds.
    pub columns: &'static [(&'static str, ColumnType)],
}

impl Table {
    fn names(&self) -> String {
        self.columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }
}

/// The record as it is at one moment, however it changes meanwhile.
pub enum Snapshot {
    #[doc(hidden)]
    Sqlite(Transaction<'static, Sqlite>),
    #[doc(hidden)]
    Postgres(Transaction<'static, Postgres>),
}

/// Reads one row of either engine into values.
macro_rules! values {
    ($row:expr, $table:expr) => {
        $table
            .columns
            .iter()
            .enumerate()
            .map(|(place, (_, kind))| {
                Ok(match kind {
                    ColumnType::Int => Value::Int($row.try_get(place)?),
                    ColumnType::Text => Value::Text($row.try_get(place)?),
                    ColumnType::Bytes => Value::Bytes($row.try_get(place)?),
                })
            })
            .collect::<Result<Vec<Value>, DbError>>()
    };
}

fn sqlite_values(row: &SqliteRow, table: &Table) -> Result<Vec<Value>, DbError> {
    values!(row, table)
}

fn postgres_values(row: &PgRow, table: &Table) -> Result<Vec<Value>, DbError> {
    values!(row, table)
}

impl Snapshot {
    /// Takes hold of the record as it is now. Nobody who writes has to wait for it.
    ///
    /// # Errors
    /// When the record cannot be reached.
    pub async fn take(db: &Db) -> Result<Self, DbError> {
        match db.engine() {
            Engine::Sqlite { read, .. } => {
                let mut tx = read.begin().await?;
                // The moment is that of the first read.
                sqlx::query("SELECT COUNT(*) FROM sqlite_schema").execute(&mut *tx).await?;
                Ok(Self::Sqlite(tx))
            }
            Engine::Postgres(pool) => {
                let mut tx = pool.begin().await?;
                sqlx::query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY").execute(&mut *tx).await?;
                Ok(Self::Postgres(tx))
            }
        }
    }

    /// Gives each row of a table to `each`, in the order of its key, one at a time.
    ///
    /// # Errors
    /// When the record cannot be read, or whatever `each` answers.
    pub async fn rows<E: From<DbError>>(
        &mut self,
        table: &Table,
        mut each: impl FnMut(Vec<Value>) -> Result<(), E>,
    ) -> Result<(), E> {
        let text = format!("SELECT {} FROM {} ORDER BY {}", table.names(), table.name, table.key);
        match self {
            Self::Sqlite(tx) => {
                let mut rows = sqlx::query(AssertSqlSafe(text).into_sql_str()).fetch(&mut **tx);
                while let Some(row) = rows.try_next().await? {
                    each(sqlite_values(&row, table)?)?;
                }
            }
            Self::Postgres(tx) => {
                let mut rows = sqlx::query(AssertSqlSafe(text).into_sql_str()).fetch(&mut **tx);
                while let Some(row) = rows.try_next().await? {
                    each(postgres_values(&row, table)?)?;
                }
            }
        }
        Ok(())
    }

    /// The newest migration whose tables these are.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub async fn schema_version(&mut self) -> Result<i64, DbError> {
        let text = "SELECT CAST(COALESCE(MAX(version), 0) AS BIGINT) FROM _sqlx_migrations";
        match self {
            Self::Sqlite(tx) => sqlx::query_scalar(text).fetch_one(&mut **tx).await,
            Self::Postgres(tx) => sqlx::query_scalar(text).fetch_one(&mut **tx).await,
        }
    }
}

/// Runs a text made here, with values; says how many rows it changed.
async fn run(tx: &mut Tx, text: String, values: Vec<Value>) -> Result<u64, DbError> {
    macro_rules! bound {
        () => {{
            let mut query = sqlx::query(AssertSqlSafe(text).into_sql_str());
            for value in values {
                query = match value {
                    Value::Int(value) => query.bind(value),
                    Value::Text(value) => query.bind(value),
                    Value::Bytes(value) => query.bind(value),
                };
            }
            query
        }};
    }
    super::statement::run_waiting(tx).await?;
    Ok(match tx {
        Tx::Sqlite { inner, .. } => bound!().execute(&mut **inner).await?.rows_affected(),
        Tx::Postgres { inner, .. } => bound!().execute(&mut **inner).await?.rows_affected(),
    })
}

/// Whether a table has no rows.
///
/// # Errors
/// When the record cannot be read.
pub async fn is_empty(tx: &mut Tx, table: &Table) -> Result<bool, DbError> {
    let text = format!("SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 FROM {} LIMIT 1) AS first", table.name);
    super::statement::run_waiting(tx).await?;
    let found: i64 = match tx {
        Tx::Sqlite { inner, .. } => {
            sqlx::query_scalar(AssertSqlSafe(text).into_sql_str()).fetch_one(&mut **inner).await?
        }
        Tx::Postgres { inner, .. } => {
            sqlx::query_scalar(AssertSqlSafe(text).into_sql_str()).fetch_one(&mut **inner).await?
        }
    };
    Ok(found == 0)
}

/// How many rows go into one statement: few enough for either engine's limit on values.
pub const ROWS_AT_ONCE: usize = 50;

/// Writes rows, at most [`ROWS_AT_ONCE`] of them, each with a value for every column.
///
/// # Errors
/// When the record refuses one.
pub async fn insert(tx: &mut Tx, table: &Table, rows: Vec<Vec<Value>>) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    let width = table.columns.len();
    let groups: Vec<String> = (0..rows.len())
        .map(|row| {
            let marks: Vec<String> = (1..=width).map(|column| format!("${}", row * width + column)).collect();
            format!("({})", marks.join(", "))
        })
        .collect();
    let text = format!("INSERT INTO {} ({}) VALUES {}", table.name, table.names(), groups.join(", "));
    run(tx, text, rows.into_iter().flatten().collect()).await.map(drop)
}

/// Empties a table.
///
/// # Errors
/// When the record refuses it.
pub async fn clear(tx: &mut Tx, table: &Table) -> Result<(), DbError> {
    run(tx, format!("DELETE FROM {}", table.name), Vec::new()).await.map(drop)
}

/// Makes the next id of a table follow the highest there is. SQLite does so by itself.
///
/// # Errors
/// When the record refuses it.
pub async fn follow_ids(tx: &mut Tx, table: &Table) -> Result<(), DbError> {
    if !matches!(tx, Tx::Postgres { .. }) || !table.columns.iter().any(|(name, _)| *name == "id") {
        return Ok(());
    }
    // Nothing happens for a table whose id is not given by the engine.
    let text = format!(
        "SELECT setval(pg_get_serial_sequence('{name}', 'id'), COALESCE(MAX(id), 1), MAX(id) IS NOT NULL) FROM {name}",
        name = table.name
    );
    run(tx, text, Vec::new()).await.map(drop)
}

/// Makes the next account's number higher than this one too, whether or not anybody has it still.
///
/// # Errors
/// When the record refuses it.
pub async fn no_account_up_to(tx: &mut Tx, number: i64) -> Result<(), DbError> {
    let text = match tx {
        Tx::Sqlite { .. } => {
            "INSERT INTO sqlite_sequence (name, seq) SELECT 'accounts', $1 \
             WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'accounts')"
        }
        Tx::Postgres { .. } => {
            "SELECT setval(pg_get_serial_sequence('accounts', 'id'), $1) \
             WHERE $1 > (SELECT COALESCE(MAX(id), 0) FROM accounts)"
        }
    };
    run(tx, text.to_owned(), vec![number.into()]).await?;
    if matches!(tx, Tx::Sqlite { .. }) {
        let text = "UPDATE sqlite_sequence SET seq = $1 WHERE name = 'accounts' AND seq < $1";
        run(tx, text.to_owned(), vec![number.into()]).await?;
    }
    Ok(())
}

/// Every table with its columns, as the engine itself knows them.
///
/// # Errors
/// When the record cannot be read.
#[cfg(test)]
pub async fn schema(db: &Db) -> Result<Vec<(String, String)>, DbError> {
    match db.engine() {
        Engine::Sqlite { read, .. } => sqlx::query_as(
            "SELECT tables.name, columns.name FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns \
                 WHERE tables.type = 'table' AND tables.name NOT LIKE '%_search%' AND tables.name NOT LIKE 'sqlite_%' \
                   AND tables.name <> '_sqlx_migrations'",
        )
        .fetch_all(read)
        .await,
        Engine::Postgres(pool) => {
            sqlx::query_as(
                "SELECT table_name::text, column_name::text FROM information_schema.columns \
                 JOIN information_schema.tables USING (table_schema, table_name) \
                 WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name NOT LIKE '%_search' \
                   AND table_name <> '_sqlx_migrations'",
            )
            .fetch_all(pool)
            .await
        }
    }
}
