//! The files of the look in the record. What is shown now is named in the settings (`site::settings::look`).

use crate::db::{DbError, On, Tx};
use crate::sql;
use crate::time::Time;

/// Keeps the logo of the service in place of the one before; none takes it away.
///
/// # Errors
/// When the record refuses it.
pub async fn keep_logo(tx: &mut Tx, logo: Option<(&str, &[u8])>, now: Time) -> Result<(), DbError> {
    sql!("DELETE FROM service_files").run(&mut *tx).await?;
    if let Some((name, content)) = logo {
        sql!("INSERT INTO service_files (name, content, changed_at) VALUES ($1, $2, $3)", name, content, now)
            .run(tx)
            .await?;
    }
    Ok(())
}

/// What is in a file.
///
/// # Errors
/// When the record cannot be read.
pub async fn file(on: impl Into<On<'_>>, name: &str) -> Result<Option<Vec<u8>>, DbError> {
    let found: Option<(Vec<u8>,)> = sql!("SELECT content FROM service_files WHERE name = $1", name).maybe(on).await?;
    Ok(found.map(|(content,)| content))
}
