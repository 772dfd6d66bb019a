//! Reading a list of branches from a spreadsheet. Library services already publish theirs in the
//! Libraries Hacked open schema (name, address, who runs it, opening hours); that file can be given to
//! Soundings as it is.
//!
//! Only what would make a wrong branch stops a list: then nothing is returned and every problem is named with
//! its line and column, so that one round of corrections is enough. What can be read although it is written in
//! another way ("mailto:", a closing year before the opening year) is read, and what cannot be and does no harm is
//! left out; both are said in a remark with the line. Opening hours are kept as the words in the file: "10-12
//! alternate Tuesdays" is an answer people need, not a mistake.

use std::collections::HashMap;
use std::ops::Deref;

use serde::{Deserialize, Serialize};

use super::cells::{self, Columns, Table, short, tidy};
use super::values::{self, Closed, Year};
use crate::folding;

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

/// A list of branches that can come in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct List {
    /// The branches.
    pub rows: Vec<BranchRow>,
    /// What was read in another way than it is written, or left out, in the order of the lines.
    pub remarks: Vec<RowError>,
}

impl Deref for List {
    type Target = [BranchRow];

    fn deref(&self) -> &[BranchRow] {
        &self.rows
    }
}

/// Something said about a line of the file: what to put right, or a remark.
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
const CO_LOCATED_WITH: &str = "Co-located with";
const ADDRESS: [&str; 3] = ["Address 1", "Address 2", "Address 3"];
const SPECIAL_HOURS: &str = "Special hours";
const NOTES: &str = "Notes";
const URL: &str = "URL";
const EMAIL: &str = "Email address";
const AUTHORITY: &str = "Local authority";
const UPRN: &str = "Unique property reference number";

const STAFFED: [&str; 7] = [
    "Monday staffed hours",
    "Tuesday staffed hours",
    "Wednesday staffed hours",
    "Thursday staffed hours",
    "Friday staffed hours",
    "Saturday staffed hours",
    "Sunday staffed hours",
];

const UNSTAFFED: [&str; 7] = [
    "Monday unstaffed hours",
    "Tuesday unstaffed hours",
    "Wednesday unstaffed hours",
    "Thursday unstaffed hours",
    "Friday unstaffed hours",
    "Saturday unstaffed hours",
    "Sunday unstaffed hours",
];

/// Every column of the schema.
const KNOWN: [&str; 31] = {
    let [a1, a2, a3] = ADDRESS;
    let [s1, s2, s3, s4, s5, s6, s7] = STAFFED;
    let [u1, u2, u3, u4, u5, u6, u7] = UNSTAFFED;
    [
        AUTHORITY,
        NAME,
        a1,
        a2,
        a3,
        POSTCODE,
        UPRN,
        STATUTORY,
        TYPE,
        YEAR_OPENED,
        YEAR_CLOSED,
        s1,
        s2,
        s3,
        s4,
        s5,
        s6,
        s7,
        u1,
        u2,
        u3,
        u4,
        u5,
        u6,
        u7,
        SPECIAL_HOURS,
        CO_LOCATED,
        CO_LOCATED_WITH,
        NOTES,
        URL,
        EMAIL,
    ]
};

/// Columns without which the file is not a list of branches.
const REQUIRED: [&str; 5] = [NAME, ADDRESS[0], POSTCODE, STATUTORY, TYPE];

/// Other names that lists have for the schema's columns.
const ALIASES: [(&str, &str); 54] = [
    ("library", NAME),
    ("libraryname", NAME),
    ("nameoflibrary", NAME),
    ("branch", NAME),
    ("branchname", NAME),
    ("name", NAME),
    ("address", ADDRESS[0]),
    ("addressline1", ADDRESS[0]),
    ("street", ADDRESS[0]),
    ("streetaddress", ADDRESS[0]),
    ("addressline2", ADDRESS[1]),
    ("addressline3", ADDRESS[2]),
    ("town", ADDRESS[2]),
    ("city", ADDRESS[2]),
    ("towncity", ADDRESS[2]),
    ("postalcode", POSTCODE),
    ("uprn", UPRN),
    ("isstatutory", STATUTORY),
    ("statutorylibrary", STATUTORY),
    ("statutoryyesno", STATUTORY),
    ("statutoryyn", STATUTORY),
    ("type", TYPE),
    ("librarytype", TYPE),
    ("opened", YEAR_OPENED),
    ("openedyear", YEAR_OPENED),
    ("yearofopening", YEAR_OPENED),
    ("dateopened", YEAR_OPENED),
    ("openingdate", YEAR_OPENED),
    // "Yes" under it stops the list: a closed library must not come in as an open one.
    ("closed", YEAR_CLOSED),
    ("dateclosed", YEAR_CLOSED),
    ("closuredate", YEAR_CLOSED),
    ("closedyear", YEAR_CLOSED),
    ("yearofclosure", YEAR_CLOSED),
    ("yearofclosing", YEAR_CLOSED),
    ("monday", STAFFED[0]),
    ("tuesday", STAFFED[1]),
    ("wednesday", STAFFED[2]),
    ("thursday", STAFFED[3]),
    ("friday", STAFFED[4]),
    ("saturday", STAFFED[5]),
    ("sunday", STAFFED[6]),
    ("colocatedyesno", CO_LOCATED),
    ("note", NOTES),
    ("comments", NOTES),
    ("website", URL),
    ("webaddress", URL),
    ("webpage", URL),
    ("web", URL),
    ("link", URL),
    ("email", EMAIL),
    ("emailcontact", EMAIL),
    ("contactemail", EMAIL),
    ("authority", AUTHORITY),
    ("council", AUTHORITY),
];

/// Columns whose text is cut when it is too long, since nobody mistakes the branch by it.
const MAY_BE_CUT: [&str; 2] = [SPECIAL_HOURS, NOTES];

/// Reads a list of branches.
///
/// Headings may stand in any order and any case; columns the schema does not know are left aside; empty
/// rows are skipped. Two rows may share a name only when a branch moved: at most one of them open.
///
/// # Errors
///
/// Everything that would make a wrong branch, in the order of the lines. A file that is empty, too large, no text
/// or without a required column gives only those errors.
pub fn parse(bytes: &[u8]) -> Result<List, Vec<RowError>> {
    let columns = Columns { known: &KNOWN, required: &REQUIRED, aliases: &ALIASES };
    let mut table = cells::read(bytes, MAX_BYTES, MAX_ROWS, &columns)?;
    let (problems, remarks) = table.said();
    let mut said = Said { line: 1, problems, remarks };
    let mut rows = Vec::new();
    for row in 0..table.len() {
        said.line = table.line(row);
        rows.extend(branch(&table, row, &mut said));
    }
    pass_over_repeated(&mut rows, &mut said);
    refuse_duplicates(&rows, &mut said.problems);
    let Said { mut problems, mut remarks, .. } = said;
    if !problems.is_empty() {
        problems.sort_by_key(|problem| problem.line);
        return Err(problems);
    }
    remarks.sort_by_key(|remark| remark.line);
    name_addresses(&mut rows);
    Ok(List { rows, remarks })
}

/// What is said about the lines while they are read.
struct Said {
    line: u64,
    problems: Vec<RowError>,
    remarks: Vec<RowError>,
}

impl Said {
    fn problem(&mut self, column: &str, message: impl Into<String>) {
        self.problems.push(RowError { line: self.line, column: Some(column.to_owned()), message: message.into() });
    }

    fn remark(&mut self, column: &str, message: impl Into<String>) {
        self.remarks.push(RowError { line: self.line, column: Some(column.to_owned()), message: message.into() });
    }
}

/// A row's cells.
struct Cells<'a> {
    table: &'a Table,
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
fn branch(table: &Table, row: usize, said: &mut Said) -> Option<BranchRow> {
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
        BranchKind::Static
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

fn check_lengths(cells: &Cells<'_>, said: &mut Said) {
    for column in KNOWN.into_iter().filter(|column| !MAY_BE_CUT.contains(column)) {
        if cells.cell(column).chars().count() > cells::MAX_CELL {
            said.problem(column, format!("This is longer than {} characters. Shorten it.", cells::MAX_CELL));
        }
    }
}

/// A text that may be cut where it is too long.
fn cut(column: &str, text: String, said: &mut Said) -> String {
    if text.chars().count() <= cells::MAX_CELL {
        return text;
    }
    said.remark(column, format!("Only the first {} characters are kept.", cells::MAX_CELL));
    tidy(&text.chars().take(cells::MAX_CELL).collect::<String>())
}

/// When it opened, and when it closed for good.
fn years(cells: &Cells<'_>, extra: &mut Vec<String>, said: &mut Said) -> (Option<i64>, Option<i64>) {
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
fn postcode(cells: &Cells<'_>, kind: BranchKind, address: &mut Vec<String>, said: &mut Said) -> Option<String> {
    let written = cells.cell(POSTCODE);
    if values::is_blank(written) {
        let found = address.last().and_then(|last| values::postcodes_in(last).pop());
        return match found {
            Some(postcode) => {
                said.remark(POSTCODE, format!("{postcode} is taken from the address."));
                if address.last().and_then(|last| postcode_of(last)).is_some() {
                    address.pop();
                }
                Some(postcode)
            }
            None if kind == BranchKind::Mobile => None,
            None => {
                said.remark(POSTCODE, "There is none; the library comes in without one.");
                None
            }
        };
    }
    if let Some(postcode) = postcode_of(written) {
        return Some(postcode);
    }
    if let Some(first) = values::postcodes_in(written).first() {
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
fn co_located(cells: &Cells<'_>, said: &mut Said) -> (bool, Option<String>) {
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
fn contacts(cells: &Cells<'_>, extra: &mut Vec<String>, said: &mut Said) -> (Option<String>, Option<String>) {
    let read = |column: &str| cells.text(column).map(|written| (values::contacts(&written), written));
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

/// A row that says the same as one before it, word for word, is passed over.
fn pass_over_repeated(rows: &mut Vec<BranchRow>, said: &mut Said) {
    let mut seen: HashMap<String, Vec<BranchRow>> = HashMap::new();
    rows.retain(|row| {
        let plain = BranchRow { line: 0, ..row.clone() };
        let same_name = seen.entry(name_key(&row.name)).or_default();
        if same_name.contains(&plain) {
            said.line = row.line;
            said.remark(NAME, format!("{} is here twice, word for word; it comes in once.", row.name));
            return false;
        }
        same_name.push(plain);
        true
    });
}

/// What a name is compared by: its letters and digits, without what cannot be seen.
pub(super) fn name_key(name: &str) -> String {
    let folded = folding::fold(name);
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

/// One open branch to a name: "Aston Library" may be in the list closed and, elsewhere, open.
fn refuse_duplicates(rows: &[BranchRow], problems: &mut Vec<RowError>) {
    let mut open: HashMap<String, u64> = HashMap::new();
    let mut closed: HashMap<(String, i64), u64> = HashMap::new();
    for row in rows {
        let name = name_key(&row.name);
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

/// A name for addresses; "library" for a name that has no letter of English in it.
pub(super) fn slug_of(name: &str) -> String {
    Some(folding::slug(name)).filter(|slug| !slug.is_empty()).unwrap_or_else(|| "library".to_owned())
}

pub(super) use super::values::{is_email, is_web_address, postcode_of};

#[cfg(test)]
mod tests;
