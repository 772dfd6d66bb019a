//! `soundings analyse`: the mathematics on files, for analysts and for anybody who wants to check a result. It
//! needs no database and changes nothing.

use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};
use serde::Serialize;
use soundings_analysis::budgets::{self, Rule, TieBreak, Utility, pabulib};
use soundings_analysis::groups::{self, VoteMatrix};

use super::{Failure, say};

/// The mathematics, on files.
#[derive(Subcommand)]
pub(crate) enum Analyse {
    /// Find the opinion groups in a Polis votes file, what sets them apart, and what all of them share.
    Groups {
        /// The votes: timestamp, datetime, comment-id, voter-id, vote (1 agree, -1 disagree, 0 pass); or the table
        /// participants-votes.csv.
        votes: PathBuf,
        /// The comments: statements whose `moderated` is -1, or whose `is-meta` is true, stay out of the map.
        #[arg(long)]
        comments: Option<PathBuf>,
        /// Where chance starts; the same votes and seed give the same answer.
        #[arg(long, default_value_t = 0)]
        seed: u64,
        /// Print everything as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Decide a budget vote from a Pabulib file.
    Budget {
        /// The file.
        file: PathBuf,
        /// How winners are chosen.
        #[arg(long, value_enum)]
        rule: RuleWord,
        /// Equal shares only: raise every voter's share by this much (in the file's own unit) until the budget is
        /// used up.
        #[arg(long)]
        increment: Option<String>,
        /// Equal shares only: then give what still fits to the projects with most votes.
        #[arg(long)]
        then_greedily: bool,
        /// What counts of a vote for a project, and what it is worth to its supporters once funded [default: points
        /// where votes give points or ranks, else cost].
        #[arg(long, value_enum)]
        utility: Option<UtilityWord>,
        /// Decide ties by the lot drawn from this seed, and not by the project's id.
        #[arg(long)]
        tie_seed: Option<String>,
        /// Print everything as JSON.
        #[arg(long)]
        json: bool,
    },
}

/// What a funded project is worth, as it is typed.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum UtilityWord {
    /// Everybody who chose it counts alike, and it is worth what it costs.
    Cost,
    /// The points the voter gave it, or that its rank has.
    Points,
}

/// A rule, as it is typed.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum RuleWord {
    /// Method of Equal Shares: every voter has the same part of the budget to decide over.
    EqualShares,
    /// Most votes first.
    Greedy,
    /// Most votes for each unit of cost first.
    GreedyPerCost,
}

fn read(path: &Path) -> Result<(String, Vec<u8>), Failure> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| Failure::new(format!("{name} could not be read: {error}")))?;
    Ok((name, bytes))
}

/// A report as JSON, with what is to be known about how the files were read.
#[derive(Serialize)]
struct WithNotes<'a, T> {
    #[serde(flatten)]
    report: &'a T,
    notes: &'a [String],
}

fn print_json(report: &impl Serialize) -> Result<(), Failure> {
    say!("{}", serde_json::to_string_pretty(report).map_err(Failure::new)?);
    Ok(())
}

/// Does it.
pub(crate) fn run(analyse: Analyse) -> Result<(), Failure> {
    match analyse {
        Analyse::Groups { votes, comments, seed, json } => find_groups(&votes, comments.as_deref(), seed, json),
        Analyse::Budget { file, rule, increment, then_greedily, utility, tie_seed, json } => {
            let how = How { rule, increment: increment.as_deref(), then_greedily, utility, tie_seed };
            decide_budget(&file, how, json)
        }
    }
}

fn find_groups(votes: &Path, comments: Option<&Path>, seed: u64, json: bool) -> Result<(), Failure> {
    let (name, bytes) = read(votes)?;
    let groups::VotesFile { votes, mut notes } = groups::parse_votes(&bytes, &name).map_err(Failure::new)?;
    let mut statements = Vec::new();
    if let Some(path) = comments {
        let (name, bytes) = read(path)?;
        let read = groups::parse_comments(&bytes, &name).map_err(Failure::new)?;
        statements = read.statements;
        notes.extend(read.notes);
    }
    let settings = groups::Settings { seed, ..groups::Settings::default() };
    let report = groups::analyse(&VoteMatrix::new(&votes, &statements), &settings, None);
    if json {
        return print_json(&WithNotes { report: &report, notes: &notes });
    }
    let grouped = report.participants.iter().filter(|participant| participant.group.is_some()).count();
    say!(
        "{} people answered {} statements; {grouped} of them answered enough to be put in a group.",
        report.participants.len(),
        report.statements.iter().filter(|statement| !statement.moderated_out && !statement.is_meta).count(),
    );
    if report.groups.is_empty() {
        say!("There are too few answers to find groups.");
    }
    for group in &report.groups {
        say!("Group {}: {} people.", group.id, group.people);
        for statement in &group.representative {
            let side = match statement.side {
                groups::Side::Agree => "agrees",
                groups::Side::Disagree => "disagrees",
            };
            say!("  {side} with statement {}, more than others do", statement.statement);
        }
    }
    let shared: Vec<String> = report.consensus.agree.iter().map(|shared| shared.statement.to_string()).collect();
    if !shared.is_empty() {
        say!("Most people agree with: {}.", shared.join(", "));
    }
    for note in &notes {
        say!("note: {note}");
    }
    Ok(())
}

/// How a file's vote is to be decided.
struct How<'a> {
    rule: RuleWord,
    increment: Option<&'a str>,
    then_greedily: bool,
    utility: Option<UtilityWord>,
    tie_seed: Option<String>,
}

fn decide_budget(file: &Path, how: How<'_>, json: bool) -> Result<(), Failure> {
    let (name, bytes) = read(file)?;
    let file = pabulib::parse(&name, &bytes).map_err(Failure::new)?;
    let then_greedily = how.then_greedily;
    let rule = match (how.rule, how.increment) {
        (RuleWord::EqualShares, increment) => {
            let increment = increment.map(|typed| file.minor_units(typed)).transpose().map_err(Failure::new)?;
            Rule::EqualShares { increment, then_greedily }
        }
        (_, Some(_)) => return Err(Failure::usage("--increment is for --rule equal-shares only")),
        _ if then_greedily => return Err(Failure::usage("--then-greedily is for --rule equal-shares only")),
        (RuleWord::Greedy, None) => Rule::Greedy,
        (RuleWord::GreedyPerCost, None) => Rule::GreedyPerCost,
    };
    let settings = budgets::Settings {
        rule,
        utility: match how.utility {
            Some(UtilityWord::Cost) => Utility::Cost,
            Some(UtilityWord::Points) => Utility::Points,
            None => file.utility(),
        },
        ties: how.tie_seed.map_or(TieBreak::ById, TieBreak::BySeed),
    };
    let report = budgets::report(&file, &settings).map_err(Failure::new)?;
    if json {
        return print_json(&report);
    }
    say!("{} of {} is spent, on {} projects.", report.spend, report.budget, report.winners.len());
    for project in &report.projects {
        say!(
            "{} {} ({}{}): {}",
            if project.won { "funded    " } else { "not funded" },
            project.id,
            project.name,
            project.score.as_ref().map(|score| format!("; {score} points")).unwrap_or_default(),
            project.why
        );
    }
    for warning in &report.warnings {
        say!("note: {warning}");
    }
    Ok(())
}
