//! Reading Polis' exported files: the votes, and the comments with what moderators decided about each.
//!
//! In these files agree is 1, disagree −1 and pass 0. Columns are found by name, so their order does not matter
//! and others may stand between them. Whatever is wrong is told with the file and the line.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use csv::StringRecord;

use super::votes::{Choice, Statement, Vote};

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileError {
    /// The file as the caller called it.
    pub file: String,
    /// The line, counted from 1; none when the file as a whole is meant.
    pub line: Option<u64>,
    /// What is wrong, in a few words that can follow "line 17:".
    pub what: String,
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}: line {line}: {}", self.file, self.what),
            None => write!(f, "{}: {}", self.file, self.what),
        }
    }
}

impl std::error::Error for FileError {}

/// Reads a votes file (`timestamp,datetime,comment-id,voter-id,vote`; `datetime` may be missing). The votes come
/// back by ascending timestamp, those of one moment in the order of the file: so where somebody voted on a
/// statement more than once, the last one listed is the one that stands, as [`super::VoteMatrix::new`] expects.
///
/// `name` is how errors call the file. A file with a heading and no votes is not an error.
pub fn parse_votes(bytes: &[u8], name: &str) -> Result<Vec<Vote>, FileError> {
    let mut timed: Vec<(i64, Vote)> = Vec::new();
    let columns = ["timestamp", "comment-id", "voter-id", "vote"];
    read(bytes, name, columns, |row, [timestamp, statement, participant, vote]| {
        let at: i64 = row.whole_number("timestamp", timestamp)?;
        let statement = row.whole_number("comment-id", statement)?;
        let participant = row.whole_number("voter-id", participant)?;
        let choice = match vote {
            "1" | "+1" => Choice::Agree,
            "0" => Choice::Pass,
            "-1" => Choice::Disagree,
            other => return Err(row.error(format!("vote must be -1, 0 or 1, not {}", quoted(other)))),
        };
        timed.push((at, Vote { participant, statement, choice }));
        Ok(())
    })?;
    timed.sort_by_key(|(at, _)| *at);
    Ok(timed.into_iter().map(|(_, vote)| vote).collect())
}

/// Reads a comments file, for what moderators decided: columns `comment-id` and `moderated` (−1 out, 0 not yet
/// moderated, 1 in; only −1 takes a statement out). A comment listed twice is an error if the lines differ.
pub fn parse_comments(bytes: &[u8], name: &str) -> Result<Vec<Statement>, FileError> {
    let mut statements: Vec<Statement> = Vec::new();
    let mut seen: HashMap<i64, (u64, bool)> = HashMap::new();
    read(bytes, name, ["comment-id", "moderated"], |row, [id, moderated]| {
        let id = row.whole_number("comment-id", id)?;
        let moderated_out = match moderated {
            "-1" => true,
            "0" | "1" | "+1" => false,
            other => return Err(row.error(format!("moderated must be -1, 0 or 1, not {}", quoted(other)))),
        };
        match seen.get(&id) {
            Some((_, before)) if *before == moderated_out => {}
            Some((line, _)) => {
                return Err(row.error(format!("comment {id} is moderated differently here and on line {line}")));
            }
            None => {
                seen.insert(id, (row.line, moderated_out));
                statements.push(Statement { id, moderated_out });
            }
        }
        Ok(())
    })?;
    Ok(statements)
}

/// A row's place, for errors.
struct RowPlace<'a> {
    file: &'a str,
    line: u64,
}

impl RowPlace<'_> {
    fn error(&self, what: String) -> FileError {
        FileError { file: self.file.to_owned(), line: Some(self.line), what }
    }

    fn whole_number(&self, column: &str, text: &str) -> Result<i64, FileError> {
        i64::from_str(text).map_err(|_| self.error(format!("{column} must be a whole number, not {}", quoted(text))))
    }
}

/// Walks the rows of a CSV file, handing over the fields of the named columns.
fn read<const N: usize>(
    bytes: &[u8],
    name: &str,
    columns: [&str; N],
    mut each: impl FnMut(&RowPlace<'_>, [&str; N]) -> Result<(), FileError>,
) -> Result<(), FileError> {
    let error = |line, what| FileError { file: name.to_owned(), line, what };
    let text = std::str::from_utf8(bytes).map_err(|invalid| {
        let before = bytes.get(..invalid.valid_up_to()).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
        error(Some(line), "the text is not UTF-8; save the file as UTF-8 and try again".to_owned())
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(error(None, "the file is empty".to_owned()));
    }

    let mut reader =
        csv::ReaderBuilder::new().flexible(true).has_headers(false).trim(csv::Trim::All).from_reader(text.as_bytes());
    let mut record = StringRecord::new();
    let mut places: Option<[usize; N]> = None;
    loop {
        let more = reader.read_record(&mut record);
        let line = record.position().map_or(1, csv::Position::line);
        match more {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(problem) => return Err(error(Some(line), format!("cannot be read as CSV: {problem}"))),
        }
        let Some(places) = places else {
            places = Some(find_columns(&record, columns).map_err(|what| error(Some(line), what))?);
            continue;
        };
        let mut fields = [""; N];
        for ((field, place), column) in fields.iter_mut().zip(places).zip(columns) {
            let found = record.get(place);
            *field = found.ok_or_else(|| error(Some(line), format!("there is no {column}: the line is too short")))?;
        }
        each(&RowPlace { file: name, line }, fields)?;
    }
}

fn find_columns<const N: usize>(heading: &StringRecord, columns: [&str; N]) -> Result<[usize; N], String> {
    let found = columns.map(|column| heading.iter().position(|name| name == column));
    let missing: Vec<&str> =
        columns.iter().zip(&found).filter(|(_, found)| found.is_none()).map(|(column, _)| *column).collect();
    match missing.as_slice() {
        [] => Ok(found.map(|place| place.unwrap_or_default())),
        [one] => Err(format!("the heading has no column {one}")),
        several => Err(format!("the heading has no columns {}", several.join(", "))),
    }
}

/// What was found, short enough for one line and with nothing unprintable in it.
fn quoted(text: &str) -> String {
    const LONGEST: usize = 40;
    let mut shown: String = text.chars().take(LONGEST).flat_map(char::escape_debug).collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    format!("'{shown}'")
}
