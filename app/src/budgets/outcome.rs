//! What a budget vote comes to: read from the record, decided by both rules, and kept until something changes.
//!
//! Deciding a large vote takes a while, so it is done beside the threads that answer requests. A page never waits
//! long for it: while people vote it shows the last one and says from when it is, and that is not worked out again before
//! some seconds are over; once nobody votes any more it shows none but the final one.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use soundings_analysis::budgets::{Ballot, Cap as Limit, Choice, Election, Outcome, Project as Votable, decide};

use super::model::{Budget, Cap, Caps, Project, ProjectState};
use super::store::ballots::LiveMark;
use super::{rules, store};
use crate::App;
use crate::branches::model::BranchName;
use crate::consultations::model::Stage;
use crate::db::{DbError, On};
use crate::ids::{BranchId, BudgetId, ConsultationId};
use crate::responses::shuffle::shuffled;
use crate::responses::suppression;
use crate::site::Fault;
use crate::site::app::Warm;
use crate::site::cached_awhile::{self, CachedAwhile, Looked, Looking};
use crate::time::Time;

/// Up to so many ballots are decided while the page waits.
const FEW: i64 = 2_000;

/// A project that was voted on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entered {
    /// Its number.
    pub number: i64,
    /// What it is called.
    pub title: String,
    /// What it costs, in pence.
    pub pence: i64,
    /// What kind of thing it is.
    pub category: String,
    /// The library it is for.
    pub branch: Option<String>,
}

/// What a budget vote comes to.
#[derive(Clone, Debug)]
pub struct BudgetOutcome {
    /// The budget vote as it was set up.
    pub budget: Budget,
    /// When the ballots were read.
    pub at: Time,
    /// The projects in the vote, by number; outcomes name them by their place here.
    pub projects: Vec<Entered>,
    /// By equal shares.
    pub shares: Outcome,
    /// By most votes.
    pub greedy: Outcome,
    /// How many voters of each library got something, by name; voters who named none last.
    pub branches: Vec<BranchCount>,
}

/// How many voters of a library got at least one project they chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BranchCount {
    /// The library's name.
    pub label: String,
    /// How many voted.
    pub voters: u64,
    /// How many got something by equal shares.
    pub by_shares: u64,
    /// How many got something by most votes.
    pub by_votes: u64,
}

/// Everything a budget vote is decided from.
pub struct BudgetInputs {
    /// As it was set up.
    pub budget: Budget,
    /// The projects in the vote, by number.
    pub projects: Vec<Project>,
    /// Its limits.
    pub caps: Vec<Cap>,
    /// The marks that count, ballot by ballot, in an order that follows nothing but the installation's secret: so the
    /// ballots of a file cannot be laid beside what else is known of who took part when.
    pub marks: Vec<LiveMark>,
    /// Every library.
    pub branches: Vec<BranchName>,
}

/// Reads everything a budget vote is decided from.
///
/// # Errors
/// [`Fault::Missing`] when the consultation has none.
pub async fn read(app: &App, consultation: ConsultationId) -> Result<BudgetInputs, Fault> {
    let db = &app.db;
    // First, so that an outcome never says that it has seen more than it has.
    let mut read = without_ballots(db, consultation).await?.ok_or(Fault::Missing)?;
    // Each ballot in one piece, its marks in the order of the projects.
    let marks = store::ballots::live(db, read.budget.id).await?;
    read.marks = shuffled(&app.secret, SHUFFLE, marks, |mark| mark.response_id);
    Ok(read)
}

/// What the order of ballots is drawn for, in the outcome and in every file.
pub const SHUFFLE: &str = "budget ballot";

/// The same without a ballot; none when the consultation has no budget vote.
///
/// # Errors
/// When the record cannot be reached.
pub async fn without_ballots(
    on: impl Into<On<'_>>,
    consultation: ConsultationId,
) -> Result<Option<BudgetInputs>, DbError> {
    let mut on = on.into();
    let Some(budget) = store::of(on.again(), consultation).await? else { return Ok(None) };
    let mut projects = store::in_vote(on.again(), budget.id).await?;
    projects.retain(|project| project.state == ProjectState::Entered);
    let caps = store::caps(on.again(), budget.id).await?;
    let branches = store::libraries(on).await?;
    Ok(Some(BudgetInputs { budget, projects, caps, marks: Vec::new(), branches }))
}

impl BudgetInputs {
    /// What a library is called in this vote: its name, told apart where two share one.
    pub fn called(&self, branch: BranchId) -> Option<String> {
        // A comma separates the labels of a project in the files, and white space is not told apart there.
        let plain = |name: &str| name.replace([',', ';'], " ").split_whitespace().collect::<Vec<_>>().join(" ");
        let own = self.branches.iter().find(|known| known.id == branch)?;
        let name = plain(&own.name);
        let shared = self.branches.iter().any(|other| other.id != branch && plain(&other.name) == name);
        Some(if shared { format!("{name} ({})", own.slug) } else { name })
    }

    /// The labels of a project: its library where libraries have limits, its category otherwise.
    fn labels(&self, project: &Project, categories: &[String]) -> Vec<String> {
        let label = match self.budget.caps {
            Caps::Branch => project.branch_id.and_then(|branch| self.called(branch)),
            Caps::None | Caps::Category => {
                Some(rules::spelled(&project.category, categories)).filter(|category| !category.is_empty())
            }
        };
        label.into_iter().collect()
    }

    /// The vote as the mathematics takes it.
    pub fn election(&self) -> Election {
        let whole = |pence: i64| u64::try_from(pence).unwrap_or(0);
        let places: HashMap<_, usize> =
            self.projects.iter().enumerate().map(|(place, project)| (project.id, place)).collect();
        let mut ballots: Vec<Ballot> = Vec::new();
        let mut before = None;
        for mark in &self.marks {
            // A project that entered between two readings counts the next time.
            let Some(place) = places.get(&mark.project_id) else { continue };
            if before != Some(mark.response_id) {
                before = Some(mark.response_id);
                let branch = mark.branch_id.and_then(|branch| self.called(branch));
                ballots.push(Ballot { voter: (ballots.len() + 1).to_string(), branch, choices: Vec::new() });
            }
            if let Some(ballot) = ballots.last_mut() {
                ballot.choices.push(Choice { project: *place, points: mark.points });
            }
        }
        // However limits and projects spell a category, it is one: the mathematics compares letter by letter.
        let named = self.caps.iter().map(|cap| &cap.category).chain(self.projects.iter().map(|one| &one.category));
        let categories = rules::once(named.filter(|category| !category.is_empty()));
        let mut caps: Vec<Limit> = Vec::new();
        for cap in &self.caps {
            let category = match cap.branch_id {
                Some(branch) => self.called(branch),
                None => Some(rules::spelled(&cap.category, &categories)),
            };
            let (Some(category), limit) = (category, whole(cap.pence)) else { continue };
            match caps.iter_mut().find(|known| known.category == category) {
                // Two limits for the same: the lower holds.
                Some(known) => known.limit = known.limit.min(limit),
                None => caps.push(Limit { category, limit }),
            }
        }
        Election {
            budget: whole(self.budget.total),
            projects: self
                .projects
                .iter()
                .map(|project| Votable {
                    id: rules::id(project.number),
                    name: project.title.clone(),
                    cost: whole(project.cost()),
                    categories: self.labels(project, &categories),
                })
                .collect(),
            caps,
            ballots,
            ..Election::default()
        }
    }
}

fn decide_both(read: BudgetInputs, at: Time) -> Result<BudgetOutcome, soundings_analysis::budgets::ElectionError> {
    let election = read.election();
    let mut shares = decide(&election, &rules::equal_shares(&read.budget))?;
    let greedy = decide(&election, &rules::greedy(&read.budget))?;
    if let Some(shares) = &mut shares.shares {
        // Voter by voter: nobody is shown that, so it is not kept.
        shares.purses.clear();
        shares.purse_of_ballot.clear();
    }
    let mut branches: BTreeMap<(bool, String), BranchCount> = BTreeMap::new();
    for (by_shares, counted) in [(true, &shares.coverage), (false, &greedy.coverage)] {
        for count in &counted.by_branch {
            let label = count.branch.clone().unwrap_or_else(|| suppression::NO_LIBRARY.to_owned());
            let row = branches.entry((count.branch.is_none(), label.clone())).or_insert_with(|| BranchCount {
                label,
                voters: count.voters,
                by_shares: 0,
                by_votes: 0,
            });
            if by_shares {
                row.by_shares = count.with_funded;
            } else {
                row.by_votes = count.with_funded;
            }
        }
    }
    let projects = read
        .projects
        .into_iter()
        .map(|project| Entered {
            number: project.number,
            pence: project.cost(),
            title: project.title,
            category: project.category,
            branch: project.branch,
        })
        .collect();
    Ok(BudgetOutcome { budget: read.budget, at, projects, shares, greedy, branches: branches.into_values().collect() })
}

/// Reads and decides a budget vote, the deciding beside the threads that answer requests.
///
/// # Errors
/// When the record cannot be reached.
pub async fn work_out(app: &App, consultation: ConsultationId, at: Time) -> Result<Arc<BudgetOutcome>, Fault> {
    let read = read(app, consultation).await?;
    let decided = tokio::task::spawn_blocking(move || decide_both(read, at)).await.map_err(Fault::broken)?;
    decided.map(Arc::new).map_err(Fault::broken)
}

/// What a library's voters got, as it may be published: nobody is given away by a row or by subtraction. Empty when there is
/// nothing to compare.
pub fn published(branches: &[BranchCount]) -> Vec<BranchCount> {
    suppression::published(
        branches,
        |branch| branch.voters,
        |few, joined| BranchCount {
            label: if joined { OTHERS } else { FEW_VOTERS }.to_owned(),
            voters: few.iter().map(|branch| branch.voters).sum(),
            by_shares: few.iter().map(|branch| branch.by_shares).sum(),
            by_votes: few.iter().map(|branch| branch.by_votes).sum(),
        },
    )
}

/// What stands for the libraries with too few voters.
pub const FEW_VOTERS: &str = "Libraries with 1 to 4 voters: too few to show one by one";
/// The same, when a larger library had to join them.
pub const OTHERS: &str = "All other libraries: too few voters to show one by one";

/// What a page can show.
pub type ShownOutcome = cached_awhile::CachedValue<Arc<BudgetOutcome>>;

/// Whether so few people voted that nothing of it is shown.
pub fn is_of_too_few(found: &ShownOutcome, at: Stage) -> bool {
    match found {
        ShownOutcome::Now(decided) | ShownOutcome::Earlier(decided) => {
            suppression::few_voters(decided.shares.coverage.voters, at).is_some()
        }
        ShownOutcome::Pending => false,
    }
}

/// Outcomes by budget vote, each kept until something it depends on changes; while people vote, for some seconds more.
pub struct Outcomes(CachedAwhile<BudgetId, Arc<BudgetOutcome>>);

impl Warm for Outcomes {
    fn open(app: &App) -> Self {
        Self(CachedAwhile::new(app.config.parts_cache))
    }
}

impl Outcomes {
    /// The outcome of a budget vote, as fresh as it can be had without a long wait. While it is `open` it may be some
    /// seconds old; once nobody votes any more it has seen every ballot. However many ask at once, it is worked out for
    /// one of them.
    ///
    /// # Errors
    /// When it cannot be worked out, or could not a few seconds ago. While it is open an older outcome is given instead.
    pub async fn of(&self, app: &App, budget: &Budget, open: bool) -> Result<ShownOutcome, Fault> {
        let looking = Looking { changes: budget.changes, open };
        // A project that was withdrawn must go at once, and one that entered must come.
        let stands = async |known: &Arc<BudgetOutcome>| {
            let standing = store::entered(&app.db, budget.id).await?;
            let shown = known.projects.iter().map(|project| (project.number, project.title.as_str(), project.pence));
            Ok(shown.eq(standing.iter().map(|(number, title, pence)| (*number, title.as_str(), *pence))))
        };
        let todo = match self.0.look(budget.id, looking, app.clock.now(), stands).await? {
            Looked::Done(found) => return found,
            Looked::ToDo(todo) => todo,
        };
        let (app, consultation) = (app.clone(), budget.consultation_id);
        let few = store::ballots::count(&app.db, budget.id).await? <= FEW;
        let clock = app.clone();
        let now = move || clock.clock.now();
        let work = async move {
            let decided = work_out(&app, consultation, app.clock.now()).await?;
            Ok((decided.budget.changes, decided))
        };
        if few { todo.at_once(now, work).await } else { todo.beside(now, work).await }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn branch(label: &str, voters: u64, by_shares: u64, by_votes: u64) -> BranchCount {
        BranchCount { label: label.to_owned(), voters, by_shares, by_votes }
    }

    #[test]
    fn small_libraries_are_put_together_and_cannot_be_found_by_subtraction() {
        let rows = published(&[branch("Central", 40, 30, 20), branch("Quay", 3, 1, 1), branch("Hill", 9, 9, 2)]);
        // Three alone would be what is missing from the total: so the smallest of the others joins them.
        assert_eq!(rows, [branch("Central", 40, 30, 20), branch(OTHERS, 12, 10, 3)]);
        let rows = published(&[branch("Central", 40, 30, 20), branch("Quay", 3, 1, 1), branch("Hill", 2, 2, 0)]);
        assert_eq!(rows, [branch("Central", 40, 30, 20), branch(FEW_VOTERS, 5, 3, 1)]);
        assert_eq!(published(&[branch("Central", 40, 30, 20), branch("Quay", 3, 1, 1)]), []);
        assert_eq!(published(&[branch("Quay", 3, 1, 1)]), []);
        assert_eq!(published(&[branch("Central", 40, 30, 20), branch("Quay", 0, 0, 0)]), []);
        assert_eq!(published(&[]), []);
    }
}
