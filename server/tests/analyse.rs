//! `soundings analyse` on real files: what it prints for programs and for people, and what it says of bad ones.

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

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

#[test]
fn a_polis_file_is_grouped_and_the_same_seed_prints_the_same_bytes() {
    let votes = fixture("scoop-hivemind-ubi.votes.csv");
    let comments = fixture("scoop-hivemind-ubi.comments.csv");
    let words = ["groups", &votes, "--comments", &comments, "--json"];
    let report = json(&words);
    assert!(report["participants"].as_array().unwrap().len() > 100);
    assert!(report["groups"].as_array().unwrap().len() >= 2);
    assert_eq!(report["components"].as_array().unwrap().len(), 2);
    for key in ["statements", "centre", "silhouette", "consensus"] {
        assert!(!report[key].is_null(), "{key} is missing");
    }
    assert_eq!(printed(&words), printed(&words));
    let told = printed(&["groups", &votes]);
    assert!(told.contains("people answered") && told.contains("Group "), "{told}");
}

#[test]
fn a_budget_is_decided_by_each_rule() {
    let file = fixture("budgets/poland_zabrze_2020_osiedle-mikolaja-kopernika.pb");
    for (rule, more, winners) in [
        ("greedy", None, vec!["P0052"]),
        ("greedy-per-cost", None, vec!["P0052"]),
        ("equal-shares", None, vec![]),
        ("equal-shares", Some("1"), vec!["P0052"]),
    ] {
        let mut words = vec!["budget", &file, "--rule", rule, "--json"];
        words.extend(more.iter().flat_map(|increment| ["--increment", increment]));
        let report = json(&words);
        let found: Vec<&str> = report["winners"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
        assert_eq!(found, winners, "{words:?}");
        assert_eq!(report["rounds"].as_array().unwrap().len(), winners.len());
    }
    assert!(printed(&["budget", &file, "--rule", "greedy"]).contains("150000 of 150000 is spent"));
}

#[test]
fn a_bad_file_is_named_with_its_line_and_wrong_usage_is_another_exit_code() {
    let votes = std::env::temp_dir().join(format!("soundings-analyse-{}-votes.csv", std::process::id()));
    std::fs::write(&votes, "timestamp,datetime,comment-id,voter-id,vote\n1,,0,0,1\n2,,0,1,yes\n").unwrap();
    let (code, why) = refused(&["groups", votes.to_str().unwrap()]);
    assert_eq!((code, why.trim_end().lines().count()), (Some(1), 1), "{why}");
    assert!(why.contains("votes.csv") && why.contains("line 3"), "{why}");
    let (code, why) = refused(&["groups", "no-such-file.csv"]);
    assert!(code == Some(1) && why.contains("no-such-file.csv"), "{why}");
    let file = fixture("budgets/poland_zabrze_2020_osiedle-mikolaja-kopernika.pb");
    assert_eq!(refused(&["budget", &file]).0, Some(2));
    assert_eq!(refused(&["budget", &file, "--rule", "alphabet"]).0, Some(2));
    assert_eq!(refused(&["budget", &file, "--rule", "greedy", "--increment", "1"]).0, Some(2));
    assert_eq!(refused(&["budget", &file, "--rule", "equal-shares", "--increment", "soon"]).0, Some(1));
    let (code, why) = refused(&["budget", votes.to_str().unwrap(), "--rule", "greedy"]);
    assert!(code == Some(1) && why.contains("votes.csv"), "{why}");
    std::fs::remove_file(votes).unwrap();
}
