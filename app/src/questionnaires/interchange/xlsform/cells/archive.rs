//! What is inside a file that is a ZIP archive, as .xlsx and .ods are. Everything is unpacked once into nothing, with a
//! limit, before anybody reads it: what an archive says about its own sizes may be untrue.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::super::super::imported::NotImported;
use super::MOST_UNPACKED;
use super::excel::PackageParts;

/// The most files in an archive: a form with pictures has some dozens.
const MOST_ENTRIES: usize = 5_000;

/// What kind of spreadsheet an archive is.
pub(super) enum ArchiveKind {
    /// .xlsx and the like, with the files that matter.
    Excel(PackageParts),
    /// .ods, with its contents.
    OpenDocument(Vec<u8>),
}

fn damaged(error: &ZipError) -> NotImported {
    NotImported::because(format!("The file is damaged: it cannot be unpacked ({error})."))
}

/// Looks inside.
///
/// # Errors
/// When it is too large, damaged, protected, has macros or is something else.
pub(super) fn inside(bytes: &[u8]) -> Result<ArchiveKind, NotImported> {
    inside_within(bytes, MOST_UNPACKED)
}

/// The same with another limit on what it unpacks to, in bytes.
///
/// # Errors
/// The same.
pub(super) fn inside_within(bytes: &[u8], most: u64) -> Result<ArchiveKind, NotImported> {
    let too_large = || {
        let most = most / 1_000_000;
        NotImported::because(format!("The file unpacks to more than {most} MB, which no form needs. It is not opened."))
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    if archive.len() > MOST_ENTRIES {
        return Err(NotImported::because(format!(
            "The file is an archive of more than {MOST_ENTRIES} files, not a form."
        )));
    }
    let names: Vec<String> = archive.file_names().map(str::to_owned).collect();
    let has = |wanted: &str| names.iter().any(|name| name.eq_ignore_ascii_case(wanted));
    if has("xl/vbaProject.bin") {
        return Err(NotImported::because("The spreadsheet has macros in it. Save it as .xlsx, without macros."));
    }
    if has("xl/workbook.bin") {
        return Err(NotImported::because("The spreadsheet is an .xlsb file, which is not read. Save it as .xlsx."));
    }
    let open_document = has("content.xml") && has("mimetype");
    if !has("xl/workbook.xml") && !open_document {
        return Err(NotImported::because("The file is an archive, but not a spreadsheet: neither .xlsx nor .ods."));
    }
    // First what the archive says of itself, which costs nothing; then what comes out.
    let mut declared = 0_u64;
    for place in 0..archive.len() {
        let entry = archive.by_index_raw(place).map_err(|error| damaged(&error))?;
        if entry.encrypted() {
            return Err(protected());
        }
        declared = declared.saturating_add(entry.size());
    }
    if declared > most {
        return Err(too_large());
    }
    let mut left = most;
    let mut parts = PackageParts::new();
    for place in 0..archive.len() {
        let mut entry = archive.by_index(place).map_err(|error| damaged(&error))?;
        let name = entry.name().replace('\\', "/").to_lowercase();
        let mut limited = entry.by_ref().take(left + 1);
        let unpacked = if is_wanted_part(&name) {
            let mut bytes = Vec::new();
            limited.read_to_end(&mut bytes).map(|size| {
                parts.insert(name, bytes);
                size as u64
            })
        } else {
            std::io::copy(&mut limited, &mut std::io::sink())
        };
        let unpacked = unpacked
            .map_err(|error| NotImported::because(format!("The file is damaged: it cannot be unpacked ({error}).")))?;
        left = left.checked_sub(unpacked).ok_or_else(too_large)?;
    }
    if !open_document {
        return Ok(ArchiveKind::Excel(parts));
    }
    let manifest = parts.get("meta-inf/manifest.xml").map(Vec::as_slice).unwrap_or_default();
    if String::from_utf8_lossy(manifest).contains("encryption-data") {
        return Err(protected());
    }
    Ok(ArchiveKind::OpenDocument(parts.remove("content.xml").unwrap_or_default()))
}

/// Whether a file of the archive is read, and not only measured.
fn is_wanted_part(name: &str) -> bool {
    let fixed = [
        "content.xml",
        "meta-inf/manifest.xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/sharedstrings.xml",
        "xl/styles.xml",
    ];
    fixed.contains(&name) || name.starts_with("xl/worksheets/") && name.ends_with(".xml")
}

/// The sentence for whoever sends a file that needs a password.
pub(super) fn protected() -> NotImported {
    NotImported::because("The spreadsheet is protected by a password. Save it without one.")
}
