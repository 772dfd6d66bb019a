//! What people were told is recorded stays recorded, whatever happens to the program; and commands run beside it.

mod running;

use std::collections::BTreeMap;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use running::{Folder, PostgresDatabase, Server, Visitor, program, run, works};
use soundings_app::db::Db;
use soundings_app::sql;

const CHOICES: [&str; 6] = ["strongly-support", "support", "neither", "oppose", "strongly-oppose", "dont-know"];

/// What a resident was told about each proposal: the last vote that was acknowledged, and the one sent after it
/// that was not answered any more.
type Told = BTreeMap<usize, (Option<&'static str>, Option<&'static str>)>;

/// Votes on three proposals in turn until told to stop or not answered.
fn vote_on_and_on(mut visitor: Visitor, number: usize, stop: &AtomicBool, done: &AtomicUsize) -> Told {
    let mut told = Told::new();
    for round in 0.. {
        if stop.load(Ordering::SeqCst) {
            break;
        }
        let proposal = round % 3 + 1;
        let choice = CHOICES[(round + number) % CHOICES.len()];
        let entry = told.entry(proposal).or_default();
        entry.1 = Some(choice);
        let path = format!("/consultations/saturday-hours/proposals/{proposal}/vote");
        match visitor.post(&path, &format!("choice={choice}")) {
            Ok((303, _)) => {
                *entry = (Some(choice), None);
                done.fetch_add(1, Ordering::SeqCst);
            }
            Ok((status, body)) => panic!("{path}: {status}: {body}"),
            Err(_) => break,
        }
    }
    told
}

fn wait_for(done: &AtomicUsize, votes: usize) {
    let began = Instant::now();
    while done.load(Ordering::SeqCst) < votes {
        assert!(began.elapsed() < Duration::from_secs(60), "only {} votes came in", done.load(Ordering::SeqCst));
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn every_acknowledged_vote_survives_a_kill() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &["serve", "--demo"]);
    let residents: Vec<usize> = (100..108).collect();
    let visitors: Vec<(usize, Visitor)> = residents.iter().map(|number| (*number, server.resident(*number))).collect();
    let (stop, done) = (AtomicBool::new(false), AtomicUsize::new(0));
    let told: Vec<(usize, Told)> = std::thread::scope(|scope| {
        let (stop, done) = (&stop, &done);
        let voting: Vec<_> = visitors
            .into_iter()
            .map(|(number, visitor)| (number, scope.spawn(move || vote_on_and_on(visitor, number, stop, done))))
            .collect();
        wait_for(done, 100);
        server.kill();
        voting.into_iter().map(|(number, thread)| (number, thread.join().unwrap())).collect()
    });
    // It starts again, and every count is right.
    let server = Server::start(folder.path(), &["serve"]);
    assert!(works(folder.path(), &["recount"]).contains("every count is right"));
    let kept = kept_votes(&folder);
    for (number, told) in told {
        for (proposal, (acknowledged, unanswered)) in told {
            let kept = kept.get(&(format!("r{number:03}@demo.example"), proposal as i64)).map(String::as_str);
            let Some(acknowledged) = acknowledged else { continue };
            assert!(
                kept == Some(acknowledged) || (unanswered.is_some() && kept == unanswered),
                "r{number} on {proposal}: told {acknowledged}, then {unanswered:?}; kept {kept:?}"
            );
        }
    }
    drop(server);
}

fn kept_votes(folder: &Folder) -> BTreeMap<(String, i64), String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let db = Db::open_file(&folder.path().join("soundings.db")).await.unwrap();
        let rows: Vec<(String, i64, String)> = sql!(
            "SELECT email, number, choice FROM votes JOIN responses ON responses.id = response_id \
             JOIN account_participants ON account_participants.participant_id = responses.participant_id \
             JOIN accounts ON accounts.id = account_id JOIN proposals ON proposals.id = proposal_id \
             JOIN consultations ON consultations.id = responses.consultation_id \
             WHERE slug = 'saturday-hours' AND responses.withdrawn_at IS NULL AND superseded_by IS NULL"
        )
        .all(&db)
        .await
        .unwrap();
        db.close().await;
        rows.into_iter().map(|(email, number, choice)| ((email, number), choice)).collect()
    })
}

#[cfg(unix)]
#[test]
fn told_to_stop_it_stops_though_a_visitor_keeps_a_connection_open() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &["serve", "--demo"]);
    let _said_nothing_yet = std::net::TcpStream::connect(server.address).unwrap();
    assert_eq!(server.stop().code(), Some(0));
}

#[cfg(unix)]
#[test]
fn told_to_stop_it_stops_on_postgres_too() {
    let folder = Folder::new();
    let database = PostgresDatabase::new("soundings_told_to_stop");
    let server = Server::start(folder.path(), &["--database-url", &database.url, "serve"]);
    assert_eq!(server.stop().code(), Some(0));
}

#[test]
fn a_second_server_is_refused_while_commands_run_beside_the_first() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &["serve", "--demo"]);
    let second = run(folder.path(), &["serve", "--listen", "127.0.0.1:0"]);
    let why = String::from_utf8_lossy(&second.stderr).into_owned();
    assert_eq!(second.status.code(), Some(1), "{why}");
    assert_eq!(why.trim_end().lines().count(), 1, "{why}");
    assert!(why.contains("another"), "{why}");
    assert!(works(folder.path(), &["recount"]).contains("5000 votes counted again"));
    assert!(works(folder.path(), &["audit", "verify"]).contains("unbroken"));
    // What a command changes is on the next page within a second or so, kept pages or not.
    let mut visitor = server.visitor();
    for _ in 0..2 {
        assert!(!visitor.get("/consultations").unwrap().1.contains("Newbarn Library"));
    }
    let list = folder.path().join("list.csv");
    let rows =
        "Library name,Address 1,Postcode,Statutory,Type of library\nNewbarn Library,High Street,ZZ1 9ZZ,Yes,LAL\n";
    std::fs::write(&list, rows).unwrap();
    assert!(works(folder.path(), &["branches", "import", list.to_str().unwrap()]).contains("1 added"));
    let began = Instant::now();
    while !visitor.get("/consultations").unwrap().1.contains("Newbarn Library") {
        assert!(began.elapsed() < Duration::from_secs(5), "the server does not notice");
        std::thread::sleep(Duration::from_millis(50));
    }
    // The demo is filled once; a second time it is only shown.
    assert_eq!(works(folder.path(), &["demo"]).lines().filter(|line| line.starts_with("demo sign-in: ")).count(), 6);
}

#[test]
fn a_backup_taken_while_votes_come_in_is_whole() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &["serve", "--demo"]);
    let visitors: Vec<(usize, Visitor)> = (200..204).map(|number| (number, server.resident(number))).collect();
    let (stop, done) = (AtomicBool::new(false), AtomicUsize::new(0));
    let out = folder.path().join("backup.tar.gz");
    std::thread::scope(|scope| {
        let (stop, done) = (&stop, &done);
        for (number, visitor) in visitors {
            scope.spawn(move || vote_on_and_on(visitor, number, stop, done));
        }
        wait_for(done, 10);
        let before = done.load(Ordering::SeqCst);
        works(folder.path(), &["backup", out.to_str().unwrap()]);
        let during = done.load(Ordering::SeqCst) - before;
        stop.store(true, Ordering::SeqCst);
        assert!(during > 0, "nobody could vote while the backup was taken");
    });
    // Putting it back proves its counts and its log; a second time there is something in the way.
    let other = Folder::new();
    assert!(works(other.path(), &["restore", out.to_str().unwrap()]).contains("are right"));
    assert!(works(other.path(), &["recount"]).contains("every count is right"));
    let again = run(other.path(), &["restore", out.to_str().unwrap()]);
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("empty database"));
    assert_eq!(run(other.path(), &["restore"]).status.code(), Some(2));
}

#[test]
fn what_was_answered_is_exported_as_a_table_or_a_workbook_and_no_file_is_overwritten() {
    let folder = Folder::new();
    works(folder.path(), &["demo"]);
    let export = |name: &str, more: &[&str]| {
        let out = folder.path().join(name);
        let words = [&["responses", "export", "saturday-hours", "--out", out.to_str().unwrap()], more].concat();
        let output = run(folder.path(), &words);
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned(), std::fs::read(&out).unwrap())
    };
    let (code, _, responses) = export("responses.csv", &[]);
    assert_eq!(code, Some(0));
    let responses = String::from_utf8(responses).unwrap();
    assert!(responses.lines().count() > 500, "{} lines", responses.lines().count());
    assert!(responses.lines().next().unwrap().contains("proposal_1_vote"), "{}", responses.lines().next().unwrap());
    let (_, _, comments) = export("comments.csv", &["--comments"]);
    assert_ne!(String::from_utf8(comments).unwrap(), responses);
    let (_, _, workbook) = export("everything.XLSX", &[]);
    assert!(workbook.starts_with(b"PK"), "a workbook is a zip archive");
    let (code, why, kept) = export("responses.csv", &[]);
    assert_eq!((code, why.trim_end().lines().count()), (Some(1), 1), "{why}");
    assert_eq!(String::from_utf8(kept).unwrap(), responses);
    let unknown = run(folder.path(), &["responses", "export", "no-such-thing", "--out", "nowhere.csv"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("no-such-thing"));
    assert!(works(folder.path(), &["audit", "verify"]).contains("unbroken"));
}

#[test]
fn a_reader_who_reads_no_further_does_not_make_a_command_fail() {
    let folder = Folder::new();
    let mut child = program(folder.path()).arg("demo").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}
