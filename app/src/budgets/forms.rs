//! What happens when somebody votes on a budget.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::json;

use super::desk::Act;
use super::model::{BallotKind, State};
use super::pages::{self, Shown};
use super::rules;
use crate::ids::ProjectId;
use crate::responses::answering::{Answering, fault_of, taking_part};
use crate::responses::writer::Writer;
use crate::responses::writer::{Refusal, Submission};
use crate::site::{Fields, FormErrors, Page};

const BAD: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// What a ballot form sent: what was typed, by the project's number.
fn typed(kind: BallotKind, fields: &Fields) -> BTreeMap<i64, String> {
    match kind {
        BallotKind::DividePoints => fields
            .pairs()
            .iter()
            .filter_map(|(name, value)| {
                let number = name.strip_prefix("points-")?.parse().ok()?;
                (!value.trim().is_empty()).then(|| (number, value.trim().to_owned()))
            })
            .collect(),
        _ => fields.all("project").filter_map(|value| Some((value.trim().parse().ok()?, "1".to_owned()))).collect(),
    }
}

/// The marks of a ballot, with the names of projects that were withdrawn meanwhile left in: the writer leaves them out.
fn marks(shown: &Shown, typed: &BTreeMap<i64, String>, errors: &mut FormErrors) -> Vec<(ProjectId, i64)> {
    let mut marks = Vec::new();
    let mut standing = Vec::new();
    for (number, value) in typed {
        let project = shown
            .projects
            .iter()
            .find(|project| project.number == *number && matches!(project.state, State::Entered | State::Withdrawn));
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
            if project.state == State::Entered {
                standing.push(i64::from(points));
            }
        }
    }
    if errors.is_empty()
        && let Err(why) = rules::check(shown.budget.ballot, shown.budget.most, standing)
    {
        errors.add(first_field(shown), why.to_string());
    }
    marks
}

/// The first field of the ballot, where a mistake about the whole of it leads.
fn first_field(shown: &Shown) -> String {
    match (shown.budget.ballot, shown.entered().first()) {
        (BallotKind::DividePoints, Some(first)) => format!("points-{}", first.number),
        _ => "project".to_owned(),
    }
}

/// `POST /consultations/{slug}/budget/vote` (`project` for each tick, or `points-7` for each project's points;
/// `act=take-back` takes the vote back).
pub async fn vote(Path(slug): Path<String>, Answering { visit, fields, received_at }: Answering) -> Page {
    let shown = pages::find(&visit, &slug).await?;
    let mut errors = FormErrors::none();
    fields.expect_only(&["project", "points-*", "act"], &mut errors);
    let take_back = fields.text("act") == "take-back";
    let typed = typed(shown.budget.ballot, &fields);
    let readable = fields.all("project").count() == typed.len() || shown.budget.ballot == BallotKind::DividePoints;
    if !readable {
        errors.add("form", "One of the projects you chose could not be read. Check your choices and send them again.");
    }
    let marks = if take_back { Vec::new() } else { marks(&shown, &typed, &mut errors) };
    if marks.is_empty() && !take_back && errors.is_empty() {
        let what = if shown.budget.ballot == BallotKind::DividePoints {
            "Give points to at least one project"
        } else {
            "Tick at least one project"
        };
        errors.add(first_field(&shown), what);
    }
    let part = match taking_part(&visit, &fields, received_at).await {
        Ok(part) => part,
        Err(answer) => return answer,
    };
    if !errors.is_empty() {
        if visit.wants_json {
            return Ok((BAD, Json(errors.to_json())).into_response());
        }
        return pages::page(&visit, &shown, Some(typed), &errors, BAD).await;
    }
    let without = marks
        .iter()
        .any(|(id, _)| shown.projects.iter().any(|project| project.id == *id && project.state == State::Withdrawn));
    let submission = Submission { part, consultation: shown.consultation.id, act: Box::new(Act::Ballot { marks }) };
    match visit.app.warm::<Writer>().submit(submission).await {
        Ok(recorded) => {
            let done = match (take_back, without) {
                (true, _) => "taken-back",
                (_, true) => "budget-without",
                _ => "budget",
            };
            if visit.wants_json {
                return Ok(Json(json!({ "done": done, "receipt": recorded.code })).into_response());
            }
            visit.go(&format!("/consultations/{slug}/budget?done={done}#done"))
        }
        // The projects changed while it was on its way: shown as they are now, with what was chosen kept.
        Err(Refusal::Unfit(why)) if !visit.wants_json => {
            errors.add("form", why.words);
            let latest = pages::find(&visit, &slug).await?;
            pages::page(&visit, &latest, Some(typed), &errors, StatusCode::CONFLICT).await
        }
        Err(refusal) => Err(fault_of(&refusal)),
    }
}
