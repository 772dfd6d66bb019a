//! `soundings analyse` on whole files: what it prints for programs and for people, and what it says of bad ones.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::NamedTempFile;

fn analyse(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_soundings")).arg("analyse").args(words).output().unwrap()
}

/// A file that the mathematics is tested with too.
fn fixture(name: &str) -> String {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../analysis/tests/data").join(name).display().to_string()
}

fn printed(words: &[&str]) -> String {
    let output = analyse(words);
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn json(words: &[&str]) -> Value {
    serde_json::from_str(&printed(words)).unwrap()
}

/// The exit code and the one line on standard error.
fn refused(words: &[&str]) -> (Option<i32>, String) {
    let output = analyse(words);
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

/// A file that is there for one test, under a name that ends like this.
struct Scratch(NamedTempFile);

impl Scratch {
    fn new(name: &str, content: &str) -> Self {
        let mut file = tempfile::Builder::new().prefix("soundings-analyse-").suffix(name).tempfile().unwrap();
        file.write_all(content.as_bytes()).unwrap();
        Scratch(file)
    }

    fn path(&self) -> &str {
        self.0.path().to_str().unwrap()
    }
}

fn texts(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

#[test]
fn a_polis_file_is_grouped_and_the_same_seed_prints_the_same_bytes() {
    let votes = fixture("conversations/study-rooms/votes.csv");
    let comments = fixture("conversations/study-rooms/comments.csv");
    let words = ["groups", &votes, "--comments", &comments, "--json"];
    let report = json(&words);
    assert!(report["participants"].as_array().unwrap().len() > 100);
    assert!(report["groups"].as_array().unwrap().len() >= 2);
    assert_eq!(report["components"].as_array().unwrap().len(), 2);
    for key in ["statements", "centre", "silhouette", "consensus"] {
        assert!(!report[key].is_null(), "{key} is missing");
    }
    assert_eq!(printed(&words), printed(&words));
    // What is about people themselves is out of the map, and that is said both ways.
    let told = printed(&["groups", &votes, "--comments", &comments]);
    let notes = texts(&report["notes"]);
    assert!(notes.len() == 1 && notes[0].contains("4 of the comments are marked as is-meta"), "{notes:?}");
    assert!(told.contains(&format!("note: {}", notes[0])), "{told}");
    assert!(told.contains("people answered 33 statements") && told.contains("Group "), "{told}");
    let told = printed(&["groups", &votes]);
    assert!(told.contains("people answered 40 statements") && !told.contains("note:"), "{told}");
}

#[test]
fn a_polis_file_from_a_spreadsheet_is_read_with_a_note() {
    let rows: String = (0..9).map(|person| format!("1,79586E+12;;0;{person};1\r\n")).collect();
    let votes =
        Scratch::new("resaved.csv", &format!("\u{feff}sep=;\r\nTimestamp;Datetime;Comment-ID;Voter-ID;Vote\r\n{rows}"));
    let report = json(&["groups", votes.path(), "--json"]);
    assert_eq!(report["participants"].as_array().unwrap().len(), 9);
    let notes = texts(&report["notes"]);
    assert!(notes.len() == 1 && notes[0].contains("line 3: a spreadsheet has shortened timestamps"), "{notes:?}");
    assert!(printed(&["groups", votes.path()]).contains(&format!("note: {}", notes[0])));
}

#[test]
fn a_budget_is_decided_by_each_rule() {
    let expected: Value = serde_json::from_slice(&std::fs::read(fixture("budgets/expected.json")).unwrap()).unwrap();
    for name in ["ticks.pb", "points.pb", "ranks.pb"] {
        let file = fixture(&format!("budgets/{name}"));
        for (rule, more, key) in [
            ("greedy", None, "greedy"),
            ("greedy-per-cost", None, "greedy_per_cost"),
            ("equal-shares", None, "equal_shares"),
            ("equal-shares", Some("1"), "equal_shares_add1"),
        ] {
            let mut words = vec!["budget", &file, "--rule", rule, "--json"];
            words.extend(more.iter().flat_map(|increment| ["--increment", increment]));
            let report = json(&words);
            let winners = texts(&expected[name][key]["winners"]);
            assert_eq!(texts(&report["winners"]), winners, "{words:?}");
            assert_eq!(report["rounds"].as_array().unwrap().len(), winners.len());
        }
    }
    let told = printed(&["budget", &fixture("budgets/ticks.pb"), "--rule", "greedy"]);
    assert!(told.contains("is spent, on ") && !told.contains("note:") && !told.contains("points"), "{told}");
}

#[test]
fn how_a_budget_file_was_understood_is_told_in_words_and_in_json() {
    let file = Scratch::new(
        "limits.pb",
        "META\nkey;value\nbudget;100\nvote_type;ordinal\nmax_length;2\nfully_funded;1\nmin_score;2\ncategories;Books\n\
         budget_per_category;50\nPROJECTS\nproject_id;cost;name;category\n1;60;Shelves;Books\n2;40;Chairs;\n3;10;Cups;\n\
         VOTES\nvoter_id;vote\n1;1,2\n2;2,2\n3;2,3\n",
    );
    let report = json(&["budget", file.path(), "--rule", "greedy", "--json"]);
    assert_eq!(texts(&report["winners"]), ["2"]);
    assert_eq!(report["projects"][1]["score"], "5");
    let told = printed(&["budget", file.path(), "--rule", "greedy"]);
    let notes = texts(&report["warnings"]);
    for part in [
        "line 6: fully_funded is passed over",
        "line 7: min_score is read as a limit: no project with less than 2 is funded",
        "line 9: budget_per_category is read as limits: at most 50 on Books",
        "ranks count as points: a first choice has 2",
        "1 vote names a project more than once",
    ] {
        let note = notes.iter().find(|note| note.contains(part)).unwrap_or_else(|| panic!("{part}: {notes:?}"));
        assert!(told.contains(&format!("note: {note}")), "{told}");
    }
    assert!(told.contains("(Chairs; 5 points): Funded"), "{told}");
    assert!(told.contains("Not funded: it has 1 points, and a project needs 2."), "{told}");
    let alike = printed(&["budget", file.path(), "--rule", "greedy", "--utility", "cost"]);
    assert!(alike.contains("note: the ranks on the votes do not count"), "{alike}");
}

#[test]
fn a_bad_file_is_named_with_its_line_and_wrong_usage_is_another_exit_code() {
    let votes = Scratch::new("votes.csv", "timestamp,datetime,comment-id,voter-id,vote\n1,,0,0,1\n2,,0,1,yes\n");
    let (code, why) = refused(&["groups", votes.path()]);
    assert_eq!((code, why.trim_end().lines().count()), (Some(1), 1), "{why}");
    assert!(why.contains("votes.csv") && why.contains("line 3"), "{why}");
    let (code, why) = refused(&["groups", "no-such-file.csv"]);
    assert!(code == Some(1) && why.contains("no-such-file.csv"), "{why}");
    let file = fixture("budgets/ticks.pb");
    assert_eq!(refused(&["budget", &file]).0, Some(2));
    assert_eq!(refused(&["budget", &file, "--rule", "alphabet"]).0, Some(2));
    assert_eq!(refused(&["budget", &file, "--rule", "greedy", "--increment", "1"]).0, Some(2));
    assert_eq!(refused(&["budget", &file, "--rule", "equal-shares", "--increment", "soon"]).0, Some(1));
    let (code, why) = refused(&["budget", votes.path(), "--rule", "greedy"]);
    assert!(code == Some(1) && why.contains("votes.csv"), "{why}");
}
