//! What the library service calls itself, and since when everybody sees its site.

pub mod links;
pub mod look;
pub mod pages;

use std::sync::{Arc, PoisonError, RwLock};

use links::FooterLink;
use look::Look;

use crate::db::{Db, DbError, On, Scope, Tx};
use crate::identity::obligation::SecondFactorRule;
use crate::sql;
use crate::time::Time;

/// The name and words of the service, kept warm and read again when they change.
#[derive(Clone)]
pub struct Settings(Arc<RwLock<(u64, Arc<Service>)>>);

/// What the service calls itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// The name of the library service.
    pub name: String,
    /// A few words under the name.
    pub tagline: String,
    /// Where residents can write to.
    pub contact: String,
    /// The heading of the front page; ours when it is empty.
    pub front_title: String,
    /// What stands under it; ours when it is empty.
    pub front_words: String,
    /// Where else the foot of every page leads.
    pub links: Vec<FooterLink>,
    /// Its logo and accent.
    pub look: Look,
    /// Whether a second person approves a consultation before it is published.
    pub second_person: bool,
    /// Since when everybody sees the site; none while only people who work for the service do.
    pub opened_at: Option<Time>,
    /// From when each role must have a second factor.
    pub second_factor: SecondFactorRule,
}

impl Service {
    /// Whether somebody has given the service a name and said where residents can ask.
    pub fn has_its_own_words(&self) -> bool {
        let ours = Self::default();
        self.name != ours.name && self.contact != ours.contact
    }
}

impl Default for Service {
    fn default() -> Self {
        Self {
            name: "Your library service".to_owned(),
            tagline: "Have your say on your library".to_owned(),
            contact: "your local library".to_owned(),
            front_title: String::new(),
            front_words: String::new(),
            links: Vec::new(),
            look: Look::default(),
            second_person: false,
            opened_at: None,
            second_factor: SecondFactorRule::default(),
        }
    }
}

#[derive(sqlx::FromRow)]
struct SettingRow {
    name: String,
    value: String,
}

/// The words and rules of the service as the record has them, for a change that begins with them.
///
/// # Errors
/// When the record cannot be reached.
pub async fn load(on: impl Into<On<'_>>) -> Result<Service, DbError> {
    let mut on = on.into();
    let mut service = Service::default();
    let opened: Option<(Option<Time>,)> =
        sql!("SELECT opened_at FROM installation WHERE id = 1").maybe(on.again()).await?;
    service.opened_at = opened.and_then(|(at,)| at);
    for row in sql!("SELECT name, value FROM settings").all::<SettingRow>(on).await? {
        match row.name.as_str() {
            "service-name" => service.name = row.value,
            "tagline" => service.tagline = row.value,
            "contact" => service.contact = row.value,
            "front-title" => service.front_title = row.value,
            "front-words" => service.front_words = row.value,
            SECOND_PERSON => service.second_person = row.value == ON,
            "footer-links" => service.links = links::read(&row.value).unwrap_or_default(),
            name => {
                service.look.read(name, &row.value);
                service.second_factor.take(name, &row.value);
            }
        }
    }
    Ok(service)
}

impl Settings {
    /// Reads the settings.
    ///
    /// # Errors
    /// When the record cannot be reached.
    pub async fn read(db: &Db) -> Result<Self, DbError> {
        let version = db.version();
        Ok(Self(Arc::new(RwLock::new((version, Arc::new(load(db).await?))))))
    }

    /// What the service calls itself now; the last known when the record cannot be reached.
    pub async fn now(&self, db: &Db) -> Arc<Service> {
        let version = db.version();
        {
            let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
            if kept.0 >= db.last_change(Scope::Site) {
                return kept.1.clone();
            }
        }
        match load(db).await {
            Ok(service) => {
                let service = Arc::new(service);
                *self.0.write().unwrap_or_else(PoisonError::into_inner) = (version, service.clone());
                service
            }
            Err(_) => self.0.read().unwrap_or_else(PoisonError::into_inner).1.clone(),
        }
    }
}

/// The look of the service, as it is in the record.
///
/// # Errors
/// When the record cannot be read.
pub async fn look_now(on: impl Into<On<'_>>) -> Result<Look, DbError> {
    Ok(load(on).await?.look)
}

/// The setting that asks for a second person's approval.
pub const SECOND_PERSON: &str = "second-person";
/// What a setting holds that is on.
pub const ON: &str = "on";

/// Whether a second person approves a consultation before it is published, as it is in the record.
///
/// # Errors
/// When the record cannot be read.
pub async fn second_person(on: impl Into<On<'_>>) -> Result<bool, DbError> {
    Ok(value(on, SECOND_PERSON).await?.as_deref() == Some(ON))
}

/// One setting by its name, if it was ever set.
///
/// # Errors
/// When the record cannot be read.
pub async fn value(on: impl Into<On<'_>>, name: &str) -> Result<Option<String>, DbError> {
    let found: Option<(String,)> = sql!("SELECT value FROM settings WHERE name = $1", name).maybe(on).await?;
    Ok(found.map(|(value,)| value))
}

/// Opens the site to everybody at a moment, or closes it to everybody but colleagues. False when it was so already.
///
/// # Errors
/// When the record refuses it.
pub async fn set_opened(tx: &mut Tx, at: Option<Time>) -> Result<bool, DbError> {
    let changed = match at {
        Some(at) => {
            sql!("UPDATE installation SET opened_at = $1 WHERE id = 1 AND opened_at IS NULL", at).run(tx).await?
        }
        None => sql!("UPDATE installation SET opened_at = NULL WHERE id = 1 AND opened_at IS NOT NULL").run(tx).await?,
    };
    Ok(changed > 0)
}

/// Sets one of the words of the service.
///
/// # Errors
/// When the record refuses it.
pub async fn set(tx: &mut Tx, name: &str, value: &str) -> Result<(), DbError> {
    sql!(
        "INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        name,
        value
    )
    .run(tx)
    .await
    .map(drop)
}

/// Sets a rule of the service back to what it is without one.
///
/// # Errors
/// When the record refuses it.
pub async fn unset(tx: &mut Tx, name: &str) -> Result<(), DbError> {
    sql!("DELETE FROM settings WHERE name = $1", name).run(tx).await.map(drop)
}
