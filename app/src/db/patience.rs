//! How long anybody waits for the record, and what is done about a connection that can no longer be relied on.
//!
//! A visitor waits once: as soon as a request has learned that the record does not answer, whatever else the request
//! asks of it is refused at once, so that the page which says so comes without a second wait and a third. A connection
//! that met a full disk, a failing file or a silent server is replaced by a new one before it is used again.

use std::cell::Cell;
use std::future::Future;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::DbError;

/// How long a request waits for a connection or a lock before the visitor is told that the record is busy.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);
/// How long a database server may work on one statement of the site.
pub(super) const STATEMENT: Duration = Duration::from_secs(15);
/// How long the site waits for a server's answer: a little longer than the server itself takes to give up.
pub(super) const ANSWER: Duration = Duration::from_secs(17);
/// How long the site waits for an answer that is known to take time.
pub(super) const LONG: Duration = Duration::from_secs(900);
/// How long a connection that was put by may take to say that it is still there.
pub(super) const GONE: Duration = Duration::from_secs(2);

/// Whom a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wait {
    /// For visitors.
    AsVisitorsDo,
    /// For a command: a backup, a recount, a migration.
    AsLongAsItTakes,
}

/// The record did not say whether a change was made.
#[derive(Debug, thiserror::Error)]
#[error("the database did not say whether the change was made")]
struct Unsure;

/// Whether a change may have been made or not: the record fell silent just when it was to last.
pub fn is_unsure(error: &DbError) -> bool {
    matches!(error, DbError::Io(inner) if inner.get_ref().is_some_and(|inner| inner.is::<Unsure>()))
}

/// A server that does not answer.
pub(super) fn silent() -> DbError {
    DbError::Io(io::Error::new(io::ErrorKind::TimedOut, "the database server does not answer"))
}

/// The primary code of a SQLite error.
pub(super) fn sqlite_code(error: &DbError) -> Option<u32> {
    let DbError::Database(inner) = error else { return None };
    let code = inner.code().filter(|code| code.len() < 5)?;
    code.parse::<u32>().ok().map(|code| code & 0xff)
}

/// Whether an error says that a connection may not be what it seems, as opposed to a statement that was refused.
pub(super) fn is_trouble(error: &DbError) -> bool {
    match error {
        DbError::Io(_)
        | DbError::Tls(_)
        | DbError::Protocol(_)
        | DbError::WorkerCrashed
        | DbError::BeginFailed
        | DbError::InvalidSavePointStatement => true,
        DbError::Database(inner) => match sqlite_code(error) {
            // NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB.
            Some(code) => matches!(code, 7 | 8 | 10 | 11 | 13 | 14 | 15 | 26),
            None => inner.code().is_some_and(|code| code.starts_with("08") || code.starts_with("57P")),
        },
        _ => false,
    }
}

/// Whether somebody waited for the record in vain.
fn is_a_wait(error: &DbError) -> bool {
    match error {
        DbError::Io(_) | DbError::PoolTimedOut | DbError::PoolClosed | DbError::WorkerCrashed => true,
        // BUSY, LOCKED; a lock or a statement that took too long.
        DbError::Database(inner) => match sqlite_code(error) {
            Some(code) => matches!(code, 5 | 6),
            None => {
                inner.code().is_some_and(|code| code == "55P03" || code.starts_with("57") || code.starts_with("08"))
            }
        },
        _ => false,
    }
}

/// How the connections of a pool are.
#[derive(Clone, Default)]
pub(super) struct Health(Arc<Mutex<PatienceState>>);

#[derive(Clone, Copy, Default)]
struct PatienceState {
    /// Connections made before this moment are not used any more.
    doubted: Option<Instant>,
    /// A change failed, and none has lasted since.
    failing: bool,
}

impl Health {
    fn with<T>(&self, look: impl FnOnce(&mut PatienceState) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits for a server's answer no longer than `most`.
    pub(super) async fn answered<T>(
        &self,
        most: Option<Duration>,
        work: impl Future<Output = Result<T, DbError>>,
    ) -> Result<T, DbError> {
        let Some(most) = most else { return work.await };
        let mut work = std::pin::pin!(work);
        match tokio::time::timeout(most, work.as_mut()).await {
            Ok(outcome) => outcome,
            Err(_) => {
                // Before the work lets go of its connection, which must not be asked politely whether it is there.
                self.doubt();
                Err(silent())
            }
        }
    }

    /// Waits for a change to last. When the server falls silent now, nobody knows whether it does.
    pub(super) async fn committed(
        &self,
        most: Option<Duration>,
        work: impl Future<Output = Result<(), DbError>>,
    ) -> Result<(), DbError> {
        match self.answered(most, work).await {
            Err(error) if is_trouble(&error) => {
                tracing::error!(%error, "the database did not say whether a change was made");
                Err(DbError::Io(io::Error::other(Unsure)))
            }
            outcome => outcome,
        }
    }

    /// Asks a connection whether it is still there.
    pub(super) async fn ask(&self, ping: impl Future<Output = Result<(), DbError>>) -> Result<bool, DbError> {
        match tokio::time::timeout(GONE, ping).await {
            Ok(Ok(())) => Ok(true),
            Ok(Err(error)) => {
                self.doubt();
                Err(error)
            }
            Err(_) => {
                self.doubt();
                Err(silent())
            }
        }
    }

    /// Whether a connection of this age is from before something went wrong.
    pub(super) fn doubts(&self, age: Duration) -> bool {
        self.with(|state| state.doubted.is_some_and(|since| age >= since.elapsed()))
    }

    /// Lets every connection be replaced before it is used again.
    pub(super) fn doubt(&self) {
        self.with(|state| state.doubted = Some(Instant::now()));
    }

    /// Takes note of an error.
    pub(super) fn learn(&self, error: &DbError) {
        if is_trouble(error) {
            self.with(|state| *state = PatienceState { doubted: Some(Instant::now()), failing: true });
        }
    }

    /// A change lasted.
    pub(super) fn worked(&self) {
        self.with(|state| state.failing = false);
    }

    /// Whether a change failed and none has lasted since.
    pub(super) fn failing(&self) -> bool {
        self.with(|state| state.failing)
    }
}

/// What a request has learned about the record.
#[derive(Clone, Copy, Default)]
struct LearnedFaults {
    cannot_read: bool,
    cannot_change: bool,
}

tokio::task_local! {
    static KNOWN: Cell<LearnedFaults>;
}

/// Does one request's work, which waits for the record in vain once at most.
pub async fn waiting_once<T>(work: impl Future<Output = T>) -> T {
    // A form that waited for its author to sign in is sent on inside the request that signs them in.
    if KNOWN.try_with(|_| ()).is_ok() { work.await } else { KNOWN.scope(Cell::default(), work).await }
}

tokio::task_local! {
    static TAKES_TIME: ();
}

/// Does work whose readings may take as long as they need: an opinion map of a hundred thousand people, a file of all
/// answers. They go by connections of their own, so that no visitor waits for them either.
pub async fn taking_time<T>(work: impl Future<Output = T>) -> T {
    TAKES_TIME.scope((), work).await
}

pub(super) fn takes_time() -> bool {
    TAKES_TIME.try_with(|()| ()).is_ok()
}

fn known() -> LearnedFaults {
    KNOWN.try_with(Cell::get).unwrap_or_default()
}

/// # Errors
/// When this request has waited for the record in vain already.
pub(super) fn may_read() -> Result<(), DbError> {
    if known().cannot_read { Err(DbError::PoolTimedOut) } else { Ok(()) }
}

/// Whether this request has waited in vain to change something already.
pub fn cannot_change() -> bool {
    may_change().is_err()
}

/// # Errors
/// When this request has waited in vain to change something already.
pub(super) fn may_change() -> Result<(), DbError> {
    let known = known();
    if known.cannot_read || known.cannot_change { Err(DbError::PoolTimedOut) } else { Ok(()) }
}

pub(super) fn learn_reading(error: &DbError) {
    if is_a_wait(error) {
        out_of_reach();
    }
}

/// The record is out of reach of this request, as somebody who asked for it has learned.
pub fn out_of_reach() {
    let _ = KNOWN.try_with(|cell| cell.set(LearnedFaults { cannot_read: true, cannot_change: true }));
}

/// Only changing is out of reach: a SQLite file can still be read.
pub(super) fn learn_changing(error: &DbError) {
    if is_a_wait(error) {
        let _ = KNOWN.try_with(|cell| cell.set(LearnedFaults { cannot_change: true, ..cell.get() }));
    }
}
