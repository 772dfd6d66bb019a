//! Opening the record, reading from it and changing it.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgConnection, PgPool, Postgres, Sqlite, SqlitePool, Transaction};
use tokio::sync::watch;

use super::DbError;

static SQLITE_MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../migrations/sqlite");
static POSTGRES_MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../migrations/postgres");

/// How long a request waits for the record before the visitor is told that it is busy.
const PATIENCE: Duration = Duration::from_secs(5);

/// The two engines.
#[derive(Clone)]
pub enum Engine {
    /// One file: one connection that writes, many that only read.
    Sqlite {
        /// The single writer.
        write: SqlitePool,
        /// Read-only connections.
        read: SqlitePool,
    },
    /// A server shared by several machines.
    Postgres(PgPool),
}

/// The record, and a number that grows with every change to it so that kept pages know when they are stale.
#[derive(Clone)]
pub struct Db {
    pub(super) engine: Engine,
    version: watch::Sender<u64>,
}

/// Why the record could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The address is neither a SQLite file nor a PostgreSQL URL.
    #[error("the database URL {0:?} is not understood: use sqlite:FILE or postgres://USER:PASSWORD@HOST/NAME")]
    Url(String),
    /// The engine answered with an error.
    #[error("the database could not be opened: {0}")]
    Engine(#[from] DbError),
    /// The tables could not be brought up to date.
    #[error("the database could not be brought up to date: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
}

impl Db {
    /// Opens the record named by a URL: `sqlite:FILE` or `postgres://…`. Creates a SQLite file that is not there.
    ///
    /// # Errors
    /// When the URL is not understood or the engine cannot be reached.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            return Self::open_file(Path::new(path)).await;
        }
        if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            return Err(OpenError::Url(url.to_owned()));
        }
        let options = PgConnectOptions::from_str(url)?.application_name("soundings");
        let pool = PgPoolOptions::new()
            .max_connections(16)
            .acquire_timeout(PATIENCE)
            .after_connect(|connection, _| Box::pin(wait_for_locks(connection, PATIENCE)))
            .connect_with(options)
            .await?;
        Ok(Self::over(Engine::Postgres(pool)))
    }

    /// Opens (or creates) a record in one SQLite file.
    ///
    /// # Errors
    /// When the file cannot be opened or is not a database.
    pub async fn open_file(path: &Path) -> Result<Self, OpenError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // What a person was told is recorded must survive a power cut.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE)
            .statement_cache_capacity(512)
            // A whole page of rows at once: the reading thread then need not wait for the request's.
            .row_buffer_size(256)
            .pragma("temp_store", "memory")
            .pragma("mmap_size", "268435456");
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .min_connections(1)
            .acquire_timeout(PATIENCE)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .connect_with(options.clone())
            .await?;
        let read = SqlitePoolOptions::new()
            .max_connections(readers())
            .acquire_timeout(PATIENCE)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .connect_with(options.create_if_missing(false).read_only(true))
            .await?;
        Ok(Self::over(Engine::Sqlite { write, read }))
    }

    fn over(engine: Engine) -> Self {
        Self { engine, version: watch::Sender::new(1) }
    }

    /// Brings the tables up to date; safe to run again.
    ///
    /// # Errors
    /// When a migration fails or the record was made by a newer program.
    pub async fn migrate(&self) -> Result<(), OpenError> {
        match &self.engine {
            Engine::Sqlite { write, .. } => SQLITE_MIGRATIONS.run(write).await?,
            Engine::Postgres(pool) => {
                // Another server may be migrating; however long that takes, this one waits.
                let mut connection = pool.acquire().await?;
                wait_for_locks(&mut connection, Duration::ZERO).await?;
                let outcome = POSTGRES_MIGRATIONS.run(&mut *connection).await;
                wait_for_locks(&mut connection, PATIENCE).await?;
                outcome?;
            }
        }
        self.touch();
        Ok(())
    }

    /// Whether the tables are there and up to date.
    pub async fn is_ready(&self) -> bool {
        let newest = SQLITE_MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0);
        let found = crate::sql!("SELECT CAST(COALESCE(MAX(version), 0) AS BIGINT) FROM _sqlx_migrations WHERE success")
            .number(self)
            .await;
        matches!(found, Ok(version) if version >= newest)
    }

    /// Begins a change. On SQLite it holds the one writer, so nothing but SQL may be awaited until it ends.
    ///
    /// # Errors
    /// When the record cannot be reached, or is busy for too long.
    pub async fn begin(&self) -> Result<Tx, DbError> {
        let version = self.version.clone();
        Ok(match &self.engine {
            Engine::Sqlite { write, .. } => Tx::Sqlite { inner: write.begin_with("BEGIN IMMEDIATE").await?, version },
            Engine::Postgres(pool) => Tx::Postgres { inner: pool.begin().await?, version },
        })
    }

    /// The number of changes seen so far by this program, its own and (within a second) those of others.
    pub fn version(&self) -> u64 {
        *self.version.borrow()
    }

    /// Wakes whenever the record changes.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.version.subscribe()
    }

    /// Says that the record changed in a way this program did not do itself.
    pub fn touch(&self) {
        self.version.send_modify(|version| *version += 1);
    }

    /// Which engine it is; for [`dialect`](super::dialect) and for the operator's eyes only.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Lets go of every connection.
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite { write, read } => {
                read.close().await;
                write.close().await;
            }
            Engine::Postgres(pool) => pool.close().await,
        }
    }
}

/// How many connections read a SQLite file. Each has a thread of its own: more than two for each processor only
/// take turns with each other.
fn readers() -> u32 {
    let processors = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    u32::try_from(processors * 2).unwrap_or(u32::MAX).clamp(4, 32)
}

/// How long a PostgreSQL connection waits for what another holds; zero for as long as it takes.
async fn wait_for_locks(connection: &mut PgConnection, wait: Duration) -> Result<(), DbError> {
    sqlx::query("SELECT set_config('lock_timeout', $1, false)")
        .bind(format!("{}ms", wait.as_millis()))
        .execute(connection)
        .await
        .map(drop)
}

/// A change in progress. Dropped without [`commit`](Tx::commit), nothing of it happened.
pub enum Tx {
    /// On the one writer of a SQLite file.
    Sqlite {
        #[doc(hidden)]
        inner: Transaction<'static, Sqlite>,
        #[doc(hidden)]
        version: watch::Sender<u64>,
    },
    /// On a PostgreSQL connection.
    Postgres {
        #[doc(hidden)]
        inner: Transaction<'static, Postgres>,
        #[doc(hidden)]
        version: watch::Sender<u64>,
    },
}

impl Tx {
    /// Makes the change last, and lets kept pages know.
    ///
    /// # Errors
    /// When the record could not make it last; nothing of it happened then.
    pub async fn commit(mut self) -> Result<(), DbError> {
        super::dialect::announce(&mut self).await?;
        let version = match self {
            Self::Sqlite { inner, version } => {
                inner.commit().await?;
                version
            }
            Self::Postgres { inner, version } => {
                inner.commit().await?;
                version
            }
        };
        version.send_modify(|version| *version += 1);
        Ok(())
    }

    /// Gives the change up.
    ///
    /// # Errors
    /// When the connection broke; nothing of it happened either way.
    pub async fn rollback(self) -> Result<(), DbError> {
        match self {
            Self::Sqlite { inner, .. } => inner.rollback().await,
            Self::Postgres { inner, .. } => inner.rollback().await,
        }
    }
}
