//! Ranked choice: people put options in order, and one is chosen.
//!
//! A ballot lists options from the best down. It may stop early, and options may share a place. Two ways of counting
//! are here. *Instant-runoff* strikes out the least popular option again and again and passes its votes on, until one
//! has more than half. *Schulze* compares every two options as if they stood alone; an option that beats each other
//! one (the Condorcet winner) always wins, and a published method settles the rest.
//!
//! Ballots name options by their place in a list, counted from 0. Use [`check_ranking`] on what a voter sends before
//! counting; the counting functions refuse ballots that do not pass.

mod instant_runoff;
mod schulze;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use instant_runoff::{Elimination, InstantRunoff, RunoffRound, TieSettledBy, instant_runoff};
pub use schulze::{Schulze, schulze};

/// One voter's order: places from the best down, each with the options that share it. Options left out count as
/// ranked below all others, none of them above another.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Ranking(pub Vec<Vec<usize>>);

impl Ranking {
    /// A ranking in which no options share a place.
    pub fn strict(options: impl IntoIterator<Item = usize>) -> Self {
        Ranking(options.into_iter().map(|option| vec![option]).collect())
    }
}

/// What is wrong with a ranking. `Display` says it to the voter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "problem", rename_all = "kebab-case")]
pub enum RankingProblem {
    /// An option that is not there: a stale or made-up form.
    UnknownOption {
        /// The place that was named, counted from 0.
        option: usize,
    },
    /// An option has two places.
    SameOptionTwice {
        /// Its place in the list, counted from 0.
        option: usize,
    },
    /// A place without an option, counted from 1.
    EmptyPlace {
        /// The place that is empty, counted from 1.
        place: usize,
    },
}

impl fmt::Display for RankingProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownOption { .. } => write!(f, "One of the options you ranked is not in this vote any more."),
            Self::SameOptionTwice { .. } => write!(f, "You ranked the same option twice. Give it one place."),
            Self::EmptyPlace { place } => write!(f, "Place {place} has no option. Leave no gap between places."),
        }
    }
}

impl std::error::Error for RankingProblem {}

/// Checks a ranking of a vote with so many `options`. A ranking of nothing is allowed.
pub fn check_ranking(options: usize, ranking: &Ranking) -> Result<(), RankingProblem> {
    let mut seen = vec![false; options];
    for (place, sharing) in ranking.0.iter().enumerate() {
        if sharing.is_empty() {
            return Err(RankingProblem::EmptyPlace { place: place + 1 });
        }
        for option in sharing {
            let Some(seen) = seen.get_mut(*option) else {
                return Err(RankingProblem::UnknownOption { option: *option });
            };
            if std::mem::replace(seen, true) {
                return Err(RankingProblem::SameOptionTwice { option: *option });
            }
        }
    }
    Ok(())
}
