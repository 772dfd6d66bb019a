//! Reads budget votes in the Pabulib format, in which cities publish their real ones (pabulib.org/format).
//!
//! A `.pb` file is text in three sections, `META`, `PROJECTS` and `VOTES`, each with a heading row and fields separated
//! by `;`. All four vote types are read: approval (and its older name `choose-1`), ordinal, cumulative and scoring.
//!
//! What is decided here, beyond the format:
//! * Byte-order marks, Windows line endings and spaces around fields are fine. Anything that is not UTF-8 is an error.
//! * Costs and budgets may have decimals, with a point or a comma. They become whole minor units of
//!   `1 / 10^decimals`, with two decimals unless the file needs more (up to six).
//! * A budget of nothing is read (nothing will be funded); a negative one is an error. So is a project that costs
//!   nothing or less, a project or voter id given twice, a vote for an unknown project, and a row with more or fewer
//!   fields than its heading.
//! * A voter who chose nothing still counts as a voter. A file without voters is read: nothing will be funded.
//! * A vote that names a project twice counts for it once, with a note.
//! * Ranks count as points: with `max_length` 4, a first choice has 4, a second 3, and so on, as Kraków counts them.
//!   Where `max_length` is missing it is the number of projects, as the format says. A ranked vote that gives its
//!   points itself has those.
//! * The file's own limits on ballots (`max_length` and so on) are not enforced: the votes were accepted by the city.
//!   If a vote breaks one, that is noted.
//! * Limits on what may win are read (`limits`): amounts for each category or neighbourhood, and the least score.
//!   What of that kind cannot be honoured is noted.
//! * Counts in `META` that differ from the rows found are noted, as files cut short would otherwise pass unseen.
//! * Soundings writes limits on categories as rows of `META`, `cap_1;12000 Books`, and they are read from there.
//! * A voter's branch is taken from the first column called `branch`, `neighborhood` or `district`.
//!
//! Nothing here calls itself, and what is kept grows with the file and no faster, so no small file can ask for much.

mod amount;
mod limits;
mod rows;
mod votes;

use std::collections::{HashMap, HashSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use self::amount::Amount;
use self::rows::{Row, UnclosedQuote, rows};
use super::election::{Cap, Election, Project};
use super::electorate::Utility;

/// How people voted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VoteType {
    /// Ticks: `approval`.
    Approval,
    /// Projects in order, the best first: `ordinal`.
    Ordinal,
    /// Points from a sum that each voter shares out: `cumulative`.
    Cumulative,
    /// Points for each project by itself: `scoring`.
    Scoring,
}

/// A file, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PabulibFile {
    /// The display name given to [`parse`].
    pub name: String,
    /// The keys and values of the `META` section, in their order.
    pub meta: Vec<(String, String)>,
    /// How people voted.
    pub vote_type: VoteType,
    /// Money is in units of `1 / 10^decimals` of the file's own unit.
    pub election: Election,
    /// How many decimals the file’s amounts have; minor units are the last of them.
    pub decimals: u32,
    /// Points are in units of `1 / 10^point_decimals` of the file's own.
    pub point_decimals: u32,
    /// How the file was understood where that is not plain: what is odd, what is passed over, what counts how.
    pub warnings: Vec<String>,
}

impl PabulibFile {
    /// What a funded project is worth to a supporter unless somebody asks for something else: the points on ballots
    /// that give points or ranks, its cost on the others.
    pub fn utility(&self) -> Utility {
        if self.vote_type == VoteType::Approval { Utility::Cost } else { Utility::Points }
    }

    /// An amount in the file's own unit (`1`, `0.50`) in minor units; the error says what is wrong with it.
    pub fn minor_units(&self, amount: &str) -> Result<u64, String> {
        let read = Amount::read(amount).ok_or_else(|| format!("“{amount}” is not an amount of money"))?;
        let minor = read.scaled(self.decimals).and_then(|minor| u64::try_from(minor).ok());
        minor.ok_or_else(|| {
            if read.is_negative() {
                format!("{amount} is less than nothing")
            } else if read.decimals > self.decimals {
                format!("{amount} has more than {} decimals", self.decimals)
            } else {
                format!("{amount} is too much money to count")
            }
        })
    }
}

/// What is wrong with a file, and where. `Display` gives one line: `FILE.pb line 17: …`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PabulibError {
    /// The file’s name.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    /// What is wrong, in a sentence.
    pub problem: String,
}

impl fmt::Display for PabulibError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} line {}: {}", self.file, self.line, self.problem)
    }
}

impl std::error::Error for PabulibError {}

const FEWEST_DECIMALS: u32 = 2;
const MOST_DECIMALS: u32 = 6;

/// Where and what; the file's name is added at the end.
type Problem = (usize, String);
/// The same for what is worth knowing and no mistake.
type Notes = Vec<(usize, String)>;

/// Reads a file's bytes. `name` is only used in messages.
pub fn parse(name: &str, bytes: &[u8]) -> Result<PabulibFile, PabulibError> {
    read(name, bytes).map_err(|(line, problem)| PabulibError { file: name.to_owned(), line, problem })
}

fn read(name: &str, bytes: &[u8]) -> Result<PabulibFile, Problem> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = 1 + good.iter().filter(|byte| **byte == b'\n').count();
        (line, "this is not UTF-8 text; save the file as UTF-8".to_owned())
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let rows = rows(text).map_err(|UnclosedQuote { line }| (line, "a quotation mark is never closed".to_owned()))?;
    if rows.is_empty() {
        return Err((1, "the file is empty".to_owned()));
    }
    let last_line = rows.last().map_or(1, |row| row.line);
    let [meta, projects, votes] = sections(rows)?;
    let need = |section: Option<Section>, name: &str| {
        section.ok_or_else(|| (last_line, format!("the file ends without a {name} section")))
    };
    let meta = read_meta(need(meta, "META")?)?;
    let (projects, votes) = (need(projects, "PROJECTS")?, need(votes, "VOTES")?);

    let vote_type = match meta.required("vote_type")? {
        (_, "approval" | "choose-1") => VoteType::Approval,
        (_, "ordinal") => VoteType::Ordinal,
        (_, "cumulative") => VoteType::Cumulative,
        (_, "scoring") => VoteType::Scoring,
        (line, other) => {
            let known = "it must be approval, ordinal, cumulative or scoring";
            return Err((line, format!("the vote_type “{other}” is unknown: {known}")));
        }
    };
    let (budget_line, budget) = meta.required("budget")?;
    let budget = money(budget_line, "budget", budget)?;
    let (list, costs) = read_projects(&projects)?;
    let caps = read_caps(&meta)?;
    let mut notes = Vec::new();
    let limits = limits::read(&meta, &projects, &list, &mut notes);
    let amounts = costs.iter().map(|(_, cost)| cost).chain(caps.iter().map(|(_, limit, _)| limit)).chain([&budget]);
    let amounts = amounts.chain(limits.caps.iter().map(|cap| &cap.limit));
    let most_decimals = amounts.map(|amount| amount.decimals).max().unwrap_or(0);
    let decimals = most_decimals.max(FEWEST_DECIMALS);
    let scaled = |line: usize, amount: Amount| {
        amount
            .scaled(decimals)
            .and_then(|minor| u64::try_from(minor).ok())
            .ok_or((line, "this is too much money to count".to_owned()))
    };
    let mut election = Election { budget: scaled(budget_line, budget)?, projects: list, ..Election::default() };
    for (project, (line, cost)) in election.projects.iter_mut().zip(costs) {
        project.cost = scaled(line, cost)?;
    }
    for (line, limit, category) in caps {
        election.caps.push(Cap { category, limit: scaled(line, limit)? });
    }
    if !limits.caps.is_empty() {
        let sums = limits.caps.iter().map(|cap| scaled(cap.line, cap.limit)).collect::<Result<Vec<u64>, _>>()?;
        limits::enter(&mut election, limits.caps.into_iter().zip(sums).collect());
    }
    let ranks = (vote_type == VoteType::Ordinal).then(|| limits::ranks(&meta, election.projects.len(), &mut notes));
    let read = votes::read(&votes, vote_type, ranks, &election.projects, &mut notes)?;
    (election.ballots, election.least_score) = (read.ballots, limits::least_score(&meta, read.decimals, &mut notes));
    limits::broken_by_votes(&meta, &election, ranks.is_some(), (decimals, read.decimals), &mut notes);
    // Every line has been checked; what is left are sums over the whole file.
    election.check().map_err(|error| (last_line, error.to_string()))?;

    for (key, found) in [("num_projects", election.projects.len()), ("num_votes", election.ballots.len())] {
        if let Some((line, stated)) = meta.optional(key)
            && stated.parse() != Ok(found)
        {
            notes.push((line, format!("{key} is {stated}, but the file has {found}")));
        }
    }
    if vote_type != VoteType::Approval {
        limits::own_scores(&projects, &election, read.decimals, &mut notes);
    }
    limits::passed_over(&meta, &mut notes);
    notes.sort();
    Ok(PabulibFile {
        name: name.to_owned(),
        meta: meta.0.into_iter().map(|(_, key, value)| (key, value)).collect(),
        vote_type,
        election,
        decimals,
        point_decimals: read.decimals,
        warnings: notes.into_iter().map(|(line, note)| format!("{name} line {line}: {note}")).collect(),
    })
}

/// The rows of one section below its heading row.
struct Section {
    heading: Row,
    rows: Vec<Row>,
}

impl Section {
    fn column(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.heading.fields.iter().position(|field| field.eq_ignore_ascii_case(name)))
    }

    fn needed_column(&self, name: &str) -> Result<usize, Problem> {
        self.column(&[name]).ok_or_else(|| (self.heading.line, format!("the heading has no column “{name}”")))
    }

    /// The rows, each checked to have as many fields as the heading.
    fn checked_rows(&self) -> impl Iterator<Item = Result<&Row, Problem>> {
        let columns = self.heading.fields.len();
        self.rows.iter().map(move |row| {
            if row.fields.len() == columns {
                return Ok(row);
            }
            Err((row.line, format!("this row has {} fields, but its heading names {columns}", row.fields.len())))
        })
    }
}

fn field(row: &Row, column: usize) -> &str {
    row.fields.get(column).map_or("", String::as_str)
}

fn sections(rows: Vec<Row>) -> Result<[Option<Section>; 3], Problem> {
    let names = ["META", "PROJECTS", "VOTES"];
    let mut found: [Option<Section>; 3] = [None, None, None];
    let mut current: Option<usize> = None;
    let mut rows = rows.into_iter();
    while let Some(row) = rows.next() {
        let title = match row.fields.as_slice() {
            [first, rest @ ..] if rest.iter().all(String::is_empty) => first.as_str(),
            _ => "",
        };
        if let Some(place) = names.iter().position(|name| name.eq_ignore_ascii_case(title)) {
            let heading = rows.next().ok_or_else(|| (row.line, format!("the {title} section has no heading row")))?;
            if let Some(slot) = found.get_mut(place)
                && slot.replace(Section { heading, rows: Vec::new() }).is_some()
            {
                return Err((row.line, format!("there is a second {title} section")));
            }
            current = Some(place);
        } else if let Some(section) = current.and_then(|place| found.get_mut(place)).and_then(Option::as_mut) {
            section.rows.push(row);
        } else {
            return Err((row.line, "the file must begin with a line that says META".to_owned()));
        }
    }
    Ok(found)
}

struct Meta(Vec<(usize, String, String)>);

impl Meta {
    fn optional(&self, key: &str) -> Option<(usize, &str)> {
        self.0.iter().find(|(_, name, _)| name == key).map(|(line, _, value)| (*line, value.as_str()))
    }

    fn required(&self, key: &str) -> Result<(usize, &str), Problem> {
        let line = self.0.last().map_or(1, |(line, _, _)| *line);
        self.optional(key).ok_or_else(|| (line, format!("the META section has no “{key}”")))
    }
}

fn read_meta(section: Section) -> Result<Meta, Problem> {
    let mut entries: Vec<(usize, String, String)> = Vec::new();
    let mut seen = HashSet::new();
    for row in section.rows {
        let mut fields = row.fields.into_iter();
        let (Some(key), Some(value)) = (fields.next(), fields.next()) else {
            return Err((row.line, "a row of the META section needs a key and a value".to_owned()));
        };
        let key = key.to_lowercase();
        if !seen.insert(key.clone()) {
            return Err((row.line, format!("“{key}” is given twice")));
        }
        entries.push((row.line, key, value));
    }
    Ok(Meta(entries))
}

fn money(line: usize, what: &str, text: &str) -> Result<Amount, Problem> {
    let amount = Amount::read(text).ok_or_else(|| (line, format!("the {what} “{text}” is not an amount of money")))?;
    if amount.is_negative() {
        return Err((line, format!("the {what} {text} is less than nothing")));
    }
    if amount.decimals > MOST_DECIMALS {
        return Err((line, format!("the {what} {text} has more than {MOST_DECIMALS} decimals")));
    }
    Ok(amount)
}

/// The limits on categories: the line each stands on, the limit and the category.
fn read_caps(meta: &Meta) -> Result<Vec<(usize, Amount, String)>, Problem> {
    (meta.0.iter().filter(|(_, key, _)| key.starts_with("cap_")))
        .map(|(line, key, value)| {
            let (limit, category) = value.split_once(' ').ok_or_else(|| {
                (*line, format!("the limit “{key}” needs an amount and a category, such as 12000 Books"))
            })?;
            Ok((*line, money(*line, key, limit)?, category.trim().to_owned()))
        })
        .collect()
}

/// The line a cost stands on, and the cost.
type CostLine = (usize, Amount);

/// The projects, their costs still to be filled in, and the costs with their lines.
fn read_projects(section: &Section) -> Result<(Vec<Project>, Vec<CostLine>), Problem> {
    let (id_column, cost_column) = (section.needed_column("project_id")?, section.needed_column("cost")?);
    let (name_column, category_column) = (section.column(&["name"]), section.column(&["category", "categories"]));
    let (mut projects, mut costs) = (Vec::new(), Vec::new());
    let mut lines: HashMap<&str, usize> = HashMap::new();
    for row in section.checked_rows() {
        let row = row?;
        let id = field(row, id_column);
        if id.is_empty() {
            return Err((row.line, "this project has no project_id".to_owned()));
        }
        if let Some(first) = lines.insert(id, row.line) {
            return Err((row.line, format!("the project {id} is already on line {first}")));
        }
        let cost = money(row.line, "cost", field(row, cost_column))?;
        if cost.is_zero() {
            return Err((row.line, format!("the project {id} costs nothing: every project needs a cost")));
        }
        let labels = category_column.map_or("", |column| field(row, column)).split(',').map(str::trim);
        projects.push(Project {
            id: id.to_owned(),
            name: name_column.map_or("", |column| field(row, column)).to_owned(),
            cost: 0,
            categories: labels.filter(|label| !label.is_empty()).map(str::to_owned).collect(),
        });
        costs.push((row.line, cost));
    }
    Ok((projects, costs))
}

fn listed(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty())
}
