//! Results to take away: tables as CSV files and as Excel workbooks. Each column has a fixed key, a label
//! people read and a description; a workbook carries them in a codebook sheet, so that nobody has to guess
//! what a column means.
//!
//! Residents' words can end up in these files, and spreadsheet programs run text that begins like a
//! formula. In CSV such text gets an apostrophe in front; in a workbook every text is stored as text, and
//! the danger does not arise.

pub mod workbook;

use rust_xlsxwriter::XlsxError;

pub use workbook::WorkbookOut;

/// A table to take away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// What it is called, on the workbook's tab and in the codebook.
    pub name: String,
    /// Its columns in order. Keys stay the same from export to export.
    pub columns: Vec<SheetColumn>,
    /// Its rows, each with a cell for every column.
    pub rows: Vec<Vec<Cell>>,
}

/// What a column is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetColumn {
    /// Its name for programs, such as `proposal_1_vote`: the heading in CSV.
    pub key: String,
    /// Its name for people, such as "1. Longer Saturdays: vote": the heading in a workbook.
    pub label: String,
    /// What its cells mean and which values they may have: for the codebook.
    pub description: String,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A count, an amount in pence, a time in Unix milliseconds.
    Int(i64),
    /// Nothing was answered, or nothing applies.
    Empty,
}

/// Why a workbook could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SpreadsheetError {
    /// Too much for one sheet of a workbook; CSV has no such limit.
    #[error("“{sheet}” has more rows or columns than an Excel sheet can hold. Use the CSV file.")]
    TooLarge {
        /// The sheet's name.
        sheet: String,
    },
    /// The workbook could not be written.
    #[error("the workbook could not be written: {0}")]
    Workbook(#[from] XlsxError),
    /// The file could not be written.
    #[error("the file could not be written: {0}")]
    File(#[from] std::io::Error),
}

/// Whether to begin a CSV file with a byte-order mark. Excel needs one to read Welsh; programs do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByteOrderMark {
    /// For people who open the file in a spreadsheet.
    Yes,
    /// For programs.
    No,
}

/// A sheet as a CSV file (RFC 4180: commas, quotation marks where needed, lines ended by CR LF, UTF-8).
///
/// The first line holds the columns' keys. A text that a spreadsheet program could take for a formula gets
/// an apostrophe in front; numbers are written as they are, a minus sign included. Rows with fewer cells
/// than there are columns are filled up with empty ones.
pub fn csv(sheet: &Sheet, mark: ByteOrderMark) -> Vec<u8> {
    let mut file = csv_head(&sheet.columns, mark);
    for row in &sheet.rows {
        file.push_str(&csv_row(sheet.columns.len(), row));
    }
    file.into_bytes()
}

/// How a CSV file with these columns begins.
pub(super) fn csv_head(columns: &[SheetColumn], mark: ByteOrderMark) -> String {
    let line = csv_line(columns.iter().map(|column| guarded(&column.key)));
    if mark == ByteOrderMark::Yes { format!("\u{FEFF}{line}") } else { line }
}

/// A row of a CSV file with so many columns.
pub(super) fn csv_row(columns: usize, row: &[Cell]) -> String {
    csv_line((0..columns).map(|place| match row.get(place) {
        Some(Cell::Text(text)) => guarded(text),
        Some(Cell::Int(number)) => number.to_string(),
        Some(Cell::Empty) | None => String::new(),
    }))
}

fn csv_line(cells: impl Iterator<Item = String>) -> String {
    let mut cells: Vec<String> =
        cells
            .map(|cell| {
                if cell.contains(['"', ',', '\r', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
            })
            .collect();
    // A line of one empty cell would read back as no line at all.
    if let [only] = cells.as_mut_slice()
        && only.is_empty()
    {
        only.push_str("\"\"");
    }
    format!("{}\r\n", cells.join(","))
}

/// The text with an apostrophe in front if a spreadsheet program could take it for a formula.
pub fn guarded(text: &str) -> String {
    // Some programs pass over spaces and invisible marks before they look for the formula.
    let seen = text.trim_start_matches(|c: char| {
        (c.is_whitespace() && !is_dangerous(c)) || matches!(c, '\u{200B}'..='\u{200F}' | '\u{FEFF}')
    });
    if seen.starts_with(is_dangerous) { format!("'{text}") } else { text.to_owned() }
}

/// The characters that begin formulas, their full-width forms, and the ones that move to another cell.
fn is_dangerous(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\0' | '＝' | '＋' | '－' | '＠' | '−')
}

#[cfg(test)]
pub(crate) mod tests;
