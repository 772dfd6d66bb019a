//! A budget vote as files: the ballots as CSV, and the whole vote in the Pabulib format, from which anybody can work
//! the outcome out again. Ballots stand in an order that follows nothing, and a library that few voters use is left
//! out, so that no line can be laid beside what else is known of a person. Each download is noted in the record of acts with the fingerprint of the very file.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use sha2::{Digest, Sha256};
use soundings_analysis::budgets::{Election, Exact, decimal};

use super::model::{BallotKind, Budget, Completion};
use super::outcome::{BudgetInputs, read};
use super::rules;
use crate::audit::store::append;
use crate::consultations::editing::entry;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::rules::stage;
use crate::consultations::store::by_slug;
use crate::db::taking_time;
use crate::downloads;
use crate::downloads::spreadsheet;
use crate::downloads::spreadsheet::{ByteOrderMark, Cell, Sheet, SheetColumn};
use crate::responses::suppression::named;
use crate::site::{Fault, Page, Path, Visit};

/// `GET /staff/consultations/{slug}/budget/ballots.csv`
pub async fn csv(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = allowed(&visit, &slug).await?;
    let read = taking_time(read(&visit.app, consultation.id)).await?;
    let file = tokio::task::spawn_blocking(move || spreadsheet::csv(&sheet(&read), ByteOrderMark::Yes))
        .await
        .map_err(Fault::broken)?;
    send(&visit, &consultation, file, "text/csv; charset=utf-8", &format!("{slug}-ballots.csv")).await
}

/// `GET /staff/consultations/{slug}/budget/election.pb`
pub async fn pabulib(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = allowed(&visit, &slug).await?;
    let read = taking_time(read(&visit.app, consultation.id)).await?;
    let (title, at) = (consultation.title.clone(), stage(&consultation.dates, visit.now));
    let file = tokio::task::spawn_blocking(move || pabulib_file(&read, &title, at)).await.map_err(Fault::broken)?;
    let name = format!("{slug}.pb");
    send(&visit, &consultation, file.into_bytes(), "text/plain; charset=utf-8", &name).await
}

async fn allowed(visit: &Visit, slug: &str) -> Result<Consultation, Fault> {
    visit.require_own_wish()?;
    by_slug(&visit.app.db, slug).await?.ok_or(Fault::Missing)
}

/// Notes the download, and sends the file.
async fn send(visit: &Visit, consultation: &Consultation, file: Vec<u8>, kind: &'static str, name: &str) -> Page {
    let actor = visit.actor()?;
    let detail = [("sha256", hex::encode(Sha256::digest(&file)))];
    let mut tx = visit.app.db.begin().await?;
    append(&mut tx, &entry(actor, "budget.export", consultation.id, &detail), visit.now).await?;
    tx.commit().await?;
    downloads::send(file, kind, name)
}

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
fn sheet(read: &BudgetInputs) -> Sheet {
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

/// How `soundings analyse budget` has to be asked to come to the same outcome; once it is over, with the seed of the lot.
pub fn command(budget: &Budget, at: Stage) -> String {
    let mut command = "soundings analyse budget FILE.pb --rule equal-shares".to_owned();
    if budget.completion != Completion::None {
        command.push_str(" --increment 0.01");
    }
    if budget.completion == Completion::RaiseThenGreedy {
        command.push_str(" --then-greedily");
    }
    if budget.ballot == BallotKind::DividePoints {
        command.push_str(" --utility points");
    }
    if let Some(seed) = rules::seed(budget, at) {
        let _ = write!(command, " --tie-seed {seed}");
    }
    command
}

/// The whole vote in the Pabulib format. Writing to a string does not fail.
pub fn pabulib_file(read: &BudgetInputs, title: &str, at: Stage) -> String {
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
