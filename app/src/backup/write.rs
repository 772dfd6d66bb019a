//! Taking a backup while the site serves.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::TempDir;

use super::archive::{Meter, TableSum};
use super::tables::every;
use super::{BackupError, FORMAT, Manifest};
use crate::clock::Clock;
use crate::consultations::instrument::Instruments;
use crate::db::bulk::Snapshot;
use crate::db::{Db, dialect};

/// What the file is called before it has its name.
const WHOLE: &str = "whole";
/// What is added to the name of a backup of a record that does not add up, so that nobody takes it for a good one.
const UNPROVEN: &str = "unproven";

/// A folder for the parts while they are made, for this user alone and gone when dropped. It is beside the file, so that
/// it is on the same disk, and nobody's before: what a run that was killed has left is never in the way.
fn workshop(out: &Path) -> std::io::Result<TempDir> {
    let mut name = out.file_name().unwrap_or_default().to_owned();
    name.push(".");
    let mut made = tempfile::Builder::new();
    made.prefix(&name).suffix(".parts");
    // Whatever the program allows elsewhere: the parts are addresses and hashes of passwords.
    #[cfg(unix)]
    made.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    made.tempdir_in(folder_of(out))
}

/// The folder that a file is in: the one that the program works in when only a name was given.
pub(super) fn folder_of(out: &Path) -> &Path {
    out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Writes the whole record, as it is at one moment, to a new file, and looks at what was written before it is said to be
/// done. Nobody who takes part has to wait.
///
/// # Errors
/// When there is a file of this name already, or the record cannot be read, or the file cannot be written, or it does not
/// hold what the record did. Then there is no file of this name; a record that does not add up is kept beside it, since
/// that is all there is.
pub async fn write(instruments: Instruments, db: &Db, clock: &Clock, out: &Path) -> Result<Manifest, BackupError> {
    write_then(instruments, db, clock, out, |_| Ok(())).await
}

/// The same; `between` is done with the file before it is looked at, so that a test can harm it.
pub(super) async fn write_then(
    instruments: Instruments,
    db: &Db,
    clock: &Clock,
    out: &Path,
    between: impl FnOnce(&Path) -> std::io::Result<()>,
) -> Result<Manifest, BackupError> {
    if out.exists() {
        let there = format!("{} is there already", out.display());
        return Err(std::io::Error::new(std::io::ErrorKind::AlreadyExists, there).into());
    }
    let workshop = workshop(out)?;
    let damage = dialect::damage(db).await?;
    if let Some(first) = damage.first() {
        return Err(BackupError::DamagedRecord(first.clone()));
    }
    let created_at = clock.now().0;
    let mut snapshot = Snapshot::take(db).await?;
    let schema = snapshot.schema_version().await?;
    let mut parts = Vec::new();
    let mut sums = Vec::new();
    for table in every(instruments) {
        let file = File::create(workshop.path().join(table.name))?;
        let mut meter = Meter::new(BufWriter::new(file));
        snapshot.rows(table, |row| meter.row(row).map_err(BackupError::from)).await?;
        sums.push(meter.sum());
        parts.push(meter.finish(table)?);
    }
    drop(snapshot);
    let manifest = Manifest { format: FORMAT, created_at, schema, parts };
    let packed = manifest.clone();
    let workshop = tokio::task::spawn_blocking(move || pack(&packed, &workshop).map(|()| workshop))
        .await
        .map_err(|error| std::io::Error::other(error.to_string()))??;
    between(&workshop.path().join(WHOLE))?;
    match prove(instruments, &workshop, &sums).await {
        Ok(()) => last(&workshop, out)?,
        // The record does not add up, and this is all there is of it.
        Err(BackupError::Unproven(why)) => {
            let kept = named(out, UNPROVEN);
            last(&workshop, &kept)?;
            return Err(BackupError::Unusable { why, kept });
        }
        // The copy is not what was read: it goes with the workshop.
        Err(error) => return Err(BackupError::BadCopy(error.to_string())),
    }
    Ok(manifest)
}

/// `out` with one more ending.
fn named(out: &Path, ending: &str) -> PathBuf {
    let mut name = out.as_os_str().to_owned();
    name.push(format!(".{ending}"));
    PathBuf::from(name)
}

/// Gives the whole file its name, to last.
fn last(workshop: &TempDir, out: &Path) -> std::io::Result<()> {
    fs::rename(workshop.path().join(WHOLE), out)?;
    // The name has to last too.
    #[cfg(unix)]
    File::open(folder_of(out))?.sync_all()?;
    Ok(())
}

/// Puts the backup back into a file of its own, for nothing but the proof that it can be done: a backup that is only
/// tried on the day it is needed is none. Counts, references, the log of acts and the file itself are checked there, and
/// every table must then hold the very rows that were read from the record.
async fn prove(instruments: Instruments, workshop: &TempDir, sums: &[TableSum]) -> Result<(), BackupError> {
    let trial = Db::open_file(&workshop.path().join("trial.db")).await.map_err(io)?;
    trial.migrate().await.map_err(io)?;
    #[cfg(test)]
    crate::db::testing::MadeForTests::among(&every(instruments), &trial).await;
    let restored = super::restore(instruments, &trial, &workshop.path().join(WHOLE)).await;
    let found = match &restored {
        Ok(_) => differing(instruments, &trial, sums).await,
        Err(_) => Ok(None),
    };
    let damage = dialect::damage(&trial).await;
    trial.close().await;
    restored?;
    if let Some(table) = found? {
        return Err(BackupError::Damaged(format!("{table} does not hold the rows that were read")));
    }
    match damage?.into_iter().next() {
        Some(first) => Err(BackupError::Unproven(first)),
        None => Ok(()),
    }
}

/// The first table whose rows are not those that were read, whatever their order.
async fn differing(
    instruments: Instruments,
    trial: &Db,
    sums: &[TableSum],
) -> Result<Option<&'static str>, BackupError> {
    let mut snapshot = Snapshot::take(trial).await?;
    for (table, sum) in every(instruments).into_iter().zip(sums) {
        let mut meter = Meter::new(std::io::sink());
        snapshot.rows(table, |row| meter.row(row).map_err(BackupError::from)).await?;
        if meter.sum() != *sum {
            return Ok(Some(table.name));
        }
    }
    Ok(None)
}

fn io(error: impl std::fmt::Display) -> std::io::Error {
    std::io::Error::other(error.to_string())
}

/// Only whoever made a backup may read it: it holds everything.
fn private(path: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// Puts the parts into one file, which has its name only once it is whole, on the disk, and proven.
fn pack(manifest: &Manifest, workshop: &TempDir) -> std::io::Result<()> {
    let unfinished = workshop.path().join(WHOLE);
    let file = File::create(&unfinished)?;
    private(&unfinished)?;
    let mut tar = tar::Builder::new(GzEncoder::new(BufWriter::new(file), Compression::default()));
    let entry = |size: u64| {
        let mut header = tar::Header::new_gnu();
        header.set_size(size);
        header.set_mode(0o600);
        header.set_mtime((manifest.created_at / 1000).max(0).unsigned_abs());
        header
    };
    let text = serde_json::to_vec_pretty(manifest)?;
    tar.append_data(&mut entry(text.len() as u64), "manifest.json", text.as_slice())?;
    for part in &manifest.parts {
        let rows = File::open(workshop.path().join(&part.table))?;
        tar.append_data(&mut entry(part.bytes), format!("tables/{}.jsonl", part.table), rows)?;
    }
    let file = tar.into_inner()?.finish()?.into_inner().map_err(|error| error.into_error())?;
    file.sync_all()
}
