//! A spreadsheet saved as CSV, opened carefully: byte-order marks, quoted line breaks, headings in any
//! order, rows that are too short. It gives the reader cells by heading, and knows each row's line.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use super::import::RowError;

/// The longest text in one cell, in characters.
const MAX_CELL: usize = 2_000;

/// How many lines that are not UTF-8 are named before it is clear what happened.
const MAX_ENCODING_PROBLEMS: usize = 20;

/// A file's cells, by row and heading.
pub(super) struct Table {
    places: HashMap<String, usize>,
    rows: Vec<(u64, Vec<String>)>,
    problems: Vec<RowError>,
}

impl Table {
    /// How many rows could be read, the heading row aside.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The line a row begins on.
    pub(super) fn line(&self, row: usize) -> u64 {
        self.rows.get(row).map_or(0, |(line, _)| *line)
    }

    /// A cell by its heading; empty when the file has no such column.
    pub(super) fn cell(&self, row: usize, column: &str) -> &str {
        let cells = self.rows.get(row).map(|(_, cells)| cells);
        self.places.get(&heading_key(column)).and_then(|place| cells?.get(*place)).map_or("", String::as_str)
    }

    /// What is wrong with single rows; those rows are not among the rows.
    pub(super) fn problems(&self) -> &[RowError] {
        &self.problems
    }
}

fn problem(line: u64, message: impl Into<String>) -> RowError {
    RowError { line, column: None, message: message.into() }
}

/// Opens a CSV file that has at least the `required` headings.
///
/// # Errors
///
/// When the file as a whole cannot be used: empty, too large, not UTF-8, headings missing or repeated, too
/// many rows. Rows that cannot be used are in [`Table::problems`].
pub(super) fn read(bytes: &[u8], max_bytes: usize, max_rows: usize, required: &[&str]) -> Result<Table, Vec<RowError>> {
    if bytes.len() > max_bytes {
        let message =
            format!("This file is larger than {} MB. Check that it is the right one.", max_bytes / 1024 / 1024);
        return Err(vec![problem(1, message)]);
    }
    let text = decode(bytes)?;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut records = reader.records();
    let unreadable = |error: csv::Error| {
        let line = error.position().map_or(1, csv::Position::line);
        vec![problem(line, "This line cannot be read. Save the file again as CSV.")]
    };
    let Some(headings) = records.next().transpose().map_err(unreadable)? else {
        return Err(vec![problem(1, "This file is empty.")]);
    };
    let places = headings_of(&headings, required)?;
    let mut table = Table { places, rows: Vec::new(), problems: Vec::new() };
    let mut lines = Lines { text: text.as_bytes(), at: 0, line: 1 };
    for record in records {
        let record = record.map_err(unreadable)?;
        let line = lines.line_of(record.position().map_or(0, csv::Position::byte));
        let cells: Vec<String> = record.iter().map(tidy).collect();
        if cells.iter().all(String::is_empty) {
            continue;
        }
        if table.rows.len() + table.problems.len() >= max_rows {
            return Err(vec![problem(
                line,
                format!("This file has more than {max_rows} rows. Check that it is the right one."),
            )]);
        }
        let row_problems = problems_of(line, &cells, &headings);
        if row_problems.is_empty() {
            table.rows.push((line, cells));
        } else {
            table.problems.extend(row_problems);
        }
    }
    if table.rows.is_empty() && table.problems.is_empty() {
        return Err(vec![problem(1, "This file has headings and no rows under them.")]);
    }
    Ok(table)
}

/// What is wrong with the shape of a row.
fn problems_of(line: u64, cells: &[String], headings: &csv::StringRecord) -> Vec<RowError> {
    if cells.len() != headings.len() {
        let message = format!(
            "This row has {} cells and the heading row has {}. Put cells that contain a comma in quotation marks.",
            cells.len(),
            headings.len()
        );
        return vec![problem(line, message)];
    }
    let too_long = cells.iter().zip(headings).filter(|(cell, _)| cell.chars().count() > MAX_CELL);
    too_long
        .map(|(_, heading)| RowError {
            line,
            column: Some(tidy(heading)),
            message: format!("This is longer than {MAX_CELL} characters. Shorten it."),
        })
        .collect()
}

/// The text of a file, without its byte-order mark.
fn decode(bytes: &[u8]) -> Result<&str, Vec<RowError>> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let said = "is not in UTF-8. In your spreadsheet program, save the file as “CSV UTF-8”.";
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Err(vec![problem(1, format!("This file {said}"))]);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(vec![problem(1, "This is a spreadsheet, not a CSV file. Save it as “CSV UTF-8”.")]);
    }
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        return Err(vec![problem(line_at(bytes, at), "This is not a text file. Save it as “CSV UTF-8”.")]);
    }
    std::str::from_utf8(bytes).map_err(|_| {
        let lines = (1..).zip(bytes.split(|byte| *byte == b'\n'));
        lines
            .filter(|(_, line)| std::str::from_utf8(line).is_err())
            .take(MAX_ENCODING_PROBLEMS)
            .map(|(number, _)| problem(number, format!("This line {said}")))
            .collect()
    })
}

/// Counts lines as records go by. The parser's own count is one behind after Windows line ends, because it
/// takes their second half for the beginning of the next record.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line on which the record at this byte begins. Records come in order.
    fn line_of(&mut self, byte: u64) -> u64 {
        let start = usize::try_from(byte).unwrap_or(usize::MAX);
        while let Some(byte) = self.text.get(self.at) {
            if self.at >= start && !matches!(byte, b'\r' | b'\n') {
                break;
            }
            self.line += u64::from(*byte == b'\n');
            self.at += 1;
        }
        self.line
    }
}

fn line_at(bytes: &[u8], at: usize) -> u64 {
    1 + bytes.iter().take(at).filter(|byte| **byte == b'\n').count() as u64
}

/// Where each heading stands; names every one that is missing or repeated.
fn headings_of(headings: &csv::StringRecord, required: &[&str]) -> Result<HashMap<String, usize>, Vec<RowError>> {
    let mut places = HashMap::new();
    let mut problems = Vec::new();
    for (place, heading) in headings.iter().enumerate() {
        let key = heading_key(heading);
        if !key.is_empty() && places.insert(key, place).is_some() {
            let message = "This column is here twice. Remove one.".to_owned();
            problems.push(RowError { line: 1, column: Some(tidy(heading)), message });
        }
    }
    for column in required.iter().filter(|column| !places.contains_key(&heading_key(column))) {
        let message = "This column is missing. Check the first line of the file.".to_owned();
        problems.push(RowError { line: 1, column: Some((*column).to_owned()), message });
    }
    if problems.is_empty() { Ok(places) } else { Err(problems) }
}

/// Headings are compared by their letters and digits.
fn heading_key(heading: &str) -> String {
    heading.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A cell as it is kept: NFC, white space and control characters single spaces, none at the ends.
fn tidy(cell: &str) -> String {
    let spaced: String = cell.nfc().map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}
