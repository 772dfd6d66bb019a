//! Beside other programs: red-dwarf finds opinion groups and pabutools shares out budgets, both in Python. They and
//! we are given the same files in the same run, one after the other.
//!
//! On both sides the time begins with parsed votes and ends with the result. Starting a program, loading libraries
//! and reading files are left out.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use serde::Deserialize;
use soundings_analysis::budgets::{self, Rule, Settings, pabulib};
use soundings_analysis::groups::{self, VoteMatrix};

use crate::report::{Report, Wanted, milliseconds, seconds};

/// How often everything is done on our side; the middle time counts.
const TIMES: usize = 5;
/// How many times as long red-dwarf should take, on each file.
const RED_DWARF: f64 = 20.0;
/// How many times as long pabutools should take, on all files together.
const PABUTOOLS: f64 = 100.0;

/// The programs in Python.
pub(crate) struct Peers<'a> {
    /// None if it is not there.
    pub python: Option<&'a Path>,
    /// The folder of the programs that call them.
    pub programs: &'a Path,
}

/// What red-dwarf says about a file.
#[derive(Deserialize)]
struct RedDwarf {
    version: String,
    seconds: f64,
    groups: usize,
}

/// What pabutools says about a file.
#[derive(Deserialize)]
struct Pabutools {
    version: String,
    seconds: f64,
    bundled_seconds: f64,
    winners: Vec<String>,
}

impl Peers<'_> {
    /// Compares the groups of conversations, each with a name for the table.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub(crate) fn groups(&self, conversations: &[(String, PathBuf)], report: &mut Report) -> Result<()> {
        let paths: Vec<&Path> = conversations.iter().map(|(_, path)| path.as_path()).collect();
        let Some(theirs) = self.ask::<RedDwarf>("red-dwarf", "groups.py", &paths, report) else { return Ok(()) };
        let mut numbers = Vec::new();
        for ((name, path), theirs) in conversations.iter().zip(&theirs) {
            let (ours, groups) = our_groups(path)?;
            let ratio = theirs.seconds / ours.as_secs_f64();
            let what = format!("red-dwarf to ours: {name}");
            report.ratio(&what, figure(theirs.seconds, ours), ratio, Wanted::AtLeast(RED_DWARF, ratio));
            numbers.push(format!("{} and {groups}", theirs.groups));
        }
        let version = theirs.first().map(|theirs| theirs.version.as_str()).unwrap_or_default();
        report.note(&format!(
            "red-dwarf {version}: from parsed votes to groups and the statements that represent them, on both sides. \
             Groups found, by it and by us: {}.",
            numbers.join(", ")
        ));
        Ok(())
    }

    /// Compares the winners of budget votes, and how long they took to find.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub(crate) fn budgets(&self, files: &[PathBuf], report: &mut Report) -> Result<()> {
        let paths: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
        let Some(theirs) = self.ask::<Pabutools>("pabutools", "budgets.py", &paths, report) else { return Ok(()) };
        let mut ours = Duration::ZERO;
        let mut different = Vec::new();
        for (path, theirs) in files.iter().zip(&theirs) {
            let (time, mut winners) = our_budget(path)?;
            ours += time;
            winners.sort();
            if winners != theirs.winners {
                different.push(name_of(path, ".pb"));
            }
        }
        let all: f64 = theirs.iter().map(|theirs| theirs.seconds).sum();
        let ratio = all / ours.as_secs_f64();
        let what = format!("pabutools to ours: equal shares, {} files", files.len());
        report.ratio(&what, figure(all, ours), ratio, Wanted::AtLeast(PABUTOOLS, ratio));
        let all: f64 = theirs.iter().map(|theirs| theirs.bundled_seconds).sum();
        let what = "pabutools to ours: the same, given equal ballots bundled";
        report.ratio(what, figure(all, ours), all / ours.as_secs_f64(), Wanted::Nothing);
        let version = theirs.first().map(|theirs| theirs.version.as_str()).unwrap_or_default();
        let same = match different.as_slice() {
            [] => "the winners are the same on every file".to_owned(),
            names => format!("the winners DIFFER on {}", names.join(", ")),
        };
        report.note(&format!("pabutools {version}: from parsed ballots to winners, on both sides; {same}."));
        Ok(())
    }

    /// Runs a program on the files and reads one line about each. If it cannot be run, the table says so.
    fn ask<T: for<'de> Deserialize<'de>>(
        &self,
        peer: &str,
        program: &str,
        files: &[&Path],
        report: &mut Report,
    ) -> Option<Vec<T>> {
        let what = format!("{peer} to ours");
        let Some(python) = self.python else {
            report.plain(&what, "not compared: no Python".to_owned(), Wanted::Nothing);
            return None;
        };
        eprintln!("{peer}, on {} files", files.len());
        match run(python, &self.programs.join(program), files) {
            Ok(answers) => Some(answers),
            Err(error) => {
                report.plain(&what, format!("not compared: {peer} failed"), Wanted::Nothing);
                report.note(&format!("{peer} failed: {error:#}"));
                None
            }
        }
    }
}

fn run<T: for<'de> Deserialize<'de>>(python: &Path, program: &Path, files: &[&Path]) -> Result<Vec<T>> {
    // Warnings of libraries about each other are not for the reader of the table.
    let mut command = Command::new(python);
    let output = command.args(["-W", "ignore"]).arg(program).args(files).stdin(Stdio::null()).output()?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(anyhow!("{}", said.lines().next_back().unwrap_or("it said nothing")));
    }
    let lines: Vec<T> =
        String::from_utf8(output.stdout)?.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    if lines.len() == files.len() { Ok(lines) } else { Err(anyhow!("it did not answer for every file")) }
}

/// The middle time from parsed votes to the report, and the number of groups.
fn our_groups(path: &Path) -> Result<(Duration, usize)> {
    let name = path.display().to_string();
    let votes = groups::parse_votes(&read(path)?, &name)?.votes;
    let comments = path.with_file_name("comments.csv");
    let statements = match comments.is_file() {
        true => groups::parse_comments(&read(&comments)?, &comments.display().to_string())?.statements,
        false => Vec::new(),
    };
    let settings = groups::Settings::default();
    Ok(timed(|| groups::analyse(&VoteMatrix::new(&votes, &statements), &settings, None).groups.len()))
}

/// The middle time from parsed ballots to the outcome, and the names of the winners.
fn our_budget(path: &Path) -> Result<(Duration, Vec<String>)> {
    let file = pabulib::parse(&path.display().to_string(), &read(path)?)?;
    let increment = Some(file.minor_units("1").map_err(anyhow::Error::msg)?);
    let settings = Settings::new(Rule::EqualShares { increment, then_greedily: false });
    let (time, outcome) = timed(|| budgets::decide(&file.election, &settings));
    let winners = outcome?.winners.into_iter().filter_map(|winner| file.election.projects.get(winner));
    Ok((time, winners.map(|project| project.id.clone()).collect()))
}

fn timed<T>(mut work: impl FnMut() -> T) -> (Duration, T) {
    let mut result = work();
    let mut times = [Duration::ZERO; TIMES];
    for time in &mut times {
        let began = Instant::now();
        result = work();
        *time = began.elapsed();
    }
    times.sort_unstable();
    (times[TIMES / 2], result)
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("reading {}", path.display()))
}

/// "678 ms / 1.3 ms": theirs and ours.
fn figure(theirs: f64, ours: Duration) -> String {
    let theirs = Duration::from_secs_f64(theirs);
    let short = |time: Duration| if time < Duration::from_secs(1) { milliseconds(time) } else { seconds(time) };
    format!("{} / {}", short(theirs), short(ours))
}

/// What a file is called in the table.
pub(crate) fn name_of(path: &Path, end: &str) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    name.trim_end_matches(end).to_owned()
}
