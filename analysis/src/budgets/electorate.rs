//! Voters with the same ballot, taken together.
//!
//! Two people who chose the same projects pay the same and are left with the same, so the sums are done once for
//! each different ballot. In a vote where each person ticks one of 24 projects, 5,349 voters become 24 groups.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::election::Election;

/// What a funded project is worth to a voter who supports it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Utility {
    /// What it costs ("cost utilities"): money spent on what I chose is money spent for me. All supporters count
    /// alike, however many points they gave; any project given more than 0 points is supported.
    #[default]
    Cost,
    /// The points the voter gave it, or that its rank is worth. For ballots where people divide points or rank.
    Points,
}

/// A voter group's support for one project: the group's number and its weight for the project.
pub(super) type Supporter = (usize, u64);

pub(super) struct Electorate {
    pub voters: u64,
    /// How many voters cast each different ballot.
    pub group_sizes: Vec<u64>,
    /// The projects each group supports, by number.
    pub group_projects: Vec<Vec<usize>>,
    /// The group of each ballot.
    pub group_of_ballot: Vec<usize>,
    /// For each project, the groups that support it; none where its score is too low to be funded.
    pub supporters: Vec<Vec<Supporter>>,
    /// For each project, how many voters support it.
    pub supporter_counts: Vec<u64>,
    /// For each project, the sum of its supporters' weights: their number, or their points; 0 where its score is too low.
    pub weights: Vec<u64>,
}

impl Electorate {
    /// The election must have passed [`Election::check`]: it keeps every sum below 2^63.
    pub(super) fn of(election: &Election, utility: Utility) -> Self {
        let mut numbers: HashMap<Vec<(usize, u64)>, usize> = HashMap::new();
        let mut group_sizes: Vec<u64> = Vec::new();
        let mut group_of_ballot = Vec::with_capacity(election.ballots.len());
        for ballot in &election.ballots {
            let mut key: Vec<(usize, u64)> = ballot
                .choices
                .iter()
                .filter(|choice| choice.points > 0)
                .map(|choice| match utility {
                    Utility::Cost => (choice.project, 1),
                    Utility::Points => (choice.project, choice.points.unsigned_abs()),
                })
                .collect();
            key.sort_unstable();
            let next = numbers.len();
            let group = *numbers.entry(key).or_insert(next);
            match group_sizes.get_mut(group) {
                Some(size) => *size += 1,
                None => group_sizes.push(1),
            }
            group_of_ballot.push(group);
        }
        let mut groups: Vec<(usize, Vec<(usize, u64)>)> = numbers.into_iter().map(|(key, n)| (n, key)).collect();
        groups.sort_unstable_by_key(|(number, _)| *number);

        let projects = election.projects.len();
        let mut supporters: Vec<Vec<Supporter>> = vec![Vec::new(); projects];
        let (mut supporter_counts, mut weights) = (vec![0; projects], vec![0; projects]);
        for ((group, key), size) in groups.iter().zip(&group_sizes) {
            for (project, weight) in key {
                if let (Some(list), Some(count), Some(sum)) =
                    (supporters.get_mut(*project), supporter_counts.get_mut(*project), weights.get_mut(*project))
                {
                    list.push((*group, *weight));
                    *count += size;
                    *sum += size * weight;
                }
            }
        }
        if election.least_score > 0 {
            // Who chose them is still counted; nobody can pay for them.
            for ((list, weight), score) in supporters.iter_mut().zip(&mut weights).zip(election.scores()) {
                if score < election.least_score {
                    list.clear();
                    *weight = 0;
                }
            }
        }
        let group_projects = groups.into_iter().map(|(_, key)| key.into_iter().map(|(p, _)| p).collect()).collect();
        Electorate {
            voters: election.ballots.len() as u64,
            group_sizes,
            group_projects,
            group_of_ballot,
            supporters,
            supporter_counts,
            weights,
        }
    }
}
