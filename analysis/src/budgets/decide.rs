//! Runs a rule over an election and explains the result.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use super::election::{Election, ElectionError};
use super::electorate::{Electorate, Utility};
use super::equal_shares::{SharesOutcome, equal_shares};
use super::exact::Exact;
use super::greedy::{self, Turn};
use super::outcome::{BranchCoverage, Coverage, Fate, Outcome, Purse, Round, Shares};
use super::ties::TieBreak;

/// How projects are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "kebab-case")]
pub enum Rule {
    /// Method of Equal Shares.
    EqualShares {
        /// Completion: every voter's share is raised by so many minor units at a time. Nothing means no completion.
        increment: Option<u64>,
        /// Whether what then still fits the budget is given to the projects with most votes.
        then_greedily: bool,
    },
    /// Most votes first.
    Greedy,
    /// Most votes for its cost first.
    GreedyPerCost,
}

/// A rule and what has to be settled with it before the vote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The rule that decides.
    pub rule: Rule,
    /// What a funded project is worth to a supporter. The greedy rules add up votes or points by it.
    #[serde(default)]
    pub utility: Utility,
    /// Which of two projects that are exactly as good goes first.
    #[serde(default)]
    pub ties: TieBreak,
}

impl Settings {
    /// The rule with cost utilities, ties going to the id that comes first.
    pub fn new(rule: Rule) -> Self {
        Settings { rule, utility: Utility::default(), ties: TieBreak::default() }
    }
}

/// Decides a budget vote. The same election and settings always give the same outcome; the order of the ballots makes
/// no difference to it. Fails only if the election cannot be counted at all.
pub fn decide(election: &Election, settings: &Settings) -> Result<Outcome, ElectionError> {
    election.check()?;
    if matches!(settings.rule, Rule::EqualShares { increment: Some(0), .. }) {
        return Err(ElectionError::ZeroIncrement);
    }
    let electorate = Electorate::of(election, settings.utility);
    let ranks = settings.ties.ranks(election.projects.iter().map(|project| project.id.as_str()));
    let mut ledger = Ledger {
        election,
        electorate: &electorate,
        purse: greedy::Purse::full(election),
        caps: election.caps_of_projects(),
        rounds: Vec::new(),
        fates: vec![None; election.projects.len()],
    };
    ledger.bar_low_scores();
    let shares = match settings.rule {
        Rule::EqualShares { increment, then_greedily } => {
            let shares = equal_shares(election, &electorate, settings.utility, &ranks, increment);
            ledger.enter_shares(&shares);
            if then_greedily {
                ledger.spend_greedily(&ranks, false);
            }
            ledger.explain_losers(&shares);
            Some(shares)
        }
        Rule::Greedy => {
            ledger.spend_greedily(&ranks, false);
            None
        }
        Rule::GreedyPerCost => {
            ledger.spend_greedily(&ranks, true);
            None
        }
    };
    let (rounds, fates, left) = (ledger.rounds, ledger.fates, ledger.purse.left);
    let winners: Vec<usize> = rounds.iter().map(|round| round.project).collect();
    Ok(Outcome {
        budget: election.budget,
        spend: election.budget.saturating_sub(left),
        coverage: coverage(election, &winners),
        winners,
        rounds,
        fates: fates.into_iter().map(|fate| fate.unwrap_or(Fate::NoSupport)).collect(),
        supporters: electorate.supporter_counts.clone(),
        shares: shares.map(|shares| purses(electorate, shares)),
    })
}

/// The account of an election while it is being decided.
struct Ledger<'a> {
    election: &'a Election,
    electorate: &'a Electorate,
    purse: greedy::Purse,
    caps: Vec<Vec<usize>>,
    rounds: Vec<Round>,
    fates: Vec<Option<Fate>>,
}

impl Ledger<'_> {
    fn cost(&self, project: usize) -> u64 {
        self.election.projects.get(project).map_or(0, |project| project.cost)
    }

    fn supporters(&self, project: usize) -> u64 {
        self.electorate.supporter_counts.get(project).copied().unwrap_or(0)
    }

    fn settle(&mut self, project: usize, fate: Fate) {
        if let Some(slot) = self.fates.get_mut(project) {
            *slot = Some(fate);
        }
    }

    /// Settles the projects that have support, and too little of it to be funded by any rule.
    fn bar_low_scores(&mut self) {
        let least = self.election.least_score;
        if least == 0 {
            return;
        }
        for (project, score) in self.election.scores().into_iter().enumerate() {
            if score < least && self.supporters(project) > 0 {
                self.settle(project, Fate::ScoreTooLow { score, least });
            }
        }
    }

    fn buy(&mut self, project: usize) -> Turn {
        let cost = self.cost(project);
        self.purse.try_to_buy(cost, self.caps.get(project).map(Vec::as_slice).unwrap_or_default())
    }

    fn enter_shares(&mut self, shares: &SharesOutcome) {
        for bought in &shares.purchases {
            // Equal shares has already seen to it that the project fits.
            self.buy(bought.project);
            let supporters = self.supporters(bought.project);
            self.rounds.push(Round {
                project: bought.project,
                greedily: false,
                price: bought.price.clone(),
                supporters,
                paid_less: bought.paid_less,
                tied: bought.tied.clone(),
            });
            let (round, price, paid_less) = (self.rounds.len() as u64, bought.price.clone(), bought.paid_less);
            self.settle(bought.project, Fate::Won { round, price, supporters, paid_less });
        }
    }

    fn spend_greedily(&mut self, ranks: &[usize], per_cost: bool) {
        for (project, tied) in greedy::order(self.election, &self.electorate.weights, ranks, per_cost) {
            if self.fates.get(project).is_some_and(Option::is_some) {
                continue;
            }
            let (cost, supporters) = (self.cost(project), self.supporters(project));
            let fate = match self.buy(project) {
                Turn::Funded => {
                    let tied = tied.into_iter().filter(|other| self.fates.get(*other) == Some(&None)).collect();
                    let price = Exact::ratio(cost, supporters);
                    self.rounds.push(Round { project, greedily: true, price, supporters, paid_less: 0, tied });
                    Fate::WonByVotes { round: self.rounds.len() as u64, supporters }
                }
                Turn::NotEnoughLeft(left) => Fate::NotEnoughLeft { left, cost },
                Turn::OverCap(cap, left) => self.over_cap(cap, left, cost),
            };
            self.settle(project, fate);
        }
    }

    fn over_cap(&self, cap: usize, left: u64, cost: u64) -> Fate {
        let (category, limit) =
            self.election.caps.get(cap).map(|cap| (cap.category.clone(), cap.limit)).unwrap_or_default();
        Fate::OverCap { category, limit, left, cost }
    }

    /// Why equal shares did not fund the projects that are left: a cap, or too little money among their supporters.
    fn explain_losers(&mut self, shares: &SharesOutcome) {
        for project in 0..self.election.projects.len() {
            let supporters = self.supporters(project);
            if supporters == 0 || self.fates.get(project).is_none_or(Option::is_some) {
                continue;
            }
            let cost = self.cost(project);
            let caps = self.caps.get(project).map(Vec::as_slice).unwrap_or_default();
            let short = caps
                .iter()
                .find_map(|cap| self.purse.cap_left.get(*cap).filter(|left| **left < cost).map(|left| (*cap, *left)));
            let fate = match short {
                Some((cap, left)) => self.over_cap(cap, left, cost),
                None => Fate::SupportersShort {
                    supporters,
                    together: shares.together.get(project).cloned().unwrap_or_default(),
                    cost,
                },
            };
            self.settle(project, fate);
        }
    }
}

fn purses(electorate: Electorate, shares: SharesOutcome) -> Shares {
    let purses = electorate
        .group_projects
        .into_iter()
        .zip(electorate.group_sizes)
        .zip(shares.left)
        .map(|((projects, voters), left)| Purse { projects, voters, left })
        .collect();
    Shares {
        share: shares.share,
        raises: shares.raises,
        runs: shares.runs,
        purses,
        purse_of_ballot: electorate.group_of_ballot,
    }
}

/// How many voters, overall and by branch, support at least one of the funded projects.
pub fn coverage(election: &Election, funded: &[usize]) -> Coverage {
    let funded: HashSet<usize> = funded.iter().copied().collect();
    let mut branches: BTreeMap<Option<&str>, (u64, u64)> = BTreeMap::new();
    for ballot in &election.ballots {
        let pleased = ballot.choices.iter().any(|choice| choice.points > 0 && funded.contains(&choice.project));
        let (voters, with_funded) = branches.entry(ballot.branch.as_deref()).or_default();
        *voters += 1;
        *with_funded += u64::from(pleased);
    }
    let (voters, with_funded) = branches.values().fold((0, 0), |sum, branch| (sum.0 + branch.0, sum.1 + branch.1));
    let known = branches.keys().any(Option::is_some);
    let by_branch = branches.into_iter().filter(|_| known).map(|(branch, (voters, with_funded))| BranchCoverage {
        branch: branch.map(str::to_owned),
        voters,
        with_funded,
    });
    Coverage { voters, with_funded, by_branch: by_branch.collect() }
}
