//! One way to write responses whatever the format: a writer takes them one at a time and is finished at the end. And what
//! can go wrong with it.

use std::io;

use super::response::FiledResponse;

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
pub enum FileFault {
    /// There is nothing to make columns of.
    #[error("A file of responses needs at least one version of the questionnaire, each with a number of its own.")]
    Versions,
    /// A response answers something that is not at hand.
    #[error(
        "Response {response} answers version {version} of the questionnaire, which is not among the versions of this file."
    )]
    UnknownVersion {
        /// The number of the response.
        response: i64,
        /// The version.
        version: i64,
    },
    /// A spreadsheet cannot hold it.
    #[error(
        "A spreadsheet holds at most 1,048,576 rows and 16,384 columns, and this file would have {count} \
         {what}. Use the CSV file or JSON Lines."
    )]
    TooLarge {
        /// How many there would be.
        count: usize,
        /// Of what: rows or columns.
        what: &'static str,
    },
    /// The place it is written to took no more.
    #[error("The file could not be written: {0}")]
    Io(#[from] io::Error),
    /// A workbook could not be made.
    #[error("The workbook could not be made: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// An archive could not be made.
    #[error("The archive could not be made: {0}")]
    Archive(#[from] zip::result::ZipError),
    /// A line of JSON could not be made.
    #[error("A line of JSON could not be made: {0}")]
    Json(#[from] serde_json::Error),
}

/// The most rows of a sheet, its heading included.
pub(super) const MOST_ROWS: usize = 1_048_576;
/// The most columns of a sheet.
pub(super) const MOST_COLUMNS: usize = 16_384;

/// Something that takes responses, one after the other.
pub trait ResponseWriter {
    /// Writes a response.
    ///
    /// # Errors
    /// When its version is unknown, the format can hold no more, or the file cannot be written.
    fn take(&mut self, response: &FiledResponse) -> Result<(), FileFault>;

    /// Writes what stands at the end. A file that was not finished is not whole.
    ///
    /// # Errors
    /// When the file cannot be written.
    fn finish(self: Box<Self>) -> Result<(), FileFault>;
}
