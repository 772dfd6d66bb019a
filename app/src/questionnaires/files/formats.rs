//! The files of responses there are, and the beginning of each.
//!
//! A CSV file and JSON Lines go out as they come. A workbook and an OpenDocument table are archives, whose table of contents
//! stands at the end: they are written to something that can be gone back in, as a rule a file without a name, and hold no
//! more than a row.

use std::collections::BTreeMap;
use std::io::{self, Seek, Write};

use super::columns::{CellsAs, ColumnPlan};
use super::delimited::{DelimitedOptions, DelimitedWriter};
use super::json_lines::JsonLinesWriter;
use super::open_document::OpenDocumentWriter;
use super::package::PackageWriter;
use super::response::FiledResponse;
use super::triple_s::TripleSDataWriter;
use super::workbook::WorkbookWriter;
use super::writer::{FileFault, ResponseWriter};
use crate::questionnaires::definition::question::Questionnaire;

/// The files that hold responses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFormat {
    /// Comma-separated, with a byte-order mark.
    Csv,
    /// The same with every line break in a text as a space: SPSS takes each line for a case.
    CsvOneLine,
    /// One JSON object a line. Always with codes.
    JsonLines,
    /// An Excel workbook.
    Xlsx,
    /// An OpenDocument table.
    Ods,
    /// A Frictionless data package, zipped: responses, codebook and their description. Always with codes.
    DataPackage,
    /// What the Triple-S description describes. Always with numbers for codes.
    TripleSData,
}

impl FileFormat {
    /// Every format.
    pub const ALL: [Self; 7] =
        [Self::Csv, Self::CsvOneLine, Self::JsonLines, Self::Xlsx, Self::Ods, Self::DataPackage, Self::TripleSData];

    /// The ending of the file's name.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Csv | Self::CsvOneLine | Self::TripleSData => "csv",
            Self::JsonLines => "jsonl",
            Self::Xlsx => "xlsx",
            Self::Ods => "ods",
            Self::DataPackage => "zip",
        }
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv | Self::CsvOneLine | Self::TripleSData => "text/csv; charset=utf-8",
            Self::JsonLines => "application/jsonl; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::DataPackage => "application/zip",
        }
    }
}

/// Begins a file.
///
/// # Errors
/// When a spreadsheet cannot hold so many columns, or the file cannot be written.
pub fn begin<'a, W: Write + Seek + Send + 'a>(
    format: FileFormat,
    plan: &'a ColumnPlan<'a>,
    shown: CellsAs,
    out: W,
) -> Result<Box<dyn ResponseWriter + 'a>, FileFault> {
    Ok(match format {
        FileFormat::Xlsx => Box::new(WorkbookWriter::begin(plan, shown, out)?),
        FileFormat::Ods => Box::new(OpenDocumentWriter::begin(plan, shown, out)?),
        FileFormat::DataPackage => Box::new(PackageWriter::begin(plan, out)?),
        FileFormat::Csv => begin_stream(StreamedFormat::Csv, plan, shown, out)?,
        FileFormat::CsvOneLine => begin_stream(StreamedFormat::CsvOneLine, plan, shown, out)?,
        FileFormat::JsonLines => begin_stream(StreamedFormat::JsonLines, plan, shown, out)?,
        FileFormat::TripleSData => begin_stream(StreamedFormat::TripleSData, plan, shown, out)?,
    })
}

/// The formats that go out as they come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamedFormat {
    /// As [`FileFormat::Csv`].
    Csv,
    /// As [`FileFormat::CsvOneLine`].
    CsvOneLine,
    /// As [`FileFormat::JsonLines`].
    JsonLines,
    /// As [`FileFormat::TripleSData`].
    TripleSData,
}

/// Begins a file that goes out as it comes, to something that cannot be gone back in.
///
/// # Errors
/// When the file cannot be written.
pub fn begin_stream<'a, W: Write + 'a>(
    format: StreamedFormat,
    plan: &'a ColumnPlan<'a>,
    shown: CellsAs,
    out: W,
) -> Result<Box<dyn ResponseWriter + 'a>, FileFault> {
    Ok(match format {
        StreamedFormat::Csv => Box::new(DelimitedWriter::begin(plan, DelimitedOptions::usual(shown), out)?),
        StreamedFormat::CsvOneLine => {
            let options = DelimitedOptions { one_line: true, ..DelimitedOptions::usual(shown) };
            Box::new(DelimitedWriter::begin(plan, options, out)?)
        }
        StreamedFormat::JsonLines => Box::new(JsonLinesWriter::begin(plan, out)),
        StreamedFormat::TripleSData => Box::new(TripleSDataWriter::begin(plan, out)?),
    })
}

/// Writes a whole file from responses that come from elsewhere, one at a time; `out` then stands at its end.
///
/// # Errors
/// As [`begin`] and [`ResponseWriter::take`]; and what `responses` says went wrong on their side.
pub fn write_all<W: Write + Seek + Send>(
    format: FileFormat,
    versions: &[(i64, Questionnaire)],
    branches: BTreeMap<String, String>,
    shown: CellsAs,
    responses: impl IntoIterator<Item = io::Result<FiledResponse>>,
    out: &mut W,
) -> Result<(), FileFault> {
    let plan = ColumnPlan::of(versions, branches)?;
    let mut writer = begin(format, &plan, shown, out)?;
    for response in responses {
        writer.take(&response?)?;
    }
    writer.finish()
}
