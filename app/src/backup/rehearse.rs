//! Putting a backup back for practice: into a record of its own that is thrown away afterwards, with every check that
//! `restore` makes. Nothing happens to the record that the site is served from.

use std::path::Path;

use tempfile::TempDir;

use super::write::folder_of;
use super::{BackupError, Manifest, restore};
use crate::consultations::instrument::Instruments;
use crate::db::{Db, DbError, dialect};
use crate::sql;
use crate::time::Time;

/// What was found in a backup that was put back for practice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rehearsal {
    /// What the file has.
    pub manifest: Manifest,
    /// How many consultations are in it.
    pub consultations: i64,
    /// How many responses that stand.
    pub responses: i64,
    /// When the latest of them came in, if there are any.
    pub latest: Option<Time>,
}

/// Puts the backup in `file` back for practice, and looks whether it is one of the record `db`.
///
/// # Errors
/// When the file is no whole backup of this program's, when what is in it does not add up, or when it is a backup of
/// another installation.
pub async fn rehearse(instruments: Instruments, db: &Db, file: &Path) -> Result<Rehearsal, BackupError> {
    let stage = stage(file)?;
    let trial = Db::open_file(&stage.path().join("rehearsal.db")).await.map_err(aside)?;
    let found = put_back(instruments, &trial, db, file).await;
    trial.close().await;
    found
}

/// A folder for the rehearsal: beside the file, where there is room for it, else where the machine keeps what passes.
fn stage(file: &Path) -> std::io::Result<TempDir> {
    let mut made = tempfile::Builder::new();
    made.prefix("soundings-rehearsal-");
    // What is put back there is addresses and hashes of passwords.
    #[cfg(unix)]
    made.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    made.tempdir_in(folder_of(file)).or_else(|_| made.tempdir())
}

async fn put_back(instruments: Instruments, trial: &Db, db: &Db, file: &Path) -> Result<Rehearsal, BackupError> {
    trial.migrate().await.map_err(aside)?;
    #[cfg(test)]
    crate::db::testing::MadeForTests::among(&super::tables::every(instruments), trial).await;
    let manifest = restore(instruments, trial, file).await?;
    if let Some(first) = dialect::damage(trial).await?.into_iter().next() {
        return Err(BackupError::Unproven(first));
    }
    // Receipts are made with the secret, so each installation has its own.
    if secret(trial).await? != secret(db).await? {
        return Err(BackupError::Foreign);
    }
    let consultations = sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM consultations").number(trial).await?;
    let (responses, latest): (i64, Option<Time>) = sql!(
        "SELECT CAST(COUNT(*) AS BIGINT), MAX(received_at) FROM responses \
         WHERE withdrawn_at IS NULL AND superseded_by IS NULL"
    )
    .one(trial)
    .await?;
    Ok(Rehearsal { manifest, consultations, responses, latest })
}

async fn secret(db: &Db) -> Result<Option<Vec<u8>>, DbError> {
    let found: Option<(Vec<u8>,)> = sql!("SELECT secret FROM installation WHERE id = 1").maybe(db).await?;
    Ok(found.map(|(secret,)| secret))
}

fn aside(error: impl std::fmt::Display) -> std::io::Error {
    std::io::Error::other(error.to_string())
}
