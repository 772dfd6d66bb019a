//! What the library service calls itself.

pub mod pages;

use std::sync::{Arc, PoisonError, RwLock};

use crate::db::{Db, DbError, On, Scope, Tx};
use crate::sql;

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
}

impl Default for Service {
    fn default() -> Self {
        Self {
            name: "Your library service".to_owned(),
            tagline: "Have your say on your library".to_owned(),
            contact: "your local library".to_owned(),
        }
    }
}

#[derive(sqlx::FromRow)]
struct SettingRow {
    name: String,
    value: String,
}

async fn load(on: impl Into<On<'_>>) -> Result<Service, DbError> {
    let mut service = Service::default();
    for row in sql!("SELECT name, value FROM settings").all::<SettingRow>(on).await? {
        match row.name.as_str() {
            "service-name" => service.name = row.value,
            "tagline" => service.tagline = row.value,
            "contact" => service.contact = row.value,
            _ => {}
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
