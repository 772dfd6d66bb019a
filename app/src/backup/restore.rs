//! Putting a backup back: the whole file is checked before anything is written, and what was written proves
//! itself before it lasts.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use flate2::read::GzDecoder;
use sha2::{Digest, Sha256};
use tar::{Archive, Entry};

use super::archive::parse;
use super::tables::{AFTERWARDS, every};
use super::{BackupError, FORMAT, Manifest};
use crate::audit;
use crate::consultations::instrument::Instruments;
use crate::db::bulk::{self, ROWS_AT_ONCE, Table};
use crate::db::{Db, DbError, Tx, Value, dialect};
use crate::moderation::model::shown_states;
use crate::proposals::model::ProposalContent;
use crate::responses::recount;
use crate::sql;
use crate::ui::prose;

type Reader = GzDecoder<BufReader<File>>;

/// The longest manifest that is read, in bytes.
const LONGEST_MANIFEST: u64 = 4 * 1024 * 1024;

fn damaged(why: impl std::fmt::Display) -> BackupError {
    BackupError::Damaged(why.to_string())
}

fn open(path: &Path) -> Result<Archive<Reader>, BackupError> {
    Ok(Archive::new(GzDecoder::new(BufReader::new(File::open(path)?))))
}

/// The name of a tar entry, if it is text.
fn name(entry: &Entry<'_, Reader>) -> Result<String, BackupError> {
    let path = entry.path().map_err(damaged)?;
    path.to_str().map(str::to_owned).ok_or_else(|| damaged("it has a part without a readable name"))
}

/// Puts a backup into an empty database whose tables are up to date: all of it or nothing.
///
/// # Errors
/// When the file is damaged or of another version, when there is something in the database, or when the
/// counts or the audit log do not add up.
pub async fn restore(instruments: Instruments, db: &Db, path: &Path) -> Result<Manifest, BackupError> {
    let tables = every(instruments);
    let manifest = check(path, &tables)?;
    let mut tx = db.begin().await?;
    let expected =
        sql!("SELECT CAST(COALESCE(MAX(version), 0) AS BIGINT) FROM _sqlx_migrations").number(&mut tx).await?;
    if manifest.schema != expected {
        return Err(BackupError::Version { found: manifest.schema, expected });
    }
    for table in &tables {
        // A server that was started on it has made the installation's secret; the backup's takes its place.
        if table.name == "installation" {
            bulk::clear(&mut tx, table).await?;
        } else if !bulk::is_empty(&mut tx, table).await? {
            return Err(BackupError::NotEmpty(table.name));
        }
    }
    load(&mut tx, path, &manifest, &tables).await?;
    for table in &tables {
        bulk::follow_ids(&mut tx, table).await?;
    }
    // A deleted account's number stays in the record of acts, which must never name somebody else by it.
    let named = sql!(
        "SELECT CAST(COALESCE(MAX(CASE WHEN subject_kind = 'account' AND subject_id > COALESCE(account_id, 0) \
                                       THEN subject_id ELSE account_id END), 0) AS BIGINT) FROM audit_log"
    )
    .number(&mut tx)
    .await?;
    if named > 0 {
        bulk::no_account_up_to(&mut tx, named).await?;
    }
    index(&mut tx).await?;
    prove(instruments, &mut tx).await?;
    tx.commit().await?;
    Ok(manifest)
}

/// Reads the whole file once: every part must be there, in order, as long and as it was when it was written.
fn check(path: &Path, tables: &[&Table]) -> Result<Manifest, BackupError> {
    let mut archive = open(path)?;
    let mut entries = archive.entries().map_err(damaged)?;
    let first = entries.next().ok_or_else(|| damaged("it is empty"))?.map_err(damaged)?;
    if name(&first)? != "manifest.json" {
        return Err(damaged("it does not begin with its manifest"));
    }
    let manifest: Manifest = serde_json::from_reader(first.take(LONGEST_MANIFEST)).map_err(damaged)?;
    if manifest.format != FORMAT {
        return Err(BackupError::Version { found: manifest.format, expected: FORMAT });
    }
    let mut parts = manifest.parts.iter();
    for entry in entries {
        let entry = entry.map_err(damaged)?;
        let name = name(&entry)?;
        let part = parts.next().ok_or_else(|| damaged(format!("{name} is not in its manifest")))?;
        if name != format!("tables/{}.jsonl", part.table) {
            return Err(damaged(format!("{name} stands where {} should", part.table)));
        }
        let mut hash = Sha256::new();
        let (mut rows, mut bytes) = (0_u64, 0_u64);
        let mut buffer = vec![0_u8; 64 * 1024];
        let mut entry = entry;
        loop {
            let read = entry.read(&mut buffer).map_err(damaged)?;
            let Some(chunk) = buffer.get(..read).filter(|chunk| !chunk.is_empty()) else { break };
            hash.update(chunk);
            bytes += read as u64;
            rows += chunk.iter().filter(|byte| **byte == b'\n').count() as u64;
        }
        if (rows, bytes) != (part.rows, part.bytes) || hex::encode(hash.finalize()) != part.sha256 {
            return Err(damaged(format!("the part for {} is not as it was written", part.table)));
        }
    }
    if let Some(part) = parts.next() {
        return Err(damaged(format!("the part for {} is missing", part.table)));
    }
    // Their order is that of whoever wrote them: each after those it refers to.
    let same = manifest.parts.len() == tables.len()
        && tables.iter().all(|table| {
            let columns = || table.columns.iter().map(|(name, _)| name);
            manifest.parts.iter().any(|part| part.table == table.name && part.columns.iter().eq(columns()))
        });
    if same { Ok(manifest) } else { Err(damaged("its tables are not those of this program")) }
}

/// Writes every row.
async fn load(tx: &mut Tx, path: &Path, manifest: &Manifest, tables: &[&Table]) -> Result<(), BackupError> {
    let mut archive = open(path)?;
    let entries = archive.entries().map_err(damaged)?;
    for (entry, part) in entries.skip(1).zip(&manifest.parts) {
        let table = tables.iter().find(|table| table.name == part.table).ok_or_else(|| damaged(&part.table))?;
        load_table(tx, BufReader::new(entry.map_err(damaged)?), table).await?;
    }
    Ok(())
}

async fn load_table(tx: &mut Tx, part: impl BufRead, table: &Table) -> Result<(), BackupError> {
    let afterwards = AFTERWARDS
        .iter()
        .filter(|(name, _)| *name == table.name)
        .find_map(|(_, column)| table.columns.iter().position(|(name, _)| name == column));
    let mut later = Vec::new();
    let mut rows = Vec::with_capacity(ROWS_AT_ONCE);
    let mut weight = 0;
    for line in part.lines() {
        let line = line.map_err(damaged)?;
        let row = parse(&line, table).map_err(BackupError::Damaged)?;
        let refers = afterwards.and_then(|place| row.get(place)).is_some_and(|value| *value != Value::Int(None));
        if refers {
            later.push(row);
            continue;
        }
        weight += line.len();
        rows.push(row);
        // Documents are large: a few megabytes at a time, whatever the number of rows.
        if rows.len() == ROWS_AT_ONCE || weight > 4_000_000 {
            bulk::insert(tx, table, std::mem::take(&mut rows)).await?;
            weight = 0;
        }
    }
    bulk::insert(tx, table, rows).await?;
    // The newest first: what took the place of a row may itself have been replaced.
    for row in later.into_iter().rev() {
        bulk::insert(tx, table, vec![row]).await?;
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct ConsultationWords {
    id: i64,
    title: String,
    summary: String,
    background: String,
}

/// Makes the words to search by again, from the text they belong to.
pub(crate) async fn index(tx: &mut Tx) -> Result<(), DbError> {
    let mut contents: HashMap<i64, Vec<ProposalContent>> = HashMap::new();
    let rows: Vec<(i64, String)> = sql!(
        "SELECT consultation_id, content FROM proposals JOIN proposal_versions ON proposal_versions.id = current_version_id \
         ORDER BY consultation_id, number"
    )
    .all(&mut *tx)
    .await?;
    for (consultation, content) in rows {
        let content = serde_json::from_str(&content).map_err(|error| DbError::Decode(Box::new(error)))?;
        contents.entry(consultation).or_default().push(content);
    }
    let rows: Vec<ConsultationWords> =
        sql!("SELECT id, title, summary, background FROM consultations WHERE published_at IS NOT NULL ORDER BY id")
            .all(&mut *tx)
            .await?;
    for row in rows {
        let mut words = vec![row.title, row.summary, prose::plain(&row.background)];
        for content in contents.remove(&row.id).unwrap_or_default() {
            words.extend([content.title, content.summary]);
            words.extend([content.body, content.fixed, content.open, content.impact].map(|text| prose::plain(&text)));
            words.extend(content.alternatives.into_iter().flat_map(|other| [other.title, other.why_not]));
        }
        dialect::index_consultation(tx, row.id, &words.join("\n")).await?;
    }
    let mut after = 0;
    loop {
        // A redacted comment is found by what is shown of it, never by what was taken out.
        let rows: Vec<(i64, i64, String, String, String)> = sql!(
            concat!(
                "SELECT id, proposal_id, state, body, html FROM comments WHERE id > $1 AND state IN ",
                shown_states!(),
                " ORDER BY id LIMIT 500"
            ),
            after
        )
        .all(&mut *tx)
        .await?;
        let Some(last) = rows.last().map(|row| row.0) else { return Ok(()) };
        for (id, proposal, state, body, html) in rows {
            let words = if state == "published" { prose::plain(&body) } else { without_tags(&html) };
            dialect::index_comment(tx, id, proposal, &words).await?;
        }
        after = last;
    }
}

/// The words of safe HTML, with spaces where the tags were.
fn without_tags(html: &str) -> String {
    let mut inside = false;
    html.chars()
        .map(|letter| {
            match letter {
                '<' => inside = true,
                '>' => {
                    inside = false;
                    return ' ';
                }
                _ => {}
            }
            if inside { ' ' } else { letter }
        })
        .collect()
}

/// The counts must be what the votes and comments say, nothing impossible, and the audit log unbroken.
async fn prove(instruments: Instruments, tx: &mut Tx) -> Result<(), BackupError> {
    let wrong = recount::everything_wrong(&mut *tx, instruments).await?;
    if let Some(first) = wrong.first() {
        let more = match wrong.len() - 1 {
            0 => String::new(),
            more => format!(" (and {more} more)"),
        };
        return Err(BackupError::Unproven(format!("{first}{more}")));
    }
    match audit::store::verify(tx).await? {
        Ok(_) => Ok(()),
        Err(broken) => Err(BackupError::Unproven(format!("the audit log is broken: {broken}"))),
    }
}
