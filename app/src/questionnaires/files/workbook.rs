//! Responses as an Excel workbook: real numbers, real dates, text as text whatever it looks like, headings that stay in
//! sight and can be filtered by. Behind the responses stand the codebook, notes on how to read it all, and the texts that
//! were too long for a cell.
//!
//! The sheet of responses goes to a file without a name as it comes, so that no more than a row is held.

use std::io::{Seek, Write};

use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet};

use super::codebook::{self, TextTable};
use super::columns::{CellsAs, ColumnPlan};
use super::oversize::{self, OversizeText, fitting};
use super::response::{FiledResponse, pounds};
use super::row::{FileCell, FileRow, blank_text};
use super::writer::{FileFault, MOST_COLUMNS, MOST_ROWS, ResponseWriter};
use crate::downloads::xml::printable;

/// The first day that Excel counts rightly.
const FIRST_YEAR: i16 = 1901;

/// Writes a workbook.
pub struct WorkbookWriter<'a, W: Write + Seek + Send> {
    plan: &'a ColumnPlan<'a>,
    shown: CellsAs,
    headings: Vec<String>,
    workbook: Workbook,
    looks: Looks,
    rows: usize,
    too_long: Vec<OversizeText>,
    out: W,
}

/// How cells look.
struct Looks {
    heading: Format,
    date: Format,
    pounds: Format,
    blank: Format,
}

impl Looks {
    fn new() -> Self {
        Self {
            heading: Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top),
            date: Format::new().set_num_format("yyyy-mm-dd"),
            pounds: Format::new().set_num_format("0.00"),
            // So that "skipped" the blank is not taken for a word that somebody wrote.
            blank: Format::new().set_italic().set_font_color(Color::Gray),
        }
    }
}

impl<'a, W: Write + Seek + Send> WorkbookWriter<'a, W> {
    /// Begins a workbook.
    ///
    /// # Errors
    /// When there are more columns than a sheet holds, or the workbook cannot be begun.
    pub fn begin(plan: &'a ColumnPlan<'a>, shown: CellsAs, out: W) -> Result<Self, FileFault> {
        let headings = plan.headings(&shown);
        if headings.len() > MOST_COLUMNS {
            return Err(FileFault::TooLarge { count: headings.len(), what: "columns" });
        }
        let mut workbook = Workbook::new();
        let looks = Looks::new();
        let sheet = workbook.add_worksheet_with_constant_memory().set_name("Responses")?;
        sheet.set_freeze_panes(1, 1)?;
        head(sheet, &headings, &looks)?;
        Ok(Self { plan, shown, headings, workbook, looks, rows: 1, too_long: Vec::new(), out })
    }
}

impl<W: Write + Seek + Send> ResponseWriter for WorkbookWriter<'_, W> {
    fn take(&mut self, response: &FiledResponse) -> Result<(), FileFault> {
        if self.rows >= MOST_ROWS {
            return Err(FileFault::TooLarge { count: self.rows + 1, what: "rows" });
        }
        let row = FileRow::of(self.plan, response)?;
        let sheet = self.workbook.worksheet_from_index(0)?;
        let line = u32::try_from(self.rows).unwrap_or(u32::MAX);
        for ((place, cell), heading) in (0_u16..).zip(row.cells(&self.shown)).zip(&self.headings) {
            match cell {
                FileCell::Empty => {}
                FileCell::Blank(blank) => {
                    sheet.write_string_with_format(line, place, blank_text(blank, &self.shown), &self.looks.blank)?;
                }
                FileCell::Text(text) => {
                    let text = fitting(&text, response.number, heading, &mut self.too_long);
                    sheet.write_string(line, place, printable(&text))?;
                }
                FileCell::Whole(number) => {
                    #[expect(
                        clippy::cast_precision_loss,
                        reason = "counts and points are far below where that matters"
                    )]
                    sheet.write_number(line, place, number as f64)?;
                }
                FileCell::Number(number) => {
                    sheet.write_number(line, place, number.as_f64())?;
                }
                FileCell::Pounds(pence) => {
                    let pounds: f64 = pounds(pence).parse().unwrap_or_default();
                    sheet.write_number_with_format(line, place, pounds, &self.looks.pounds)?;
                }
                FileCell::Date(date) => match (date.month, date.day) {
                    (Some(month), Some(day)) if date.year >= FIRST_YEAR => {
                        let year = u16::try_from(date.year).unwrap_or_default();
                        let day = ExcelDateTime::from_ymd(year, month.unsigned_abs(), day.unsigned_abs())?;
                        sheet.write_datetime_with_format(line, place, &day, &self.looks.date)?;
                    }
                    // A year or a month alone is no date to Excel, nor is what was before it counts.
                    _ => {
                        sheet.write_string(line, place, date.to_string())?;
                    }
                },
            }
        }
        self.rows += 1;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), FileFault> {
        let sheet = self.workbook.worksheet_from_index(0)?;
        let last = u32::try_from(self.rows - 1).unwrap_or(u32::MAX);
        sheet.autofilter(0, 0, last, u16::try_from(self.headings.len().saturating_sub(1)).unwrap_or(u16::MAX))?;
        let mut tables = vec![codebook::columns(self.plan), codebook::codes(self.plan), codebook::notes(self.plan)];
        tables.extend(codebook::too_long(&self.too_long));
        for table in &tables {
            let sheet = self.workbook.add_worksheet_with_constant_memory().set_name(&table.name)?;
            plain_sheet(sheet, table, &self.looks)?;
        }
        self.workbook.save_to_writer(&mut self.out)?;
        self.out.flush()?;
        Ok(())
    }
}

fn head(sheet: &mut Worksheet, headings: &[String], looks: &Looks) -> Result<(), FileFault> {
    for (place, heading) in (0_u16..).zip(headings) {
        let longest = heading.split_whitespace().map(|word| word.chars().count()).max().unwrap_or_default();
        let width = u16::try_from(longest.clamp(10, 30) + 2).unwrap_or(12);
        sheet.set_column_width(place, f64::from(width))?;
        sheet.write_string_with_format(0, place, clipped(heading), &looks.heading)?;
    }
    Ok(())
}

fn plain_sheet(sheet: &mut Worksheet, table: &TextTable, looks: &Looks) -> Result<(), FileFault> {
    sheet.set_freeze_panes(1, 0)?;
    head(sheet, &table.headings, looks)?;
    for (line, row) in (1_u32..).zip(&table.rows) {
        for (place, text) in (0_u16..).zip(row) {
            if !text.is_empty() {
                sheet.write_string(line, place, clipped(text))?;
            }
        }
    }
    Ok(())
}

/// Words of the questionnaire, which no cell is too small for unless somebody wrote a book into a label.
fn clipped(text: &str) -> String {
    let mut room = oversize::LONGEST_CELL;
    let fits = |letter: &char| {
        let fits = letter.len_utf16() <= room;
        room = room.saturating_sub(letter.len_utf16());
        fits
    };
    printable(text).chars().take_while(fits).collect()
}
