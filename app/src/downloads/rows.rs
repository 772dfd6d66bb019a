//! Files of rows or lines that are written while they are read: whoever reads the record hands over some at a time, and a
//! thread of its own writes them to a file. However long the file is, only a few hundred rows of it are held.

use std::io::{BufWriter, Write};
use std::path::Path;

use jiff::Timestamp;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::made::MadeFile;
use super::spreadsheet::{ByteOrderMark, Cell, SheetColumn, SpreadsheetError, WorkbookOut, csv_head, csv_row};
use crate::db::DbError;
use crate::site::Fault;

/// Some of a table.
pub enum SheetPiece {
    /// A sheet begins.
    Begin {
        /// Its name.
        name: &'static str,
        /// Its columns.
        columns: Vec<SheetColumn>,
    },
    /// The next rows of it.
    Rows(Vec<Vec<Cell>>),
    /// The next lines of a format of its own, as they are.
    Lines(String),
}

/// What a file of tables is.
#[derive(Clone, Copy, Debug)]
pub enum SheetFormat {
    /// One sheet as a CSV file; or lines of a format of their own.
    Csv(ByteOrderMark),
    /// All sheets as an Excel workbook, made at this moment.
    Xlsx(Timestamp),
}

/// Where rows are handed over.
pub struct SheetFeed(mpsc::Sender<SheetPiece>);

/// Whoever writes the file has stopped, and will say why.
#[derive(Debug)]
pub struct WriterStopped;

impl SheetFeed {
    /// Hands some over, once there is room for them.
    ///
    /// # Errors
    /// When nobody takes them any more.
    pub async fn give(&self, piece: SheetPiece) -> Result<(), WriterStopped> {
        self.0.send(piece).await.map_err(|_| WriterStopped)
    }
}

/// A file that is being written.
pub struct BeingWritten(JoinHandle<Result<MadeFile, SpreadsheetError>>);

/// Begins a file in this folder, without a name. It is whole once what is given to the feed has ended.
pub fn begin(folder: &Path, format: SheetFormat) -> (SheetFeed, BeingWritten) {
    let (sender, receiver) = mpsc::channel(1);
    let folder = folder.to_owned();
    let writing = tokio::task::spawn_blocking(move || write(&folder, format, receiver));
    (SheetFeed(sender), BeingWritten(writing))
}

impl BeingWritten {
    /// The file, once everything was given and the feed is dropped.
    ///
    /// # Errors
    /// When it could not be written, or is too large for its format.
    pub async fn made(self) -> Result<MadeFile, SpreadsheetError> {
        self.0.await.map_err(|error| SpreadsheetError::File(std::io::Error::other(error.to_string())))?
    }
}

/// What is fed, as whole sheets.
#[cfg(test)]
pub async fn collected(feeding: impl AsyncFnOnce(&SheetFeed)) -> Vec<super::spreadsheet::Sheet> {
    let (sender, mut receiver) = mpsc::channel(10_000);
    feeding(&SheetFeed(sender)).await;
    let mut sheets: Vec<super::spreadsheet::Sheet> = Vec::new();
    while let Ok(piece) = receiver.try_recv() {
        match piece {
            SheetPiece::Begin { name, columns } => {
                sheets.push(super::spreadsheet::Sheet { name: name.to_owned(), columns, rows: Vec::new() });
            }
            SheetPiece::Rows(rows) => sheets.last_mut().unwrap().rows.extend(rows),
            SheetPiece::Lines(lines) => panic!("not of a sheet: {lines}"),
        }
    }
    sheets
}

/// Makes a file in this folder while `feeding` hands over what is in it.
///
/// # Errors
/// When the record cannot be reached, or the file cannot be written.
pub async fn made_by(
    folder: &Path,
    format: SheetFormat,
    feeding: impl AsyncFnOnce(&SheetFeed) -> Result<(), DbError>,
) -> Result<MadeFile, Fault> {
    let (to, writing) = begin(folder, format);
    let fed = feeding(&to).await;
    drop(to);
    fed?;
    writing.made().await.map_err(Fault::broken)
}

fn write(
    folder: &Path,
    format: SheetFormat,
    mut pieces: mpsc::Receiver<SheetPiece>,
) -> Result<MadeFile, SpreadsheetError> {
    let file = MadeFile::begin(folder)?;
    let file = match format {
        SheetFormat::Csv(mark) => {
            let mut out = BufWriter::new(file);
            let mut width = 0;
            while let Some(piece) = pieces.blocking_recv() {
                match piece {
                    SheetPiece::Begin { columns, .. } => {
                        width = columns.len();
                        out.write_all(csv_head(&columns, mark).as_bytes())?;
                    }
                    SheetPiece::Rows(rows) => {
                        for row in rows {
                            out.write_all(csv_row(width, &row).as_bytes())?;
                        }
                    }
                    SheetPiece::Lines(lines) => out.write_all(lines.as_bytes())?,
                }
            }
            out.into_inner().map_err(|error| SpreadsheetError::File(error.into_error()))?
        }
        SheetFormat::Xlsx(created) => {
            let mut book = WorkbookOut::begin(created, folder)?;
            while let Some(piece) = pieces.blocking_recv() {
                match piece {
                    SheetPiece::Begin { name, columns } => book.sheet(name, &columns)?,
                    SheetPiece::Rows(rows) => rows.iter().try_for_each(|row| book.row(row))?,
                    // A workbook has sheets only.
                    SheetPiece::Lines(_) => {}
                }
            }
            let mut out = BufWriter::new(file);
            book.save(&mut out)?;
            out.into_inner().map_err(|error| SpreadsheetError::File(error.into_error()))?
        }
    };
    Ok(MadeFile::of(file)?)
}
