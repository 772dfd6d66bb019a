//! The mathematics: how long opinion groups and fair budgets take, and how much memory groups take. The times are
//! Criterion's; memory needs a process of its own.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use soundings_analysis::budgets::pabulib;

use crate::criterion::Benches;
use crate::peers;
use crate::report::{Report, Wanted, megabytes, milliseconds, seconds};

/// The conversations that Criterion measures, as the benches call them.
const MIDDLING: &str = "2,000 x 900";
const LARGE: &str = "100,000 x 1,000 at 5 %";
/// The large one again, for the program that makes it up.
const LARGE_PLAN: [&str; 4] = ["plain", "people=100000", "statements=1000", "filled=50"];
/// Made-up conversations that are also given to red-dwarf: the middling one, and the largest that it can be asked to
/// do while somebody waits.
const COMPARED: [(&str, [&str; 4]); 2] = [
    ("made up, 2,000 x 900", ["plain", "people=2000", "statements=900", "filled=100"]),
    ("made up, 10,000 x 1,000 at 5 %", ["plain", "people=10000", "statements=1000", "filled=50"]),
];

/// Where everything is.
pub(crate) struct Analysis<'a> {
    /// Criterion's figures.
    pub criterion: &'a Path,
    /// The program that makes up conversations.
    pub scale: &'a Path,
    /// A Python with the programs that ours is compared with, if there is one.
    pub python: Option<&'a Path>,
    /// For the made-up votes of the tests and the programs in Python.
    pub repository: &'a Path,
    /// Real conversations and budget votes, to be compared on instead of the made-up ones.
    pub real_data: Option<&'a Path>,
    /// For what is made up.
    pub scratch: &'a Path,
}

impl Analysis<'_> {
    /// Measures it.
    ///
    /// # Errors
    /// When Criterion left no figures or a file cannot be read; not when there is nothing to compare with.
    pub(crate) fn measure(&self, report: &mut Report) -> Result<()> {
        let benches = Benches::read(self.criterion)?;
        self.groups(&benches, report)?;
        budgets(&benches, report)?;

        let tests = self.repository.join("analysis/tests/data");
        let folder = self.real_data.map_or_else(|| tests.join("conversations"), |folder| folder.join("opinion"));
        let mut conversations = conversations(&folder)?;
        for (number, (name, plan)) in COMPARED.into_iter().enumerate() {
            let folder = self.scratch.join(format!("made-up-{number}"));
            std::fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
            let path = folder.join("votes.csv");
            self.made_up(&plan, &path)?;
            conversations.push((name.to_owned(), path));
        }
        let mut budgets = files(&self.real_data.unwrap_or(&tests).join("budgets"), ".pb")?;
        // pabutools is asked about ticks.
        let ticks = |path: &PathBuf| -> Result<bool> {
            let file = pabulib::parse(&path.display().to_string(), &std::fs::read(path)?)?;
            Ok(file.vote_type == pabulib::VoteType::Approval)
        };
        let kept: Vec<bool> = budgets.iter().map(ticks).collect::<Result<_>>()?;
        let mut kept = kept.into_iter();
        budgets.retain(|_| kept.next().unwrap_or_default());
        let peers = peers::Peers { python: self.python, programs: &self.repository.join("bench/peers") };
        peers.groups(&conversations, report)?;
        peers.budgets(&budgets, report)
    }

    fn groups(&self, benches: &Benches, report: &mut Report) -> Result<()> {
        let time = |name: &str, how: &str| benches.time(&format!("groups/{name}/{how}"));
        let (cold, warm) = (time(MIDDLING, "cold")?, time(MIDDLING, "warm, 1,000 new answers")?);
        let ms = cold.as_secs_f64() * 1_000.0;
        report.plain(&format!("groups, {MIDDLING}: cold"), milliseconds(cold), Wanted::Under(300.0, ms));
        let ratio = warm.as_secs_f64() / cold.as_secs_f64();
        report.ratio(
            &format!("groups, {MIDDLING}: after 1,000 new answers, to cold"),
            milliseconds(warm),
            ratio,
            Wanted::Nothing,
        );
        let (cold, warm) = (time(LARGE, "cold")?, time(LARGE, "warm, 1,000 new answers")?);
        let wanted = Wanted::Under(20.0, cold.as_secs_f64());
        report.plain(&format!("groups, {LARGE}: cold"), seconds(cold), wanted);
        let ratio = warm.as_secs_f64() / cold.as_secs_f64();
        report.ratio(
            &format!("groups, {LARGE}: after 1,000 new answers, to cold"),
            milliseconds(warm),
            ratio,
            Wanted::Under(0.1, ratio),
        );
        let what = format!("groups, {LARGE}: memory at most");
        match self.peak_memory()? {
            Some(peak) => report.plain(&what, megabytes(peak), Wanted::Under(2_000.0, peak as f64 / 1e6)),
            None => report.plain(&what, "this system does not say".to_owned(), Wanted::Nothing),
        }
        Ok(())
    }

    /// The most memory a process holds that reads nothing, makes up the large conversation, analyses it and updates it.
    fn peak_memory(&self) -> Result<Option<u64>> {
        eprintln!("memory of groups, {LARGE}");
        let output = Command::new(self.scale).arg("groups").args(LARGE_PLAN).stdin(Stdio::null()).output();
        let output = output.with_context(|| format!("starting {}", self.scale.display()))?;
        ensure!(output.status.success(), "`scale groups` failed: {}", String::from_utf8_lossy(&output.stderr));
        let figures: Value = serde_json::from_slice(&output.stdout).context("understanding `scale groups`")?;
        Ok(figures["peak"].as_u64())
    }

    fn made_up(&self, plan: &[&str], path: &Path) -> Result<()> {
        let file = File::create(path).with_context(|| format!("writing {}", path.display()))?;
        let status = Command::new(self.scale).arg("votes").args(plan).stdin(Stdio::null()).stdout(file).status();
        let status = status.with_context(|| format!("starting {}", self.scale.display()))?;
        ensure!(status.success(), "`scale votes` failed");
        Ok(())
    }
}

fn budgets(benches: &Benches, report: &mut Report) -> Result<()> {
    let mut measured = 0;
    for (file, time) in benches.in_group("equal-shares-add1") {
        let ms = time.as_secs_f64() * 1_000.0;
        let what = format!("equal shares, increment 1: {file}");
        report.plain(&what, milliseconds(time), Wanted::Under(200.0, ms));
        measured += 1;
    }
    ensure!(measured > 0, "Criterion left no figures for equal shares");
    Ok(())
}

/// The conversations in a folder, each with its name and its votes, in the order of their names.
fn conversations(folder: &Path) -> Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| format!("looking into {}", folder.display()))? {
        let path = entry?.path();
        let votes = path.join("votes.csv");
        if votes.is_file() {
            found.push((peers::name_of(&path, ""), votes));
        }
    }
    ensure!(!found.is_empty(), "there is no conversation in {}", folder.display());
    found.sort();
    Ok(found)
}

/// The files in a folder whose names end so, in the order of their names.
fn files(folder: &Path, end: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| format!("looking into {}", folder.display()))? {
        let path = entry?.path();
        if path.to_str().is_some_and(|path| path.ends_with(end)) {
            found.push(path);
        }
    }
    ensure!(!found.is_empty(), "there is no {end} file in {}", folder.display());
    found.sort();
    Ok(found)
}
