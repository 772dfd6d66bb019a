//! Small made-up votes for property tests.

use proptest::prelude::*;
use soundings_analysis::budgets::{Ballot, Cap, Choice, Election, Project};

pub(crate) fn project(id: &str, cost: u64) -> Project {
    Project { id: id.to_owned(), name: format!("Project {id}"), cost, categories: Vec::new() }
}

/// Votes with up to 7 projects and 12 voters. Costs come from a few values, so that ties are common.
pub(crate) fn elections() -> impl Strategy<Value = Election> {
    let costs = prop_oneof![prop::sample::select(vec![10_u64, 20, 30, 60]), 1_u64..200];
    let projects = prop::collection::vec((costs, 0_usize..4), 1..8);
    projects.prop_flat_map(|projects| {
        let count = projects.len();
        let ballot = prop::collection::vec(prop_oneof![2 => Just(0_i64), 3 => Just(1), 1 => 2_i64..6], count);
        let ballots = prop::collection::vec(ballot, 0..13);
        let cap = prop::option::weighted(0.3, 0_u64..150);
        let least_score = prop_oneof![4 => Just(0_u64), 1 => 1_u64..8];
        let drawn = (Just(projects), ballots, 0_u64..500, cap, least_score);
        drawn.prop_map(|(projects, ballots, budget, cap, least_score)| Election {
            budget,
            projects: projects
                .into_iter()
                .enumerate()
                .map(|(number, (cost, label))| Project {
                    categories: if label == 0 { vec!["capped".to_owned()] } else { Vec::new() },
                    ..project(&format!("p{number}"), cost)
                })
                .collect(),
            caps: cap.into_iter().map(|limit| Cap { category: "capped".to_owned(), limit }).collect(),
            least_score,
            ballots: ballots.into_iter().enumerate().map(|(number, points)| ballot_of(number, points)).collect(),
        })
    })
}

fn ballot_of(number: usize, points: Vec<i64>) -> Ballot {
    let choices = points.into_iter().enumerate().filter(|(_, points)| *points != 0);
    Ballot {
        voter: format!("v{number}"),
        branch: [None, Some("Alder".to_owned()), Some("Birch".to_owned())][number % 3].clone(),
        choices: choices.map(|(project, points)| Choice { project, points }).collect(),
    }
}
