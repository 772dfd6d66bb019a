//! The files as they were made when all of it was in memory at once: what those that are written while they are read are
//! compared with, byte by byte.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use soundings_analysis::budgets::{Election, Exact, decimal};

use crate::budgets::files::command;
use crate::budgets::model::BallotKind;
use crate::budgets::outcome::BudgetInputs;
use crate::budgets::rules;
use crate::consultations::model::Stage;
use crate::downloads::spreadsheet::{Cell, Sheet, SheetColumn};
use crate::responses::suppression::named;

/// The vote as the files show it: no ballot names a library that so few voters use that it could give them away. Which
/// projects win does not depend on it.
fn published(read: &BudgetInputs) -> Election {
    let mut election = read.election();
    let mut voters: BTreeMap<String, u64> = BTreeMap::new();
    for branch in election.ballots.iter().filter_map(|ballot| ballot.branch.as_ref()) {
        *voters.entry(branch.clone()).or_default() += 1;
    }
    let (branches, sizes): (Vec<String>, Vec<u64>) = voters.into_iter().unzip();
    let left_out: BTreeSet<&String> = named(&sizes).together.into_iter().map(|place| &branches[place]).collect();
    for ballot in &mut election.ballots {
        ballot.branch = ballot.branch.take().filter(|branch| !left_out.contains(branch));
    }
    election
}

/// One row for each ballot that counts, one column for each project in the vote.
pub(super) fn sheet(read: &BudgetInputs) -> Sheet {
    let column =
        |key: String, label: String, description: &str| SheetColumn { key, label, description: description.to_owned() };
    let mut columns = vec![
        column(
            "ballot".into(),
            "Ballot".into(),
            "The ballots that count, numbered in an order that has nothing to do with who voted or when.",
        ),
        column(
            "branch".into(),
            "Library".into(),
            "The library the person said they use; empty if they gave none, or if fewer than 5 ballots name it.",
        ),
    ];
    let meaning = match read.budget.ballot {
        BallotKind::DividePoints => "The points the voter gave to this project; empty for none.",
        _ => "1 if the voter chose this project; empty if not.",
    };
    columns.extend(read.projects.iter().map(|project| {
        column(format!("project_{}", project.number), format!("{}. {}", project.number, project.title), meaning)
    }));
    let election = published(read);
    let rows = (1_i64..)
        .zip(&election.ballots)
        .map(|(number, ballot)| {
            let mut row = vec![Cell::Int(number), ballot.branch.clone().map_or(Cell::Empty, Cell::Text)];
            row.resize(2 + read.projects.len(), Cell::Empty);
            for choice in &ballot.choices {
                if let Some(cell) = row.get_mut(2 + choice.project) {
                    *cell = Cell::Int(choice.points);
                }
            }
            row
        })
        .collect();
    Sheet { name: "Ballots".to_owned(), columns, rows }
}

/// A text as one field: the file separates fields by semicolons.
fn quoted(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.contains([';', '"']) { format!("\"{}\"", line.replace('"', "\"\"")) } else { line }
}

fn amount(pence: u64) -> String {
    decimal(&Exact::ratio(pence, 1), 2)
}

/// The whole vote in the Pabulib format. Writing to a string does not fail.
pub(super) fn pabulib_file(read: &BudgetInputs, title: &str, at: Stage) -> String {
    let election = published(read);
    let budget = &read.budget;
    let kind = if budget.ballot == BallotKind::DividePoints { "cumulative" } else { "approval" };
    let mut file = String::from("META\nkey;value\n");
    let mut meta = |key: &str, value: String| {
        let _ = writeln!(file, "{key};{value}");
    };
    meta("description", quoted(&format!("{title}: {}", budget.title)));
    meta("num_projects", election.projects.len().to_string());
    meta("num_votes", election.ballots.len().to_string());
    meta("budget", amount(election.budget));
    meta("currency", "GBP".to_owned());
    meta("vote_type", kind.to_owned());
    meta("rule", "equalshares".to_owned());
    match budget.ballot {
        BallotKind::ApproveAny => {}
        BallotKind::ApproveUpTo => meta("max_length", budget.most.to_string()),
        BallotKind::DividePoints => meta("max_sum_points", budget.most.to_string()),
    }
    for (number, cap) in (1..).zip(&election.caps) {
        meta(&format!("cap_{number}"), quoted(&format!("{} {}", amount(cap.limit), cap.category)));
    }
    meta("comment", quoted(&command(budget, at)));
    file.push_str("PROJECTS\nproject_id;cost;name;category;votes\n");
    let mut supporters = vec![0_u64; election.projects.len()];
    for choice in election.ballots.iter().flat_map(|ballot| &ballot.choices) {
        if let Some(count) = supporters.get_mut(choice.project) {
            *count += 1;
        }
    }
    for (project, votes) in election.projects.iter().zip(supporters) {
        let labels = quoted(&project.categories.join(","));
        let _ = writeln!(file, "{};{};{};{labels};{votes}", project.id, amount(project.cost), quoted(&project.name));
    }
    let points = budget.ballot == BallotKind::DividePoints;
    file.push_str(if points { "VOTES\nvoter_id;branch;vote;points\n" } else { "VOTES\nvoter_id;branch;vote\n" });
    let ids: Vec<String> = read.projects.iter().map(|project| rules::id(project.number)).collect();
    for ballot in &election.ballots {
        let named: Vec<&str> =
            ballot.choices.iter().filter_map(|choice| ids.get(choice.project)).map(String::as_str).collect();
        let branch = quoted(ballot.branch.as_deref().unwrap_or(""));
        let _ = write!(file, "{};{branch};{}", ballot.voter, named.join(","));
        if points {
            let given: Vec<String> = ballot.choices.iter().map(|choice| choice.points.to_string()).collect();
            let _ = write!(file, ";{}", given.join(","));
        }
        file.push('\n');
    }
    file
}
