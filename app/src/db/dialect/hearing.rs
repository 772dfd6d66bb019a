//! How programs that share a record hear of each other's changes, so that none of them shows an old page for longer
//! than a second.
//!
//! On PostgreSQL each change is announced with what it touches, and with the mark of whoever made it: a program knows of
//! its own already. A SQLite file only says that somebody else changed it, not what.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::PgListener;
use sqlx::{Sqlite, SqlitePool};

use super::super::change::Tx;
use super::super::patience::PATIENCE;
use super::super::pools::{Db, Engine};
use super::super::statement::Statement;
use super::DbError;

/// The channel on which programs sharing a PostgreSQL record tell each other of changes.
pub(super) const CHANNEL: &str = "soundings_changed";

/// How long the line on which other programs are heard may be silent before it is asked whether it is still there.
const SILENCE: Duration = Duration::from_secs(15);

/// How often a SQLite file is asked whether it changed.
const LOOK: Duration = Duration::from_millis(500);

/// How long the connection that writes a SQLite file is waited for, to learn whose a change was.
const WHOSE: Duration = Duration::from_millis(200);

/// The most consultations named in an announcement: it may have 8,000 bytes. More than these is anything.
const NAMED: usize = 300;

/// The mark of this program on what it announces: that of the connection by which it listens, which no other has. None
/// while it does not listen; then what it announces is everybody's news, its own too once it listens again.
#[derive(Clone, Default)]
pub(in crate::db) struct Announced(Arc<RwLock<Option<String>>>);

impl Announced {
    fn set(&self, mark: Option<String>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = mark;
    }

    /// Takes another mark, so that what was announced before counts as somebody else's news: of a change of which nobody
    /// knows whether it lasts, the server's word is the first that is sure.
    pub(crate) fn renew(&self) {
        if let Some(mark) = self.0.write().unwrap_or_else(PoisonError::into_inner).as_mut() {
            mark.push('.');
        }
    }

    /// What to announce of a change that touches only these consultations, or anything.
    pub(crate) fn word(&self, only: Option<&[i64]>) -> String {
        let mark = self.0.read().unwrap_or_else(PoisonError::into_inner).clone().unwrap_or_default();
        match only.filter(|only| only.len() <= NAMED) {
            None => mark,
            Some(only) => {
                let numbers: Vec<String> = only.iter().map(i64::to_string).collect();
                format!("{mark}={}", numbers.join(","))
            }
        }
    }

    /// Whether this program announced a word itself.
    fn is_own(&self, word: &str) -> bool {
        let whose = word.split('=').next().unwrap_or("");
        !whose.is_empty() && self.0.read().unwrap_or_else(PoisonError::into_inner).as_deref() == Some(whose)
    }
}

/// The consultations that an announced change touches; none when it may have touched anything, or is not understood.
fn named(word: &str) -> Option<Vec<i64>> {
    let (_, numbers) = word.split_once('=')?;
    numbers.split(',').filter(|number| !number.is_empty()).map(|number| number.parse().ok()).collect()
}

/// Tells other programs that share the record of this change, once it is committed.
pub(in crate::db) async fn announce(tx: &mut Tx, word: String) -> Result<(), DbError> {
    Statement::new("SELECT pg_notify($1, $2)").bind(CHANNEL).bind(word).run(tx).await.map(drop)
}

/// Hears of changes made by other programs, and lets kept pages know within a second. Runs until dropped.
pub async fn hear_other_writers(db: Db) {
    match db.engine().clone() {
        Engine::Sqlite { read, write } => loop {
            // One connection of its own: the number is only comparable on the same connection.
            match read.acquire().await {
                Ok(connection) => look(&db, connection, &write).await,
                Err(error) => tracing::warn!(%error, "could not look for other writers"),
            }
            db.touch();
            tokio::time::sleep(Duration::from_secs(1)).await;
        },
        Engine::Postgres(pool) => loop {
            match tokio::time::timeout(PATIENCE, PgListener::connect_with(&pool)).await {
                Ok(Ok(mut listener)) => {
                    if let Ok(Ok(mark)) = tokio::time::timeout(PATIENCE, begin_to_listen(&mut listener)).await {
                        db.announced.set(Some(mark));
                        db.touch();
                        listen(&db, &mut listener).await;
                        db.announced.set(None);
                    }
                }
                Ok(Err(error)) => tracing::warn!(%error, "could not listen for other writers"),
                Err(_) => tracing::warn!("could not listen for other writers: the database server does not answer"),
            }
            // What was not heard meanwhile may have changed anything.
            db.touch();
            tokio::time::sleep(Duration::from_secs(1)).await;
        },
    }
}

/// The number that a connection to a SQLite file sees change with every change made by another connection.
async fn data_version(connection: &mut PoolConnection<Sqlite>) -> Result<i64, DbError> {
    sqlx::query_scalar("PRAGMA data_version").fetch_one(&mut **connection).await
}

/// Looks for changes of a SQLite file until it cannot be read.
async fn look(db: &Db, mut connection: PoolConnection<Sqlite>, write: &SqlitePool) {
    let (mut last, mut others) = (None, None);
    loop {
        match data_version(&mut connection).await {
            Ok(seen) if last.replace(seen) != Some(seen) => {
                // It changed, and most changes are this program's own, which it knows of. The connection that made all of
                // those sees only what others change. Where it cannot be asked, anything may have changed; so too at the
                // first look, since something may have been written, and a page kept, before it.
                let now = changes_by_others(db, write).await;
                if now.is_none() || now != others {
                    db.touch();
                }
                others = now.or(others);
            }
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "could not look for other writers");
                db.learn(&error);
                return;
            }
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// What the connection that writes sees of changes by others, and which connection that is.
async fn changes_by_others(db: &Db, write: &SqlitePool) -> Option<(u64, i64)> {
    let mut connection = tokio::time::timeout(WHOSE, write.acquire()).await.ok()?.ok()?;
    let seen = data_version(&mut connection).await.ok()?;
    Some((db.writers.load(Ordering::SeqCst), seen))
}

/// Listens from now on; gives the mark of the connection that does, which no other has had or will have.
async fn begin_to_listen(listener: &mut PgListener) -> Result<String, DbError> {
    listener.listen(CHANNEL).await?;
    sqlx::query_scalar(
        "SELECT pid || '-' || CAST(extract(epoch FROM backend_start) * 1000000 AS BIGINT) \
         FROM pg_stat_activity WHERE pid = pg_backend_pid()",
    )
    .fetch_one(listener)
    .await
}

/// Listens until the line breaks. A line on which nothing is heard for a while is asked whether it is still there: a
/// network that swallows everything looks just like nothing to say.
async fn listen(db: &Db, listener: &mut PgListener) {
    loop {
        match tokio::time::timeout(SILENCE, listener.try_recv()).await {
            Ok(Ok(Some(news))) => match named(news.payload()) {
                _ if db.announced.is_own(news.payload()) => {}
                Some(consultations) => db.touch_only(&consultations),
                None => db.touch(),
            },
            Ok(Ok(None) | Err(_)) => return,
            Err(_) => {
                let there = sqlx::query("SELECT 1").execute(&mut *listener);
                if !matches!(tokio::time::timeout(PATIENCE, there).await, Ok(Ok(_))) {
                    tracing::warn!("the database server does not answer");
                    return;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_announced_says_whose_it_is_and_what_it_touches() {
        let (ours, theirs) = (Announced::default(), Announced::default());
        let heard = |word: &str| (ours.is_own(word), named(word));
        // Nobody listens yet.
        assert_eq!(heard(&ours.word(None)), (false, None));
        ours.set(Some("7-1".to_owned()));
        theirs.set(Some("8-1".to_owned()));
        assert_eq!(heard(&ours.word(None)), (true, None));
        assert_eq!(heard(&ours.word(Some(&[3, 4]))), (true, Some(vec![3, 4])));
        assert_eq!(heard(&theirs.word(Some(&[3, 4]))), (false, Some(vec![3, 4])));
        assert_eq!(heard(&theirs.word(Some(&[]))), (false, Some(vec![])));
        assert_eq!(heard(&theirs.word(None)), (false, None));
        let many: Vec<i64> = (0..1_000).collect();
        assert_eq!(heard(&theirs.word(Some(&many))), (false, None), "too many to name are anything");
        let unsure = ours.word(Some(&[3]));
        ours.renew();
        assert_eq!(heard(&unsure), (false, Some(vec![3])), "it may last only now");
        assert_eq!(heard(&ours.word(Some(&[3]))), (true, Some(vec![3])));
        assert_eq!(heard("8-1=3,x"), (false, None), "what is not understood is anything");
        assert_eq!(heard(""), (false, None), "an older program says nothing");
    }
}
