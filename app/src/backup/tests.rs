use std::collections::BTreeSet;
use std::path::PathBuf;

use super::tables::every;
use super::*;
use crate::assembly::INSTRUMENTS;
use crate::db::bulk::{self, Snapshot};
use crate::db::testing::{On, Scratch};
use crate::db::{Db, Value};
use crate::identity::model::Role;
use crate::site::testing::Site;
use crate::{demo, sql, test_both};

async fn everything(db: &Db) -> Vec<(&'static str, Vec<Vec<Value>>)> {
    let mut snapshot = Snapshot::take(db).await.unwrap();
    let mut all = Vec::new();
    for table in every(INSTRUMENTS) {
        let mut rows = Vec::new();
        snapshot
            .rows(table, |row| {
                rows.push(row);
                Ok::<_, crate::db::DbError>(())
            })
            .await
            .unwrap();
        // Text is ordered by the language on one engine and by its bytes on the other.
        rows.sort_by_key(|row| format!("{row:?}"));
        all.push((table.name, rows));
    }
    all
}

async fn filled(on: On) -> (Site, PathBuf) {
    let site = Site::new(on).await;
    demo::fill(&site.app.db, &site.app.clock, &site.app.passwords).await.unwrap();
    let mut tx = site.app.db.begin().await.unwrap();
    // What the demo does not have: bytes, and a response that took the place of an earlier one.
    let bytes: Vec<u8> = (0..=255).collect();
    sql!("INSERT INTO document_contents (sha256, bytes) VALUES ($1, $2)", vec![7_u8; 32], bytes)
        .run(&mut tx)
        .await
        .unwrap();
    sql!(
        "INSERT INTO responses (consultation_id, participant_id, channel, branch_id, received_at, superseded_by) \
         SELECT consultation_id, participant_id, 'paper', branch_id, received_at, id FROM responses WHERE id = 1"
    )
    .run(&mut tx)
    .await
    .unwrap();
    sql!(
        "INSERT INTO receipts (response_id, code) \
         SELECT id, 'a code of its own' FROM responses WHERE superseded_by IS NOT NULL"
    )
    .run(&mut tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let path = site.app.config.data_dir.join("backup.tar.gz");
    (site, path)
}

async fn carried(from: On, to: On) {
    let (site, path) = filled(from).await;
    let manifest = write(INSTRUMENTS, &site.app.db, &site.app.clock, &path).await.unwrap();
    assert!(manifest.rows() > 10_000);
    let other = Scratch::new(to).await;
    assert_eq!(restore(INSTRUMENTS, &other.db, &path).await.unwrap(), manifest);
    let (before, after) = (everything(&site.app.db).await, everything(&other.db).await);
    for ((name, before), (_, after)) in before.iter().zip(&after) {
        assert!(before == after, "{name} differs");
    }
    // A receipt given before is found after, and its code is made from the same secret.
    let (id, code): (i64, String) =
        sql!("SELECT response_id, code FROM receipts ORDER BY response_id LIMIT 1").one(&other.db).await.unwrap();
    let (secret,): (Vec<u8>,) = sql!("SELECT secret FROM installation").one(&other.db).await.unwrap();
    assert_eq!(crate::responses::code::ReceiptCode::for_response(&secret, id).canonical(), code);
    // It can be searched, and written to.
    assert!(!crate::db::dialect::find_consultations(&other.db, "makerspace").await.unwrap().is_empty());
    let mut tx = other.db.begin().await.unwrap();
    let next =
        sql!("INSERT INTO participants (consultation_id) VALUES (1) RETURNING id").number(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert!(before.iter().any(|(name, rows)| *name == "participants" && next > rows.len() as i64));
    other.finish().await;
    site.finish().await;
}

#[tokio::test]
async fn a_backup_of_sqlite_goes_into_postgres() {
    carried(On::Sqlite, On::Postgres).await;
}

#[tokio::test]
async fn a_backup_of_postgres_goes_into_sqlite() {
    carried(On::Postgres, On::Sqlite).await;
}

#[tokio::test]
async fn a_backup_on_sqlite_goes_into_another_file() {
    carried(On::Sqlite, On::Sqlite).await;
}

async fn a_number_is_not_given_again(on: On) {
    let site = Site::new(on).await;
    let leaving = site.account("ann@example.org", Role::Staff).await;
    let mut ann = site.signed_in(leaving).await;
    ann.post("/account/delete", &[("password", "correct horse battery")]).await.is(303);
    let path = site.app.config.data_dir.join("backup.tar.gz");
    write(INSTRUMENTS, &site.app.db, &site.app.clock, &path).await.unwrap();
    let other = Scratch::new(on).await;
    restore(INSTRUMENTS, &other.db, &path).await.unwrap();
    let mut tx = other.db.begin().await.unwrap();
    let next = sql!(
        "INSERT INTO accounts (email, name, password_hash, role, created_at) VALUES ('b@example.org', 'B', '', 'resident', 1) \
         RETURNING id"
    )
    .number(&mut tx)
    .await
    .unwrap();
    assert!(next > leaving.0, "the record of acts would name the wrong person");
    drop(tx);
    other.finish().await;
    site.finish().await;
}

#[tokio::test]
async fn the_number_of_an_account_deleted_before_the_backup_is_not_given_again_on_sqlite() {
    a_number_is_not_given_again(On::Sqlite).await;
}

#[tokio::test]
async fn the_number_of_an_account_deleted_before_the_backup_is_not_given_again_on_postgres() {
    a_number_is_not_given_again(On::Postgres).await;
}

/// Whatever the program's own mask is: this one has the usual.
#[cfg(unix)]
#[tokio::test]
async fn nobody_else_on_the_machine_reads_a_backup_while_it_is_made() {
    use std::os::unix::fs::PermissionsExt;
    let (site, path) = filled(On::Sqlite).await;
    let looked = |whole: &std::path::Path| {
        let mode = std::fs::metadata(whole.parent().unwrap())?.permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
        Ok(())
    };
    super::write::write_then(INSTRUMENTS, &site.app.db, &site.app.clock, &path, looked).await.unwrap();
    site.finish().await;
}

#[tokio::test]
async fn what_a_backup_that_was_killed_has_left_is_not_in_the_way() {
    let (site, path) = filled(On::Sqlite).await;
    // In a container every program has the same number.
    let left = path.with_file_name(format!("backup.tar.gz.{}.parts", std::process::id()));
    std::fs::create_dir(&left).unwrap();
    std::fs::write(left.join("trial.db"), "half a record").unwrap();
    write(INSTRUMENTS, &site.app.db, &site.app.clock, &path).await.unwrap();
    let other = Scratch::new(On::Sqlite).await;
    restore(INSTRUMENTS, &other.db, &path).await.unwrap();
    let parts = std::fs::read_dir(path.parent().unwrap())
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().ends_with(".parts"));
    assert_eq!(parts.count(), 1, "its own parts are gone");
    other.finish().await;
    site.finish().await;
}

#[tokio::test]
async fn a_damaged_or_cut_file_and_a_full_database_are_refused() {
    let (site, path) = filled(On::Sqlite).await;
    write(INSTRUMENTS, &site.app.db, &site.app.clock, &path).await.unwrap();
    assert!(matches!(restore(INSTRUMENTS, &site.app.db, &path).await, Err(BackupError::NotEmpty("settings"))));
    assert!(matches!(write(INSTRUMENTS, &site.app.db, &site.app.clock, &path).await, Err(BackupError::File(_))));
    let whole = std::fs::read(&path).unwrap();
    let other = Scratch::new(On::Sqlite).await;
    let wrong = other.dir().join("wrong.tar.gz");
    std::fs::write(&wrong, &whole[..whole.len() / 2]).unwrap();
    assert!(matches!(restore(INSTRUMENTS, &other.db, &wrong).await, Err(BackupError::Damaged(_))));
    let mut changed = whole.clone();
    changed[whole.len() / 2] ^= 1;
    std::fs::write(&wrong, &changed).unwrap();
    assert!(matches!(restore(INSTRUMENTS, &other.db, &wrong).await, Err(BackupError::Damaged(_))));
    std::fs::write(&wrong, b"not a backup").unwrap();
    assert!(matches!(restore(INSTRUMENTS, &other.db, &wrong).await, Err(BackupError::Damaged(_))));
    // Nothing of it stayed.
    assert!(everything(&other.db).await.iter().all(|(_, rows)| rows.is_empty()));
    other.finish().await;
    site.finish().await;
}

#[tokio::test]
async fn a_backup_whose_counts_are_wrong_is_refused() {
    let (site, path) = filled(On::Sqlite).await;
    let mut tx = site.app.db.begin().await.unwrap();
    sql!("UPDATE tallies SET votes = votes + 1 WHERE proposal_id = 1 AND choice = 'support'")
        .run(&mut tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    // Said on the day it is made, and not on the day it is needed.
    let made = write(INSTRUMENTS, &site.app.db, &site.app.clock, &path).await;
    assert!(matches!(&made, Err(BackupError::Unusable { why, .. }) if why.contains("proposal 1")), "{made:?}");
    assert!(!path.exists(), "nobody takes it for a good one");
    let path = path.with_file_name("backup.tar.gz.unproven");
    let other = Scratch::new(On::Sqlite).await;
    assert!(matches!(restore(INSTRUMENTS, &other.db, &path).await, Err(BackupError::Unproven(_))));
    assert!(everything(&other.db).await.iter().all(|(_, rows)| rows.is_empty()));
    other.finish().await;
    site.finish().await;
}

/// A copy that is harmed before it is looked at is no backup, and leaves nothing behind.
async fn harmed(on: On, harm: fn(&std::path::Path) -> std::io::Result<()>) -> String {
    let site = Site::new(on).await;
    site.consultation("hours", |_| {}).await;
    let path = site.app.config.data_dir.join("backup.tar.gz");
    let made = super::write::write_then(INSTRUMENTS, &site.app.db, &site.app.clock, &path, harm).await;
    let Err(BackupError::BadCopy(why)) = &made else { panic!("{made:?}") };
    let line = made.as_ref().unwrap_err().to_string();
    assert!(!line.contains('\n') && line.contains("it was removed"), "{line}");
    assert!(!path.exists());
    let beside = std::fs::read_dir(path.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name());
    let left: Vec<_> = beside.filter(|name| name.to_string_lossy().starts_with("backup")).collect();
    assert!(left.is_empty(), "{left:?}");
    let why = why.clone();
    site.finish().await;
    why
}

/// Reads the parts of a backup, and writes it again as they are then.
fn written_again(path: &std::path::Path, change: impl Fn(&mut Manifest, &str, &mut Vec<u8>)) -> std::io::Result<()> {
    use std::io::Read;
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(std::fs::File::open(path)?));
    let mut parts = Vec::new();
    for entry in archive.entries()? {
        let mut entry = entry?;
        let (name, mut bytes) = (entry.path()?.to_string_lossy().into_owned(), Vec::new());
        entry.read_to_end(&mut bytes)?;
        parts.push((name, bytes));
    }
    let mut manifest: Manifest = serde_json::from_slice(&parts.remove(0).1)?;
    for (name, bytes) in &mut parts {
        change(&mut manifest, name, bytes);
    }
    let file = std::fs::File::create(path)?;
    let mut tar = tar::Builder::new(flate2::write::GzEncoder::new(file, flate2::Compression::default()));
    let manifest = ("manifest.json".to_owned(), serde_json::to_vec(&manifest)?);
    for (name, bytes) in [manifest].into_iter().chain(parts) {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        tar.append_data(&mut header, name, bytes.as_slice())?;
    }
    tar.into_inner()?.finish()?.sync_all()
}

async fn a_harmed_copy_is_found(on: On) {
    let cut = |path: &std::path::Path| {
        let file = std::fs::OpenOptions::new().write(true).open(path)?;
        file.set_len(file.metadata()?.len() / 2)
    };
    harmed(on, cut).await;
    let flipped = |path: &std::path::Path| {
        let mut bytes = std::fs::read(path)?;
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(path, bytes)
    };
    harmed(on, flipped).await;
    let left_out = |path: &std::path::Path| {
        written_again(path, |_, name, bytes| {
            if name == "tables/consultations.jsonl" {
                bytes.clear();
            }
        })
    };
    let why = harmed(on, left_out).await;
    assert!(why.contains("the part for consultations is not as it was written"), "{why}");
    // Whole in itself, and yet not what the record holds: only the rows can tell.
    let other_words = |path: &std::path::Path| {
        written_again(path, |manifest, name, bytes| {
            if name == "tables/consultations.jsonl" {
                let text = String::from_utf8_lossy(bytes).replace("One sentence.", "One sentense.");
                *bytes = text.into_bytes();
                let part = manifest.parts.iter_mut().find(|part| part.table == "consultations").unwrap();
                part.sha256 = hex::encode(<sha2::Sha256 as sha2::Digest>::digest(&*bytes));
            }
        })
    };
    let why = harmed(on, other_words).await;
    assert!(why.contains("consultations does not hold the rows that were read"), "{why}");
}

#[tokio::test]
async fn a_harmed_copy_is_found_at_once_and_removed_on_sqlite() {
    a_harmed_copy_is_found(On::Sqlite).await;
}

#[tokio::test]
async fn a_harmed_copy_is_found_at_once_and_removed_on_postgres() {
    a_harmed_copy_is_found(On::Postgres).await;
}

test_both! {
    async fn every_column_of_every_table_is_in_a_backup(site) {
        let there: BTreeSet<(String, String)> = bulk::schema(&site.app.db).await.unwrap().into_iter().collect();
        let known: BTreeSet<(String, String)> = every(INSTRUMENTS)
            .iter()
            .flat_map(|table| table.columns.iter().map(|(column, _)| (table.name.to_owned(), (*column).to_owned())))
            .collect();
        assert_eq!(known, there);
    }
}
