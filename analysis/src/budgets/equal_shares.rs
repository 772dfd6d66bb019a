//! The Method of Equal Shares, with or without completion.
//!
//! The budget is divided equally: each voter decides over the same sum. A project is funded when its supporters can
//! pay for it out of their shares, so a group of residents can direct its part of the budget even when a larger
//! group votes for other things. What no group can pay for is left unspent; *completion* deals with that. It lets
//! every voter hold a little more than their share, starts over, and goes on so until nothing more fits the budget
//! (that outcome is returned) or the outcome costs more than the budget (the one before is returned). What may still
//! fit after that can be given greedily, to the projects with most votes.
//!
//! Source: Dominik Peters, Grzegorz Pierczyński and Piotr Skowron, "Proportional Participatory Budgeting with
//! Additive Utilities", NeurIPS 2021; completion as "Add1" at equalshares.net. Where the paper leaves a choice
//! (ties, when completion stops), this follows pabutools 1.2.3.

use super::election::Election;
use super::electorate::{Electorate, Supporter, Utility};
use super::exact::Exact;
use super::run::{Candidate, Field, Run, run};
use super::wide::{Number, TooNarrow, Wide};

#[derive(Default)]
pub(super) struct SharesOutcome {
    /// In the order they won.
    pub purchases: Vec<Bought>,
    /// By how many increments each voter's share was raised.
    pub raises: u64,
    /// What each voter held at the start of the run that decided.
    pub share: Exact,
    /// What a voter of each group has left.
    pub left: Vec<Exact>,
    /// What the supporters of each project have left between them.
    pub together: Vec<Exact>,
    /// How many runs were worked out; the rest were certain to have the same winners as one of them.
    pub runs: u64,
}

pub(super) struct Bought {
    pub project: usize,
    /// Per supporter, or per point.
    pub price: Exact,
    pub paid_less: u64,
    pub tied: Vec<usize>,
}

/// `increment` of nothing means no completion. The election must have passed its check and the increment be positive.
pub(super) fn equal_shares(
    election: &Election,
    electorate: &Electorate,
    utility: Utility,
    ranks: &[usize],
    increment: Option<u64>,
) -> SharesOutcome {
    if electorate.voters == 0 {
        return SharesOutcome::default();
    }
    let field = field_of(election, electorate, utility, ranks, increment.unwrap_or(0));
    let mut search = Search { field, supporters: electorate.supporters.clone(), words: Words::Few, runs: 0 };
    let raises = search.find();
    let Details { purchases, left, together } = search.details(raises);
    let raised = Exact::ratio(raises, 1).times(search.field.increment);
    let share = Exact::ratio(election.budget, electorate.voters).plus(&raised);
    SharesOutcome { purchases, raises, share, left, together, runs: search.runs }
}

fn field_of(election: &Election, electorate: &Electorate, utility: Utility, ranks: &[usize], increment: u64) -> Field {
    let caps = election.caps_of_projects();
    let projects = election
        .projects
        .iter()
        .zip(&electorate.weights)
        .zip(ranks)
        .zip(caps)
        .map(|(((project, weight), rank), caps)| Candidate {
            cost: project.cost,
            worth: match utility {
                Utility::Cost => project.cost,
                Utility::Points => 1,
            },
            weight: *weight,
            rank: *rank,
            caps,
        })
        .collect();
    Field {
        voters: electorate.voters,
        budget: election.budget,
        increment,
        group_sizes: electorate.group_sizes.clone(),
        projects,
        cap_limits: election.caps.iter().map(|cap| cap.limit).collect(),
    }
}

/// How wide the numbers are: as narrow as will do, since narrow ones are fast.
#[derive(Clone, Copy)]
enum Words {
    Few,
    Some,
    Many,
    Unlimited,
}

struct Search {
    field: Field,
    supporters: Vec<Vec<Supporter>>,
    words: Words,
    runs: u64,
}

impl Search {
    /// The number of increments after which completion stops; 0 without completion.
    fn find(&mut self) -> u64 {
        let mut raises = 0_u64;
        loop {
            let (winners, spend, steady) = self.winners(raises);
            if spend > self.field.budget {
                return raises.saturating_sub(1);
            }
            if self.field.increment == 0 || self.is_exhaustive(&winners, spend) {
                return raises;
            }
            // The runs in between have the same winners: they neither overspend nor are exhaustive.
            let Some(next) = steady.checked_add(1).and_then(|step| raises.checked_add(step)) else { return raises };
            raises = next;
        }
    }

    /// Whether no further supported project would fit the budget and its caps.
    fn is_exhaustive(&self, winners: &[usize], spend: u64) -> bool {
        let mut cap_left = self.field.cap_limits.clone();
        let mut funded = vec![false; self.field.projects.len()];
        for winner in winners {
            if let (Some(flag), Some(project)) = (funded.get_mut(*winner), self.field.projects.get(*winner)) {
                *flag = true;
                for cap in &project.caps {
                    if let Some(left) = cap_left.get_mut(*cap) {
                        *left = left.saturating_sub(project.cost);
                    }
                }
            }
        }
        let left = self.field.budget.saturating_sub(spend);
        self.field.projects.iter().zip(funded).all(|(project, funded)| {
            funded || project.weight == 0 || project.cost > left || !project.fits_caps(&cap_left)
        })
    }

    fn winners(&mut self, raises: u64) -> (Vec<usize>, u64, u64) {
        fn brief<T: Number>(run: Run<T>) -> (Vec<usize>, u64, u64) {
            (run.winners, run.spend, run.steady)
        }
        self.with_words(|search, words| {
            let (field, supporters) = (&search.field, search.supporters.as_mut_slice());
            Ok(match words {
                Words::Few => brief(run::<Wide<4>>(field, supporters, raises, false)?),
                Words::Some => brief(run::<Wide<8>>(field, supporters, raises, false)?),
                Words::Many => brief(run::<Wide<16>>(field, supporters, raises, false)?),
                Words::Unlimited => brief(run::<num_bigint::BigUint>(field, supporters, raises, false)?),
            })
        })
        // Unlimited numbers never run out, so this is only for the compiler.
        .unwrap_or_default()
    }

    fn details(&mut self, raises: u64) -> Details {
        self.with_words(|search, words| {
            Ok(match words {
                Words::Few => search.exact_amounts::<Wide<4>>(raises)?,
                Words::Some => search.exact_amounts::<Wide<8>>(raises)?,
                Words::Many => search.exact_amounts::<Wide<16>>(raises)?,
                Words::Unlimited => search.exact_amounts::<num_bigint::BigUint>(raises)?,
            })
        })
        .unwrap_or_default()
    }

    fn exact_amounts<T: Number>(&mut self, raises: u64) -> Result<Details, TooNarrow> {
        let run: Run<T> = run(&self.field, &mut self.supporters, raises, true)?;
        let purchases = run.purchases.into_iter().map(|purchase| Bought {
            project: purchase.project,
            price: Exact::new(purchase.money.to_big(), purchase.coin.to_big() * purchase.weight),
            paid_less: purchase.paid_less,
            tied: purchase.tied,
        });
        let coin = run.coin.to_big();
        let mut together = Vec::with_capacity(self.supporters.len());
        for groups in &self.supporters {
            let mut sum = T::zero();
            for (group, _) in groups {
                if let (Some(money), Some(size)) = (run.left.get(*group), self.field.group_sizes.get(*group)) {
                    sum = sum.plus(&money.times(*size)?)?;
                }
            }
            together.push(Exact::new(sum.to_big(), coin.clone()));
        }
        let left = run.left.iter().map(|money| Exact::new(money.to_big(), coin.clone())).collect();
        Ok(Details { purchases: purchases.collect(), left, together })
    }

    /// Tries again with wider numbers as long as a sum does not fit.
    fn with_words<R>(&mut self, mut attempt: impl FnMut(&mut Self, Words) -> Result<R, TooNarrow>) -> Option<R> {
        loop {
            self.runs += 1;
            if let Ok(found) = attempt(self, self.words) {
                return Some(found);
            }
            self.words = match self.words {
                Words::Few => Words::Some,
                Words::Some => Words::Many,
                Words::Many => Words::Unlimited,
                Words::Unlimited => return None,
            };
        }
    }
}

#[derive(Default)]
struct Details {
    purchases: Vec<Bought>,
    left: Vec<Exact>,
    together: Vec<Exact>,
}
