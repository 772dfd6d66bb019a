//! Connections to read by, kept in hand.
//!
//! A pool asks a connection whether it is still there each time it is put by, which costs as much as most readings. So what
//! reads takes connections out of the pool once and keeps them as long as all goes well. One that met trouble, that somebody
//! gave up waiting on, or that has lain idle goes back to the pool, which looks after it.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use sqlx::pool::PoolConnection;
use sqlx::{Database, Pool};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::DbError;
use super::patience::{Health, PATIENCE};

/// How long a connection may have lain idle and still be taken to be there.
const JUST_NOW: Duration = Duration::from_secs(1);

/// Connections in hand.
pub(super) struct Hand<DB: Database> {
    pool: Pool<DB>,
    places: Semaphore,
    idle: Mutex<Vec<Idle<DB>>>,
}

struct Idle<DB: Database> {
    connection: PoolConnection<DB>,
    taken: Instant,
    put_by: Instant,
}

/// A connection in use. Dropped, it goes back to the pool.
pub(super) struct HeldConnection<'a, DB: Database> {
    hand: &'a Hand<DB>,
    pub connection: PoolConnection<DB>,
    taken: Instant,
    _place: SemaphorePermit<'a>,
}

impl<DB: Database> Hand<DB> {
    /// At most so many connections of a pool, which must have some more for others.
    pub(super) fn new(pool: Pool<DB>, most: usize) -> Self {
        Self { pool, places: Semaphore::new(most), idle: Mutex::default() }
    }

    /// A connection, waited for no longer than a pool would.
    pub(super) async fn take(&self, health: &Health) -> Result<HeldConnection<'_, DB>, DbError> {
        if self.pool.is_closed() {
            return Err(DbError::PoolClosed);
        }
        let place = match self.places.try_acquire() {
            Ok(place) => place,
            Err(_) => match tokio::time::timeout(PATIENCE, self.places.acquire()).await {
                Ok(Ok(place)) => place,
                Ok(Err(_)) | Err(_) => return Err(DbError::PoolTimedOut),
            },
        };
        while let Some(Idle { connection, taken, put_by }) = self.last() {
            if put_by.elapsed() < JUST_NOW && !health.doubts(taken.elapsed()) {
                return Ok(HeldConnection { hand: self, connection, taken, _place: place });
            }
        }
        let connection = self.pool.acquire().await?;
        Ok(HeldConnection { hand: self, connection, taken: Instant::now(), _place: place })
    }

    fn last(&self) -> Option<Idle<DB>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    /// Lets go of every connection that is not in use, once the pool is closed.
    pub(super) fn let_go(&self) {
        while self.last().is_some() {}
    }
}

impl<DB: Database> HeldConnection<'_, DB> {
    /// Keeps the connection in hand: all went well with it.
    pub(super) fn keep(self) {
        let Self { hand, connection, taken, _place: place } = self;
        let mut idle = hand.idle.lock().unwrap_or_else(PoisonError::into_inner);
        // Asked while nobody else can let go of what is idle, so that a pool that is being closed gets every one.
        if !hand.pool.is_closed() {
            idle.push(Idle { connection, taken, put_by: Instant::now() });
        }
        drop(idle);
        drop(place);
    }
}
