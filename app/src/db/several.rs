//! Several statements at once: each that is sent to the record alone costs a wait of its own, which for most is longer
//! than what they do. A SQLite file takes any number in one text; a PostgreSQL server is asked one after the other.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use futures::TryStreamExt;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Either, Executor, SqlSafeStr};

use super::statement::{Record, Statement, for_sqlite};
use super::{DbError, Tx};

/// Texts by the texts that they are made of, each known by where it lies. Bounded: a few for each kind of change.
static TEXTS: LazyLock<Mutex<HashMap<Vec<usize>, &'static str>>> = LazyLock::new(Mutex::default);

/// A text with its values counted on from where others end.
fn counted_on(text: &str, from: usize, whole: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (before, after) = rest.split_at(at + 1);
        whole.push_str(before);
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        let (number, after) = after.split_at(digits);
        match number.parse::<usize>() {
            Ok(number) => whole.push_str(&(number + from).to_string()),
            Err(_) => whole.push_str(number),
        }
        rest = after;
    }
    whole.push_str(rest);
}

/// Several statements as one, for SQLite.
pub(super) fn one(statements: Vec<Statement>) -> Statement {
    let key: Vec<usize> = statements.iter().map(|statement| statement.text.as_ptr() as usize).collect();
    let text = *TEXTS.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_insert_with(|| {
        let mut whole = String::new();
        let mut from = 0;
        for statement in &statements {
            if !whole.is_empty() {
                whole.push_str(";\n");
            }
            counted_on(statement.text, from, &mut whole);
            from += statement.values.len();
        }
        Box::leak(whole.into_boxed_str())
    });
    Statement { text, values: statements.into_iter().flat_map(|statement| statement.values).collect() }
}

/// What a statement gave.
pub enum StatementRows {
    /// It was not asked.
    Nothing,
    #[doc(hidden)]
    Sqlite(Vec<SqliteRow>),
    #[doc(hidden)]
    Postgres(Vec<PgRow>),
}

impl StatementRows {
    /// The rows.
    ///
    /// # Errors
    /// When they are not of this kind.
    pub fn all<T: Record>(self) -> Result<Vec<T>, DbError> {
        match self {
            Self::Nothing => Ok(Vec::new()),
            Self::Sqlite(rows) => rows.iter().map(T::from_row).collect(),
            Self::Postgres(rows) => rows.iter().map(T::from_row).collect(),
        }
    }
}

/// Reads with several statements inside a change, none of which needs to know what another gives. One that is not there is
/// not asked.
///
/// # Errors
/// When the record cannot be reached or refuses one of them.
pub async fn together<const N: usize>(
    tx: &mut Tx,
    asked: [Option<Statement>; N],
) -> Result<[StatementRows; N], DbError> {
    match tx {
        Tx::Postgres { .. } => {
            let mut found = Vec::with_capacity(N);
            for statement in asked {
                found.push(match statement {
                    Some(statement) => StatementRows::Postgres(statement.postgres_rows(tx).await?),
                    None => StatementRows::Nothing,
                });
            }
            Ok(in_order(found))
        }
        Tx::Sqlite { inner, about } => {
            about.may_go_on()?;
            let there = asked.each_ref().map(Option::is_some);
            let mut all = std::mem::take(&mut about.waiting);
            let before = all.len();
            all.extend(asked.into_iter().flatten());
            let mut groups: Vec<Vec<SqliteRow>> = Vec::from([Vec::new()]);
            if !all.is_empty() {
                let Statement { text, values } = one(all);
                let query = sqlx::query_with(AssertSqlSafe(text).into_sql_str(), for_sqlite(text, values)?);
                let mut rows = (&mut **inner).fetch_many(query);
                let outcome = async {
                    while let Some(next) = rows.try_next().await? {
                        match next {
                            Either::Left(_) => groups.push(Vec::new()),
                            Either::Right(row) => {
                                if let Some(group) = groups.last_mut() {
                                    group.push(row);
                                }
                            }
                        }
                    }
                    Ok::<_, DbError>(())
                };
                outcome.await.inspect_err(|error| about.learn(error))?;
            }
            let mut groups = groups.into_iter().skip(before);
            let found = there.into_iter().map(|there| {
                if there { StatementRows::Sqlite(groups.next().unwrap_or_default()) } else { StatementRows::Nothing }
            });
            Ok(in_order(found.collect()))
        }
    }
}

/// As many as were asked for, in the same order.
fn in_order<const N: usize>(found: Vec<StatementRows>) -> [StatementRows; N] {
    let mut found = found.into_iter();
    std::array::from_fn(|_| found.next().unwrap_or(StatementRows::Nothing))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_counted_on_from_one_statement_to_the_next() {
        let first = Statement::new("UPDATE a SET b = $2 WHERE c = $1 AND d = '£$'").bind(1).bind(2);
        let whole = one(vec![first, Statement::new("SELECT $1, $12, $1").bind(3)]);
        assert_eq!(whole.text, "UPDATE a SET b = $2 WHERE c = $1 AND d = '£$';\nSELECT $3, $14, $3");
        assert_eq!(whole.values.len(), 3);
    }
}
