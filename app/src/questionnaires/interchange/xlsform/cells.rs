//! A spreadsheet as cells with words in them, whatever program wrote it: .xlsx, .xls or .ods, told apart by what is inside
//! and not by the name. Only cells that hold something are kept, so that a sheet formatted down to its last row costs
//! nothing; what is far larger than any form is refused before it is unpacked.

mod archive;
mod excel;
mod old_excel;
mod open_document;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use quick_xml::events::BytesRef;

use super::super::imported::NotImported;

/// The largest file, in bytes.
pub const LARGEST_FILE: usize = 20_000_000;
/// The most that a file may unpack to, in bytes.
pub const MOST_UNPACKED: u64 = 100_000_000;
/// The most rows with something in them, in all the sheets that are read.
pub const MOST_LINES: usize = 50_000;
/// The most cells with something in them, in all the sheets that are read.
pub const MOST_CELLS: usize = 500_000;
/// The most characters in a cell: what spreadsheets allow.
pub const LONGEST_CELL: usize = 32_767;
/// The most text in all the sheets that are read, in bytes.
pub const MOST_TEXT: usize = 30_000_000;

/// One sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SheetCells {
    /// What it is called.
    pub(super) name: String,
    /// The cells that hold something: by line and then by column, both from 0.
    pub(super) lines: BTreeMap<u32, BTreeMap<u32, String>>,
    /// Cells that show an error in the spreadsheet instead of words, by line and column.
    pub(super) errors: Vec<(u32, u32)>,
}

/// What was read so far, kept within the limits.
#[derive(Debug, Default)]
struct SheetReading {
    sheets: Vec<SheetCells>,
    lines: usize,
    cells: usize,
    text: usize,
}

impl SheetReading {
    fn begin(&mut self, name: &str) {
        self.sheets.push(SheetCells { name: name.trim().to_owned(), lines: BTreeMap::new(), errors: Vec::new() });
    }

    fn error(&mut self, line: u32, column: u32) {
        if let Some(sheet) = self.sheets.last_mut()
            && sheet.errors.len() < MOST_CELLS
        {
            sheet.errors.push((line, column));
        }
    }

    /// Puts words into a cell of the sheet that was begun last.
    fn put(&mut self, line: u32, column: u32, text: &str) -> Result<(), NotImported> {
        let Some(sheet) = self.sheets.last_mut() else { return Ok(()) };
        if text.trim().is_empty() {
            return Ok(());
        }
        if text.len() > LONGEST_CELL && text.chars().count() > LONGEST_CELL {
            return Err(NotImported::because(format!(
                "Row {} of the sheet “{}” has a cell with more than {LONGEST_CELL} characters.",
                line + 1,
                sheet.name
            )));
        }
        self.lines += usize::from(!sheet.lines.contains_key(&line));
        let before = sheet.lines.entry(line).or_default().insert(column, text.to_owned());
        self.cells += usize::from(before.is_none());
        self.text += text.len();
        if self.lines > MOST_LINES || self.cells > MOST_CELLS || self.text > MOST_TEXT {
            return Err(NotImported::because(format!(
                "The spreadsheet is far larger than a form: at most {MOST_LINES} rows, {MOST_CELLS} cells and {} MB of \
                 words are read.",
                MOST_TEXT / 1_000_000
            )));
        }
        Ok(())
    }
}

/// Whether a sheet is one that a form has; the others are not read.
fn is_wanted(name: &str) -> bool {
    ["survey", "choices", "choices and columns", "settings", "external_choices", "entities", "osm"]
        .contains(&name.trim().to_lowercase().as_str())
}

/// Reads the sheets of a form.
///
/// # Errors
/// Why the bytes are not a spreadsheet that can be read.
pub(super) fn open(bytes: &[u8]) -> Result<Vec<SheetCells>, NotImported> {
    if bytes.len() > LARGEST_FILE {
        return Err(NotImported::because(format!(
            "The file is larger than {} MB, which no form is.",
            LARGEST_FILE / 1_000_000
        )));
    }
    let mut reading = SheetReading::default();
    if bytes.starts_with(b"PK") {
        match archive::inside(bytes)? {
            archive::ArchiveKind::Excel(parts) => excel::read(&parts, &mut reading)?,
            archive::ArchiveKind::OpenDocument(content) => open_document::read(&content, &mut reading)?,
        }
    } else if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        old_excel::read(bytes, &mut reading)?;
    } else if bytes.is_empty() {
        return Err(NotImported::because("The file is empty."));
    } else {
        return Err(NotImported::because(
            "The file is not a spreadsheet. An XLSForm is an .xlsx, .xls or .ods file; a text or web page that is only \
             called so can be opened in a spreadsheet program and saved as .xlsx.",
        ));
    }
    Ok(reading.sheets)
}

/// The letter that a reference such as `&amp;` stands for.
fn letters_of(reference: &BytesRef<'_>) -> Result<String, String> {
    if let Some(letter) = reference.resolve_char_ref().map_err(|error| error.to_string())? {
        return Ok(letter.to_string());
    }
    let name: &str = reference;
    quick_xml::escape::resolve_predefined_entity(name)
        .map(str::to_owned)
        .ok_or_else(|| format!("“&{name};” stands for nothing"))
}

/// A number as people write it: whole ones without decimals.
fn number_words(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 { format!("{number:.0}") } else { format!("{number}") }
}

/// A yes or no as spreadsheets show it.
const fn bool_words(yes: bool) -> &'static str {
    if yes { "TRUE" } else { "FALSE" }
}
