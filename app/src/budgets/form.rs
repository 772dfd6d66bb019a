//! The ballot of a budget vote as a form, and the reading of what was ticked or given.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::desk::BudgetContribution;
use super::model::{BallotKind, Budget, Project, ProjectState};
use super::rules;
use super::view::{ballot_legend, line};
use crate::ids::ProjectId;
use crate::responses::form::AnswerForm;
use crate::responses::writer::desk;
use crate::site::{Fields, FormErrors};
use crate::ui::form::Names;

/// The budget vote of a consultation, as its ballot needs it.
pub struct BudgetBallot {
    /// How it was set up.
    pub budget: Budget,
    /// The projects in the vote, and those withdrawn from it.
    pub projects: Vec<Project>,
}

/// What was filled in on a ballot.
pub struct Marked {
    /// What was typed, by the project's number: to be shown again.
    pub typed: BTreeMap<i64, String>,
    /// The marks, those of projects that were withdrawn meanwhile among them: the writer leaves them out.
    pub marks: Vec<(ProjectId, i64)>,
}

/// What was typed on a ballot, by the project's number.
fn typed(kind: BallotKind, filled: &Fields) -> BTreeMap<i64, String> {
    match kind {
        BallotKind::DividePoints => filled
            .pairs()
            .iter()
            .filter_map(|(name, value)| {
                let number = name.strip_prefix("points-")?.parse().ok()?;
                (!value.trim().is_empty()).then(|| (number, value.trim().to_owned()))
            })
            .collect(),
        _ => filled.all("project").filter_map(|value| Some((value.trim().parse().ok()?, "1".to_owned()))).collect(),
    }
}

/// The first field of a ballot, where a mistake about the whole of it leads.
fn first_field(budget: &Budget, projects: &[Project]) -> String {
    let first = projects.iter().find(|project| project.state == ProjectState::Entered);
    match (budget.ballot, first) {
        (BallotKind::DividePoints, Some(first)) => format!("points-{}", first.number),
        _ => "project".to_owned(),
    }
}

/// The marks of a ballot.
fn marks(
    budget: &Budget,
    projects: &[Project],
    typed: &BTreeMap<i64, String>,
    errors: &mut FormErrors,
) -> Vec<(ProjectId, i64)> {
    let mut marks = Vec::new();
    let mut standing = Vec::new();
    for (number, value) in typed {
        let project = projects.iter().find(|project| {
            project.number == *number && matches!(project.state, ProjectState::Entered | ProjectState::Withdrawn)
        });
        let Some(project) = project else {
            errors.add(
                "form",
                format!("There is no project {number} in this vote. Check your choices and send them again."),
            );
            continue;
        };
        // More digits than anybody's points, and a sign or a comma, are slips of the hand.
        let points = value.parse::<u32>().map_err(|_| "Enter whole points from 0, like 10");
        let Some(points) = errors.check(&format!("points-{number}"), points) else { continue };
        if points > 0 {
            marks.push((project.id, i64::from(points)));
            if project.state == ProjectState::Entered {
                standing.push(i64::from(points));
            }
        }
    }
    if errors.is_empty()
        && let Err(why) = rules::check(budget.ballot, budget.most, standing)
    {
        errors.add(first_field(budget, projects), why.to_string());
    }
    marks
}

/// Reads a ballot; none of it counts when its author takes their vote back.
pub fn read(
    budget: &Budget,
    projects: &[Project],
    filled: &Fields,
    take_back: bool,
    errors: &mut FormErrors,
) -> Marked {
    filled.expect_only(&["project", "points-*", "act"], errors);
    let typed = typed(budget.ballot, filled);
    let readable = filled.all("project").count() == typed.len() || budget.ballot == BallotKind::DividePoints;
    if !readable {
        errors.add("form", "One of the projects you chose could not be read. Check your choices and send them again.");
    }
    let marks = if take_back { Vec::new() } else { marks(budget, projects, &typed, errors) };
    if marks.is_empty() && !take_back && errors.is_empty() {
        let what = if budget.ballot == BallotKind::DividePoints {
            "Give points to at least one project"
        } else {
            "Tick at least one project"
        };
        errors.add(first_field(budget, projects), what);
    }
    Marked { typed, marks }
}

impl AnswerForm for BudgetBallot {
    fn word(&self) -> String {
        "budget".to_owned()
    }

    fn fields(&self, names: Names<'_>, filled: &Fields, errors: &FormErrors) -> AnyView {
        let error = errors.of(&names.of("project")).map(str::to_owned);
        let error_id = format!("{}-error", names.of("project"));
        let typed = typed(self.budget.ballot, filled);
        let entered = self.projects.iter().filter(|project| project.state == ProjectState::Entered);
        let lines: Vec<AnyView> = entered
            .enumerate()
            .map(|(place, project)| line(names, self.budget.ballot, project, place == 0, &typed, errors))
            .collect();
        let described = error.is_some().then(|| error_id.clone());
        view! {
            <fieldset aria-describedby=described>
                <legend>{ballot_legend(&self.budget)}</legend>
                {error.map(|error| view! { <p class="error" id=error_id><span class="vh">"Error: "</span>{error}</p> })}
                <ul class="projects">{lines}</ul>
            </fieldset>
        }
        .into_any()
    }

    fn read(&self, filled: &Fields, errors: &mut FormErrors) -> Option<Box<dyn desk::Contribution>> {
        if filled.pairs().iter().all(|(_, value)| value.trim().is_empty()) {
            return None;
        }
        let Marked { marks, .. } = read(&self.budget, &self.projects, filled, false, errors);
        if errors.is_empty() { Some(Box::new(BudgetContribution::Ballot { marks })) } else { None }
    }
}
