//! What the two engines do differently, and nowhere else: search by words, one-at-a-time locks, and hearing
//! of changes that another program made.

mod hearing;

use std::time::Duration;

use sqlx::{AssertSqlSafe, SqlSafeStr};

pub use self::hearing::hear_other_writers;
pub(super) use self::hearing::{Announced, announce};

use super::change::Tx;
use super::patience::PATIENCE;
use super::pools::{Db, Engine};
use super::statement::{Record, Statement};
use super::{DbError, On};
use crate::folding;

/// Number of the lock that lets one program at a time append to the audit log.
const AUDIT_LOCK: i64 = 0x736f_756e_6401;

/// Number of the lock that lets one program at a time change votes and their counts.
const COUNTS_LOCK: i64 = 0x736f_756e_6402;

/// Number of the lock that lets one program at a time set the installation up.
const SETUP_LOCK: i64 = 0x736f_756e_6403;

/// The first of the numbers of turns.
const TURNS: i64 = 0x736f_756e_0000_0000;

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

const FORGET_CONSULTATION: Twin = Twin {
    sqlite: "DELETE FROM consultation_search WHERE rowid = $1",
    postgres: "DELETE FROM consultation_search WHERE rowid = $1",
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

/// Takes a consultation out of the search.
pub async fn forget_consultation(tx: &mut Tx, consultation: i64) -> Result<(), DbError> {
    let statement = FORGET_CONSULTATION.on(&On::Tx(tx));
    statement.bind(consultation).run(tx).await.map(drop)
}

/// Keeps the words a comment can be found by.
pub async fn index_comment(tx: &mut Tx, comment: i64, proposal: i64, text: &str) -> Result<(), DbError> {
    let statement = INDEX_COMMENT.on(&On::Tx(tx));
    statement.bind(comment).bind(folding::words_to_find(text)).bind(proposal).run_with_next(tx).await
}

/// Takes a comment out of the search.
pub async fn forget_comment(tx: &mut Tx, comment: i64) -> Result<(), DbError> {
    let statement = FORGET_COMMENT.on(&On::Tx(tx));
    statement.bind(comment).run(tx).await.map(drop)
}

#[derive(sqlx::FromRow)]
struct FoundRow {
    rowid: i64,
}

async fn found(statement: Statement, on: On<'_>) -> Result<Vec<i64>, DbError> {
    fn assert_record<T: Record>() {}
    assert_record::<FoundRow>();
    Ok(statement.all::<FoundRow>(on).await?.into_iter().map(|row| row.rowid).collect())
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

async fn lock(tx: &mut Tx, number: i64) -> Result<(), DbError> {
    if matches!(tx, Tx::Postgres { .. }) {
        Statement::new("SELECT pg_advisory_xact_lock($1)").bind(number).run(tx).await?;
    }
    Ok(())
}

async fn try_lock(tx: &mut Tx, number: i64) -> Result<bool, DbError> {
    let statement = Statement::new("SELECT CAST(CAST(pg_try_advisory_xact_lock($1) AS INTEGER) AS BIGINT)");
    Ok(statement.bind(number).number(tx).await? == 1)
}

/// Begins a change that only one program makes at a time: filling the demo, making the first administrator's link.
/// Waits for the others however long they take. SQLite has one writer, so it never has to.
pub async fn begin_setting_up(db: &Db) -> Result<Tx, DbError> {
    loop {
        let mut tx = db.begin().await?;
        if matches!(tx, Tx::Sqlite { .. }) || try_lock(&mut tx, SETUP_LOCK).await? {
            return Ok(tx);
        }
        tx.rollback().await?;
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
}

/// Work that one program at a time does, of all that share the record. Let go of when dropped.
pub struct Turn(#[expect(dead_code, reason = "kept for its lock, not for what it changes")] Option<Tx>);

/// Takes the turn at a piece of work, by its number; nothing when another program has it. One server alone has a SQLite
/// file, so there the turn is always to be had.
pub async fn take_turn(db: &Db, number: i64) -> Result<Option<Turn>, DbError> {
    if matches!(db.engine, Engine::Sqlite { .. }) {
        return Ok(Some(Turn(None)));
    }
    let mut tx = db.begin().await?;
    if !try_lock(&mut tx, TURNS.wrapping_add(number)).await? {
        return Ok(None);
    }
    // The work may take longer than a change is usually left open.
    Statement::new("SELECT set_config('idle_in_transaction_session_timeout', '0', true)").run(&mut tx).await?;
    Ok(Some(Turn(Some(tx))))
}

/// Waits until no other program is appending to the audit log. SQLite has one writer, so it never has to.
pub async fn lock_audit_log(tx: &mut Tx) -> Result<(), DbError> {
    lock(tx, AUDIT_LOCK).await
}

/// Waits until no other program is changing votes and their counts. SQLite has one writer, so it never has to.
pub async fn lock_counts(tx: &mut Tx) -> Result<(), DbError> {
    lock(tx, COUNTS_LOCK).await
}

/// The same for a change that touches these consultations only, of which other programs are told with the same statement.
pub async fn lock_counts_of(tx: &mut Tx, consultations: impl IntoIterator<Item = i64>) -> Result<(), DbError> {
    tx.touches_only(consultations);
    let Some(word) = tx.word_to_tell() else { return lock_counts(tx).await };
    let statement = Statement::new("SELECT pg_advisory_xact_lock($1), pg_notify($2, $3)");
    statement.bind(COUNTS_LOCK).bind(hearing::CHANNEL).bind(word).run(tx).await.map(drop)
}

/// Waits until no other program is counting the tries of this subject, so that a limit holds for tries at the same
/// moment too. SQLite has one writer, so it never has to.
pub async fn lock_tries(tx: &mut Tx, subject: &[u8]) -> Result<(), DbError> {
    if let Tx::Postgres { inner, .. } = tx {
        let (head, _) = subject.split_first_chunk::<8>().unwrap_or((&[0; 8], &[]));
        sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(i64::from_be_bytes(*head)).execute(&mut **inner).await?;
    }
    Ok(())
}

/// Makes what was erased leave the files for good: the log of changes is worked into the file and emptied, if nobody
/// reads an older state just now. PostgreSQL does this by itself.
pub async fn empty_change_log(db: &Db) -> Result<(), DbError> {
    let Engine::Sqlite { write, .. } = db.engine() else { return Ok(()) };
    let mut connection = write.acquire().await?;
    // Not at the cost of those who want to write: another time will do.
    sqlx::query("PRAGMA busy_timeout = 50").execute(&mut *connection).await?;
    let outcome = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_all(&mut *connection).await;
    let patience = format!("PRAGMA busy_timeout = {}", PATIENCE.as_millis());
    sqlx::query(AssertSqlSafe(patience).into_sql_str()).execute(&mut *connection).await?;
    outcome.map(drop)
}

/// What is wrong with the file itself, in the engine's words; nothing when all is well, or on PostgreSQL, which keeps its
/// own checksums and enforces its own references.
pub async fn damage(db: &Db) -> Result<Vec<String>, DbError> {
    let Engine::Sqlite { read, .. } = db.engine() else { return Ok(Vec::new()) };
    let mut connection = read.acquire().await?;
    let mut found: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check(20)").fetch_all(&mut *connection).await?;
    found.retain(|line| line != "ok");
    let loose: Vec<(String, Option<i64>, String)> =
        sqlx::query_as("SELECT \"table\", rowid, parent FROM pragma_foreign_key_check LIMIT 20")
            .fetch_all(&mut *connection)
            .await?;
    found.extend(loose.into_iter().map(|(table, row, parent)| {
        let row = row.map_or_else(|| "a row".to_owned(), |row| format!("row {row}"));
        format!("{row} of {table} refers to a row of {parent} that is not there")
    }));
    Ok(found)
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
