//! What happens when somebody votes on a budget.

use axum::http::StatusCode;
use serde_json::json;

use super::desk::BudgetContribution;
use super::form::{self, Marked};
use super::model::ProjectState;
use super::pages;
use crate::responses::answering::{Answering, fault_of, recorded, refused, taking_part};
use crate::responses::writer::Writer;
use crate::responses::writer::{Refusal, Submission};
use crate::site::{FormErrors, Page, Path};

const BAD: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// `POST /consultations/{slug}/budget/vote` (`project` for each tick, or `points-7` for each project's points;
/// `act=take-back` takes the vote back).
pub async fn vote(Path(slug): Path<String>, Answering { visit, fields, received_at }: Answering) -> Page {
    let shown = pages::find(&visit, &slug).await?;
    let mut errors = FormErrors::none();
    let take_back = fields.text("act") == "take-back";
    let Marked { typed, marks } = form::read(&shown.budget, &shown.projects, &fields, take_back, &mut errors);
    let part = match taking_part(&visit, &fields, received_at).await {
        Ok(part) => part,
        Err(answer) => return answer,
    };
    if !errors.is_empty() {
        if visit.wants_json {
            return refused(&errors, BAD);
        }
        return pages::page(&visit, &shown, Some(typed), &errors, BAD).await;
    }
    let without = marks.iter().any(|(id, _)| {
        shown.projects.iter().any(|project| project.id == *id && project.state == ProjectState::Withdrawn)
    });
    let submission = Submission {
        part,
        consultation: shown.consultation.id,
        contribution: Box::new(BudgetContribution::Ballot { marks }),
    };
    match visit.app.warm::<Writer>().submit(submission).await {
        Ok(made) => {
            let done = match (take_back, without) {
                (true, _) => "taken-back",
                (_, true) => "budget-without",
                _ => "budget",
            };
            if visit.wants_json {
                return recorded(done, &made, json!({}));
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
