//! The sheets of a form as an .xlsx file. Everything is text, so that no cell is a formula and "007" stays "007".

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use super::{NotWritten, SheetTexts};

/// The widest column, in characters.
const WIDEST: usize = 60;

/// The file.
///
/// # Errors
/// When it cannot be written: a fault of the program.
pub(super) fn written(sheets: &[SheetTexts]) -> Result<Vec<u8>, NotWritten> {
    file(sheets).map_err(|error| NotWritten::because(format!("The spreadsheet cannot be written: {error}.")))
}

fn file(sheets: &[SheetTexts]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The same questionnaire is always the same file.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_author("Soundings").set_creation_datetime(&created));
    let heading = Format::new().set_bold();
    let plain = Format::new().set_num_format("@");
    for sheet in sheets {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(sheet.name)?;
        for (column, text) in (0_u16..).zip(&sheet.headings) {
            worksheet.write_string_with_format(0, column, text, &heading)?;
            let longest =
                sheet.lines.iter().filter_map(|line| line.get(usize::from(column))).map(|cell| cell.chars().count());
            let width = longest.chain([text.chars().count()]).max().unwrap_or_default().clamp(8, WIDEST);
            worksheet.set_column_width(column, u16::try_from(width).unwrap_or_default())?;
        }
        for (line, cells) in (1_u32..).zip(&sheet.lines) {
            for (column, cell) in (0_u16..).zip(cells) {
                if !cell.is_empty() {
                    worksheet.write_string_with_format(line, column, cell, &plain)?;
                }
            }
        }
        worksheet.set_freeze_panes(1, 0)?;
    }
    workbook.save_to_buffer()
}
