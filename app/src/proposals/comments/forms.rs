//! What happens when somebody comments, replies, or agrees with a comment.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::json;

use super::model::LONGEST;
use crate::ids::CommentId;
use crate::moderation::screening::why_held;
use crate::proposals;
use crate::proposals::desk::{Act, OnProposal};
use crate::reason::Reason;
use crate::responses::answering::{Answering, fault_of, taking_part};
use crate::responses::writer::Writer;
use crate::responses::writer::{Refusal, Submission};
use crate::site::fields::length;
use crate::site::{Fault, FormErrors, Page, Visit};
use crate::ui::prose::{self, Author};

/// What is typed in a comment form.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// The text.
    pub body: String,
    /// The comment it replies to.
    pub reply_to: Option<i64>,
    /// Whether the author agrees to show their branch.
    pub show_branch: bool,
}

/// `POST /consultations/{slug}/proposals/{number}/comments`
pub async fn comment(
    Path((slug, number)): Path<(String, String)>,
    Answering { visit, fields, received_at }: Answering,
) -> Page {
    let shown = proposals::pages::find(&visit, &slug, &number).await?;
    let mut errors = FormErrors::none();
    fields.expect_only(&["body", "reply_to", "show_branch"], &mut errors);
    let typed = Typed {
        body: fields.raw_text("body").to_owned(),
        reply_to: fields.number("reply_to"),
        show_branch: fields.ticked("show_branch"),
    };
    if !fields.text("reply_to").is_empty() && typed.reply_to.is_none() {
        errors.add("form", "The comment you reply to is not a number: please reload the page and reply again");
    }
    let body = errors.check("body", length(fields.text("body"), "your comment", true, LONGEST));
    let part = match taking_part(&visit, &fields, received_at).await {
        Ok(part) => part,
        Err(answer) => return answer,
    };
    let (Some(body), true) = (body, errors.is_empty()) else {
        if visit.wants_json {
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Json(errors.to_json())).into_response());
        }
        return proposals::pages::with_comment(&visit, &shown, typed, &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let reply_to = typed.reply_to.map(CommentId);
    let html = prose::render(&body, Author::Resident).into_string();
    let held = why_held(&body).is_some();
    let submission = Submission {
        part,
        consultation: shown.consultation.id,
        act: OnProposal::boxed(
            shown.place.id,
            Act::Comment { reply_to, body, html, show_branch: typed.show_branch, held },
        ),
    };
    match visit.app.warm::<Writer>().submit(submission).await {
        Ok(recorded) => {
            let id = recorded.made.unwrap_or_default();
            let done = if held { "held" } else { "comment" };
            if visit.wants_json {
                return Ok(Json(json!({ "done": done, "comment": id, "receipt": recorded.code })).into_response());
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
            let typed = Typed { reply_to: None, ..typed };
            proposals::pages::with_comment(&visit, &shown, typed, &errors, StatusCode::CONFLICT).await
        }
        Err(refusal) => Err(fault_of(&refusal)),
    }
}

/// The form again, for somebody who has posted as many comments within the hour as one person can.
async fn too_many(visit: &Visit, shown: &proposals::pages::Shown, typed: Typed, why: &Reason) -> Page {
    let mut errors = FormErrors::none();
    errors.add("form", why.words.clone());
    if visit.wants_json {
        let mut answer = errors.to_json();
        answer["code"] = why.code.code.into();
        return Ok((StatusCode::TOO_MANY_REQUESTS, Json(answer)).into_response());
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
    let mut errors = FormErrors::none();
    fields.expect_only(&["agree"], &mut errors);
    if !errors.is_empty() {
        return Err(Fault::Unreadable("The form has a field that we do not know.".to_owned()));
    }
    let part = match taking_part(&visit, &fields, received_at).await {
        Ok(part) => part,
        Err(answer) => return answer,
    };
    let agree = !fields.has("agree") || fields.ticked("agree");
    let submission = Submission {
        part,
        consultation: shown.consultation.id,
        act: OnProposal::boxed(shown.place.id, Act::Agree { comment: CommentId(id), agree }),
    };
    match visit.app.warm::<Writer>().submit(submission).await {
        Ok(_) if visit.wants_json => Ok(Json(json!({ "done": "agree", "agree": agree })).into_response()),
        Ok(_) => visit.go(&format!("/consultations/{slug}/proposals/{number}#c{id}")),
        Err(refusal) => Err(fault_of(&refusal)),
    }
}
