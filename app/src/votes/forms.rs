//! What happens when somebody votes.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use leptos::prelude::*;
use serde_json::json;

use super::model::Choice;
use crate::accounts::pages::{self as account_pages, Waiting};
use crate::accounts::rules::{Act as Permission, Standing, standing};
use crate::ids::VersionId;
use crate::proposals;
use crate::responses::model::Channel;
use crate::responses::writer::{About, Act, Refusal, Submission};
use crate::site::{Fault, Fields, FormErrors, Page, Visit};
use crate::statements::model::Answer;
use crate::ui::form::in_textarea;

/// What a refusal of the writer means to whoever sent the form; a superseded version is handled by the caller.
pub fn fault_of(refusal: &Refusal) -> Fault {
    match refusal {
        Refusal::Missing => Fault::Missing,
        Refusal::Closed(why) => Fault::Conflict((*why).to_owned()),
        Refusal::Superseded { .. } => {
            Fault::Conflict("The proposal was amended while you were reading. Please read the new text.".to_owned())
        }
        Refusal::Gone => Fault::Conflict("That comment is not shown any more, so nothing was recorded.".to_owned()),
        Refusal::OwnComment => Fault::Conflict("This is your own comment: others can agree with it.".to_owned()),
        Refusal::Unfit(why) => Fault::Conflict(why.clone()),
        Refusal::Account => Fault::Forbidden("This account cannot take part.".to_owned()),
        Refusal::Busy => Fault::Busy,
    }
}

/// Who may take part now; or the page that says what to do first, with the submission kept.
///
/// # Errors
/// The answer to give instead: 401 with the sign-in form, or 403.
#[expect(clippy::result_large_err, reason = "the other outcome is the whole answer to the request, made once and sent")]
pub fn may_take_part(visit: &Visit, fields: &Fields) -> Result<crate::ids::AccountId, Page> {
    let Some(account) = visit.account() else {
        if visit.wants_json {
            return Err(Err(Fault::SignIn));
        }
        return Err(account_pages::sign_in_first(visit, &Waiting::form(visit, fields)));
    };
    if standing(account) == Standing::Unconfirmed && !visit.wants_json {
        return Err(account_pages::confirm_first(visit, kept_form(visit.path.clone(), fields.pairs())));
    }
    visit.require(Permission::TakePart).map(|account| account.id).map_err(Err)
}

/// Fields that hold what somebody wrote, and how they are called.
const WRITTEN: [(&str, &str); 3] = [("body", "What you wrote"), ("text", "Your statement"), ("title", "Your idea")];

/// What was typed, in a form that can be sent once the address is confirmed.
fn kept_form(action: String, pairs: &[(String, String)]) -> AnyView {
    let ranked = pairs.iter().any(|(name, place)| name.starts_with("option_") && !place.is_empty());
    let inputs: Vec<AnyView> = pairs
        .iter()
        .cloned()
        .map(|(name, value)| {
            if let Some((id, label)) = WRITTEN.into_iter().find(|(written, _)| *written == name) {
                view! { <div class="field"><label for=id>{label}</label><textarea id=id name=id rows="6" dir="auto">{in_textarea(&value)}</textarea></div> }.into_any()
            } else {
                let answer = Choice::from_word(&value)
                    .map(Choice::title)
                    .or_else(|| Answer::from_word(&value).map(Answer::title))
                    .filter(|_| matches!(name.as_str(), "choice" | "answer"));
                view! {
                    {answer.map(|title| view! { <p>"Your answer: "<strong>{title}</strong></p> })}
                    <input type="hidden" name=name value=value/>
                }
                .into_any()
            }
        })
        .collect();
    view! { <form method="post" action=action>{ranked.then(|| view! { <p>"Your order of the options is kept."</p> })}{inputs}<p class="actions"><button class="button">"Send it now"</button></p></form> }
        .into_any()
}

/// `POST /consultations/{slug}/proposals/{number}/vote`
pub async fn vote(visit: Visit, Path((slug, number)): Path<(String, String)>, fields: Fields) -> Page {
    // Judged by the moment its body had arrived.
    let received_at = visit.app.clock.now();
    let shown = proposals::pages::find(&visit, &slug, &number).await?;
    let mut errors = FormErrors::none();
    fields.expect_only(&["choice", "version"], &mut errors);
    let choice = Choice::from_word(fields.text("choice"));
    if choice.is_none() {
        errors.add(
            "choice",
            if fields.text("choice").is_empty() { "Choose an answer" } else { "Choose one of the six answers" },
        );
    }
    let version = match fields.text("version") {
        "" => None,
        text => match text.parse() {
            Ok(id) => Some(VersionId(id)),
            Err(_) => {
                errors.add("form", "The version is not a number: please reload the page and answer again");
                None
            }
        },
    };
    let account = match may_take_part(&visit, &fields) {
        Ok(account) => account,
        Err(answer) => return answer,
    };
    let (Some(choice), true) = (choice, errors.is_empty()) else {
        if visit.wants_json {
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Json(errors.to_json())).into_response());
        }
        return proposals::pages::with_vote(&visit, &shown, choice, &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let submission = Submission {
        account,
        channel: Channel::Online,
        received_at,
        about: About::Proposal(shown.place.id),
        act: Act::Vote { version, choice },
    };
    match visit.app.writer.submit(submission).await {
        Ok(recorded) if visit.wants_json => {
            let tally =
                super::live::for_everybody(&visit.app, shown.consultation.id, shown.place.id, received_at).await;
            // The vote is recorded: that is said even if the counts cannot be read just now.
            let tally = tally.unwrap_or_else(|error| {
                tracing::warn!(%error, "the counts could not be read after a vote");
                None
            });
            let answer = json!({ "done": "vote", "choice": choice, "receipt": recorded.code, "tally": tally });
            Ok(Json(answer).into_response())
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
                return Ok((StatusCode::CONFLICT, Json(answer)).into_response());
            }
            proposals::pages::with_vote(&visit, &shown, Some(choice), &errors, StatusCode::CONFLICT).await
        }
        Err(refusal) => Err(fault_of(&refusal)),
    }
}
