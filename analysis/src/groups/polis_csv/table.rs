//! A file as a table: decoded, with its separator found and its heading understood.

use std::borrow::Cow;

use csv::StringRecord;

use super::{FileError, quoted};

/// What may stand between fields, the likeliest first.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Headings of Polis' files, as [`plain`] writes them: by these the separator is told.
const HEADINGS: [&str; 17] = [
    "timestamp",
    "datetime",
    "commentid",
    "voterid",
    "vote",
    "authorid",
    "agrees",
    "disagrees",
    "moderated",
    "ismeta",
    "commentbody",
    "participant",
    "groupid",
    "ncomments",
    "nvotes",
    "nagree",
    "ndisagree",
];

/// The text of a file. UTF-16 is what Excel calls Unicode text.
pub(super) fn decode<'a>(bytes: &'a [u8], name: &str) -> Result<Cow<'a, str>, FileError> {
    let error = |line, what: &str| FileError { file: name.to_owned(), line, what: what.to_owned() };
    const NOT_UTF8: &str = "the text is not UTF-8; save the file as UTF-8 and try again";
    let wide = match bytes {
        [0xff, 0xfe, rest @ ..] => Some((rest, u16::from_le_bytes as fn([u8; 2]) -> u16)),
        [0xfe, 0xff, rest @ ..] => Some((rest, u16::from_be_bytes as fn([u8; 2]) -> u16)),
        _ => None,
    };
    let text = if let Some((rest, unit)) = wide {
        let (pairs, odd) = rest.as_chunks::<2>();
        if !odd.is_empty() {
            return Err(error(None, "the file ends in the middle of a letter"));
        }
        let text = char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).collect::<Result<String, _>>();
        Cow::Owned(text.map_err(|_| error(None, NOT_UTF8))?)
    } else {
        Cow::Borrowed(std::str::from_utf8(bytes).map_err(|invalid| {
            let before = bytes.get(..invalid.valid_up_to()).unwrap_or_default();
            error(Some(before.iter().filter(|byte| **byte == b'\n').count() as u64 + 1), NOT_UTF8)
        })?)
    };
    let text = match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Cow::Owned(text) => Cow::Owned(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)),
    };
    if text.trim().is_empty() {
        return Err(error(None, "the file is empty"));
    }
    Ok(text)
}

/// A heading without what programs and people change in it: `Comment ID`, `comment_id` and `comment-id` are one.
fn plain(heading: &str) -> String {
    heading.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A table whose heading has been read.
pub(super) struct Table<'a> {
    file: &'a str,
    reader: csv::Reader<&'a [u8]>,
    lines: Lines<'a>,
    heading: Vec<String>,
    heading_line: u64,
}

/// Which line a record begins on. The reader's own count is one behind where lines end as on Windows.
struct Lines<'a> {
    text: &'a [u8],
    /// So far it has been counted, and this line begins here.
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of a record that was read from here on; line ends that still stand before it do not belong to it.
    fn of(&mut self, record: &StringRecord) -> u64 {
        let from = record.position().map_or(0, csv::Position::byte);
        let mut end = usize::try_from(from).unwrap_or(usize::MAX).max(self.at);
        while matches!(self.text.get(end), Some(b'\r' | b'\n')) {
            end += 1;
        }
        let passed = self.text.get(self.at..end).unwrap_or_default();
        let mut before = None;
        for byte in passed {
            match (before, byte) {
                (Some(b'\r'), b'\n') => {}
                (_, b'\r' | b'\n') => self.line += 1,
                _ => {}
            }
            before = Some(*byte);
        }
        self.at = end;
        self.line
    }
}

impl<'a> Table<'a> {
    pub(super) fn open(file: &'a str, text: &'a str) -> Result<Table<'a>, FileError> {
        // A line that only tells spreadsheets what the separator is; others leave its empty fields behind it.
        let first = text.trim_start().lines().next().unwrap_or_default().trim().trim_matches('"');
        let told = first.get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")).map(|_| &first[4..]);
        let told_separator = told.and_then(|rest| match rest {
            "\\t" | "" => Some(b'\t'),
            rest => rest.bytes().next().filter(u8::is_ascii),
        });
        let skipped = usize::from(told.is_some());
        let mut best: Option<(usize, Table<'a>)> = None;
        for separator in told_separator.into_iter().chain(SEPARATORS) {
            let table = Table::with(file, text, separator, skipped)?;
            let known = table.heading.iter().filter(|name| HEADINGS.contains(&name.as_str())).count();
            if best.as_ref().is_none_or(|(most, _)| known > *most) {
                best = Some((known, table));
            }
        }
        best.map(|(_, table)| table).ok_or_else(|| FileError {
            file: file.to_owned(),
            line: None,
            what: "the file is empty".to_owned(),
        })
    }

    fn with(file: &'a str, text: &'a str, separator: u8, skipped: usize) -> Result<Table<'a>, FileError> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator)
            .flexible(true)
            .has_headers(false)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let mut record = StringRecord::new();
        for _ in 0..=skipped {
            if !read_record(file, &mut reader, &mut record)? {
                record.clear();
            }
        }
        let mut lines = Lines { text: text.as_bytes(), at: 0, line: 1 };
        let heading_line = lines.of(&record);
        Ok(Table { file, reader, lines, heading: record.iter().map(plain).collect(), heading_line })
    }

    pub(super) fn error(&self, what: String) -> FileError {
        FileError { file: self.file.to_owned(), line: Some(self.heading_line), what }
    }

    /// The names of the columns, as [`plain`] writes them, in their order.
    pub(super) fn headings(&self) -> &[String] {
        &self.heading
    }

    pub(super) fn has(&self, column: &str) -> bool {
        self.heading.contains(&plain(column))
    }

    /// Where a column is, if there is one of that name.
    pub(super) fn place(&self, column: &str) -> Result<Option<usize>, FileError> {
        let name = plain(column);
        let mut found = self.heading.iter().enumerate().filter(|(_, heading)| **heading == name);
        match (found.next(), found.next()) {
            (Some(_), Some(_)) => Err(self.error(format!("the heading has two columns {column}"))),
            (place, _) => Ok(place.map(|(place, _)| place)),
        }
    }

    /// Where the columns are that nothing can be done without.
    pub(super) fn places<const N: usize>(&self, columns: [&str; N]) -> Result<[usize; N], FileError> {
        let mut places = [0; N];
        let mut missing = Vec::new();
        for (slot, column) in places.iter_mut().zip(columns) {
            match self.place(column)? {
                Some(place) => *slot = place,
                None => missing.push(column),
            }
        }
        let what = match missing.as_slice() {
            [] => return Ok(places),
            [one] => format!("the heading has no column {one}"),
            several => format!("the heading has no columns {}", several.join(", ")),
        };
        Err(self.error(format!("{what}{}", self.looks_like(columns.contains(&"vote")))))
    }

    /// Which of Polis' files this seems to be, if it is another than it should be.
    fn looks_like(&self, votes_wanted: bool) -> &'static str {
        if votes_wanted && self.has("moderated") && self.has("comment-id") {
            "; this looks like comments.csv, and the votes are in votes.csv"
        } else if self.has("participant") && self.has("n-votes") {
            "; this looks like participants-votes.csv"
        } else if !votes_wanted && self.has("vote") && self.has("voter-id") {
            "; this looks like votes.csv"
        } else if self.heading.first().is_some_and(|first| first == "topic") {
            "; this looks like summary.csv, which has no votes"
        } else {
            ""
        }
    }

    /// Walks the rows below the heading. `last_is_text`: the last column may hold separators that nobody quoted.
    pub(super) fn each(
        mut self,
        last_is_text: bool,
        mut each: impl FnMut(&Line<'_>) -> Result<(), FileError>,
    ) -> Result<(), FileError> {
        let mut record = StringRecord::new();
        while read_record(self.file, &mut self.reader, &mut record)? {
            let number = self.lines.of(&record);
            // Spreadsheets write rows of nothing but separators below what was filled in.
            if record.iter().all(str::is_empty) {
                continue;
            }
            let line = Line { file: self.file, number, record: &record };
            if !last_is_text && record.iter().skip(self.heading.len()).any(|field| !field.is_empty()) {
                let (found, named) = (record.len(), self.heading.len());
                return Err(line.error(format!("this line has {found} fields, but the heading names {named}")));
            }
            each(&line)?;
        }
        Ok(())
    }
}

fn read_record(file: &str, reader: &mut csv::Reader<&[u8]>, record: &mut StringRecord) -> Result<bool, FileError> {
    reader.read_record(record).map_err(|problem| FileError {
        file: file.to_owned(),
        line: Some(record.position().map_or(1, csv::Position::line)),
        what: format!("cannot be read as CSV: {problem}"),
    })
}

/// One row below the heading.
pub(super) struct Line<'a> {
    file: &'a str,
    pub number: u64,
    record: &'a StringRecord,
}

impl Line<'_> {
    pub(super) fn error(&self, what: String) -> FileError {
        FileError { file: self.file.to_owned(), line: Some(self.number), what }
    }

    /// The field at a place; none if the line ends before it.
    pub(super) fn get(&self, place: usize) -> Option<&str> {
        self.record.get(place)
    }

    pub(super) fn field(&self, place: usize, column: &str) -> Result<&str, FileError> {
        self.get(place).ok_or_else(|| self.error(format!("there is no {column}: the line is too short")))
    }

    /// A number that names something.
    pub(super) fn id(&self, place: usize, column: &str) -> Result<i64, FileError> {
        let text = self.field(place, column)?;
        super::numbers::whole(text).ok_or_else(|| {
            if super::numbers::shortened(text).is_some() {
                let what = "has been shortened by a spreadsheet, so nobody can tell what it was";
                return self.error(format!("{column} {} {what}", quoted(text)));
            }
            self.error(format!("{column} must be a whole number, not {}", quoted(text)))
        })
    }
}
