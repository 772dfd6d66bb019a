//! A budget vote as files: the ballots as CSV, and the whole vote in the Pabulib format, from which anybody can work
//! the outcome out again. Ballots stand in an order that follows nothing, and a library that few voters use is left
//! out, so that no line can be laid beside what else is known of a person.
//!
//! A file is written to the disk first, from the record as it is at one moment, and goes out from there: of however many
//! ballots, only the numbers of their responses with their libraries are in memory, because the rows are shuffled. Each
//! download is noted in the record of acts with the fingerprint of the very file.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;

use axum::body::Body;
use axum::http::Method;
use soundings_analysis::budgets::{Exact, decimal};

use super::model::{BallotKind, Budget, Completion};
use super::outcome::{BudgetInputs, SHUFFLE, without_ballots};
use super::rules;
use super::store::filed::{self, LiveVoter};
use crate::audit::store::append;
use crate::consultations::editing::entry;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::rules::stage;
use crate::consultations::store::by_slug;
use crate::db::{DbError, Tx};
use crate::downloads;
use crate::downloads::rows::{self, SheetFeed, SheetFormat, SheetPiece};
use crate::downloads::spreadsheet::{ByteOrderMark, Cell, SheetColumn};
use crate::ids::{ProjectId, ResponseId};
use crate::responses::shuffle::shuffled;
use crate::responses::suppression::named;
use crate::site::{Fault, Page, Path, Visit};

/// How many ballots are read at a time.
pub(super) const AT_ONCE: usize = 1_000;

/// Which of the two files.
#[derive(Clone, Copy, Debug)]
pub(super) enum BudgetFile<'a> {
    /// One row for each ballot, one column for each project.
    Ballots,
    /// The whole vote in the Pabulib format, of a consultation of this name at this stage.
    Pabulib(&'a str, Stage),
}

impl BudgetFile<'_> {
    const fn media_type(self) -> &'static str {
        match self {
            Self::Ballots => "text/csv; charset=utf-8",
            Self::Pabulib(..) => "text/plain; charset=utf-8",
        }
    }

    const fn format(self) -> SheetFormat {
        SheetFormat::Csv(match self {
            // Excel reads Welsh letters only after a byte-order mark.
            Self::Ballots => ByteOrderMark::Yes,
            Self::Pabulib(..) => ByteOrderMark::No,
        })
    }
}

/// `GET /staff/consultations/{slug}/budget/ballots.csv`
pub async fn csv(visit: Visit, method: Method, Path(slug): Path<String>) -> Page {
    let consultation = allowed(&visit, &slug).await?;
    send(&visit, method, &consultation, BudgetFile::Ballots, &format!("{slug}-ballots.csv")).await
}

/// `GET /staff/consultations/{slug}/budget/election.pb`
pub async fn pabulib(visit: Visit, method: Method, Path(slug): Path<String>) -> Page {
    let consultation = allowed(&visit, &slug).await?;
    let file = BudgetFile::Pabulib(&consultation.title, stage(&consultation.dates, visit.now));
    send(&visit, method, &consultation, file, &format!("{slug}.pb")).await
}

async fn allowed(visit: &Visit, slug: &str) -> Result<Consultation, Fault> {
    visit.require_own_wish()?;
    by_slug(&visit.app.db, slug).await?.ok_or(Fault::Missing)
}

/// Makes the file, notes the download, and sends it.
async fn send(visit: &Visit, method: Method, of: &Consultation, file: BudgetFile<'_>, name: &str) -> Page {
    let actor = visit.actor()?;
    if method == Method::HEAD {
        // Whoever only asks what it would be takes nothing away.
        return downloads::send(Body::empty(), file.media_type(), name);
    }
    let app = &visit.app;
    let mut reading = app.db.begin_reading().await?;
    let read = without_ballots(&mut reading, of.id).await?.ok_or(Fault::Missing)?;
    let made = rows::made_by(&app.config.data_dir, file.format(), async |to| {
        feed(&mut reading, (&read, &app.secret), file, AT_ONCE, to).await
    })
    .await?;
    reading.rollback().await?;
    let detail = [("sha256", made.sha256().to_owned())];
    let mut tx = app.db.begin().await?;
    append(&mut tx, &entry(actor, "budget.export", of.id, &detail), visit.now).await?;
    tx.commit().await?;
    made.sent(file.media_type(), name)
}

/// Everybody whose ballot counts, in the order of the file.
struct Voters {
    /// The voters.
    drawn: Vec<LiveVoter>,
    /// The libraries that so few of them use that one of them could give somebody away. Which projects win does not depend
    /// on them.
    left_out: BTreeSet<String>,
}

async fn voters(tx: &mut Tx, (read, secret): (&BudgetInputs, &[u8]), at_once: usize) -> Result<Voters, DbError> {
    let mut all: Vec<LiveVoter> = Vec::new();
    loop {
        let after = all.last().map_or(ResponseId(0), |last| last.response_id);
        let some = filed::voters(&mut *tx, read.budget.id, after, at_once as i64).await?;
        if some.is_empty() {
            break;
        }
        all.extend(some);
    }
    let mut users: BTreeMap<String, u64> = BTreeMap::new();
    for branch in all.iter().filter_map(|voter| read.called(voter.branch_id?)) {
        *users.entry(branch).or_default() += 1;
    }
    let (branches, sizes): (Vec<String>, Vec<u64>) = users.into_iter().unzip();
    let left_out = named(&sizes).together.into_iter().filter_map(|place| branches.get(place).cloned()).collect();
    Ok(Voters { drawn: shuffled(secret, SHUFFLE, all, |voter| voter.response_id), left_out })
}

/// One ballot as a file has it.
struct FiledBallot {
    /// Its number in the file, from 1.
    number: i64,
    /// The library, where it may be named.
    branch: Option<String>,
    /// The places of the projects among those in the vote, each with its points; in order.
    marks: Vec<(usize, i64)>,
}

/// Hands a file over while it is read, so many ballots at a time.
///
/// # Errors
/// When the record cannot be reached.
pub(super) async fn feed(
    tx: &mut Tx,
    (read, secret): (&BudgetInputs, &[u8]),
    file: BudgetFile<'_>,
    at_once: usize,
    to: &SheetFeed,
) -> Result<(), DbError> {
    let Voters { drawn, left_out } = voters(&mut *tx, (read, secret), at_once).await?;
    let begin = match file {
        BudgetFile::Ballots => SheetPiece::Begin { name: "Ballots", columns: columns(read) },
        BudgetFile::Pabulib(title, at) => {
            let supporters = filed::supporters(&mut *tx, read.budget.id).await?.into_iter().collect();
            SheetPiece::Lines(pabulib_head(read, (title, at), drawn.len(), &supporters))
        }
    };
    if to.give(begin).await.is_err() {
        return Ok(());
    }
    let places: HashMap<ProjectId, usize> =
        read.projects.iter().enumerate().map(|(place, project)| (project.id, place)).collect();
    let mut number = 0;
    for some in drawn.chunks(at_once) {
        let mut marks: HashMap<ResponseId, Vec<(usize, i64)>> = HashMap::new();
        for (response, project, points) in filed::marks_of(&mut *tx, some.iter().map(|voter| voter.response_id)).await?
        {
            if let Some(place) = places.get(&project) {
                marks.entry(response).or_default().push((*place, points));
            }
        }
        let some: Vec<FiledBallot> = some
            .iter()
            .map(|voter| {
                number += 1;
                let branch = voter.branch_id.and_then(|branch| read.called(branch));
                FiledBallot {
                    number,
                    branch: branch.filter(|branch| !left_out.contains(branch)),
                    marks: marks.remove(&voter.response_id).unwrap_or_default(),
                }
            })
            .collect();
        let piece = match file {
            BudgetFile::Ballots => SheetPiece::Rows(some.into_iter().map(|ballot| row(read, ballot)).collect()),
            BudgetFile::Pabulib(..) => SheetPiece::Lines(some.iter().map(|ballot| line(read, ballot)).collect()),
        };
        if to.give(piece).await.is_err() {
            break;
        }
    }
    Ok(())
}

fn columns(read: &BudgetInputs) -> Vec<SheetColumn> {
    let column =
        |key: String, label: String, description: &str| SheetColumn { key, label, description: description.to_owned() };
    let meaning = match read.budget.ballot {
        BallotKind::DividePoints => "The points the voter gave to this project; empty for none.",
        _ => "1 if the voter chose this project; empty if not.",
    };
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
    columns.extend(read.projects.iter().map(|project| {
        column(format!("project_{}", project.number), format!("{}. {}", project.number, project.title), meaning)
    }));
    columns
}

/// One ballot as a row: one column for each project in the vote.
fn row(read: &BudgetInputs, ballot: FiledBallot) -> Vec<Cell> {
    let mut row = vec![Cell::Int(ballot.number), ballot.branch.map_or(Cell::Empty, Cell::Text)];
    row.resize(2 + read.projects.len(), Cell::Empty);
    for (place, points) in ballot.marks {
        if let Some(cell) = row.get_mut(2 + place) {
            *cell = Cell::Int(points);
        }
    }
    row
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

/// Everything of a Pabulib file before its ballots. Writing to a string does not fail.
fn pabulib_head(
    read: &BudgetInputs,
    (title, at): (&str, Stage),
    votes: usize,
    supporters: &HashMap<ProjectId, i64>,
) -> String {
    // No ballot is in it yet: the money, the projects with their labels, the limits.
    let election = read.election();
    let budget = &read.budget;
    let kind = if budget.ballot == BallotKind::DividePoints { "cumulative" } else { "approval" };
    let mut file = String::from("META\nkey;value\n");
    let mut meta = |key: &str, value: String| {
        let _ = writeln!(file, "{key};{value}");
    };
    meta("description", quoted(&format!("{title}: {}", budget.title)));
    meta("num_projects", election.projects.len().to_string());
    meta("num_votes", votes.to_string());
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
    for (project, own) in election.projects.iter().zip(&read.projects) {
        let labels = quoted(&project.categories.join(","));
        let votes = supporters.get(&own.id).copied().unwrap_or(0);
        let _ = writeln!(file, "{};{};{};{labels};{votes}", project.id, amount(project.cost), quoted(&project.name));
    }
    let points = budget.ballot == BallotKind::DividePoints;
    file.push_str(if points { "VOTES\nvoter_id;branch;vote;points\n" } else { "VOTES\nvoter_id;branch;vote\n" });
    file
}

/// One ballot as a line of that file.
fn line(read: &BudgetInputs, ballot: &FiledBallot) -> String {
    let id = |place: &usize| read.projects.get(*place).map(|project| rules::id(project.number));
    let named: Vec<String> = ballot.marks.iter().filter_map(|(place, _)| id(place)).collect();
    let branch = quoted(ballot.branch.as_deref().unwrap_or(""));
    let mut line = format!("{};{branch};{}", ballot.number, named.join(","));
    if read.budget.ballot == BallotKind::DividePoints {
        let given: Vec<String> = ballot.marks.iter().map(|(_, points)| points.to_string()).collect();
        let _ = write!(line, ";{}", given.join(","));
    }
    line.push('\n');
    line
}
