//! A file that is made on the disk before it goes out, however large it is: it has no name, so nothing is left of it when it
//! has gone out, when whoever asked goes away, or when the program ends.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;

use axum::body::Body;
use axum::response::Response;
use sha2::{Digest, Sha256};
use tokio::io::AsyncReadExt;

use super::send;
use crate::site::Fault;

/// How much of a file is read or sent at a time, in bytes.
const PIECE: usize = 64 * 1_024;

/// A file on the disk, without a name, and its fingerprint.
pub struct MadeFile {
    file: File,
    sha256: String,
}

impl MadeFile {
    /// An empty file to write to, in this folder: that of the record, where there is room, and which is nobody else's.
    ///
    /// # Errors
    /// When none can be made there.
    pub fn begin(folder: &Path) -> io::Result<File> {
        std::fs::create_dir_all(folder)?;
        tempfile::tempfile_in(folder)
    }

    /// What was written to it, from its beginning. It reads the whole file, so not on a thread that answers others.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(mut file: File) -> io::Result<Self> {
        file.rewind()?;
        let mut hash = Sha256::new();
        let mut piece = vec![0; PIECE];
        loop {
            let read = file.read(&mut piece)?;
            if read == 0 {
                break;
            }
            hash.update(piece.get(..read).unwrap_or_default());
        }
        file.rewind()?;
        Ok(Self { file, sha256: hex::encode(hash.finalize()) })
    }

    /// The fingerprint, as the record of acts keeps it.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Writes it where a command was told to.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn copy_to(&mut self, mut out: impl io::Write) -> io::Result<()> {
        io::copy(&mut self.file, &mut out)?;
        out.flush()
    }

    /// The answer that a browser keeps as a file: it goes out piece by piece.
    ///
    /// # Errors
    /// When the name cannot stand in a header.
    pub fn sent(self, media_type: &'static str, name: &str) -> Result<Response, Fault> {
        let file = tokio::fs::File::from_std(self.file);
        let pieces = futures::stream::try_unfold(file, |mut file| async move {
            let mut piece = vec![0; PIECE];
            let read = file.read(&mut piece).await?;
            piece.truncate(read);
            Ok::<_, io::Error>((read > 0).then_some((piece, file)))
        });
        send(Body::from_stream(pieces), media_type, name)
    }
}
