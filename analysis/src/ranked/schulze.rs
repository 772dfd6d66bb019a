//! The Schulze method: compare every two options, then follow the strongest chains of wins.
//!
//! For every two options, count how many voters put the first above the second. If one option beats each other one,
//! it is the Condorcet winner and is chosen. If the wins go round in a circle (A beats B, B beats C, C beats A), look
//! at chains of wins: a chain is as strong as its weakest link, and A stands above B if the strongest chain from A to B
//! is stronger than any from B to A. This gives an order without circles. The strength of a win is the number of
//! voters for it ("winning votes").
//!
//! Source: Markus Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent
//! single-winner election method", Social Choice and Welfare 36, 2011; strongest paths by Floyd and Warshall's method.

use serde::{Deserialize, Serialize};

use super::{Ranking, RankingProblem, check_ranking};
use crate::budgets::TieBreak;

/// The comparison and its result. Options are named by their place in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schulze {
    /// `pairwise[a][b]`: how many voters put option `a` above option `b`.
    pub pairwise: Vec<Vec<u64>>,
    /// `strongest[a][b]`: the strength of the strongest chain of wins from `a` to `b`; 0 if there is none.
    pub strongest: Vec<Vec<u64>>,
    /// The option that beats each other one, if there is one.
    pub condorcet_winner: Option<usize>,
    /// Options that no other stands above. More than one only if they are level.
    pub winners: Vec<usize>,
    /// The one of `winners` that the published tie rule prefers; nothing if there are no options.
    pub winner: Option<usize>,
    /// All options from the best down: an option stands before all that it beats by its chains; where neither of two
    /// does, by the tie rule.
    pub order: Vec<usize>,
}

/// Compares the options. `options` are their ids, for the tie rule. Fails if a ballot does not pass
/// [`check_ranking`].
pub fn schulze(options: &[&str], ballots: &[Ranking], ties: &TieBreak) -> Result<Schulze, RankingProblem> {
    for ballot in ballots {
        check_ranking(options.len(), ballot)?;
    }
    let pairwise = pairwise(options.len(), ballots);
    let strongest = strongest_paths(&pairwise);
    let at = |table: &[Vec<u64>], a: usize, b: usize| table.get(a).and_then(|row| row.get(b)).copied().unwrap_or(0);
    let above = |a: usize, b: usize| at(&strongest, a, b) > at(&strongest, b, a);
    let all = 0..options.len();
    let winners: Vec<usize> = all.clone().filter(|a| !all.clone().any(|b| above(b, *a))).collect();
    let condorcet_winner =
        all.clone().find(|a| all.clone().all(|b| *a == b || at(&pairwise, *a, b) > at(&pairwise, b, *a)));

    let ranks = ties.ranks(options.iter().copied());
    let rank = |option: &usize| ranks.get(*option).copied();
    // "Above" has no circles, so among those left there is always one with none above it.
    let mut left: Vec<usize> = all.collect();
    left.sort_by_key(rank);
    let mut order = Vec::with_capacity(left.len());
    while let Some(place) = left.iter().position(|a| !left.iter().any(|b| above(*b, *a))) {
        order.push(left.remove(place));
    }
    Ok(Schulze { winner: order.first().copied(), pairwise, strongest, condorcet_winner, winners, order })
}

fn pairwise(options: usize, ballots: &[Ranking]) -> Vec<Vec<u64>> {
    let mut table = vec![vec![0; options]; options];
    let mut place_of = vec![usize::MAX; options];
    for ballot in ballots {
        place_of.fill(usize::MAX);
        for (place, sharing) in ballot.0.iter().enumerate() {
            for option in sharing {
                if let Some(slot) = place_of.get_mut(*option) {
                    *slot = place;
                }
            }
        }
        for (row, ours) in table.iter_mut().zip(&place_of) {
            for (count, theirs) in row.iter_mut().zip(&place_of) {
                *count += u64::from(ours < theirs);
            }
        }
    }
    table
}

fn strongest_paths(pairwise: &[Vec<u64>]) -> Vec<Vec<u64>> {
    let mut strength: Vec<Vec<u64>> = pairwise
        .iter()
        .enumerate()
        .map(|(a, row)| {
            let against = pairwise.iter().map(|other| other.get(a).copied().unwrap_or(0));
            row.iter().zip(against).map(|(wins, losses)| if *wins > losses { *wins } else { 0 }).collect()
        })
        .collect();
    for via in 0..strength.len() {
        let onward = strength.get(via).cloned().unwrap_or_default();
        for (from, row) in strength.iter_mut().enumerate() {
            let towards = row.get(via).copied().unwrap_or(0);
            for (to, (best, last)) in row.iter_mut().zip(&onward).enumerate() {
                if from != to {
                    *best = (*best).max(towards.min(*last));
                }
            }
        }
    }
    strength
}
