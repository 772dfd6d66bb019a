//! What happens when somebody answers a statement or adds one.

use axum::Json;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::json;

use super::desk::StatementContribution;
use super::form;
use super::model::OwnStatementsRule;
use super::pages::{find, show_deck, show_new};
use super::rules;
use crate::reason::Reason;
use crate::responses::answering::{Answering, fault_of, not_shown, recorded, refused, taking_part};
use crate::responses::writer::Writer;
use crate::responses::writer::{Refusal, Submission};
use crate::site::{Fault, FormErrors, Page, Path, once};

const GONE: &str =
    "That statement is not asked any more, so your answer to it was not recorded. Please go on with the next one.";
const BAD: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// `POST /consultations/{slug}/statements/{number}/answer` (answer: agree, disagree or pass).
pub async fn answer(
    Path((slug, number)): Path<(String, String)>,
    Answering { visit, fields, received_at }: Answering,
) -> Page {
    let number: i64 = number.parse().map_err(|_| Fault::Missing)?;
    let found = find(&visit, &slug).await?;
    let statement = found.statements.iter().find(|statement| statement.number == number).ok_or(Fault::Missing)?.id;
    let mut errors = FormErrors::none();
    let answer = form::answer(&fields, &mut errors);
    let part = match taking_part(&visit, &fields, received_at).await {
        Ok(part) => part,
        Err(answer) => return answer,
    };
    let (Some(answer), true) = (answer, errors.is_empty()) else {
        if visit.wants_json {
            return refused(&errors, BAD);
        }
        return show_deck(&visit, &found, Some(number), &errors, BAD).await;
    };
    let submission = Submission {
        part,
        consultation: found.consultation.id,
        contribution: Box::new(StatementContribution::Answer { statement, answer }),
    };
    match visit.app.warm::<Writer>().submit(submission).await {
        Ok(made) if visit.wants_json => {
            // The answer is recorded: that is said even if the next statement cannot be read just now.
            let deck = found.again(&visit).await.ok().map(|found| found.deck(&visit, None));
            recorded("answer", &made, json!({ "deck": deck }))
        }
        Ok(_) => visit.go(&format!("/consultations/{slug}/statements#deck")),
        // Whoever answers on the page itself is dealt the next one with the reason.
        Err(Refusal::Gone) if visit.wants_json => {
            let deck = found.again(&visit).await.ok().map(|found| found.deck(&visit, None));
            let gone = json!({ "code": not_shown().code, "errors": { "form": GONE }, "deck": deck });
            Ok((StatusCode::CONFLICT, Json(gone)).into_response())
        }
        Err(Refusal::Gone) => Err(Fault::Refused(Reason::new(not_shown(), GONE))),
        Err(refusal) => Err(fault_of(&refusal)),
    }
}

/// `POST /consultations/{slug}/statements` (text; anyway once similar ones were offered).
pub async fn add(Path(slug): Path<String>, Answering { visit, fields, received_at }: Answering) -> Page {
    let found = find(&visit, &slug).await?;
    let mut errors = FormErrors::none();
    let typed = fields.raw_text("text");
    let text = form::own(&fields, &mut errors);
    let part = match taking_part(&visit, &fields, received_at).await {
        Ok(part) => part,
        Err(answer) => return answer,
    };
    if let Some(why) = crate::consultations::rules::closed_to_answers(&found.consultation.dates, received_at) {
        return Err(why.into());
    }
    let Some(text) = text.filter(|_| errors.is_empty()) else {
        return show_new(&visit, &found, typed, &[], &errors, BAD).await;
    };
    let similar = rules::similar(&text, &found.statements);
    if let Some(same) = similar.iter().find(|statement| rules::same_words(&text, &statement.text)) {
        let own = same.response_id.is_some() && same.response_id == found.own;
        if own && same.posted_at > received_at.plus(-once::WINDOW) {
            // The button was pressed twice: answered with the first.
            return visit.go(&format!("/consultations/{slug}/statements?done=own#done"));
        }
        errors.add("text", "This statement is here already: you can answer it below");
        return show_new(&visit, &found, typed, &similar, &errors, BAD).await;
    }
    if !similar.is_empty() && !fields.ticked("anyway") {
        // Not a mistake: a question, with everything typed kept.
        return show_new(&visit, &found, typed, &similar, &errors, StatusCode::OK).await;
    }
    let (contribution, held) = form::add(text);
    let submission = Submission { part, consultation: found.consultation.id, contribution: Box::new(contribution) };
    match visit.app.warm::<Writer>().submit(submission).await {
        Ok(_) => {
            let done = if held || found.set.own == OwnStatementsRule::Before { "held" } else { "own" };
            visit.go(&format!("/consultations/{slug}/statements?done={done}#done"))
        }
        Err(Refusal::Unfit(why)) => {
            errors.add("form", why.words);
            show_new(&visit, &found, typed, &[], &errors, StatusCode::CONFLICT).await
        }
        Err(refusal) => Err(fault_of(&refusal)),
    }
}
