//! Files: those of our own that hold what people said, or secrets, which nobody else on the machine may read; and those
//! that people send us, whose kind is told by what is in them ([`sniff`]) and which go out so that nothing in them runs
//! ([`serving`]). Lists that were made in a spreadsheet are opened by [`sheets`].

pub mod pictures;
pub mod serving;
pub mod sheets;
pub mod sniff;

use std::io;
use std::path::Path;

/// Lets only the program's own user read a file, if there is one.
///
/// # Errors
/// When it belongs to somebody else.
pub fn for_us_alone(path: &Path) -> io::Result<()> {
    tighten(path, 0o600)
}

/// Lets only the program's own user look into a folder.
///
/// # Errors
/// When it belongs to somebody else.
pub fn folder_for_us_alone(path: &Path) -> io::Result<()> {
    tighten(path, 0o700)
}

#[cfg(unix)]
fn tighten(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let about = match std::fs::metadata(path) {
        Ok(about) => about,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    if about.permissions().mode() & 0o077 == 0 {
        return Ok(());
    }
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn tighten(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}
