//! What happens when somebody sends their order.

use axum::http::StatusCode;

use super::desk::Rank;
use super::form;
use super::pages::{self, RankingPage, find};
use super::rules::{self, Chosen};
use crate::responses::answering::{Answering, fault_of, taking_part};
use crate::responses::writer::Writer;
use crate::responses::writer::{Refusal, Submission};
use crate::site::{FormErrors, Page, Path, Visit};

/// `POST /consultations/{slug}/rankings/{number}/vote`
pub async fn vote(
    Path((slug, number)): Path<(String, String)>,
    Answering { visit, fields, received_at }: Answering,
) -> Page {
    let shown = find(&visit, &slug, &number).await?;
    let mut errors = FormErrors::none();
    let (sent, gone) = form::chosen(&shown.options, &fields, &mut errors);
    let part = match taking_part(&visit, &fields, received_at).await {
        Ok(part) => part,
        Err(answer) => return answer,
    };
    let seen = form::seen(&shown.ranking, &fields);
    if seen != shown.ranking.updated_at {
        return changed_meanwhile(&visit, &shown, sent).await;
    }
    if gone {
        return withdrawn_meanwhile(&visit, &shown, &sent).await;
    }
    let standing = rules::shown(&shown.options, &shown.ranking.seed, part.who.account(), received_at);
    let order = errors.check_all(rules::order(&standing, &sent));
    let (Some(order), true) = (order, errors.is_empty()) else {
        return pages::page(&visit, &shown, Some(sent), &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let submission = Submission {
        part,
        consultation: shown.consultation.id,
        contribution: Box::new(Rank { ranking: shown.ranking.id, order, seen }),
    };
    match visit.app.warm::<Writer>().submit(submission).await {
        Ok(_) => visit.go(&format!("{}?done=ranking#done", shown.path())),
        // The ranking was changed, or an option withdrawn, between reading it and recording.
        Err(Refusal::Unfit(_)) => {
            let shown = find(&visit, &slug, &number).await?;
            if seen != shown.ranking.updated_at {
                return changed_meanwhile(&visit, &shown, sent).await;
            }
            withdrawn_meanwhile(&visit, &shown, &sent).await
        }
        Err(refusal) => Err(fault_of(&refusal)),
    }
}

/// The form again, with what was chosen, because what was read is not what is asked now.
async fn changed_meanwhile(visit: &Visit, shown: &RankingPage, sent: Chosen) -> Page {
    let mut errors = FormErrors::none();
    errors.add(
        "form",
        "The question or its options were changed while you were choosing, so your order is not recorded yet. What you \
         chose is kept, but a place may stand beside another option now: read them again before you send it.",
    );
    pages::page(visit, shown, Some(sent), &errors, StatusCode::CONFLICT).await
}

/// The form again, without the option that cannot be chosen any more; the places below it move up.
async fn withdrawn_meanwhile(visit: &Visit, shown: &RankingPage, sent: &Chosen) -> Page {
    let mut errors = FormErrors::none();
    errors.add(
        "form",
        "An option was withdrawn while you were choosing, so your order is not recorded yet. The reason is below. Your \
         other choices are kept and have moved up: send them again if they are still what you want.",
    );
    let mut places: Vec<(usize, i64)> = shown
        .options
        .iter()
        .filter(|option| option.stands())
        .filter_map(|option| Some((sent.get(&option.number)?.parse().ok()?, option.number)))
        .collect();
    places.sort_unstable();
    let kept =
        places.into_iter().zip(1..).map(|((_, number), place): (_, usize)| (number, place.to_string())).collect();
    pages::page(visit, shown, Some(kept), &errors, StatusCode::CONFLICT).await
}
