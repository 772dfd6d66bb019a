//! Made-up budget votes, from a seed: a town with ten districts, where most ticks go to projects near home.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use soundings_analysis::budgets::{Ballot, Election, Project};

const DISTRICTS: u64 = 10;

/// Projects cost £1,000 to £100,000 in whole pounds, small ones oftener than large ones; the budget is a quarter of
/// what all of them cost. Everybody ticks one to ten projects, seven ticks of ten in their own district, and some
/// projects are much better liked than others.
pub(crate) fn made_up(voters: usize, projects: usize, seed: u64) -> Election {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let mut below = |limit: u64| chance.next_u64() % limit;
    let list: Vec<Project> = (0..projects)
        .map(|number| {
            let pounds = 1_000 + below(100).min(below(100)) * 1_000 + below(1_000);
            Project {
                id: format!("{:04}", number + 1),
                name: String::new(),
                cost: pounds * 100,
                categories: Vec::new(),
            }
        })
        .collect();
    let projects = projects as u64;
    let ballots = (0..voters)
        .map(|voter| {
            let home = below(DISTRICTS);
            let mut ticked = Vec::new();
            for _ in 0..=below(10) {
                // The lower number of two drawn: projects listed first are liked best.
                let liked = below(projects).min(below(projects));
                let near = liked - liked % DISTRICTS + home;
                let project = if below(10) < 7 && near < projects { near } else { liked } as usize;
                if !ticked.contains(&project) {
                    ticked.push(project);
                }
            }
            Ballot::approving(voter.to_string(), ticked)
        })
        .collect();
    let total: u64 = list.iter().map(|project| project.cost).sum();
    Election { budget: total / 4, projects: list, ballots, ..Election::default() }
}
