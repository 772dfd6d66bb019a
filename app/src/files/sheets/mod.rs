//! A spreadsheet saved as CSV, opened carefully: commas, semicolons or tabs between cells, quoted line breaks,
//! headings in any order and under other common names, rows that are too short, lines above the headings. It
//! gives the reader cells by heading, and knows each row's line. What the columns mean is for whoever asked.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use crate::folding;

mod encoding;

/// The longest text in one cell that is no paragraph, in characters.
pub const MAX_CELL: usize = 2_000;

/// How many lines may stand above the headings.
const LINES_ABOVE: usize = 15;

/// The most columns a list may have.
const MAX_COLUMNS: usize = 300;

/// What divides cells.
const DIVIDERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Something said about a line of a file: what to put right, or a remark.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}{}: {message}", column.as_ref().map(|c| format!(", {c}")).unwrap_or_default())]
pub struct RowError {
    /// The line of the file, counted from 1 with the heading row.
    pub line: u64,
    /// The heading of the column, when it is about one.
    pub column: Option<String>,
    /// What is wrong and how to put it right.
    pub message: String,
}

/// The columns a reader knows.
pub struct Columns<'a> {
    /// Every heading of the schema.
    pub known: &'a [&'a str],
    /// Those without which the file is something else.
    pub required: &'a [&'a str],
    /// Other names: the letters and digits of the heading, and the schema's heading it stands for.
    pub aliases: &'a [(&'a str, &'a str)],
    /// Those whose cells may be paragraphs: line breaks in them stay.
    pub prose: &'a [&'a str],
    /// What a file without the required headings seems to be, in a sentence, by the letters and digits of its headings.
    pub looks_like: fn(&[String]) -> Option<String>,
}

/// A file's cells, by row and heading.
pub struct CellTable {
    places: HashMap<String, usize>,
    rows: Vec<(u64, Vec<String>)>,
    problems: Vec<RowError>,
    remarks: Vec<RowError>,
}

impl CellTable {
    /// How many rows could be read, the heading row aside.
    pub fn count(&self) -> usize {
        self.rows.len()
    }

    /// The line a row begins on.
    pub fn line(&self, row: usize) -> u64 {
        self.rows.get(row).map_or(0, |(line, _)| *line)
    }

    /// A cell by its heading; empty when the file has no such column.
    pub fn cell(&self, row: usize, column: &str) -> &str {
        let cells = self.rows.get(row).map(|(_, cells)| cells);
        self.places.get(&heading_key(column)).and_then(|place| cells?.get(*place)).map_or("", String::as_str)
    }

    /// What is wrong with single rows (those rows are not among the rows), and what was noticed and put right.
    pub fn said(&mut self) -> (Vec<RowError>, Vec<RowError>) {
        (std::mem::take(&mut self.problems), std::mem::take(&mut self.remarks))
    }
}

fn problem(line: u64, message: impl Into<String>) -> RowError {
    RowError { line, column: None, message: message.into() }
}

/// Opens a CSV file that has at least the required headings.
///
/// # Errors
///
/// When the file as a whole cannot be used: empty, too large, no text, headings missing or repeated, too many
/// rows. Rows that cannot be used are in [`CellTable::said`].
pub fn read(
    bytes: &[u8],
    max_bytes: usize,
    max_rows: usize,
    columns: &Columns<'_>,
) -> Result<CellTable, Vec<RowError>> {
    if bytes.len() > max_bytes {
        let message =
            format!("This file is larger than {} MB. Check that it is the right one.", max_bytes / 1024 / 1024);
        return Err(vec![problem(1, message)]);
    }
    let encoding::DecodedText { text, mut remarks } = encoding::decode(bytes)?;
    if text.trim().is_empty() {
        return Err(vec![problem(1, "This file is empty.")]);
    }
    if let Some(what) = encoding::begins_like(&text) {
        return Err(vec![problem(1, what)]);
    }
    let (divider, above) = layout(&text, columns);
    let mut lines = LineCounter { text: text.as_bytes(), at: 0, line: 1 };
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(divider).from_reader(text.as_bytes());
    let mut records = reader.records().skip(above);
    let unreadable = |_: csv::Error| vec![problem(1, "This file cannot be read. Save it again as CSV.")];
    let Some(headings) = records.next().transpose().map_err(unreadable)? else {
        return Err(vec![problem(1, "This file is empty.")]);
    };
    let heading_line = lines.line_of(headings.position().map_or(0, csv::Position::byte));
    if above > 0 && heading_line > 1 && !(above == 1 && text.starts_with("sep=")) {
        remarks
            .push(problem(1, format!("The headings stand on line {heading_line}; what is above them is passed over.")));
    }
    // A spreadsheet saves empty columns to the right of the list, too.
    let mut headings: Vec<String> = headings.iter().map(tidy).collect();
    let width = headings.iter().rposition(|heading| !heading.is_empty()).map_or(0, |last| last + 1);
    headings.truncate(width);
    if width > MAX_COLUMNS {
        return Err(vec![problem(
            heading_line,
            format!("This file has more than {MAX_COLUMNS} columns. Check that it is the right one."),
        )]);
    }
    let places = headings_of(&headings, heading_line, columns, &mut remarks)?;
    let needed = columns.required.iter().filter_map(|column| places.get(&heading_key(column))).max().copied();
    let shape = RowShape { width, needed: needed.unwrap_or(0), headings: &headings };
    let prose: Vec<usize> =
        columns.prose.iter().filter_map(|column| places.get(&heading_key(column))).copied().collect();
    // Paragraphs have as many commas as they like. They swallow rows only where a quotation mark stands alone.
    let unclosed = !text.bytes().filter(|byte| *byte == b'"').count().is_multiple_of(2);
    let mut table = CellTable { places, rows: Vec::new(), problems: Vec::new(), remarks };
    for record in records {
        let record = record.map_err(unreadable)?;
        let line = lines.line_of(record.position().map_or(0, csv::Position::byte));
        let cells: Vec<String> = (0..)
            .zip(&record)
            .map(|(place, cell)| if prose.contains(&place) { tidy_paragraphs(cell) } else { tidy(cell) })
            .collect();
        if cells.iter().all(String::is_empty) {
            continue;
        }
        if table.rows.len() + table.problems.len() >= max_rows {
            return Err(vec![problem(
                line,
                format!("This file has more than {max_rows} rows. Check that it is the right one."),
            )]);
        }
        let swallows = |(place, cell)| (unclosed || !prose.contains(&place)) && runs_on(cell, divider, width);
        if (0..).zip(&record).any(swallows) {
            table.problems.push(problem(
                line,
                "A quotation mark on this line is never closed, so the lines below were read as part of a cell. Close \
                 it, or remove it.",
            ));
            continue;
        }
        match shape.fit(line, cells) {
            Fit::Row(cells) => table.rows.push((line, cells)),
            Fit::Remark(message) => table.remarks.push(problem(line, message)),
            Fit::Problem(message) => table.problems.push(problem(line, message)),
        }
    }
    if table.rows.is_empty() && table.problems.is_empty() {
        return Err(vec![problem(heading_line, "This file has headings and no rows under them.")]);
    }
    Ok(table)
}

/// What divides the cells and how many records stand above the headings: whatever gives the most headings that are
/// known. A file with none of them is taken as it looks.
fn layout(text: &str, columns: &Columns<'_>) -> (u8, usize) {
    let known: Vec<String> = columns.known.iter().map(|column| heading_key(column)).collect();
    let mut best = (0, b',', 0);
    for divider in DIVIDERS {
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(divider).from_reader(text.as_bytes());
        for (above, record) in reader.records().take(LINES_ABOVE).enumerate() {
            let Ok(record) = record else { break };
            let mut found: Vec<String> =
                record.iter().take(MAX_COLUMNS).map(|cell| standing_for(cell, columns)).collect();
            found.retain(|key| known.contains(key));
            found.sort();
            found.dedup();
            if found.len() > best.0 {
                best = (found.len(), divider, above);
            }
        }
    }
    if best.0 < 2 {
        // Nothing speaks for the list that was asked for: the first line tells what divides it.
        let first = text.trim_start().lines().next().unwrap_or("");
        let count = |divider: u8| first.bytes().filter(|byte| *byte == divider).count();
        let divider = DIVIDERS.into_iter().rev().max_by_key(|divider| count(*divider)).unwrap_or(b',');
        return (divider, 0);
    }
    (best.1, best.2)
}

/// Whether a cell swallowed rows: a line break inside, and as many dividers as a row has.
fn runs_on(cell: &str, divider: u8, width: usize) -> bool {
    let most = cell.split('\n').skip(1).map(|line| line.bytes().filter(|byte| *byte == divider).count()).max();
    width > 3 && most.is_some_and(|dividers| dividers + 2 >= width)
}

/// What a row should look like.
struct RowShape<'a> {
    width: usize,
    needed: usize,
    headings: &'a [String],
}

enum Fit {
    Row(Vec<String>),
    Remark(String),
    Problem(String),
}

impl RowShape<'_> {
    /// A row as wide as the headings. Cells missing or empty at its end do no harm; others mean that it is shifted.
    fn fit(&self, line: u64, mut cells: Vec<String>) -> Fit {
        let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
        if filled == 1 && self.width > 3 && cells.first().is_some_and(|first| !first.is_empty()) {
            return Fit::Remark(format!("Passed over: there is nothing on this line but “{}”.", short(&cells[0])));
        }
        if line > 1 && filled > 3 && cells.iter().zip(self.headings).all(|(a, b)| heading_key(a) == heading_key(b)) {
            return Fit::Remark("Passed over: the headings stand here again.".to_owned());
        }
        let last = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
        if last > self.width || cells.len() <= self.needed {
            return Fit::Problem(format!(
                "This row has {} cells and the heading row has {}. Put cells that contain a comma in quotation marks.",
                cells.len(),
                self.width
            ));
        }
        cells.resize(self.width, String::new());
        Fit::Row(cells)
    }
}

/// Counts lines as records go by. The parser's own count does not know the empty lines it passes over.
struct LineCounter<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl LineCounter<'_> {
    /// The line on which the record at this byte begins. Records come in order.
    fn line_of(&mut self, byte: u64) -> u64 {
        let start = usize::try_from(byte).unwrap_or(usize::MAX);
        while let Some(byte) = self.text.get(self.at) {
            if self.at >= start && *byte != b'\n' {
                break;
            }
            self.line += u64::from(*byte == b'\n');
            self.at += 1;
        }
        self.line
    }
}

/// The schema's heading that a heading stands for, as a key: its own, or the one it is another name of.
fn standing_for(heading: &str, columns: &Columns<'_>) -> String {
    let tidied = tidy(heading);
    // "Statutory (Yes/No)" is "Statutory".
    let without = tidied.split(['(', '[', '*', ':']).next().unwrap_or("");
    let candidates = [heading_key(&tidied), heading_key(without)];
    let known = |key: &String| columns.known.iter().any(|column| heading_key(column) == *key);
    if let Some(key) = candidates.iter().find(|key| known(key)) {
        return key.clone();
    }
    let alias = candidates.iter().find_map(|key| columns.aliases.iter().find(|(alias, _)| *alias == key.as_str()));
    alias.map_or_else(|| candidates[0].clone(), |(_, column)| heading_key(column))
}

/// Where each heading stands; names every one that is missing, and every known one that is repeated.
fn headings_of(
    headings: &[String],
    line: u64,
    columns: &Columns<'_>,
    remarks: &mut Vec<RowError>,
) -> Result<HashMap<String, usize>, Vec<RowError>> {
    let said = |heading: &str, message: String| RowError { line, column: Some(heading.to_owned()), message };
    let mut places = HashMap::new();
    let mut problems = Vec::new();
    let own: Vec<String> = headings.iter().map(|heading| heading_key(heading)).collect();
    let known = |key: &str| columns.known.iter().find(|column| heading_key(column) == key);
    for (place, heading) in headings.iter().enumerate().filter(|(place, _)| !own[*place].is_empty()) {
        let key = standing_for(heading, columns);
        if key == own[place] {
            if places.insert(key.clone(), place).is_some() && known(&key).is_some() {
                problems.push(said(heading, "This column is here twice. Remove one.".to_owned()));
            }
        } else if !own.contains(&key) && !places.contains_key(&key) {
            if let Some(column) = known(&key) {
                remarks.push(said(heading, format!("Read as “{column}”.")));
            }
            places.insert(key, place);
        } else if let Some(column) = known(&key) {
            problems.push(said(heading, format!("There is another column for “{column}”. Remove one.")));
        }
    }
    // What is not read is said, so that nobody thinks it was: a heading with a slip in it looks like any other.
    for (place, heading) in headings.iter().enumerate().filter(|(place, _)| !own[*place].is_empty()) {
        if known(&standing_for(heading, columns)).is_none() {
            remarks
                .push(said(heading, format!("This column ({}) is not read: we do not know its heading.", place + 1)));
        }
    }
    let missing: Vec<&&str> =
        columns.required.iter().filter(|column| !places.contains_key(&heading_key(column))).collect();
    if !missing.is_empty()
        && let Some(what) = (columns.looks_like)(&own)
    {
        problems.push(problem(line, what));
    }
    for column in missing {
        problems.push(said(column, "This column is missing. Check the first line of the file.".to_owned()));
    }
    if problems.is_empty() { Ok(places) } else { Err(problems) }
}

/// Headings are compared by their letters and digits.
fn heading_key(heading: &str) -> String {
    heading.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The beginning of a cell, for a sentence about it.
pub fn short(cell: &str) -> String {
    const LONGEST: usize = 60;
    if cell.chars().count() <= LONGEST {
        return cell.to_owned();
    }
    let begin: String = cell.chars().take(LONGEST).collect();
    format!("{}…", begin.trim_end())
}

/// A cell as it is kept: NFC, white space and control characters single spaces, none at the ends, and nothing that
/// cannot be seen: two names must not differ by that.
pub fn tidy(cell: &str) -> String {
    let spaced: String = folding::visible(cell).nfc().map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The same for a text of several lines: each line tidied, and never more than one empty line between two.
fn tidy_paragraphs(cell: &str) -> String {
    let mut kept: Vec<String> = Vec::new();
    for line in cell.lines().map(tidy) {
        if !line.is_empty() || kept.last().is_some_and(|last| !last.is_empty()) {
            kept.push(line);
        }
    }
    kept.join("\n").trim_end().to_owned()
}
