//! Results to take away: tables as CSV files and as Excel workbooks. Each column has a fixed key, a label
//! people read and a description; a workbook carries them in a codebook sheet, so that nobody has to guess
//! what a column means.
//!
//! Residents' words can end up in these files, and spreadsheet programs run text that begins like a
//! formula. In CSV such text gets an apostrophe in front; in a workbook every text is stored as text, and
//! the danger does not arise.

use jiff::Timestamp;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

/// The longest text Excel keeps in one cell, in UTF-16 code units.
const MAX_CELL: usize = 32_767;

/// What stands at the end of a text that Excel could not keep whole.
const CUT: &str = " … [cut: the CSV file has all of it]";

/// The most rows Excel keeps in one sheet, the heading row included.
const MAX_ROWS: usize = 1_048_576;

/// The most columns Excel keeps in one sheet.
const MAX_COLUMNS: usize = 16_384;

/// The greatest whole number Excel keeps exactly.
const MAX_EXACT: u64 = 1 << 53;

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
    let mut file = Vec::new();
    if mark == ByteOrderMark::Yes {
        file.extend(b"\xEF\xBB\xBF");
    }
    write_line(&mut file, sheet.columns.iter().map(|column| guarded(&column.key)));
    for row in &sheet.rows {
        let cells = (0..sheet.columns.len()).map(|place| match row.get(place) {
            Some(Cell::Text(text)) => guarded(text),
            Some(Cell::Int(number)) => number.to_string(),
            Some(Cell::Empty) | None => String::new(),
        });
        write_line(&mut file, cells);
    }
    file
}

fn write_line(file: &mut Vec<u8>, cells: impl Iterator<Item = String>) {
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
    file.extend(cells.join(",").into_bytes());
    file.extend(b"\r\n");
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

/// Sheets as an Excel workbook, with a codebook of their columns at the end.
///
/// `created` is the moment written into the file as its creation: the same sheets and moment give the same
/// bytes. Texts are stored as texts whatever they begin with; those too long for Excel are cut, and say so.
///
/// # Errors
///
/// When a sheet has more rows or columns than Excel can hold, or the moment is before 1900 or after 9999.
pub fn xlsx(sheets: &[Sheet], created: Timestamp) -> Result<Vec<u8>, SpreadsheetError> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_timestamp(created.as_second())?;
    workbook.set_properties(&DocProperties::new().set_author("Soundings").set_creation_datetime(&created));
    let codebook = codebook(sheets);
    let mut names: Vec<String> = Vec::new();
    for sheet in sheets.iter().chain(std::iter::once(&codebook)) {
        if sheet.rows.len() >= MAX_ROWS || sheet.columns.len() > MAX_COLUMNS {
            return Err(SpreadsheetError::TooLarge { sheet: sheet.name.clone() });
        }
        let name = tab_name(&sheet.name, &names);
        let worksheet = workbook.add_worksheet().set_name(&name)?;
        names.push(name);
        write_sheet(worksheet, sheet)?;
    }
    Ok(workbook.save_to_buffer()?)
}

fn write_sheet(worksheet: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    let heading = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    worksheet.set_freeze_panes(1, 0)?;
    for (place, column) in (0u16..).zip(&sheet.columns) {
        worksheet.write_string_with_format(0, place, fitted(&column.label), &heading)?;
        let cells = sheet.rows.iter().filter_map(|row| row.get(usize::from(place)));
        worksheet.set_column_width(place, width(&column.label, cells))?;
        for (line, row) in (1u32..).zip(&sheet.rows) {
            match row.get(usize::from(place)) {
                Some(Cell::Text(text)) if !text.is_empty() => {
                    worksheet.write_string(line, place, fitted(text))?;
                }
                Some(Cell::Int(number)) if number.unsigned_abs() <= MAX_EXACT => {
                    worksheet.write_number(line, place, *number as f64)?;
                }
                Some(Cell::Int(number)) => {
                    worksheet.write_string(line, place, number.to_string())?;
                }
                Some(Cell::Text(_) | Cell::Empty) | None => {}
            }
        }
    }
    Ok(())
}

/// Wide enough for most of what is in the column, and never the whole screen.
fn width<'a>(label: &str, cells: impl Iterator<Item = &'a Cell>) -> f64 {
    let length = |cell: &Cell| match cell {
        Cell::Text(text) => text.chars().take(60).count(),
        Cell::Int(number) => number.to_string().len(),
        Cell::Empty => 0,
    };
    let widest = cells.take(200).map(length).max().unwrap_or(0).max(label.chars().count().min(24));
    (widest.clamp(8, 60) + 2) as f64
}

/// A text as one cell of Excel can hold it: not too long, and without the two code points that XML does not
/// allow and would make Excel call the whole workbook damaged.
fn fitted(text: &str) -> String {
    let text = text.replace(['\u{FFFE}', '\u{FFFF}'], "\u{FFFD}");
    if text.encode_utf16().count() <= MAX_CELL {
        return text;
    }
    let mut room = MAX_CELL - CUT.encode_utf16().count();
    let kept = text.chars().take_while(|c| {
        let fits = c.len_utf16() <= room;
        room = room.saturating_sub(c.len_utf16());
        fits
    });
    kept.chain(CUT.chars()).collect()
}

/// The sheet that says what every column of the other sheets is.
fn codebook(sheets: &[Sheet]) -> Sheet {
    let column =
        |key: &str, label: &str| SheetColumn { key: key.into(), label: label.into(), description: String::new() };
    let rows = sheets.iter().flat_map(|sheet| {
        sheet.columns.iter().map(|column| {
            [&sheet.name, &column.label, &column.key, &column.description].map(|text| Cell::Text(text.clone())).into()
        })
    });
    Sheet {
        name: "Codebook".into(),
        columns: vec![
            column("sheet", "Sheet"),
            column("column", "Column"),
            column("key", "Key in CSV"),
            column("meaning", "What it means"),
        ],
        rows: rows.collect(),
    }
}

/// A name Excel accepts for a tab: at most 31 characters, none of `[ ] : * ? / \`, no apostrophe at either
/// end, not "History", not empty, and not yet in the workbook.
fn tab_name(name: &str, taken: &[String]) -> String {
    let spelled: String =
        name.chars().map(|c| if c.is_control() || "[]:*?/\\\u{FFFE}\u{FFFF}".contains(c) { ' ' } else { c }).collect();
    let spelled = spelled.split_whitespace().collect::<Vec<_>>().join(" ");
    let numbers = (2..).map(|number| format!(" {number}"));
    let fits = |ending: String| {
        // Excel counts UTF-16 code units.
        let mut room = 31 - ending.len();
        let start: String = spelled
            .trim_matches('\'')
            .chars()
            .take_while(|c| {
                let fits = c.len_utf16() <= room;
                room = room.saturating_sub(c.len_utf16());
                fits
            })
            .collect();
        let start = start.trim_matches(['\'', ' ']);
        let start = if start.is_empty() { "Sheet" } else { start };
        format!("{start}{ending}")
    };
    let free = |name: &String| {
        name.to_lowercase() != "history" && !taken.iter().any(|taken| taken.to_lowercase() == name.to_lowercase())
    };
    std::iter::once(String::new()).chain(numbers).map(fits).find(free).unwrap_or_default()
}

#[cfg(test)]
pub(crate) mod tests;
