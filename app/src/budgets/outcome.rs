//! What a budget vote comes to: read from the record, decided by both rules, and kept until something changes.
//!
//! Deciding a large vote takes a while, so it is done beside the threads that answer requests. A page never waits
//! long for it: while people vote it shows the last one and says from when it is, and that is not worked out again before
//! some seconds are over; once nobody votes any more it shows none but the final one.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sha2::{Digest, Sha256};
use soundings_analysis::budgets::{Ballot, Cap as Limit, Choice, Election, Outcome, Project as Votable, decide};

use super::model::{Budget, Cap, Caps, Project, State};
use super::store::ballots::LiveMark;
use super::{rules, store};
use crate::App;
use crate::branches::model::BranchName;
use crate::consultations::showing::is_fresh;
use crate::ids::{BranchId, BudgetId, ConsultationId, ResponseId};
use crate::responses::suppression::FEWEST_FOR_A_LIBRARY;
use crate::site::Fault;
use crate::site::app::Warm;
use crate::time::Time;

/// Up to so many ballots are decided while the page waits.
const FEW: i64 = 2_000;
/// How long a page waits for more.
const PATIENCE: Duration = Duration::from_secs(2);

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
pub struct Decided {
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
pub struct Read {
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
pub async fn read(app: &App, consultation: ConsultationId) -> Result<Read, Fault> {
    let db = &app.db;
    // First, so that an outcome never says that it has seen more than it has.
    let budget = store::of(db, consultation).await?.ok_or(Fault::Missing)?;
    let mut projects = store::in_vote(db, budget.id).await?;
    projects.retain(|project| project.state == State::Entered);
    let caps = store::caps(db, budget.id).await?;
    let marks = shuffled(&app.secret, store::ballots::live(db, budget.id).await?);
    let branches = store::libraries(db).await?;
    Ok(Read { budget, projects, caps, marks, branches })
}

/// The marks ballot by ballot, each ballot in one piece, in an order that only the secret gives.
fn shuffled(secret: &[u8], mut marks: Vec<LiveMark>) -> Vec<LiveMark> {
    let place = |response: ResponseId| {
        let mut hash = Sha256::new();
        hash.update(secret);
        hash.update(format!("budget ballot {response}"));
        (hash.finalize().to_vec(), response)
    };
    // Stable: within a ballot the marks stay in the order of the projects.
    marks.sort_by_cached_key(|mark| place(mark.response_id));
    marks
}

impl Read {
    /// What a library is called in this vote: its name, told apart where two share one.
    fn called(&self, branch: BranchId) -> Option<String> {
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

fn decide_both(read: Read, at: Time) -> Result<Decided, soundings_analysis::budgets::ElectionError> {
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
            let label = count.branch.clone().unwrap_or_else(|| crate::responses::suppression::NO_LIBRARY.to_owned());
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
    Ok(Decided { budget: read.budget, at, projects, shares, greedy, branches: branches.into_values().collect() })
}

/// Reads and decides a budget vote, the deciding beside the threads that answer requests.
///
/// # Errors
/// When the record cannot be reached.
pub async fn work_out(app: &App, consultation: ConsultationId, at: Time) -> Result<Arc<Decided>, Fault> {
    let read = read(app, consultation).await?;
    let decided = tokio::task::spawn_blocking(move || decide_both(read, at)).await.map_err(Fault::broken)?;
    decided.map(Arc::new).map_err(Fault::broken)
}

/// What a library's voters got, as it may be published: libraries with fewer than five voters are put together, and if
/// those together are still fewer than five, the smallest of the others joins them, so that no row and no subtraction
/// gives anybody away. Empty when there is nothing to compare.
pub fn published(branches: &[BranchCount]) -> Vec<BranchCount> {
    let fewest = u64::try_from(FEWEST_FOR_A_LIBRARY).unwrap_or(5);
    let (small, mut large): (Vec<_>, Vec<_>) =
        branches.iter().filter(|branch| branch.voters > 0).cloned().partition(|branch| branch.voters < fewest);
    let mut rest = BranchCount { label: FEW_VOTERS.to_owned(), voters: 0, by_shares: 0, by_votes: 0 };
    let join = |rest: &mut BranchCount, one: &BranchCount| {
        rest.voters += one.voters;
        rest.by_shares += one.by_shares;
        rest.by_votes += one.by_votes;
    };
    for one in &small {
        join(&mut rest, one);
    }
    while (1..fewest).contains(&rest.voters) {
        let Some(place) = (0..large.len()).min_by_key(|place| large[*place].voters) else { return Vec::new() };
        join(&mut rest, &large.remove(place));
        rest.label = OTHERS.to_owned();
    }
    if rest.voters > 0 {
        large.push(rest);
    }
    if large.len() < 2 { Vec::new() } else { large }
}

/// What stands for the libraries with too few voters.
pub const FEW_VOTERS: &str = "Libraries with 1 to 4 voters: too few to show one by one";
/// The same, when a larger library had to join them.
pub const OTHERS: &str = "All other libraries: too few voters to show one by one";

/// What a page can show.
#[derive(Clone, Debug)]
pub enum Found {
    /// The outcome of the ballots as they are.
    Now(Arc<Decided>),
    /// While people vote: an outcome of a few seconds ago, of the same projects.
    Earlier(Arc<Decided>),
    /// There is none that may be shown yet; it is being worked out.
    Pending,
}

/// Outcomes by budget vote, each kept until something it depends on changes; while people vote, for some seconds more.
pub struct Outcomes {
    on: bool,
    places: Mutex<HashMap<BudgetId, Arc<Place>>>,
}

#[derive(Default)]
struct Place {
    kept: Mutex<Kept>,
    working: Arc<tokio::sync::Mutex<()>>,
}

/// What is known of a budget vote's outcome.
#[derive(Clone, Default)]
struct Kept {
    latest: Option<Arc<Decided>>,
    /// When the last try to work it out ended.
    tried_at: Option<Time>,
    /// The reference under which it failed, if it did.
    failed: Option<String>,
}

impl Kept {
    /// The outcome, if it has seen everything.
    fn now(&self, budget: &Budget) -> Option<Found> {
        self.latest.clone().filter(|known| known.budget.changes >= budget.changes).map(Found::Now)
    }

    /// What can be said without working it out again, if that was tried just now; `earlier` may be shown.
    fn rests(&self, earlier: Option<&Arc<Decided>>, now: Time) -> Option<Result<Found, Fault>> {
        self.tried_at.filter(|at| is_fresh(*at, now))?;
        match (earlier, &self.failed) {
            (Some(known), _) => Some(Ok(Found::Earlier(known.clone()))),
            (None, Some(reference)) => Some(Err(Fault::Broken(reference.clone()))),
            (None, None) => None,
        }
    }
}

impl Place {
    fn kept(&self) -> Kept {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Works the outcome out, and keeps it; or notes that it failed, so that not everybody who looks tries again.
    async fn work_out(&self, app: &App, consultation: ConsultationId) -> Result<Arc<Decided>, Fault> {
        let worked = work_out(app, consultation, app.clock.now()).await;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        match &worked {
            Ok(decided) => {
                *kept = Kept { latest: Some(decided.clone()), tried_at: Some(app.clock.now()), failed: None };
            }
            Err(Fault::Broken(reference)) => {
                kept.tried_at = Some(app.clock.now());
                kept.failed = Some(reference.clone());
            }
            // The record is out of reach: whoever asks next finds out.
            Err(_) => {}
        }
        worked
    }
}

impl Warm for Outcomes {
    fn open(app: &App) -> Self {
        Self::new(app.config.parts_cache)
    }
}

impl Outcomes {
    /// No outcome yet; never any when it is off.
    pub fn new(on: bool) -> Self {
        Self { on, places: Mutex::default() }
    }

    fn place(&self, budget: BudgetId) -> Arc<Place> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner).entry(budget).or_default().clone()
    }

    /// The outcome of a budget vote, as fresh as it can be had without a long wait. While it is `open` it may be some
    /// seconds old; once nobody votes any more it has seen every ballot. However many ask at once, it is worked out for
    /// one of them.
    ///
    /// # Errors
    /// When it cannot be worked out, or could not a few seconds ago. While it is open an older outcome is given instead.
    pub async fn of(&self, app: &App, budget: &Budget, open: bool) -> Result<Found, Fault> {
        if !self.on {
            return work_out(app, budget.consultation_id, app.clock.now()).await.map(Found::Now);
        }
        let place = self.place(budget.id);
        let kept = place.kept();
        if let Some(found) = kept.now(budget) {
            return Ok(found);
        }
        let mut earlier = None;
        if let Some(known) = kept.latest.as_ref().filter(|_| open) {
            // A project that was withdrawn must go at once, and one that entered must come.
            let standing = store::entered(&app.db, budget.id).await?;
            let shown = known.projects.iter().map(|project| (project.number, project.title.as_str(), project.pence));
            if shown.eq(standing.iter().map(|(number, title, pence)| (*number, title.as_str(), *pence))) {
                earlier = Some(known.clone());
            }
        }
        if let Some(found) = kept.rests(earlier.as_ref(), app.clock.now()) {
            return found;
        }
        if store::ballots::count(&app.db, budget.id).await? <= FEW {
            // Whoever is before us may be waiting for a record that does not answer.
            let _turn = tokio::time::timeout(PATIENCE, place.working.lock()).await.ok();
            // Somebody else may have done it, or failed, while this waited.
            let kept = place.kept();
            if let Some(found) = kept.now(budget).map(Ok).or_else(|| kept.rests(earlier.as_ref(), app.clock.now())) {
                return found;
            }
            return match (place.work_out(app, budget.consultation_id).await, earlier) {
                (Ok(decided), _) => Ok(Found::Now(decided)),
                (Err(Fault::Busy | Fault::Broken(_)), Some(known)) => Ok(Found::Earlier(known)),
                (Err(fault), _) => Err(fault),
            };
        }
        let meanwhile = earlier.map_or(Found::Pending, Found::Earlier);
        let Ok(turn) = place.working.clone().try_lock_owned() else { return Ok(meanwhile) };
        let (app, consultation, keeping) = (app.clone(), budget.consultation_id, place.clone());
        let mut work = tokio::spawn(async move {
            let worked = keeping.work_out(&app, consultation).await;
            drop(turn);
            worked
        });
        match tokio::time::timeout(PATIENCE, &mut work).await {
            Ok(done) => match (done.map_err(Fault::broken)?, meanwhile) {
                (Ok(decided), _) => Ok(Found::Now(decided)),
                (Err(Fault::Busy | Fault::Broken(_)), known @ Found::Earlier(_)) => Ok(known),
                (Err(fault), _) => Err(fault),
            },
            // It goes on by itself; whoever asks later finds it.
            Err(_) => Ok(meanwhile),
        }
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
