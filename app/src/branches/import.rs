//! Reading a list of branches from a spreadsheet. Library services already publish theirs in the
//! Libraries Hacked open schema (name, address, who runs it, opening hours); that file can be given to
//! Soundings as it is.
//!
//! Either every row is good and all are returned, or nothing is and every problem is named with its line
//! and column, so that one round of corrections is enough. Opening hours are kept as the words in the
//! file: "10-12 alternate Tuesdays" is an answer people need, not a mistake.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::cells::{self, Table};

/// The largest file accepted, in bytes: 2 megabytes, several times the longest list there is.
pub const MAX_BYTES: usize = 2 * 1024 * 1024;

/// The most branches in one file.
pub const MAX_ROWS: usize = 5_000;

/// Who runs a branch and whether it moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BranchKind {
    /// A library in a building, run by the council or by a company for it.
    Static,
    /// A library on wheels.
    Mobile,
    /// A library run by its community.
    Community,
}

impl BranchKind {
    /// The word stored and used in addresses: `static`, `mobile` or `community`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Static => "static",
            Self::Mobile => "mobile",
            Self::Community => "community",
        }
    }
}

/// One day's opening hours, in the file's own words.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DayHours {
    /// When staff are there.
    pub staffed: Option<String>,
    /// When the doors open to members without staff.
    pub unstaffed: Option<String>,
}

/// One branch, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BranchRow {
    /// The line of the file it stands on, counted from 1 with the heading row.
    pub line: u64,
    /// Its name as published.
    pub name: String,
    /// Its name for addresses: lower-case letters, digits and hyphens; no two rows share one.
    pub slug: String,
    /// The lines of its address joined by commas, without the postcode.
    pub address: String,
    /// Its postcode, spaced as the post office does; none for a mobile library.
    pub postcode: Option<String>,
    /// Who runs it and whether it moves.
    pub kind: BranchKind,
    /// Whether it counts towards the council's duty under the Public Libraries and Museums Act 1964.
    pub statutory: bool,
    /// Whether it shares its building.
    pub co_located: bool,
    /// With whom it shares its building.
    pub co_located_with: Option<String>,
    /// Hours for each day, Monday first.
    pub hours: [DayHours; 7],
    /// Hours that fit no single day.
    pub special_hours: Option<String>,
    /// The year it opened.
    pub year_opened: Option<i64>,
    /// The year it closed for good; none while it is open.
    pub year_closed: Option<i64>,
    /// Its own web page, `http` or `https`.
    pub url: Option<String>,
    /// Where to write to it.
    pub email: Option<String>,
    /// Anything else the file says.
    pub notes: Option<String>,
}

/// One thing to put right in the file.
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

const NAME: &str = "Library name";
const POSTCODE: &str = "Postcode";
const STATUTORY: &str = "Statutory";
const TYPE: &str = "Type of library";
const YEAR_OPENED: &str = "Year opened";
const YEAR_CLOSED: &str = "Year closed";
const CO_LOCATED: &str = "Co-located";

/// Columns without which the file is not a list of branches.
const REQUIRED: [&str; 5] = [NAME, "Address 1", POSTCODE, STATUTORY, TYPE];

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Reads a list of branches.
///
/// Headings may stand in any order and any case; columns the schema does not know are left aside; empty
/// rows are skipped. Two rows may share a name only when a branch moved: at most one of them open.
///
/// # Errors
///
/// Everything that is wrong with the file, in the order of its lines. A file that is empty, too large,
/// not UTF-8 or without a required column gives only those errors.
pub fn parse(bytes: &[u8]) -> Result<Vec<BranchRow>, Vec<RowError>> {
    let table = cells::read(bytes, MAX_BYTES, MAX_ROWS, &REQUIRED)?;
    let mut problems = table.problems().to_vec();
    let mut rows = Vec::new();
    for row in 0..table.len() {
        rows.extend(branch(&table, row, &mut problems));
    }
    refuse_duplicates(&rows, &mut problems);
    if !problems.is_empty() {
        problems.sort_by_key(|problem| problem.line);
        return Err(problems);
    }
    name_addresses(&mut rows);
    Ok(rows)
}

/// One row as a branch. What cannot be read is reported and replaced, so that the rest is still checked.
fn branch(table: &Table, row: usize, problems: &mut Vec<RowError>) -> Option<BranchRow> {
    let line = table.line(row);
    let mut problem = |column: &str, message: &str| {
        problems.push(RowError { line, column: Some(column.to_owned()), message: message.to_owned() });
    };
    let cell = |column: &str| table.cell(row, column);
    let text = |column: &str| Some(cell(column)).filter(|text| !text.is_empty()).map(str::to_owned);

    let name = cell(NAME).to_owned();
    if name.is_empty() {
        problem(NAME, "Give the library’s name.");
    } else if slug_of(&name).is_empty() {
        problem(NAME, "Use letters or digits in the name.");
    }
    let kind = kind_of(cell(TYPE), &name).unwrap_or_else(|| {
        problem(TYPE, "Write LAL (run by the council), CL (run for it), CRL or ICL (run by the community), or Mobile.");
        BranchKind::Static
    });
    let postcode = match cell(POSTCODE) {
        "" if kind == BranchKind::Mobile => None,
        "" => {
            problem(POSTCODE, "Give the postcode.");
            None
        }
        written => postcode_of(written).or_else(|| {
            problem(POSTCODE, "This is not a UK postcode, such as B27 7XH.");
            None
        }),
    };
    let mut year = |column: &str| {
        let written = cell(column);
        let year = written.parse().ok().filter(|year| (1600..=2200).contains(year) && written.len() == 4);
        if year.is_none() && !written.is_empty() {
            problem(column, "Write the year alone, such as 1932, or leave it empty.");
        }
        year
    };
    let (year_opened, year_closed) = (year(YEAR_OPENED), year(YEAR_CLOSED));
    if let (Some(opened), Some(closed)) = (year_opened, year_closed)
        && closed < opened
    {
        problem(YEAR_CLOSED, "The library cannot close before the year it opened.");
    }
    let statutory = yes_or_no(cell(STATUTORY)).unwrap_or_else(|| {
        if !cell(STATUTORY).is_empty() || year_closed.is_none() {
            problem(STATUTORY, "Write Yes or No.");
        }
        false
    });
    let co_located_with = text("Co-located with");
    let co_located = yes_or_no(cell(CO_LOCATED)).unwrap_or_else(|| {
        if !cell(CO_LOCATED).is_empty() {
            problem(CO_LOCATED, "Write Yes or No, or leave it empty.");
        }
        co_located_with.is_some()
    });
    let url = text("URL");
    if url.as_deref().is_some_and(|url| !is_web_address(url)) {
        problem("URL", "Write the whole address, beginning with https://");
    }
    let email = text("Email address");
    if email.as_deref().is_some_and(|email| !is_email(email)) {
        problem("Email address", "Write one email address, such as library@example.gov.uk.");
    }
    let address: Vec<&str> = ["Address 1", "Address 2", "Address 3"]
        .into_iter()
        .map(|column| cell(column).trim_matches([',', ' ']))
        .filter(|part| !part.is_empty())
        .collect();
    let hours = DAYS.map(|day| DayHours {
        staffed: text(&format!("{day} staffed hours")),
        unstaffed: text(&format!("{day} unstaffed hours")),
    });
    (!name.is_empty()).then(|| BranchRow {
        line,
        slug: String::new(),
        address: address.join(", "),
        postcode,
        kind,
        statutory,
        co_located,
        co_located_with,
        hours,
        special_hours: text("Special hours"),
        year_opened,
        year_closed,
        url,
        email,
        notes: text("Notes"),
        name,
    })
}

/// One open branch to a name: "Aston Library" may be in the list closed and, elsewhere, open.
fn refuse_duplicates(rows: &[BranchRow], problems: &mut Vec<RowError>) {
    let mut open: HashMap<String, u64> = HashMap::new();
    let mut closed: HashMap<(String, i64), u64> = HashMap::new();
    for row in rows {
        let name = slug_of(&row.name);
        let earlier = match row.year_closed {
            None => open.insert(name, row.line),
            Some(year) => closed.insert((name, year), row.line),
        };
        if let Some(earlier) = earlier {
            problems.push(RowError {
                line: row.line,
                column: Some(NAME.to_owned()),
                message: format!("{} is already on line {earlier}. Give each library once.", row.name),
            });
        }
    }
}

/// Gives each branch its address in the site: the open one has the plain name, a closed one its year too.
fn name_addresses(rows: &mut [BranchRow]) {
    let mut taken: HashMap<String, u64> = HashMap::new();
    let (open, closed): (Vec<_>, Vec<_>) = rows.iter_mut().partition(|row| row.year_closed.is_none());
    for row in open.into_iter().chain(closed) {
        let plain = slug_of(&row.name);
        let dated = row.year_closed.map(|year| format!("{plain}-closed-{year}"));
        let numbered = (2..).map(|number| format!("{plain}-{number}"));
        let free = std::iter::once(plain.clone()).chain(dated).chain(numbered).find(|slug| !taken.contains_key(slug));
        row.slug = free.unwrap_or(plain);
        taken.insert(row.slug.clone(), row.line);
    }
}

/// A name for addresses: lower-case ASCII letters and digits, joined by hyphens, accents left off.
pub(super) fn slug_of(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let mut slug = String::new();
    // An apostrophe joins (St Anne's: st-annes); everything else divides.
    for c in name.nfd().filter(|c| !matches!(c, '\'' | '’') && !unicode_normalization::char::is_combining_mark(*c)) {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if c == '&' {
            slug.push_str(if slug.is_empty() || slug.ends_with('-') { "and-" } else { "-and-" });
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// The schema's codes, and the words some councils write instead. A branch called "… mobile library" is
/// one whoever runs it: the schema has no code for it.
fn kind_of(written: &str, name: &str) -> Option<BranchKind> {
    let written = written.to_lowercase();
    let kind = match written.as_str() {
        "lal"
        | "lal-"
        | "cl"
        | "local authority library"
        | "local authority run library"
        | "commissioned library"
        | "static" => BranchKind::Static,
        "crl"
        | "icl"
        | "community"
        | "community run library"
        | "community-run library"
        | "community library"
        | "independent community library" => BranchKind::Community,
        "mobile" | "mobile library" | "ml" => BranchKind::Mobile,
        _ => return None,
    };
    Some(if name.to_lowercase().contains("mobile library") { BranchKind::Mobile } else { kind })
}

fn yes_or_no(written: &str) -> Option<bool> {
    match written.to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" => Some(true),
        "no" | "n" | "false" | "0" => Some(false),
        _ => None,
    }
}

/// A UK postcode in capitals with its one space, if it has the shape of one: an area of one or two
/// letters, a district of one or two characters beginning with a digit, a digit and two letters.
pub(super) fn postcode_of(written: &str) -> Option<String> {
    let compact: String = written.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    let (outward, inward) = compact.is_ascii().then(|| compact.len().checked_sub(3))?.map(|at| compact.split_at(at))?;
    let shape = |part: &str| -> String {
        part.chars()
            .map(|c| {
                if c.is_ascii_digit() {
                    '9'
                } else if c.is_ascii_uppercase() {
                    'A'
                } else {
                    '?'
                }
            })
            .collect()
    };
    let outward_is_good = matches!(shape(outward).as_str(), "A9" | "A99" | "AA9" | "AA99" | "A9A" | "AA9A");
    (outward_is_good && shape(inward) == "9AA").then(|| format!("{outward} {inward}"))
}

pub(super) fn is_web_address(written: &str) -> bool {
    let lower = written.to_ascii_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_alphanumeric()) && rest.contains('.') && !rest.contains([' ', '"', '<', '>'])
    })
}

pub(super) fn is_email(written: &str) -> bool {
    let plain = |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || "<>,;:\"()".contains(c));
    written.split_once('@').is_some_and(|(who, host)| {
        plain(who)
            && plain(host)
            && !host.contains('@')
            && host.contains('.')
            && !host.starts_with('.')
            && !host.ends_with('.')
    })
}

#[cfg(test)]
mod tests;
