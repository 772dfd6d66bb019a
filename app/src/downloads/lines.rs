//! Files of plain lines that are written while they are read: what is given goes to the disk piece by piece, and the file is whole
//! once it is asked for.

use std::io;
use std::path::Path;

use tokio::io::AsyncWriteExt;

use super::made::MadeFile;

/// How much is gathered before it goes to the disk, in bytes.
const PIECE: usize = 64 * 1_024;

/// A file that is being written.
pub struct LinesOut {
    file: tokio::fs::File,
    waiting: Vec<u8>,
}

impl LinesOut {
    /// An empty file in this folder, without a name.
    ///
    /// # Errors
    /// When none can be made there.
    pub async fn begin(folder: &Path) -> io::Result<Self> {
        let folder = folder.to_owned();
        let file = tokio::task::spawn_blocking(move || MadeFile::begin(&folder)).await.map_err(io::Error::other)??;
        Ok(Self { file: tokio::fs::File::from_std(file), waiting: Vec::with_capacity(PIECE) })
    }

    /// Writes some more.
    ///
    /// # Errors
    /// When there is no room for it.
    pub async fn give(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= PIECE {
            self.file.write_all(&self.waiting).await?;
            self.waiting.clear();
        }
        Ok(())
    }

    /// The whole file, with its fingerprint.
    ///
    /// # Errors
    /// When the last of it cannot be written, or it cannot be read again.
    pub async fn made(mut self) -> io::Result<MadeFile> {
        self.file.write_all(&self.waiting).await?;
        self.file.flush().await?;
        let file = self.file.into_std().await;
        tokio::task::spawn_blocking(move || MadeFile::of(file)).await.map_err(io::Error::other)?
    }
}
