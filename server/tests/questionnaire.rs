//! `soundings questionnaire` on files: what it prints for programs and for people, and what it says of bad ones.

mod running;

use std::path::PathBuf;
use std::process::{Command, Output};

use running::{Folder, run, works};

use serde_json::{Value, json};

const GOOD: &str = r#"
title = "Reading"
[[page]]
key = "a"
[[page.question]]
key = "reads"
type = "one-of"
label = "Do you read?"
required = true
option = [{ code = "yes", label = "Yes" }, { code = "no", label = "No" }]
[[page]]
key = "b"
[[page.question]]
key = "what"
type = "several-of"
label = "What do you read?"
when = 'reads = "yes"'
option = [{ code = "novels", label = "Novels" }, { code = "news", label = "News" }]
[[page.question]]
key = "which"
type = "short-text"
label = "Which novel last?"
when = 'what contains "novels"'
"#;

struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }
}

fn questionnaire(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_soundings")).arg("questionnaire").args(words).output().unwrap()
}

fn read(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"))
}

#[test]
fn a_questionnaire_without_dead_ends_is_said_to_be_so_with_its_logic_in_words() {
    let files = Files::new();
    let good = files.file("good.toml", GOOD);
    let output = questionnaire(&["check", good.to_str().unwrap()]);
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("everybody gets to the end"), "{said}");
    assert!(said.contains("is asked of people who chose “Yes” for question 1."), "{said}");
    let told = read(&questionnaire(&["check", good.to_str().unwrap(), "--json"]));
    let errors = told["findings"].as_array().unwrap().iter().filter(|one| one["strength"] == "error");
    assert_eq!(errors.count(), 0, "{told}");
}

#[test]
fn a_question_that_asks_two_things_at_once_is_found_by_its_words() {
    let files = Files::new();
    let asked = GOOD.replace("Do you read?", "Do you agree that opening hours and staffing should be reduced?");
    let told = read(&questionnaire(&["check", files.file("two.toml", &asked).to_str().unwrap(), "--json"]));
    let findings = told["findings"].as_array().unwrap();
    let double = findings.iter().find(|one| one["rule"] == "double-barrelled").unwrap_or_else(|| panic!("{told}"));
    assert_eq!((&double["question"], &double["strength"]), (&json!("reads"), &json!("strong")));
    assert!(findings.iter().any(|one| one["rule"] == "leading"), "{told}");
}

#[test]
fn a_dead_end_is_found_and_ends_with_one() {
    let files = Files::new();
    let bad = files.file("bad.toml", &GOOD.replace("'reads = \"yes\"'", "'reads = \"yes\" and reads = \"no\"'"));
    let output = questionnaire(&["check", bad.to_str().unwrap(), "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let told = read(&output);
    let errors = told["findings"].as_array().unwrap().iter().filter(|one| one["strength"] == "error");
    let rules: Vec<&str> = errors.map(|one| one["rule"].as_str().unwrap()).collect();
    assert_eq!(rules, ["always-false", "never-asked", "always-false", "never-asked"]);
    assert_eq!(told["findings"][0]["question"], "what");
}

#[test]
fn the_route_says_what_is_asked_in_order_and_why_the_rest_is_not() {
    let files = Files::new();
    let good = files.file("good.toml", GOOD);
    let answers = files.file("answers.json", r#"{"reads": "no", "what": ["novels"], "which": "Emma", "extra": 1}"#);
    let path = answers.to_str().unwrap();
    let told = read(&questionnaire(&["route", good.to_str().unwrap(), "--answers", path, "--json"]));
    assert_eq!(told["route"], json!(["reads"]));
    assert_eq!(told["left_out"], json!(["what", "which"]));
    assert_eq!(told["unknown"], json!(["extra"]));
    assert_eq!(told["off"][0]["key"], "what");
    assert!(told["off"][1]["why"].as_str().unwrap().contains("people who chose “Novels”"), "{told}");
    let answers = files.file("answers.json", r#"{"reads": "yes", "what": ["novels"]}"#);
    let told =
        read(&questionnaire(&["route", good.to_str().unwrap(), "--answers", answers.to_str().unwrap(), "--json"]));
    assert_eq!(told["route"], json!(["reads", "what", "which"]));
    assert_eq!(told["next"], "which");
}

#[test]
fn a_bad_file_is_one_clear_line() {
    let files = Files::new();
    let good = files.file("good.toml", GOOD);
    for (text, words) in [("title = ", "line 1"), ("[[page]]\nkey = \"1\"", "cannot be a key"), ("\u{0}", "bad.toml")] {
        let bad = files.file("bad.toml", text);
        let output = questionnaire(&["check", bad.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(1), "{text}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(words) && said.trim_end().lines().count() == 1, "{text}: {said}");
    }
    let answers = files.file("answers.json", r#"{"what": {"novels": 1}}"#);
    let output = questionnaire(&["route", good.to_str().unwrap(), "--answers", answers.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("what: a list of codes was expected"));
    assert_eq!(questionnaire(&["route", good.to_str().unwrap()]).status.code(), Some(2));
}

#[test]
fn what_would_come_in_is_said_as_json_and_a_condition_that_is_not_understood_stops_it() {
    let files = Files::new();
    let table = "class\ttype/scale\tname\trelevance\ttext\tlanguage\n\
        S\t\tlanguage\t\ten\t\n\
        G\tG0\tStops\t1\t\ten\n\
        Q\tL\tuses\t1\tDo you use it?\ten\n\
        A\t0\ty\t\tYes\ten\n\
        A\t0\tn\t\tNo\ten\n\
        Q\tT\twhy\tuses.NAOK == \"n\"\tWhy not?\ten\n\
        Q\tT\todd\tstrtotime(uses.NAOK) > 5\tOdd?\ten\n";
    let file = files.file("stops.txt", table);
    let file = file.to_str().unwrap();
    let output = questionnaire(&["import", file, "--dry-run", "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let told = read(&output);
    assert_eq!(told["unclear"][0]["question"], "odd");
    assert!(String::from_utf8(output.stderr).unwrap().contains("--leave-out-unclear"));
    let told = read(&questionnaire(&["import", file, "--dry-run", "--json", "--leave-out-unclear"]));
    let questions: Vec<&str> =
        told["questions"].as_array().unwrap().iter().map(|one| one["key"].as_str().unwrap()).collect();
    assert_eq!(questions, ["uses", "why"]);
    assert_eq!(told["questions"][1]["condition"], "uses = \"n\"");
    assert_eq!(told["questions"][0]["options"][1]["code"], "n");
    assert_eq!(told["dropped"][0]["name"], "odd");
    assert_eq!(questionnaire(&["import", file]).status.code(), Some(2), "where to is not said");
}

#[test]
fn each_format_that_is_written_is_read_again_as_the_same() {
    let files = Files::new();
    let good = files.file("good.toml", GOOD);
    let before = read(&questionnaire(&["import", good.to_str().unwrap(), "--dry-run", "--json"]));
    for format in ["xlsform", "limesurvey", "toml"] {
        let out = files.0.path().join(format);
        let out = out.to_str().unwrap();
        let output = questionnaire(&["export", good.to_str().unwrap(), "--format", format, "--out", out]);
        assert!(output.status.success(), "{output:?}");
        let after = read(&questionnaire(&["import", out, "--dry-run", "--json"]));
        assert_eq!(after, before, "{format}");
        // What is there is never written over.
        let again = questionnaire(&["export", good.to_str().unwrap(), "--format", format, "--out", out]);
        assert_eq!(again.status.code(), Some(1));
    }
    for format in ["sps", "triple-s", "ddi"] {
        let out = files.0.path().join(format);
        let output =
            questionnaire(&["export", good.to_str().unwrap(), "--format", format, "--out", out.to_str().unwrap()]);
        assert!(output.status.success(), "{output:?}");
        assert!(std::fs::read_to_string(&out).unwrap().contains("Do you read?"), "{format}");
    }
}

#[test]
fn one_comes_into_a_draft_is_checked_by_its_name_and_goes_out_again() {
    let (folder, files) = (Folder::new(), Files::new());
    let good = files.file("good.toml", GOOD);
    works(folder.path(), &["demo"]);
    let draft = "quiet-floor-at-kesterley-central";
    let good = good.to_str().unwrap();
    let import = ["questionnaire", "import", good, "--consultation"];
    works(folder.path(), &[&import[..], &[draft]].concat());
    let number = ["--number", "2"];
    let said = works(folder.path(), &[&["questionnaire", "check", draft][..], &number].concat());
    assert!(said.contains("everybody gets to the end"), "{said}");
    let out = files.0.path().join("out.toml");
    let export = ["questionnaire", "export", draft, "--format", "toml", "--out", out.to_str().unwrap()];
    works(folder.path(), &[&export[..], &number].concat());
    assert!(std::fs::read_to_string(&out).unwrap().contains("Which novel last?"));
    // Nothing comes into what is published, and the reason is one line.
    let published = run(folder.path(), &[&import[..], &["saturday-hours"]].concat());
    assert_eq!(published.status.code(), Some(1));
    let said = String::from_utf8(published.stderr).unwrap();
    assert!(said.contains("published") && said.trim_end().lines().count() == 1, "{said}");
    let missing = run(folder.path(), &[&import[..], &["nowhere"]].concat());
    assert!(String::from_utf8(missing.stderr).unwrap().contains("nowhere"));
    // The answers to a published one can be described for other programs, by its name.
    let sps = files.0.path().join("answers.sps");
    works(
        folder.path(),
        &["questionnaire", "export", "saturday-hours", "--format", "sps", "--out", sps.to_str().unwrap()],
    );
    assert!(std::fs::read_to_string(&sps).unwrap().contains("VARIABLE LABELS"));
}
