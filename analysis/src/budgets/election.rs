//! A budget vote as plain data: how much there is to spend, what it could be spent on, and what each person chose.

use std::collections::{BTreeMap, HashSet};
use std::fmt;

use serde::{Deserialize, Serialize};

/// Something the budget could pay for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// Unique in its election. Ties are broken by it, so it should be what residents see, such as a number.
    pub id: String,
    /// What residents call it. No rule looks at it, and two projects may have one name.
    pub name: String,
    /// In minor units (pence); at least 1.
    pub cost: u64,
    /// The branches, themes or other labels it belongs to; each may have a [`Cap`].
    #[serde(default)]
    pub categories: Vec<String>,
}

/// At most so much may be spent on projects of one category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cap {
    /// The category it limits, as in [`Project::categories`]; no other cap of the election has the same.
    pub category: String,
    /// In minor units (pence).
    pub limit: u64,
}

/// One project on one ballot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Choice {
    /// Its place in [`Election::projects`], counted from 0.
    pub project: usize,
    /// 1 on an approval ballot; what the voter gave it, or what its rank is worth, on the others. A project given 0 or fewer
    /// points is not supported.
    pub points: i64,
}

/// What one person chose. On a ranked ballot the order of `choices` is the ranking, best first, and the points are what
/// the ranks count for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ballot {
    /// Unique in its election, or empty where voters have no name.
    #[serde(default)]
    pub voter: String,
    /// The voter's branch, if known; only used to report how many voters of each branch got something.
    #[serde(default)]
    pub branch: Option<String>,
    /// The projects this voter supports, each at most once.
    pub choices: Vec<Choice>,
}

impl Ballot {
    /// A ballot that ticks these projects.
    pub fn approving(voter: impl Into<String>, projects: impl IntoIterator<Item = usize>) -> Self {
        let choices = projects.into_iter().map(|project| Choice { project, points: 1 }).collect();
        Ballot { voter: voter.into(), branch: None, choices }
    }
}

/// Everything a rule needs. Every ballot counts as a voter with an equal share of the budget, an empty one too.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Election {
    /// In minor units (pence).
    pub budget: u64,
    /// What could be funded. Ballots and outcomes name a project by its place here, counted from 0.
    pub projects: Vec<Project>,
    /// Limits for single categories, besides the budget.
    #[serde(default)]
    pub caps: Vec<Cap>,
    /// A project whose points add up to less cannot be funded; on ballots without points, points are votes.
    #[serde(default)]
    pub least_score: u64,
    /// One for each voter.
    pub ballots: Vec<Ballot>,
}

/// Why an election cannot be counted. Each is a mistake of the program or file that made it, not of a voter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ElectionError {
    /// A project costs nothing, so that a price for each supporter means nothing.
    ZeroCost {
        /// Its id.
        project: String,
    },
    /// Two projects have one id.
    SameProjectId {
        /// The id.
        project: String,
    },
    /// A ballot names a project that is not there.
    UnknownProject {
        /// Whose ballot it is.
        voter: String,
        /// The place that it names, counted from 0.
        project: usize,
    },
    /// A ballot names a project twice.
    ProjectTwiceOnBallot {
        /// Whose ballot it is.
        voter: String,
        /// The id of the project.
        project: String,
    },
    /// The budget and the costs of all projects add up to more than fits in 63 bits.
    TooMuchMoney,
    /// The points above 0 on all ballots add up to more than fits in 63 bits.
    TooManyPoints,
    /// Completion would raise everybody’s share by nothing, and so for ever.
    ZeroIncrement,
    /// Two caps bound one category.
    TwoCapsForCategory {
        /// The category.
        category: String,
    },
}

impl fmt::Display for ElectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ZeroCost { project } => write!(f, "project {project} costs nothing: every project needs a cost"),
            Self::SameProjectId { project } => write!(f, "there are two projects with the id {project}"),
            Self::UnknownProject { voter, project } => {
                write!(f, "the ballot of voter {voter} names project number {project}, which does not exist")
            }
            Self::ProjectTwiceOnBallot { voter, project } => {
                write!(f, "the ballot of voter {voter} names project {project} twice")
            }
            Self::TooMuchMoney => write!(f, "the costs add up to more than this program can count"),
            Self::TooManyPoints => write!(f, "the points add up to more than this program can count"),
            Self::ZeroIncrement => write!(f, "the increment must be more than nothing"),
            Self::TwoCapsForCategory { category } => write!(f, "the category {category} has two caps"),
        }
    }
}

impl std::error::Error for ElectionError {}

/// The largest sum of money: the largest whole number that a database column and JSON readers in Rust agree on.
const MOST: u64 = i64::MAX as u64;

impl Election {
    /// Checks that the election can be counted: ids are unique, ballots name real projects once, costs are more than
    /// nothing and no sum is too large. The rules do this themselves.
    pub fn check(&self) -> Result<(), ElectionError> {
        let mut seen = HashSet::new();
        let mut total = self.budget;
        for project in &self.projects {
            if project.cost == 0 {
                return Err(ElectionError::ZeroCost { project: project.id.clone() });
            }
            if !seen.insert(project.id.as_str()) {
                return Err(ElectionError::SameProjectId { project: project.id.clone() });
            }
            total = total.checked_add(project.cost).filter(|sum| *sum <= MOST).ok_or(ElectionError::TooMuchMoney)?;
        }
        if self.budget > MOST {
            return Err(ElectionError::TooMuchMoney);
        }
        let mut capped = HashSet::new();
        for cap in &self.caps {
            if !capped.insert(cap.category.as_str()) {
                return Err(ElectionError::TwoCapsForCategory { category: cap.category.clone() });
            }
        }
        // The ballot on which each project was last seen: one look per choice, whatever the ballot's length.
        let mut last_seen = vec![usize::MAX; self.projects.len()];
        let mut points = 0_u64;
        for (number, ballot) in self.ballots.iter().enumerate() {
            for choice in &ballot.choices {
                let Some(seen) = last_seen.get_mut(choice.project) else {
                    return Err(ElectionError::UnknownProject { voter: ballot.voter.clone(), project: choice.project });
                };
                if *seen == number {
                    let project = self.projects.get(choice.project).map(|p| p.id.clone()).unwrap_or_default();
                    return Err(ElectionError::ProjectTwiceOnBallot { voter: ballot.voter.clone(), project });
                }
                *seen = number;
                let given = u64::try_from(choice.points).unwrap_or(0);
                points = points.checked_add(given).filter(|sum| *sum <= MOST).ok_or(ElectionError::TooManyPoints)?;
            }
        }
        Ok(())
    }

    /// For each project, the sum of the points above 0 that ballots give it: the number of ballots that choose it, where
    /// ballots have no points. Sums too large for the type stay at its largest; [`Election::check`] refuses them.
    pub fn scores(&self) -> Vec<u64> {
        let mut scores = vec![0_u64; self.projects.len()];
        for choice in self.ballots.iter().flat_map(|ballot| &ballot.choices) {
            if let (Some(score), Ok(points)) = (scores.get_mut(choice.project), u64::try_from(choice.points)) {
                *score = score.saturating_add(points);
            }
        }
        scores
    }

    /// For each project, the places in [`Election::caps`] of the caps that bind it.
    pub(super) fn caps_of_projects(&self) -> Vec<Vec<usize>> {
        let places: BTreeMap<&str, usize> =
            self.caps.iter().enumerate().map(|(place, cap)| (cap.category.as_str(), place)).collect();
        self.projects
            .iter()
            .map(|project| {
                let mut caps: Vec<usize> =
                    project.categories.iter().filter_map(|label| places.get(label.as_str()).copied()).collect();
                caps.sort_unstable();
                caps.dedup();
                caps
            })
            .collect()
    }
}
