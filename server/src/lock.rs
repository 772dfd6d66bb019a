//! One server to one SQLite file. Two would each keep pages without hearing of the other's changes at once,
//! and each would send the mail; so the second is refused, with an explanation. Commands run beside it.

use std::fs::File;
use std::path::Path;

use fs4::fs_std::FileExt;

use crate::commands::Failure;

/// Held as long as the server runs; let go by the operating system however the program ends.
pub(crate) struct Lock(#[expect(dead_code, reason = "kept for its lock, not for its contents")] File);

/// Takes the lock of a SQLite file.
///
/// # Errors
/// When another server holds it, or it cannot be made.
pub(crate) fn take(database: &Path) -> Result<Lock, Failure> {
    let mut path = database.as_os_str().to_owned();
    path.push(".serve-lock");
    let file = File::create(&path)
        .map_err(|error| Failure::new(format!("cannot make the lock file {}: {error}", Path::new(&path).display())))?;
    match file.try_lock_exclusive() {
        Ok(true) => Ok(Lock(file)),
        Ok(false) => Err(Failure::new(format!(
            "another `soundings serve` is already using {}; stop it first, or give this one another file with \
             --database-url. Several servers can share a PostgreSQL database.",
            database.display()
        ))),
        Err(error) => Err(Failure::new(format!("cannot lock {}: {error}", Path::new(&path).display()))),
    }
}
