//! Sheets as an Excel workbook, written row by row: each sheet waits in a file without a name, so that no more than a row is
//! held however many there are. A codebook of the columns stands at the end.

use std::io::{Seek, Write};
use std::path::Path;

use jiff::Timestamp;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook};

use super::{Cell, SheetColumn, SpreadsheetError};

/// The longest text Excel keeps in one cell, in UTF-16 code units.
pub(super) const MAX_CELL: usize = 32_767;

/// What stands at the end of a text that Excel could not keep whole.
const CUT: &str = " … [cut: the CSV file has all of it]";

/// The most rows Excel keeps in one sheet, the heading row included.
const MAX_ROWS: u32 = 1_048_576;

/// The most columns Excel keeps in one sheet.
pub(super) const MAX_COLUMNS: usize = 16_384;

/// The greatest whole number Excel keeps exactly.
const MAX_EXACT: u64 = 1 << 53;

/// So many rows say how wide a column is.
const MEASURED: u32 = 200;

/// A workbook in the making.
pub struct WorkbookOut {
    workbook: Workbook,
    heading: Format,
    names: Vec<String>,
    /// What stands in the codebook: sheet, label, key and meaning of each column.
    explained: Vec<[String; 4]>,
    open: Option<OpenSheet>,
}

/// The sheet that rows go to.
struct OpenSheet {
    place: usize,
    name: String,
    /// The length of the longest text of each column, as far as they were measured.
    widest: Vec<usize>,
    rows: u32,
}

impl WorkbookOut {
    /// Begins a workbook, whose sheets wait in this folder.
    ///
    /// `created` is the moment written into the file as its creation: the same sheets and moment give the same
    /// bytes. Texts are stored as texts whatever they begin with; those too long for Excel are cut, and say so.
    ///
    /// # Errors
    /// When nothing can be written there, or the moment is before 1900 or after 9999.
    pub fn begin(created: Timestamp, folder: &Path) -> Result<Self, SpreadsheetError> {
        let mut workbook = Workbook::new();
        workbook.set_tempdir(folder)?;
        let created = ExcelDateTime::from_timestamp(created.as_second())?;
        workbook.set_properties(&DocProperties::new().set_author("Soundings").set_creation_datetime(&created));
        let heading = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
        Ok(Self { workbook, heading, names: Vec::new(), explained: Vec::new(), open: None })
    }

    /// Begins the next sheet.
    ///
    /// # Errors
    /// When it has more columns than Excel can hold, or cannot be written.
    pub fn sheet(&mut self, name: &str, columns: &[SheetColumn]) -> Result<(), SpreadsheetError> {
        for column in columns {
            let SheetColumn { key, label, description } = column;
            self.explained.push([name, label.as_str(), key.as_str(), description.as_str()].map(str::to_owned));
        }
        self.begin_sheet(name, columns.iter().map(|column| column.label.as_str()))
    }

    fn begin_sheet<'a>(
        &mut self,
        name: &str,
        labels: impl ExactSizeIterator<Item = &'a str>,
    ) -> Result<(), SpreadsheetError> {
        self.end_sheet()?;
        if labels.len() > MAX_COLUMNS {
            return Err(SpreadsheetError::TooLarge { sheet: name.to_owned() });
        }
        let tab = tab_name(name, &self.names);
        let worksheet = self.workbook.add_worksheet_with_constant_memory().set_name(&tab)?;
        worksheet.set_freeze_panes(1, 0)?;
        let mut widest = Vec::with_capacity(labels.len());
        for (place, label) in (0u16..).zip(labels) {
            worksheet.write_string_with_format(0, place, fitted(label), &self.heading)?;
            widest.push(label.chars().count().min(24));
        }
        self.open = Some(OpenSheet { place: self.names.len(), name: name.to_owned(), widest, rows: 0 });
        self.names.push(tab);
        Ok(())
    }

    /// Writes the next row of the sheet that was begun last.
    ///
    /// # Errors
    /// When Excel can hold no more rows, or it cannot be written.
    pub fn row(&mut self, row: &[Cell]) -> Result<(), SpreadsheetError> {
        let Some(open) = self.open.as_mut() else { return Ok(()) };
        open.rows += 1;
        if open.rows >= MAX_ROWS {
            return Err(SpreadsheetError::TooLarge { sheet: open.name.clone() });
        }
        let worksheet = self.workbook.worksheet_from_index(open.place)?;
        for ((place, cell), widest) in (0u16..).zip(row).zip(&mut open.widest) {
            if open.rows <= MEASURED {
                *widest = (*widest).max(length(cell));
            }
            match cell {
                Cell::Text(text) if !text.is_empty() => {
                    worksheet.write_string(open.rows, place, fitted(text))?;
                }
                Cell::Int(number) if number.unsigned_abs() <= MAX_EXACT => {
                    worksheet.write_number(open.rows, place, *number as f64)?;
                }
                Cell::Int(number) => {
                    worksheet.write_string(open.rows, place, number.to_string())?;
                }
                Cell::Text(_) | Cell::Empty => {}
            }
        }
        Ok(())
    }

    /// Wide enough for most of what is in each column, and never the whole screen.
    fn end_sheet(&mut self) -> Result<(), SpreadsheetError> {
        let Some(open) = self.open.take() else { return Ok(()) };
        let worksheet = self.workbook.worksheet_from_index(open.place)?;
        for (place, widest) in (0u16..).zip(open.widest) {
            worksheet.set_column_width(place, (widest.clamp(8, 60) + 2) as f64)?;
        }
        Ok(())
    }

    /// Writes the codebook and the whole file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn save(mut self, out: impl Write + Seek + Send) -> Result<(), SpreadsheetError> {
        let explained = std::mem::take(&mut self.explained);
        self.begin_sheet("Codebook", ["Sheet", "Column", "Key in CSV", "What it means"].into_iter())?;
        for line in explained {
            self.row(&line.map(Cell::Text))?;
        }
        self.end_sheet()?;
        Ok(self.workbook.save_to_writer(out)?)
    }
}

fn length(cell: &Cell) -> usize {
    match cell {
        Cell::Text(text) => text.chars().take(60).count(),
        Cell::Int(number) => number.to_string().len(),
        Cell::Empty => 0,
    }
}

/// A text as one cell of Excel can hold it: not too long, and without the two code points that XML does not
/// allow and would make Excel call the whole workbook damaged.
pub(super) fn fitted(text: &str) -> String {
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

/// A name Excel accepts for a tab: at most 31 characters, none of `[ ] : * ? / \`, no apostrophe at either
/// end, not "History", not empty, and not yet in the workbook.
pub(super) fn tab_name(name: &str, taken: &[String]) -> String {
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
