//! Greedy rules: the most popular project that still fits, again and again.
//!
//! This is how most councils count a budget vote. *Greedy* takes the project with most votes first; *greedy per cost*
//! takes the one with most votes for its cost first. A project that no longer fits what is left, or the cap of its
//! category, is passed over. A project nobody supports is never funded.

use super::election::Election;
use super::exact::Exact;
use super::outcome::MOST_TIED;

/// What became of a project when its turn came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    Funded,
    /// So much of the budget was left, less than it costs.
    NotEnoughLeft(u64),
    /// The cap at this place had so much left, less than it costs.
    OverCap(usize, u64),
}

/// What is left of the budget and of each cap.
pub(super) struct Purse {
    pub left: u64,
    pub cap_left: Vec<u64>,
}

impl Purse {
    pub(super) fn full(election: &Election) -> Self {
        Purse { left: election.budget, cap_left: election.caps.iter().map(|cap| cap.limit).collect() }
    }

    /// Pays for the project if it fits.
    pub(super) fn try_to_buy(&mut self, cost: u64, caps: &[usize]) -> Turn {
        for cap in caps {
            match self.cap_left.get(*cap) {
                Some(left) if *left < cost => return Turn::OverCap(*cap, *left),
                _ => {}
            }
        }
        let Some(left) = self.left.checked_sub(cost) else { return Turn::NotEnoughLeft(self.left) };
        self.left = left;
        for cap in caps {
            if let Some(left) = self.cap_left.get_mut(*cap) {
                *left = left.saturating_sub(cost);
            }
        }
        Turn::Funded
    }
}

/// The supported projects in the order in which they are tried, each with those it tied with.
pub(super) fn order(election: &Election, votes: &[u64], ranks: &[usize], per_cost: bool) -> Vec<(usize, Vec<usize>)> {
    let mut tried: Vec<(Exact, usize, usize)> = election
        .projects
        .iter()
        .zip(votes)
        .zip(ranks)
        .enumerate()
        .filter(|(_, ((_, votes), _))| **votes > 0)
        .map(|(number, ((project, votes), rank))| {
            (Exact::ratio(*votes, if per_cost { project.cost } else { 1 }), *rank, number)
        })
        .collect();
    tried.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut order = Vec::with_capacity(tried.len());
    for (place, (score, _, number)) in tried.iter().enumerate() {
        // They lie side by side, those with a worse rank after it.
        let later = tried.iter().skip(place + 1).take(MOST_TIED).take_while(|(other, _, _)| other == score);
        order.push((*number, later.map(|(_, _, number)| *number).collect()));
    }
    order
}
