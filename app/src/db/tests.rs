//! A record on a disk that is full, failing or gone: what cannot be kept is said so, and everything works again once it
//! can be. Words that were erased are not in the file any more.

use std::path::PathBuf;

use sqlx::{AssertSqlSafe, SqlSafeStr};

use super::testing::On;
use super::{Db, Engine, dialect};
use crate::site::testing::Site;
use crate::{sql, test_both};

const PAGE: &str = "/consultations/hours/proposals/1";
const VOTE: &str = "/consultations/hours/proposals/1/vote";
const COMMENTS: &str = "/consultations/hours/proposals/1/comments";

fn file(site: &Site) -> PathBuf {
    site.app.config.data_dir.join("soundings.db")
}

/// Lets the file grow no further, as a full disk does, for as long as the connection that writes is not replaced.
async fn fill_the_disk(db: &Db) {
    let Engine::Sqlite { write, .. } = db.engine() else { panic!("only a file has a disk of its own") };
    let mut connection = write.acquire().await.unwrap();
    // Pages that a dropped table left in the file would be room to grow.
    sqlx::query("VACUUM").execute(&mut *connection).await.unwrap();
    let pages: i64 = sqlx::query_scalar("PRAGMA page_count").fetch_one(&mut *connection).await.unwrap();
    let text = format!("PRAGMA max_page_count = {pages}");
    sqlx::query(AssertSqlSafe(text).into_sql_str()).execute(&mut *connection).await.unwrap();
}

/// A text too long for what room is left on the pages that the file has.
fn long(word: &str) -> String {
    format!("{word} ").repeat(4_500 / (word.len() + 1))
}

#[tokio::test]
async fn after_a_full_disk_everything_is_recorded_again_without_a_restart() {
    let site = Site::new(On::Sqlite).await;
    site.consultation("hours", |_| {}).await;
    let mut ann = site.resident("ann@example.org").await;
    for round in 0..3 {
        fill_the_disk(&site.app.db).await;
        let text = long(&format!("bookworm{round}"));
        let page = ann.post(COMMENTS, &[("body", &text)]).await.is(503);
        page.says("nothing you sent was recorded").says(text.trim()).says("Send it again");
        // Whoever only reads notices nothing, signed in or not.
        ann.get(PAGE).await.is(200);
        site.visitor().get("/consultations").await.is(200);
        // There is room again.
        ann.post(VOTE, &[("choice", "support")]).await.is(303);
        ann.post(COMMENTS, &[("body", &text)]).await.is(303);
        site.visitor().get("/readyz").await.is(200);
    }
    assert_eq!(sql!("SELECT COUNT(*) FROM comments").number(&site.app.db).await.unwrap(), 3);
    site.finish().await;
}

#[tokio::test]
async fn every_kind_of_change_is_refused_with_503_while_the_disk_is_full() {
    let site = Site::new(On::Sqlite).await;
    site.consultation("hours", |_| {}).await;
    let mut ann = site.resident("ann@example.org").await;
    let mut staff = site.person(crate::identity::model::Role::Staff).await;
    let background = long("sawdust");
    for _ in 0..2 {
        fill_the_disk(&site.app.db).await;
        // Beside the writer of submissions: any handler that changes something.
        let mut tx = site.app.db.begin().await.unwrap();
        let grown =
            sql!("INSERT INTO settings (name, value) VALUES ('tagline', $1)", long("tagline")).run(&mut tx).await;
        let error = grown.unwrap_err();
        assert!(super::is_unavailable(&error), "{error}");
        // The engine has undone the change; nothing may stand alone after it.
        assert!(sql!("DELETE FROM settings").run(&mut tx).await.is_err());
        assert!(tx.commit().await.is_err());
        fill_the_disk(&site.app.db).await;
        let new = [
            ("title", "A new wing"),
            ("slug", "wing"),
            ("summary", "Shall we build?"),
            ("background", background.as_str()),
            ("level", "consult"),
            ("results", "hidden"),
        ];
        let page = staff.post("/staff/consultations/new", &new).await.is(503);
        page.says("nothing you sent was recorded").says(background.trim());
        ann.post(VOTE, &[("choice", "oppose")]).await.is(303);
    }
    site.finish().await;
}

#[tokio::test]
async fn a_file_that_was_moved_away_takes_no_answers_until_it_is_back() {
    let site = Site::new(On::Sqlite).await;
    site.consultation("hours", |_| {}).await;
    let mut ann = site.resident("ann@example.org").await;
    site.visitor().get("/readyz").await.is(200);
    let (here, there) = (file(&site), site.app.config.data_dir.join("elsewhere.db"));
    std::fs::rename(&here, &there).unwrap();
    site.visitor().get("/readyz").await.is(503).says("cannot be written");
    ann.post(VOTE, &[("choice", "support")]).await.is(503).says("name=\"choice\" value=\"support\"");
    assert!(!here.exists(), "no empty file may take its place");
    // Another file at its path, such as a copy put back while the program ran, is not the one that is open.
    std::fs::copy(&there, &here).unwrap();
    site.visitor().get("/readyz").await.is(503);
    ann.post(VOTE, &[("choice", "support")]).await.is(503);
    std::fs::remove_file(&here).unwrap();
    std::fs::rename(&there, &here).unwrap();
    site.visitor().get("/readyz").await.is(200);
    ann.post(VOTE, &[("choice", "support")]).await.is(303);
    site.finish().await;
}

#[tokio::test]
async fn a_damaged_file_is_answered_with_503_and_named_by_the_checks() {
    let site = Site::new(On::Sqlite).await;
    site.consultation("hours", |_| {}).await;
    dialect::empty_change_log(&site.app.db).await.unwrap();
    assert_eq!(dialect::damage(&site.app.db).await.unwrap(), Vec::<String>::new());
    let good = std::fs::read(file(&site)).unwrap();
    let mut bad = good.clone();
    bad[4_096..].fill(0x5a);
    let overwrite = |bytes: &[u8]| {
        use std::io::{Seek, Write};
        let mut open = std::fs::OpenOptions::new().write(true).open(file(&site)).unwrap();
        open.rewind().unwrap();
        open.write_all(bytes).unwrap();
    };
    overwrite(&bad);
    let another = Db::open_file(&file(&site)).await;
    if let Ok(another) = another {
        let error = sql!("SELECT COUNT(*) FROM consultations").number(&another).await.unwrap_err();
        assert!(super::is_unavailable(&error), "{error}");
        assert!(another.is_ready().await.is_err());
        let found = dialect::damage(&another).await;
        assert!(found.is_err() || !found.unwrap().is_empty());
        another.close().await;
    }
    site.visitor().get("/healthz").await.is(200);
    overwrite(&good);
    site.visitor().get("/readyz").await.is(200);
    let mut ann = site.resident("ann@example.org").await;
    ann.post(VOTE, &[("choice", "support")]).await.is(303);
    site.finish().await;
}

#[tokio::test]
async fn erased_words_leave_the_file() {
    let site = Site::new(On::Sqlite).await;
    site.consultation("hours", |_| {}).await;
    let mut ann = site.resident("ann@example.org").await;
    let mut ben = site.resident("ben@example.org").await;
    ben.post(COMMENTS, &[("body", "Something else altogether, which stays.")]).await.is(303);
    let secret = "My neighbour Quillfeather keeps the Zanzibarbook at home.";
    ann.post(COMMENTS, &[("body", secret)]).await.is(303);
    let words = ["Quillfeather", "quillfeath", "Zanzibarbook", "zanzibarbook"];
    let found = async || {
        dialect::empty_change_log(&site.app.db).await.unwrap();
        let mut bytes = std::fs::read(file(&site)).unwrap();
        let log = std::fs::read(file(&site).with_extension("db-wal")).unwrap_or_default();
        bytes.extend(log);
        words.map(|word| bytes.windows(word.len()).filter(|bytes| *bytes == word.as_bytes()).count())
    };
    let before = found().await;
    assert!(before.iter().all(|many| *many > 0), "the test looks for what is not there to begin with: {before:?}");
    ann.post("/account/delete", &[("comments", "remove"), ("password", "correct horse battery")]).await.is(303);
    assert_eq!(found().await, [0; 4]);
    assert_eq!(dialect::find_comments(&site.app.db, "altogether", 10).await.unwrap().len(), 1);
    site.finish().await;
}

#[cfg(unix)]
#[tokio::test]
async fn the_file_is_for_the_program_s_user_alone() {
    use std::os::unix::fs::PermissionsExt;
    let site = Site::new(On::Sqlite).await;
    let private = |site: &Site| {
        for name in ["soundings.db", "soundings.db-wal", "soundings.db-shm"] {
            let mode = std::fs::metadata(site.app.config.data_dir.join(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    };
    private(&site);
    // One that others could read is taken out of their reach when it is opened.
    std::fs::set_permissions(file(&site), std::fs::Permissions::from_mode(0o644)).unwrap();
    site.another_program().await.close().await;
    private(&site);
    site.finish().await;
}

test_both! {
    async fn one_program_at_a_time_has_the_turn_at_a_piece_of_work(site) {
        let other = site.another_program().await;
        let ours = dialect::take_turn(&site.app.db, 7).await.unwrap();
        assert!(ours.is_some());
        let theirs = dialect::take_turn(&other, 7).await.unwrap();
        // A file has one server alone, so there the turn is always to be had.
        assert_eq!(theirs.is_some(), matches!(site.app.db.engine(), Engine::Sqlite { .. }));
        assert!(dialect::take_turn(&other, 8).await.unwrap().is_some(), "another piece of work is free");
        drop((ours, theirs));
        let mut again = None;
        for _ in 0..100 {
            again = dialect::take_turn(&other, 7).await.unwrap();
            if again.is_some() { break }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        assert!(again.is_some(), "it is free again");
        drop(again);
        other.close().await;
    }
}
