//! What every request is handed: the record, the clock, chance, the configuration and the things kept warm.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use axum::Router;
use futures::future::BoxFuture;
use leptos::prelude::AnyView;

use super::assets::Assets;
use super::field_words::FieldWords;
use super::page_cache::{Boundary, PageCache, SessionCache};
use super::settings::Settings;
use super::visit::Visit;
use crate::clock::Clock;
use crate::db::{Db, DbError};
use crate::identity::passwords::{HashCost, PasswordError, Passwords};
use crate::mail::transport::{MailConfig, MailError, Transport};
use crate::random::Random;
use crate::sql;
use crate::time::Time;

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
    pub password_cost: HashCost,
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
pub struct App(Arc<AppParts>);

/// The parts of an [`App`].
pub struct AppParts {
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
    /// The next moment at which a page changes by itself.
    pub boundary: Boundary,
    /// Whether this is a demo installation.
    pub demo: bool,
    /// The secret that receipts are made with.
    pub secret: Vec<u8>,
    /// What stands around every page, put in by the assembly.
    pub frame: Frame,
    /// What rooms keep warm.
    warm: Warmed,
    /// The whole site, for sending on a submission that waited for its author to sign in.
    pub router: OnceLock<Router>,
}

impl Deref for App {
    type Target = AppParts;

    fn deref(&self) -> &AppParts {
        &self.0
    }
}

/// Something that a room keeps warm for the whole program: a cache, the way submissions are taken. There is one of each
/// kind, opened when it is first asked for, so the site need not know what its rooms keep.
pub trait Warm: Send + Sync + 'static {
    /// Opens it.
    fn open(app: &App) -> Self;
}

/// What rooms keep warm, by its type.
#[derive(Default)]
struct Warmed(RwLock<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>);

/// Finds the next moment after a given one at which a page changes by itself; none if none ever does.
pub type NextChange = fn(App, Time) -> BoxFuture<'static, Result<Option<Time>, DbError>>;

/// What the rooms above the site give to every page. The assembly puts it in.
#[derive(Clone, Copy)]
pub struct Frame {
    /// What stands at the top of every page of the staff while something is wrong that concerns them all.
    pub banner: fn(&Visit) -> Option<AnyView>,
    /// What warns somebody whose sign-in ends soon.
    pub warning: fn(&Visit) -> Option<AnyView>,
    /// The words of a field in the forms of a kind of thing that is asked.
    pub field: fn(&App, &str) -> Option<&'static FieldWords>,
    /// The words for an act of the staff in a kind of thing that is asked.
    pub act: fn(&App, &str) -> Option<&'static str>,
    /// The next moment after now at which a page changes by itself.
    pub next_change: NextChange,
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
    /// Puts the program together over a record whose tables are up to date, with what its rooms give to every page.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub async fn new(
        db: Db,
        clock: Clock,
        random: Random,
        config: Config,
        assets: Assets,
        frame: Frame,
    ) -> Result<Self, StartError> {
        let (secret, demo) = installation(&db, &clock, &random).await?;
        let settings = Settings::read(&db).await?;
        let mail = Transport::open(&config.mail, &config.data_dir)?;
        let passwords = Passwords::new(config.password_cost, random.clone())?;
        Ok(Self(Arc::new(AppParts {
            pages: PageCache::new(config.page_cache),
            sessions: SessionCache::new(),
            boundary: Boundary::default(),
            router: OnceLock::new(),
            frame,
            warm: Warmed::default(),
            db,
            clock,
            random,
            config,
            passwords,
            mail,
            assets,
            settings,
            demo,
            secret,
        })))
    }

    /// Keeps something as if it had been opened: what the assembly gives to the rooms.
    pub fn keep<T: Warm>(&self, thing: T) {
        self.warm.0.write().unwrap_or_else(PoisonError::into_inner).insert(TypeId::of::<T>(), Arc::new(thing));
    }

    /// What a room keeps warm, opened now if nobody has asked for it yet.
    pub fn warm<T: Warm>(&self) -> Arc<T> {
        let key = TypeId::of::<T>();
        let known = self.warm.0.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(known) = known.and_then(|known| known.downcast::<T>().ok()) {
            return known;
        }
        // Opened before the lock is taken, since one thing may be made with another. If two open it at the same moment, the
        // first one kept is everybody's.
        let opened = Arc::new(T::open(self));
        let mut warm = self.warm.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = warm.get(&key).cloned().and_then(|known| known.downcast::<T>().ok()) {
            return known;
        }
        warm.insert(key, opened.clone());
        opened
    }
}
