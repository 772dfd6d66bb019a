//! `soundings backup` and `soundings restore`: the whole record in one file, and back.

use std::path::Path;

use soundings_app::assembly::INSTRUMENTS;
use soundings_app::backup;
use soundings_app::clock::Clock;

use super::{Failure, say};
use crate::configuration::Configuration;

/// Writes a backup; the site may go on serving.
pub(crate) async fn back_up(out: &Path, configuration: &Configuration) -> Result<(), Failure> {
    let db = configuration.open().await?;
    let made = backup::write(INSTRUMENTS, &db, &Clock::system(), out).await.map_err(Failure::new)?;
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
