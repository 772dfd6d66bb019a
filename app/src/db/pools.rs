//! Opening the record, and the connections by which it is read and changed.

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, PgConnection, PgPool, Postgres, Sqlite, SqlitePool};
use tokio::sync::watch;

use super::DbError;
use super::change::{OpenChange, Tx};
use super::dialect::Announced;
use super::file::DataFile;
use super::hand::Hand;
use super::patience::{self, ANSWER, Health, LONG, PATIENCE, STATEMENT, Wait};
use super::versions::{Scope, Versions};

static SQLITE_MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../migrations/sqlite");
static POSTGRES_MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../migrations/postgres");

/// How many connections the site has to a PostgreSQL server.
const POSTGRES_CONNECTIONS: u32 = 16;
/// How many of them it reads by.
const POSTGRES_READERS: usize = 10;
/// How long a connection is taken to be as it was when it was put by.
const JUST_NOW: Duration = Duration::from_secs(1);

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

/// Connections to read by outside of changes.
pub(super) enum ReadingBy {
    Sqlite(Hand<Sqlite>),
    Postgres(Hand<Postgres>),
}

/// The record, and a number that grows with every change to it so that kept pages know when they are stale.
#[derive(Clone)]
pub struct Db {
    pub(super) engine: Engine,
    pub(super) reading_by: Arc<ReadingBy>,
    versions: Versions,
    /// How what this program announces to others on a PostgreSQL server is known to be its own.
    pub(super) announced: Announced,
    /// How often the one connection that writes a SQLite file was made anew.
    pub(super) writers: Arc<AtomicU64>,
    /// The SQLite file that is open.
    file: Option<DataFile>,
    /// How the connections that change things are; on PostgreSQL, all of them.
    pub(super) health: Health,
    /// How the connections that only read a SQLite file are.
    pub(super) reading: Health,
    /// The longest wait for one answer of a database server.
    answer: Option<Duration>,
    /// A few connections to a database server for what nobody waits for, or asked for knowing that it takes time.
    slow: Option<PgPool>,
}

/// Why the site should not be sent visitors.
#[derive(Debug, thiserror::Error)]
pub enum NotReady {
    /// The record cannot be read, or a migration is missing.
    #[error("the database is out of reach or not up to date")]
    Unreadable,
    /// The record can be read and nothing can be written.
    #[error("the database cannot be written: {0}")]
    Unwritable(DbError),
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
    /// Opens the record named by a URL, `sqlite:FILE` or `postgres://…`, for a command, which may take as long as it
    /// needs. Creates a SQLite file that is not there.
    ///
    /// # Errors
    /// When the URL is not understood or the engine cannot be reached.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        Self::open_waiting(url, Wait::AsLongAsItTakes).await
    }

    /// Opens the record for the site: a visitor is never left waiting for a database server that fell silent.
    ///
    /// # Errors
    /// When the URL is not understood or the engine cannot be reached.
    pub async fn open_to_serve(url: &str) -> Result<Self, OpenError> {
        Self::open_waiting(url, Wait::AsVisitorsDo).await
    }

    async fn open_waiting(url: &str, wait: Wait) -> Result<Self, OpenError> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            return Self::open_file(Path::new(path)).await;
        }
        if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            return Err(OpenError::Url(url.to_owned()));
        }
        let options = PgConnectOptions::from_str(url)?.application_name("soundings");
        let health = Health::default();
        let pool = pool(wait, &health).max_connections(POSTGRES_CONNECTIONS).connect_with(options.clone()).await?;
        if wait == Wait::AsLongAsItTakes {
            return Ok(Self { health, ..Self::over(Engine::Postgres(pool)) });
        }
        let slow = pool_for_long_work(options, &health);
        Ok(Self { answer: Some(ANSWER), slow: Some(slow), health, ..Self::over(Engine::Postgres(pool)) })
    }

    /// Opens (or creates) a record in one SQLite file, which only the program's own user may read.
    ///
    /// # Errors
    /// When the file cannot be opened or is not a database.
    pub async fn open_file(path: &Path) -> Result<Self, OpenError> {
        let file = DataFile::open(path).map_err(DbError::Io)?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(false)
            .journal_mode(SqliteJournalMode::Wal)
            // What a person was told is recorded must survive a power cut.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE)
            .statement_cache_capacity(512)
            // A whole page of rows at once: the reading thread then need not wait for the request's.
            .row_buffer_size(256)
            .pragma("temp_store", "memory")
            // What was erased is overwritten, not only let go of.
            .pragma("secure_delete", "on")
            // Pages are read, never mapped into memory: a failing disk is then an error to answer, not the end of
            // the program. The engine keeps this many KiB for each connection instead.
            .pragma("cache_size", "-8192");
        let (health, reading) = (Health::default(), Health::default());
        let (writer, reader) = (health.clone(), reading.clone());
        let writers = Arc::new(AtomicU64::new(0));
        let made = writers.clone();
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .min_connections(1)
            .acquire_timeout(PATIENCE)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .after_connect(move |_, _| {
                made.fetch_add(1, Ordering::SeqCst);
                Box::pin(async { Ok(()) })
            })
            // On a full disk the engine itself undoes a change. The connection then still counts it as begun, and
            // would refuse every other from now on: so it is replaced.
            .before_acquire(move |connection, about| {
                let good = !connection.is_in_transaction() && !writer.doubts(about.age);
                Box::pin(async move { Ok(good) })
            })
            .connect_with(options.clone())
            .await?;
        file.keep_private();
        let read = SqlitePoolOptions::new()
            // One looks for changes by others, and one more is for copies of the whole file.
            .max_connections(readers() + 1)
            .acquire_timeout(PATIENCE)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .before_acquire(move |connection, about| {
                let good = !connection.is_in_transaction() && !reader.doubts(about.age);
                Box::pin(async move { Ok(good) })
            })
            .connect_with(options.read_only(true))
            .await?;
        Ok(Self { file: Some(file), health, reading, writers, ..Self::over(Engine::Sqlite { write, read }) })
    }

    fn over(engine: Engine) -> Self {
        let reading_by = Arc::new(match &engine {
            Engine::Sqlite { read, .. } => ReadingBy::Sqlite(Hand::new(read.clone(), readers() as usize - 1)),
            Engine::Postgres(pool) => ReadingBy::Postgres(Hand::new(pool.clone(), POSTGRES_READERS)),
        });
        Self {
            engine,
            reading_by,
            versions: Versions::new(),
            announced: Announced::default(),
            writers: Arc::default(),
            file: None,
            health: Health::default(),
            reading: Health::default(),
            answer: None,
            slow: None,
        }
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
                set_limits(&mut connection, [Duration::ZERO; 3]).await?;
                let outcome = POSTGRES_MIGRATIONS.run(&mut *connection).await;
                set_limits(&mut connection, self.limits()).await?;
                outcome?;
            }
        }
        self.touch();
        Ok(())
    }

    /// Brings the tables to where a program had them whose newest migration was this one.
    #[cfg(test)]
    pub async fn migrate_no_further_than(&self, newest: i64) {
        let until = |all: &sqlx::migrate::Migrator| {
            let migrations = all.iter().filter(|migration| migration.version <= newest).cloned().collect::<Vec<_>>();
            sqlx::migrate::Migrator::with_migrations(migrations)
        };
        match &self.engine {
            Engine::Sqlite { write, .. } => until(&SQLITE_MIGRATIONS).run(write).await,
            Engine::Postgres(pool) => until(&POSTGRES_MIGRATIONS).run(pool).await,
        }
        .unwrap();
    }

    fn limits(&self) -> [Duration; 3] {
        if self.answer.is_some() { Wait::AsVisitorsDo.limits() } else { Wait::AsLongAsItTakes.limits() }
    }

    /// Whether visitors can be served: the tables are there and up to date, the SQLite file is still the one at its
    /// path, and a change can be begun and undone. After a change that failed, one is really made.
    ///
    /// # Errors
    /// Why not.
    pub async fn is_ready(&self) -> Result<(), NotReady> {
        let newest = SQLITE_MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0);
        let found = crate::sql!("SELECT CAST(COALESCE(MAX(version), 0) AS BIGINT) FROM _sqlx_migrations WHERE success")
            .number(self)
            .await;
        if !matches!(found, Ok(version) if version >= newest) {
            return Err(NotReady::Unreadable);
        }
        self.file.as_ref().map_or(Ok(()), DataFile::has_room).map_err(|error| NotReady::Unwritable(error.into()))?;
        self.try_a_change().await.map_err(NotReady::Unwritable)
    }

    async fn try_a_change(&self) -> Result<(), DbError> {
        let mut tx = self.begin().await?;
        // It changes nothing, and is written all the same.
        crate::sql!("UPDATE installation SET demo = demo WHERE id = 1").run(&mut tx).await?;
        // A full disk shows only when a change is to last.
        if self.health.failing() { tx.commit().await } else { tx.rollback().await }
    }

    /// Begins a change. On SQLite it holds the one writer, so nothing but SQL may be awaited until it ends.
    ///
    /// # Errors
    /// When the record cannot be reached, or is busy for too long.
    pub async fn begin(&self) -> Result<Tx, DbError> {
        let about = OpenChange {
            versions: self.versions.clone(),
            announced: self.announced.clone(),
            only: None,
            told: false,
            waiting: Vec::new(),
            health: self.health.clone(),
            answer: self.answer,
            failed: false,
        };
        match &self.engine {
            Engine::Sqlite { write, .. } => {
                patience::may_change()?;
                // What is written into a file that nobody finds any more would be lost, however well it was kept.
                self.file.as_ref().map_or(Ok(()), DataFile::is_still_there).map_err(DbError::Io)?;
                match write.begin_with("BEGIN IMMEDIATE").await {
                    Ok(inner) => Ok(Tx::Sqlite { inner, about }),
                    Err(error) => {
                        self.health.learn(&error);
                        patience::learn_changing(&error);
                        Err(error)
                    }
                }
            }
            Engine::Postgres(pool) => {
                patience::may_read()?;
                match self.health.answered(self.answer, pool.begin()).await {
                    Ok(inner) => Ok(Tx::Postgres { inner, about }),
                    Err(error) => {
                        self.health.learn(&error);
                        patience::learn_reading(&error);
                        Err(error)
                    }
                }
            }
        }
    }

    /// Begins to read the record as it is at one moment, however it changes meanwhile: what takes long and has to fit
    /// together. Nobody who writes waits for it. It ends when it is dropped, and changes nothing.
    ///
    /// # Errors
    /// When the record cannot be reached.
    pub async fn begin_reading(&self) -> Result<Tx, DbError> {
        let about = OpenChange {
            versions: self.versions.clone(),
            announced: self.announced.clone(),
            only: None,
            // Nobody is told of a change that is none.
            told: true,
            waiting: Vec::new(),
            health: match &self.engine {
                Engine::Sqlite { .. } => self.reading.clone(),
                Engine::Postgres(_) => self.health.clone(),
            },
            answer: None,
            failed: false,
        };
        patience::may_read()?;
        match &self.engine {
            Engine::Sqlite { read, .. } => {
                let mut inner = read.begin().await?;
                // The moment is that of the first read.
                sqlx::query("SELECT COUNT(*) FROM sqlite_schema").execute(&mut *inner).await?;
                Ok(Tx::Sqlite { inner, about })
            }
            Engine::Postgres(pool) => {
                // Of the connections for what takes long, where there are any.
                let mut inner = self.slow.as_ref().unwrap_or(pool).begin().await?;
                sqlx::query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY").execute(&mut *inner).await?;
                Ok(Tx::Postgres { inner, about })
            }
        }
    }

    /// Takes note of what a reading outside a transaction came to.
    pub(super) fn learn(&self, error: &DbError) {
        match &self.engine {
            Engine::Sqlite { .. } => self.reading.learn(error),
            Engine::Postgres(_) => self.health.learn(error),
        }
        patience::learn_reading(error);
    }

    /// Waits for a database server's answer to a reading outside a transaction.
    pub(super) async fn answered<T>(&self, work: impl Future<Output = Result<T, DbError>>) -> Result<T, DbError> {
        let most = self.answer.map(|most| if patience::takes_time() { LONG } else { most });
        self.health.answered(most, work).await
    }

    /// The connections of a database server for readings that take their time, if this is one.
    pub(super) fn taking_time(&self) -> Option<&PgPool> {
        self.slow.as_ref().filter(|_| patience::takes_time())
    }

    /// Lets every connection be replaced before it is used again, since somebody gave up waiting on one.
    pub fn doubt(&self) {
        self.health.doubt();
    }

    /// The number of changes seen so far by this program, its own and (within a second) those of others.
    pub fn version(&self) -> u64 {
        self.versions.now()
    }

    /// The number of the last change that touched what is in scope. What was worked out at this [`version`](Self::version)
    /// or a later one is not out of date.
    pub fn last_change(&self, scope: Scope) -> u64 {
        self.versions.last(scope)
    }

    /// Wakes whenever the record changes.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.versions.changes()
    }

    /// Says that the record changed in a way this program did not do itself, and that anything may have changed.
    pub fn touch(&self) {
        self.versions.changed(None);
    }

    /// Says that another program changed what belongs to these consultations, and nothing else.
    pub(super) fn touch_only(&self, consultations: &[i64]) {
        self.versions.changed(Some(consultations));
    }

    /// Which engine it is; for [`dialect`](super::dialect) and for the operator's eyes only.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Lets go of every connection.
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite { write, read } => {
                // It counts as closed at once, and ends when the last connection is back.
                let closing = read.close();
                self.let_go();
                closing.await;
                write.close().await;
            }
            Engine::Postgres(pool) => {
                let closing = pool.close();
                self.let_go();
                if let Some(slow) = &self.slow {
                    slow.close().await;
                }
                closing.await;
            }
        }
    }

    fn let_go(&self) {
        match &*self.reading_by {
            ReadingBy::Sqlite(hand) => hand.let_go(),
            ReadingBy::Postgres(hand) => hand.let_go(),
        }
    }
}

/// Connections to a PostgreSQL server, each asked whether it is still there before it is used and after, and never for
/// long.
fn pool(wait: Wait, health: &Health) -> PgPoolOptions {
    let (before, after) = (health.clone(), health.clone());
    PgPoolOptions::new()
        .acquire_timeout(PATIENCE)
        // Ours below asks too, and does not wait for the answer for ever.
        .test_before_acquire(false)
        .after_connect(move |connection, _| Box::pin(prepare(connection, wait)))
        .before_acquire(move |connection, about| {
            let health = before.clone();
            Box::pin(async move {
                // Closing it politely would wait for a server that may be gone.
                if health.doubts(about.age) {
                    return Err(patience::silent());
                }
                // Asked when it was put by, a moment ago.
                if about.idle_for < JUST_NOW {
                    return Ok(true);
                }
                health.ask(connection.ping()).await
            })
        })
        .after_release(move |connection, about| {
            let health = after.clone();
            Box::pin(async move {
                if health.doubts(about.age) {
                    return Err(patience::silent());
                }
                health.ask(connection.ping()).await
            })
        })
}

/// Two more for what takes its time: connected when first needed, and let go of soon.
fn pool_for_long_work(options: PgConnectOptions, health: &Health) -> PgPool {
    pool(Wait::AsLongAsItTakes, health)
        .max_connections(2)
        .idle_timeout(Duration::from_secs(60))
        .connect_lazy_with(options)
}

/// How many connections read a SQLite file. Each has a thread of its own: more than two for each processor only
/// take turns with each other.
fn readers() -> u32 {
    let processors = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    u32::try_from(processors * 2).unwrap_or(u32::MAX).clamp(4, 32)
}

impl Wait {
    /// The limits that a PostgreSQL server keeps for a connection: for a lock, for a statement, and for a change that
    /// was begun and not gone on with. Zero is none.
    const fn limits(self) -> [Duration; 3] {
        match self {
            Self::AsLongAsItTakes => [PATIENCE, Duration::ZERO, Duration::ZERO],
            Self::AsVisitorsDo => [PATIENCE, STATEMENT, Duration::from_secs(60)],
        }
    }
}

async fn set_limits(connection: &mut PgConnection, limits: [Duration; 3]) -> Result<(), DbError> {
    let [lock, statement, idle] = limits.map(|limit| format!("{}ms", limit.as_millis()));
    sqlx::query(
        "SELECT set_config('lock_timeout', $1, false), set_config('statement_timeout', $2, false), \
                set_config('idle_in_transaction_session_timeout', $3, false)",
    )
    .bind(lock)
    .bind(statement)
    .bind(idle)
    .execute(connection)
    .await
    .map(drop)
}

/// Sets a new PostgreSQL connection up: its limits, and that the server soon notices when we are gone, so that what we
/// held does not stay locked.
async fn prepare(connection: &mut PgConnection, wait: Wait) -> Result<(), DbError> {
    set_limits(connection, wait.limits()).await?;
    sqlx::query(
        "SELECT set_config(known.name, ours.worth, false) FROM pg_settings AS known JOIN (VALUES \
             ('tcp_keepalives_idle', '30'), ('tcp_keepalives_interval', '10'), ('tcp_keepalives_count', '3'), \
             ('tcp_user_timeout', '60000')) AS ours (wanted, worth) ON ours.wanted = known.name",
    )
    .execute(connection)
    .await
    .map(drop)
}
