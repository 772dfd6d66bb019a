//! What happens when somebody votes.

use axum::Json;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::json;

use super::form::{self, ChosenVote};
use crate::proposals;
use crate::proposals::desk::{OnProposal, ProposalContribution};
use crate::responses::answering::{Answering, fault_of, recorded, refused, superseded, taking_part};
use crate::responses::writer::Writer;
use crate::responses::writer::{Refusal, Submission};
use crate::site::{FormErrors, Page, Path};

/// `POST /consultations/{slug}/proposals/{number}/vote`
pub async fn vote(
    Path((slug, number)): Path<(String, String)>,
    Answering { visit, fields, received_at }: Answering,
) -> Page {
    let shown = proposals::pages::find(&visit, &slug, &number).await?;
    let mut errors = FormErrors::none();
    let ChosenVote { choice, version } = form::read(&fields, &mut errors);
    let part = match taking_part(&visit, &fields, received_at).await {
        Ok(part) => part,
        Err(answer) => return answer,
    };
    let (Some(choice), true) = (choice, errors.is_empty()) else {
        if visit.wants_json {
            return refused(&errors, StatusCode::UNPROCESSABLE_ENTITY);
        }
        return proposals::pages::with_vote(&visit, &shown, choice, &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let submission = Submission {
        part,
        consultation: shown.consultation.id,
        contribution: OnProposal::boxed(shown.place.id, ProposalContribution::Vote { version, choice }),
    };
    match visit.app.warm::<Writer>().submit(submission).await {
        Ok(made) if visit.wants_json => {
            let tally = super::live::for_everybody(&visit.app, &shown.consultation, shown.place.id, received_at).await;
            // The vote is recorded: that is said even if the counts cannot be read just now.
            let tally = tally.unwrap_or_else(|error| {
                tracing::warn!(%error, "the counts could not be read after a vote");
                None
            });
            recorded("vote", &made, json!({ "choice": choice, "tally": tally }))
        }
        Ok(_) => visit.go(&format!("/consultations/{slug}/proposals/{number}?done=vote#done")),
        Err(Refusal::Superseded { .. }) => {
            let mut errors = FormErrors::none();
            errors.add(
                "form",
                "The proposal was amended while you were reading, so your answer is not recorded yet. The new text \
                 is below, with what changed. Your choice is kept: send it again if it is still what you think.",
            );
            if visit.wants_json {
                let mut answer = errors.to_json();
                answer["superseded"] = true.into();
                answer["code"] = superseded().code.into();
                return Ok((StatusCode::CONFLICT, Json(answer)).into_response());
            }
            proposals::pages::with_vote(&visit, &shown, Some(choice), &errors, StatusCode::CONFLICT).await
        }
        Err(refusal) => Err(fault_of(&refusal)),
    }
}
