//! The SQLite file as a file: that only the program's own user may read it, and that it is still the one at its path.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// How much room there has to be on the disk: a comment or two, with everything that is written for them.
#[cfg(unix)]
const ROOM: u64 = 1024 * 1024;

/// A SQLite file that is open.
#[derive(Clone, Debug)]
pub(super) struct DataFile {
    path: PathBuf,
    which: Option<Which>,
}

/// What tells one file from another, whatever they are called.
type Which = (u64, u64);

#[cfg(unix)]
fn which(about: &fs::Metadata) -> Option<Which> {
    use std::os::unix::fs::MetadataExt;
    Some((about.dev(), about.ino()))
}

#[cfg(not(unix))]
fn which(_: &fs::Metadata) -> Option<Which> {
    None
}

impl DataFile {
    /// Makes the file if it is not there, readable for nobody else from the first moment.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let mut options = fs::OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let about = match options.open(path) {
            Ok(file) => file.metadata()?,
            // A file that may only be read is opened all the same: it can be looked at, and says what it cannot do.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied && path.exists() => fs::metadata(path)?,
            Err(error) => {
                return Err(io::Error::new(error.kind(), format!("{}: {error}", path.display())));
            }
        };
        let file = Self { path: path.to_owned(), which: which(&about) };
        file.keep_private();
        Ok(file)
    }

    /// Takes the file, and what the engine keeps beside it, out of reach of everybody else on the machine.
    pub(super) fn keep_private(&self) {
        for ending in ["", "-wal", "-shm", "-journal"] {
            let mut path = self.path.as_os_str().to_owned();
            path.push(ending);
            let path = PathBuf::from(path);
            if let Err(error) = crate::files::for_us_alone(&path) {
                tracing::warn!(%error, file = %path.display(), "others on this machine may be able to read this file");
            }
        }
    }

    /// # Errors
    /// When hardly anything more can be written on its disk.
    #[cfg(unix)]
    pub(super) fn has_room(&self) -> io::Result<()> {
        match rustix::fs::statvfs(&self.path) {
            Ok(disk) if disk.f_bavail.saturating_mul(disk.f_frsize) < ROOM => {
                let words = format!("there is no room left on the disk of {}", self.path.display());
                Err(io::Error::new(io::ErrorKind::StorageFull, words))
            }
            // What cannot be told is found out by trying.
            _ => Ok(()),
        }
    }

    #[cfg(not(unix))]
    pub(super) fn has_room(&self) -> io::Result<()> {
        Ok(())
    }

    /// # Errors
    /// When there is another file at the path by now, or none: a change would be written where nobody finds it.
    pub(super) fn is_still_there(&self) -> io::Result<()> {
        let Some(open) = self.which else { return Ok(()) };
        let gone = |what: &str| {
            let words = format!(
                "the database file {} {what} while it was open; stop the server and start it again",
                self.path.display()
            );
            Err(io::Error::new(io::ErrorKind::NotFound, words))
        };
        match fs::metadata(&self.path) {
            Ok(about) if which(&about) == Some(open) => Ok(()),
            Ok(_) => gone("was replaced"),
            Err(error) if error.kind() == io::ErrorKind::NotFound => gone("was moved or removed"),
            // It cannot be looked at just now, which the engine will find out for itself.
            Err(_) => Ok(()),
        }
    }
}
