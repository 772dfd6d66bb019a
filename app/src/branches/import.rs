//! Reading a list of branches from a spreadsheet. Library services already publish theirs in the
//! Libraries Hacked open schema (name, address, who runs it, opening hours); that file can be given to
//! Soundings as it is.
//!
//! Only what would make a wrong branch stops a list: then nothing is returned and every problem is named with
//! its line and column, so that one round of corrections is enough. What can be read although it is written in
//! another way ("mailto:", a closing year before the opening year) is read, and what cannot be and does no harm is
//! left out; both are said in a remark with the line. Opening hours are kept as the words in the file: "10-12
//! alternate Tuesdays" is an answer people need, not a mistake.

use std::ops::Deref;

use serde::{Deserialize, Serialize};

use super::columns::{
    ADDRESS, ALIASES, AUTHORITY, CO_LOCATED, CO_LOCATED_WITH, EMAIL, KNOWN, MAY_BE_CUT, NAME, NOTES, POSTCODE,
    REQUIRED, SPECIAL_HOURS, STAFFED, STATUTORY, TYPE, UNSTAFFED, UPRN, URL, YEAR_CLOSED, YEAR_OPENED,
};
use super::contacts::contacts as contacts_in;
use super::naming::{name_addresses, pass_over_repeated, refuse_duplicates};
use super::postcodes::{postcode_of, postcodes_in};
use super::schemas;
use super::values::{self, Closed, Year};
use crate::files::sheets::{self, CellTable, Columns, RowError, short, tidy};

/// The largest file accepted, in bytes: 2 megabytes, several times the longest list there is.
pub const MAX_BYTES: usize = 2 * 1024 * 1024;

/// The most branches in one file.
pub const MAX_ROWS: usize = 5_000;

/// Who runs a branch and whether it moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ImportedKind {
    /// A library in a building, run by the council or by a company for it.
    Static,
    /// A library on wheels.
    Mobile,
    /// A library run by its community.
    Community,
}

impl ImportedKind {
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
    pub kind: ImportedKind,
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

/// A list of branches that can come in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportList {
    /// The branches.
    pub rows: Vec<BranchRow>,
    /// What was read in another way than it is written, or left out, in the order of the lines.
    pub remarks: Vec<RowError>,
}

impl Deref for ImportList {
    type Target = [BranchRow];

    fn deref(&self) -> &[BranchRow] {
        &self.rows
    }
}

/// Reads a list of branches.
///
/// Headings may stand in any order and any case; columns the schema does not know are left aside; empty
/// rows are skipped. Two rows may share a name only when a branch moved: at most one of them open.
///
/// # Errors
///
/// Everything that would make a wrong branch, in the order of the lines. A file that is empty, too large, no text
/// or without a required column gives only those errors.
pub fn parse(bytes: &[u8]) -> Result<ImportList, Vec<RowError>> {
    let columns =
        Columns { known: &KNOWN, required: &REQUIRED, aliases: &ALIASES, prose: &[], looks_like: schemas::looks_like };
    let mut table = sheets::read(bytes, MAX_BYTES, MAX_ROWS, &columns)?;
    let (problems, remarks) = table.said();
    let mut said = ImportRemarks { line: 1, problems, remarks };
    let mut rows = Vec::new();
    for row in 0..table.count() {
        said.line = table.line(row);
        rows.extend(branch(&table, row, &mut said));
    }
    pass_over_repeated(&mut rows, &mut said);
    refuse_duplicates(&rows, &mut said.problems);
    let ImportRemarks { mut problems, mut remarks, .. } = said;
    if !problems.is_empty() {
        problems.sort_by_key(|problem| problem.line);
        return Err(problems);
    }
    remarks.sort_by_key(|remark| remark.line);
    name_addresses(&mut rows);
    Ok(ImportList { rows, remarks })
}

/// What is said about the lines while they are read.
pub(super) struct ImportRemarks {
    pub(super) line: u64,
    problems: Vec<RowError>,
    remarks: Vec<RowError>,
}

impl ImportRemarks {
    fn problem(&mut self, column: &str, message: impl Into<String>) {
        self.problems.push(RowError { line: self.line, column: Some(column.to_owned()), message: message.into() });
    }

    pub(super) fn remark(&mut self, column: &str, message: impl Into<String>) {
        self.remarks.push(RowError { line: self.line, column: Some(column.to_owned()), message: message.into() });
    }
}

/// A row's cells.
struct Cells<'a> {
    table: &'a CellTable,
    row: usize,
}

impl Cells<'_> {
    fn cell(&self, column: &str) -> &str {
        self.table.cell(self.row, column)
    }

    /// What a cell says, if it says anything: "n/a" and "-" are nothing.
    fn text(&self, column: &str) -> Option<String> {
        Some(self.cell(column)).filter(|text| !values::is_blank(text)).map(str::to_owned)
    }
}

/// One row as a branch. What cannot be read is reported and replaced, so that the rest is still checked.
fn branch(table: &CellTable, row: usize, said: &mut ImportRemarks) -> Option<BranchRow> {
    let cells = Cells { table, row };
    let name = cells.cell(NAME).to_owned();
    if name.is_empty() {
        said.problem(NAME, "Give the library’s name.");
    } else if !name.chars().any(char::is_alphanumeric) {
        said.problem(NAME, "Use letters or digits in the name.");
    }
    check_lengths(&cells, said);
    let written = cells.cell(TYPE);
    let kind = values::kind_of(written, &name).unwrap_or_else(|| {
        said.problem(
            TYPE,
            "Write LAL (run by the council), CL (run for it), CRL or ICL (run by the community), or Mobile.",
        );
        ImportedKind::Static
    });
    let mut extra = Vec::new();
    let (year_opened, year_closed) = years(&cells, &mut extra, said);
    let mut address: Vec<String> = ADDRESS
        .into_iter()
        .filter_map(|column| cells.text(column))
        .map(|part| part.trim_matches([',', ' ']).to_owned())
        .filter(|part| !part.is_empty())
        .collect();
    let postcode = postcode(&cells, kind, &mut address, said);
    let statutory = values::yes_or_no(cells.cell(STATUTORY)).unwrap_or_else(|| {
        if !values::is_blank(cells.cell(STATUTORY)) || year_closed.is_none() {
            said.problem(STATUTORY, "Write Yes or No.");
        }
        false
    });
    let (co_located, co_located_with) = co_located(&cells, said);
    let (url, email) = contacts(&cells, &mut extra, said);
    let hours = std::array::from_fn(|day| DayHours {
        staffed: cells.text(STAFFED[day]),
        unstaffed: cells.text(UNSTAFFED[day]),
    });
    let notes: Vec<String> = cells.text(NOTES).map(|notes| cut(NOTES, notes, said)).into_iter().chain(extra).collect();
    (!name.is_empty()).then(|| BranchRow {
        line: said.line,
        slug: String::new(),
        address: address.join(", "),
        postcode,
        kind,
        statutory,
        co_located,
        co_located_with,
        hours,
        special_hours: cells.text(SPECIAL_HOURS).map(|hours| cut(SPECIAL_HOURS, hours, said)),
        year_opened,
        year_closed,
        url,
        email,
        notes: (!notes.is_empty()).then(|| notes.join(". ").replace(".. ", ". ")),
        name,
    })
}

fn check_lengths(cells: &Cells<'_>, said: &mut ImportRemarks) {
    for column in KNOWN.into_iter().filter(|column| !MAY_BE_CUT.contains(column)) {
        if cells.cell(column).chars().count() > sheets::MAX_CELL {
            said.problem(column, format!("This is longer than {} characters. Shorten it.", sheets::MAX_CELL));
        }
    }
}

/// A text that may be cut where it is too long.
fn cut(column: &str, text: String, said: &mut ImportRemarks) -> String {
    if text.chars().count() <= sheets::MAX_CELL {
        return text;
    }
    said.remark(column, format!("Only the first {} characters are kept.", sheets::MAX_CELL));
    tidy(&text.chars().take(sheets::MAX_CELL).collect::<String>())
}

/// When it opened, and when it closed for good.
fn years(cells: &Cells<'_>, extra: &mut Vec<String>, said: &mut ImportRemarks) -> (Option<i64>, Option<i64>) {
    let written = cells.cell(YEAR_OPENED);
    let opened = match values::year(written) {
        Year::None => None,
        Year::Plain(year) => Some(year),
        Year::Found(year) => {
            said.remark(YEAR_OPENED, format!("“{}” is read as {year}.", short(written)));
            Some(year)
        }
        Year::Unclear => {
            said.remark(YEAR_OPENED, format!("“{}” is not a year, so it is left out.", short(written)));
            None
        }
    };
    let written = cells.cell(YEAR_CLOSED);
    let closed = match values::closed(written) {
        Closed::No => None,
        Closed::In(year) => {
            if written != year.to_string() {
                said.remark(YEAR_CLOSED, format!("“{}” is read as {year}: the library is closed.", short(written)));
            }
            Some(year)
        }
        Closed::Open => {
            said.remark(YEAR_CLOSED, format!("“{}” is read as: it is open.", short(written)));
            None
        }
        Closed::Unclear => {
            said.problem(
                YEAR_CLOSED,
                "Write the year in which it closed for good, such as 1932, or leave it empty while it is open.",
            );
            None
        }
    };
    match (opened, closed) {
        (Some(opened), Some(closed)) if closed < opened => {
            said.remark(
                YEAR_CLOSED,
                format!("It closed in {closed} and opened in {opened}, so it is taken as reopened: it is open."),
            );
            extra.push(format!("Reopened in {opened}, after it had closed in {closed}"));
            (Some(opened), None)
        }
        years => years,
    }
}

/// The postcode, from its cell or from the end of the address.
fn postcode(
    cells: &Cells<'_>,
    kind: ImportedKind,
    address: &mut Vec<String>,
    said: &mut ImportRemarks,
) -> Option<String> {
    let written = cells.cell(POSTCODE);
    if values::is_blank(written) {
        let found = address.last().and_then(|last| postcodes_in(last).pop());
        return match found {
            Some(postcode) => {
                said.remark(POSTCODE, format!("{postcode} is taken from the address."));
                if address.last().and_then(|last| postcode_of(last)).is_some() {
                    address.pop();
                }
                Some(postcode)
            }
            None if kind == ImportedKind::Mobile => None,
            None => {
                said.remark(POSTCODE, "There is none; the library comes in without one.");
                None
            }
        };
    }
    if let Some(postcode) = postcode_of(written) {
        return Some(postcode);
    }
    if let Some(first) = postcodes_in(written).first() {
        said.remark(POSTCODE, format!("“{}” is read as {first}.", short(written)));
        return Some(first.clone());
    }
    if let Some(column) =
        [UPRN, STATUTORY, TYPE, AUTHORITY].into_iter().find(|column| postcode_of(cells.cell(column)).is_some())
    {
        said.problem(
            POSTCODE,
            format!("The postcode stands under “{column}”, so this row is shifted. Put cells that contain a comma in quotation marks."),
        );
        return None;
    }
    said.remark(POSTCODE, format!("“{}” is not a UK postcode, so it is left out.", short(written)));
    None
}

/// Whether it shares its building, and with whom.
fn co_located(cells: &Cells<'_>, said: &mut ImportRemarks) -> (bool, Option<String>) {
    let with = cells.text(CO_LOCATED_WITH);
    let written = cells.cell(CO_LOCATED);
    match values::yes_or_no(written) {
        Some(shares) => (shares, with),
        None if values::is_blank(written) => (with.is_some(), with),
        None => {
            said.remark(CO_LOCATED, format!("“{}” is read as: it shares its building.", short(written)));
            (true, Some(with.map_or_else(|| written.to_owned(), |with| format!("{with} ({written})"))))
        }
    }
}

/// The web page and the email address. What belongs to neither goes into the notes, so that nothing is lost.
fn contacts(cells: &Cells<'_>, extra: &mut Vec<String>, said: &mut ImportRemarks) -> (Option<String>, Option<String>) {
    let read = |column: &str| cells.text(column).map(|written| (contacts_in(&written), written));
    let (web, mail) = (read(URL), read(EMAIL));
    let mut url = None;
    let mut email = mail.as_ref().and_then(|(found, _)| found.emails.first().cloned());
    if let Some((found, written)) = web {
        url = found.pages.first().cloned();
        extra.extend(found.pages.iter().skip(1).map(|page| format!("Another web page: {page}")));
        for address in &found.emails {
            if email.is_none() {
                email = Some(address.clone());
            } else if email.as_ref() != Some(address) {
                extra.push(format!("Another email address: {address}"));
            }
        }
        match &url {
            Some(url) if *url == written => {}
            Some(url) if found.pages.len() > 1 => {
                said.remark(
                    URL,
                    format!("The first web page is kept, {url}; what else stands here goes into the notes."),
                );
            }
            Some(url) => said.remark(URL, format!("“{}” is read as {url}", short(&written))),
            None if found.emails.is_empty() => {
                extra.push(format!("Web page: {written}"));
                said.remark(URL, format!("“{}” is not a web address; it goes into the notes.", short(&written)));
            }
            None => said.remark(URL, format!("“{}” is an email address and is kept as one.", short(&written))),
        }
    }
    if let Some((found, written)) = mail {
        extra.extend(found.emails.iter().skip(1).map(|address| format!("Another email address: {address}")));
        extra.extend(
            found
                .pages
                .iter()
                .filter(|page| url.as_ref() != Some(page))
                .map(|page| format!("To write to the library: {page}")),
        );
        match found.emails.first() {
            Some(first) if *first == written => {}
            Some(first) if found.emails.len() > 1 => {
                said.remark(
                    EMAIL,
                    format!("The first address is kept, {first}; what else stands here goes into the notes."),
                );
            }
            Some(first) => said.remark(EMAIL, format!("“{}” is read as {first}", short(&written))),
            None if found.pages.is_empty() => {
                extra.push(format!("To write to the library: {written}"));
                said.remark(EMAIL, format!("“{}” is not an email address; it goes into the notes.", short(&written)));
            }
            None => {
                said.remark(
                    EMAIL,
                    format!("“{}” is a web page, not an email address; it goes into the notes.", short(&written)),
                );
            }
        }
    }
    (url, email)
}

#[cfg(test)]
mod tests;
