//! `soundings backup`, `restore` and `rehearse`: the whole record in one file, back, and back for practice.

use std::path::Path;

use soundings_app::assembly::INSTRUMENTS;
use soundings_app::backup::{self, Manifest};
use soundings_app::clock::{self, Clock};
use soundings_app::db::Db;
use soundings_app::setting_up::safekeeping::{Safekeeping, SafekeepingNote, note};
use soundings_app::time::Time;

use super::{Failure, say};
use crate::configuration::Configuration;

/// Writes a backup; the site may go on serving.
pub(crate) async fn back_up(out: &Path, configuration: &Configuration) -> Result<(), Failure> {
    let db = configuration.open().await?;
    let made = backup::write(INSTRUMENTS, &db, &Clock::system(), out).await.map_err(Failure::new)?;
    remember(&db, Safekeeping::Backup, &made).await;
    say!("{} holds {} rows. Keep it as safe as the database.", out.display(), made.rows());
    Ok(())
}

/// Puts a backup into an empty database.
pub(crate) async fn restore(file: &Path, configuration: &Configuration) -> Result<(), Failure> {
    let db = configuration.open().await?;
    let found = backup::restore(INSTRUMENTS, &db, file).await.map_err(Failure::new)?;
    say!("{} rows are back; the counts and the audit log are right.", found.rows());
    Ok(())
}

/// Puts a backup back for practice, beside the record.
pub(crate) async fn rehearse(file: &Path, configuration: &Configuration) -> Result<(), Failure> {
    let db = configuration.open().await?;
    let found = backup::rehearse(INSTRUMENTS, &db, file).await.map_err(Failure::new)?;
    remember(&db, Safekeeping::Rehearsal, &found.manifest).await;
    let taken = clock::long_date_time(Time(found.manifest.created_at));
    let latest = found.latest.map_or_else(String::new, |at| format!(", the latest of {}", clock::long_date_time(at)));
    say!(
        "{} was put back for practice: the record of {taken}, {} rows, {} consultations, {} responses{latest}. The counts \
         and the audit log are right. Nothing in the database was changed.",
        file.display(),
        found.manifest.rows(),
        found.consultations,
        found.responses
    );
    Ok(())
}

/// Lets the set-up list know. The file is good whether or not that can be written down.
async fn remember(db: &Db, kind: Safekeeping, manifest: &Manifest) {
    let rows_held = i64::try_from(manifest.rows()).unwrap_or(i64::MAX);
    let kept = SafekeepingNote { at: Clock::system().now(), taken_at: Time(manifest.created_at), rows_held };
    let noted = async {
        let mut tx = db.begin().await?;
        note(&mut tx, kind, &kept).await?;
        tx.commit().await
    };
    if let Err(error) = noted.await {
        tracing::warn!(%error, "the set-up list could not be told");
    }
}
