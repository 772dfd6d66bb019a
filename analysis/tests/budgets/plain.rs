//! Equal shares written as its definition reads: every voter on their own, every price worked out in every round,
//! every increment run. Slow, and easy to check against the paper; the real one must always agree with it.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};
use soundings_analysis::budgets::{Election, TieBreak, Utility};

pub(crate) struct PlainOutcome {
    /// Winners in order, each with the price per unit of weight.
    pub bought: Vec<(usize, BigRational)>,
    pub raises: u64,
    pub left: Vec<BigRational>,
}

impl PlainOutcome {
    pub(crate) fn winners(&self) -> Vec<usize> {
        self.bought.iter().map(|(project, _)| *project).collect()
    }
}

pub(crate) fn number(value: u64) -> BigRational {
    BigRational::from_integer(BigInt::from(value))
}

pub(crate) fn equal_shares(
    election: &Election,
    utility: Utility,
    ties: &TieBreak,
    increment: Option<u64>,
) -> PlainOutcome {
    let mut previous: Option<PlainOutcome> = None;
    for raises in 0.. {
        let mut outcome = one_run(election, utility, ties, raises * increment.unwrap_or(0));
        outcome.raises = raises;
        if increment.is_none() {
            return outcome;
        }
        let spend: u64 = outcome.winners().iter().map(|winner| election.projects[*winner].cost).sum();
        if spend > election.budget {
            return previous.expect("without raises, voters hold no more than the budget");
        }
        if exhaustive(election, &outcome.winners(), election.budget - spend) {
            return outcome;
        }
        previous = Some(outcome);
    }
    unreachable!()
}

fn points(election: &Election, voter: usize, project: usize) -> u64 {
    let choice = election.ballots[voter].choices.iter().find(|choice| choice.project == project);
    choice.map_or(0, |choice| u64::try_from(choice.points).unwrap_or(0))
}

fn supported(election: &Election, project: usize) -> bool {
    let score: u64 = (0..election.ballots.len()).map(|voter| points(election, voter, project)).sum();
    score > 0 && score >= election.least_score
}

pub(crate) fn fits_caps(election: &Election, winners: &[usize], project: usize) -> bool {
    let candidate = &election.projects[project];
    election.caps.iter().filter(|cap| candidate.categories.contains(&cap.category)).all(|cap| {
        let bound = winners.iter().map(|winner| &election.projects[*winner]);
        let spent: u64 = bound.filter(|winner| winner.categories.contains(&cap.category)).map(|p| p.cost).sum();
        spent + candidate.cost <= cap.limit
    })
}

fn exhaustive(election: &Election, winners: &[usize], left: u64) -> bool {
    (0..election.projects.len()).all(|project| {
        winners.contains(&project)
            || !supported(election, project)
            || election.projects[project].cost > left
            || !fits_caps(election, winners, project)
    })
}

fn one_run(election: &Election, utility: Utility, ties: &TieBreak, raised: u64) -> PlainOutcome {
    let voters = election.ballots.len();
    let ranks = ties.ranks(election.projects.iter().map(|project| project.id.as_str()));
    let share = if voters == 0 { number(0) } else { number(election.budget) / number(voters as u64) + number(raised) };
    let mut outcome = PlainOutcome { bought: Vec::new(), raises: 0, left: vec![share; voters] };
    let worth = |voter: usize, project: usize| match (points(election, voter, project), utility) {
        (0, _) => number(0),
        (_, Utility::Cost) => number(election.projects[project].cost),
        (points, Utility::Points) => number(points),
    };
    loop {
        // The price of a project is the least ρ for which Σ min(money, ρ · worth) reaches its cost.
        let mut best: Option<(BigRational, usize, usize)> = None;
        let winners = outcome.winners();
        for project in (0..election.projects.len())
            .filter(|p| !winners.contains(p) && supported(election, *p) && fits_caps(election, &winners, *p))
        {
            let mut supporters: Vec<usize> = (0..voters).filter(|voter| !worth(*voter, project).is_zero()).collect();
            supporters.sort_by_key(|voter| outcome.left[*voter].clone() / worth(*voter, project));
            let mut to_pay = number(election.projects[project].cost);
            let mut total: BigRational = supporters.iter().map(|voter| worth(*voter, project)).sum();
            let mut found = None;
            for voter in &supporters {
                let rho = &to_pay / &total;
                if &rho * worth(*voter, project) <= outcome.left[*voter] {
                    found = Some(rho);
                    break;
                }
                to_pay -= &outcome.left[*voter];
                total -= worth(*voter, project);
            }
            if let Some(rho) = found {
                let candidate = (rho, ranks[project], project);
                if best.as_ref().is_none_or(|best| candidate < *best) {
                    best = Some(candidate);
                }
            }
        }
        let Some((rho, _, project)) = best else { return outcome };
        for voter in 0..voters {
            let due = &rho * worth(voter, project);
            let paid = due.min(outcome.left[voter].clone());
            outcome.left[voter] -= paid;
        }
        let per_unit = match utility {
            Utility::Cost => number(election.projects[project].cost),
            Utility::Points => BigRational::one(),
        };
        outcome.bought.push((project, rho * per_unit));
    }
}
