//! The outcome of a file's vote as a report for people and programs: ids instead of places, money as decimal numbers.

use serde::Serialize;

use super::decide::Settings;
use super::election::ElectionError;
use super::electorate::Utility;
use super::exact::{Exact, decimal};
use super::outcome::{Coverage, Fate, Outcome};
use super::pabulib::{PabulibFile, VoteType};

/// What `soundings analyse budget FILE.pb --json` prints. Money written as text is in the file's own unit, rounded to
/// its smallest part (`"962488"`, `"37.04"`); `exact` is the same amount in minor units as a fraction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The file’s name.
    pub file: String,
    /// How people voted.
    pub vote_type: VoteType,
    /// How it was decided.
    pub settings: Settings,
    /// How many voted.
    pub voters: u64,
    /// How much there was to spend.
    pub budget: String,
    /// How much the winners cost together.
    pub spend: String,
    /// Project ids, in the order of their text.
    pub winners: Vec<String>,
    /// One for each purchase, in the order they were made.
    pub rounds: Vec<RoundReport>,
    /// Every project of the file, in its order.
    pub projects: Vec<ProjectReport>,
    /// Under equal shares, what each voter held at the start of the run that decided.
    pub voter_share: Option<Price>,
    /// By how many increments completion had raised it.
    pub raises: Option<u64>,
    /// What is left in voters' purses under equal shares; voters who chose alike are taken together.
    pub purses: Vec<PurseReport>,
    /// How many voters got something they supported.
    pub coverage: Coverage,
    /// How many minor units make one of the file’s own: 100 where amounts have two decimals.
    pub minor_units_per_unit: u64,
    /// How the file was understood where that is not plain, and what was passed over.
    pub warnings: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Price {
    pub text: String,
    pub exact: Exact,
}

/// One purchase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RoundReport {
    /// Counted from 1.
    pub round: u64,
    /// The id of the project that was bought.
    pub project: String,
    /// What it cost.
    pub cost: String,
    /// What a supporter paid who could pay in full (Method of Equal Shares); where points count, for one point.
    pub price_per_supporter: Price,
    /// How many voters support it.
    pub supporters: u64,
    /// Supporters who had less than the price and paid all they had.
    pub paid_less: u64,
    /// Bought by votes alone, not from shares.
    pub greedily: bool,
    /// Ids of projects that lost this round by the tie rule.
    pub tied: Vec<String>,
}

/// What became of one project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProjectReport {
    /// Its id in the file.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What it costs.
    pub cost: String,
    /// How many voters support it.
    pub supporters: u64,
    /// The points it has, where votes give points or ranks.
    pub score: Option<String>,
    /// Whether it was bought.
    pub won: bool,
    /// Why, or why not.
    pub reason: Fate,
    /// The reason in plain English.
    pub why: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PurseReport {
    pub projects: Vec<String>,
    pub voters: u64,
    pub left: Price,
}

/// Decides a file's vote and reports it.
pub fn report(file: &PabulibFile, settings: &Settings) -> Result<Report, ElectionError> {
    let outcome = super::decide::decide(&file.election, settings)?;
    Ok(report_of(file, settings, outcome))
}

fn report_of(file: &PabulibFile, settings: &Settings, outcome: Outcome) -> Report {
    let projects = &file.election.projects;
    let text = |amount: &Exact| decimal(amount, file.decimals);
    let whole = |amount: u64| text(&Exact::ratio(amount, 1));
    let price = |exact: &Exact| Price { text: text(exact), exact: exact.clone() };
    let id = |place: &usize| projects.get(*place).map(|project| project.id.clone()).unwrap_or_default();
    let cost = |place: usize| whole(projects.get(place).map_or(0, |project| project.cost));
    let mut winners: Vec<String> = outcome.winners.iter().map(id).collect();
    winners.sort();
    let rounds = (1..).zip(&outcome.rounds).map(|(number, round)| RoundReport {
        round: number,
        project: id(&round.project),
        cost: cost(round.project),
        price_per_supporter: price(&round.price),
        supporters: round.supporters,
        paid_less: round.paid_less,
        greedily: round.greedily,
        tied: round.tied.iter().map(id).collect(),
    });
    let has_points = file.vote_type != VoteType::Approval;
    let points = |score: u64| decimal(&Exact::ratio(score, 1), file.point_decimals);
    let fates = projects.iter().zip(&outcome.fates).zip(&outcome.supporters).zip(file.election.scores());
    let project_reports = fates.map(|(((project, fate), supporters), score)| ProjectReport {
        id: project.id.clone(),
        name: project.name.clone(),
        cost: whole(project.cost),
        supporters: *supporters,
        score: has_points.then(|| points(score)),
        won: fate.won(),
        reason: fate.clone(),
        why: match fate {
            Fate::ScoreTooLow { score, least } if has_points => {
                format!("Not funded: it has {} points, and a project needs {}.", points(*score), points(*least))
            }
            Fate::ScoreTooLow { score, least } => {
                format!("Not funded: it has {score} votes, and a project needs {least}.")
            }
            fate => fate.sentence(settings.utility, text),
        },
    });
    let purses = outcome.shares.iter().flat_map(|shares| &shares.purses).map(|purse| PurseReport {
        projects: purse.projects.iter().map(id).collect(),
        voters: purse.voters,
        left: price(&purse.left),
    });
    Report {
        file: file.name.clone(),
        vote_type: file.vote_type,
        settings: settings.clone(),
        voters: outcome.coverage.voters,
        budget: whole(outcome.budget),
        spend: whole(outcome.spend),
        winners,
        rounds: rounds.collect(),
        projects: project_reports.collect(),
        voter_share: outcome.shares.as_ref().map(|shares| price(&shares.share)),
        raises: outcome.shares.as_ref().map(|shares| shares.raises),
        purses: purses.collect(),
        coverage: outcome.coverage,
        minor_units_per_unit: 10_u64.saturating_pow(file.decimals),
        warnings: file.warnings.iter().cloned().chain(uncounted(file, settings)).collect(),
    }
}

/// What is said if the ranks or points on the ballots have no part in the outcome.
fn uncounted(file: &PabulibFile, settings: &Settings) -> Option<String> {
    let what = match file.vote_type {
        VoteType::Approval => return None,
        VoteType::Ordinal => "ranks",
        VoteType::Cumulative | VoteType::Scoring => "points",
    };
    (settings.utility == Utility::Cost).then(|| {
        format!("the {what} on the votes do not count, because everybody who chose a project is counted alike")
    })
}
