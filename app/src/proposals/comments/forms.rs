//! What happens when somebody comments, replies, or agrees with a comment.

use axum::Json;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::json;

use super::form::{self, CommentForm};
use crate::ids::CommentId;
use crate::proposals;
use crate::proposals::desk::{OnProposal, ProposalContribution};
use crate::reason::Reason;
use crate::responses::answering::{Answering, fault_of, recorded, refused, refused_for, taking_part};
use crate::responses::writer::Writer;
use crate::responses::writer::{Refusal, Submission};
use crate::site::{Fault, FormErrors, Page, Path, Visit};

/// `POST /consultations/{slug}/proposals/{number}/comments`
pub async fn comment(
    Path((slug, number)): Path<(String, String)>,
    Answering { visit, fields, received_at }: Answering,
) -> Page {
    let shown = proposals::pages::find(&visit, &slug, &number).await?;
    let mut errors = FormErrors::none();
    let (typed, body) = form::read(&fields, &mut errors);
    let part = match taking_part(&visit, &fields, received_at).await {
        Ok(part) => part,
        Err(answer) => return answer,
    };
    let (Some(body), true) = (body, errors.is_empty()) else {
        if visit.wants_json {
            return refused(&errors, StatusCode::UNPROCESSABLE_ENTITY);
        }
        return proposals::pages::with_comment(&visit, &shown, typed, &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let (contribution, held) = form::contribution(&typed, body);
    let submission = Submission {
        part,
        consultation: shown.consultation.id,
        contribution: OnProposal::boxed(shown.place.id, contribution),
    };
    match visit.app.warm::<Writer>().submit(submission).await {
        Ok(made) => {
            let id = made.made.unwrap_or_default();
            let done = if held { "held" } else { "comment" };
            if visit.wants_json {
                return recorded(done, &made, json!({ "comment": id }));
            }
            visit.go(&format!("/consultations/{slug}/proposals/{number}?done={done}&comment={id}#done"))
        }
        Err(Refusal::TooMany(why)) => too_many(&visit, &shown, typed, &why).await,
        Err(Refusal::Gone) if !visit.wants_json => {
            let mut errors = FormErrors::none();
            errors.add(
                "form",
                "The comment you were replying to is not shown any more, so your reply was not recorded. What you \
                 wrote is below: you can send it as a comment of its own.",
            );
            let typed = CommentForm { reply_to: None, ..typed };
            proposals::pages::with_comment(&visit, &shown, typed, &errors, StatusCode::CONFLICT).await
        }
        Err(refusal) => Err(fault_of(&refusal)),
    }
}

/// The form again, for somebody who has posted as many comments within the hour as one person can.
async fn too_many(visit: &Visit, shown: &proposals::pages::CurrentProposal, typed: CommentForm, why: &Reason) -> Page {
    let mut errors = FormErrors::none();
    errors.add("form", why.words.clone());
    if visit.wants_json {
        return refused_for(&errors, why.code, StatusCode::TOO_MANY_REQUESTS);
    }
    proposals::pages::with_comment(visit, shown, typed, &errors, StatusCode::TOO_MANY_REQUESTS).await
}

/// `POST /consultations/{slug}/proposals/{number}/comments/{id}/agree` (`agree` is 1 or 0).
pub async fn agree(
    Path((slug, number, id)): Path<(String, String, String)>,
    Answering { visit, fields, received_at }: Answering,
) -> Page {
    let shown = proposals::pages::find(&visit, &slug, &number).await?;
    let id: i64 = id.parse().map_err(|_| Fault::Missing)?;
    fields.require_only(&["agree"])?;
    let part = match taking_part(&visit, &fields, received_at).await {
        Ok(part) => part,
        Err(answer) => return answer,
    };
    let agree = !fields.has("agree") || fields.ticked("agree");
    let submission = Submission {
        part,
        consultation: shown.consultation.id,
        contribution: OnProposal::boxed(shown.place.id, ProposalContribution::Agree { comment: CommentId(id), agree }),
    };
    match visit.app.warm::<Writer>().submit(submission).await {
        Ok(_) if visit.wants_json => Ok(Json(json!({ "done": "agree", "agree": agree })).into_response()),
        Ok(_) => visit.go(&format!("/consultations/{slug}/proposals/{number}?done=agree#c{id}")),
        Err(refusal) => Err(fault_of(&refusal)),
    }
}
