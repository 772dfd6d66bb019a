//! What every request is handed: the record, the clock, chance, the configuration and the things kept warm.

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use axum::Router;

use super::assets::Assets;
use super::cache::{Boundary, PageCache, SessionCache};
use super::kept::Kept;
use super::settings::Settings;
use crate::budgets::outcome::Outcomes;
use crate::clock::Clock;
use crate::db::{Db, DbError};
use crate::identity::passwords::{Cost, PasswordError, Passwords};
use crate::ids::ConsultationId;
use crate::notices::transport::{MailConfig, MailError, Transport};
use crate::proposals::comments::kept::Threads;
use crate::proposals::pages::Standing;
use crate::proposals::votes::live::Live;
use crate::random::Random;
use crate::rankings::kept::Counts;
use crate::responses::writer::Writer;
use crate::results::cache::Dashboards;
use crate::results::signs::store::Signs;
use crate::sql;
use crate::statements::map::Maps;

/// How the operator set the program up.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where residents reach the site, such as `https://haveyoursay.example.org`; no slash at the end.
    pub public_url: String,
    /// Whether a reverse proxy in front says who is visiting (`X-Forwarded-For`).
    pub trusted_proxy: bool,
    /// Where files are kept: the SQLite file, and mail when it is written as files.
    pub data_dir: PathBuf,
    /// How mail is sent, and whom it is from.
    pub mail: MailConfig,
    /// How much work a password hash takes.
    pub password_cost: Cost,
    /// Whether whole pages are kept for visitors who are not signed in.
    pub page_cache: bool,
    /// Whether parts of pages are kept for everybody until the record changes.
    pub parts_cache: bool,
    /// How many may follow counts as they come in at the same time.
    pub live_lines: usize,
    /// Whether each answer says how many statements it took (`X-Soundings-Queries`), for measuring.
    pub count_queries: bool,
}

impl Config {
    /// Whether cookies can be bound to https.
    pub fn https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// The full address of a path, for mail.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.public_url)
    }
}

/// Everything a request needs. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// The parts of an [`App`].
pub struct Parts {
    /// The record.
    pub db: Db,
    /// What time it is.
    pub clock: Clock,
    /// Chance.
    pub random: Random,
    /// How the operator set the program up.
    pub config: Config,
    /// Makes and checks password hashes.
    pub passwords: Passwords,
    /// Takes submissions and answers each once it is safely recorded.
    pub writer: Writer,
    /// The way mail goes out.
    pub mail: Transport,
    /// Style, script and type.
    pub assets: Assets,
    /// What the service calls itself; read again when the record changes.
    pub settings: Settings,
    /// Whole pages for visitors who are not signed in.
    pub pages: PageCache,
    /// Who is signed in, by token hash.
    pub sessions: SessionCache,
    /// Dashboards, worked out once for each version of the record.
    pub dashboards: Dashboards,
    /// Signs of answers that may belong together, by consultation.
    pub signs: Kept<ConsultationId, Signs>,
    /// What came of rankings, counted once for each change.
    pub ranking_counts: Counts,
    /// What budget votes come to, each kept until something it depends on changes.
    pub outcomes: Outcomes,
    /// Proposals as they stand.
    pub standing: Standing,
    /// Comments as everybody reads them.
    pub threads: Threads,
    /// Opinion maps kept ready.
    pub maps: Maps,
    /// The next moment at which a page changes by itself.
    pub boundary: Boundary,
    /// Who looks at counts as they come in.
    pub live: Live,
    /// Whether this is a demo installation.
    pub demo: bool,
    /// The secret that receipts are made with.
    pub secret: Vec<u8>,
    /// The whole site, for sending on a submission that waited for its author to sign in.
    pub router: OnceLock<Router>,
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// Why the program could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The record could not be read.
    #[error("the database could not be read: {0}")]
    Db(#[from] DbError),
    /// Passwords cannot be hashed on this machine.
    #[error("{0}")]
    Password(#[from] PasswordError),
    /// Mail cannot be sent the way it is set up.
    #[error("{0}")]
    Mail(#[from] MailError),
}

#[derive(sqlx::FromRow)]
struct Installation {
    secret: Vec<u8>,
    demo: crate::db::Flag,
}

/// The installation's secret and whether it is a demo; makes the secret the first time.
///
/// # Errors
/// When the record refuses it.
pub async fn installation(db: &Db, clock: &Clock, random: &Random) -> Result<(Vec<u8>, bool), DbError> {
    let read = || sql!("SELECT secret, demo FROM installation WHERE id = 1").maybe::<Installation>(db);
    if let Some(found) = read().await? {
        return Ok((found.secret, found.demo.0));
    }
    let mut tx = db.begin().await?;
    sql!(
        "INSERT INTO installation (id, secret, demo, created_at) VALUES (1, $1, 0, $2) ON CONFLICT (id) DO NOTHING",
        random.bytes::<32>().as_slice(),
        clock.now(),
    )
    .run(&mut tx)
    .await?;
    tx.commit().await?;
    let found = read().await?.ok_or(DbError::RowNotFound)?;
    Ok((found.secret, found.demo.0))
}

impl App {
    /// Puts the program together over a record whose tables are up to date. Starts the writer.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub async fn new(db: Db, clock: Clock, random: Random, config: Config, assets: Assets) -> Result<Self, StartError> {
        let (secret, demo) = installation(&db, &clock, &random).await?;
        let settings = Settings::read(&db).await?;
        let mail = Transport::open(&config.mail, &config.data_dir)?;
        let passwords = Passwords::new(config.password_cost, random.clone())?;
        let writer = Writer::start(db.clone(), secret.clone());
        Ok(Self(Arc::new(Parts {
            pages: PageCache::new(config.page_cache),
            sessions: SessionCache::new(),
            dashboards: Dashboards::new(config.parts_cache),
            signs: Kept::new(config.parts_cache, 100),
            ranking_counts: Counts::new(config.parts_cache),
            outcomes: Outcomes::new(config.parts_cache),
            standing: Standing::new(config.parts_cache),
            threads: Threads::new(config.parts_cache),
            maps: Maps::default(),
            boundary: Boundary::default(),
            live: Live::new(config.live_lines, config.parts_cache),
            router: OnceLock::new(),
            db,
            clock,
            random,
            config,
            passwords,
            writer,
            mail,
            assets,
            settings,
            demo,
            secret,
        })))
    }
}
