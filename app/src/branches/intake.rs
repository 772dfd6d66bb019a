//! Bringing in a list of libraries: from the command line, or from a file sent by an administrator. Either the
//! whole file is good and comes in, or nothing does and every bad row is named. Nothing is ever deleted.

use std::collections::BTreeSet;
use std::fmt;

use axum::extract::Request;
use axum::http::StatusCode;
use leptos::prelude::*;
use sha2::{Digest, Sha256};

use super::import::{self, BranchRow, ImportedKind};
use super::model::{Branch, BranchDetails, BranchKind, DAYS, OpeningHours};
use super::store;
use crate::audit::store::{NewEntry, append};
use crate::db::{Db, DbError, Tx};
use crate::files::sheets::RowError;
use crate::folding;
use crate::ids::AccountId;
use crate::site::upload::{UploadProblem, one_file};
use crate::site::{Area, Fault, Page, Visit};
use crate::time::Time;
use crate::ui::form::problem_box;
use crate::ui::lines_of_a_file::lines;

/// What came of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportSummary {
    /// Libraries that were not known.
    pub added: u64,
    /// Libraries that were known and said something else.
    pub updated: u64,
    /// Libraries that were known as they are.
    pub unchanged: u64,
}

impl fmt::Display for ImportSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} added, {} updated, {} unchanged", self.added, self.updated, self.unchanged)
    }
}

/// A list that came in.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// What came of it.
    pub summary: ImportSummary,
    /// What was read in another way than it is written, or left out.
    pub remarks: Vec<RowError>,
}

/// Why a list did not come in. Nothing of it did.
#[derive(Debug)]
pub enum ImportError {
    /// What has to be put right in the file.
    Rows(Vec<RowError>),
    /// The record could not take it.
    Db(DbError),
}

impl fmt::Display for ImportError {
    /// Every bad row on a line of its own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rows(rows) => {
                write!(f, "nothing was imported; put this right in the file:")?;
                rows.iter().try_for_each(|row| write!(f, "\n  {row}"))
            }
            Self::Db(error) => write!(f, "nothing was imported: {error}"),
        }
    }
}

impl std::error::Error for ImportError {}

impl From<DbError> for ImportError {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}

/// What sort of library a row is. The open schema has no code for a stop of a mobile library, so services
/// write it into the name ("Cotters End Mobile Stop") or the notes.
fn kind(row: &BranchRow) -> BranchKind {
    let notes = row.notes.as_deref().unwrap_or("").to_lowercase();
    let named = row.name.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|word| word == "mobile");
    match row.kind {
        ImportedKind::Mobile => BranchKind::Mobile,
        _ if named || notes.contains("mobile library") || notes.contains("mobile stop") => BranchKind::Mobile,
        ImportedKind::Community => BranchKind::Community,
        ImportedKind::Static => BranchKind::Static,
    }
}

/// A row as a branch. Hours that fit no day ("every other Thursday") go before the notes, in words.
fn about(row: &BranchRow) -> BranchDetails {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let hours = DAYS.into_iter().zip(&row.hours).map(|(day, hours)| OpeningHours {
        day: day.to_owned(),
        staffed: text(&hours.staffed),
        unstaffed: text(&hours.unstaffed),
    });
    let notes: Vec<&str> = [&row.special_hours, &row.notes].into_iter().flatten().map(String::as_str).collect();
    let co_located_with = match (&row.co_located_with, row.co_located) {
        (Some(with), _) => with.clone(),
        (None, true) => "another service".to_owned(),
        (None, false) => String::new(),
    };
    BranchDetails {
        name: row.name.clone(),
        kind: kind(row),
        address: row.address.clone(),
        postcode: text(&row.postcode),
        statutory: row.statutory,
        co_located_with,
        hours: hours.collect(),
        url: text(&row.url),
        email: text(&row.email),
        notes: notes.join(". "),
        year_opened: row.year_opened,
        year_closed: row.year_closed,
    }
}

/// The known branch that a row is about: by its name in addresses, or else by its name and whether it closed.
fn known<'a>(branches: &'a [Branch], row: &BranchRow, taken: &BTreeSet<i64>) -> Option<&'a Branch> {
    let free = |branch: &&Branch| !taken.contains(&branch.id.0);
    let same_name = |branch: &&Branch| {
        folding::name_key(&branch.about.name) == folding::name_key(&row.name)
            && branch.about.year_closed.is_some() == row.year_closed.is_some()
    };
    branches
        .iter()
        .filter(free)
        .find(|branch| branch.slug == row.slug)
        .or_else(|| branches.iter().filter(free).find(same_name))
}

/// Writes rows that were read from a file: adds what is new, changes what is known, deletes nothing.
///
/// # Errors
/// When the record refuses one of them; the transaction should then be dropped.
pub async fn write(tx: &mut Tx, rows: &[BranchRow], now: Time) -> Result<ImportSummary, DbError> {
    let branches = store::everything(&mut *tx).await?;
    let mut slugs: BTreeSet<String> = branches.iter().map(|branch| branch.slug.clone()).collect();
    let mut taken = BTreeSet::new();
    let mut summary = ImportSummary::default();
    for row in rows {
        let about = about(row);
        match known(&branches, row, &taken) {
            Some(branch) => {
                taken.insert(branch.id.0);
                if branch.about == about {
                    summary.unchanged += 1;
                } else {
                    store::change(tx, branch.id, &about, now).await?;
                    summary.updated += 1;
                }
            }
            None => {
                let slug = free_slug(&row.slug, &slugs);
                store::add(tx, &slug, &about, now).await?;
                slugs.insert(slug);
                summary.added += 1;
            }
        }
    }
    Ok(summary)
}

/// A name in addresses that no branch has and no page of its own needs.
pub fn free_slug(wanted: &str, taken: &BTreeSet<String>) -> String {
    let reserved = |slug: &str| matches!(slug, "new" | "import" | "");
    let plain = if reserved(wanted) {
        format!("{wanted}-library").trim_start_matches('-').to_owned()
    } else {
        wanted.to_owned()
    };
    if !taken.contains(&plain) {
        return plain;
    }
    let mut number: u64 = 2;
    loop {
        let slug = format!("{plain}-{number}");
        if !taken.contains(&slug) {
            return slug;
        }
        number += 1;
    }
}

/// Reads a list and brings it in, noted in the record of acts: all of it or nothing.
///
/// # Errors
/// Every row that has to be put right; or that the record could not take it.
pub async fn import_file(db: &Db, bytes: &[u8], actor: Option<AccountId>, now: Time) -> Result<Imported, ImportError> {
    let import::ImportList { rows, remarks } = import::parse(bytes).map_err(ImportError::Rows)?;
    let mut tx = db.begin().await?;
    let summary = write(&mut tx, &rows, now).await?;
    let detail = [
        ("added", summary.added.to_string()),
        ("updated", summary.updated.to_string()),
        ("unchanged", summary.unchanged.to_string()),
        ("remarks", remarks.len().to_string()),
        ("file", hex::encode(Sha256::digest(bytes))),
    ];
    let entry = NewEntry { actor, action: "branch.import", subject_kind: "branch", subject_id: 0, detail: &detail };
    append(&mut tx, &entry, now).await?;
    tx.commit().await?;
    Ok(Imported { summary, remarks })
}

/// A list that is in, with what was noticed in it. The same words are not kept anywhere, so they are on this page.
fn came_in(visit: &Visit, imported: &Imported) -> Page {
    visit.page("The list is in").area(Area::Staff).show(|| {
        view! {
            <header class="title"><h1>"The list is in"</h1>
                <p class="lede">{format!("Libraries: {}.", imported.summary)}</p></header>
            <div class="note warn" role="status" tabindex="-1">
                <h2>{match imported.remarks.len() {
                    1 => "One thing to look at".to_owned(),
                    many => format!("{many} things to look at"),
                }}</h2>
                <p>"These cells were read in another way than they are written, or left out. If one of them is wrong, change it in the file and send the file again, or change the library here."</p>
                {lines(&imported.remarks)}
            </div>
            <p class="actions"><a class="button" href="/staff/branches">"See the libraries"</a>" "<a href="/staff/branches/import">"Send another file"</a></p>
        }
        .into_any()
    })
}

fn page(visit: &Visit, problems: &[RowError], status: StatusCode) -> Page {
    visit.page("Bring in a list of libraries").area(Area::Staff).status(status).show(|| {
        view! {
            {(!problems.is_empty()).then(|| view! {
                <p>"Put this right in the file, and send it again:"</p>
                {lines(problems)}
            }).map(|what| problem_box("Nothing was brought in", what.into_any()))}
            <header class="title"><h1>"Bring in a list of libraries"</h1>
                <p class="lede">"Send the list of libraries that your service publishes, as a CSV file. Libraries that are not known are added, known ones are updated, and none is ever deleted."</p></header>
            <form method="post" action="/staff/branches/import" enctype="multipart/form-data">
                <div class="field">
                    <label for="file">"CSV file"</label>
                    <p class="hint" id="file-hint">"At most 2 MB. In a spreadsheet program, save as “CSV UTF-8”. Commas, semicolons and tabs between the cells are all understood."</p>
                    <input id="file" name="file" type="file" accept=".csv,text/csv" aria-describedby="file-hint"/>
                </div>
                <p class="actions"><button class="button">"Bring it in"</button>" "<a href="/staff/branches">"Back to the libraries"</a></p>
            </form>
            <h2>"What the file looks like"</h2>
            <p>"It is the open schema of Libraries Hacked, which many services publish already. The first line has the headings; these five must be there: Library name, Address 1, Postcode, Statutory, Type of library. Opening hours, year closed and the others are read when they are there."</p>
            <details class="why"><summary>"How are mobile stops known?"</summary><p>"The schema has no type for them. A library is taken for a mobile stop when its type says “Mobile”, when its name has the word “mobile” in it, or when its notes say “mobile library” or “mobile stop”."</p></details>
            <details class="why"><summary>"What if one row is wrong?"</summary><p>"What would make a wrong library stops the list: then nothing comes in, and each bad row is listed with its line, so that you never have half a list. What can be read all the same is read (an email address after “mailto:”, a web page without “https://”, a date where a year belongs), and what does no harm is left out. You are shown each of those cells afterwards, with its line."</p></details>
        }
        .into_any()
    })
}

/// `GET /staff/branches/import`
pub async fn ask(visit: Visit) -> Page {
    page(&visit, &[], StatusCode::OK)
}

/// What is wrong with an upload, in the words of this page.
fn problem(with: UploadProblem) -> RowError {
    RowError { line: 1, column: None, message: with.of_a_list("2 MB") }
}

/// `POST /staff/branches/import`
pub async fn take(visit: Visit, request: Request) -> Page {
    let actor = visit.actor()?;
    let bytes = match one_file(&visit.app, request).await {
        Ok(bytes) => bytes,
        Err(with) => return page(&visit, &[problem(with)], StatusCode::UNPROCESSABLE_ENTITY),
    };
    match import_file(&visit.app.db, &bytes, Some(actor), visit.now).await {
        Ok(imported) if !imported.remarks.is_empty() => came_in(&visit, &imported),
        Ok(Imported { summary: ImportSummary { added, updated, unchanged }, .. }) => {
            visit.go(&format!("/staff/branches?done=imported&added={added}&updated={updated}&unchanged={unchanged}"))
        }
        Err(ImportError::Rows(problems)) => page(&visit, &problems, StatusCode::UNPROCESSABLE_ENTITY),
        Err(ImportError::Db(error)) => Err(Fault::from(error)),
    }
}
