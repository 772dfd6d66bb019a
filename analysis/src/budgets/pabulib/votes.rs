//! The `VOTES` section of a Pabulib file.

use std::collections::HashMap;

use super::amount::Amount;
use super::{MOST_DECIMALS, Notes, Problem, Section, VoteType, field, listed};
use crate::budgets::election::{Ballot, Choice, Project};

/// The ballots, and in which part of a point they count.
pub(super) struct Votes {
    pub ballots: Vec<Ballot>,
    /// Points are in units of `1 / 10^decimals`.
    pub decimals: u32,
}

/// How often something happened, and where first.
#[derive(Default)]
struct Seen {
    times: u64,
    first: usize,
}

impl Seen {
    fn at(&mut self, line: usize) {
        if self.times == 0 {
            self.first = line;
        }
        self.times += 1;
    }
}

/// `ranks` is how many ranks count, if votes are ranked: the first has so many points, the next one fewer.
pub(super) fn read(
    section: &Section,
    vote_type: VoteType,
    ranks: Option<u64>,
    projects: &[Project],
    notes: &mut Notes,
) -> Result<Votes, Problem> {
    let (voter_column, vote_column) = (section.needed_column("voter_id")?, section.needed_column("vote")?);
    let points_column = match vote_type {
        VoteType::Approval => None,
        VoteType::Ordinal => section.column(&["points"]),
        VoteType::Cumulative | VoteType::Scoring => Some(section.needed_column("points")?),
    };
    let branch_column = section.column(&["branch", "neighborhood", "district"]);
    let numbers: HashMap<&str, usize> =
        projects.iter().enumerate().map(|(number, project)| (project.id.as_str(), number)).collect();
    let mut lines: HashMap<&str, usize> = HashMap::new();
    let mut last_seen = vec![0_usize; projects.len()];
    let mut ballots = Vec::with_capacity(section.rows.len());
    let mut given: Vec<(usize, Vec<Amount>)> = Vec::with_capacity(section.rows.len());
    let (mut repeated, mut beyond, mut own_points) = (Seen::default(), Seen::default(), Seen::default());
    for row in section.checked_rows() {
        let row = row?;
        let voter = field(row, voter_column);
        if voter.is_empty() {
            return Err((row.line, "this vote has no voter_id".to_owned()));
        }
        if let Some(first) = lines.insert(voter, row.line) {
            return Err((row.line, format!("the voter {voter} is already on line {first}")));
        }
        let mut amounts = match points_column {
            Some(column) => points(field(row, column)).map_err(|what| (row.line, what))?,
            None => Vec::new(),
        };
        let named = listed(field(row, vote_column)).count();
        let is_given = points_column.is_some() && (vote_type != VoteType::Ordinal || !amounts.is_empty());
        if is_given && amounts.len() != named {
            let counts = format!("{named} projects but points for {}", amounts.len());
            return Err((row.line, format!("this vote names {counts}")));
        }
        let mut choices: Vec<Choice> = Vec::with_capacity(named);
        let mut twice = false;
        for (place, id) in listed(field(row, vote_column)).enumerate() {
            let number = numbers.get(id).copied();
            let project = number.ok_or_else(|| (row.line, format!("there is no project “{id}” to vote for")))?;
            // Rows begin on different lines, and lines count from 1.
            let before = last_seen.get_mut(project).map(|seen| std::mem::replace(seen, row.line));
            if before == Some(row.line) {
                twice = true;
                continue;
            }
            if let Some(amount) = amounts.get(place).copied()
                && let Some(slot) = amounts.get_mut(choices.len())
            {
                // What a repeated project leaves free is filled by those after it.
                *slot = amount;
            }
            choices.push(Choice { project, points: 1 });
        }
        amounts.truncate(choices.len());
        if twice {
            repeated.at(row.line);
        }
        if let Some(ranks) = ranks {
            if is_given {
                own_points.at(row.line);
            } else {
                amounts = (0..choices.len() as u64).map(|place| Amount::whole(ranks.saturating_sub(place))).collect();
                if choices.len() as u64 > ranks {
                    beyond.at(row.line);
                }
            }
        }
        given.push((row.line, amounts));
        let branch = branch_column.map(|column| field(row, column)).filter(|branch| !branch.is_empty());
        ballots.push(Ballot { voter: voter.to_owned(), branch: branch.map(str::to_owned), choices });
    }
    // Points with decimals are counted in the finest part anybody used, so that they stay whole and comparable.
    let decimals = given.iter().flat_map(|(_, amounts)| amounts).map(|amount| amount.decimals).max().unwrap_or(0);
    for (ballot, (line, amounts)) in ballots.iter_mut().zip(given) {
        for (choice, amount) in ballot.choices.iter_mut().zip(amounts) {
            choice.points = amount.scaled(decimals).ok_or_else(|| (line, "too many points to count".to_owned()))?;
        }
    }
    note_repeats(&repeated, points_column.is_some(), ranks.is_some(), notes);
    if let Some(ranks) = ranks {
        if own_points.times < ballots.len() as u64 {
            let ranked = format!("ranks count as points: a first choice has {ranks}, each one after it one fewer");
            notes.push((section.heading.line, ranked));
        }
        if own_points.times > 0 {
            let which = votes(own_points.times, "gives", "give");
            notes.push((own_points.first, format!("{which} points beside the ranks; those count")));
        }
        if beyond.times > 0 {
            let which = votes(beyond.times, "ranks", "rank");
            notes.push((beyond.first, format!("{which} more than {ranks} projects; what comes after has no points")));
        }
    }
    Ok(Votes { ballots, decimals })
}

fn note_repeats(repeated: &Seen, has_points: bool, ranked: bool, notes: &mut Notes) {
    if repeated.times == 0 {
        return;
    }
    let how = match (has_points, ranked) {
        (true, _) => ", with the points of its first mention",
        (false, true) => ", at its first mention, and those after it move up",
        (false, false) => "",
    };
    let which = votes(repeated.times, "names a project more than once", "name a project more than once");
    notes.push((repeated.first, format!("{which}; it counts once{how}")));
}

/// “1 vote names”, “3 votes, this the first, name”.
pub(super) fn votes(times: u64, one: &str, many: &str) -> String {
    if times == 1 { format!("1 vote {one}") } else { format!("{times} votes, this the first, {many}") }
}

fn points(text: &str) -> Result<Vec<Amount>, String> {
    listed(text)
        .map(|text| {
            let amount = Amount::read(text).filter(|amount| amount.decimals <= MOST_DECIMALS);
            amount.ok_or_else(|| format!("“{text}” is not a number of points"))
        })
        .collect()
}
