//! What equal shares with completion cost on one made-up budget vote.

use std::time::{Duration, Instant};

use soundings_analysis::budgets::{ElectionError, Rule, Settings, decide};

use crate::election::made_up;
use crate::groups::middle;

/// In pence.
pub(crate) const POUND: u64 = 100;

pub(crate) struct Figures {
    /// The middle one of up to five times, in seconds.
    pub without_completion: f64,
    pub with_completion: f64,
    pub winners: usize,
    /// By how many increments every voter's share was raised.
    pub raises: u64,
    /// How many runs that took, those begun again with wider numbers among them.
    pub runs: u64,
    /// The share of the budget that is spent.
    pub spent: f64,
}

/// `increment` is in pence.
pub(crate) fn figures(voters: usize, projects: usize, seed: u64, increment: u64) -> Result<Figures, ElectionError> {
    let election = made_up(voters, projects, seed);
    let timed = |increment| {
        let settings = Settings::new(Rule::EqualShares { increment, then_greedily: false });
        let mut times = Vec::new();
        loop {
            let began = Instant::now();
            let outcome = decide(&election, &settings)?;
            times.push(began.elapsed());
            if times.len() == 5 || times.iter().sum::<Duration>() > Duration::from_secs(5) {
                return Ok((middle(times), outcome));
            }
        }
    };
    let (without_completion, _) = timed(None)?;
    let (with_completion, outcome) = timed(Some(increment))?;
    let (raises, runs) = outcome.shares.as_ref().map_or((0, 0), |shares| (shares.raises, shares.runs));
    let spent = outcome.spend as f64 / outcome.budget.max(1) as f64;
    Ok(Figures { without_completion, with_completion, winners: outcome.winners.len(), raises, runs, spent })
}
