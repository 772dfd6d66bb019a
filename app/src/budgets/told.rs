//! What the read API tells of a budget vote.

use serde::Serialize;
use utoipa::ToSchema;

use super::model::Budget;
use super::outcome::{BudgetOutcome, ShownOutcome, is_of_too_few};
use crate::consultations::model::Stage;
use crate::site::described::address;

/// A budget vote, and what the money buys.
#[derive(Serialize, ToSchema)]
pub struct BudgetResults {
    /// What the vote is called.
    pub title: String,
    /// The money there is, in pence.
    #[schema(minimum = 0)]
    pub total_pence: i64,
    /// People who voted; null while the outcome is being worked out, and when fewer than five did.
    #[schema(required, minimum = 0)]
    pub people: Option<u64>,
    /// The projects with what both rules buy; null while the outcome is being worked out, and when fewer than five people
    /// voted.
    #[schema(required)]
    pub projects: Option<Vec<BudgetProject>>,
    /// What came of it, in words.
    pub finding: String,
    /// Its page.
    #[schema(schema_with = address)]
    pub url: String,
}

/// One project of a budget vote.
#[derive(Serialize, ToSchema)]
pub struct BudgetProject {
    /// Its number in the vote, from 1.
    #[schema(minimum = 1)]
    pub number: i64,
    /// What it is called.
    pub title: String,
    /// What it costs, in pence.
    #[schema(minimum = 0)]
    pub cost_pence: i64,
    /// People who voted for it.
    #[schema(minimum = 0)]
    pub supporters: u64,
    /// Whether equal shares buys it.
    pub by_equal_shares: bool,
    /// Whether buying by most votes first would.
    pub by_most_votes: bool,
}

impl BudgetResults {
    /// What is told of one, as far as it is worked out.
    pub fn of(budget: &Budget, found: &ShownOutcome, (finding, at): (String, Stage), url: String) -> Self {
        let decided = match found {
            few if is_of_too_few(few, at) => None,
            ShownOutcome::Now(decided) | ShownOutcome::Earlier(decided) => Some(&**decided),
            ShownOutcome::Pending => None,
        };
        Self {
            title: budget.title.clone(),
            total_pence: budget.total,
            people: decided.map(|decided| decided.shares.coverage.voters),
            projects: decided.map(bought),
            finding,
            url,
        }
    }
}

fn bought(decided: &BudgetOutcome) -> Vec<BudgetProject> {
    let projects = decided.projects.iter().enumerate();
    projects
        .map(|(place, project)| BudgetProject {
            number: project.number,
            title: project.title.clone(),
            cost_pence: project.pence,
            supporters: decided.shares.supporters.get(place).copied().unwrap_or_default(),
            by_equal_shares: decided.shares.winners.contains(&place),
            by_most_votes: decided.greedy.winners.contains(&place),
        })
        .collect()
}
