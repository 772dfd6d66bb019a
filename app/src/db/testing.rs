//! Fresh records for tests, on both engines: copies of a template, so that each test has its own and none
//! waits for migrations.

use std::path::Path;

use futures::future::BoxFuture;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection, raw_sql};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use super::bulk::Table;
use super::{Db, RegisteredSql, dialect};
use crate::random::Random;

/// Tables that tests make for themselves where a migration would: the statements over them are prepared with all others.
pub struct MadeForTests {
    /// One of the tables.
    pub table: &'static str,
    /// Makes them.
    pub make: fn(&Db) -> BoxFuture<'_, ()>,
}

impl MadeForTests {
    /// Makes those that are among some tables, in a record that was just made.
    pub async fn among(tables: &[&Table], db: &Db) {
        for one in inventory::iter::<Self>.into_iter().filter(|one| tables.iter().any(|table| table.name == one.table))
        {
            (one.make)(db).await;
        }
    }
}

inventory::collect!(MadeForTests);

static SQLITE_TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();
static POSTGRES_TEMPLATE: OnceCell<String> = OnceCell::const_new();

/// The two engines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// One file.
    Sqlite,
    /// A server.
    Postgres,
}

/// A record of a test's own, and what has to be cleared away after it.
pub struct Scratch {
    /// The record.
    pub db: Db,
    folder: TempDir,
    database: Option<String>,
}

/// A folder of a test's own. Nobody had one of this name before: a record that is made over what a killed run has left
/// would begin with that one's changes.
pub fn folder() -> TempDir {
    tempfile::Builder::new().prefix("soundings-test-").tempdir().unwrap()
}

/// The name of a database that is nobody else's, on a server that may outlive this run.
fn unique(beginning: &str) -> String {
    format!("{beginning}_{}", hex::encode(Random::from_system().bytes::<8>()))
}

/// Asks the server to make a database, empty or like another one.
async fn create(name: &str, like: &str) {
    let mut admin = PgConnection::connect(&server()).await.unwrap();
    admin.execute(AssertSqlSafe(format!("CREATE DATABASE {name} TEMPLATE {like}"))).await.unwrap();
}

fn server() -> String {
    #[expect(clippy::disallowed_methods, reason = "a test has no command line")]
    let server = std::env::var("SOUNDINGS_TEST_POSTGRES");
    server.expect(
        "these tests need PostgreSQL: run them with `make test`, or with `scripts/postgres-for-tests cargo test`; \
         `cargo test on_sqlite` runs those that do not",
    )
}

fn database_url(server: &str, database: &str) -> String {
    let (base, query) = server.split_once('?').unwrap_or((server, ""));
    let base = base.rsplit_once('/').map_or(base, |(base, _)| base);
    if query.is_empty() { format!("{base}/{database}") } else { format!("{base}/{database}?{query}") }
}

impl Scratch {
    /// An empty record with its tables.
    pub async fn new(on: On) -> Self {
        let folder = folder();
        match on {
            On::Sqlite => {
                let template = SQLITE_TEMPLATE
                    .get_or_init(|| async {
                        let folder = self::folder();
                        let path = folder.path().join("soundings.db");
                        let db = Db::open_file(&path).await.unwrap();
                        db.migrate().await.unwrap();
                        db.close().await;
                        std::fs::read(&path).unwrap()
                    })
                    .await;
                let path = folder.path().join("soundings.db");
                std::fs::write(&path, template).unwrap();
                Self { db: Db::open_file(&path).await.unwrap(), folder, database: None }
            }
            On::Postgres => {
                let template = POSTGRES_TEMPLATE
                    .get_or_init(|| async {
                        let name = unique("soundings_template");
                        create(&name, "template1").await;
                        let db = Db::open(&database_url(&server(), &name)).await.unwrap();
                        db.migrate().await.unwrap();
                        db.close().await;
                        name
                    })
                    .await;
                let name = unique("soundings");
                create(&name, template).await;
                let db = Db::open(&database_url(&server(), &name)).await.unwrap();
                Self { db, folder, database: Some(name) }
            }
        }
    }

    /// A record as a program knew it whose newest migration was this one.
    pub async fn before(on: On, newest: i64) -> Self {
        let folder = folder();
        let (db, database) = match on {
            On::Sqlite => (Db::open_file(&folder.path().join("soundings.db")).await.unwrap(), None),
            On::Postgres => {
                let name = unique("soundings");
                create(&name, "template1").await;
                (Db::open(&database_url(&server(), &name)).await.unwrap(), Some(name))
            }
        };
        db.migrate_no_further_than(newest).await;
        Self { db, folder, database }
    }

    /// A record as its own engine wrote it down, statement by statement.
    pub async fn holding(on: On, statements: &str) -> Self {
        let folder = folder();
        let statements = raw_sql(AssertSqlSafe(statements.to_owned()));
        match on {
            On::Sqlite => {
                let path = folder.path().join("soundings.db");
                let options = SqliteConnectOptions::new().filename(&path).create_if_missing(true);
                let mut connection = options.connect().await.unwrap();
                connection.execute(statements).await.unwrap();
                connection.close().await.unwrap();
                Self { db: Db::open_file(&path).await.unwrap(), folder, database: None }
            }
            On::Postgres => {
                let name = unique("soundings");
                create(&name, "template1").await;
                let mut connection = PgConnection::connect(&database_url(&server(), &name)).await.unwrap();
                connection.execute(statements).await.unwrap();
                connection.close().await.unwrap();
                Self { db: Db::open(&database_url(&server(), &name)).await.unwrap(), folder, database: Some(name) }
            }
        }
    }

    /// A folder of the test's own.
    pub fn dir(&self) -> &Path {
        self.folder.path()
    }

    /// The same record, opened once more, as another program on the machine would.
    pub async fn opened_again(&self) -> Db {
        match &self.database {
            None => Db::open_file(&self.dir().join("soundings.db")).await.unwrap(),
            Some(name) => Db::open(&database_url(&server(), name)).await.unwrap(),
        }
    }

    /// Clears everything away.
    pub async fn finish(self) {
        self.db.close().await;
        if let Some(name) = self.database {
            let mut admin = PgConnection::connect(&server()).await.unwrap();
            admin.execute(AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"))).await.unwrap();
        }
    }
}

/// Runs one test on both engines: `test_both! { async fn a_sentence(site) { … } }`.
#[macro_export]
macro_rules! test_both {
    ($( $(#[$about:meta])* async fn $name:ident($site:ident) $body:block )*) => {$(
        $(#[$about])*
        mod $name {
            #[expect(clippy::allow_attributes, reason = "a test may need nothing around it")]
            #[allow(unused_imports, reason = "a test may need nothing around it")]
            use super::*;

            async fn body($site: &$crate::site::testing::Site) $body

            #[tokio::test]
            async fn on_sqlite() {
                let site = $crate::site::testing::Site::new($crate::db::testing::On::Sqlite).await;
                body(&site).await;
                site.finish().await;
            }

            #[tokio::test]
            async fn on_postgres() {
                let site = $crate::site::testing::Site::new($crate::db::testing::On::Postgres).await;
                body(&site).await;
                site.finish().await;
            }
        }
    )*};
}

async fn every_statement_is_understood(on: On) {
    let scratch = Scratch::new(on).await;
    for tables in inventory::iter::<MadeForTests> {
        (tables.make)(&scratch.db).await;
    }
    let db = &scratch.db;
    let mut wrong = Vec::new();
    let mut prepared = 0;
    for known in inventory::iter::<RegisteredSql> {
        prepared += 1;
        if let Err(error) = dialect::prepare(db, known.sql).await {
            wrong.push(format!("{}: {error}\n  {}", known.at, known.sql));
        }
    }
    for text in dialect::texts(db.engine()) {
        if let Err(error) = dialect::prepare(db, text).await {
            wrong.push(format!("dialect: {error}\n  {text}"));
        }
    }
    assert!(prepared > 40, "only {prepared} statements are registered");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    scratch.finish().await;
}

#[tokio::test]
async fn every_statement_in_the_program_is_understood_by_sqlite() {
    every_statement_is_understood(On::Sqlite).await;
}

#[tokio::test]
async fn every_statement_in_the_program_is_understood_by_postgres() {
    every_statement_is_understood(On::Postgres).await;
}
