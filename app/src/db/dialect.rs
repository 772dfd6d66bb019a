//! What the two engines do differently, and nowhere else: search by words, one-at-a-time locks, and hearing
//! of changes that another program made.

use std::time::Duration;

use sqlx::postgres::PgListener;

use super::pools::{Db, Engine, Tx};
use super::statement::{Record, Statement};
use super::{DbError, On};
use crate::folding;

/// The channel on which programs sharing a PostgreSQL record tell each other of changes.
const CHANNEL: &str = "soundings_changed";

/// Number of the lock that lets one program at a time append to the audit log.
const AUDIT_LOCK: i64 = 0x736f_756e_6401;

/// Number of the lock that lets one program at a time change votes and their counts.
const COUNTS_LOCK: i64 = 0x736f_756e_6402;

/// A statement that differs between the engines. Both texts take the same values.
struct Twin {
    sqlite: &'static str,
    postgres: &'static str,
}

impl Twin {
    fn on(&self, on: &On<'_>) -> Statement {
        Statement::new(match on {
            On::Db(db) => match db.engine {
                Engine::Sqlite { .. } => self.sqlite,
                Engine::Postgres(_) => self.postgres,
            },
            On::Tx(Tx::Sqlite { .. }) => self.sqlite,
            On::Tx(Tx::Postgres { .. }) => self.postgres,
        })
    }
}

const INDEX_CONSULTATION: Twin = Twin {
    sqlite: "INSERT OR REPLACE INTO consultation_search (rowid, words) VALUES ($1, $2)",
    postgres: "INSERT INTO consultation_search (rowid, words) VALUES ($1, to_tsvector('english', $2)) \
               ON CONFLICT (rowid) DO UPDATE SET words = excluded.words",
};

const INDEX_COMMENT: Twin = Twin {
    sqlite: "INSERT OR REPLACE INTO comment_search (rowid, words, proposal_id) VALUES ($1, $2, $3)",
    postgres: "INSERT INTO comment_search (rowid, words, proposal_id) VALUES ($1, to_tsvector('english', $2), $3) \
               ON CONFLICT (rowid) DO UPDATE SET words = excluded.words",
};

const FORGET_COMMENT: Twin = Twin {
    sqlite: "DELETE FROM comment_search WHERE rowid = $1",
    postgres: "DELETE FROM comment_search WHERE rowid = $1",
};

const FIND_CONSULTATIONS: Twin = Twin {
    sqlite: "SELECT rowid FROM consultation_search WHERE consultation_search MATCH $1 ORDER BY rank LIMIT 200",
    postgres: "SELECT rowid FROM consultation_search, to_tsquery('english', $1) AS query \
               WHERE words @@ query ORDER BY ts_rank(words, query) DESC LIMIT 200",
};

const FIND_COMMENTS: Twin = Twin {
    sqlite: "SELECT rowid FROM comment_search WHERE comment_search MATCH $1 AND proposal_id = $2 ORDER BY rank LIMIT $3",
    postgres: "SELECT rowid FROM comment_search, to_tsquery('english', $1) AS query \
               WHERE words @@ query AND proposal_id = $2 ORDER BY ts_rank(words, query) DESC LIMIT $3",
};

const FIND_ANY_COMMENTS: Twin = Twin {
    sqlite: "SELECT rowid FROM comment_search WHERE comment_search MATCH $1 ORDER BY rowid DESC LIMIT $2",
    postgres: "SELECT rowid FROM comment_search WHERE words @@ to_tsquery('english', $1) ORDER BY rowid DESC LIMIT $2",
};

fn query(on: &On<'_>, words: &[String], all: bool) -> String {
    let sqlite = matches!(on, On::Db(Db { engine: Engine::Sqlite { .. }, .. }) | On::Tx(Tx::Sqlite { .. }));
    let quoted = words.iter().map(|word| if sqlite { format!("\"{word}\"*") } else { format!("{word}:*") });
    let between = match (sqlite, all) {
        (true, true) => " AND ",
        (true, false) => " OR ",
        (false, true) => " & ",
        (false, false) => " | ",
    };
    quoted.collect::<Vec<_>>().join(between)
}

/// Keeps the words a consultation can be found by.
pub async fn index_consultation(tx: &mut Tx, consultation: i64, text: &str) -> Result<(), DbError> {
    let statement = INDEX_CONSULTATION.on(&On::Tx(tx));
    statement.bind(consultation).bind(folding::words_to_find(text)).run(tx).await.map(drop)
}

/// Keeps the words a comment can be found by.
pub async fn index_comment(tx: &mut Tx, comment: i64, proposal: i64, text: &str) -> Result<(), DbError> {
    let statement = INDEX_COMMENT.on(&On::Tx(tx));
    statement.bind(comment).bind(folding::words_to_find(text)).bind(proposal).run(tx).await.map(drop)
}

/// Takes a comment out of the search.
pub async fn forget_comment(tx: &mut Tx, comment: i64) -> Result<(), DbError> {
    let statement = FORGET_COMMENT.on(&On::Tx(tx));
    statement.bind(comment).run(tx).await.map(drop)
}

#[derive(sqlx::FromRow)]
struct Found {
    rowid: i64,
}

async fn found(statement: Statement, on: On<'_>) -> Result<Vec<i64>, DbError> {
    fn assert_record<T: Record>() {}
    assert_record::<Found>();
    Ok(statement.all::<Found>(on).await?.into_iter().map(|row| row.rowid).collect())
}

/// Ids of consultations that have all these words (or words that begin so), best match first.
pub async fn find_consultations(on: impl Into<On<'_>>, text: &str) -> Result<Vec<i64>, DbError> {
    let on = on.into();
    let words = folding::words(text);
    if words.is_empty() {
        return Ok(Vec::new());
    }
    found(FIND_CONSULTATIONS.on(&on).bind(query(&on, &words, true)), on).await
}

/// Ids of a proposal's comments that share words with a text, most alike first.
pub async fn find_similar_comments(
    on: impl Into<On<'_>>,
    proposal: i64,
    text: &str,
    most: i64,
) -> Result<Vec<i64>, DbError> {
    let on = on.into();
    // Short words (the, and, of) would match everything.
    let words: Vec<String> = folding::words(text).into_iter().filter(|word| word.chars().count() > 3).collect();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    found(FIND_COMMENTS.on(&on).bind(query(&on, &words, false)).bind(proposal).bind(most), on).await
}

/// Ids of comments on any proposal that have all these words (or words that begin so), newest first.
pub async fn find_comments(on: impl Into<On<'_>>, text: &str, most: i64) -> Result<Vec<i64>, DbError> {
    let on = on.into();
    let words = folding::words(text);
    if words.is_empty() {
        return Ok(Vec::new());
    }
    found(FIND_ANY_COMMENTS.on(&on).bind(query(&on, &words, true)).bind(most), on).await
}

/// Waits until no other program is appending to the audit log. SQLite has one writer, so it never has to.
pub async fn lock_audit_log(tx: &mut Tx) -> Result<(), DbError> {
    if let Tx::Postgres { inner, .. } = tx {
        sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(AUDIT_LOCK).execute(&mut **inner).await?;
    }
    Ok(())
}

/// Waits until no other program is changing votes and their counts. SQLite has one writer, so it never has to.
pub async fn lock_counts(tx: &mut Tx) -> Result<(), DbError> {
    if let Tx::Postgres { inner, .. } = tx {
        sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(COUNTS_LOCK).execute(&mut **inner).await?;
    }
    Ok(())
}

/// Tells other programs that share the record of this change, once it is committed.
pub(super) async fn announce(tx: &mut Tx) -> Result<(), DbError> {
    if let Tx::Postgres { inner, .. } = tx {
        sqlx::query("SELECT pg_notify($1, '')").bind(CHANNEL).execute(&mut **inner).await?;
    }
    Ok(())
}

/// Hears of changes made by other programs, and lets kept pages know within a second. Runs until dropped.
pub async fn hear_other_writers(db: Db) {
    match db.engine().clone() {
        Engine::Sqlite { read, .. } => {
            let mut last = None;
            // One connection of its own: the number is only comparable on the same connection.
            let Ok(mut connection) = read.acquire().await else { return };
            loop {
                tokio::time::sleep(Duration::from_millis(500)).await;
                let seen = sqlx::query_scalar::<_, i64>("PRAGMA data_version").fetch_one(&mut *connection).await;
                match seen {
                    // The first look counts as a change: something may have been written, and a page kept, before it.
                    Ok(seen) if last.replace(seen) != Some(seen) => db.touch(),
                    Ok(_) => {}
                    Err(error) => tracing::warn!(%error, "could not look for other writers"),
                }
            }
        }
        Engine::Postgres(pool) => loop {
            match PgListener::connect_with(&pool).await {
                Ok(mut listener) => {
                    if listener.listen(CHANNEL).await.is_ok() {
                        db.touch();
                        while listener.recv().await.is_ok() {
                            db.touch();
                        }
                    }
                }
                Err(error) => tracing::warn!(%error, "could not listen for other writers"),
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        },
    }
}

/// Every text that differs between the engines, for the test that prepares them all.
pub fn texts(engine: &Engine) -> Vec<&'static str> {
    [INDEX_CONSULTATION, INDEX_COMMENT, FORGET_COMMENT, FIND_CONSULTATIONS, FIND_COMMENTS, FIND_ANY_COMMENTS]
        .map(|twin| match engine {
            Engine::Sqlite { .. } => twin.sqlite,
            Engine::Postgres(_) => twin.postgres,
        })
        .to_vec()
}

/// Asks the engine to prepare a text, as a proof that it understands it.
///
/// # Errors
/// When the engine does not.
pub async fn prepare(db: &Db, text: &'static str) -> Result<(), DbError> {
    use sqlx::{Executor, SqlSafeStr};
    match db.engine() {
        Engine::Sqlite { write, .. } => write.acquire().await?.prepare(text.into_sql_str()).await.map(drop),
        Engine::Postgres(pool) => pool.acquire().await?.prepare(text.into_sql_str()).await.map(drop),
    }
}
