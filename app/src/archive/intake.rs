//! Bringing in a list of earlier consultations: from the command line, or from a file that staff send. Either the whole
//! file is good and comes in, or nothing does and every bad cell is named. What is on the record already is left as it is,
//! so that the same list can be sent again with more rows.

use std::collections::BTreeMap;
use std::fmt;

use sha2::{Digest, Sha256};

use super::form::{self, EarlierForm, EarlierText};
use super::import::{EarlierList, EarlierRow, HEADINGS, parse};
use super::store;
use crate::audit::store::{NewEntry, append};
use crate::branches;
use crate::branches::model::Branch;
use crate::consultations::earlier;
use crate::db::{Db, DbError};
use crate::files::sheets::{RowError, short};
use crate::folding::name_key;
use crate::ids::AccountId;
use crate::numbers::Noun;
use crate::site::{Fault, FormErrors};
use crate::time::Time;

/// A list that came in.
#[derive(Clone, Debug, Default)]
pub struct BroughtIn {
    /// How many were entered.
    pub entered: usize,
    /// How many were on the record already.
    pub known: usize,
    /// What was read in another way than it is written, or passed over.
    pub remarks: Vec<RowError>,
}

impl fmt::Display for BroughtIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entered = Noun { one: "consultation", many: "consultations" }.count(self.entered);
        match self.known {
            0 => write!(f, "{entered} entered"),
            known => write!(f, "{entered} entered, {known} there already"),
        }
    }
}

/// Why a list did not come in. Nothing of it did.
#[derive(Debug)]
pub enum ArchiveError {
    /// What has to be put right in the file.
    Rows(Vec<RowError>),
    /// The record could not take it.
    Fault(Fault),
}

impl From<DbError> for ArchiveError {
    fn from(error: DbError) -> Self {
        Self::Fault(error.into())
    }
}

impl From<Fault> for ArchiveError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// The libraries that are named, by their names or their names in addresses.
fn libraries(row: &EarlierRow, all: &[Branch], problems: &mut Vec<RowError>) -> Vec<String> {
    let mut found = Vec::new();
    for name in &row.libraries {
        // “Millbrook” and “Millbrook Library” are one.
        let bare = |name: &str| name_key(name).trim_end_matches("-library").to_owned();
        let called = |known: &&Branch| known.slug == *name || bare(&known.about.name) == bare(name);
        match all.iter().find(called) {
            Some(known) => found.push(known.slug.clone()),
            None => problems.push(RowError {
                line: row.line,
                column: Some("Libraries".to_owned()),
                message: format!(
                    "There is no library called “{}”. Write its name as it is here, with a semicolon between several; leave \
                     the cell empty if it was about all.",
                    short(name)
                ),
            }),
        }
    }
    found
}

/// The rows as they would be entered. What is wrong goes into the problems.
fn judged(list: &mut EarlierList, all: &[Branch], now: Time) -> Vec<(u64, EarlierText)> {
    let names = form::names(all);
    let mut texts = Vec::new();
    let mut seen: BTreeMap<(String, Time), u64> = BTreeMap::new();
    // A cell that could not be read has said so; the rule that it may not be empty would only say it again.
    let told = |problems: &[RowError], line: u64, heading: &str| {
        problems.iter().any(|one| one.line == line && one.column.as_deref() == Some(heading))
    };
    for row in &list.rows {
        let form = EarlierForm { branches: libraries(row, all, &mut list.problems), ..row.form.clone() };
        let mut errors = FormErrors::none();
        let text = form.text(&names, now, &mut errors);
        for (field, sentence) in errors.iter() {
            let heading = HEADINGS.iter().find(|(known, _)| *known == field).map_or(field, |(_, heading)| heading);
            if !told(&list.problems, row.line, heading) {
                let message = format!("{sentence}.");
                list.problems.push(RowError { line: row.line, column: Some(heading.to_owned()), message });
            }
        }
        let Some(text) = text else { continue };
        match seen.insert((name_key(&text.title), text.closes_at), row.line) {
            Some(earlier) => list.problems.push(RowError {
                line: row.line,
                column: Some("Title".to_owned()),
                message: format!("This is on line {earlier} too, with the same closing day. Remove one."),
            }),
            None => texts.push((row.line, text)),
        }
    }
    list.problems.sort_by_key(|problem| problem.line);
    texts
}

/// Reads a list and brings it in, noted in the record of acts: all of it or nothing.
///
/// # Errors
/// Every cell that has to be put right; or that the record could not take it.
pub async fn import_file(
    db: &Db,
    bytes: &[u8],
    actor: Option<AccountId>,
    now: Time,
) -> Result<BroughtIn, ArchiveError> {
    let mut list = parse(bytes).map_err(ArchiveError::Rows)?;
    let mut tx = db.begin().await?;
    let all = branches::store::everything(&mut tx).await?;
    let texts = judged(&mut list, &all, now);
    if !list.problems.is_empty() {
        return Err(ArchiveError::Rows(list.problems));
    }
    let mut came = BroughtIn { remarks: list.remarks, ..BroughtIn::default() };
    for (line, text) in &texts {
        let there = earlier::titles_closed_at(&mut tx, text.closes_at).await?;
        if there.iter().any(|title| name_key(title) == name_key(&text.title)) {
            came.known += 1;
            let message = format!("“{}” is on the record already, so it is passed over.", short(&text.title));
            came.remarks.push(RowError { line: *line, column: None, message });
            continue;
        }
        store::enter(&mut tx, text, actor, now).await?;
        came.entered += 1;
    }
    let detail = [
        ("entered", came.entered.to_string()),
        ("known", came.known.to_string()),
        ("file", hex::encode(Sha256::digest(bytes))),
    ];
    let entry = NewEntry {
        actor,
        action: "consultation.bring-in",
        subject_kind: "consultation",
        subject_id: 0,
        detail: &detail,
    };
    append(&mut tx, &entry, now).await?;
    tx.commit().await?;
    came.remarks.sort_by_key(|remark| remark.line);
    Ok(came)
}
